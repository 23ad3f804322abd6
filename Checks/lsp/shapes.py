"""Whether a message of the server has the shape that the protocol gives it, and its ranges lie in their texts."""

from __future__ import annotations

from enum import Enum
from typing import Any, Callable

from texts import Text, short


class Shapes:
    """Judges the shape of messages by the types of lsprotocol."""

    def __init__(self) -> None:
        from lsprotocol import converters, types
        self.types = types
        self.converter = converters.get_converter()

    # Members whose value the protocol lets be null; any other absent value is left out.
    NULLABLE = {"version", "result", "id", "activeParameter"}

    def fault(self, kind: Any, message: dict) -> str | None:
        try:
            value = self.converter.structure(message, kind)
            back = plain(self.converter.unstructure(value, kind))
        except Exception as error:  # every fault of a shape is an exception of another kind
            return " / ".join(reasons(error))[:600]
        return difference(message, back)

    def request(self, message: dict) -> str | None:
        kinds = self.types.METHOD_TO_TYPES.get(message["method"])
        if kinds is None:
            return None if message["method"].startswith("$/") else f"the protocol has no method {message['method']!r}"
        if direction(self.types, message["method"]) == "clientToServer":
            return f"{message['method']} is for the client to send"
        if ("id" in message) != (kinds[1] is not None):
            return f"{message['method']} is {'no request' if 'id' in message else 'no notification'}"
        return self.fault(kinds[0], message) or loose(message)

    def response(self, method: str, message: dict) -> str | None:
        if "error" in message:
            error = message["error"]
            right = isinstance(error, dict) and type(error.get("code")) is int and isinstance(error.get("message"), str)
            return None if right and "result" not in message else f"no error of JSON-RPC: {short(message)}"
        if "result" not in message:
            return f"neither result nor error: {short(message)}"
        if method == "textDocument/codeAction":
            # A command has a name there, an action an object; readers of the union mix them up.
            for item in message["result"] or ():
                fault = self.fault(self.types.Command if isinstance(item.get("command"), str) else self.types.CodeAction, item)
                if fault:
                    return fault
            return None
        kinds = self.types.METHOD_TO_TYPES.get(method)
        return self.fault(kinds[1], message) or loose(message) if kinds and kinds[1] else None


def direction(types: Any, method: str) -> str:
    try:
        return types.message_direction(method)
    except (AttributeError, KeyError):
        return "both"


def reasons(error: BaseException) -> list[str]:
    """The innermost messages of a group of exceptions."""
    inner = getattr(error, "exceptions", None)
    if not inner:
        return [f"{type(error).__name__}: {error}"]
    notes = getattr(error, "message", str(error))
    return [f"{notes}: {text}" for part in inner for text in reasons(part)]


def plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def difference(sent: Any, read: Any, path: str = "") -> str | None:
    """Where a message differs from what a typed reader took from it: a member unknown to the protocol or of another type."""
    if isinstance(sent, dict) and isinstance(read, dict):
        for key, value in sent.items():
            place = f"{path}.{key}"
            if value is None:
                if key not in Shapes.NULLABLE and not path.endswith(".data") and ".data." not in path:
                    return f"{place} is null, which is to be left out"
            elif key not in read:
                return f"{place} is no member of the protocol's type"
            else:
                found = difference(value, read[key], place)
                if found:
                    return found
        missing = [key for key, value in read.items() if key not in sent and value is not None and key != "jsonrpc"]
        return f"{path}.{missing[0]} is missing" if missing else None
    if isinstance(sent, list) and isinstance(read, list):
        if len(sent) != len(read):
            return f"{path} has another length"
        for number, pair in enumerate(zip(sent, read)):
            found = difference(*pair, f"{path}[{number}]")
            if found:
                return found
        return None
    if type(sent) is not type(read) or sent != read:
        return f"{path} is {sent!r}, read as {read!r}"
    return None


def loose(message: dict) -> str | None:
    """What the types of lsprotocol let pass."""
    if message.get("jsonrpc") != "2.0":
        return "jsonrpc is not '2.0'"
    result = message.get("result")
    if isinstance(result, dict) and "contents" in result:
        contents = result["contents"]
        parts = contents if isinstance(contents, list) else [contents]
        for part in parts:
            if not (isinstance(part, str) or isinstance(part, dict) and isinstance(part.get("value"), str)):
                return f"contents of a hover are {part!r}"
    return None


def misplaced(value: Any, uri: str | None, text_of: Callable[[str], Text | None]) -> list[str]:
    """What is wrong with the ranges in a value: each must lie in the text of the file that it is about."""
    found: list[str] = []

    def walk(value: Any, uri: str | None) -> None:
        if isinstance(value, list):
            for item in value:
                walk(item, uri)
        elif isinstance(value, dict):
            if isinstance(value.get("start"), dict) and isinstance(value.get("end"), dict) and "line" in value["start"]:
                text = text_of(uri) if uri else None
                fault = text.fault(value) if text else None
                if fault:
                    found.append(f"{uri}: {fault}")
                return
            here = value.get("uri") if isinstance(value.get("uri"), str) else uri
            document = value.get("textDocument")
            if isinstance(document, dict) and isinstance(document.get("uri"), str):
                here = document["uri"]
            caller = value.get("from")
            for key, item in value.items():
                if key == "changes" and isinstance(item, dict):
                    for name, edits in item.items():
                        walk(edits, name)
                elif key.startswith("target") and "targetUri" in value:
                    walk(item, value["targetUri"])
                elif key == "originSelectionRange":
                    walk(item, uri)
                elif key == "fromRanges":
                    # Where the caller says it; of outgoing calls that is the file of the item asked about.
                    walk(item, caller["uri"] if isinstance(caller, dict) else uri)
                elif key not in ("data",):
                    walk(item, here)

    walk(value, uri)
    return found
