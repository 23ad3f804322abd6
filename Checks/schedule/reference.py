"""A plain scheduler for the checks' self-tests: one task after the other, each to its earliest place.

It takes the tasks in the order of the plan as soon as what they wait for is placed; planmd's order is another, so the
two give different schedules for the same plan, and the checker must accept both.
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil

import numpy as np

from checker import Checker, add_work, bound_minutes, node_tasks, occurrence_midnight
from places import Loads, Minutes, earliest_place, minutes_for
from plan_reader import Plan, Task, day_of
from rules import (DAY, SMALL, Choice, Need, World, below, bounds, choices, estimate, is_empty, is_held, is_open, is_recurring, need,
                   not_before)
from series import occurrence_days

HORIZON_DAYS = 240


def schedule(plan: Plan, world: World) -> dict:
    """A schedule in the form of `planmd schedule -f json --detail`, as far as the checker reads it."""
    return Reference(plan, world).run()


class PlacedRow:
    """What `bound_minutes` wants to know of a placed task."""

    def __init__(self, start: int, finish: int):
        self.start, self.finish = start, finish


class Reference:
    def __init__(self, plan: Plan, world: World):
        self.plan, self.world = plan, world
        self.loads = Loads.empty(world)
        self.rows: dict[Task, PlacedRow] = {}
        self.entries: list[dict] = []
        self.unscheduled: dict[Task, str] = {}
        self.occurrences: list[dict] = []
        self.findings: list[dict] = []

    def run(self) -> dict:
        waiting = [task for task in self.plan.tasks if is_open(task) and not is_recurring(task) and not is_empty(self.world, task)]
        for task in self.plan.tasks:
            if "rec" in task.tags and is_open(task) and not is_held(task):
                self.place_occurrences(task)
        for layer, chosen in (("fixed", lambda t: "fixed" in t.tags and t.status == "open" and not t.children),
                              ("running", lambda t: t.status == "started" and not t.children)):
            for task in [task for task in waiting if chosen(task) and not is_held(task)]:
                waiting.remove(task)
                self.place(task, layer)
        while waiting:
            ready = next((task for task in waiting if self.is_ready(task)), None)
            if ready is None:
                for task in waiting:
                    self.unscheduled[task] = "held" if is_held(task) else "circle"
                break
            waiting.remove(ready)
            self.place_or_explain(ready)
        data = {
            "schema": "planmd.schedule/1", "today": self.world.today.isoformat(), "from": self.world.text(self.world.start),
            "finish": self.world.text(max((row.finish for row in self.rows.values()), default=self.world.start)),
            "tasks": self.entries, "occurrences": self.occurrences, "findings": self.findings,
            "unscheduled": [self.place_of(task) | {"reason": reason} for task, reason in self.unscheduled.items()],
        }
        for entry in data["tasks"]:
            if entry["finish"] == data["finish"]:
                entry |= {"critical": True, "slack": 0}
        self.give_reasons(data)
        return data

    def place_of(self, task: Task) -> dict:
        return {"file": task.file, "line": task.line, "text": task.text}

    def note(self, rule: str, task: Task) -> None:
        self.findings.append(self.place_of(task) | {"rule": rule, "message": rule})

    def is_ready(self, task: Task) -> bool:
        if is_held(task):
            return True
        sources = [other for bound in bounds(self.plan, task) for other in node_tasks(bound.source)
                   if is_open(other) and not is_empty(self.world, other)]
        return all(other in self.rows or other in self.unscheduled for other in sources)

    def place_or_explain(self, task: Task) -> None:
        if is_held(task):
            self.unscheduled[task] = "held"
            return
        if need(self.world, task).kind == "summary":
            times = [self.rows[child] for child in below(task) if child in self.rows]
            if times:
                self.put(task, "summary", (), min(r.start for r in times), max(r.finish for r in times), [])
            else:
                reasons = {self.unscheduled[child] for child in below(task) if child in self.unscheduled}
                self.unscheduled[task] = "waits-for-hold" if reasons & {"held", "waits-for-hold"} else "no-place"
            return
        found = [bound_minutes(self.world, self.rows, self.unscheduled, bound) for bound in bounds(self.plan, task)]
        if "undated" in found:
            sources = [other for bound in bounds(self.plan, task) for other in node_tasks(bound.source)]
            reasons = {self.unscheduled[other] for other in sources if other in self.unscheduled}
            self.unscheduled[task] = "waits-for-hold" if reasons & {"held", "waits-for-hold"} else min(reasons)
            return
        what = need(self.world, task)
        if what.kind == "point":
            self.place_milestone(task, [f for f in found if f])
        else:
            self.place(task, "waiting" if task.status == "waiting" else "planned")

    def place_milestone(self, task: Task, found: list) -> None:
        minute = max([low for low, _ in found], default=None)
        for key in ("due", "scheduled"):
            if minute is None and key in task.tags:
                minute = self.world.of_day(day_of(task.tags[key], last=True)[0], 1020)
        if minute is None:
            self.unscheduled[task] = "no-place"
            return
        minute = max([minute, self.world.start, *(m for _, m, _ in not_before(self.world, task))])
        self.put(task, "milestone", (), minute, minute, [])

    def place(self, task: Task, layer: str) -> None:
        world, what = self.world, need(self.world, task)
        if what.kind == "effort":
            what.amount = ceil(what.amount - SMALL)
        start, end = world.start, 0
        loads, pauses = self.loads, "all" if task.tags.get("split") == "yes" else "fixed"
        if layer == "fixed":
            start = max(start, world.of_day(*day_of(task.tags["fixed"])))
            loads = Loads(self.loads.recurring, *(Loads.empty(world).planned for _ in range(3)))
        elif layer == "running":
            pauses = "running"
        else:
            start = max([start, *(minute for _, minute, _ in not_before(world, task))])
            for bound in bounds(self.plan, task):
                found = bound_minutes(world, self.rows, self.unscheduled, bound)
                if found and bound.side == "start":
                    start = max(start, found[1])
                elif found:
                    end = max(end, found[1])
        best = None
        logged = {who: sum(m for _, m, other in task.log if other == who) for _, _, who in task.log}
        for choice in choices(self.plan, task):
            if layer == "running" and len(choice) == 1 and logged.get(choice[0][0], 0) < max(
                    (logged.get(other[0][0], 0) for other in choices(self.plan, task)), default=0):
                continue
            minutes = minutes_for(world, what, choice, loads, pauses)
            place = earliest_place(minutes, what.amount, start, end)
            if place and (best is None or place.finish < best[0].finish):
                best = (place, choice, minutes)
        if best is None:
            self.unscheduled[task] = "no-place"
            return
        place, choice, minutes = best
        work = [] if what.kind == "calendar" else work_of(choice, minutes, what, place)
        if layer == "fixed":
            self.note("overload", task)
        elif "scheduled" in task.tags and layer == "planned" and place.start // DAY * DAY > world.of_day(day_of(task.tags["scheduled"])[0]) >= 0:
            self.note("pin-not-kept", task)
        if task.children:
            self.put_parent(task, choice, place, work)
            return
        self.put(task, layer, choice if what.kind != "calendar" else (), place.start, place.finish, work)

    def put(self, task: Task, layer: str, choice: Choice, start: int, finish: int, work: list) -> None:
        self.rows[task] = PlacedRow(start, finish)
        add_work(self.loads.layer(layer), work)
        what = need(self.world, task)
        effort = ceil(what.amount - SMALL) if what.kind in ("effort", "calendar") else 0
        entry = self.place_of(task) | {
            "start": self.world.text(start), "finish": self.world.text(finish), "layer": layer, "effort": effort,
            "critical": False, "slack": 1, "networkSlack": 1, "work": self.texts(work)}
        entry["assigned"] = [{"who": who, "units": rate} for who, rate in choice]
        if what.kind == "effort":
            left = effort
            for part in entry["assigned"]:
                part["minutes"] = min(left, round(sum(r * (b - a) for w, a, b, r in work if w == part["who"])))
                left -= part["minutes"]
            if entry["assigned"]:
                entry["assigned"][-1]["minutes"] += left
        self.entries.append(entry)

    def put_parent(self, task: Task, choice: Choice, place, work: list) -> None:
        """A parent with work of its own is shown from the start of its first subtask."""
        times = [self.rows[child].start for child in below(task) if child in self.rows]
        self.put(task, "summary", choice if work else (), place.start, place.finish, work)
        self.entries[-1]["start"] = self.world.text(min([place.start, *times]))

    def texts(self, work: list) -> list[dict]:
        return [{"who": who, "from": self.world.text(first), "to": self.world.text(last), "rate": rate} for who, first, last, rate in work]

    def place_occurrences(self, task: Task) -> None:
        world = self.world
        likely = estimate(self.plan, task) or sum(estimate(self.plan, child) or 0 for child in below(task) if is_open(child))
        days = occurrence_days(self.plan, task, world.today, world.today + timedelta(days=HORIZON_DAYS))
        if not likely or not choices(self.plan, task)[0]:
            self.note("unestimated" if not likely else "unassigned", task)
            return
        for index, day in enumerate(days):
            end = world.of_day(days[index + 1]) if index + 1 < len(days) else world.length
            choice = choices(self.plan, task)[0]
            first = occurrence_midnight(world, task, day, choice[0][0])
            minutes = minutes_for(world, Need("effort", likely), choice, self.loads, "all")
            minutes.contribution[end:] = 0
            place = earliest_place(minutes, likely, max(first, 0), 0)
            work, missing = [], 0
            if place:
                work = work_of(choice, minutes, Need("effort", likely), place)
            else:
                free = np.flatnonzero(minutes.contribution[max(first, 0):end])
                if len(free):
                    begin, finish = max(first, 0) + int(free[0]), max(first, 0) + int(free[-1]) + 1
                    place = earliest_place(minutes, minutes.contribution[begin:finish].sum(), begin, 0)
                    work = work_of(choice, minutes, Need("effort", likely), place)
                missing = round(likely - sum(r * (b - a) for _, a, b, r in work))
                self.note("recurring-overload", task)
            add_work(self.loads.recurring, work)
            entry = self.place_of(task) | {"day": day.isoformat(), "missing": missing, "work": self.texts(work)}
            if work:
                entry |= {"start": world.text(min(w[1] for w in work)), "finish": world.text(max(w[2] for w in work))}
            self.occurrences.append(entry)

    def give_reasons(self, data: dict) -> None:
        for entry in data["tasks"]:
            entry["reason"] = {"kind": "today", "what": ""}
        checker = Checker(self.plan, data)
        checker.read()
        checker.loads = checker.sum_loads()
        for row in sorted(checker.rows.values(), key=lambda row: -row.task.position):
            first = [checker.rows[t] for t in below(row.task) if t in checker.rows and checker.rows[t].told_start == row.told_start]
            if first and (row.layer == "summary" or row.told_start != row.start):
                row.data["reason"] = first[0].data["reason"]
                continue
            if row.layer == "running":
                row.data["reason"] = {"kind": "continues", "what": ""}
                continue
            true = checker.true_reasons(row)
            if row.layer == "fixed":
                true = [("pin", set())]
            if true:
                kind, keys = sorted(true, key=lambda entry: (entry[0], sorted(entry[1])))[0]
                row.data["reason"] = {"kind": kind, "what": ""}
                if keys:
                    file, line = min(keys)
                    row.data["reason"]["ref"] = {"file": file, "line": line}


def work_of(choice: Choice, minutes: Minutes, what: Need, place) -> list[tuple[str, int, int, float]]:
    """The stretches in which everybody works between start and finish."""
    found = []
    for (who, rate), array in zip(choice, minutes.work):
        there = np.zeros(len(array) + 1, np.int8)
        there[place.start:place.finish] = array[place.start:place.finish]
        if minutes.contribution is not None:
            there[:-1][minutes.contribution == 0] = 0
        edges = np.flatnonzero(np.diff(np.concatenate([[0], there])))
        for first, last in zip(edges[::2], edges[1::2]):
            found.append((who, int(first), int(last), rate * what.scale))
    return found
