"""Random plans in many shapes of encoding, line ends, nesting and dialect, the same for the same seed."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from markdown_generator import Generator  # noqa: E402

WORDS = "paint the fence call write report for review plan garden ship draft order check new old invoice".split()
TAGS = """due:2026-04-01 est:2d @ann #web pri:B start:2026-03-20 client:acme cost:20EUR spent:1h est:2h-5h owner:@bob
due:2026-W20""".split()
EMOJI = ["📅 2026-04-01", "⏳ 2026-03-20", "🛫 2026-03-15", "⏫", "🔼", "➕ 2026-01-01", "🆔 abc{n}", "#web"]
FIELDS = """[due:: 2026-04-01]
(scheduled:: 2026-03-20)
[priority:: high]
[client:: acme]
[created:: 2026-01-01]
[start:: 2026-03-01]""".split("\n")
BOXES = [" "] * 6 + ["/", "x", "X", "-", ">", "h", "?", "!", "é"]

Random = random.Random


def text(r: Random) -> str:
    return " ".join(r.choice(WORDS) for _ in range(r.randint(1, 5)))


def task(r: Random, tail: list[str] | None = None, marker: str = "-", box: str | None = None) -> str:
    tags = r.sample(TAGS, r.randint(0, 3)) if tail is None else tail
    return f"{marker} [{r.choice(BOXES) if box is None else box}] " + " ".join([text(r), *tags])


def outline(r: Random, item: Callable[[Random], str] = task) -> list[str]:
    """Headings, prose, tasks with notes, logs and subtasks."""
    lines: list[str] = []
    for _ in range(r.randint(1, 3)):
        if r.random() < 0.6:
            lines += ["#" * r.randint(1, 3) + " " + text(r).capitalize(), ""]
        if r.random() < 0.4:
            lines += [text(r) + ".", ""]
        for _ in range(r.randint(1, 5)):
            lines.append(item(r))
            if r.random() < 0.2:
                lines.append("  " + item(r))
            if r.random() < 0.15:
                lines.append("  - 2026-01-12 1h " + text(r))
            if r.random() < 0.1:
                lines += ["", "  A note about it.", ""]
        lines.append("")
    return lines


def encoded(lines: list[str], end: str = "\n", final: bool = True) -> bytes:
    return (end.join(lines).rstrip("\r\n") + (end if final else "")).encode()


def with_ends(end: str, final: bool = True, mark: bytes = b"") -> Callable[[Random], bytes]:
    return lambda r: mark + encoded(outline(r), end, final)


def mixed_ends(r: Random) -> bytes:
    return "".join(line + r.choice(["\n", "\r\n", "\r"]) for line in outline(r)).encode()


def line_by_line(change: Callable[[Random, str], str], share: float = 1) -> Callable[[Random], bytes]:
    return lambda r: encoded([change(r, line) if line and r.random() < share else line for line in outline(r)])


def with_bytes(pieces: list[bytes], where: str) -> Callable[[Random], bytes]:
    """Puts odd bytes into the text of tasks, or anywhere outside of them."""
    def make(r: Random) -> bytes:
        lines = []
        for line in encoded(outline(r)).split(b"\n"):
            is_task = b"] " in line
            if line and r.random() < 0.6 and is_task == (where == "tasks"):
                at = line.index(b"] ") + 2 + len(line.split(b"] ", 1)[1].split(b" ")[0]) if is_task else len(line)
                line = line[:at] + r.choice(pieces) + line[at:]
            lines.append(line)
        return b"\n".join(lines)
    return make


def nested(r: Random) -> bytes:
    lines, depth = [], 0
    for _ in range(r.randint(5, 40)):
        lines.append("  " * depth + task(r))
        depth = max(0, min(depth + r.choice([1, 1, 1, 0, -1, -2]), 30))
    return encoded(lines)


def equal_lines(r: Random) -> bytes:
    line = task(r, box=" ")
    return encoded([line] * 1000)


def quoted(r: Random) -> bytes:
    mark = r.choice(["> ", ">", "> > ", ">  "])
    lines = [mark + line for line in outline(r)]
    return encoded([text(r), "", *lines, "", *outline(r)])


def ordered(r: Random) -> bytes:
    dot, first = r.choice([".", ")"]), r.choice([0, 1, 1, 7, 99])
    lines = ["# Steps", ""]
    for number in range(r.randint(2, 12)):
        lines.append(task(r, marker=f"{first + (number if r.random() < 0.8 else 0)}{dot}"))
    return encoded(lines)


def front_matter(r: Random) -> bytes:
    matter = r.choice(
        [
            ["title: A plan"],
            ["title: 'A: plan'", "tags: [a, b]"],
            ["plan:", "  due: 2026-05-01"],
            ["due: 2026-05-01", "x: |", "  - [ ] no task"],
        ]
    )
    return encoded(["---", *matter, r.choice(["---", "---  "]), *outline(r)], r.choice(["\n", "\r\n"]))


def fenced(r: Random) -> bytes:
    lines: list[str] = []
    for _ in range(3):
        mark = r.choice(["```", "~~~", "````md"])
        lines += outline(r) + [mark, task(r), "  " + task(r), mark[:4].rstrip("md"), ""]
    return encoded(lines)


def setext(r: Random) -> bytes:
    return encoded([text(r), r.choice(["===", "---"]), "", *outline(r), text(r), "---", task(r), task(r)])


def commented(r: Random) -> bytes:
    lines = []
    for line in outline(r):
        choice = r.random()
        if choice < 0.15:
            lines += ["", "<!-- " + task(r) + " -->", ""]
        elif choice < 0.25:
            lines += ["", "<!--", task(r), "", task(r), "-->", ""]
        if "] " in line and r.random() < 0.4:
            line += r.choice([" <!-- planmd-disable-line task-due-after-project -->", " <!-- note -->", " <!-- note -->  "])
        lines.append(line)
    return encoded(lines)


def obsidian(r: Random) -> bytes:
    def item(r: Random) -> str:
        fields = [field.format(n=r.randrange(10 ** 6)) for field in r.sample(EMOJI, r.randint(0, 4))]
        fields.sort(key=lambda field: "🆔⏫🔼➕🛫⏳📅#".find(field[0]))
        return task(r, fields) + r.choice(["", "", f" ^b{r.randrange(10 ** 6)}"])
    return encoded(outline(r, item))


def dataview(r: Random) -> bytes:
    return encoded(outline(r, lambda r: task(r, r.sample(FIELDS, r.randint(0, 3)))))


def mixed_dialects(r: Random) -> bytes:
    kinds = [TAGS, EMOJI[:3], FIELDS]
    return encoded(outline(r, lambda r: task(r, [r.choice(r.choice(kinds)) for _ in range(r.randint(0, 3))])))


def regenerated(r: Random) -> bytes:
    block = ["<!-- planmd: list overdue -->", task(r), task(r), "<!-- /planmd 2026-01-12 -->", ""]
    return encoded(["# Status", "", *block, *outline(r), *block, *outline(r)])


def hidden(r: Random) -> bytes:
    return encoded([*outline(r), "%%", task(r), "%%", "", *outline(r, lambda r: task(r) + r.choice(["", " %%note%%"]))])


def continued(r: Random) -> bytes:
    def item(r: Random) -> str:
        more = r.choice(
            [
                [],
                ["  " + text(r)],
                ["lazy " + text(r)],
                ["  " + text(r), "  and " + text(r)],
                ["  - plain item"],
                ["  `code " + text(r) + "`"],
            ]
        )
        return "\n".join([task(r) + r.choice(["", "", "  ", "\\", " \\"] if more else [""]), *more])
    return encoded("\n".join(outline(r, item)).split("\n"))


def spans(r: Random) -> bytes:
    """Code, links and emphasis at the end of the line or across its end."""
    ends = [
        "`due:2026-01-01`",
        "[link](http://a.b/c)",
        "[[wiki link]]",
        "**bold**",
        "<http://a.b>",
        "`open",
        "**open",
        "[open](",
        "<b>x</b>",
        "\\",
        "`` ` ``",
        "[x][y]",
        "http://a.b/c?d=e",
        "a\\:b",
        "~~gone~~",
        "![pic](a.png)",
        "&amp;",
        "(in brackets)",
        "due:",
        "x:y.",
        "due:2026-04-01.",
    ]
    def item(r: Random) -> str:
        return task(r, r.sample(TAGS, r.randint(0, 1)) + [r.choice(ends)]) + r.choice(["", "", "\n  next line` of** it"])
    return encoded("\n".join(outline(r, item)).split("\n"))


def loose(r: Random) -> bytes:
    return encoded([part for line in outline(r) for part in ([line, ""] if line else [])])


def markers(r: Random) -> bytes:
    return encoded(outline(r, lambda r: task(r, marker=r.choice(["*", "+", "-", " -", "  *", "-  ", "-   ", "-\t"]))))


def wild(r: Random) -> bytes:
    return Generator(r.randrange(1 << 40)).document()


def table(r: Random) -> bytes:
    return encoded(["| a | b |", "|---|---|", "| - [ ] c | x |", "", *outline(r), "| - [ ] d |", "|---|", ""])


def priorities(r: Random) -> bytes:
    return encoded(outline(r, lambda r: f"- [{r.choice(BOXES)}] ({r.choice('ABCZ')}) {text(r)} {' '.join(r.sample(TAGS, 1))}"))


def long_lines(r: Random) -> bytes:
    return encoded(outline(r, lambda r: task(r, [text(r) for _ in range(r.randint(1, 400))] + r.sample(TAGS, 1))))


def twins(r: Random) -> bytes:
    """The same words in composed and decomposed form, beside each other."""
    composed, decomposed = "Caf\u00e9 \u00fcber \u212b", "Cafe\u0301 u\u0308ber A\u030a"
    return encoded([f"- [ ] {r.choice([composed, decomposed])} {r.randrange(3)}" for _ in range(r.randint(2, 10))] + outline(r))


def recurring(r: Random) -> bytes:
    """Tasks that come again, with checklists, notes and logs below them, among others."""
    lines: list[str] = []
    for line in outline(r):
        if r.random() < 0.4 and (not line or line.startswith(("- [", "#"))):
            # Equal texts would be the next one of each other.
            first = f"- [{r.choice([' ', ' ', '/'])}] {text(r)} {len(lines)} due:2026-03-{r.randint(1, 19):02} rec:{r.choice(RULES)}"
            lines.append(first + r.choice(["", "", " @ann", " #web est:1h", "  "]))
            for _ in range(r.choice([0, 0, 1, 3])):
                lines.append(f"  - [{r.choice(' xX/-')}] {text(r)}")
            lines += r.choice([[], [], ["  - 2026-03-01 1h did it"], ["", "  A note about it."]])
        if not line or not line.startswith("  "):
            lines.append(line)
    return encoded(lines, r.choice(["\n", "\n", "\r\n"]), r.random() < 0.8)


RULES = ["+1w", "+2d", "1w", "daily"]
SHAPES: dict[str, Callable[[Random], bytes]] = {
    "LF": with_ends("\n"),
    "CRLF": with_ends("\r\n"),
    "lone CR": with_ends("\r"),
    "mixed ends": mixed_ends,
    "byte order mark": with_ends("\n", mark=b"\xef\xbb\xbf"),
    "byte order mark, CRLF": with_ends("\r\n", mark=b"\xef\xbb\xbf"),
    "no final newline": with_ends("\n", final=False),
    "no final newline, CRLF": with_ends("\r\n", final=False),
    "tabs": line_by_line(lambda r, line: line.replace("  ", "\t", 1)),
    "tabs behind marks": line_by_line(lambda r, line: line.replace("- [", "-\t[", 1).replace("] ", "]\t", 1)),
    "tabs before tags": line_by_line(lambda r, line: line.replace(" due:", "\tdue:").replace(" @", " \t@")),
    "trailing blanks": line_by_line(lambda r, line: line + r.choice([" ", "  ", "   ", "\t", " \t "])),
    "invalid UTF-8 in tasks": with_bytes([b"\xff", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x9f"], "tasks"),
    "invalid UTF-8 outside": with_bytes([b"\xff", b"\xc3\x28", b"\xe2\x82", b"\xed\xa0\x80", b"\xf5"], "outside"),
    "NUL": with_bytes([b"\x00", b"\x00\x00"], "tasks"),
    "NUL outside": with_bytes([b"\x00", b" \x00 "], "outside"),
    "NFC and NFD": twins,
    "bidi": with_bytes(["\u202eevil\u202c".encode(), "\u200f".encode(), "مهمة".encode(), "\u2067x\u2069".encode()], "tasks"),
    "ZWJ emoji": with_bytes(
        ["👩\u200d🚀".encode(), "👨\u200d👩\u200d👧".encode(), "🏳\ufe0f\u200d🌈".encode(), "e\u0301\u0302".encode()], "tasks"
    ),
    "odd separators": with_bytes(
        ["\u2028".encode(), "\u0085".encode(), b"\x0b", b"\x0c", "\u00a0".encode(), "\u3000".encode(), b"\x1c", b"\x7f"], "tasks"
    ),
    "1,000 equal lines": equal_lines,
    "nesting": nested,
    "quotes": quoted,
    "ordered lists": ordered,
    "front matter": front_matter,
    "fences": fenced,
    "setext headings": setext,
    "comments": commented,
    "Obsidian Tasks": obsidian,
    "Dataview": dataview,
    "mixed dialects": mixed_dialects,
    "regenerated blocks": regenerated,
    "hidden text": hidden,
    "continued paragraphs": continued,
    "spans": spans,
    "loose lists": loose,
    "list markers": markers,
    "tables": table,
    "priorities in front": priorities,
    "long lines": long_lines,
    "recurring tasks": recurring,
    "wild Markdown": wild,
}


def document(seed: int, number: int, shape: str | None = None) -> tuple[str, bytes]:
    """Document number `number` of a seed with the name of its shape; the shapes take turns unless one is asked for."""
    names = [shape] if shape else list(SHAPES)
    name = names[number % len(names)]
    if name == "1,000 equal lines" and number // len(names) % 10:
        # One in ten, for the sake of time.
        name = "LF"
    return name, SHAPES[name](Random(f"{seed}/{number}"))
