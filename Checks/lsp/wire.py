"""Messages as bytes, and what an editor says of itself."""

from __future__ import annotations

import json
import re
from typing import Any, Iterator


class WireFault(Exception):
    """What the server wrote is no sequence of messages."""


def messages(stream: Any) -> Iterator[bytes]:
    """The contents of the messages on an unbuffered stream."""
    buffer, start = bytearray(), 0
    while True:
        end = buffer.find(b"\r\n\r\n", start)
        if end >= 0:
            header = bytes(buffer[start:end])
            match = re.fullmatch(rb"(?:[^\r\n]+\r\n)*?Content-Length: (\d+)(?:\r\n[^\r\n]+)*", header)
            if not match:
                raise WireFault(f"a header of the server is {header[:200]!r}")
            first, last = end + 4, end + 4 + int(match.group(1))
            while len(buffer) < last:
                more = stream.read(max(65536, last - len(buffer)))
                if not more:
                    raise WireFault("the server ended within a message")
                buffer += more
            yield bytes(buffer[first:last])
            start = last
            continue
        if start > 1 << 20:
            del buffer[:start]
            start = 0
        more = stream.read(65536)
        if not more:
            if buffer[start:]:
                raise WireFault(f"the server's last bytes are no message: {bytes(buffer[start:start + 200])!r}")
            return
        buffer += more


def framed(message: Any) -> bytes:
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    # A half of a surrogate pair by itself can be written as an escape only.
    data = body.encode("utf-8") if not re.search("[\ud800-\udfff]", body) else json.dumps(message, separators=(",", ":")).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(data), data)


def capabilities(encodings: list[str] | None, pull: bool, dynamic: bool, **extra: Any) -> dict:
    """What an editor with everything can do."""
    kinds = ["quickfix", "refactor", "refactor.extract", "refactor.inline", "refactor.rewrite", "source", "source.fixAll", "source.organizeImports"]
    document: dict[str, Any] = {
        "synchronization": {"didSave": True, "willSave": False, "willSaveWaitUntil": False, "dynamicRegistration": dynamic},
        "completion": {"completionItem": {
            "snippetSupport": True, "documentationFormat": ["markdown", "plaintext"], "insertReplaceSupport": False,
            "labelDetailsSupport": True, "resolveSupport": {"properties": ["documentation", "detail"]}, "deprecatedSupport": True,
            "preselectSupport": True, "insertTextModeSupport": {"valueSet": [1, 2]}, "commitCharactersSupport": True},
            "contextSupport": True, "completionList": {"itemDefaults": []}},
        "hover": {"contentFormat": ["markdown", "plaintext"]}, "definition": {"linkSupport": True}, "references": {},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True}, "codeLens": {}, "inlayHint": {"resolveSupport": {"properties": ["tooltip"]}},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": kinds}}, "isPreferredSupport": True, "disabledSupport": True,
                       "dataSupport": True, "resolveSupport": {"properties": ["edit"]}},
        "rename": {"prepareSupport": True, "prepareSupportDefaultBehavior": 1}, "formatting": {}, "rangeFormatting": {}, "onTypeFormatting": {},
        "foldingRange": {"lineFoldingOnly": False}, "selectionRange": {}, "documentLink": {"tooltipSupport": True}, "callHierarchy": {},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "codeDescriptionSupport": True, "dataSupport": True,
                               "tagSupport": {"valueSet": [1, 2]}},
        "semanticTokens": {"requests": {"range": True, "full": {"delta": True}}, "formats": ["relative"], "multilineTokenSupport": False,
                           "overlappingTokenSupport": False,
                           "tokenTypes": "namespace type class enum interface struct typeParameter parameter variable property enumMember event "
                                         "function method macro keyword modifier comment string number regexp operator decorator".split(),
                           "tokenModifiers": "declaration definition readonly static deprecated abstract async modification documentation "
                                             "defaultLibrary".split()},
    }
    if pull:
        document["diagnostic"] = {"relatedDocumentSupport": True, "dynamicRegistration": False}
    general: dict[str, Any] = {"staleRequestSupport": {"cancel": True, "retryOnContentModified": []}}
    if encodings is not None:
        general["positionEncodings"] = encodings
    return {
        "general": general, "textDocument": document, "window": {"workDoneProgress": True, "showDocument": {"support": True}},
        "workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
                      "configuration": True, "didChangeConfiguration": {"dynamicRegistration": dynamic}, "workspaceFolders": True,
                      "didChangeWatchedFiles": {"dynamicRegistration": dynamic, "relativePatternSupport": True}, "symbol": {}, "executeCommand": {},
                      "inlayHint": {"refreshSupport": True}, "codeLens": {"refreshSupport": True}, "semanticTokens": {"refreshSupport": True},
                      "diagnostics": {"refreshSupport": True}, "foldingRange": {"refreshSupport": True}},
    } | extra
