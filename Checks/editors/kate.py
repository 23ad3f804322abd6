"""The definition for Kate, run by KSyntaxHighlighting's own command at the places that highlighting.txt marks.

Run: kate.py [--highlighter PROGRAM] [--show TITLE]

Needs `kate-syntax-highlighter` (Debian: libkf5syntaxhighlighting-tools). It tells colours, not names: the check gives
every kind of text in a copy of the definition a colour of its own. Contexts, kinds and entities that are named but not
there are found without the program.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import Tally, environment, option_parser, temporary_folder  # noqa: E402
import marks  # noqa: E402

DEFINITION = Path(__file__).resolve().parents[2] / "editor-plugins" / "kate" / "planmd.xml"

NAMES = {
    "text.done": ["Done Text"],
    "text.cancelled": ["Cancelled Text"],
    "key.own": ["Own Key"],
    "key.text": ["Key Text", "Key"],
    "value.quoted": ["Quoted"],
    "value.bad": ["Value Bad"],
    "value.own": ["Value Own"],
    "value.lag": ["Lag"],
    "name": ["Name"],
    "name.units": ["Units"],
    "label": ["Label"],
    "priority": ["Priority"],
    "block": ["Block"],
    "emoji": ["Emoji"],
    "comment.block": ["Comment Mark"],
    "comment.command": ["Command"],
    "comment.suppression": ["Comment Mark"],
    "comment.rule": ["Rule"],
    "value.date": ["Value Date"],
    "log.date": ["Log"],
    "log.effort": ["Log"],
    "log.clock": ["Log"],
    "log.money": ["Log"],
}
PLAIN = {
    "Normal Text",
    "Task Text",
    "Done Text",
    "Cancelled Text",
    "List",
    "Heading",
    "Code",
    "Link",
    "Escape",
    "Comment",
}


def expected(kind: str) -> list[str]:
    if kind in NAMES:
        return NAMES[kind]
    first, _, rest = kind.partition(".")
    # A quoted value has the key of any kind.
    return [f"{first.capitalize()} {rest.capitalize()}"] + (["Key"] if first == "key" else [])


def check_structure(tally: Tally, root: ElementTree.Element) -> None:
    contexts = {context.get("name") for context in root.iter("context")}
    items = {item.get("name") for item in root.iter("itemData")}
    used_contexts, used_items = {"Normal"}, set()
    for element in root.iter():
        for key in ("context", "lineEndContext", "lineEmptyContext", "fallthroughContext"):
            target = element.get(key)
            if target is None or element.tag == "context" and key == "context":
                continue
            name = target if element.tag == "IncludeRules" else re.sub(r"^(#pop)*!?", "", target)
            if name and not name.startswith("#"):
                used_contexts.add(name)
                tally.check("##" in name or name in contexts, f"the context {name!r} is not there")
        if element.get("attribute") is not None and element.tag != "language":
            used_items.add(element.get("attribute"))
            tally.check(element.get("attribute") in items, f"the kind {element.get('attribute')!r} is not there")
        if element.tag == "RegExpr":
            tally.check(bool(element.get("String")), "an empty expression")
    tally.check(contexts <= used_contexts, f"contexts that nothing leads to: {sorted(contexts - used_contexts)}")
    tally.check(items <= used_items, f"kinds that nothing has: {sorted(items - used_items)}")
    numbers = [context.get("name") for context in root.iter("context")]
    tally.check(len(numbers) == len(set(numbers)), "two contexts have one name")


def coloured(source: str) -> tuple[str, dict[str, str]]:
    """The definition with a colour for each kind, and the kinds by their colours."""
    names: dict[str, str] = {}

    def colour(match: re.Match) -> str:
        code = f"#{len(names) + 1:02x}a0b0"
        names[code] = match.group(1)
        return f'<itemData name="{match.group(1)}" defStyleNum="dsNormal" color="{code}"/>'

    return re.sub(r'<itemData name="([^"]+)"[^>]*/>', colour, source), names


def kinds_of(page: str, names: dict[str, str]) -> list[list[tuple[str, str]]]:
    """The characters of each line with their kinds, from the HTML of the highlighter."""
    body = page.partition("<pre>\n")[2].partition("</pre>")[0]
    lines: list[list[tuple[str, str]]] = [[]]
    kind = ""
    for part in re.findall(r"<[^>]+>|[^<]+", body):
        if part.startswith("<span"):
            found = re.search(r"[^-]color:(#[0-9a-f]{6})", part)
            kind = names.get(found.group(1), "Markdown") if found else "Markdown"
        elif part.startswith("</span"):
            kind = ""
        else:
            for character in html.unescape(part):
                if character == "\n":
                    lines.append([])
                else:
                    lines[-1].append((character, kind))
    return lines


def check_marks(tally: Tally, highlighter: str, show: str | None) -> None:
    source, names = coloured(DEFINITION.read_text(encoding="utf-8"))
    with temporary_folder("kate") as folder:
        syntax = folder / "org.kde.syntax-highlighting" / "syntax"
        syntax.mkdir(parents=True)
        (syntax / "planmd.xml").write_text(source, encoding="utf-8")
        env = environment(XDG_DATA_HOME=str(folder), HOME=str(folder), QT_QPA_PLATFORM="offscreen")
        for number, text in enumerate(marks.read()):
            if text.title == "indented code":
                # A line with blanks in front is code or a subtask, which no rule about one line can tell.
                continue
            path = folder / f"{number}.md"
            path.write_text(text.text, encoding="utf-8")
            result = subprocess.run(
                [highlighter, "-s", "planmd", "-f", "html", str(path)],
                env=env,
                timeout=60,
                capture_output=True,
                check=False,
            )
            problems = result.stderr.decode(errors="replace")
            tally.check(
                not re.search(r"planmd|Unknown|invalid|unresolved", problems), f"{text.title}: {problems[:800]}"
            )
            lines = kinds_of(result.stdout.decode("utf-8"), names)
            if show and show in text.title:
                for line in lines:
                    print(line)
            for mark in text.marks:
                here = lines[mark.line][mark.start : mark.end] if mark.line < len(lines) else []
                found = {kind for _, kind in here}
                same = "".join(character for character, _ in here) == text.lines[mark.line][mark.start : mark.end]
                tally.check(same, f"{text.place(mark)}: the page has {here}")
                if mark.kind == "plain":
                    tally.check(found <= PLAIN | {"", "Markdown"}, f"{text.place(mark)} is {sorted(found)}, not plain")
                else:
                    tally.check(
                        len(found) == 1 and found <= set(expected(mark.kind)),
                        f"{text.place(mark)} is {sorted(found)}, not {' or '.join(expected(mark.kind))}",
                    )


def self_test() -> None:
    tally = Tally()
    source, names = coloured(
        '<itemData name="A b" defStyleNum="dsNormal"/><itemData name="C" defStyleNum="x" bold="true"/>'
    )
    tally.check(list(names.values()) == ["A b", "C"] and source.count("color=") == 2, source)
    page = '<body style="color:#01a0b0"><pre>\na<span style="color:#02a0b0;">&lt;b</span>\n<span style="x">c</span>\n</pre>'
    tally.check(kinds_of(page, names)[:2] == [[("a", ""), ("<", "C"), ("b", "C")], [("c", "Markdown")]], "kinds")
    broken = ElementTree.fromstring(
        '<language><context name="Normal" attribute="A" lineEndContext="#pop!B"/></language>'
    )
    counted = Tally(shown=0)
    check_structure(counted, broken)
    tally.check(counted.agreed < counted.tried, "a context that is not there")
    tally.finish()


def main() -> None:
    parser = option_parser(__doc__, planmd=False)
    parser.add_argument("planmd", nargs="?", help="not needed")
    parser.add_argument("--highlighter", help="the program")
    parser.add_argument("--show", help="print the kinds of the texts with this title")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
    tally = Tally()
    check_structure(tally, ElementTree.parse(DEFINITION).getroot())
    names = ("ksyntaxhighlighter6", "kate-syntax-highlighter")
    highlighter = arguments.highlighter or next(filter(None, map(shutil.which, names)), None)
    if highlighter:
        check_marks(tally, os.path.abspath(highlighter), arguments.show)
    else:
        print(f"only the definition's structure was looked at: {' and '.join(names)} are not there")
    tally.finish()


if __name__ == "__main__":
    main()
