"""Random Markdown of the nasty kind, the same for the same seed."""

from __future__ import annotations

import random

BOX_CHARACTERS = (
    ["", " ", " ", " ", " ", "x", "x", "X", "/", "-", ">", "h", "?", "!", "@", "~", "*", "`", "\\", "[", "]", "|"]
    + ["é", "e\u0301", "🔥", "👩‍🚀", "", "  ", "\t", "\u00a0", "\u3000", "\u200d", "\ufeff", "\0", "xx", "\u2028", "\x0b"]
)
AFTER_BOX = [" "] * 14 + ["\t", "  ", "", "\u00a0", "\u3000", ":", "(", " \t"]
TEXTS = (
    ["Paint the fence", "call bob", "a", "x", "due:2026-01-12", "#web", "@ann", "**bold** text", "`code`", "^block"]
    + ["[link](/u)", "[[wiki]]", "<b>", "\\", "*", "1.", "- [ ] inner", "# no heading", "> no quote", "```", "| a | b |"]
    + ["📅 2026-01-12", "ünï çödé", "任务 一", "مهمة", "\u202eevil\u202c", "\u00a0", "\u200b", "&amp;", "&#0;", "%", "100 %"]
    + ["[due:: 2026-01-12]", "http://a.b/c", "a  ", "b\\", "", " ", "\0nul", "tail \0", "~2h", "(A) first", "\x0c"]
)
MARKERS = ["-", "*", "+", "1.", "1)", "0.", "007.", "123456789.", "1234567890.", "2.", "10)", "-", "*", "+", "–", "•", "-\u00a0"]
HTML_BLOCKS = [
    (["<script>", "<pre class=x>", "<style>", "<TEXTAREA>"], ["</script>", "</pre>", "</style> x", "</textarea>"]),
    (["<!-- note", "<!--", "<!-- a -->"], ["-->", "-- >", "x --> y"]),
    (["<?php"], ["?>", "? >"]),
    (["<!DOCTYPE html", "<!x"], [">", "x>"]),
    (["<![CDATA["], ["]]>", "]] >"]),
    (["<div>", "</div>", "<table", "<p/>", "<details><summary>x</summary>", "<h1>"], [""]),
    (["<b>", "</custom-tag>", '<a href="x">', "<x y='1' />"], [""]),
]
DEFINITIONS = [
    ["[foo]: /url"],
    ["[foo]: /url 'title'"],
    ["[bar]:", "  /url", '  "title"'],
    ["[x]: /url"],
    ["[foo]: /url 'unclosed"],
    ["[foo]: /url", "'two", "lines'"],
    ["[foo]:"],
    ["[ ]: /url"],
    ["[é]: <> (t)"],
]


class Generator:
    """One document per call of `document`."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def document(self) -> bytes:
        r = self.random
        lines = self.front_matter() if r.random() < 0.12 else []
        for _ in range(r.randint(1, 7)):
            lines += self.top_level()
        self.damage(lines)
        return self.encode(lines)

    # Whole files

    def front_matter(self) -> list[str]:
        return self.random.choice([
            ["---", "title: Plan", "---"],
            ["---", "title: Plan", "tags: [a, b]", "tasks:", "- '[ ] a'", "---"],
            ["---", "---"],
            ["---", "planmd: off", "---"],
            ["---", "planmd: off"],
            ["---", "just text", "---"],
            ["---", "- [ ] a list", "---"],
            ["---", "a: [", "---"],
            ["", "---", "planmd: off", "---"],
            ["---", "a: |", "  - [ ] text", "---"],
            ["---", "title: x", "", "- [ ] task behind a blank line"],
        ])

    def damage(self, lines: list[str]) -> None:
        """Takes the order out of it: lazy lines, lost lines, shifted lines."""
        r = self.random
        if r.random() < 0.5 or not lines:
            return
        for _ in range(r.randint(1, 3)):
            at = r.randrange(len(lines))
            choice = r.randrange(6)
            if any(mark in lines[at] for mark in ("planmd", "%%")) or (at == 0 and lines[0] == "---"):
                continue
            if choice == 0:
                lines[at] = lines[at].lstrip(" \t>")
            elif choice == 1:
                lines[at] = r.choice([" ", "  ", "    ", "\t", "> ", ">"]) + lines[at]
            elif choice == 2 and "" in lines:
                lines.remove("")
            elif choice == 3:
                lines.insert(at, "")
            elif choice == 4:
                lines[at] = lines[at].replace("  ", "\t", 1)
            else:
                lines[at] = lines[at] + r.choice(["  ", "\\", "\t", " \0"])

    def encode(self, lines: list[str]) -> bytes:
        r = self.random
        style = r.choice(["\n"] * 6 + ["\r\n", "\r\n", "\r", "mixed"])
        ends = [r.choice(["\n", "\r\n", "\r"]) if style == "mixed" else style for _ in lines]
        if ends and r.random() < 0.3:
            ends[-1] = ""
        data = bytearray("".join(a + b for a, b in zip(lines, ends)).encode())
        marked = b"%%" in data or b"planmd" in data or data.startswith(b"---")
        if data and not marked and r.random() < 0.15:
            for _ in range(r.randint(1, 3)):
                at = r.randrange(len(data) + 1)
                data[at:at] = r.choice([b"\xff", b"\x00", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x9f", b"\t", b"\x7f", b"\x1b"])
        return (b"\xef\xbb\xbf" if r.random() < 0.1 else b"") + bytes(data)

    # Blocks

    def top_level(self) -> list[str]:
        r = self.random
        choice = r.random()
        if choice < 0.08:
            return self.planmd_block()
        if choice < 0.13:
            return ["", "%%"] + self.quiet_list() + r.choice([[], [""]]) + ["%%", ""]
        if choice < 0.15:
            return [r.choice(["- [ ] visible %%hidden%%", "text %%note%% text", "- [ ] %% a %% b"])]
        return self.block(0) + ([""] if r.random() < 0.6 else [])

    def planmd_block(self) -> list[str]:
        r = self.random
        opened = r.choice(["<!-- planmd: list overdue -->", "<!-- planmd: agenda by:person -->", "  <!-- planmd: list -->"])
        closed = r.choice(["<!-- /planmd 2026-01-12 -->", "<!-- /planmd -->", "   <!-- /planmd -->"])
        inside = self.block(1) if r.random() < 0.4 else self.quiet_list()
        lines = r.choice([[], [""]]) + [opened] + inside + r.choice([[], [""]])
        return lines + ([closed, ""] if r.random() < 0.85 else [])

    def quiet_list(self) -> list[str]:
        count = self.random.randint(1, 3)
        return ["- [ ] " + self.random.choice(["one", "two", "three"]) for _ in range(count)]

    def block(self, depth: int) -> list[str]:
        r = self.random
        kinds = [self.list_block] * 7 + [self.paragraph, self.fence, self.html, self.heading, self.setext]
        kinds += [self.definition, self.rule, self.indented, self.quote, self.quote, self.table]
        if depth > 4:
            kinds = [self.paragraph, self.fence, self.definition, self.item_line]
        return r.choice(kinds)(depth)

    def list_block(self, depth: int) -> list[str]:
        r = self.random
        marker, lines = r.choice(MARKERS), []
        for _ in range(r.randint(1, 4)):
            if r.random() < 0.2:
                marker = r.choice(MARKERS)
            lines += self.item(marker, depth)
            if r.random() < 0.2:
                lines += [""] * r.randint(1, 2)
        return lines

    def item(self, marker: str, depth: int) -> list[str]:
        r = self.random
        gap = r.choice([" "] * 8 + ["  ", "   ", "    ", "     ", "\t", " \t", "\t\t", ""])
        first = r.random()
        if first < 0.7:
            content = self.box_line(depth)
        elif first < 0.8:
            content = self.block(depth + 1)
        elif first < 0.86:
            content = r.choice(DEFINITIONS) + self.box_line(depth)
        elif first < 0.92:
            content = [""] + self.box_line(depth)
        else:
            content = [""]
        for _ in range(r.choice([0, 0, 0, 1, 1, 2])):
            content = content + ([""] if r.random() < 0.3 else []) + self.block(depth + 1)
        width = len(marker) + (len(gap.replace("\t", "    ")) or 1)
        indent = " " * (width if r.random() < 0.85 else max(0, width + r.choice([-2, -1, 1, 2, 4])))
        if r.random() < 0.08:
            indent = "\t"
        lead = r.choice([""] * 8 + [" ", "  ", "   ", "    "])
        lines = [lead + marker + gap + content[0]]
        return lines + [lead + indent + line if line or r.random() < 0.1 else "" for line in content[1:]]

    def box_line(self, depth: int) -> list[str]:
        r = self.random
        lines = [f"[{r.choice(BOX_CHARACTERS)}]{r.choice(AFTER_BOX)}{r.choice(TEXTS)}"]
        tail = r.random()
        if tail < 0.1:
            lines.append(r.choice(TEXTS))
        elif tail < 0.15:
            lines.append(r.choice(["===", "---", "==", "-", "[ ] b"]))
        return lines

    def item_line(self, depth: int) -> list[str]:
        return [self.random.choice(["- ", "* ", "1. "]) + self.box_line(depth)[0]]

    def paragraph(self, depth: int) -> list[str]:
        return [self.random.choice(TEXTS) for _ in range(self.random.randint(1, 3))]

    def heading(self, depth: int) -> list[str]:
        return [self.random.choice(["# A", "## [ ] B", "###### C ##", "#D", "####### E", "#\tF", "#"])]

    def setext(self, depth: int) -> list[str]:
        return [self.random.choice(["Title", "- [ ] item", "[ ] box"]), self.random.choice(["===", "---", "=", "  --- "])]

    def definition(self, depth: int) -> list[str]:
        return list(self.random.choice(DEFINITIONS))

    def rule(self, depth: int) -> list[str]:
        return [self.random.choice(["---", "***", "_ _ _", "- - -", "* * *", "-----  "])]

    def table(self, depth: int) -> list[str]:
        return ["| a | b |", "|---|---|", "| - [ ] c | due:x |"]

    def indented(self, depth: int) -> list[str]:
        return [self.random.choice(["    ", "\t", "     ", "  \t"]) + line for line in self.item_line(depth) + ["- [ ] code"]]

    def quote(self, depth: int) -> list[str]:
        r = self.random
        mark = r.choice(["> ", ">", " > ", "> > ", ">\t"])
        inside = self.block(depth + 1)
        return [line if index and r.random() < 0.15 else mark + line for index, line in enumerate(inside)]

    def fence(self, depth: int) -> list[str]:
        r = self.random
        mark = r.choice(["```", "````", "~~~", "~~~~", "``` sh", "```a`b", "~~~ ~x", "   ```"])
        inside = [r.choice(["- [ ] code", "", "text", "> - [ ] q", "```", "~~", "    ```", "%", "<!-- x"]) for _ in range(r.randint(0, 3))]
        close = r.choice([mark.strip()[:3], mark.strip()[:3], mark.strip()[0] * 5, "``", "    ```", ""])
        return [mark] + inside + ([close] if r.random() < 0.85 else [])

    def html(self, depth: int) -> list[str]:
        r = self.random
        starts, ends = r.choice(HTML_BLOCKS)
        inside = [r.choice(["- [ ] in html", "text", "", "<!-- x -->", "  * [x] y"]) for _ in range(r.randint(0, 3))]
        return [r.choice(["", "", " ", "   "]) + r.choice(starts)] + inside + ([r.choice(ends)] if r.random() < 0.85 else [])


def documents(seed: int, count: int):
    """Documents number 0 … count − 1 of a seed; each can be made alone."""
    for number in range(count):
        yield Generator(seed * 1_000_003 + number).document()
