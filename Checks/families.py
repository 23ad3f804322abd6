"""Inputs that make careless programs slow: each family writes a plan of about `n` units into a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isqrt
from pathlib import Path

Writer = Callable[[Path, int], None]


@dataclass(frozen=True)
class Family:
    """`start` and `most` are the first and largest n that are tried."""

    name: str
    write: Writer
    start: int
    most: int


def in_file(text: Callable[[int], bytes | str], name: str = "plan.md") -> Writer:
    """A single file; a configuration gets a small plan beside it."""

    def write(folder: Path, n: int) -> None:
        data = text(n)
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        if name != "plan.md":
            (folder / "plan.md").write_text("- [ ] task\n")

    return write


def repeated(unit: str | bytes, before: str = "", after: str = "") -> Callable[[int], bytes]:
    raw = unit if isinstance(unit, bytes) else unit.encode()
    return lambda n: before.encode() + raw * n + after.encode()


def lines(make: Callable[[int], str]) -> Callable[[int], str]:
    return lambda n: "\n".join(make(i) for i in range(n)) + "\n"


def growing_backticks(n: int) -> str:
    return "- [ ] " + " ".join("`" * i for i in range(1, isqrt(2 * n))) + "\n"


def stepped_subtasks(n: int) -> str:
    """Subtasks of subtasks; the indentation makes the size quadratic in the depth."""
    return "".join("  " * i + "- [ ] a\n" for i in range(isqrt(n)))


def clique(n: int) -> str:
    count = isqrt(2 * n)
    rows = [f"- [ ] a id:t{i}" + (" after:" + ",".join(f"t{j}" for j in range(i)) if i else "") for i in range(count)]
    return "\n".join(rows) + "\n"


def circle(n: int) -> str:
    return lines(lambda i: f"- [ ] a id:t{i} after:t{(i + 1) % n}")(n)


def many_circles(n: int) -> str:
    return lines(lambda i: f"- [ ] a id:t{i} after:t{i ^ 1}")(n)


def ladder(n: int) -> str:
    """Doubling numbers of paths: a search over paths never ends."""
    return lines(lambda i: f"- [ ] a id:t{i}" + (f" after:t{i - 1},t{i - 2}" if i > 1 else ""))(n)


def tiny_files(folder: Path, n: int) -> None:
    for i in range(n):
        below = folder / f"{i % 100:02}"
        below.mkdir(exist_ok=True)
        (below / f"{i}.md").write_text(f"# P{i}\n\n- [ ] a id:t{i} after:t{max(0, i - 1)}\n")


def deep_folders(folder: Path, n: int) -> None:
    for i in range(n):
        below = folder.joinpath(*["d"] * (i % 200))
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{i}.md").write_text("- [ ] a\n")


def aliases(n: int) -> str:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, n)]
    return "\n".join(rows) + "\n"


def front(text: Callable[[int], str | bytes]) -> Callable[[int], bytes]:
    def whole(n: int) -> bytes:
        data = text(n)
        return b"---\n" + (data if isinstance(data, bytes) else data.encode()) + b"\n---\n- [ ] task\n"

    return whole


def people(n: int) -> str:
    return "people:\n" + lines(lambda i: f"  p{i}: {{capacity: 20h, rate: 45EUR}}")(n)


MANY = 1_000_000


def one_line(name: str, unit: str | bytes, before: str = "- [ ] ", after: str = "\n", most: int = 4 * MANY) -> Family:
    return Family(name, in_file(repeated(unit, before, after)), 10_000, most)


def per_line(name: str, make: Callable[[int], str], most: int = MANY, start: int = 5_000) -> Family:
    return Family(name, in_file(lines(make)), start, most)


FAMILIES: list[Family] = [
    # Nesting
    one_line("bullets in bullets", "- ", before="", after="[ ] a\n"),
    one_line("numbers in numbers", "1. ", before="", after="[ ] a\n"),
    one_line("mixed containers", "> - 1. ", before="", after="[ ] a\n"),
    one_line("quotes in quotes", ">", before="", after="- [ ] a\n"),
    one_line("quotes with blanks", "> ", before="", after="- [ ] a\n"),
    per_line("a deep line, then plain ones", lambda i: "> " * 500 + "a" if i == 0 else "a"),
    Family("subtasks in subtasks", in_file(stepped_subtasks), 10_000, 64 * MANY),
    per_line("headings of all levels", lambda i: "#" * (i % 6 + 1) + f" H{i}\n- [ ] a"),
    per_line("equal headings", lambda i: "# Same\n- [ ] same"),
    # Inlines
    one_line("images in brackets", "![[]()"),
    one_line("open brackets", "["),
    one_line("bracket pairs", "[]"),
    one_line("link openings", "[a]("),
    one_line("link titles", '[a](b "'),
    one_line("wikilink openings", "[["),
    one_line("reference links", "[a][b]"),
    one_line("emphasis", "*a_"),
    one_line("strong and emphasis", "**x *y "),
    one_line("stars", "*"),
    one_line("underscores", "a_ _"),
    one_line("backticks", "`"),
    Family("backtick runs of all lengths", in_file(growing_backticks), 10_000, 16 * MANY),
    one_line("angle brackets", "<"),
    one_line("tag openings", "<a "),
    one_line("tag with attributes", "<a x='1' "),
    one_line("autolink openings", "<http:"),
    one_line("comment openings", "<!--"),
    one_line("comment openings inline", "a <!-- "),
    one_line("processing instructions", "<?"),
    one_line("entities", "&"),
    one_line("entities by number", "&#"),
    one_line("backslashes", "\\"),
    one_line("comment marks", "%%"),
    one_line("comment marks with text", "%%a"),
    per_line("comment marks on lines", lambda i: "%%" if i % 3 == 0 else "- [ ] a"),
    # Long lines and many lines
    Family("one long line", in_file(repeated("word ", "- [ ] ")), 200_000, 10 * MANY),
    Family("one long word", in_file(repeated("w", "- [ ] ")), MANY, 50 * MANY),
    Family("one long paragraph", in_file(repeated("word\n", "- [ ] ")), 50_000, 4 * MANY),
    Family("plain text of one line", in_file(repeated("text ", "")), 200_000, 10 * MANY),
    per_line("tasks", lambda i: f"- [ ] task {i}"),
    per_line("equal tasks", lambda i: "- [ ] same"),
    per_line("tasks with everything", lambda i: f"- [ ] t{i} id:t{i} est:2h @ann due:2026-03-01 pri:B #web cost:5EUR"),
    per_line("a sequence", lambda i: f"{i + 1}. [ ] step", most=500_000),
    per_line("all numbers one", lambda i: "1. [ ] step", most=500_000),
    per_line("log entries", lambda i: "- [/] a @ann" if i == 0 else "  - 2026-01-12 5min note"),
    per_line("overlapping log entries", lambda i: "- [/] a @ann" if i == 0 else "  - 2026-01-12 9:00-17:00 note"),
    per_line("empty items", lambda i: "-"),
    per_line("empty boxes", lambda i: "- [ ]"),
    per_line("odd boxes", lambda i: f"- [{chr(0x4E00 + i % 20_000)}] a"),
    Family("blank lines", in_file(repeated("\n")), 100_000, 20 * MANY),
    Family("carriage returns", in_file(repeated("\r")), 100_000, 20 * MANY),
    Family("NUL bytes", in_file(repeated(b"\x00")), 100_000, 20 * MANY),
    Family("invalid bytes", in_file(repeated(b"\xff", "- [ ] ")), 100_000, 20 * MANY),
    Family("combining characters", in_file(repeated("\u0301", "- [ ] a")), 100_000, 10 * MANY),
    # Blocks that do not end
    Family("unclosed fence", in_file(repeated("- [ ] a\n", "```\n")), 50_000, 8 * MANY),
    Family("unclosed comment", in_file(repeated("- [ ] a\n", "<!--\n")), 50_000, 8 * MANY),
    Family("unclosed front matter", in_file(repeated("a: b\n", "---\n")), 50_000, 8 * MANY),
    per_line("fence after fence", lambda i: "`" * (3 + i % 50)),
    per_line("unclosed markers", lambda i: "<!-- planmd: list overdue -->\n"),
    per_line("closing markers", lambda i: "<!-- /planmd 2026-01-12 -->\n"),
    per_line("suppressions", lambda i: "- [ ] a <!-- planmd-disable-line due-before-start -->"),
    per_line("suppressed regions", lambda i: f"<!-- planmd-{'en' if i % 2 else 'dis'}able due-before-start -->\n"),
    per_line("regions never ended", lambda i: "<!-- planmd-disable due-before-start -->\n\n- [ ] a\n"),
    per_line("link definitions", lambda i: f"[a{i}]: /url"),
    per_line("equal link definitions", lambda i: "[a]: /url"),
    per_line("definitions that are none", lambda i: f"[a{i}]: <"),
    per_line("setext headings", lambda i: "a\n---"),
    per_line("tables", lambda i: "| a | b |"),
    # Tags
    one_line("tags", "k:v "),
    one_line("tags of all names", "est:1h due:2026-01-12 after:a @b #c "),
    one_line("due tags", "due:2026-01-12 "),
    one_line("bad due tags", "due:2026-02-30 "),
    one_line("almost tags", "due: 2026-01-12 "),
    one_line("open quotes", 'a:"'),
    one_line("open quotes after blanks", ' ab:"x'),
    one_line("escaped quotes", '\\"', before='- [ ] ab:"'),
    one_line("fields in fields", "[due:: "),
    one_line("fields in parentheses", "(due:: "),
    one_line("closed fields", "[due:: 2026-01-12] "),
    one_line("calendar emoji", "📅 "),
    one_line("dates behind emoji", "📅 2026-01-12 "),
    one_line("labels", "#a "),
    one_line("label signs", "#"),
    one_line("names", "@a "),
    one_line("at signs", "@"),
    one_line("alternatives", "@a|"),
    one_line("alternative signs", "|@", before="- [ ] @a"),
    one_line("priorities", "(A) "),
    one_line("colons", ":"),
    one_line("carets", " ^a"),
    one_line("commas behind a tag", ",", before="- [ ] after:a"),
    one_line("digits", "9", before="- [ ] est:"),
    one_line("efforts added", "1h", before="- [ ] est:"),
    one_line("thousands", ",000", before="- [ ] cost:1", after="EUR\n"),
    one_line("days of a rule", "MO,", before="- [ ] due:2026-01-12 rec:FREQ=WEEKLY;BYDAY=", after="MO\n"),
    one_line("parts of a rule", "BYMONTH=1;", before="- [ ] due:2026-01-12 rec:FREQ=DAILY;", after="\n"),
    per_line("keys of all names", lambda i: f"- [ ] a key{'abcdefghij'[i % 10]}{chr(97 + i // 10 % 26)}x{i}:v"),
    per_line("keys nearly right", lambda i: f"- [ ] a {('shceduled', 'ownre', 'budegt', 'onwer')[i % 4]}{i}:2026-01-12"),
    per_line("rules without end", lambda i: "- [ ] a due:2026-01-31 rec:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", most=100_000),
    per_line("daily for ever", lambda i: "- [ ] a est:5min due:1990-01-01 rec:+1d @ann", most=50_000, start=500),
    # References
    per_line("equal ids", lambda i: "- [ ] a id:same"),
    per_line("equal ids, all waited for", lambda i: "- [ ] a id:same after:same"),
    per_line("a chain", lambda i: f"- [ ] a id:t{i}" + (f" after:t{i - 1}" if i else ""), most=400_000),
    per_line("a chain from behind", lambda i: f"- [ ] a id:t{i} after:t{i + 1}", most=400_000),
    per_line("a star", lambda i: f"- [ ] a id:t{i} after:t0" if i else "- [ ] a id:t0", most=400_000),
    one_line("a star from inside", "t1,", before="- [ ] a id:t1\n- [ ] b after:"),
    per_line("unknown names", lambda i: f"- [ ] a after:nobody{i}"),
    Family("a clique", in_file(clique), 20_000, 16 * MANY),
    Family("a ladder", in_file(ladder), 5_000, 400_000),
    Family("one circle", in_file(circle), 5_000, 400_000),
    Family("many circles", in_file(many_circles), 5_000, 400_000),
    # Files and configuration
    Family("tiny files", tiny_files, 500, 10_000),
    Family("deep folders", deep_folders, 200, 10_000),
    Family("lists in YAML", in_file(repeated("["), "planmd.yaml"), 10_000, 8 * MANY),
    Family("mappings in YAML", in_file(repeated("{a: "), "planmd.yaml"), 10_000, 4 * MANY),
    Family("aliases in YAML", in_file(aliases, "planmd.yaml"), 50, 100_000),
    Family("unknown keys in YAML", in_file(lines(lambda i: f"key{i}: 1"), "planmd.yaml"), 2_000, 200_000),
    Family("people in YAML", in_file(people, "planmd.yaml"), 2_000, 100_000),
    Family("globs in YAML", in_file(lines(lambda i: "exclude:" if i == 0 else "  - '**/" + "*a" * 30 + "'"), "planmd.yaml"), 500, 100_000),
    Family("stars in a glob", in_file(repeated("**/*", "exclude: ['", "']\n"), "planmd.yaml"), 500, 400_000),
    Family("lists in front matter", in_file(front(repeated("[", "a: "))), 10_000, 8 * MANY),
    Family("aliases in front matter", in_file(front(aliases)), 50, 100_000),
    Family("keys in front matter", in_file(front(lines(lambda i: f"key{i}: 1"))), 2_000, 400_000),
]
