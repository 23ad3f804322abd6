#!/usr/bin/env python3
"""A small server with faults to choose, on which the checks of this folder test their judges: fake.py FAULT

It keeps open texts and answers `planmd/text` and `textDocument/documentSymbol`. With the fault `none` it is right.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

FAULTS = {
    # Of the text.
    "units": "counts UTF-16 whatever was agreed",
    "no-clamp": "drops a change whose range is not in the text",
    "lf-only": "ends lines at LF only",
    "first-change": "applies the first change of a notification only",
    "no-full": "ignores changes without a range",
    "old-version": "ignores changes with an older or equal version",
    "bom": "drops a byte order mark",
    "nfc": "keeps texts in composed form",
    "keeps-closed": "still knows texts that are closed",
    "mixes": "applies a change to the text that was opened last",
    # Of the wire.
    "dies-json": "ends on invalid JSON",
    "dies-type": "ends where a member has another type than expected",
    "dies-deep": "ends on deep nesting",
    "dies-header": "ends on a header without a length",
    "deaf": "reads nothing more behind a header without a length",
    "silent": "does not answer requests that it does not understand",
    "twice": "answers every hundredth request twice",
    "forgets": "forgets its texts when a message is no JSON",
    "exit-code": "exits with 1 after shutdown",
    "exit-any": "ends on a request whose unknown method has no slash",
    "stdout": "writes a line of its own on standard output",
    "never-ends": "does not end on exit",
}


class Server:
    def __init__(self, fault: str) -> None:
        self.fault, self.texts, self.encoding, self.state, self.count, self.last = fault, {}, "utf-16", "new", 0, ""

    def write(self, message: dict) -> None:
        data = json.dumps(message).encode()
        sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        sys.stdout.buffer.flush()

    def serve(self) -> int:
        buffer = b""
        while True:
            more = sys.stdin.buffer.raw.read(65536)
            if not more:
                return 1
            buffer += more
            while True:
                end = re.search(rb"\r?\n\r?\n", buffer)
                if not end:
                    buffer = buffer[-2000:] if len(buffer) > 4000 else buffer
                    break
                match = re.search(rb"(?i)(?:^|\n|\r|[^\n])Content-Length:[ \t]*(\d{1,7})[ \t]*(?:\r?\n|$)", buffer[:end.start()] + b"\n")
                if not match:
                    if self.fault == "dies-header":
                        return 9
                    if self.fault == "deaf" and buffer[:end.start()].strip():
                        while sys.stdin.buffer.raw.read(65536):
                            pass
                        return 1
                    buffer = buffer[end.end():]
                    continue
                length = int(match.group(1))
                if len(buffer) - end.end() < length:
                    break
                body, buffer = buffer[end.end():end.end() + length], buffer[end.end() + length:]
                code = self.receive(body)
                if code is not None:
                    return code

    def receive(self, body: bytes) -> int | None:
        try:
            message = json.loads(body.decode("utf-8"))
        except RecursionError:
            return 9 if self.fault == "dies-deep" else None
        except ValueError:
            if self.fault == "forgets":
                self.texts = {}
            return 9 if self.fault == "dies-json" else None
        if not isinstance(message, dict) or not isinstance(message.get("method"), str):
            return None
        method, params, key = message["method"], message.get("params"), message.get("id")
        if "id" not in message:
            if method == "exit":
                if self.fault == "never-ends":
                    while True:
                        sys.stdin.buffer.read()
                return 0 if self.state == "shut down" and self.fault != "exit-code" else 1
            if self.state == "running":
                try:
                    self.notified(method, params)
                except (KeyError, TypeError, AttributeError, ValueError):
                    return 9 if self.fault == "dies-type" else None
            return None
        self.count += 1
        if self.fault == "exit-any" and "/" not in method and method not in ("shutdown", "initialize") and self.state == "running":
            return 9
        if self.fault == "stdout" and self.count == 30:
            print("trouble", flush=True)
        try:
            answer: dict = {"result": self.answer(method, params)}
        except (KeyError, TypeError, AttributeError, ValueError, IndexError):
            if self.fault == "dies-type":
                return 9
            answer = {"error": {"code": -32602, "message": "what?"}}
        except LookupError as error:
            answer = {"error": {"code": int(str(error)), "message": "no"}}
        if self.fault == "silent" and "error" in answer and self.state == "running":
            return None
        self.write({"jsonrpc": "2.0", "id": key} | answer)
        if self.fault == "twice" and self.count % 100 == 0:
            self.write({"jsonrpc": "2.0", "id": key} | answer)
        return None

    def answer(self, method: str, params: Any) -> Any:
        if self.state == "new" and method != "initialize":
            raise LookupError(-32002)
        if self.state == "shut down" or self.state == "running" and method == "initialize":
            raise LookupError(-32600)
        if method == "initialize":
            self.state = "running"
            offered = params["capabilities"].get("general", {}).get("positionEncodings", ["utf-16"])
            self.encoding = offered[0]
            return {"capabilities": {"positionEncoding": self.encoding, "documentSymbolProvider": True,
                                     "textDocumentSync": {"openClose": True, "change": 2}}}
        if method == "shutdown":
            self.state = "shut down"
            return None
        if method == "planmd/text":
            text, version = self.texts[params["textDocument"]["uri"]]
            return {"text": text, "version": version}
        if method == "textDocument/documentSymbol":
            text, _ = self.texts[params["textDocument"]["uri"]]
            span = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
            return [{"name": line or "-", "kind": 7, "range": span, "selectionRange": span} for line in text.split("\n")]
        raise LookupError(-32601)

    def notified(self, method: str, params: Any) -> None:
        if method == "textDocument/didOpen":
            document = params["textDocument"]
            text = document["text"] + ""
            if self.fault == "bom":
                text = text.removeprefix("\ufeff")
            if self.fault == "nfc":
                import unicodedata
                text = unicodedata.normalize("NFC", text)
            self.texts[document["uri"]], self.last = (text, document["version"]), document["uri"]
        elif method == "textDocument/didClose":
            if self.fault != "keeps-closed":
                del self.texts[params["textDocument"]["uri"]]
        elif method == "textDocument/didChange":
            uri, version = params["textDocument"]["uri"], params["textDocument"]["version"]
            if self.fault == "mixes" and self.last in self.texts:
                uri = self.last
            text, old = self.texts[uri]
            changes = params["contentChanges"]
            if self.fault == "old-version" and version <= old:
                return
            for change in changes[:1] if self.fault == "first-change" else changes:
                text = self.changed(text, change)
            self.texts[uri] = text, version

    def changed(self, text: str, change: dict) -> str:
        if "range" not in change:
            return text if self.fault == "no-full" else change["text"]
        start, end = (self.offset(text, change["range"][name]) for name in ("start", "end"))
        if start is None or end is None:
            return text
        return text[:start] + change["text"] + text[max(start, end):]

    def offset(self, text: str, position: dict) -> int | None:
        """The lines are cut out, and the units counted in encoded bytes."""
        lines = text.split("\n") if self.fault == "lf-only" else re.split(r"\r\n|\r|\n", text)
        ends = [] if self.fault == "lf-only" else re.findall(r"\r\n|\r|\n", text)
        number = position["line"]
        if number >= len(lines):
            return None if self.fault == "no-clamp" else len(text)
        before = sum(len(line) for line in lines[:number]) + (number if self.fault == "lf-only" else sum(map(len, ends[:number])))
        name = "utf-16" if self.fault == "units" else self.encoding
        codec, size = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[name]
        data = lines[number].encode(codec, "surrogatepass")
        if self.fault == "no-clamp" and position["character"] * size > len(data):
            return None
        return before + len(data[:position["character"] * size].decode(codec, "ignore"))


if __name__ == "__main__":
    sys.setrecursionlimit(300)
    sys.exit(Server(sys.argv[-1] if sys.argv[-1] in FAULTS else "none").serve())
