#!/usr/bin/env python3
"""Random plan folders, by seed, that use every feature a schedule has to heed.

    random_plans.py SEED FOLDER     writes the plan of that seed
    random_plans.py --self-test     checks that a hundred plans hold every feature, and that a seed always gives the same

Dependencies lead from earlier lines to later ones, so that plans are free of circles, but for a few with one on purpose.
"""

from __future__ import annotations

import random
import re
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

WORDS = ("draft review publish plan report hire interview migrate deploy test design audit order paint build measure "
         "print sort clean teach").split()
EFFORTS = ("30min 45min 1h 1h 2h 2h 3h 3h30m 4h 5h 6h 1d 1d 1d 1.5d 2d 2d 3d 4d".split()
           + "4h-2d 1d-3d 2h-8h 1h/2h/4h 4h/1d/3d".split())
WHOLE = "1h 2h 3h 4h 5h 1d 2d 3d".split()
SPANS = "2h 4h 1d 2d 3d 1w".split()
LAGS = ["+30min", "+2h", "+1d", "+2d", "+1w", "+12eh", "+1ed", "+3ed", "+1ew"]
NEGATIVE_LAGS = ["-1h", "-4h", "-1d", "-2d", "-6eh", "-1ed"]
RULES = ["daily", "weekdays", "weekly", "monthly", "+2d", "+3d", "+1w", "+2w", "+1m", "+3b", "1w", "3d", "++1w", "mon,thu",
         "tue", '"every 2 weeks on mon, thu"', '"every month on the last fri"', '"every month on the 15th"',
         "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;BYDAY=TU,TH"]


@dataclass
class Made:
    """A line of the plan to be: a task or a heading, with the tags it gets."""

    number: int
    text: str
    box: str | None = None  # none: a heading
    level: int = 0
    marker: str = "-"
    indent: int = 0
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    id: str | None = None
    last: int = 0  # the number of the last line below it
    around: list[int] = field(default_factory=list)
    recurring: bool = False
    below_line: bool = False  # a heading whose tags stand in a paragraph of their own


@dataclass
class RandomPlan:
    seed: int
    today: date
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


class Maker:
    def __init__(self, seed: int):
        self.r = random.Random(seed)
        self.seed = seed
        self.today = date(2026, 3, 9)
        if self.chance(0.2):
            self.today += timedelta(days=self.r.randint(-3, 9))
        self.lines: list[Made] = []
        self.people: list[str] = []
        self.pools: dict[str, int] = {}
        self.teams: dict[str, int] = {}
        self.declared = False
        self.size = self.r.choice([5, 8, 12, 20, 30, 45, 60])

    def chance(self, share: float) -> bool:
        return self.r.random() < share

    def day(self, first: int, last: int) -> date:
        return self.today + timedelta(days=self.r.randint(first, last))

    def plan(self) -> RandomPlan:
        files = {"planmd.yaml": self.configuration()}
        self.archived = [f"old{n}" for n in range(3)] if self.chance(0.12) else []
        if self.archived:
            files["planmd.yaml"] += "archive: archive/{year}.md\n"
            files["archive/2026.md"] = "# Archive\n\n" + "".join(
                f"- [x] Old {name} est:2h id:{name} done:{self.day(-12, -1)}\n" for name in self.archived)
        files = {name: text for name, text in files.items() if text}
        count = self.r.choice([1, 1, 2, 3])
        parts = []
        for index in range(count):
            name = ["a.md", "b/work.md", "c.md"][index]
            first = len(self.lines)
            front = self.front_matter(index)
            self.file(max(3, self.size // count))
            parts.append((name, front, first, len(self.lines)))
        self.connect()
        for name, front, first, last in parts:
            files[name] = front + "\n".join(self.render(made) for made in self.lines[first:last]) + "\n"
        return RandomPlan(self.seed, self.today, files)

    # planmd.yaml

    def configuration(self) -> str:
        r, text = self.r, []
        calendar = []
        if self.chance(0.4):
            calendar.append(r.choice(['  hours: "9:00-13:00,14:00-18:00"', '  hours: "8:30-12:00,13:00-16:30"', '  hours: "7:00-13:00"']))
        if self.chance(0.2):
            calendar.append(r.choice(["  workdays: [sun, mon, tue, wed, thu]", "  workdays: [mon, tue, wed, thu, fri, sat]",
                                      "  workdays: [mon, tue, wed, thu, fri, sat, sun]\n  days-per-week: 7"]))
        if self.chance(0.5):
            off = [f"{self.day(1, 50)}" if self.chance(0.6) else self.days_off() for _ in range(r.randint(1, 3))]
            calendar.append(f"  holidays: [{', '.join(off)}]")
        if calendar:
            text.append("calendar:\n" + "\n".join(calendar))
        kind = r.random()
        if kind < 0.08:
            pass
        elif kind < 0.18:
            self.people = ["ann", "bob", "eve"][:r.randint(1, 3)]
        else:
            text.append("people:\n" + "\n".join(self.person_lines()))
        if self.chance(0.3):
            text.append(f"defaults: {{estimate: {r.choice(['1h', '90min', '4h'])}}}")
        if self.chance(0.1):
            text.append("lists: {ordered: plain}")
        return "\n".join(text) + "\n" if text else ""

    def days_off(self) -> str:
        first = self.day(1, 50)
        return f"{{from: {first}, to: {first + timedelta(days=self.r.randint(0, 4))}}}"

    def person_lines(self) -> list[str]:
        r, lines = self.r, []
        self.declared = True
        self.people = ["ann", "bob", "eve", "dan", "kim"][:r.randint(1, 5)]
        for name in self.people:
            parts = []
            if self.chance(0.5):
                parts.append(self.capacity())
            if self.chance(0.25):
                days = sorted(r.sample(range(5), r.randint(2, 4)))
                parts.append(f"workdays: [{', '.join(['mon', 'tue', 'wed', 'thu', 'fri'][d] for d in days)}]")
            if self.chance(0.15):
                parts.append(r.choice(['hours: "10:00-16:00"', 'hours: "9:00-12:00,15:00-19:00"', 'hours: "13:00-21:00"']))
            if self.chance(0.4):
                parts.append("leave: [" + ", ".join(self.leave() for _ in range(r.randint(1, 2))) + "]")
            lines.append(f"  {name}: {{{', '.join(parts)}}}")
        if self.chance(0.45):
            for name in ["crew", "vans"][:r.randint(1, 2)]:
                self.pools[name] = r.randint(2, 4)
                parts = [f"units: {self.pools[name]}"]
                if self.chance(0.3):
                    parts.append("capacity: 30h")
                lines.append(f"  {name}: {{{', '.join(parts)}}}")
        if len(self.people) > 1 and self.chance(0.4):
            members = r.sample(self.people, r.randint(2, min(3, len(self.people))))
            self.teams["team"] = len(members)
            lines.append(f"  team: {{members: [{', '.join(members)}]}}")
        return lines

    def capacity(self) -> str:
        r = self.r
        if self.chance(0.6):
            return f"capacity: {r.choice(['32h', '20h', '30h', '24h', '25h', '60h'])}"
        first, later = self.day(-30, 0), self.day(5, 40)
        changes = [f"{{from: {first}, week: {r.choice(['32h', '20h'])}}}", f"{{from: {later}, week: {r.choice(['12h', '36h', '24h'])}}}"]
        return f"capacity: [{', '.join(changes[r.randint(0, 1):])}]"

    def leave(self) -> str:
        first = self.day(-3, 40)
        if self.chance(0.4):
            return str(first)
        return f"{{from: {first}, to: {first + timedelta(days=self.r.randint(0, 10))}}}"

    # Files

    def front_matter(self, index: int) -> str:
        if not self.chance(0.3):
            return ""
        tags = [f"  id: file{index}"]
        if self.chance(0.4):
            tags.append(f"  start: {self.day(-5, 20)}")
        if self.chance(0.3):
            tags.append(f"  due: {self.day(20, 90)}")
        if self.chance(0.2):
            tags.append(f"  pri: {self.r.choice('ABCD')}")
        return "---\ntitle: Plan %d\nplan:\n%s\n---\n\n" % (index, "\n".join(tags))

    def file(self, count: int) -> None:
        if self.chance(0.6):
            self.heading(1)
        made, level = 0, 1
        while made < count:
            if self.chance(0.75):
                level = min(level + self.r.randint(-1, 1), 4) if level > 1 else 2
                level = max(2, level)
                self.heading(level)
            part = self.r.randint(2, 9)
            self.list(min(part, count - made), ordered=self.chance(0.25))
            made += part
        if self.chance(0.4):
            self.operations()

    def new(self, **fields) -> Made:
        number = len(self.lines)
        made = Made(number, f"{self.r.choice(WORDS).capitalize()} {self.r.choice(WORDS)} {number}", last=number, **fields)
        made.id = f"t{number}"
        self.lines.append(made)
        return made

    def heading(self, level: int) -> None:
        r = self.r
        made = self.new(level=level)
        made.around = self.open_headings(level)
        made.below_line = self.chance(0.4)
        if self.chance(0.15):
            made.tags.append(f"start:{self.day(-5, 30)}")
        if self.chance(0.2):
            made.tags.append(f"due:{self.day(10, 90)}")
        if self.chance(0.1):
            made.tags.append(f"pri:{r.choice('ABCDE')}")
        if self.people and self.chance(0.3):
            made.tags += [f"@{name}" for name in r.sample(self.people, min(len(self.people), r.choice([1, 1, 2])))]
        if self.chance(0.05):
            made.tags.append("type:area")

    def open_headings(self, level: int = 9) -> list[int]:
        found, below = [], level
        for made in reversed(self.lines[:len(self.lines) - (level < 9)]):
            if made.box is None and made.level < below:
                found.append(made.number)
                below = made.level
            if below <= 1:
                break
        return found

    def list(self, count: int, ordered: bool, indent: int = 0, parents: tuple[int, ...] = ()) -> None:
        number = 0
        while number < count:
            number += 1
            made = self.new(box=" ", marker=f"{number}." if ordered else "-", indent=indent)
            made.around = [*parents, *self.open_headings()]
            children = self.r.randint(1, 4) if indent < 6 and self.chance(0.12 if indent == 0 else 0.05) else 0
            self.describe(made, bool(children))
            if children:
                self.list(children, self.chance(0.2), indent + len(made.marker) + 1, (made.number, *parents))
                made.last = len(self.lines) - 1
                number += children
        self.new_list_break(indent)

    def new_list_break(self, indent: int) -> None:
        """Lists end with a blank line or prose, so that numbers begin anew."""
        if indent == 0 and self.lines:
            self.lines[-1].notes.append("\nSome words between.\n")

    def describe(self, made: Made, parent: bool) -> None:
        r, tags = self.r, made.tags
        kind = r.random()
        if parent:
            if self.chance(0.4):
                tags.append(f"est:{r.choice(['3d', '5d', '1w', '2d'])}")
            if self.people and self.chance(0.4):
                tags.append(f"@{r.choice(self.people)}")
            made.box = r.choices(" h-", [95, 3, 2])[0]
            self.dates(made, 0.06)
            return
        if kind < 0.07:
            self.done(made)
            return
        if kind < 0.09:
            made.box = "-"
            tags.append(f"est:{r.choice(WHOLE)}")
            return
        if kind < 0.12:
            tags.append("#milestone")
            if self.chance(0.7):
                tags.append(f"due:{self.day(2, 60)}")
            return
        if kind < 0.19:
            self.started(made)
            return
        self.length(made)
        self.assign(made)
        if kind < 0.23:
            made.box = ">"
        elif kind < 0.25:
            made.box = "h"
            if self.chance(0.5):
                tags.append(f"start:{self.day(5, 40)}")
        elif kind < 0.28:
            made.box = "?"
        elif kind < 0.31:
            tags.append(f"fixed:{self.workday()}{r.choice(['', '', 'T10:00', 'T14:30'])}")
        if self.chance(0.06) and " " in made.box and not any(t.startswith("span") for t in tags):
            tags.append(f"spent:{r.choice(['30min', '1h'])}")
        if self.chance(0.06):
            tags.append("split:yes")
        if not any(tag.startswith(("fixed", "start")) for tag in tags):
            self.dates(made, 0.08)
        if self.chance(0.2):
            tags.append(f"pri:{r.choice('ABCDEZ')}")

    def workday(self) -> date:
        if self.chance(0.08):
            return self.day(-6, -1)
        while True:
            day = self.day(0, 30)
            if day.weekday() < 5:
                return day

    def length(self, made: Made) -> None:
        kind = self.r.random()
        if kind < 0.76:
            made.tags.append(f"est:{self.r.choice(EFFORTS)}")
        elif kind < 0.86:
            made.tags.append(f"span:{self.r.choice(SPANS)}")
        elif kind < 0.91:
            made.tags += [f"est:{self.r.choice(['2h', '4h', '1d'])}", f"span:{self.r.choice(['1d', '2d', '4d'])}"]

    def assign(self, made: Made) -> None:
        r, tags = self.r, made.tags
        if not self.people or self.chance(0.2):
            return
        kind = r.random()
        some = r.sample(self.people, min(2, len(self.people)))
        if self.pools and kind < 0.15:
            pool = r.choice(list(self.pools))
            units = r.randint(1, self.pools[pool])
            units += self.pools[pool] * self.chance(0.02)  # more than there are
            tags.append(f"@{pool}({units})" if units > 1 else f"@{pool}")
            if self.chance(0.3):
                tags.append(f"@{some[0]}")
        elif self.teams and kind < 0.25:
            tags.append(r.choice(["@team", "@team", "@team(2)", "@team(50%)"]))
        elif len(some) > 1 and kind < 0.37:
            tags += [f"@{name}" for name in some]
        elif len(some) > 1 and kind < 0.5:
            tags.append(f"@{some[0]}|{some[1]}")
        elif kind < 0.62:
            tags.append(f"@{some[0]}({r.choice([50, 25, 75, 50, 80])}%)")
            if len(some) > 1 and self.chance(0.2):
                tags.append(f"@{some[1]}")
        else:
            tags.append(f"@{some[0]}")

    def dates(self, made: Made, share: float) -> None:
        if self.chance(share):
            day = self.day(-10, 40)
            period = f"{day.isocalendar().year}-W{day.isocalendar().week:02}"
            made.tags.append(f"start:{self.r.choice([f'{day}', f'{day}', f'{day}T11:00', period])}")
        elif self.chance(share):
            made.tags.append(f"scheduled:{self.day(-5, 30)}")
        if self.chance(0.15):
            day = self.day(-2, 60)
            made.tags.append(f"due:{self.r.choice([f'{day}', f'{day}', f'{day}', f'{day}T15:00', f'{day:%Y-%m}'])}")

    def done(self, made: Made) -> None:
        made.box = "x"
        made.tags.append(f"est:{self.r.choice(WHOLE)}")
        if self.chance(0.8):
            made.tags.append(f"done:{self.day(-20, 0)}")

    def started(self, made: Made) -> None:
        r, tags = self.r, made.tags
        made.box = "/"
        names = [f"@{r.choice(self.people)}"] if self.people and self.chance(0.8) else []
        kind = r.random()
        if kind < 0.15:
            tags.append(f"span:{r.choice(['3d', '1w', '2w'])}")
            if self.chance(0.6):
                made.notes.append(self.log_entry(names, self.day(-4, -1), "1h"))
            else:
                tags.append(f"start:{self.day(-4, -1)}")
        else:
            tags.append(f"est:{r.choice(['4h', '1d', '2d', '5d'])}")
            if kind < 0.3:
                tags.append(f"left:{r.choice(['1h', '3h', '1d', '1h15min'])}")
            elif kind < 0.5:
                tags.append(f"progress:{r.choice([0, 10, 25, 40, 50, 90, 100])}%")
            elif kind < 0.65:
                tags.append(f"spent:{r.choice(['1h', '2h', '4h', '6h'])}")
            elif kind < 0.85:
                for back in r.sample(range(5), r.randint(1, 2)):
                    made.notes.append(self.log_entry(names, self.today - timedelta(days=back), r.choice(["1h", "2h", "30min", "9:00-10:30"])))
        if names and len(self.people) > 1 and self.chance(0.2):
            other = r.choice([name for name in self.people if f"@{name}" != names[0]])
            names = [r.choice([f"{names[0]}|{other}", f"@{other}|{names[0][1:]}"])]
        tags += names
        if self.chance(0.3):
            tags.append(f"pri:{r.choice('ABCD')}")

    def log_entry(self, names: list[str], day: date, what: str) -> str:
        indent = " " * (self.lines[-1].indent + 2 + (self.lines[-1].marker != "-"))
        who = f" {names[0]}" if names else " @" + self.r.choice(self.people) if self.people else ""
        return f"{indent}- {day} {what}{who} went well"

    def operations(self) -> None:
        made = self.new(level=2)
        made.tags.append("type:area")
        if self.people and self.chance(0.5):
            made.tags.append(f"@{self.r.choice(self.people)}")
        for _ in range(self.r.randint(1, 4)):
            self.recurring([made.number])
        if self.chance(0.5):
            self.list(self.r.randint(1, 3), ordered=False)

    def recurring(self, around: list[int]) -> None:
        r = self.r
        made = self.new(box=" ")
        made.around, made.recurring = around, True
        rule = r.choice(RULES)
        day = self.first_day(rule)
        made.tags += [f"rec:{rule}", f"{r.choice(['due', 'due', 'scheduled', 'start'])}:{day}"]
        parts = self.chance(0.1)
        if not parts and self.chance(0.85):
            made.tags.append(f"est:{r.choice(['15min', '30min', '30min', '1h', '2h', '20min', '1h30m'])}")
        if self.people and self.chance(0.12):
            some = r.sample(self.people, min(2, len(self.people)))
            pool = [f"@{name}" for name in self.pools]
            made.tags.append(r.choice(["|".join([f"@{some[0]}", *some[1:]]), " ".join(f"@{name}" for name in some), *pool]))
        elif self.people and self.chance(0.8):
            made.tags.append(f"@{r.choice(self.people)}{r.choice(['', '', '', '(50%)'])}")
        if self.chance(0.2):
            made.tags.append(f"holiday:{r.choice(['before', 'after', 'skip'])}")
        if self.chance(0.1):
            made.tags.append(f"until:{self.day(10, 40)}")
        elif self.chance(0.05):
            made.tags.append(f"times:{r.randint(2, 8)} from:{day}")
        if parts:
            for _ in range(2):
                child = self.new(box=" ", indent=2)
                child.around, child.recurring = [made.number, *around], True
                child.tags.append(f"est:{r.choice(['15min', '30min'])}")
            made.last = len(self.lines) - 1

    def first_day(self, rule: str) -> date:
        """A day near today that the rule gives."""
        from series import series
        from plan_reader import Calendar
        rule = rule.strip('"')
        begin = self.day(-9, 9)
        return next(iter(series(Calendar(), rule, begin, begin + timedelta(days=80))))

    # Dependencies

    def connect(self) -> None:
        r = self.r
        usable = [made for made in self.lines if not made.recurring and not self.holds_recurring(made)]
        named: set[int] = set()
        for later in usable:
            if later.box in ("x", "-", "/") or not self.chance(0.45 if later.box else 0.12):
                continue
            sources = [s for s in usable if s.last < later.number and s.number not in later.around
                       and (s.box != "h" or self.chance(0.2)) and (s.box != "-" or self.chance(0.3))]
            if not sources:
                continue
            near = sources[-12:]
            for source in r.sample(near, min(len(near), r.choice([1, 1, 1, 2, 3]))):
                named.add(self.link(source, later))
        if self.chance(0.04) and len(usable) > 4:
            early, late = usable[1], usable[-1]
            if early.box == " " and late.box == " " and early.number < late.number:
                early.tags.append(f"after:{late.id}")
                late.tags.append(f"after:{early.id}")
                named |= {early.number, late.number}
        for made in usable if self.archived else []:
            if made.box in (" ", ">", "?") and self.chance(0.15):
                made.tags.append(f"after:{r.choice(self.archived)}{r.choice(['', '+1w', '+9ed', '+2d'])}")
        for made in self.lines:
            if made.number not in named and not self.chance(0.1):
                made.id = None

    def holds_recurring(self, made: Made) -> bool:
        if made.box is not None:
            return False
        end = next((m.number for m in self.lines[made.number + 1:] if m.box is None and m.level <= made.level), len(self.lines))
        made.last = end - 1
        return any(m.recurring for m in self.lines[made.number:end]) or made.last == made.number

    def link(self, source: Made, later: Made) -> int:
        """Writes one dependency, and returns the number of the line that it names."""
        r, kind = self.r, self.r.random()
        lag = r.choice(LAGS) if self.chance(0.25) else ""
        if kind < 0.5:
            later.tags.append(f"after:{source.id}{lag}")
        elif kind < 0.58:
            later.tags.append(f"after:{source.id}.end{r.choice(NEGATIVE_LAGS)}")
        elif kind < 0.68:
            later.tags.append(f"after:{source.id}.start{lag}")
        elif kind < 0.78:
            later.tags.append(f"end-after:{source.id}{r.choice(['', '', '.start'])}{lag}")
        elif later.number in source.around or source.box in ("x", "-"):
            later.tags.append(f"after:{source.id}")
        elif kind < 0.9:
            source.tags.append(f"before:{later.id}{lag}")
            return later.number
        else:
            source.tags.append(f"before:{later.id}.end{lag}")
            return later.number
        return source.number

    def render(self, made: Made) -> str:
        tags = list(made.tags)
        if made.id:
            tags.insert(self.r.randint(0, len(tags)), f"id:{made.id}")
        if made.box is None:
            head = f"\n{'#' * made.level} {made.text}"
            text = f"{head}\n\n{' '.join(tags)}\n" if tags and made.below_line else " ".join([head, *tags]) + "\n"
            return text
        line = f"{' ' * made.indent}{made.marker} [{made.box}] {' '.join([made.text, *tags])}"
        return "\n".join([line, *made.notes])


def random_plan(seed: int) -> RandomPlan:
    return Maker(seed).plan()


FEATURES = {
    "several files": r"^== c\.md", "front matter": r"^plan:$", "nested headings": r"^#### ", "area": r"type:area", "heading start": r"^#+ .*start:",
    "attribute paragraph": r"^id:t\d+|^@\w+$|^(due|start):\S+$", "priority": r"pri:A", "ordered list": r"^2\. \[", "subtask": r"^  - \[ \]",
    "parent with effort": r"est:5d", "after": r" after:t\d+( |$)", "after start": r"after:t\d+\.start", "negative lag": r"\.end-",
    "elapsed lag": r"\+\d+e[dwh]", "before": r"before:t\d+( |$|\+)", "before end": r"before:t\d+\.end", "end-after": r"end-after:t\d+( |$|\+)",
    "end-after start": r"end-after:t\d+\.start", "capacity": r"capacity: 32h", "changing capacity": r"capacity: \[", "hours": r"\{.*hours:",
    "workdays": r"\{.*workdays:", "leave": r"leave:", "pool": r"units: 3", "team": r"members:", "alternatives": r"@\w+\|\w+", "percentage": r"@\w+\(50%\)",
    "pool units": r"@crew\(2\)", "two of a team": r"@team\(2\)", "several people": r"@\w+ @\w+", "span": r"(?<!\S)span:\S+(?!.*est:)", "est and span": r"est:\S+ span:",
    "split": r"split:yes", "fixed": r"fixed:\S+", "fixed time": r"fixed:\S+T10", "scheduled": r"scheduled:", "start": r"\[ \].*start:", "milestone": r"#milestone",
    "in progress": r"\[/\]", "left": r"left:", "progress": r"progress:\d", "spent": r"spent:", "log": r"^ +- 2026-", "clock": r"9:00-10:30",
    "waiting": r"\[>\]", "held": r"\[h\]", "question": r"\[\?\]", "done": r"\[x\].*done:", "cancelled": r"\[-\]", "range": r"est:1d-3d", "three points": r"est:4h/1d/3d",
    "daily": r"rec:daily", "monthly": r"rec:monthly", "in words": r'rec:"every', "from completion": r"rec:1w", "RFC 5545": r"rec:FREQ", "holiday": r"holiday:skip",
    "recurring part-time": r"rec:.*\(50%\)", "recurring without estimate": r"rec:(?!.*est:)", "holidays": r"holidays:", "default": r"defaults:",
    "archive": r"^== archive/", "past pin": r"fixed:2026-03-0", "a week": r"start:2026-W", "recurring, several people": r"rec:.*@\w+ @\w+",
    "plain lists": r"ordered: plain", "no people": r"^== a\.md(?![\s\S]*@)",
}


def main() -> None:
    from common import Tally, option_parser
    parser = option_parser(__doc__, planmd=False)
    parser.add_argument("seed", nargs="?", type=int, help="the plan's number")
    parser.add_argument("folder", nargs="?", type=Path, help="where to write it")
    options = parser.parse_args()
    if options.self_test:
        tally = Tally()
        self_test(tally)
        tally.finish()
    if options.seed is None or options.folder is None:
        parser.error("a seed and a folder are needed")
    plan = random_plan(options.seed)
    plan.write(options.folder)
    print(f"today is {plan.today}")


def self_test(tally) -> None:
    plans = [random_plan(seed) for seed in range(200)]
    tally.check(all(random_plan(plan.seed) == plan for plan in plans[:50]), "a seed gives different plans")
    texts = ["".join(f"== {name}\n{text}\n" for name, text in plan.files.items()) for plan in plans]
    for name, pattern in FEATURES.items():
        count = sum(bool(re.search(pattern, text, re.M)) for text in texts)
        tally.check(count > 0, f"no plan of {len(texts)} has: {name}")
    sizes = [len(re.findall(r"^ *(?:-|\d+\.) \[", text, re.M)) for text in texts]
    tally.check(min(sizes) >= 3 and max(sizes) >= 50, f"sizes {min(sizes)} to {max(sizes)}")


if __name__ == "__main__":
    main()
