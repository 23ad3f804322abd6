"""Reads highlighting.txt: texts, and what an editor's highlighting must make of parts of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("highlighting.txt")


@dataclass(frozen=True)
class Mark:
    """A part of a line, in characters from 0, and what it is."""

    line: int
    start: int
    end: int
    part: str
    kind: str


@dataclass
class Text:
    title: str
    lines: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def place(self, mark: Mark) -> str:
        """For messages: where the mark is."""
        return f"{self.title}, {self.lines[mark.line]!r}, {mark.part!r}"


def read(path: Path = FILE) -> list[Text]:
    texts: list[Text] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("=== "):
            texts.append(Text(line[4:]))
        elif not texts or not line.strip():
            continue
        elif line == ">" or line.startswith("> "):
            texts[-1].lines.append(line[2:])
        else:
            part, separator, kind = line.rpartition("  ")
            part, at, count = part.partition("@") if part.count("@") == 1 and part[-1].isdigit() else (part, "", "1")
            last = texts[-1].lines[-1]
            start = -1
            for _ in range(int(count or 1)):
                start = last.find(part, start + 1)
                if start < 0:
                    raise ValueError(f"{path.name}:{number}: {part!r} is not in {last!r}")
            if not separator:
                raise ValueError(f"{path.name}:{number}: no kind")
            texts[-1].marks.append(Mark(len(texts[-1].lines) - 1, start, start + len(part), part, kind))
    return texts


def kinds(texts: list[Text]) -> set[str]:
    return {mark.kind for text in texts for mark in text.marks}
