#!/usr/bin/env python3
"""A client of the language server protocol for the checks, which shares no code with the server.

    client.py PLANMD [FILE.md]     opens a file, prints the server's capabilities and findings
    client.py --self-test

The client holds its own texts (Python strings), answers what the server asks of it, and judges every message of the server: its shape
against the types of lsprotocol, its place in the conversation, and its ranges against the text that they are about. What is wrong is
collected in `faults`.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common import Tally, environment, find_planmd, option_parser, temporary_folder
from shapes import Shapes, misplaced
from texts import Text, path_of, short, uri_of
from wire import WireFault, capabilities, framed, messages

TODAY = "2026-03-09"


class ServerError(Exception):
    """The server's answer to a request was an error."""

    def __init__(self, method: str, error: dict) -> None:
        super().__init__(f"{method}: error {error.get('code')}: {error.get('message')}")
        self.code = error.get("code")


class Gone(Exception):
    """The server ended, or did not answer in time."""


class Pending:
    """A request on its way."""

    def __init__(self, method: str, params: Any, texts: dict[str, Text]) -> None:
        self.method, self.params, self.texts = method, params, texts
        self.done = threading.Event()
        self.message: dict | None = None
        self.sent = self.received = 0.0


class Client:
    """One conversation with one server."""

    def __init__(self, command: list[str], folders: list[Path] = (), *, encodings: list[str] | None = None, pull: bool = False,
                 dynamic: bool = True, judge: bool = True, env: dict[str, str] | None = None, settings: dict | None = None,
                 keeps_log: bool = False, able: dict | None = None) -> None:
        """`able`: what the client says it can, instead of everything; the server may ask for nothing else."""
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=env or environment(PLANMD_TODAY=TODAY), bufsize=0)
        self.folders = [Path(folder) for folder in folders]
        self.capabilities = capabilities(encodings, pull, dynamic) if able is None else able
        self.pull = pull
        self.shapes = Shapes() if judge else None
        self.settings: dict = settings or {}
        self.encoding = "utf-16"
        self.server: dict = {}
        self.state = "new"
        self.documents: dict[str, Text] = {}
        self.past: dict[tuple[str, int | None], Text] = {}
        self.diagnostics: dict[str, dict] = {}
        self.diagnostics_at: dict[str, float] = {}
        self.faults: list[str] = []
        self.asked: list[dict] = []
        self.notified: list[dict] = []
        self.applied: list[dict] = []
        self.registered: dict[str, dict] = {}
        self.progress: dict[Any, list[dict]] = {}
        self.tokens: set = set()
        self.log: list[tuple[str, Any]] | None = [] if keeps_log else None
        self.stderr = b""
        self.waiting: dict[Any, Pending] = {}
        self.last_id = 0
        self.changed = threading.Condition(threading.RLock())
        self.sent_at = 0.0
        self.outbox: queue.SimpleQueue = queue.SimpleQueue()
        self.closed = threading.Event()
        self.threads = [threading.Thread(target=target, daemon=True) for target in (self._read, self._write, self._drain)]
        for thread in self.threads:
            thread.start()

    # The wire

    def _read(self) -> None:
        try:
            for body in messages(self.process.stdout):
                self._receive(body, time.perf_counter())
        except WireFault as fault:
            self._fault(str(fault))
        finally:
            with self.changed:
                self.closed.set()
                for pending in self.waiting.values():
                    pending.done.set()
                self.changed.notify_all()

    def _write(self) -> None:
        while True:
            data = self.outbox.get()
            if data is None:
                self.process.stdin.close()
                return
            try:
                # An unbuffered pipe may take a part only.
                view = memoryview(data)
                while view:
                    view = view[self.process.stdin.write(view):]
            except OSError:
                return

    def _drain(self) -> None:
        for part in iter(lambda: self.process.stderr.read(65536), b""):
            self.stderr += part

    def _fault(self, text: str) -> None:
        with self.changed:
            self.faults.append(text)

    def raw(self, data: bytes) -> None:
        self.outbox.put(data)

    def send(self, message: dict) -> None:
        if self.log is not None:
            self.log.append(("client", message))
        frame = framed(message)
        self.sent_at = time.perf_counter()
        self.raw(frame)

    # Receiving

    def _receive(self, body: bytes, now: float) -> None:
        try:
            message = json.loads(body.decode("utf-8"))
            assert isinstance(message, dict), "a message is no object"
        except (ValueError, AssertionError) as error:
            self._fault(f"no message: {error}: {body[:200]!r}")
            return
        with self.changed:
            if self.log is not None:
                self.log.append(("server", message))
            try:
                if "method" in message:
                    self._asked(message, now)
                else:
                    self._answered(message, now)
            except Exception as error:  # the judge must outlive whatever the server sends
                self._fault(f"{type(error).__name__}: {error} for {short(message)}")
            self.changed.notify_all()

    def _answered(self, message: dict, now: float) -> None:
        key = message.get("id")
        pending = self.waiting.pop(key, None) if isinstance(key, (int, str)) else None
        if pending is None:
            self._fault(f"an answer to no request: {short(message)}")
            return
        pending.received = now
        if self.shapes:
            fault = self.shapes.response(pending.method, message)
            if fault:
                self._fault(f"answer to {pending.method} {short(pending.params)}: {fault}: {short(message)}")
            elif "result" in message:
                self._check_places(pending, message["result"])
        pending.message = message
        if pending.method == "initialize":
            self.state = "running"
        elif pending.method == "shutdown":
            self.state = "shut down"
        pending.done.set()

    def _check_places(self, pending: Pending, result: Any) -> None:
        params = pending.params if isinstance(pending.params, dict) else {}
        document = params.get("textDocument") or params.get("item") or {}
        uri = document.get("uri") if isinstance(document, dict) else None

        def text_of(uri: str) -> Text | None:
            return pending.texts.get(uri) or self.on_disk(uri)

        for fault in misplaced(result, uri, text_of)[:3]:
            self._fault(f"answer to {pending.method} {short(pending.params)}: {fault}")
        for edit in workspace_edits(result):
            fault = self.edit_fault(edit, pending.texts)
            if fault:
                self._fault(f"answer to {pending.method} {short(pending.params)}: {fault}: {short(edit)}")
        if uri in pending.texts and isinstance(result, list) and pending.method.lower().endswith("formatting"):
            try:
                pending.texts[uri].edited(result)
            except ValueError as error:
                self._fault(f"answer to {pending.method} {short(pending.params)}: {error}: {short(result)}")

    def _asked(self, message: dict, now: float) -> None:
        method, params = message["method"], message.get("params")
        if self.shapes:
            fault = self.shapes.request(message)
            if fault:
                self._fault(f"{fault}: {short(message)}")
        early = {"window/showMessage", "window/logMessage", "window/showMessageRequest", "telemetry/event", "$/progress"}
        if self.state == "new" and method not in early:
            self._fault(f"{method} before the answer to initialize")
        if self.state == "shut down":
            self._fault(f"{method} after the answer to shutdown")
        if "id" in message:
            self.asked.append(message)
            try:
                answer = {"result": self._answer(method, params)}
            except ServerError as error:
                answer = {"error": {"code": error.code, "message": str(error)}}
            self.send({"jsonrpc": "2.0", "id": message["id"], **answer})
            return
        self.notified.append(message)
        if method == "textDocument/publishDiagnostics":
            self._published(params, now)
        elif method == "$/progress":
            self._progressed(params)

    def _published(self, params: dict, now: float) -> None:
        uri, version = params["uri"], params.get("version")
        if version is not None and uri in self.documents and version > (self.documents[uri].version or 0):
            self._fault(f"findings for version {version} of {uri}, whose version is {self.documents[uri].version}")
        text = self.past.get((uri, version)) if version is not None else self.documents.get(uri) or self.on_disk(uri)
        if self.shapes:
            for fault in misplaced(params["diagnostics"], uri, lambda other: text if other == uri else
                                   self.documents.get(other) or self.on_disk(other))[:3]:
                self._fault(f"publishDiagnostics of {uri} version {version}: {fault}")
        self.diagnostics[uri] = params
        self.diagnostics_at[uri] = now

    def _progressed(self, params: dict) -> None:
        token, value = params["token"], params["value"]
        if token not in self.tokens:
            self._fault(f"$/progress for the token {token!r}, which nobody made")
        kind = value.get("kind") if isinstance(value, dict) else None
        steps = self.progress.setdefault(token, [])
        running = bool(steps) and steps[-1].get("kind") != "end"
        if kind == "begin" and running or kind in ("report", "end") and not running:
            self._fault(f"$/progress of {token!r} says {kind} out of order")
        if isinstance(value, dict):
            steps.append(value)

    # What the client must have said for the server to ask.
    NEEDED = {"workspace/applyEdit": "workspace.applyEdit", "window/workDoneProgress/create": "window.workDoneProgress",
              "workspace/configuration": "workspace.configuration", "workspace/workspaceFolders": "workspace.workspaceFolders",
              "workspace/inlayHint/refresh": "workspace.inlayHint.refreshSupport", "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
              "workspace/semanticTokens/refresh": "workspace.semanticTokens.refreshSupport",
              "workspace/diagnostic/refresh": "workspace.diagnostics.refreshSupport",
              "workspace/foldingRange/refresh": "workspace.foldingRange.refreshSupport", "window/showDocument": "window.showDocument.support"}

    def can(self, name: str) -> bool:
        value: Any = self.capabilities
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return bool(value)

    def _answer(self, method: str, params: Any) -> Any:
        if method in self.NEEDED and not self.can(self.NEEDED[method]):
            self._fault(f"{method}, and this client has not said that it can do so")
        if method == "workspace/applyEdit":
            fault = self.edit_fault(params["edit"], self.documents)
            if fault:
                self._fault(f"{method}: {fault}: {short(params)}")
                return {"applied": False, "failureReason": fault}
            self.applied.append(params)
            self.apply(params["edit"])
            return {"applied": True}
        if method == "window/workDoneProgress/create":
            if params["token"] in self.tokens:
                self._fault(f"the token {params['token']!r} is made twice")
            self.tokens.add(params["token"])
            return None
        if method == "client/registerCapability":
            for item in params["registrations"]:
                if item["id"] in self.registered:
                    self._fault(f"{item['method']} is registered twice as {item['id']!r}")
                if not self._takes_registration(item["method"]):
                    self._fault(f"{item['method']} is registered, which this client has not said it can")
                self.registered[item["id"]] = item
            return None
        if method == "client/unregisterCapability":
            for item in params["unregisterations"]:
                if self.registered.pop(item["id"], None) is None:
                    self._fault(f"{item['id']!r} was never registered")
            return None
        if method == "workspace/configuration":
            return [self.setting(item.get("section", "")) for item in params["items"]]
        if method == "workspace/workspaceFolders":
            return [{"uri": uri_of(folder), "name": folder.name} for folder in self.folders]
        if method in ("workspace/inlayHint/refresh", "workspace/codeLens/refresh", "workspace/semanticTokens/refresh",
                      "workspace/diagnostic/refresh", "workspace/foldingRange/refresh", "window/showMessageRequest"):
            return None
        if method == "window/showDocument":
            return {"success": True}
        raise ServerError(method, {"code": -32601, "message": "this client does not know it"})

    def _takes_registration(self, method: str) -> bool:
        area, _, name = method.partition("/")
        part = self.capabilities.get(area, {}).get({"didChangeWatchedFiles": "didChangeWatchedFiles"}.get(name, name), {})
        if area == "textDocument" and name in ("didOpen", "didChange", "didClose", "didSave"):
            part = self.capabilities["textDocument"]["synchronization"]
        return bool(isinstance(part, dict) and part.get("dynamicRegistration"))

    def setting(self, section: str) -> Any:
        value: Any = self.settings
        for part in filter(None, section.split(".")):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    # Asking

    def begin(self, method: str, params: Any = None, key: int | str | None = None) -> Pending:
        with self.changed:
            if key is None:
                self.last_id += 1
                key = self.last_id
            pending = Pending(method, params, dict(self.documents))
            pending.key = key
            if self.closed.is_set():
                raise Gone(f"{method}: the server has ended{self.ending()}")
            self.waiting[key] = pending
            pending.sent = time.perf_counter()
            self.send({"jsonrpc": "2.0", "id": key, "method": method} | ({} if params is None else {"params": params}))
        return pending

    def end(self, pending: Pending, timeout: float = 60) -> Any:
        if not pending.done.wait(timeout):
            raise Gone(f"no answer to {pending.method} {short(pending.params)} within {timeout} s")
        if pending.message is None:
            raise Gone(f"the server ended before it answered {pending.method} {short(pending.params)}{self.ending()}")
        if "error" in pending.message:
            raise ServerError(pending.method, pending.message["error"])
        return pending.message.get("result")

    def call(self, method: str, params: Any = None, timeout: float = 60) -> Any:
        return self.end(self.begin(method, params), timeout)

    def ending(self) -> str:
        try:
            code = self.process.wait(5)
        except subprocess.TimeoutExpired:
            return ""
        return f" (exit code {code}, stderr {self.stderr[-300:]!r})"

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method} | ({} if params is None else {"params": params}))

    def wait(self, condition: Callable[[], bool], timeout: float = 20) -> bool:
        """Waits until something is so."""
        end = time.monotonic() + timeout
        with self.changed:
            while not condition():
                left = end - time.monotonic()
                if left <= 0 or self.closed.is_set() and not condition():
                    return False
                self.changed.wait(left)
        return True

    def settle(self) -> None:
        """Waits until the server has answered everything before; it is a request that needs no document."""
        try:
            self.call("workspace/symbol" if self.has("workspaceSymbolProvider") else "planmd/nothing",
                      {"query": "…nothing is called so…"})
        except ServerError:
            pass

    # The life of a conversation

    def initialize(self, **extra: Any) -> dict:
        folders = [{"uri": uri_of(folder), "name": folder.name} for folder in self.folders]
        params = {"processId": os.getpid(), "clientInfo": {"name": "planmd checks"}, "capabilities": self.capabilities,
                  "rootUri": folders[0]["uri"] if folders else None, "workspaceFolders": folders or None} | extra
        result = self.call("initialize", params)
        self.server = result["capabilities"]
        self.encoding = self.server.get("positionEncoding", "utf-16")
        offered = self.capabilities.get("general", {}).get("positionEncodings", ["utf-16"])
        if self.encoding not in offered:
            self._fault(f"the position encoding is {self.encoding}, offered were {offered}")
        self.notify("initialized", {})
        return result

    def has(self, name: str) -> bool:
        value: Any = self.server
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value is not None and value is not False

    def open(self, uri: str, text: str, version: int = 1, language: str = "markdown") -> Text:
        with self.changed:
            self._put(uri, Text(text, version, self.encoding))
            self.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": language, "version": version, "text": text}})
            return self.documents[uri]

    def open_file(self, path: Path) -> str:
        self.open(uri_of(path), path.read_bytes().decode("utf-8"))
        return uri_of(path)

    def change(self, uri: str, changes: list[dict], version: int | None = None) -> Text:
        with self.changed:
            old = self.documents[uri]
            version = (old.version or 0) + 1 if version is None else version
            self._put(uri, old.changed(changes, version))
            self.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes})
            return self.documents[uri]

    def replace(self, uri: str, start: int, end: int, new: str) -> Text:
        """Replaces offsets of the text, as typing does."""
        return self.change(uri, [{"range": self.documents[uri].range(start, end), "text": new}])

    def set_text(self, uri: str, text: str) -> Text:
        return self.change(uri, [{"text": text}])

    def _put(self, uri: str, text: Text) -> None:
        self.documents[uri] = self.past[uri, text.version] = text
        if len(self.past) > 2000:
            for key in list(self.past)[:1000]:
                del self.past[key]

    def save(self, uri: str) -> None:
        path = path_of(uri)
        if path:
            path.write_bytes(self.documents[uri].text.encode("utf-8", "surrogatepass"))
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def close(self, uri: str) -> None:
        with self.changed:
            del self.documents[uri]
            self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def text_of(self, uri: str) -> Text:
        text = self.documents.get(uri) or self.on_disk(uri)
        if text is None:
            raise ValueError(f"{uri} is neither open nor a file")
        return text

    def on_disk(self, uri: str) -> Text | None:
        path = path_of(uri)
        try:
            return Text(path.read_bytes().decode("utf-8"), None, self.encoding) if path else None
        except (OSError, UnicodeDecodeError):
            return None

    def edit_fault(self, edit: dict, texts: dict[str, Text]) -> str | None:
        """What is wrong with a workspace edit: with their versions, if the client has said that it takes such."""
        if not self.can("workspace.workspaceEdit.documentChanges"):
            if "documentChanges" in edit:
                return "an edit with versions, which this client does not know"
            for uri, edits in edit.get("changes", {}).items():
                text = texts.get(uri) or self.on_disk(uri)
                try:
                    (text or Text("", None, self.encoding)).edited(edits)
                except ValueError as error:
                    return f"{uri}: {error}"
            return None
        if edit.get("changes"):
            return "an edit without versions"
        names = [change["textDocument"]["uri"] for change in edit.get("documentChanges", ()) if "textDocument" in change]
        if len(names) != len(set(names)):
            return "an edit names a document twice"
        made = {change["uri"] for change in edit.get("documentChanges", ()) if change.get("kind") == "create"}
        for change in edit.get("documentChanges", ()):
            if "textDocument" not in change:
                continue
            uri, version = change["textDocument"]["uri"], change["textDocument"].get("version")
            text = texts.get(uri)
            if text is not None and version != text.version:
                return f"the edit of {uri} is for version {version}, the open text has {text.version}"
            if text is None and version is not None:
                return f"the edit of {uri}, which is not open, names version {version}"
            text = text or self.on_disk(uri) or (Text("", None, self.encoding) if uri in made else None)
            if text is None:
                return f"{uri} is neither open nor a file"
            try:
                text.edited(change["edits"])
            except ValueError as error:
                return f"{uri}: {error}"
        return None

    def edited(self, edit: dict) -> dict[str, str]:
        """The texts after a workspace edit, without applying it."""
        result = {}
        for change in edit.get("documentChanges", ()):
            if "textDocument" in change:
                uri = change["textDocument"]["uri"]
                text = self.documents.get(uri) or self.on_disk(uri) or Text("", None, self.encoding)
                result[uri] = text.edited(change["edits"])
        for uri, edits in edit.get("changes", {}).items():
            result[uri] = self.text_of(uri).edited(edits)
        return result

    def apply(self, edit: dict) -> dict[str, str]:
        """Takes an edit over: into open texts, and on the disk for others. Other resource operations are done on the disk."""
        with self.changed:
            watched = []
            for change in edit.get("documentChanges", ()):
                if change.get("kind") == "create":
                    path_of(change["uri"]).touch()
                    watched.append({"uri": change["uri"], "type": 1})
            result = self.edited(edit)
            for uri, text in result.items():
                if uri in self.documents:
                    whole = self.documents[uri].whole()
                    self.change(uri, [{"range": whole, "text": text}])
                else:
                    path_of(uri).write_bytes(text.encode("utf-8"))
                    watched.append({"uri": uri, "type": 2})
            if watched:
                self.notify("workspace/didChangeWatchedFiles", {"changes": watched})
            return result

    def shut_down(self, timeout: float = 30) -> int:
        """Ends the server as the protocol has it; its exit code."""
        try:
            self.call("shutdown", timeout=timeout)
            self.notify("exit")
        except (Gone, ServerError) as error:
            self._fault(str(error))
        return self.finish(timeout)

    def finish(self, timeout: float = 30) -> int:
        """Closes the pipe and waits for the end."""
        self.outbox.put(None)
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._fault(f"the server still runs {timeout} s after it was told to end")
            self.process.kill()
            code = self.process.wait()
        for thread in self.threads:
            thread.join(5)
        if code < 0:
            self._fault(f"the server was ended by signal {-code}: {self.stderr[-500:]!r}")
        return code

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.outbox.put(None)
        self.process.wait()


def workspace_edits(value: Any) -> list[dict]:
    """All workspace edits within a result."""
    if isinstance(value, list):
        return [edit for item in value for edit in workspace_edits(item)]
    if not isinstance(value, dict):
        return []
    if "documentChanges" in value or isinstance(value.get("changes"), dict):
        return [value]
    return [edit for key, item in value.items() if key != "data" for edit in workspace_edits(item)]


# The check of the client itself


def self_test(tally: Tally) -> None:
    text = Text("a\U0001F600b\r\nq\u0301\rx\n\r\n", 1, "utf-16")
    tally.check(len(text.starts) == 5, f"lines start at {text.starts}")
    for encoding, units in (("utf-8", 5), ("utf-16", 3), ("utf-32", 2)):
        text = Text(text.text, 1, encoding)
        tally.check(text.offset({"line": 0, "character": units}) == 2, f"{encoding}: the third character")
        tally.check(text.position(2) == {"line": 0, "character": units}, f"{encoding}: its position")
        tally.check(text.find({"line": 0, "character": 99}) == (3, False), f"{encoding}: behind the line's end")
        tally.check(text.find({"line": 9, "character": 0}) == (len(text.text), False), f"{encoding}: behind the text's end")
        for offset in range(len(text.text) + 1):
            if text.text[offset - 1:offset + 1] != "\r\n":
                tally.check(text.find(text.position(offset)) == (offset, True), f"{encoding}: {offset} there and back")
    text = Text(text.text, 1, "utf-16")
    tally.check(text.find({"line": 0, "character": 2}) == (1, False), "within a surrogate pair")
    tally.check(text.fault(text.range(0, 2)) is None, "a right range passes")
    tally.check(bool(text.fault({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 5}})), "a range past the line is seen")
    tally.check(bool(text.fault({"start": {"line": 1, "character": 1}, "end": {"line": 0, "character": 1}})), "a reversed range is seen")
    one = {"range": text.range(0, 2), "newText": "x"}
    two = {"range": text.range(1, 3), "newText": "y"}
    try:
        text.edited([one, two])
        tally.check(False, "overlapping edits pass")
    except ValueError:
        tally.check(True)
    insert = {"range": text.range(2, 2), "newText": "+"}
    tally.check(text.edited([insert, one]) == "x+b" + text.text[3:], "an insert behind a replacement")
    moved = text.changed([{"range": text.range(0, 1), "text": "zz"}, {"range": text.range(3, 3), "text": "!"}], 2)
    tally.check((moved.text, moved.version) == ("zz\U0001F600!b" + text.text[3:], 2), f"changes one after the other: {moved.text!r}")

    try:
        shapes = Shapes()
    except ImportError:
        print("lsprotocol is not there: shapes are not tested")
        return
    span = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
    symbol = {"name": "x", "kind": 7, "range": span, "selectionRange": span}
    right = {"jsonrpc": "2.0", "id": 1, "result": [symbol]}
    tally.check(shapes.response("textDocument/documentSymbol", right) is None, "a right answer passes")
    for wrong in ({"name": 5}, {"kind": 99}, {"kind": "7"}, {"range": None}, {"range": {"start": span["start"]}}, {"more": 1}, {"detail": None},
                  {"selectionRange": {"start": {"line": -1, "character": 0}, "end": span["end"]}},
                  {"selectionRange": {"start": {"line": 0.0, "character": 0}, "end": span["end"]}}):
        fault = shapes.response("textDocument/documentSymbol", {**right, "result": [symbol | wrong]})
        tally.check(bool(fault), f"{wrong} passes as a symbol")
    for wrong in ({"jsonrpc": "2.0", "id": 1}, {"jsonrpc": "2.0", "id": 1, "result": None, "error": {"code": 1, "message": ""}},
                  {"jsonrpc": "2.0", "id": 1, "error": {"code": "x", "message": ""}}, {"id": 1, "result": None}):
        tally.check(bool(shapes.response("textDocument/documentSymbol", wrong)), f"{wrong} passes as an answer")
    tally.check(bool(shapes.response("textDocument/hover", {"jsonrpc": "2.0", "id": 1, "result": {"contents": 5}})), "a hover of 5 passes")
    for wrong in ({"method": "textDocument/didOpen", "params": {}}, {"method": "window/nothing", "params": {}},
                  {"method": "window/logMessage", "id": 4, "params": {"type": 3, "message": ""}},
                  {"method": "window/logMessage", "params": {"type": 3}}):
        tally.check(bool(shapes.request({"jsonrpc": "2.0", **wrong})), f"{wrong} passes as a server's message")
    location = {"uri": "file:///a", "range": span}
    texts = {"file:///a": Text("", 1, "utf-16"), "file:///b": Text("long", 1, "utf-16")}
    tally.check(len(misplaced([location], "file:///b", texts.get)) == 1, "a range outside of its file is seen")
    tally.check(not misplaced([{"name": "x", "range": span}], "file:///b", texts.get), "a range in its file passes")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("file", nargs="?", help="the file to open")
    options = parser.parse_args()
    if options.self_test:
        tally = Tally()
        self_test(tally)
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    with temporary_folder("lsp") as folder:
        path = Path(options.file).resolve() if options.file else folder / "plan.md"
        if not options.file:
            path.write_text("# Plan\n\n- [ ] Call due:2026-02-30\n")
        client = Client([planmd, "lsp"], [path.parent])
        print(json.dumps(client.initialize(), indent=1))
        uri = client.open_file(path)
        client.wait(lambda: uri in client.diagnostics, 10)
        print(json.dumps(client.diagnostics, indent=1, ensure_ascii=False))
        code = client.shut_down()
        for fault in client.faults:
            print(f"FAULT {fault}")
        print(f"exit code {code}, {len(client.faults)} faults")
        sys.exit(1 if client.faults or code else 0)


if __name__ == "__main__":
    main()
