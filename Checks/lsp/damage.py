"""Damaged messages: on the wire, in their JSON, and in the types of their members."""

from __future__ import annotations

import json
import random
import re
from typing import Any, Callable

SPAN = {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 3}}
TEXT = "# Plan 🌍\n\n- [ ] Call due:2026-02-30 @ann #web id:a\n- [x] Write after:a est:2h\r\n  - [ ] more\n"


def templates(root: str) -> list[dict]:
    """A right message of every kind that a client sends, `shutdown` and `exit` aside; all are about texts in the folder `root`."""
    uri = f"{root}/damaged.md"
    document = {"uri": uri}
    place = {"textDocument": document, "position": {"line": 2, "character": 8}}
    item = {"name": "Call", "kind": 7, "uri": uri, "range": SPAN, "selectionRange": SPAN}
    context = {"diagnostics": [{"range": SPAN, "message": "x", "code": "impossible-date", "source": "planmd", "severity": 1}], "only": ["quickfix"]}
    requests: list[tuple[str, Any]] = [
        ("initialize", {"processId": 1, "rootUri": root, "capabilities": {"general": {"positionEncodings": ["utf-8"]}}, "workspaceFolders": None}),
        ("textDocument/completion", place | {"context": {"triggerKind": 2, "triggerCharacter": ":"}}),
        ("completionItem/resolve", {"label": "x", "kind": 1, "data": {"uri": uri}}),
        ("textDocument/hover", place),
        ("textDocument/definition", place),
        ("textDocument/prepareRename", place),
        ("textDocument/references", place | {"context": {"includeDeclaration": True}}),
        ("textDocument/rename", place | {"newName": "b"}),
        ("textDocument/inlayHint", {"textDocument": document, "range": SPAN}),
        ("textDocument/codeLens", {"textDocument": document}),
        ("textDocument/codeAction", {"textDocument": document, "range": SPAN, "context": context}),
        ("codeAction/resolve", {"title": "x", "kind": "quickfix", "data": {"uri": uri, "line": 2}}),
        ("textDocument/documentSymbol", {"textDocument": document}),
        ("workspace/symbol", {"query": "call"}),
        ("textDocument/foldingRange", {"textDocument": document}),
        ("textDocument/documentLink", {"textDocument": document}),
        ("textDocument/selectionRange", {"textDocument": document, "positions": [{"line": 2, "character": 8}]}),
        ("textDocument/formatting", {"textDocument": document, "options": {"tabSize": 2, "insertSpaces": True}}),
        ("textDocument/rangeFormatting", {"textDocument": document, "range": SPAN, "options": {"tabSize": 2, "insertSpaces": True}}),
        ("textDocument/onTypeFormatting", place | {"ch": "\n", "options": {"tabSize": 2, "insertSpaces": True}}),
        ("textDocument/semanticTokens/full", {"textDocument": document}),
        ("textDocument/semanticTokens/full/delta", {"textDocument": document, "previousResultId": "1"}),
        ("textDocument/semanticTokens/range", {"textDocument": document, "range": SPAN}),
        ("textDocument/prepareCallHierarchy", place),
        ("callHierarchy/incomingCalls", {"item": item}),
        ("callHierarchy/outgoingCalls", {"item": item}),
        ("textDocument/diagnostic", {"textDocument": document, "identifier": "planmd", "previousResultId": "1"}),
        ("workspace/diagnostic", {"previousResultIds": [{"uri": uri, "value": "1"}]}),
        ("workspace/executeCommand", {"command": "planmd.done", "arguments": [{"uri": uri, "line": 2}]}),
        ("workspace/executeCommand", {"command": "planmd.defer", "arguments": [{"uri": uri, "line": 2, "when": "fri"}]}),
        ("workspace/executeCommand", {"command": "planmd.assign", "arguments": [{"uri": uri, "line": 2, "who": "bob"}]}),
        ("workspace/executeCommand", {"command": "planmd.show", "arguments": [{"uri": uri, "line": 2}]}),
        ("workspace/executeCommand", {"command": "planmd.updateBlocks", "arguments": [{"uri": uri}]}),
        ("planmd/text", {"textDocument": document}),
    ]
    notifications: list[tuple[str, Any]] = [
        ("initialized", {}),
        ("$/setTrace", {"value": "off"}),
        ("$/cancelRequest", {"id": 1}),
        ("$/progress", {"token": "x", "value": {"kind": "begin", "title": ""}}),
        ("window/workDoneProgress/cancel", {"token": "x"}),
        ("textDocument/didOpen", {"textDocument": document | {"languageId": "markdown", "version": 1, "text": TEXT}}),
        ("textDocument/didOpen", {"textDocument": {"uri": "untitled:x", "languageId": "markdown", "version": 1, "text": TEXT}}),
        (
            "textDocument/didChange",
            {"textDocument": document | {"version": 2}, "contentChanges": [{"range": SPAN, "text": "- [ ] new 🌍\n"}, {"text": TEXT}]},
        ),
        ("textDocument/willSave", {"textDocument": document, "reason": 1}),
        ("textDocument/didSave", {"textDocument": document, "text": TEXT}),
        ("textDocument/didClose", {"textDocument": document}),
        (
            "workspace/didChangeConfiguration",
            {"settings": {"planmd": {"inlayHints": {"dates": True, "progress": True, "load": False}, "codeLenses": True, "schedule": True}}},
        ),
        ("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]}),
        (
            "workspace/didChangeWorkspaceFolders",
            {"event": {"added": [{"uri": root, "name": "x"}], "removed": [{"uri": root + "/no", "name": "y"}]}},
        ),
    ]
    return [{"jsonrpc": "2.0", "id": 0, "method": method, "params": params} for method, params in requests] + [
        {"jsonrpc": "2.0", "method": method, "params": params} for method, params in notifications
    ]


ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31 - 1,
    2**31,
    -(2**31) - 1,
    2**53,
    2**63 - 1,
    2**63,
    -(2**63) - 1,
    2**64,
    10**40,
    0.5,
    -0.0,
    1e300,
    1.0,
    "",
    "x",
    "0",
    "\x00",
    "file://",
    "file:///",
    "file:///%",
    "file:///%ff%00",
    "file:///%2e%2e/%2e%2e/etc/passwd",
    "http://example.org/a.md",
    "untitled:",
    "file:///" + "a/" * 300,
    "\U0001f600" * 50,
    "\ud800",
    "\udc00a",
    "e\u0301",
    "../" * 40,
    "a" * 5000,
    [],
    {},
    [[]],
    [{}],
    [None],
    {"": {}},
    [1, "x", None],
    {"line": 0, "character": 0},
    {"start": {"line": 5, "character": 0}, "end": {"line": 0, "character": 0}},
    {"start": {"line": -1, "character": -1}, "end": {"line": 2**40, "character": 2**62}},
]
ODD_IDS: list[Any] = [None, True, 1.5, -0.0, 1e300, "", "x" * 5000, "\ud800", [], {}, [1], {"id": 1}, 2**63, -(2**64), 10**30]


def body(message: Any) -> bytes:
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode()


def frame(content: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(content), content)


def paths(value: Any, path: tuple = ()) -> list[tuple]:
    """The paths of all members and items."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key in value:
            found += paths(value[key], (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            found += paths(item, (*path, number))
    return found


def replaced(value: Any, path: tuple, change: Callable[[Any, Any], None]) -> Any:
    """A copy in which `change` did something to the parent of a path and its last step."""
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    if len(path) > 1:
        copy[path[0]] = replaced(value[path[0]], path[1:], change)
    else:
        change(copy, path[0])
    return copy


def claims(data: bytes) -> int | None:
    """How many bytes a reader may take behind the end of damaged data, and an empty line, as the content of a message.

    Whatever stands behind the name, all digits of the line and each run of them by themselves may be taken for the length. None where
    that is more than a filler can be.
    """
    most = 0
    for match in re.finditer(rb"(?i)content-length([^\n]*)", data):
        runs = re.findall(rb"\d+", match.group(1))
        for digits in {b"".join(runs), *runs}:
            # A length that cannot be is none.
            length = int(digits) if digits and len(digits) < 4000 else 0
            if length < 2**31:
                most = max(most, length)
    return most if most <= 20_000 else None


class Damage:
    """Makes damaged pieces, each with the ids that must be answered, and how often."""

    def __init__(self, r: random.Random, root: str) -> None:
        self.r, self.count = r, 0
        self.last: list = []
        self.templates = templates(root)
        self.paths = [paths(template["params"], ("params",)) for template in self.templates]
        self.wire = (
            self.noise,
            self.cut,
            self.wrong_length,
            self.bad_length,
            self.no_length,
            self.wrong_name,
            self.two_lengths,
            self.line_ends,
            self.long_header,
            self.flipped,
            self.nested,
            self.between,
        )
        self.content = (
            self.bad_json,
            self.bad_utf8,
            self.deep,
            self.huge_number,
            self.no_message,
            self.answer,
            self.unknown,
            self.odd_id,
            self.same_id,
        )

    def fresh(self) -> int:
        """A new id, far from all others: a changed digit must not make it another's."""
        self.count += 1
        return 1000 + self.count * 1_618_033_989 % 2_147_000_000

    def right(self) -> tuple[dict, list]:
        """A right message with a fresh id."""
        message = dict(self.r.choice(self.templates))
        if "id" in message:
            message["id"] = self.fresh()
            return message, [message["id"]]
        return message, []

    def piece(self) -> tuple[bytes, list, bool]:
        """Bytes, the ids that must be answered, and whether the bytes are damaged as a frame."""
        choice = self.r.random()
        if choice < 0.35:
            while True:
                data = self.r.choice(self.wire)()
                if claims(data) is not None:
                    return data, [], True
        if choice < 0.6:
            data, ids = self.r.choice(self.content)()
            return frame(data), ids, False
        return *self.wrong_type(), False

    # Of the types

    def wrong_type(self) -> tuple[bytes, list]:
        r = self.r
        number = r.randrange(len(self.templates))
        message = dict(self.templates[number])
        ids = []
        if "id" in message:
            message["id"] = self.fresh()
            ids = [message["id"]]
        for _ in range(r.choice([0, 1, 1, 1, 2])):
            path = r.choice(self.paths[number])
            kind = r.random()

            def change(parent: Any, step: Any) -> None:
                if kind < 0.7:
                    parent[step] = r.choice(ODD)
                elif kind < 0.85:
                    del parent[step]
                elif isinstance(parent, dict) and step != "params":
                    parent[r.choice(["", "uri", "range", "text", "id", "more"])] = r.choice(ODD)
                elif isinstance(parent, list):
                    parent.append(r.choice(ODD))

            try:
                message = replaced(message, path, change)
            except (KeyError, IndexError, TypeError, ValueError):
                # An earlier change took the path away.
                continue
        return frame(body(message)), ids

    # Of the content

    def bad_json(self) -> tuple[bytes, list]:
        r, (message, _) = self.r, self.right()
        data = bytearray(body(message))
        for _ in range(r.choice([1, 1, 2, 5])):
            at = r.randrange(len(data))
            kind = r.randrange(6)
            if kind == 0:
                del data[at : at + r.choice([1, 1, 5, 1000])]
            elif kind == 1:
                data[at:at] = r.choice(
                    [b",", b"}", b"]", b"{", b"[", b'"', b"\\", b":", b"\x00", b"\n", b"//x", b"NaN", b"'", b"\\u12", b"\\ud800", b"1", b"-"]
                )
            elif kind == 2:
                data += r.choice([b" x", b"{}", b"]", b",", b"\x00", b"null"])
            elif kind == 3:
                data[at] = r.randrange(256)
            elif kind == 4:
                data = bytearray(
                    r.choice(
                        [
                            b"NaN",
                            b"{'a':1}",
                            b"{a:1}",
                            b"",
                            b"   ",
                            b"01",
                            b"+1",
                            b".5",
                            b"1.",
                            b"tru",
                            b'"\t"',
                            b'"',
                            b"{",
                            b"\xef\xbb\xbf{}",
                            b"/**/1",
                        ]
                    )
                )
            else:
                data = data[:at]
            if not data:
                break
        return bytes(data), []

    def bad_utf8(self) -> tuple[bytes, list]:
        message, _ = self.right()
        data = body(message)
        at = self.r.choice([match.end() for match in re.finditer(rb'"', data)])
        wrong = self.r.choice(
            [b"\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80", b"\xfe\xff", b"\xf8\x88\x80\x80\x80"]
        )
        if self.r.random() < 0.1:
            return data.decode().encode("utf-16"), []
        return data[:at] + wrong + data[at:], []

    def deep(self) -> tuple[bytes, list]:
        r = self.r
        depth = r.choice([200, 255, 256, 257, 1000, 1000, 5000])
        if r.random() < 0.02:
            depth = 200_000
        start, end = r.choice([(b"[", b"]"), (b'{"a":', b"}"), (b"[[],", b"]"), (b'[{"":[', b"]}]")])
        inner = start * depth + r.choice([b"1", b"", b"null"]) + (end * depth if r.random() < 0.7 else b"")
        kind = r.random()
        if kind < 0.4:
            return inner, []
        message, _ = self.right()
        text = body(message)
        if kind < 0.7:
            return text[:-1] + b',"more":' + inner + b"}", []
        return re.sub(rb'"params":\{', lambda match: match.group() + b'"deep":' + inner + b",", text, count=1), []

    def huge_number(self) -> tuple[bytes, list]:
        message, _ = self.right()
        number = self.r.choice(
            [
                b"1e999",
                b"-1e999",
                b"9" * 400,
                b"1" + b"0" * 30,
                b"1e-999",
                b"0." + b"3" * 500,
                b"-0",
                b"1E+2",
                b"9223372036854775808",
                b"1e15",
                b"1e18",
                b"1e19",
            ]
        )
        return re.sub(rb":-?\d+(?=[,}])", b":" + number, body(message), count=self.r.choice([0, 1])), []

    def no_message(self) -> tuple[bytes, list]:
        r = self.r
        message, _ = self.right()
        kind = r.randrange(6)
        if kind == 0:
            return body(r.choice(ODD)), []
        if kind == 1:
            return body([self.right()[0] for _ in range(r.choice([0, 1, 3]))]), []
        if kind == 2:
            message[r.choice(["jsonrpc", "method"])] = r.choice(ODD)
        elif kind == 3:
            message.pop(r.choice(["jsonrpc", "method"]))
        elif kind == 4:
            message["result"] = r.choice(ODD)
        else:
            message["params"] = r.choice(ODD)
        return body(message), []

    def answer(self) -> tuple[bytes, list]:
        r = self.r
        message: dict[str, Any] = {"jsonrpc": "2.0", "id": r.choice([0, 1, 2, 3, "x", "1", None, 10**9, [], "nobody"])}
        if r.random() < 0.7:
            message["result"] = r.choice(ODD)
        if r.random() < 0.4:
            message["error"] = r.choice([{"code": -1, "message": "x"}, {"code": "x"}, *ODD])
        return body(message), []

    def unknown(self) -> tuple[bytes, list]:
        r = self.r
        message: dict[str, Any] = {
            "jsonrpc": "2.0",
            "method": r.choice(
                [
                    "x",
                    "",
                    "$/x",
                    "textDocument/",
                    "textDocument/nothing",
                    "TEXTDOCUMENT/HOVER",
                    "exit ",
                    "Exit",
                    "shut down",
                    "workspace/applyEdit",
                    "rpc.discover",
                    "a" * 3000,
                    "é\u0000",
                    "window/showMessage",
                    "textDocument/publishDiagnostics",
                    "client/registerCapability",
                ]
            ),
        }
        if r.random() < 0.5:
            message["params"] = r.choice(ODD)
        ids = []
        if r.random() < 0.7:
            message["id"] = self.fresh() if r.random() < 0.7 else f"d{self.fresh()}"
            ids = [message["id"]]
        return body(message), ids

    def odd_id(self) -> tuple[bytes, list]:
        message, _ = self.right()
        message["id"] = self.r.choice(ODD_IDS)
        return body(message), []

    def same_id(self) -> tuple[bytes, list]:
        """A request whose id was used before: it, too, has its answer."""
        message, ids = self.right()
        if ids and self.last:
            message["id"] = self.r.choice(self.last)
        ids = [message["id"]] if ids else []
        self.last = (self.last + ids)[-5:]
        return body(message), ids

    # Of the wire

    def noise(self) -> bytes:
        r = self.r
        if r.random() < 0.5:
            return r.randbytes(r.choice([1, 3, 20, 200]))
        return bytes(r.choice(b'\r\n: {}"Content-Length0123456789') for _ in range(r.choice([1, 5, 40, 300])))

    def framed(self) -> bytes:
        return frame(body(self.right()[0]))

    def cut(self) -> bytes:
        data = self.framed()
        return data[: self.r.randrange(len(data))] if self.r.random() < 0.8 else data[self.r.randrange(len(data)) :]

    def wrong_length(self) -> bytes:
        content = body(self.right()[0])
        return b"Content-Length: %d\r\n\r\n%b" % (max(0, len(content) + self.r.choice([-1, 1, -7, 12, -200, 300, 2000])), content)

    def bad_length(self) -> bytes:
        content = body(self.right()[0])
        size = b"%d" % len(content)
        value = self.r.choice(
            [
                b"-1",
                b"-" + size,
                b"",
                b"  ",
                b"+" + size,
                b"0x" + b"%x" % len(content),
                size + b".0",
                size + b"e0",
                b"00" + size,
                size + b" bytes",
                size + b";",
                b"0",
                b"9999999999",
                b"4294967296",
                b"18446744073709551616",
                b"9" * 300,
                b"9223372036854775807",
                b"one",
                "\u0661\u0662".encode(),
                "\uff11".encode(),
                b"\x00",
                b"12 " + size,
                size + b"," + size,
                b"\t" + size,
                b"\xff",
            ]
        )
        return b"Content-Length: %b\r\n\r\n%b" % (value, content)

    def no_length(self) -> bytes:
        content = body(self.right()[0])
        header = self.r.choice([b"", b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n", b"X: y\r\n", b"\r\n", b": 5\r\n"])
        return header + b"\r\n" + content

    def wrong_name(self) -> bytes:
        content = body(self.right()[0])
        name = self.r.choice(
            [
                b"Content-Lenght",
                b"Content_Length",
                b"ContentLength",
                b"Length",
                b"Content-Length ",
                b" Content-Length",
                b"content-length",
                b"CONTENT-LENGTH",
                b"X-Content-Length",
                b"Content-Length\x00",
                b"Content-Lengths",
                # A bit away from the right bytes.
                b"Content\rLength",
                b"Content-Length\x1a",
                b"\x23ontent-Length",
                "Content\u2010Length".encode(),
                b"\xef\xbb\xbfContent-Length",
            ]
        )
        # Under a wrong name also a length that is too much claims nothing.
        length = len(content) + self.r.choice([0, 0, 30, 900])
        return b"%b%b%d\r\n\r\n%b" % (name, self.r.choice([b": ", b":", b" ", b"=", b"::"]), length, content)

    def two_lengths(self) -> bytes:
        content = body(self.right()[0])
        sizes = [len(content), self.r.choice([len(content), 0, 1, 5, 700, len(content) - 1, len(content) + 1])]
        self.r.shuffle(sizes)
        return b"Content-Length: %d\r\nContent-Length: %d\r\n\r\n%b" % (*sizes, content)

    def line_ends(self) -> bytes:
        content = body(self.right()[0])
        end = self.r.choice(
            [b"\n\n", b"\r\r", b"\r\n\n", b"\n\r\n", b"\r\n", b"\n", b"\r", b" \r\n \r\n", b"\n\r", b"\r\n\r", b"", b"\x0b\x0b", b"\r\n\t\r\n"]
        )
        return b"Content-Length: %d%b%b" % (len(content), end, content)

    def long_header(self) -> bytes:
        content, r = body(self.right()[0]), self.r
        size = r.choice([1000, 4000, 4090, 4096, 5000, 30_000])
        kind = r.randrange(4)
        if kind == 0:
            return b"X: " + b"y" * size + b"\r\nContent-Length: %d\r\n\r\n%b" % (len(content), content)
        if kind == 1:
            return b"X: y\r\n" * (size // 6) + b"Content-Length: %d\r\n\r\n%b" % (len(content), content)
        if kind == 2:
            return b"Content-Length: 5\r\n" * (size // 19)
        return b"Content-Length: %d\r\nX: %b\r\n\r\n%b" % (len(content), b"y" * size, content)

    def flipped(self) -> bytes:
        data = bytearray(self.framed())
        for _ in range(self.r.choice([1, 1, 2, 4])):
            # The header is the smaller part, and the one that matters.
            data[self.r.randrange(24 if self.r.random() < 0.7 else len(data))] ^= 1 << self.r.randrange(8)
        return bytes(data)

    def nested(self) -> bytes:
        inner = self.framed()
        return frame(self.r.choice([inner, b'"' + inner + b'"', inner + inner]))

    def between(self) -> bytes:
        """Garbage around a right frame."""
        garbage = self.r.choice(
            [
                b"\r\n",
                b"\n\n\n\n",
                b" ",
                b"\x00",
                b"{}",
                b"}",
                b"HTTP/1.1 200 OK\r\n\r\n",
                b"Content-Length",
                b"Content-Length:",
                b"Content-Length: \r\n\r\n",
                b"\r\n\r\n" * 30,
                b"\n" * 300,
            ]
        )
        return garbage + self.framed() + garbage
