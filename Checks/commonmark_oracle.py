"""Where the tasks of a Markdown file are, found without planmd: with the `cmark` program and the plan format's rules.

A task is a list item of CommonMark whose first child is a paragraph that begins with a box: `[`, one Unicode scalar,
`]`, then on the same line a space or tab and some text. Link reference definitions in front of the text are no part
of a paragraph. Not counted: front matter, `%% … %%`, what stands between planmd's own markers, files that say
`planmd: off`.

Where the format leaves a case open (invalid bytes, text of nothing but invisible characters, a `%%` without its
partner) the place is *optional*: both answers are right.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field

import yaml

LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
ELEMENT = re.compile(
    rb'<(/?)(document|list|item|block_quote|paragraph|heading|code_block|html_block|thematic_break)'
    rb'(?: sourcepos="(\d+):(\d+)-(\d+):(\d+)")?[^>]*?(/?)>'
)
OPEN_MARKER = re.compile(rb" {0,3}<!-- planmd: .*-->[ \t]*\Z", re.S)
CLOSE_MARKER = re.compile(rb" {0,3}<!-- /planmd( .*)?-->[ \t]*\Z", re.S)
BOM = b"\xef\xbb\xbf"
PROBE = b"QZQ"

Place = tuple[int, int]


@dataclass
class Tasks:
    """The places (line, column) of boxes: those that must be found, and those that may be."""

    certain: set[Place] = field(default_factory=set)
    optional: set[Place] = field(default_factory=set)

    def disagreement(self, found: set[Place]) -> tuple[set[Place], set[Place]]:
        """What `found` lacks, and what it has too much."""
        return self.certain - found, found - self.certain - self.optional


@dataclass
class Block:
    """An element of cmark's XML with its place, and what stands in it."""

    kind: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    content_start: int = 0
    children: list["Block"] = field(default_factory=list)


def cmark_available() -> bool:
    return shutil.which("cmark") is not None


def split_lines(data: bytes) -> list[bytes]:
    """The lines without their ends; CRLF, LF and a lone CR end one."""
    return [line.rstrip(b"\r\n") for line in LINE.findall(data)]


def tasks(data: bytes) -> Tasks:
    """The tasks of a file. Invalid bytes count as themselves or as letters: cmark's patterns stop at them."""
    found = tasks_as_written(data)
    lettered = with_letters_for_invalid_bytes(data)
    if lettered == data:
        return found
    other = tasks_as_written(lettered)
    certain = found.certain & other.certain
    return Tasks(certain, (found.certain | found.optional | other.certain | other.optional) - certain)


def with_letters_for_invalid_bytes(data: bytes) -> bytes:
    """The same number of bytes, valid UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", "x", text).encode()


def tasks_as_written(data: bytes) -> Tasks:
    lines = split_lines(data)
    front = front_matter(lines)
    if front is not None:
        if switched_off(front[1]):
            return Tasks()
        lines = [b""] * front[0] + lines[front[0]:]
        data = blanked(data, front[0])
    root, xml = parse(data)
    result = boxes(root, xml, data, lines)
    hide_planmd_blocks(result, root, lines)
    hide_comments(result, root, xml, lines)
    return result


# Front matter


def front_matter(lines: list[bytes]) -> tuple[int, yaml.MappingNode] | None:
    """How many lines it takes, and its mapping; nothing where line 1 does not open one or it holds no mapping."""
    if not lines or lines[0].removeprefix(BOM).rstrip(b" \t") != b"---":
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip(b" \t") == b"---":
            break
    else:
        return None
    try:
        # PyYAML refuses a tab behind `|`, which YAML allows; blanks at a line's end never matter for the structure.
        text = b"\n".join(line.rstrip(b" \t") for line in lines[1:number]).decode("utf-8")
        node = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError):
        return None
    return (number + 1, node) if isinstance(node, yaml.MappingNode) else None


def switched_off(mapping: yaml.MappingNode) -> bool:
    return any(
        key.value == "planmd" and isinstance(value, yaml.ScalarNode) and value.value.lower() in ("off", "false")
        for key, value in mapping.value
        if isinstance(key, yaml.ScalarNode)
    )


def blanked(data: bytes, count: int) -> bytes:
    """The file with its first lines empty."""
    found = [match for match in LINE.finditer(data)][:count]
    return b"\n" * len(found) + data[found[-1].end():]


# CommonMark


def cmark_xml(data: bytes) -> bytes:
    return subprocess.run(
        ["cmark", "-t", "xml", "--sourcepos"], input=data, stdout=subprocess.PIPE, check=True
    ).stdout


def parse(data: bytes) -> tuple[Block, bytes]:
    """The tree of blocks. Read with a pattern: the XML of odd bytes is not well-formed."""
    xml = cmark_xml(data)
    root = Block("document")
    stack = [root]
    for match in ELEMENT.finditer(xml):
        closing, kind, line, column, end_line, _, empty = match.groups()
        if closing:
            closed = stack.pop()
            if kind in (b"html_block", b"code_block"):
                close_literal(closed, xml[closed.content_start:match.start()])
        elif kind != b"document":
            block = Block(kind.decode(), int(line), int(column), int(end_line), match.end())
            stack[-1].children.append(block)
            if not empty:
                stack.append(block)
        else:
            stack.append(root)
    return root, xml


def close_literal(block: Block, content: bytes) -> None:
    """cmark's end of an HTML block is often wrong; its lines can be counted."""
    count = content.count(b"\n")
    if block.kind == "html_block":
        block.end_line = block.line + max(count, 1) - 1
    else:
        block.end_line = max(block.end_line, block.line + count - 1)


def walk(block: Block):
    """All blocks in the order of the text, without recursion."""
    stack = [block]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children))


def real_column(line: bytes, column: int, first: bool) -> int:
    """The column in bytes of the file, from cmark's: NUL counts three there, a byte order mark nothing."""
    offset, counted = (len(BOM), 1) if first and line.startswith(BOM) else (0, 1)
    while counted < column and offset < len(line):
        counted += 3 if line[offset] == 0 else 1
        offset += 1
    return offset + 1


# Boxes


def boxes(root: Block, xml: bytes, data: bytes, lines: list[bytes]) -> Tasks:
    result = Tasks()
    for item in walk(root):
        if item.kind != "item" or not item.children or item.children[0].kind != "paragraph":
            continue
        paragraph = item.children[0]
        line = paragraph.line
        column = real_column(lines[line - 1], paragraph.column, line == 1)
        verdict = box(lines[line - 1][column - 1:])
        if verdict is None and lines[line - 1][column - 1:column] == b"[":
            line, column, verdict = behind_definitions(paragraph, xml, data, lines)
        if verdict is not None:
            (result.certain if verdict else result.optional).add((line, column))
    return result


def box(text: bytes) -> bool | None:
    """Whether a box with text begins here: yes (True), perhaps (False), no (None)."""
    if text[:1] != b"[":
        return None
    end = text.find(b"]", 2, 7)
    if end < 0:
        return None
    try:
        certain = len(text[1:end].decode("utf-8")) == 1
        if not certain:
            return None
    except UnicodeDecodeError:
        certain = False
    rest = text[end + 1:]
    if rest[:1] not in (b" ", b"\t") or not rest.strip(b" \t"):
        return None
    return certain and not invisible(rest)


def invisible(rest: bytes) -> bool:
    """Whether the text behind a box may be read as none: blanks beyond ASCII, comments, nothing printable."""
    rest = re.sub(rb"<!--.*?-->|%%.*?%%", b"", rest)
    text = rest.decode("utf-8", "replace")
    return not any(c.isprintable() and not c.isspace() and c != "\ufffd" for c in text)


def behind_definitions(paragraph: Block, xml: bytes, data: bytes, lines: list[bytes]) -> tuple:
    """The box behind link reference definitions, which cmark has taken out of the paragraph.

    Asks cmark itself: a word in the box's place must come out as the beginning of the paragraph.
    """
    starts = [match.start() for match in LINE.finditer(data)]
    for number in range(paragraph.line + 1, min(paragraph.end_line, len(lines)) + 1):
        match = re.match(rb"[ \t>]*(?=\[)", lines[number - 1])
        verdict = match and box(lines[number - 1][match.end():])
        if verdict is None:
            continue
        at = starts[number - 1] + match.end()
        length = data.index(b"]", at + 2) + 1 - at
        probed = cmark_xml(data[:at] + PROBE + b"Q" * (length - 3) + data[at + length:])
        head = b'<paragraph sourcepos="%d:%d-' % (paragraph.line, paragraph.column)
        place = probed.find(head)
        if place >= 0 and re.match(rb'[^>]*>\s*<text[^>]*>QZQ', probed[place:]):
            return number, match.end() + 1, verdict
    return 0, 0, None


# What is hidden


def hide_planmd_blocks(result: Tasks, root: Block, lines: list[bytes]) -> None:
    """Drops what stands between a marker and its end; where markers nest, both readings are right."""
    opened, nested = None, False
    for block in root.children:
        if block.kind != "html_block":
            continue
        line = lines[block.line - 1].removeprefix(BOM if block.line == 1 else b"")
        if OPEN_MARKER.match(line):
            nested = opened is not None
            opened = opened or block.line
        elif CLOSE_MARKER.match(line) and opened is not None:
            hide(result, opened, block.line, sure=not nested)
            opened, nested = None, False


def hide_comments(result: Tasks, root: Block, xml: bytes, lines: list[bytes]) -> None:
    """Drops what stands between two lines `%%`; around any other `%%` both readings are right."""
    literal = set()
    for block in walk(root):
        if block.kind in ("html_block", "code_block"):
            literal.update(range(block.line, block.end_line + 1))
    opened = None
    for number, line in enumerate(lines, start=1):
        if b"%%" not in line or number in literal:
            continue
        if line.rstrip(b" \t") == b"%%":
            if opened is not None:
                hide(result, opened, number, sure=True)
            opened = None if opened is not None else number
        elif opened is not None or line.count(b"%%") % 2 or b"`" in line or b"%%%" in line:
            hide(result, opened or number, len(lines), sure=False)
            return
        else:
            hide_within(result, number, line)
    if opened is not None:
        hide(result, opened, len(lines), sure=False)


def hide_within(result: Tasks, number: int, line: bytes) -> None:
    """A box between two `%%` of one line is hidden, if it can be a box at all."""
    first = line.find(b"%%")
    for place in [p for p in result.certain if p[0] == number and p[1] > first]:
        result.certain.discard(place)
        result.optional.add(place)


def hide(result: Tasks, first: int, last: int, sure: bool) -> None:
    inside = {place for place in result.certain | result.optional if first <= place[0] <= last}
    result.certain -= inside
    if sure:
        result.optional -= inside
    else:
        result.optional |= inside
