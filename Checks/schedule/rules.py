"""What a plan asks of its schedule: working time, lengths, choices of people, bounds. Minutes count from today's midnight.

Times are whole minutes in numpy arrays with one element a minute; `base` is what someone works by weekday, hours and
capacity, `available` leaves out holidays, leave, what lies before today's start and what is logged today already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, product
from math import floor

import numpy as np

from plan_reader import Assignment, Calendar, Node, Plan, Project, Resource, Task, day_of

DAY = 1440
PAST_DAYS = 400
SMALL = 1e-6

Choice = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Bound:
    """A task's start or end is not before another node's start or end plus a lag."""

    side: str  # start, end
    source: Node
    which: str  # start, end
    lag: int = 0
    elapsed: bool = False
    own: bool = True  # written on the task itself, not on something around it


@dataclass
class Need:
    """What a task takes: `kind` says how its people's minutes count.

    effort: the contributions add up to `amount`; span: minutes in which all work add up to `amount`; spread: the same, at
    rates lowered by `scale`; calendar: minutes of the plan's calendar; point: a milestone; summary: nothing of its own.
    """

    kind: str
    amount: float = 0
    slack: float = SMALL  # how far a whole number of minutes may be from it
    scale: float = 1
    exact: bool = True
    others: tuple[float, ...] = ()  # amounts that are right as well


class World:
    """A plan's working time from today on, for so many days."""

    def __init__(self, plan: Plan, today: date, days: int, start: int | None = None):
        self.plan, self.today, self.days = plan, today, days
        self.length = days * DAY
        calendar = plan.calendar
        # The plan's calendar reaches into the past, for lags behind what is done.
        whole = np.concatenate([calendar_day(calendar, today + timedelta(days=n)) for n in range(-PAST_DAYS, days)])
        self.counted = np.concatenate([[0], np.cumsum(whole, dtype=np.int64)])
        self.calendar = whole[PAST_DAYS * DAY:].copy()
        self.holiday = self.by_day(lambda day: day in calendar.holidays)
        self.start = start if start is not None else self.first_minute()
        self.calendar[:self.start] = False
        self.calendar_base = np.concatenate([
            hours_day(calendar.hours) if (today + timedelta(days=n)).weekday() in calendar.workdays else np.zeros(DAY, bool)
            for n in range(days)])
        self.resources = dict(plan.resources)
        if plan.nobody:
            self.resources[""] = Resource("")
        logged = logged_today(plan, today)
        self.base, self.leave, self.available, self.logged = {}, {}, {}, {}
        for key, resource in self.resources.items():
            self.base[key] = base = np.concatenate(
                [base_day(calendar, resource, today + timedelta(days=n)) for n in range(days)])
            self.leave[key] = self.by_day(lambda day: on_leave(resource, day))
            available = base & ~self.holiday & ~self.leave[key]
            available[:self.start] = False
            taken = np.flatnonzero(available[:DAY])[:logged.get(key, 0)]
            available[taken] = False
            self.logged[key] = np.zeros(self.length, bool)
            self.logged[key][taken] = True
            self.available[key] = available

    def by_day(self, holds) -> np.ndarray:
        return np.repeat(np.array([holds(self.today + timedelta(days=n)) for n in range(self.days)], bool), DAY)

    def first_minute(self) -> int:
        """The beginning of today's working time; on a free day midnight, for whoever works then."""
        found = np.flatnonzero(self.calendar[:DAY])
        return int(found[0]) if len(found) else 0

    def capacity(self, key: str) -> int:
        return self.resources[key].units

    def minute(self, text: str) -> int:
        moment = datetime.fromisoformat(text)
        return (moment.date() - self.today).days * DAY + moment.hour * 60 + moment.minute

    def of_day(self, day: date, minute: int | None = None) -> int:
        return (day - self.today).days * DAY + (minute or 0)

    def text(self, minute: int) -> str:
        return (datetime.combine(self.today, datetime.min.time()) + timedelta(minutes=int(minute))).strftime("%Y-%m-%dT%H:%M")

    def shifted(self, minute: int, lag: int, elapsed: bool) -> tuple[int, int]:
        """A time plus a lag: the earliest and the latest minute that mean the same working time."""
        if not lag:
            return minute, minute
        if elapsed:
            return minute + lag, minute + lag
        index = min(max(minute + PAST_DAYS * DAY, 0), len(self.counted) - 1)
        wanted = self.counted[index] + lag
        low = int(np.searchsorted(self.counted, wanted, "left")) - PAST_DAYS * DAY
        high = int(np.searchsorted(self.counted, wanted, "right")) - 1 - PAST_DAYS * DAY
        return low, max(low, high)


def hours_day(hours: list[tuple[int, int]], most: int | None = None) -> np.ndarray:
    found = np.zeros(DAY, bool)
    left = DAY if most is None else most
    for first, last in sorted(hours):
        taken = min(left, last - first)
        found[first:first + taken] = True
        left -= taken
    return found


def calendar_day(calendar: Calendar, day: date) -> np.ndarray:
    if day.weekday() in calendar.workdays and day not in calendar.holidays:
        return hours_day(calendar.hours)
    return np.zeros(DAY, bool)


def base_day(calendar: Calendar, resource: Resource, day: date) -> np.ndarray:
    """What someone works on a day by weekday, hours and capacity, if it is neither holiday nor leave."""
    workdays = resource.workdays or calendar.workdays
    if day.weekday() not in workdays:
        return np.zeros(DAY, bool)
    weekly = None
    for since, minutes in resource.capacity:
        if since is None or since <= day:
            weekly = minutes
    most = None if weekly is None else floor(weekly / len(workdays) + 0.5)
    return hours_day(resource.hours or calendar.hours, most)


def on_leave(resource: Resource, day: date) -> bool:
    return any(first <= day <= last for first, last in resource.leave)


def logged_today(plan: Plan, today: date) -> dict[str, int]:
    found: dict[str, int] = {}
    for task in plan.tasks:
        for day, minutes, who in task.log:
            if day == today:
                who = who or only_person(plan, task)
                if who is not None:
                    found[who] = found.get(who, 0) + minutes
    return {who: max(0, minutes) for who, minutes in found.items()}


def only_person(plan: Plan, task: Task) -> str | None:
    names = assignments(plan, task)
    if plan.nobody:
        return ""
    return names[0].any_of[0] if len(names) == 1 and len(names[0].any_of) == 1 else None


# Tasks


def is_open(task: Task) -> bool:
    return task.status not in ("done", "cancelled")


def around(task: Task) -> Iterator[Node]:
    """Parent tasks and projects, the nearest first."""
    node: Task | None = task.parent
    while node:
        yield node
        node = node.parent
    project: Project | None = task.project
    while project:
        yield project
        project = project.parent


def below(node: Node) -> Iterator[Task]:
    """All tasks below a task or project, itself left out."""
    if isinstance(node, Task):
        for child in node.children:
            yield child
            yield from below(child)
        return
    for task in node.tasks:
        yield task
        yield from below(task)
    for project in node.projects:
        yield from below(project)


def is_recurring(task: Task) -> bool:
    return "rec" in task.tags or any(isinstance(node, Task) and "rec" in node.tags for node in around(task))


def is_held(task: Task) -> bool:
    """Held without a start of its own, or below a held or cancelled parent."""
    if task.status == "held" and "start" not in task.tags:
        return True
    return any(isinstance(node, Task) and node.status in ("held", "cancelled") for node in around(task))


def assignments(plan: Plan, task: Task) -> list[Assignment]:
    for node in [task, *around(task)]:
        if node.names:
            if isinstance(node, Project) and len(node.names) > 1:
                return [Assignment([name for entry in node.names for name in entry.any_of], 1.0)]
            return node.names
    return []


def choices(plan: Plan, task: Task) -> list[Choice]:
    """Everybody who may do a task, in the order written: each is a set of people or pools with their rates."""
    if plan.nobody:
        return [(("", 1.0),)]
    slots = []
    for entry in assignments(plan, task):
        options: list[Choice] = []
        for name in entry.any_of:
            if name in plan.teams:
                members = plan.teams[name]
                if entry.rate > 1:
                    options += [tuple((m, 1.0) for m in some) for some in combinations(members, round(entry.rate))]
                else:
                    options += [((m, entry.rate),) for m in members]
            else:
                # More units than there are, are as many as there are.
                units = plan.resources[name].units if name in plan.resources else 1
                options.append(((name, min(entry.rate, float(units))),))
        slots.append(options)
    if not slots:
        return [()]
    found = [sum(parts, ()) for parts in product(*slots)]
    different = [choice for choice in found if len({who for who, _ in choice}) == len(choice)]
    return different or found


def estimate(plan: Plan, task: Task) -> float | None:
    return plan.estimate(task.tags["est"])[0] if "est" in task.tags else None


def spent(plan: Plan, task: Task) -> int:
    tagged = plan.minutes(task.tags["spent"]) if "spent" in task.tags else 0
    return max(0, tagged + sum(minutes for _, minutes, _ in task.log))


def remaining_effort(plan: Plan, task: Task, whole: float) -> float:
    tags = task.tags
    if "left" in tags:
        left = float(plan.minutes(tags["left"]))
    elif "progress" in tags:
        left = whole * (1 - int(tags["progress"].rstrip("%")) / 100)
    else:
        left = whole - spent(plan, task)
    return left if left > SMALL else max(30, whole / 4)


def need(world: World, task: Task) -> Need:
    """What is left of a task."""
    waits = task.status == "waiting"
    plan = world.plan
    people = choices(plan, task)[0]
    likely = estimate(plan, task)
    if task.children and task.tags.get("rec") is None:
        # What the estimate leaves after everything below. What is stated for a part covers its parts, or what these add up
        # to where that is more, or each estimate counts for itself.
        covered = max(0.0, (likely or 0) - sum(stated_for(plan, child) for child in task.children))
        once = max(0.0, (likely or 0) - sum(stated(plan, child) for child in task.children))
        each = max(0.0, (likely or 0) - sum(estimate(plan, child) or 0 for child in below(task) if child.status != "cancelled"))
        if covered < 1:
            return Need("summary")
        return Need("effort" if people and not waits else "calendar", covered, 1, others=(once, each))
    if "milestone" in task.labels:
        return Need("point")
    if "rec" in task.tags and likely is None and task.children:
        likely = sum(estimate(plan, child) or 0 for child in below(task)) or None
    if "span" in task.tags and (likely is None or not people):
        length = plan.minutes(task.tags["span"])
        if task.status == "started":
            return running_span(world, task, people, length)
        return Need("span" if people and not waits else "calendar", length)
    whole = float(plan.default_estimate) if likely is None else likely
    effort = remaining_effort(plan, task, whole)
    slack = SMALL if effort == int(effort) else 1
    rates = sum(rate for _, rate in people)
    if "span" in task.tags:
        length = plan.minutes(task.tags["span"])
        if effort <= length * rates + SMALL:
            if waits:
                return Need("calendar", length, slack)
            return Need("spread", length, SMALL, effort / (length * rates))
    if not people:
        return Need("calendar", effort, slack)
    if waits:
        return Need("calendar", effort, max(slack, 1, 1 / rates), others=(effort / rates,) if rates != 1 else ())
    return Need("effort", effort, slack)


def is_empty(world: World, task: Task) -> bool:
    """An open parent below which everything is closed, without work of its own: nothing is left to do."""
    return bool(task.children) and need(world, task).kind == "summary" and all(
        not is_open(child) or is_empty(world, child) for child in task.children)


def stated(plan: Plan, task: Task) -> float:
    """The estimates of a task and everything below it."""
    if task.status == "cancelled":
        return 0
    return max(estimate(plan, task) or 0, sum(stated(plan, child) for child in task.children))


def stated_for(plan: Plan, task: Task) -> float:
    """The estimate of a task, else those of its parts."""
    if task.status == "cancelled":
        return 0
    own = estimate(plan, task)
    return own if own is not None else sum(stated_for(plan, child) for child in task.children)


def running_span(world: World, task: Task, people: Choice, length: int) -> Need:
    """A running span counts from its first log date, else a past fixed, scheduled or start, else today.

    What has passed is the time in which all its people work; the plan's calendar is accepted as well.
    """
    begun = min((day for day, _, _ in task.log), default=None)
    for key in ("fixed", "scheduled", "start"):
        if begun is None and key in task.tags and day_of(task.tags[key])[0] < world.today:
            begun = day_of(task.tags[key])[0]
    calendar, passed, by_calendar = world.plan.calendar, 0, 0
    for number in range((world.today - (begun or world.today)).days):
        day = begun + timedelta(days=number)
        together = np.ones(DAY, bool)
        for who, _ in people:
            resource = world.resources[who]
            together &= base_day(calendar, resource, day) & (day not in calendar.holidays) & (not on_leave(resource, day))
        by_calendar += int(calendar_day(calendar, day).sum())
        passed += int(together.sum()) if people else 0
    left = [length - minutes if length > minutes else max(30, length / 4) for minutes in (passed if people else by_calendar, by_calendar)]
    return Need("span" if people else "calendar", left[0], exact=passed < length and by_calendar < length, others=tuple(left[1:]))


# Bounds


def resolve(plan: Plan, node: Node, ref: str) -> Node | None:
    return plan.ids.get(ref)


def bounds(plan: Plan, task: Task) -> list[Bound]:
    """Everything that says "not earlier than" to a task, its own and that of parents and projects."""
    found: list[Bound] = []
    surroundings = [task, *around(task)]
    for node in surroundings:
        own = node is task
        for entry in node.dependencies:
            source = resolve(plan, node, entry.ref)
            if source is None or entry.kind == "before":
                continue
            found.append(Bound("start" if entry.kind == "after" else "end", source, entry.end, entry.lag, entry.elapsed, own))
        if isinstance(node, Task) and node.previous is not None:
            found.append(Bound("start", node.previous, "end", own=own))
    for node in [*plan.projects, *plan.tasks]:
        for entry in node.dependencies:
            if entry.kind == "before":
                target = resolve(plan, node, entry.ref)
                if target in surroundings:
                    found.append(Bound(entry.end, node, "end", entry.lag, entry.elapsed, target is task))
    if task.children and "rec" not in task.tags:
        found += [Bound("start", child, "end") for child in task.children]
    return found


def not_before(world: World, task: Task) -> list[tuple[str, int, Node]]:
    """Dates before which a task must not start: kind of the reason, minute, whose date it is."""
    found = []
    for node in [task, *around(task)]:
        if "start" in node.tags:
            kind = "start" if node is task else "project-start"
            found.append((kind, world.of_day(*day_of(node.tags["start"])), node))
    if "scheduled" in task.tags:
        found.append(("pin", world.of_day(*day_of(task.tags["scheduled"])), task))
    return found
