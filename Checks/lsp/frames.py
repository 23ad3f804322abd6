#!/usr/bin/env python3
"""Checks that no bytes on the wire end the language server except `exit`, or stop it from answering right.

    frames.py PLANMD --count 1000000 --seed 1

Damaged pieces (see damage.py) are written to the server between sane requests, whose answers are known. The rules:

- A sane request is answered exactly once, and as it was before any damage, if it begins behind a resynchronisation point: an empty line
  (CR LF CR LF), then at least as many bytes of filler as any length in the damage may claim, then another empty line. So what is damaged
  may cost the bytes that its header claims and what stands up to the next empty line, and nothing else. A length that is no number of
  digits, or is 2^31 or more, claims nothing.
- A request in a right frame, of right JSON, with a method and an id that is a number or a string, is answered exactly once, by a result
  or an error, whatever its parameters are; also one with an id that was used before.
- Before `initialize` requests are answered with the error -32002, behind `shutdown` with -32600; notifications change nothing then.
- In the end the server still answers, and ends with code 0 on `shutdown` and `exit`. Where the pipe is closed within a message it ends
  by itself, with any code, and not by a signal.
- All that the server writes is framed JSON-RPC.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import queue
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from damage import Damage, body, claims, frame
from texts import uri_of
from wire import WireFault, capabilities, messages

from common import Tally, environment, find_planmd, option_parser, temporary_folder

# Without any answer for so long the server counts as hanging; it is no measure of speed.
PATIENCE = 120

SANE_TEXT = "# Sane 🌍\n\n- [ ]  Call due:2026-02-30 @ann  #web id:sane\n- [x] Écrire after:sane est:2h\r\n  - [ ] more 😀 due:fri\n"
FILLERS = (b" ", b"\n", b"x", b"\r\n", b"\r", b":", b"{", b"\x00")


class Server:
    """The server's process, a thread that writes and one that reads."""

    def __init__(self, command: list[str], r: random.Random) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, env=environment(PLANMD_TODAY="2026-03-09")
        )
        self.r = r
        self.answers: dict[Any, list[dict]] = {}
        self.faults: list[str] = []
        self.stderr = b""
        self.count = 0
        self.awaited: dict[Any, int] = {}
        self.news = threading.Condition()
        self.closed = False
        self.outbox: queue.SimpleQueue = queue.SimpleQueue()
        self.threads = [threading.Thread(target=target, daemon=True) for target in (self._read, self._write, self._drain)]
        for thread in self.threads:
            thread.start()

    def _write(self) -> None:
        while (data := self.outbox.get()) is not None:
            view = memoryview(data)
            try:
                while view:
                    view = view[self.process.stdin.write(view) :]
            except OSError:
                return
        self.process.stdin.close()

    def _drain(self) -> None:
        for part in iter(lambda: self.process.stderr.read(65536), b""):
            self.stderr += part

    def _read(self) -> None:
        try:
            for content in messages(self.process.stdout):
                self._receive(content)
        except WireFault as fault:
            self.faults.append(str(fault))
        with self.news:
            self.closed = True
            self.news.notify_all()

    def _receive(self, content: bytes) -> None:
        try:
            message = json.loads(content)
        except ValueError as error:
            self.faults.append(f"no JSON: {error}: {content[:300]!r}")
            return
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            self.faults.append(f"no message of JSON-RPC: {content[:300]!r}")
        elif "method" in message:
            if not isinstance(message["method"], str):
                self.faults.append(f"a method is {content[:300]!r}")
            if "id" in message:
                # Answers that help nobody: what the server asked for is not to be had here.
                answer: dict[str, Any] = {"jsonrpc": "2.0", "id": message["id"]}
                answer |= self.r.choice(
                    [
                        {"result": None},
                        {"result": {"applied": False}},
                        {"error": {"code": -32601, "message": "no"}},
                        {"result": []},
                        {"result": "x"},
                        {"error": None},
                        {},
                    ]
                )
                self.outbox.put(frame(body(answer)))
        else:
            error = message.get("error")
            if ("result" in message) == ("error" in message):
                self.faults.append(f"neither result nor error, or both: {content[:300]!r}")
            elif error is not None and not (isinstance(error, dict) and type(error.get("code")) is int and isinstance(error.get("message"), str)):
                self.faults.append(f"no error of JSON-RPC: {content[:300]!r}")
            key = message.get("id")
            if isinstance(key, (str, int)) and not isinstance(key, bool):
                with self.news:
                    self.answers.setdefault(key, []).append(message)
                    if key in self.awaited:
                        self.awaited[key] -= 1
                        if self.awaited[key] == 0:
                            del self.awaited[key]
                            if not self.awaited:
                                self.news.notify_all()
        self.count += 1

    def send(self, data: bytes) -> None:
        self.outbox.put(data)

    def wait(self, times: dict[Any, int]) -> bool:
        """Waits until each key has so many answers, as long as something comes."""
        with self.news:
            self.awaited = {key: count - len(self.answers.get(key, ())) for key, count in times.items() if len(self.answers.get(key, ())) < count}
            silent, probe = 0.0, None
            while self.awaited and not self.closed:
                before, step = self.count, PATIENCE / 12
                self.news.wait(step)
                silent = 0.0 if self.count != before else silent + step
                if silent and probe is None:
                    # If this is answered, the server is awake, and what is missing is hardly still to come.
                    probe = f"awake-{id(times)}-{self.count}"
                    self.send(b"\r\n\r\n" * 4 + frame(body({"jsonrpc": "2.0", "id": probe, "method": "planmd/nothing"})))
                if silent >= PATIENCE or silent >= PATIENCE / 6 and probe in self.answers:
                    break
            return not self.awaited

    def call(self, key: str, method: str, params: Any) -> dict | None:
        self.send(frame(body({"jsonrpc": "2.0", "id": key, "method": method, "params": params})))
        self.wait({key: 1})
        return self.answers.get(key, [None])[0]

    def finish(self) -> int | None:
        self.outbox.put(None)
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None
        for thread in self.threads:
            thread.join(10)
        return code

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.outbox.put(None)
        self.process.wait()

    def state(self) -> str:
        code = self.process.poll()
        return "it still runs" if code is None else f"it ended with {code}, stderr {self.stderr[-400:]!r}"


def sane_requests(uri: str, able: dict) -> list[tuple[str, Any]]:
    """Requests that are answered alike every time."""
    document = {"textDocument": {"uri": uri}}
    place = document | {"position": {"line": 2, "character": 10}}
    found: list[tuple[str, Any]] = [("planmd/nothing", {}), ("initialize", {"capabilities": {}}), ("planmd/text", document)]
    for name, method, params in (
        ("documentSymbolProvider", "textDocument/documentSymbol", document),
        ("documentFormattingProvider", "textDocument/formatting", document | {"options": {"tabSize": 2, "insertSpaces": True}}),
        ("foldingRangeProvider", "textDocument/foldingRange", document),
        ("hoverProvider", "textDocument/hover", place),
        ("referencesProvider", "textDocument/references", place | {"context": {"includeDeclaration": True}}),
        ("definitionProvider", "textDocument/definition", document | {"position": {"line": 3, "character": 23}}),
    ):
        if able.get(name):
            found.append((method, params))
    return found


class Session:
    """One conversation full of damage."""

    def __init__(self, command: list[str], folder: Path, seed: int, count: int) -> None:
        self.r = random.Random(seed)
        self.seed, self.count = seed, count
        # A generator of its own: when the server asks for something is not the same every time.
        self.server = Server(command, random.Random(seed))
        self.uri, self.other = uri_of(folder / "sane" / "sane.md"), uri_of(folder / "changing" / "changing.md")
        self.root = uri_of(folder / "damaged")
        self.damage = Damage(self.r, self.root)
        self.failures: list[str] = []
        # Each sane request: its id, its method, what its answer must be, and the damage before it.
        self.expected: list[tuple[str, str, Any, bytes]] = []
        self.required: dict[Any, int] = {}
        self.origin: dict[Any, bytes] = {}
        self.number = 0
        # A session ends at its first failure: what was not sent was not tried.
        self.done = 0

    def key(self) -> str:
        self.number += 1
        return f"sane-{self.number}"

    def fail(self, text: str) -> None:
        self.failures.append(f"seed {self.seed}: {text}")

    def chunk(self, pieces: int) -> bytes:
        """Damage, and a resynchronisation point behind what is damaged on the wire."""
        data = b""
        for _ in range(pieces):
            piece, ids, is_wire = self.damage.piece()
            if is_wire:
                # Answers to what stands behind it up to the next point are not asked for.
                point = b"\r\n\r\n"
                length = claims(piece) or 0
                filler = self.r.choice(FILLERS)
                piece += point + filler * (-(-length // len(filler))) + point
            data += piece
            for key in ids:
                self.required[key] = self.required.get(key, 0) + 1
                self.origin[key] = piece
        return data

    def run(self) -> None:
        server = self.server
        try:
            self.converse()
        except (OSError, ValueError) as error:
            self.fail(f"{type(error).__name__}: {error}")
        finally:
            server.kill()
        for fault in server.faults[:3]:
            self.fail(fault)

    def converse(self) -> None:
        server, r = self.server, self.r
        # Before `initialize`.
        before = []
        if r.random() < 0.7:
            for _ in range(r.choice([1, 5])):
                kept = dict(self.required)
                # Damage that by chance is a right `initialize` would begin the conversation.
                while b"initialize" in (data := self.chunk(1)):
                    self.required = dict(kept)
                server.send(data)
                key = self.key()
                server.send(frame(body({"jsonrpc": "2.0", "id": key, "method": r.choice(["shutdown", "textDocument/hover", "x"]), "params": {}})))
                before.append((key, data))
        server.wait({key: 1 for key, _ in before})
        for key, data in before:
            answers = server.answers.get(key, [])
            if [answer.get("error", {}).get("code") for answer in answers] != [-32002]:
                self.fail(f"a request before initialize has the answers {answers} behind {data!r}; {server.state()}")
                return
        able = capabilities([r.choice(["utf-8", "utf-16", "utf-32"])], True, r.random() < 0.5)
        if r.random() < 0.5:
            del able["workspace"], able["window"]
        first = server.call(
            self.key(),
            "initialize",
            {
                "processId": None,
                "rootUri": None,
                "capabilities": able,
                "workspaceFolders": [{"uri": self.root, "name": "damaged"}, {"uri": self.uri.rpartition("/")[0], "name": "sane"}],
            },
        )
        if not first or "result" not in first:
            self.fail(f"initialize is answered with {first}; {server.state()}")
            return
        server.send(frame(body({"jsonrpc": "2.0", "method": "initialized", "params": {}})))
        for uri, text in ((self.uri, SANE_TEXT), (self.other, "# Changing\n")):
            server.send(
                frame(
                    body(
                        {
                            "jsonrpc": "2.0",
                            "method": "textDocument/didOpen",
                            "params": {"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": text}},
                        }
                    )
                )
            )
        sane = []
        for method, params in sane_requests(self.uri, first["result"]["capabilities"]):
            answer = server.call(self.key(), method, params)
            if answer is None:
                self.fail(f"no answer to {method} before any damage; {server.state()}")
                return
            sane.append((method, params, outcome(answer)))
        self.knows_text = next(answer for method, _, answer in sane if method == "planmd/text")[0] == "result"
        symbols = bool(first["result"]["capabilities"].get("documentSymbolProvider"))
        version = 0
        while self.done < self.count:
            pieces = min(r.choice([1, 1, 2, 4, 8]), self.count - self.done)
            self.done += pieces
            data = self.chunk(pieces)
            out = [data]
            for _ in range(r.choice([1, 1, 2])):
                if r.random() < 0.1 and (symbols or self.knows_text):
                    # A notification must be heard, too.
                    version += 1
                    text = f"# Changing\n\n- [ ] number {version}\n"
                    out.append(
                        frame(
                            body(
                                {
                                    "jsonrpc": "2.0",
                                    "method": "textDocument/didChange",
                                    "params": {"textDocument": {"uri": self.other, "version": version + 1}, "contentChanges": [{"text": text}]},
                                }
                            )
                        )
                    )
                    if self.knows_text:
                        method, params, answer = (
                            "planmd/text",
                            {"textDocument": {"uri": self.other}},
                            ("result", {"text": text, "version": version + 1}),
                        )
                    else:
                        method, params, answer = "textDocument/documentSymbol", {"textDocument": {"uri": self.other}}, f"number {version}"
                else:
                    method, params, answer = r.choice(sane)
                key = self.key()
                request = frame(body({"jsonrpc": "2.0", "id": key, "method": method, "params": params}))
                if r.random() < 0.2:
                    request = request.replace(b"\r\n\r\n", b"\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n", 1)
                elif r.random() < 0.1:
                    request = b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n" + request
                self.expected.append((key, method, answer, data))
                out.append(request)
            server.send(b"".join(out))
            if len(self.expected) >= 500 and not self.judge(False):
                return
        if not self.judge(True):
            return
        for method, params, expected in sane:
            found = server.call(self.key(), method, params)
            if found is None or not agrees(found, expected):
                self.fail(
                    f"after all damage {method} is answered with {json.dumps(found)[:400]} instead of {json.dumps(expected)[:300]}; {server.state()}"
                )
        self.end()

    def judge(self, is_last: bool) -> bool:
        """Looks at the answers to all sane requests so far; whether to go on."""
        server = self.server
        whole = server.wait({key: 1 for key, _, _, _ in self.expected})
        for key, method, answer, data in self.expected:
            answers = server.answers.pop(key, [])
            # What takes a schedule may be given up when anything changes meanwhile.
            is_stale = method == "textDocument/hover" and len(answers) == 1 and answers[0].get("error", {}).get("code") in (-32800, -32801, -32802)
            if not is_stale and (len(answers) != 1 or not agrees(answers[0], answer)):
                self.fail(
                    f"{len(answers)} answers to a sane request: {json.dumps(answers)[:400]} instead of {json.dumps(answer)[:300]} behind\n  {data[:6000]!r}\n  {server.state()}"
                )
                return False
        self.expected = []
        if not whole:
            self.fail(f"the server is silent; {server.state()}")
            return False
        if not server.wait(self.required) or is_last:
            for key, times in self.required.items():
                count = len(server.answers.get(key, []))
                if count != times:
                    self.fail(f"{count} answers to {times} requests with the id {key}:\n  {self.origin[key][:3000]!r}\n  {server.state()}")
                    return False
        return True

    def end(self) -> None:
        server, r = self.server, self.r
        if self.seed % 7 == 3:
            # The client is gone within a message.
            server.send(r.choice([b"", b"Content-Length: 500\r\n\r\n{", b"Content-Len", self.damage.framed()[:-3]]))
            code = server.finish()
            if code is None or code < 0:
                self.fail(
                    f"the pipe is closed within a message, and the server {'goes on' if code is None else f'ends by signal {-code}'}; {server.stderr[-400:]!r}"
                )
            return
        answer = server.call(self.key(), "shutdown", None)
        if answer is None or "result" not in answer:
            self.fail(f"shutdown is answered with {answer}; {server.state()}")
            return
        data = self.chunk(5)
        key = self.key()
        server.send(
            data
            + frame(body({"jsonrpc": "2.0", "id": key, "method": "textDocument/documentSymbol", "params": {"textDocument": {"uri": self.uri}}}))
        )
        server.wait({key: 1})
        answers = server.answers.get(key, [])
        if [answer.get("error", {}).get("code") for answer in answers] != [-32600]:
            self.fail(f"a request behind shutdown has the answers {answers}; {server.state()}")
        server.send(frame(body({"jsonrpc": "2.0", "method": "exit"})))
        code = server.finish()
        if code != 0:
            self.fail(f"the exit code is {code} after shutdown and exit; {server.stderr[-400:]!r}")


def outcome(answer: dict) -> tuple[str, Any]:
    """What of an answer is alike every time."""
    if "error" in answer:
        return "error", answer["error"]["code"]
    result = answer["result"]
    return "result", {key: value for key, value in result.items() if key != "resultId"} if isinstance(result, dict) else result


def agrees(answer: dict, expected: Any) -> bool:
    if isinstance(expected, str):
        return expected in json.dumps(answer)
    return outcome(answer) == tuple(expected)


def make_plans(folder: Path) -> None:
    """Three plans: nothing that happens in one is of any meaning in another."""
    for name in ("sane", "changing", "damaged"):
        (folder / name).mkdir()
        (folder / name / "planmd.yaml").write_text("people: {ann: {}, bob: {}}\n")
    (folder / "sane" / "sane.md").write_bytes(SANE_TEXT.encode())


def session(work: tuple[list[str], str, int, int]) -> tuple[int, list[str]]:
    command, folder, seed, count = work
    one = Session(command, Path(folder), seed, count)
    one.run()
    return one.done, one.failures


def heaps() -> dict[str, bytes]:
    """Much of one thing: reading it must not take time that grows with its square."""
    size = 1_000_000
    return {
        "empty messages": b"Content-Length: 0\r\n\r\n" * (size // 21),
        "LF": b"\n" * size,
        "CR LF": b"\r\n" * (size // 2),
        "blanks": b" " * size,
        "letters": b"x" * size,
        "colons": b":" * size,
        "headers without an end": b"Content-Length: 5\r\n" * (size // 19),
        "names": b"Content-Length:" * (size // 15),
        "other headers": b"X: y\r\n\r\n" * (size // 8),
        "half names": b"Content-Lengt\n\n" * (size // 15),
        "braces": b"{" * size,
        "bad lengths": b"Content-Length: x\r\n\r\n" * (size // 21),
        "one long number": frame(b"9" * size),
        "one long string": frame(b'"' + b"\\u0041" * (size // 6) + b'"'),
        "a wide array": frame(b"[" + b"0," * (size // 2) + b"0]"),
        "a wide object": frame(b"{" + b",".join(b'"%d":0' % n for n in range(size // 12)) + b"}"),
        "a long message byte by byte": frame(b'"' + b"x" * 20_000 + b'"'),
    }


def check_heaps(command: list[str], tally: Tally) -> None:
    """The heap that is all work, many empty messages, is the measure for the others."""
    allowed = 0.0
    for name, data in heaps().items():
        server = Server(command, random.Random(1))
        try:
            server.call("sane-1", "initialize", {"processId": None, "rootUri": None, "capabilities": {}})
            started = time.monotonic()
            if name.endswith("byte by byte"):
                for byte in data:
                    server.send(bytes((byte,)))
            else:
                server.send(data)
            server.send(b"\r\n\r\n\r\n\r\n")
            answer = server.call("sane-2", "planmd/nothing", {})
            took = time.monotonic() - started
            allowed = allowed or 5 + 10 * took
            fault = "" if answer and "error" in answer else f"there is no answer; {server.state()}"
            fault = fault or (f"the answer takes {took:.1f} s, allowed are {allowed:.1f} s" if took > allowed else "")
            tally.check(not fault, f"behind {len(data)} bytes of {name} {fault}")
        finally:
            server.kill()


def compare(command: list[str], count: int, seed: int, per_session: int, tally: Tally, with_heaps: bool) -> None:
    with temporary_folder("frames") as folder:
        make_plans(folder)
        work = [
            (command, str(folder), seed * 1_000_000 + number, min(per_session, count - number * per_session))
            for number in range(-(-count // per_session))
        ]
        with multiprocessing.Pool(max(1, min(len(work), os.cpu_count() or 1))) as pool:
            for tried, failures in pool.imap_unordered(session, work):
                for number in range(max(tried, len(failures))):
                    tally.check(number >= len(failures), failures[number] if number < len(failures) else "")
        if with_heaps:
            check_heaps(command, tally)


def self_test(tally: Tally) -> None:
    """A right server passes, and each of these faults is found."""
    global PATIENCE
    PATIENCE = 2
    fake = str(Path(__file__).resolve().parent / "fake.py")
    for fault in "none dies-json dies-type dies-deep dies-header deaf silent twice forgets exit-code exit-any stdout never-ends".split():
        inner = Tally(shown=0)
        compare([sys.executable, fake, fault], 600 if fault != "none" else 2000, 1, 600, inner, False)
        found = inner.agreed < inner.tried
        tally.check(found == (fault != "none"), f"fault {fault!r} is {'found' if found else 'not found'}")
        if fault == "none" and found:
            compare([sys.executable, fake, fault], 2000, 1, 600, Tally(shown=3), False)
    for data, length in (
        (b"Content-Length: 12\r\n\r\nx", 12),
        (b"content-length:1 2", 12),
        (b"Content-Length: 99999999999", 0),
        (b"Content-Length: 3\r4\n", 34),
        (b"x", 0),
    ):
        tally.check(claims(data) == length, f"{data!r} claims {claims(data)}")
    tally.check(claims(b"Content-Length: 50000000") is None, "a claim that no filler can satisfy is not used")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="how many damaged pieces (default 20000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-session", type=int, default=2500, help="pieces for each start of the server")
    parser.add_argument("--one", type=int, metavar="SEED", help="only the session with this seed, as a failure names it")
    options = parser.parse_args()
    tally = Tally(shown=6)
    if options.self_test:
        self_test(tally)
        tally.finish()
    command = [find_planmd(parser, options.planmd), "lsp"]
    if options.one is not None:
        with temporary_folder("frames") as folder:
            make_plans(folder)
            for failure in session((command, str(folder), options.one, options.per_session))[1]:
                print(failure)
        return
    compare(command, options.count, options.seed, options.per_session, tally, True)
    print(f"{tally.tried} tried, {tally.agreed} survived")
    sys.exit(0 if tally.tried == tally.agreed else 1)


if __name__ == "__main__":
    main()
