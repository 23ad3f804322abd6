"""Reads a plan folder for the checks of schedules: tasks, projects, people, calendar. Shares nothing with planmd.

A small reader of the format: ATX headings with their attributes, front matter's `plan:`, bullets and numbered lists
with boxes, tags as `key:value` and as Obsidian's emoji, log entries, `planmd.yaml`. Quotes, HTML, Dataview fields and
setext headings are beyond it; `check_schedules.py` compares what it reads with `planmd list`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt
from pathlib import Path

import yaml

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
STATUS = {" ": "open", "x": "done", "X": "done", "/": "started", "-": "cancelled", ">": "waiting", "h": "held"}
ALIASES = {"estimate": "est", "effort": "est", "actual": "spent", "completed": "done", "completion": "done", "started": "start",
           "depends": "after", "dependson": "after", "blocked-by": "after", "blocks": "before", "t": "start", "repeat": "rec",
           "priority": "pri"}
LISTS = {"after", "before", "end-after"}
KNOWN = {"due", "start", "scheduled", "fixed", "done", "cancelled", "created", "est", "spent", "left", "progress", "span", "split",
         "rec", "until", "times", "from", "holiday", "id", "after", "before", "end-after", "pri", "owner", "budget", "cost",
         "paid", "rate", "billable", "health", "type", "waiting"}
EMOJI = {"📅": "due", "⏳": "scheduled", "🛫": "start", "➕": "created", "✅": "done", "❌": "cancelled", "🔁": "rec", "🆔": "id",
         "⛔": "after"}
EMOJI_PRIORITY = {"🔺": "A", "⏫": "B", "🔼": "C", "🔽": "E", "⏬": "F"}

TAG = re.compile(r'(?:(?<=\s)|(?<=\()|^)([A-Za-z][A-Za-z0-9-]*):(?!/)("(?:[^"\\]|\\.)*"|[^\s":\\][^\s]*)')
NAME = re.compile(r"(?:(?<=\s)|^)@([^\W\d_][\w.-]*(?:\|@?[^\W\d_][\w.-]*)*)(?:\((\d+)(%?)\))?(?=[\s,.;)]|$)")
ITEM = re.compile(r"^(\s*)([-*+]|\d{1,9}[.)])(\s+)(.*)$")
BOX = re.compile(r"^\[(.)\][ \t]+(\S.*)$")
HEADING = re.compile(r"^(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
LOG = re.compile(r"^(\d{4}-\d\d-\d\d)\s+(.*)$")
CLOCK = re.compile(r"^(\d{1,2}):(\d\d)[-–](\d{1,2}):(\d\d)")
PART = re.compile(r"(\d+(?:\.\d+)?)(min|m|h|d|w)")


@dataclass
class Assignment:
    """Who works, as one tag says it: one of `any_of`, at `rate` (0.5: half of one, 2: two units)."""

    any_of: list[str]
    rate: float


@dataclass
class Dependency:
    kind: str  # after, before, end-after
    ref: str
    end: str  # start, end
    lag: int = 0
    elapsed: bool = False


@dataclass(eq=False)
class Node:
    """A task or project."""

    file: str
    line: int
    text: str
    tags: dict[str, str] = field(default_factory=dict)
    names: list[Assignment] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    dependencies: list[Dependency] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, int]:
        return self.file, self.line

    @property
    def id(self) -> str | None:
        return self.tags.get("id")


@dataclass(eq=False, repr=False)
class Project(Node):
    level: int = 0
    parent: Project | None = None
    tasks: list[Task] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"{self.file}:{self.line} project `{self.text}`"


@dataclass(eq=False, repr=False)
class Task(Node):
    status: str = "open"
    project: Project | None = None
    parent: Task | None = None
    children: list[Task] = field(default_factory=list)
    previous: Task | None = None  # the item before it in an ordered list
    log: list[tuple[date, int, str | None]] = field(default_factory=list)
    position: int = 0

    def __repr__(self) -> str:
        return f"{self.file}:{self.line} `{self.text}`"


@dataclass
class Resource:
    """A person or a pool."""

    key: str
    units: int = 1
    capacity: list[tuple[date | None, int]] = field(default_factory=list)
    workdays: set[int] | None = None
    hours: list[tuple[int, int]] | None = None
    leave: list[tuple[date, date]] = field(default_factory=list)


@dataclass
class Calendar:
    workdays: set[int] = field(default_factory=lambda: {0, 1, 2, 3, 4})
    hours: list[tuple[int, int]] = field(default_factory=lambda: [(540, 1020)])
    days_per_week: float = 5
    holidays: set[date] = field(default_factory=set)

    @property
    def day(self) -> int:
        return sum(b - a for a, b in self.hours)

    @property
    def week(self) -> int:
        return round(self.day * self.days_per_week)


@dataclass
class Plan:
    calendar: Calendar
    resources: dict[str, Resource]
    teams: dict[str, list[str]]
    default_estimate: int
    ordered: bool = True
    templates: str = "templates"
    declared: bool = False
    tasks: list[Task] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    ids: dict[str, Node] = field(default_factory=dict)

    @property
    def nobody(self) -> bool:
        """Whether the plan names no person at all."""
        return not self.declared and not self.resources

    def minutes(self, text: str) -> int:
        """An effort in minutes."""
        total, rest = 0.0, text
        while rest:
            match = PART.match(rest)
            if not match:
                raise ValueError(f"not an effort: {text}")
            unit = {"min": 1, "m": 1, "h": 60, "d": self.calendar.day, "w": self.calendar.week}[match[2]]
            total += float(match[1]) * unit
            rest = rest[match.end():]
        return round(total)

    def estimate(self, text: str) -> tuple[float, list[int]]:
        """The likely value, and what is written: one, two or three figures."""
        parts = text.split("/") if "/" in text else text.split("-")
        figures = [self.minutes(part) for part in parts]
        likely = figures[0] if len(figures) == 1 else figures[1] if len(figures) == 3 else sqrt(figures[0] * figures[1])
        return likely, figures


def day_of(text: str, last: bool = False) -> tuple[date, int | None]:
    """A date's day and minute (none: a whole day); of a period the first day, or the last."""
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?", text):
        minute = int(match[4]) * 60 + int(match[5]) if match[4] else None
        return date(int(match[1]), int(match[2]), int(match[3])), minute
    if match := re.fullmatch(r"(\d{4})-W(\d\d)", text):
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return (first + timedelta(days=6) if last else first), None
    if match := re.fullmatch(r"(\d{4})-(\d\d)", text):
        return period(int(match[1]), int(match[2]), 1, last), None
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        return period(int(match[1]), 3 * int(match[2]) - 2, 3, last), None
    raise ValueError(f"not a date: {text}")


def period(year: int, month: int, months: int, last: bool) -> date:
    if not last:
        return date(year, month, 1)
    following = month + months
    return date(year + (following - 1) // 12, (following - 1) % 12 + 1, 1) - timedelta(days=1)


def read_plan(folder: Path) -> Plan:
    plan = read_configuration(folder / "planmd.yaml")
    for path in sorted(folder.rglob("*.md"), key=lambda p: str(p.relative_to(folder)).encode()):
        name = str(path.relative_to(folder))
        parts = path.relative_to(folder).parts
        if parts[0] != plan.templates and not any(part.startswith(".") for part in parts):
            FileReader(plan, name, path.read_text(encoding="utf-8")).read()
    for position, task in enumerate(plan.tasks):
        task.position = position
        for entry in task.names:
            add_undeclared(plan, entry)
    for project in plan.projects:
        for entry in project.names:
            add_undeclared(plan, entry)
    for node in [*plan.projects, *plan.tasks]:
        if node.id:
            plan.ids.setdefault(node.id, node)
        node.dependencies = [dependency(plan, kind, ref) for kind in ("after", "before", "end-after")
                             for ref in node.tags.get(kind, "").split(",") if ref]
    return plan


def add_undeclared(plan: Plan, entry: Assignment) -> None:
    for name in entry.any_of:
        if not plan.declared and name not in plan.resources:
            plan.resources[name] = Resource(name)


def dependency(plan: Plan, kind: str, text: str) -> Dependency:
    match = re.fullmatch(r"(.+?)(?:\.(start|end))?(?:(\+|(?<=\.start)-|(?<=\.end)-)((?:\d+(?:\.\d+)?e?(?:min|h|d|w))+))?", text)
    ref, end, sign, lag = match[1], match[2] or ("start" if kind == "before" else "end"), match[3], match[4]
    minutes, elapsed = 0, False
    if lag:
        elapsed = bool(re.search(r"\de(?:min|h|d|w)", lag))
        if elapsed:
            units = {"min": 1, "h": 60, "d": 1440, "w": 10080}
            minutes = round(sum(float(n) * units[u] for n, u in re.findall(r"(\d+(?:\.\d+)?)e(min|h|d|w)", lag)))
        else:
            minutes = plan.minutes(lag)
    return Dependency(kind, ref, end, -minutes if sign == "-" else minutes, elapsed)


# Configuration


def read_configuration(path: Path) -> Plan:
    # YAML 1.1 reads 9:00 as a number of base 60 and dates as dates; everything stays text here.
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) if path.exists() else None
    data = data or {}
    calendar = Calendar()
    given = data.get("calendar") or {}
    if "workdays" in given:
        calendar.workdays = weekday_set(given["workdays"])
    if "hours" in given:
        calendar.hours = hour_ranges(given["hours"])
    if "days-per-week" in given:
        calendar.days_per_week = float(given["days-per-week"])
    for first, last in ranges(given.get("holidays", [])):
        calendar.holidays |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    plan = Plan(calendar, {}, {}, 120)
    plan.ordered = (data.get("lists") or {}).get("ordered", "sequence") == "sequence"
    plan.templates = data.get("templates", plan.templates)
    for key, person in (data.get("people") or {}).items():
        plan.declared = True
        person = person or {}
        if person.get("members"):
            plan.teams[key] = list(person["members"])
            continue
        resource = plan.resources[key] = Resource(key, units=int(person.get("units", 1)))
        capacity = person.get("capacity")
        if isinstance(capacity, str) and capacity:
            resource.capacity = [(None, plan.minutes(capacity))]
        elif capacity:
            resource.capacity = sorted((date.fromisoformat(c["from"]), plan.minutes(c["week"])) for c in capacity)
        if person.get("workdays"):
            resource.workdays = weekday_set(person["workdays"])
        if person.get("hours"):
            resource.hours = hour_ranges(person["hours"])
        resource.leave = list(ranges(person.get("leave", [])))
    defaults = data.get("defaults") or {}
    if "estimate" in defaults:
        plan.default_estimate = plan.minutes(defaults["estimate"])
    return plan


def weekday_set(names: list[str]) -> set[int]:
    return {WEEKDAYS.index(name) for name in names}


def hour_ranges(text: str) -> list[tuple[int, int]]:
    found = []
    for part in text.split(","):
        a, b, c, d = map(int, re.fullmatch(r"\s*(\d+):(\d\d)-(\d+):(\d\d)\s*", part).groups())
        found.append((a * 60 + b, c * 60 + d))
    return found


def ranges(entries: list) -> list[tuple[date, date]]:
    found = []
    for entry in entries:
        if isinstance(entry, dict):
            first = date.fromisoformat(entry["from"])
            found.append((first, date.fromisoformat(entry.get("to", entry["from"]))))
        else:
            found.append((date.fromisoformat(entry),) * 2)
    return found


# Markdown


class FileReader:
    def __init__(self, plan: Plan, name: str, text: str):
        self.plan, self.name, self.lines = plan, name, text.split("\n")
        self.top = Project(name, 1, Path(name).stem)
        self.project = self.top
        # Open list items: the column where their content begins, the task (if it is one), and for each list at that
        # level the task before in an ordered list.
        self.stack: list[tuple[int, Task | None]] = []
        self.last: dict[int, tuple[str, Task | None]] = {}

    def read(self) -> None:
        position = self.front_matter()
        if position < 0:
            return
        self.plan.projects.append(self.top)
        level_one = [line for line in self.lines[position:] if re.match(r"^#\s", line)]
        merged = len(level_one) == 1 and "title" not in self.front
        fence = False
        while position < len(self.lines):
            line = self.lines[position]
            position += 1
            if line.lstrip().startswith(("```", "~~~")):
                fence = not fence
                continue
            if fence:
                continue
            if match := HEADING.match(line):
                position = self.heading(match, position, merged)
            elif match := ITEM.match(line):
                self.item(match, position)
            elif line.strip() and not line[0].isspace():
                self.stack, self.last = [], {}

    def front_matter(self) -> int:
        self.front = {}
        if self.lines[:1] != ["---"] or "---" not in self.lines[1:]:
            return 0
        end = self.lines.index("---", 1)
        self.front = yaml.load("\n".join(self.lines[1:end]), yaml.BaseLoader) or {}
        if self.front.get("planmd") == "off":
            return -1
        given = {key: self.front[key] for key in ("due", "start", "owner", "budget", "type") if key in self.front}
        given |= self.front.get("plan") or {}
        text = " ".join(value if key == "@" else f"{key}:{value}" for key, value in given.items() if isinstance(value, str))
        self.attributes(self.top, text)
        return end + 1

    def heading(self, match: re.Match, position: int, merged: bool) -> int:
        self.stack, self.last = [], {}
        level = len(match[1])
        if merged and level == 1:
            project = self.top
            project.line, project.level = position, 1
        else:
            parent = self.project
            while parent is not self.top and parent.level >= level:
                parent = parent.parent
            project = Project(self.name, position, match[2], level=level, parent=parent)
            parent.projects.append(project)
            self.plan.projects.append(project)
        self.project = project
        self.attributes(project, match[2])
        project.text = plain(match[2])
        start = position
        while start < len(self.lines) and not self.lines[start].strip():
            start += 1
        end = start
        while end < len(self.lines) and self.lines[end].strip():
            end += 1
        text = " ".join(self.lines[start:end])
        rest = NAME.sub("", TAG.sub("", text))
        if end > start and not ITEM.match(self.lines[start]) and not re.sub(r"#\S+", "", rest).strip():
            self.attributes(project, text)
            return end
        return position

    def item(self, match: re.Match, number: int) -> None:
        column, marker, blanks, content = len(match[1]), match[2], match[3], match[4]
        while self.stack and column < self.stack[-1][0]:
            self.stack.pop()
        depth = len(self.stack)
        self.last = {d: v for d, v in self.last.items() if d <= depth}
        parent = next((task for _, task in reversed(self.stack) if task), None)
        box = BOX.match(content)
        inside = column + len(marker) + len(blanks)
        kind = "ordered" if marker[0].isdigit() else marker
        if not box:
            self.stack.append((inside, None))
            self.last[depth] = (kind, None)
            if parent and kind != "ordered":
                self.log(parent, content)
            return
        task = Task(self.name, number, plain(box[2]), status=STATUS.get(box[1], "open"), project=self.project, parent=parent)
        self.attributes(task, box[2])
        before_kind, before = self.last.get(depth, (None, None))
        if kind == "ordered" and before_kind == kind and self.plan.ordered:
            task.previous = before
        self.last[depth] = (kind, task)
        self.stack.append((inside, task))
        (parent.children if parent else self.project.tasks).append(task)
        self.plan.tasks.append(task)

    def log(self, task: Task, content: str) -> None:
        match = LOG.match(content)
        if not match:
            return
        rest = match[2]
        if clock := CLOCK.match(rest):
            a, b, c, d = map(int, clock.groups())
            minutes, rest = c * 60 + d - a * 60 - b, rest[clock.end():]
        elif effort := re.match(r"(-?)((?:\d+(?:\.\d+)?(?:min|m|h|d|w))+)(?=\s|$)", rest):
            minutes = self.plan.minutes(effort[2]) * (-1 if effort[1] else 1)
            rest = rest[effort.end():]
        else:
            return
        name = NAME.match(rest.strip())
        task.log.append((date.fromisoformat(match[1]), minutes, name[1] if name else None))

    def attributes(self, node: Node, text: str) -> None:
        text = re.sub(r"`[^`]*`", "", text)
        if match := re.match(r"^\(([A-C])\)\s", text):
            node.tags.setdefault("pri", match[1])
        for mark, letter in EMOJI_PRIORITY.items():
            if mark in text:
                node.tags.setdefault("pri", letter)
        for mark, key in EMOJI.items():
            for match in re.finditer(mark + r"\ufe0f?\s*([^📅⏳🛫➕✅❌🔁🆔⛔🔺⏫🔼🔽⏬#]+)", text):
                self.tag(node, key, match[1].strip())
        for match in TAG.finditer(text):
            self.tag(node, match[1].lower(), match[2])
        if match := re.search(r"(?:^|\s)~((?:\d+(?:\.\d+)?(?:min|m|h|d|w))+)(?=\s|$)", text):
            node.tags.setdefault("est", match[1])
        node.labels += re.findall(r"(?:(?<=\s)|^)#([^\s#]*[^\s#\d,.;][^\s#,.;]*)", text)
        for match in NAME.finditer(TAG.sub(lambda m: " " * len(m[0]), text)):
            names = [name.lstrip("@") for name in match[1].split("|")]
            known = set(self.plan.resources) | set(self.plan.teams)
            if not self.plan.declared or all(name in known for name in names):
                rate = 1.0 if not match[2] else int(match[2]) / 100 if match[3] else float(match[2])
                node.names.append(Assignment(names, rate))

    def tag(self, node: Node, key: str, value: str) -> None:
        key = ALIASES.get(key, key)
        if key not in KNOWN:
            return
        value = value[1:-1].replace('\\"', '"') if value.startswith('"') else value.rstrip(",.;)")
        if key in LISTS and key in node.tags:
            node.tags[key] += "," + value
        else:
            node.tags.setdefault(key, value)


def plain(text: str) -> str:
    """A title without its tags and names."""
    return re.sub(r"\s+", " ", NAME.sub("", TAG.sub("", text))).strip()
