"""Texts as an editor holds them: positions, ranges and edits in the three encodings of the protocol."""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_right
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

ENCODINGS = ("utf-8", "utf-16", "utf-32")

LINE_END = re.compile(r"\r\n|\n|\r")


def width(character: str, encoding: str) -> int:
    """How many units of an encoding a character takes."""
    code = ord(character)
    if encoding == "utf-32":
        return 1
    if encoding == "utf-16":
        return 2 if code > 0xFFFF else 1
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


class Text:
    """A text of one version. It never changes, so that an answer can be judged by the text that was asked about."""

    def __init__(self, text: str, version: int | None, encoding: str) -> None:
        self.text, self.version, self.encoding = text, version, encoding
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Where the lines begin; there is one behind a line end at the end of the text."""
        if self._starts is None:
            self._starts = [0, *(match.end() for match in LINE_END.finditer(self.text))]
        return self._starts

    def line(self, number: int) -> str:
        """A line without its end."""
        return self.text[self.starts[number]:self.line_end(number)]

    def line_end(self, number: int) -> int:
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        start = self.starts[number]
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return end

    def find(self, position: dict) -> tuple[int, bool]:
        """The offset of a position, and whether it names one exactly.

        A character behind the line's end is the line's end, a line behind the last one the end of the text, and a place within a
        character is that character's beginning.
        """
        number, units = position["line"], position["character"]
        if number >= len(self.starts):
            return len(self.text), False
        start, end = self.starts[number], self.line_end(number)
        line = self.text[start:end]
        if self.encoding == "utf-32" or line.isascii():
            return start + min(units, len(line)), units <= len(line)
        passed = 0
        for offset, character in enumerate(line):
            if passed >= units:
                return start + offset, passed == units
            size = width(character, self.encoding)
            if passed + size > units:
                return start + offset, False
            passed += size
        return end, passed == units

    def offset(self, position: dict) -> int:
        return self.find(position)[0]

    def position(self, offset: int) -> dict:
        number = bisect_right(self.starts, offset) - 1
        before = self.text[self.starts[number]:offset]
        units = len(before) if self.encoding == "utf-32" or before.isascii() else sum(width(c, self.encoding) for c in before)
        return {"line": number, "character": units}

    def range(self, start: int, end: int) -> dict:
        return {"start": self.position(start), "end": self.position(end)}

    def line_range(self, number: int) -> dict:
        return self.range(self.starts[number], self.line_end(number))

    def whole(self) -> dict:
        return self.range(0, len(self.text))

    def slice(self, span: dict) -> str:
        return self.text[self.offset(span["start"]):self.offset(span["end"])]

    def fault(self, span: dict) -> str | None:
        """What is wrong with a range of the server: it must lie in the text, between characters."""
        start, start_exact = self.find(span["start"])
        end, end_exact = self.find(span["end"])
        if not start_exact or not end_exact:
            return f"range {short(span)} is not in the text" + self.around(span)
        return f"range {short(span)} ends before it starts" if end < start else None

    def around(self, span: dict) -> str:
        number = span["start"]["line"]
        return f", whose line {number} is {self.line(number)!r}" if number < len(self.starts) else f" of {len(self.starts)} lines"

    def changed(self, changes: list[dict], version: int | None) -> "Text":
        """The text after the content changes of one notification."""
        now = self
        for change in changes:
            if "range" not in change:
                now = Text(change["text"], version, self.encoding)
                continue
            start, end = now.offset(change["range"]["start"]), now.offset(change["range"]["end"])
            now = Text(now.text[:start] + change["text"] + now.text[max(start, end):], version, self.encoding)
        return now if now is not self else Text(self.text, version, self.encoding)

    def edited(self, edits: list[dict]) -> str:
        """The text after edits that all speak of this text.

        Raises ValueError where they overlap or lie outside.
        """
        spans = []
        for number, edit in enumerate(edits):
            fault = self.fault(edit["range"])
            if fault:
                raise ValueError(fault)
            spans.append((self.offset(edit["range"]["start"]), self.offset(edit["range"]["end"]), number, edit["newText"]))
        # Several inserts at one place keep their order, and come before what replaces the text behind them.
        spans.sort(key=lambda span: (span[0], span[1], span[2]))
        result, last = [], 0
        for start, end, _, new in spans:
            if start < last:
                raise ValueError(f"edits overlap at {short(self.position(start))}")
            result += [self.text[last:start], new]
            last = end
        return "".join(result) + self.text[last:]


def short(value: Any, longest: int = 400) -> str:
    """JSON in one line, cut."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= longest else text[:longest] + "…"


def uri_of(path: Path | str) -> str:
    return "file://" + quote(os.fspath(path))


def path_of(uri: str) -> Path | None:
    return Path(unquote(uri[len("file://"):])) if uri.startswith("file:///") else None
