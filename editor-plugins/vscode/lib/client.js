'use strict';

// The language server as a process: started, told of the texts, asked, and started again where it crashes.

const childProcess = require('child_process');
const vscode = require('vscode');
const convert = require('./convert');
const { Connection } = require('./connection');
const { register, selector } = require('./features');

/** What this client can; the server leaves out the rest. */
const capabilities = {
  general: { positionEncodings: ['utf-16'] },
  window: { workDoneProgress: true, showMessage: {} },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    didChangeConfiguration: { dynamicRegistration: false },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    executeCommand: {},
    symbol: {},
    codeLens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
  },
  textDocument: {
    synchronization: { didSave: true },
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, versionSupport: true },
    completion: {
      contextSupport: true,
      completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'], preselectSupport: true },
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    definition: { linkSupport: true },
    references: {},
    documentHighlight: {},
    rename: { prepareSupport: true },
    codeAction: {
      codeActionLiteralSupport: {
        codeActionKind: {
          valueSet: ['', 'quickfix', 'refactor', 'refactor.rewrite', 'refactor.move', 'source', 'source.fixAll'],
        },
      },
      isPreferredSupport: true,
      disabledSupport: true,
    },
    codeLens: {},
    inlayHint: {},
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    foldingRange: { lineFoldingOnly: true },
    selectionRange: {},
    documentLink: { tooltipSupport: true },
    formatting: {},
    rangeFormatting: {},
    onTypeFormatting: {},
    semanticTokens: {
      requests: { full: true, range: true },
      formats: ['relative'],
      tokenTypes: [
        'keyword', 'string', 'property', 'enumMember', 'event', 'number', 'variable', 'decorator', 'function', 'type',
        'comment',
      ],
      tokenModifiers: ['deprecated', 'definition', 'modification'],
    },
    callHierarchy: {},
  },
};

/** How often the server may crash within how long before it is left alone. */
const crashLimit = { times: 4, milliseconds: 3 * 60 * 1000 };

class Client {
  /** @param output an output channel; @param onReady is told what the server can do */
  constructor(output, onReady) {
    this.output = output;
    this.onReady = onReady;
    this.crashes = [];
    this.isStopping = false;
    this.diagnostics = vscode.languages.createDiagnosticCollection('planmd');
    this.whenReady = null;
  }

  get configuration() {
    return vscode.workspace.getConfiguration('planmd');
  }

  // -- Life

  /** Starts the server, or waits for the start that is under way; false where there is none. */
  start() {
    this.whenReady ??= this.launch();
    return this.whenReady;
  }

  async launch() {
    const program = this.configuration.get('path') || 'planmd';
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    this.output.appendLine(`starting ${program} lsp`);
    const child = childProcess.spawn(program, ['lsp'], { cwd: folder, stdio: 'pipe', windowsHide: true });
    const started = new Promise((resolve) => {
      child.once('spawn', () => resolve(true));
      child.once('error', (error) => {
        this.output.appendLine(`${program} cannot be started: ${error.message}`);
        resolve(false);
        this.reportMissing(program, error);
      });
    });
    child.stderr.on('data', (data) => this.output.append(data.toString('utf8')));
    child.stdin.on('error', () => {});
    const connection = new Connection(child.stdout, child.stdin, {
      request: (method, params) => this.answer(method, params),
      notification: (method, params) => this.hear(method, params),
      trace: (direction, message) => this.trace(direction, message),
      broken: (error) => this.output.appendLine(`planmd says what is no message: ${error.message}`),
    });
    child.once('exit', (code, signal) => this.ended(connection, code, signal));
    if (!(await started)) {
      this.whenReady = null;
      return false;
    }
    this.child = child;
    this.connection = connection;
    try {
      await this.initialize();
      return true;
    } catch (error) {
      if (!this.isStopping) this.output.appendLine(`planmd could not be initialized: ${error.message}`);
      // Where it lives on it is of no use; `ended` then does the rest.
      if (this.child === child) child.kill();
      return false;
    }
  }

  async initialize() {
    const folders = (vscode.workspace.workspaceFolders || []).map(({ uri, name }) => ({ uri: uri.toString(), name }));
    const result = await this.connection.request('initialize', {
      processId: process.pid,
      clientInfo: { name: vscode.env?.appName || 'Visual Studio Code', version: vscode.version },
      locale: vscode.env?.language,
      rootUri: folders[0]?.uri ?? null,
      workspaceFolders: folders.length ? folders : null,
      capabilities,
      initializationOptions: this.settings(),
      trace: 'off',
    });
    this.server = result.capabilities;
    this.listeners = [];
    this.watchers = new Map();
    this.open = new Map();
    const { disposables, refreshes } = register(this, this.server);
    this.listeners.push(...disposables);
    this.refreshes = refreshes;
    this.connection.notify('initialized', {});
    this.listen();
    for (const document of vscode.workspace.textDocuments) this.opened(document);
    this.output.appendLine(`${result.serverInfo?.name || 'planmd'} ${result.serverInfo?.version || ''} is ready`);
    this.onReady(this.server);
  }

  /** Takes back what was registered for a server that is no more. */
  clear() {
    for (const each of this.listeners || []) each.dispose();
    for (const watcher of this.watchers?.values() || []) watcher.forEach((one) => one.dispose());
    this.listeners = [];
    this.watchers = new Map();
    this.diagnostics.clear();
    this.connection = undefined;
    this.child = undefined;
    this.whenReady = null;
  }

  ended(connection, code, signal) {
    connection.close();
    if (this.connection !== connection) return;
    this.clear();
    if (this.isStopping) return;
    this.output.appendLine(`planmd has ended with ${signal || `exit code ${code}`}`);
    const now = Date.now();
    this.crashes = this.crashes.filter((time) => now - time < crashLimit.milliseconds);
    this.crashes.push(now);
    if (this.crashes.length < crashLimit.times) {
      this.start();
      return;
    }
    const restart = 'Restart';
    const show = 'Show Output';
    vscode.window
      .showErrorMessage(
        `planmd's language server crashed ${this.crashes.length} times and is left alone.`,
        restart,
        show
      )
      .then((choice) => {
        if (choice === show) this.output.show();
        if (choice === restart) this.restart();
      });
  }

  reportMissing(program, error) {
    const settings = 'Open Settings';
    const message =
      error.code === 'ENOENT'
        ? `planmd: there is no program \`${program}\`. Install planmd, or say in the setting planmd.path where it is.`
        : `planmd: \`${program}\` cannot be started: ${error.message}`;
    vscode.window.showErrorMessage(message, settings).then((choice) => {
      if (choice === settings) vscode.commands.executeCommand('workbench.action.openSettings', 'planmd.path');
    });
  }

  async restart() {
    this.crashes = [];
    await this.stop();
    return this.start();
  }

  /** Ends the server as the protocol wants it, and by force where it does not listen. */
  async stop() {
    const { child, connection } = this;
    if (!child) {
      await this.whenReady;
      if (!this.child) return;
      return this.stop();
    }
    this.isStopping = true;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const force = setTimeout(() => child.kill(), 5000);
    try {
      await connection.request('shutdown').catch(() => {});
      connection.notify('exit');
      await gone;
    } finally {
      clearTimeout(force);
      this.isStopping = false;
      this.clear();
    }
  }

  async dispose() {
    await this.stop();
    this.diagnostics.dispose();
  }

  // -- Texts

  listen() {
    const { workspace } = vscode;
    this.listeners.push(
      workspace.onDidOpenTextDocument((document) => this.opened(document)),
      workspace.onDidCloseTextDocument((document) => this.closed(document)),
      workspace.onDidChangeTextDocument((event) => this.changed(event)),
      workspace.onDidSaveTextDocument((document) => {
        if (this.isOpen(document)) {
          this.connection.notify('textDocument/didSave', { textDocument: convert.toDocument(document) });
        }
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('planmd')) return;
        if (event.affectsConfiguration('planmd.path')) this.restart();
        else this.connection.notify('workspace/didChangeConfiguration', { settings: { planmd: this.settings() } });
      }),
      workspace.onDidChangeWorkspaceFolders((event) => {
        const folder = ({ uri, name }) => ({ uri: uri.toString(), name });
        this.connection.notify('workspace/didChangeWorkspaceFolders', {
          event: { added: event.added.map(folder), removed: event.removed.map(folder) },
        });
      })
    );
  }

  isOpen(document) {
    return this.open.has(document.uri.toString());
  }

  /** The version of an open text. */
  version(uri) {
    return this.open.get(vscode.Uri.parse(uri).toString())?.version;
  }

  opened(document) {
    if (!vscode.languages.match(selector, document) || this.isOpen(document)) return;
    this.open.set(document.uri.toString(), document);
    this.connection.notify('textDocument/didOpen', {
      textDocument: {
        uri: document.uri.toString(),
        languageId: document.languageId,
        version: document.version,
        text: document.getText(),
      },
    });
  }

  changed({ document, contentChanges }) {
    if (!this.isOpen(document) || contentChanges.length === 0) return;
    this.connection.notify('textDocument/didChange', {
      textDocument: { uri: document.uri.toString(), version: document.version },
      contentChanges: contentChanges.map((change) => ({
        range: convert.toRange(change.range),
        rangeLength: change.rangeLength,
        text: change.text,
      })),
    });
  }

  closed(document) {
    if (!this.isOpen(document)) return;
    this.open.delete(document.uri.toString());
    this.connection.notify('textDocument/didClose', { textDocument: convert.toDocument(document) });
  }

  // -- Questions

  /** Asks the server; rejects where there is none. */
  request(method, params, token) {
    if (!this.connection) return Promise.reject(new Error("planmd's language server is not running"));
    return this.connection.request(method, params, token);
  }

  /** What the server asks: the answer, or undefined for what this client does not know. */
  async answer(method, params) {
    switch (method) {
      case 'workspace/configuration':
        return params.items.map(({ section }) => this.settings(section === 'planmd' ? undefined : section));
      case 'workspace/applyEdit':
        return this.applyEdit(params);
      case 'workspace/workspaceFolders':
        return (vscode.workspace.workspaceFolders || []).map(({ uri, name }) => ({ uri: uri.toString(), name }));
      case 'client/registerCapability':
        for (const registration of params.registrations) this.register(registration);
        return null;
      case 'client/unregisterCapability':
        for (const { id } of params.unregisterations || params.unregistrations || []) {
          this.watchers.get(id)?.forEach((one) => one.dispose());
          this.watchers.delete(id);
        }
        return null;
      case 'window/workDoneProgress/create':
        this.progress(params.token);
        return null;
      case 'window/showMessageRequest': {
        const titles = (params.actions || []).map((action) => action.title);
        const choice = await this.message(params, ...titles);
        return (params.actions || []).find((action) => action.title === choice) ?? null;
      }
      case 'window/showDocument':
        await vscode.window.showTextDocument(convert.uri(params.uri), {
          selection: params.selection && convert.range(params.selection),
          preserveFocus: params.takeFocus === false,
        });
        return { success: true };
      case 'workspace/codeLens/refresh':
        this.refreshes.lenses.fire();
        return null;
      case 'workspace/inlayHint/refresh':
        this.refreshes.hints.fire();
        return null;
      case 'workspace/semanticTokens/refresh':
        this.refreshes.tokens.fire();
        return null;
      default:
        return undefined;
    }
  }

  hear(method, params) {
    switch (method) {
      case 'textDocument/publishDiagnostics': {
        const version = this.version(params.uri);
        // Findings about an older text would stand in the wrong place; newer ones are on their way.
        if (params.version != null && version !== undefined && params.version !== version) return;
        this.diagnostics.set(convert.uri(params.uri), params.diagnostics.map(convert.diagnostic));
        return;
      }
      case 'window/logMessage':
        this.output.appendLine(params.message);
        return;
      case 'window/showMessage':
        this.message(params);
        return;
      case '$/progress':
        this.report(params.token, params.value);
        return;
      default:
    }
  }

  message({ type, message }, ...choices) {
    const { window } = vscode;
    const show = { 1: window.showErrorMessage, 2: window.showWarningMessage }[type] || window.showInformationMessage;
    return show.call(window, message, ...choices);
  }

  /** The edits that a command makes: all of them, or none where a text is not what the server thinks. */
  async applyEdit({ label, edit }) {
    try {
      const converted = convert.workspaceEdit(edit, (uri) => this.version(uri));
      const applied = await vscode.workspace.applyEdit(converted);
      return applied ? { applied } : { applied, failureReason: `the editor refused '${label || 'the edit'}'` };
    } catch (error) {
      return { applied: false, failureReason: error.message };
    }
  }

  /** Watches the files that the server wants to hear of. */
  register({ id, method, registerOptions }) {
    if (method !== 'workspace/didChangeWatchedFiles') return;
    const disposables = [];
    for (const { globPattern, kind = 7 } of registerOptions.watchers) {
      const pattern =
        typeof globPattern === 'string'
          ? globPattern
          : new vscode.RelativePattern(
              convert.uri(globPattern.baseUri.uri || globPattern.baseUri),
              globPattern.pattern
            );
      const watcher = vscode.workspace.createFileSystemWatcher(pattern, !(kind & 1), !(kind & 2), !(kind & 4));
      const tell = (type) => (uri) =>
        this.connection?.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri.toString(), type }] });
      disposables.push(
        watcher,
        watcher.onDidCreate(tell(1)),
        watcher.onDidChange(tell(2)),
        watcher.onDidDelete(tell(3))
      );
    }
    this.watchers.set(id, disposables);
  }

  // -- Progress

  progress(token) {
    this.work ??= new Map();
    if (this.work.has(token)) return;
    const work = {};
    work.finished = new Promise((resolve) => (work.finish = resolve));
    this.work.set(token, work);
  }

  report(token, value) {
    const work = this.work?.get(token);
    if (!work) return;
    if (value.kind === 'begin') {
      const options = { location: vscode.ProgressLocation.Window, title: value.title };
      vscode.window.withProgress(options, (progress) => {
        work.progress = progress;
        if (value.message) progress.report({ message: value.message });
        return work.finished;
      });
    } else if (value.kind === 'report') {
      work.progress?.report({ message: value.message });
    } else {
      work.finish();
      this.work.delete(token);
    }
  }

  // -- Settings

  /** The server's settings: the whole section, or a part of it by its dotted name. */
  settings(section) {
    const { configuration } = this;
    const all = {
      inlayHints: {
        dates: configuration.get('inlayHints.dates', true),
        progress: configuration.get('inlayHints.progress', true),
        load: configuration.get('inlayHints.load', 'over'),
      },
      codeLenses: configuration.get('codeLenses', true),
      schedule: configuration.get('schedule', true),
    };
    if (!section) return all;
    const names = section.split('.');
    if (names.shift() !== 'planmd') return null;
    return names.reduce((value, name) => value?.[name], all) ?? null;
  }

  trace(direction, message) {
    if (this.configuration.get('trace', 'off') === 'off') return;
    this.output.appendLine(`${direction === 'out' ? '→' : '←'} ${JSON.stringify(message)}`);
  }
}

module.exports = { Client, capabilities };
