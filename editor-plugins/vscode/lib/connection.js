'use strict';

// JSON-RPC over two streams, framed as the Language Server Protocol has it.

/** An error that the other side answered with. */
class ResponseError extends Error {
  constructor(error) {
    super(error.message || 'the server gave no reason');
    this.code = error.code;
    this.data = error.data;
  }
}

/** Codes of answers that are no news to anybody: the question was taken back, or is about a text that has changed. */
const quietCodes = new Set([-32800, -32801, -32802]);

class Connection {
  /**
   * @param input a stream that is read; @param output one that is written
   * @param handlers `request(method, params)` answers the other side, `notification(method, params)` hears it,
   *   `trace(direction, message)` sees all, `broken(error)` is told that the stream is no protocol.
   */
  constructor(input, output, handlers) {
    this.output = output;
    this.handlers = handlers;
    this.nextId = 1;
    this.pending = new Map();
    this.buffer = Buffer.alloc(0);
    this.isClosed = false;
    input.on('data', (data) => this.receive(data));
    output.on('error', (error) => this.close(error));
  }

  // -- Out

  write(message) {
    if (this.isClosed) return;
    this.handlers.trace?.('out', message);
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }), 'utf8');
    this.output.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.output.write(body);
  }

  notify(method, params) {
    this.write({ method, params });
  }

  /** Asks, and takes the question back when the token says so. */
  request(method, params, token) {
    if (this.isClosed) return Promise.reject(new Error('planmd has ended'));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject, method });
      this.write({ id, method, params });
      token?.onCancellationRequested?.(() => {
        if (this.pending.has(id)) this.notify('$/cancelRequest', { id });
      });
    });
  }

  /** Nobody will answer any more. */
  close(error) {
    this.isClosed = true;
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of waiting) reject(error || new Error('planmd has ended'));
  }

  // -- In

  receive(data) {
    this.buffer = this.buffer.length ? Buffer.concat([this.buffer, data]) : data;
    for (;;) {
      const end = this.buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const header = this.buffer.subarray(0, end).toString('ascii');
      const length = /^content-length: *(\d+) *$/im.exec(header);
      if (!length) {
        this.handlers.broken?.(new Error(`no Content-Length in '${header.slice(0, 200)}'`));
        this.buffer = Buffer.alloc(0);
        return;
      }
      const start = end + 4;
      const stop = start + Number(length[1]);
      if (this.buffer.length < stop) return;
      const body = this.buffer.subarray(start, stop).toString('utf8');
      this.buffer = this.buffer.subarray(stop);
      let message;
      try {
        message = JSON.parse(body);
      } catch (error) {
        this.handlers.broken?.(error);
        continue;
      }
      this.handlers.trace?.('in', message);
      this.dispatch(message);
    }
  }

  dispatch(message) {
    if (message.method === undefined) {
      const waiting = this.pending.get(message.id);
      if (!waiting) return;
      this.pending.delete(message.id);
      if (message.error) waiting.reject(new ResponseError(message.error));
      else waiting.resolve(message.result ?? null);
    } else if (message.id === undefined) {
      this.handlers.notification(message.method, message.params);
    } else {
      this.answer(message);
    }
  }

  async answer({ id, method, params }) {
    try {
      const result = await this.handlers.request(method, params);
      if (result === undefined) {
        this.write({ id, error: { code: -32601, message: `there is no method '${method}' here` } });
      } else {
        this.write({ id, result });
      }
    } catch (error) {
      this.write({ id, error: { code: -32603, message: String(error.message || error) } });
    }
  }
}

module.exports = { Connection, ResponseError, quietCodes };
