#!/usr/bin/env python3
"""Verifies a schedule of planmd against the rules of scheduling, minute by minute, without any of its code.

    checker.py PLANMD FOLDER… [--today 2026-03-09] [--option=--max-schedules=200 …] [--optimized]

Reads each plan with its own reader, runs `planmd schedule -f json --detail` on it, and prints what does not hold: capacity
and free time, efforts, gaps, order with lags, dates and pins, milestones, recurring work, that every task is dated or
explained, that no task could be earlier with all others where they are, that whoever does a task ends it first, and that
the named reason of every start is true. `--optimized` leaves out what only the fast pass promises.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common import Tally, find_planmd, option_parser, run
from places import Loads, earliest_place, minutes_for
from plan_reader import Node, Plan, Task, day_of, read_plan
from rules import (DAY, SMALL, Bound, Choice, Need, World, below, bounds, choices, is_empty, is_held, is_open, is_recurring, need,
                   not_before)
from series import UnknownRule, occurrence_days

LAYERS = {"fixed", "running", "planned", "milestone", "summary", "waiting"}
REASONS = {"today", "start", "project-start", "pin", "dependency", "busy", "leave", "holiday", "recurring", "continues"}
# Ten years.
HORIZON_DAYS = 3653
UNSCHEDULED = {"held", "waits-for-hold", "circle", "beyond-horizon", "no-place", "never-together", "nothing-left", "waits-for-undated"}
# Findings that excuse a fixed task which overloads somebody, falls on free time or breaks an order.
EXCUSES = re.compile(r"overload|leave|past|pin|fixed|free|order|holiday|off-hours")


@dataclass(frozen=True)
class Problem:
    kind: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"[{self.kind}] {self.where}: {self.message}"


@dataclass
class Row:
    """A task's line of a schedule, with times as minutes."""

    task: Task
    data: dict
    start: int
    finish: int
    work: list[tuple[str, int, int, float]]
    need: Need
    choice: Choice = ()
    possible: list[Choice] = field(default_factory=list)  # all assignments that fit what is told
    told_start: int = 0  # a parent is said to start with the first of its subtasks; `start` is that of its own work

    @property
    def layer(self) -> str:
        """Where it is placed; the own work of a parent, shown as a summary, is planned."""
        own_work = self.data["layer"] == "summary" and self.need.kind != "summary"
        return "planned" if own_work else self.data["layer"]


@dataclass
class Occurrence:
    task: Task
    day: date
    start: int | None
    finish: int | None
    missing: int
    work: list[tuple[str, int, int, float]]
    data: dict = field(default_factory=dict)


class Checker:
    """All checks of one schedule; `problems` collects what does not hold."""

    def __init__(self, plan: Plan, data: dict, optimized: bool = False, today: date | None = None):
        self.plan, self.data, self.optimized = plan, data, optimized
        self.problems: list[Problem] = []
        self.tasks = {task.key: task for task in plan.tasks}
        today = today or date.fromisoformat(data["today"])
        finishes = [entry["finish"] for entry in data["tasks"] if entry.get("finish")]
        last = max(map(date.fromisoformat, (text[:10] for text in finishes)), default=today)
        self.world = World(plan, today, max(0, (last - today).days) + 30)
        self.rows: dict[Task, Row] = {}
        self.recurring_rows: dict[Task, Row] = {}
        self.unscheduled: dict[Task, str] = {}
        self.occurrences: list[Occurrence] = []

    def run(self) -> list[Problem]:
        self.read()
        if any(problem.kind == "shape" for problem in self.problems):
            return self.problems
        self.loads = self.sum_loads()
        self.check_start()
        self.check_everything_dated()
        for row in self.rows.values():
            self.settle_choice(row)
            self.check_people(row)
        self.check_capacity()
        for row in self.rows.values():
            self.check_row(row)
        self.check_occurrences()
        return self.problems

    def check_row(self, row: Row) -> None:
        self.check_times(row)
        self.check_effort(row)
        self.check_gaps(row)
        self.check_order(row)
        self.check_dates(row)
        self.check_summary(row)
        self.check_slack(row)
        self.check_place(row)
        self.check_reason(row)

    def problem(self, kind: str, about: object, message: str) -> None:
        self.problems.append(Problem(kind, str(about), message))

    # Reading

    def read(self) -> None:
        for key in ("schema", "today", "from", "tasks"):
            if key not in self.data:
                self.problem("shape", "schedule", f"no `{key}`")
        if self.data.get("schema") != "planmd.schedule/1":
            self.problem("shape", "schedule", f"schema {self.data.get('schema')}")
        for entry in self.data["tasks"]:
            task = self.tasks.get((entry["file"], entry["line"]))
            if task is None:
                self.problem("shape", f"{entry['file']}:{entry['line']}", "not a task of the plan")
            elif task in self.rows or task in self.recurring_rows:
                self.problem("shape", task, "listed twice")
            else:
                self.read_row(task, entry)
        for entry in self.data.get("unscheduled", []):
            task = self.tasks.get((entry["file"], entry["line"]))
            if task is None or task in self.rows or task in self.unscheduled:
                self.problem("shape", f"{entry['file']}:{entry['line']}", "unscheduled, but no task, or listed twice")
            elif entry["reason"] not in UNSCHEDULED:
                self.problem("shape", task, f"unscheduled for `{entry['reason']}`")
            else:
                self.unscheduled[task] = entry["reason"]
        for entry in self.data.get("occurrences", []):
            task = self.tasks.get((entry["file"], entry["line"]))
            if task is None:
                self.problem("shape", f"{entry['file']}:{entry['line']}", "an occurrence of no task")
                continue
            start, finish = (self.world.minute(entry[key]) if entry.get(key) else None for key in ("start", "finish"))
            self.occurrences.append(Occurrence(task, date.fromisoformat(entry["day"]), start, finish,
                                               entry.get("missing") or 0, self.read_work(task, entry), entry))

    def read_row(self, task: Task, entry: dict) -> None:
        if not entry.get("start") or not entry.get("finish"):
            self.problem("shape", task, "no start or finish")
            return
        if entry.get("layer") not in LAYERS:
            self.problem("shape", task, f"layer `{entry.get('layer')}`")
            return
        if entry.get("reason", {}).get("kind") not in REASONS and entry["layer"] != "summary":
            self.problem("shape", task, f"reason {entry.get('reason')}")
            return
        row = Row(task, entry, self.world.minute(entry["start"]), self.world.minute(entry["finish"]),
                  self.read_work(task, entry), need(self.world, task))
        if is_recurring(task):
            self.recurring_rows[task] = row
            return
        if task.children and row.data["effort"] == 0 and any(amount < 1 for amount in row.need.others):
            row.need = Need("summary")
        row.choice = self.full_rates(row, tuple((a["who"], a["units"]) for a in entry.get("assigned", [])))
        row.told_start = row.start
        if task.children and row.need.kind != "summary":
            row.start = self.own_start(row)
        self.rows[task] = row

    def own_start(self, row: Row) -> int:
        if row.work:
            return min(first for _, first, _, _ in row.work)
        counted = np.flatnonzero(self.world.calendar[:row.finish])
        amount = round(row.data.get("effort") or row.need.amount)
        return int(counted[-amount]) if len(counted) >= amount > 0 else row.start

    def full_rates(self, row: Row, told: Choice) -> Choice:
        """The assignment as it is written: spread tasks tell what they take of everybody, and who does nothing is not told."""
        possible = []
        for choice in choices(self.plan, row.task):
            written = dict(choice)
            scaled = all(who in written and abs(rate - written[who] * row.need.scale) < 0.002 for who, rate in told)
            whole = all(who in written and abs(rate - written[who]) < 0.002 for who, rate in told)
            if told and (scaled or whole) and (len(told) == len(choice) or row.need.kind == "effort"):
                possible.append(choice)
        row.possible = possible
        return possible[0] if possible else told

    def settle_choice(self, row: Row) -> None:
        """Where several assignments fit because somebody who does nothing is not told, the one that leaves no gap."""
        for choice in row.possible if len(row.possible) > 1 else []:
            row.choice = choice
            before = len(self.problems)
            self.check_gaps(row)
            if len(self.problems) == before:
                return
            del self.problems[before:]

    def read_work(self, task: Task, entry: dict) -> list[tuple[str, int, int, float]]:
        found = []
        for part in entry.get("work", []):
            who, first, last = part["who"], self.world.minute(part["from"]), self.world.minute(part["to"])
            if who not in self.world.resources or first >= last or part["rate"] <= 0:
                self.problem("shape", task, f"work {part}")
                continue
            found.append((who, first, last, float(part["rate"])))
        return found

    def sum_loads(self) -> Loads:
        loads = Loads.empty(self.world)
        for row in self.rows.values():
            add_work(loads.layer(row.layer), row.work)
        for occurrence in self.occurrences:
            add_work(loads.recurring, occurrence.work)
        return loads

    # The whole

    def check_start(self) -> None:
        start = self.world.minute(self.data["from"])
        if start != self.world.start:
            self.problem("shape", "schedule", f"begins at {self.data['from']}, should at {self.world.text(self.world.start)}")
        # Holds are dated by their start; everything that is placed counts.
        last = max((row.finish for row in self.rows.values()), default=None)
        if last is not None and ("finish" not in self.data or self.world.minute(self.data["finish"]) != last):
            self.problem("shape", "schedule", f"finish {self.data.get('finish')}, its last task ends {self.world.text(last)}")

        ending = [row for row in self.rows.values() if row.finish == last]
        # Several people end in the same minute a minute later, so that a few minutes may be left to the last of all.
        if ending and not any(row.data.get("slack", 0) < 5 for row in ending):
            self.problem("slack", "schedule", f"nothing that ends last is critical: {', '.join(str(row.task) for row in ending)}")

    def check_everything_dated(self) -> None:
        recurring = {occurrence.task for occurrence in self.occurrences}
        for task in self.plan.tasks:
            dated, explained = task in self.rows, task in self.unscheduled
            if not is_open(task):
                if dated or explained:
                    self.problem("dated", task, f"is {task.status}, and has dates or a reason for none")
                continue
            if is_recurring(task):
                if "rec" in task.tags and not is_held(task) and task not in recurring and not dated and not self.flagged(task):
                    self.problem("dated", task, "a recurring task without occurrences and without a finding")
                continue
            if not dated and not explained and not self.flagged(task) and not is_empty(self.world, task):
                self.problem("dated", task, "has no dates, and nothing says why")
            if explained:
                self.check_unscheduled(task, self.unscheduled[task])

    def check_unscheduled(self, task: Task, reason: str) -> None:
        if reason in ("held", "waits-for-hold") and task.children:
            if not any(is_held(other) for other in [*below(task), *self.reached(task)]) and not is_empty(self.world, task):
                self.problem("dated", task, f"unscheduled as {reason}, and nothing below it or before it is held")
        elif reason == "held":
            if not is_held(task) and not (task.status == "held" and any(other in self.unscheduled for other in self.reached(task))):
                self.problem("dated", task, "unscheduled as held, and is not")
        elif is_held(task):
            self.problem("dated", task, f"held, but unscheduled as {reason}")
        elif reason == "waits-for-hold":
            if not any(is_held(other) for other in self.reached(task)):
                self.problem("dated", task, "waits for nothing that is held")
        elif reason == "circle":
            if not any(other in self.reached(other) for other in {task} | self.reached(task)):
                self.problem("dated", task, "is in no circle, and waits for none")
        elif reason == "nothing-left":
            if not is_empty(self.world, task):
                self.problem("dated", task, "unscheduled with nothing left, and there is something")
        elif reason == "waits-for-undated":
            if not any(other in self.unscheduled for other in self.reached(task)):
                self.problem("dated", task, "waits for nothing that has no dates")
        elif reason == "never-together" and "fixed" not in task.tags:
            self.problem("dated", task, "unscheduled as never-together, and is not pinned")
        elif not any(other in self.unscheduled for other in self.reached(task)):
            what = need(self.world, task)
            for choice in choices(self.plan, task):
                if any(rate * what.scale > self.world.capacity(who) for who, rate in choice):
                    continue
                pauses = "all" if task.tags.get("split") == "yes" else "fixed"
                minutes = minutes_for(self.world, what, choice, self.loads, pauses)
                start, end, _, _ = self.task_bounds(task)
                place = earliest_place(minutes, what.amount, start, end) if what.kind not in ("point", "summary") else None
                # Beyond it no recurring work is known.
                if place and place.finish <= HORIZON_DAYS * DAY:
                    self.problem("dated", task, f"unscheduled as {reason}, and there is a place for it")
                    return

    def reached(self, task: Task) -> set[Task]:
        """All tasks that a task waits for, directly or not."""
        if not hasattr(self, "_reached"):
            self._direct = {t: {o for b in bounds(self.plan, t) for o in node_tasks(b.source)} for t in self.plan.tasks if is_open(t)}
            self._reached: dict[Task, set[Task]] = {}
        if task not in self._reached:
            found: set[Task] = set()
            open_ends = list(self._direct.get(task, ()))
            while open_ends:
                other = open_ends.pop()
                if other not in found and is_open(other):
                    found.add(other)
                    open_ends += self._direct.get(other, ())
            self._reached[task] = found
        return self._reached[task]

    def flagged(self, task: Task, rules: re.Pattern | None = None) -> bool:
        """Whether a finding names the task."""
        for finding in self.data.get("findings", []):
            if rules and not rules.search(finding["rule"]):
                continue
            if (finding.get("file"), finding.get("line")) == task.key or task.text and task.text in finding.get("message", ""):
                return True
        return False

    # One task

    def check_people(self, row: Row) -> None:
        task = row.task
        working = {who for who, *_ in row.work}
        if row.layer in ("milestone", "summary", "waiting") or row.need.kind in ("calendar", "point", "summary"):
            if row.work:
                self.problem("people", task, f"takes nobody's time, and {working} work on it")
            return
        allowed = choices(self.plan, task)
        if sorted(row.choice) not in [sorted(choice) for choice in allowed]:
            self.problem("people", task, f"assigned to {row.choice}, written {allowed}")
            return
        logged = Counter()
        for _, minutes, who in task.log:
            logged[who] += minutes if who in dict(sum(allowed, ())) else 0
        most = [who for who, minutes in logged.items() if minutes == max(logged.values()) and minutes > 0]
        if task.status == "started" and most and len(allowed[0]) == 1 and row.choice[0][0] not in most:
            self.problem("people", task, f"in progress, {' and '.join(most)} logged most, and {row.choice[0][0]} goes on with it")
        if not working <= {who for who, _ in row.choice}:
            self.problem("people", task, f"assigned to {row.choice}, and {working} work on it")
        for who, rate in row.choice:
            for other, first, last, done in row.work:
                if other == who and abs(done - rate * row.need.scale) > 0.002 * max(1.0, rate):
                    self.problem("people", task, f"{who} works at {done}, should at {rate * row.need.scale:g}")
        for entry in row.data.get("assigned", []):
            total = sum(rate * (last - first) for who, first, last, rate in row.work if who == entry["who"])
            tolerance = 1 + sum(rate for _, rate in row.choice) + 0.06 * total * (row.need.scale != 1)
            if "minutes" in entry and abs(total - entry["minutes"]) > tolerance:
                self.problem("people", task, f"{entry['who']} is said to work {entry['minutes']} minutes, and works {total:g}")

    def check_capacity(self) -> None:
        excused = [row for row in self.rows.values() if row.layer == "fixed" and self.flagged(row.task, EXCUSES)]
        for key in self.world.resources:
            total = self.loads.total(key)
            for row in excused:
                for who, first, last, rate in row.work:
                    if who == key:
                        total[first:last] -= rate
            over = np.flatnonzero(total > self.world.capacity(key) + 0.005)
            told = self.overloaded_weeks(key)
            pinned = self.loads.fixed[key]
            over = [minute for minute in over if not (pinned[minute] and self.week(int(minute)) in told)]
            if len(over):
                minute = int(over[0])
                names = [str(row.task) for row in self.rows.values() if works_at(row.work, key, minute)]
                names += [str(o.task) for o in self.occurrences if works_at(o.work, key, minute)]
                self.problem("load", key, f"{total[minute]:g} of {self.world.capacity(key)} at {self.world.text(minute)}: {', '.join(names)}")

    def overloaded_weeks(self, key: str) -> set[str]:
        """The weeks for which a finding says that somebody is overloaded."""
        found = set()
        for finding in self.data.get("findings", []):
            if finding["rule"] == "overload" and f"@{key} " in finding["message"] + " ":
                found |= set(re.findall(r"\d{4}-W\d\d", finding["message"]))
        return found

    def week(self, minute: int) -> str:
        year, week, _ = (self.world.today + timedelta(days=minute // DAY)).isocalendar()
        return f"{year}-W{week:02}"

    def check_times(self, row: Row) -> None:
        task = row.task
        if row.work:
            first, last = min(w[1] for w in row.work), max(w[2] for w in row.work)
            if (first, last) != (row.start, row.finish):
                self.problem("time", task, f"works from {self.world.text(first)} to {self.world.text(last)}, but is said to last "
                                           f"from {row.data['start']} to {row.data['finish']}")
        if row.finish < row.start or row.layer != "summary" and (row.start == row.finish) != (row.layer == "milestone"):
            self.problem("time", task, f"from {row.data['start']} to {row.data['finish']}")
        if row.start < self.world.start and row.layer != "summary" and not self.excused(row):
            self.problem("time", task, f"starts before today's working time: {row.data['start']}")
        if self.excused(row):
            return
        for who, first, last, _ in row.work:
            there = self.world.available[who]
            if row.layer == "fixed":
                there = there | self.world.logged[who]  # a pin holds whatever was done today already
            away = np.flatnonzero(~there[max(0, first):last])
            if len(away):
                self.problem("time", task, f"{who} works at {self.world.text(first + int(away[0]))}: {self.why_away(who, first + int(away[0]))}")

    def excused(self, row: Row) -> bool:
        return row.layer == "fixed" and self.flagged(row.task, EXCUSES)

    def why_away(self, who: str, minute: int) -> str:
        world = self.world
        for name, array in (("holiday", world.holiday), ("on leave", world.leave[who]), ("logged already", world.logged[who])):
            if array[minute]:
                return name
        return "no working time"

    def check_effort(self, row: Row) -> None:
        task, what = row.task, row.need
        expected = {"summary": "summary", "point": "milestone"}.get(what.kind)
        if expected and row.layer != expected and not (what.kind == "point" and row.layer == "fixed"):
            self.problem("effort", task, f"layer {row.layer}, should be {expected}")
            return
        if what.kind in ("summary", "point"):
            return
        if row.layer in ("summary", "milestone"):
            self.problem("effort", task, f"layer {row.layer}, and has work of {what.amount:g} minutes")
            return
        if not what.exact:
            return
        reached = self.reached_amount(row)
        per_minute = max(1.0, sum(rate for _, rate in row.choice)) if what.kind == "effort" else 1.0
        wanted = (what.amount, *what.others)
        if not any(amount - what.slack - 0.01 <= reached < amount + what.slack + per_minute - SMALL + 0.01 for amount in wanted):
            self.problem("effort", task, f"{reached:g} minutes of {what.kind}, should be {what.amount:g}")
        if what.kind == "effort" and "effort" in row.data:
            if not any(abs(row.data["effort"] - amount) <= what.slack + 0.01 for amount in wanted):
                self.problem("effort", task, f"effort {row.data['effort']}, should be {what.amount:g}")
            told = [entry["minutes"] for entry in row.data.get("assigned", []) if "minutes" in entry]
            if told and abs(sum(told) - row.data["effort"]) > SMALL:
                self.problem("effort", task, f"the minutes of all assigned are {told}, together not {row.data['effort']}")

    def reached_amount(self, row: Row) -> float:
        if row.need.kind == "calendar" and "fixed" in row.task.tags and self.excused(row):
            # A pin in the past or outside the hours: of them it may take less, of the clock not.
            inside = float(self.world.calendar[max(row.start, 0):max(row.finish, 0)].sum())
            return row.need.amount if inside <= row.need.amount <= row.finish - row.start else inside
        if row.need.kind == "calendar":
            return float(self.world.calendar[row.start:row.finish].sum())
        if row.need.kind == "effort":
            return sum(rate * (last - first) for _, first, last, rate in row.work)
        if row.start < 0:  # a pin in the past
            return float(min(sum(last - first for other, first, last, _ in row.work if other == who) for who, _ in row.choice))
        together = np.ones(self.world.length, bool)
        for who, _ in row.choice:
            together &= worked_minutes(self.world, row.work, who)
        for who, first, last, _ in row.work:
            if not together[first:last].all():
                self.problem("gap", row.task, f"{who} works on it while somebody else does not, and it is a span")
                break
        return float(together.sum())

    def check_gaps(self, row: Row) -> None:
        """Between start and finish everybody works on it whenever nothing excuses them."""
        if row.need.kind not in ("effort", "span", "spread") or self.excused(row) or not row.work:
            return
        others = self.without(row)
        pauses = self.pauses(row)
        minutes = minutes_for(self.world, row.need, row.choice, others, pauses, row.finish)
        first = self.world.start if row.layer == "running" else row.start
        for (who, _), there in zip(row.choice, minutes.work):
            idle = there & ~worked_minutes(self.world, row.work, who)[:row.finish]
            # Whoever is not needed for the last minute's rest need not work in it.
            last = row.finish - 1 if row.need.kind == "effort" and len(row.choice) > 1 else row.finish
            found = np.flatnonzero(idle[first:last])
            if len(found):
                self.problem("gap", row.task, f"{who} could work on it at {self.world.text(first + int(found[0]))}, and does not")
        found = np.flatnonzero(minutes.blocked[row.start:row.finish])
        if len(found) and row.layer == "planned":
            self.problem("gap", row.task, f"is interrupted by planned or running work at {self.world.text(row.start + int(found[0]))}")

    def pauses(self, row: Row) -> str:
        if row.task.tags.get("split") == "yes":
            return "all"
        return {"running": "running", "fixed": "fixed"}.get(row.layer, "fixed")

    def without(self, row: Row) -> Loads:
        """All loads but the task's own."""
        loads = Loads(dict(self.loads.recurring), dict(self.loads.fixed), dict(self.loads.running), dict(self.loads.planned))
        layer = loads.layer(row.layer)
        for who in {who for who, *_ in row.work}:
            layer[who] = layer[who].copy()
        add_work(layer, row.work, -1)
        return loads

    # Order and dates

    def check_order(self, row: Row) -> None:
        if row.task.status == "started" or row.need.kind == "summary" or self.excused(row):
            return
        for bound in bounds(self.plan, row.task):
            found = bound_minutes(self.world, self.rows, self.unscheduled, bound)
            if found == "undated":
                if not any(is_recurring(task) for task in node_tasks(bound.source)):
                    self.problem("order", row.task, f"has dates, and waits for {bound.source}, which has none")
                continue
            time = row.start if bound.side == "start" else row.finish
            if found and time < found[0]:
                self.problem("order", row.task, f"its {bound.side} is {self.world.text(time)}, before {self.world.text(found[0])}: "
                                                f"the {bound.which} of {bound.source} and a lag of {bound.lag}")

    def task_bounds(self, task: Task) -> tuple[int, int, int, int]:
        """The earliest start and end: in the mildest and in the strictest reading of lags."""
        low_start = high_start = self.world.start
        low_end = high_end = 0
        if task.status == "started":
            return low_start, low_end, high_start, high_end
        for _, minute, _ in not_before(self.world, task):
            low_start, high_start = max(low_start, minute), max(high_start, minute)
        for bound in bounds(self.plan, task):
            found = bound_minutes(self.world, self.rows, self.unscheduled, bound)
            if not found or found == "undated":
                continue
            if bound.side == "start":
                low_start, high_start = max(low_start, found[0]), max(high_start, found[1])
            else:
                low_end, high_end = max(low_end, found[0]), max(high_end, found[1])
        return low_start, low_end, high_start, high_end

    def check_dates(self, row: Row) -> None:
        task = row.task
        if row.need.kind == "summary":
            return
        if row.need.kind == "point":
            self.check_milestone(row)
        if "fixed" in task.tags and task.status == "open":
            self.check_pin(row)
        elif task.status != "started" and row.need.kind != "point":
            for kind, minute, node in not_before(self.world, task):
                if row.start < minute:
                    self.problem("date", task, f"starts {row.data['start']}, before {self.world.text(minute)} ({kind} of {node})")
        if "scheduled" in task.tags and "fixed" not in task.tags and task.status == "open" and row.need.kind != "point" and not task.children:
            wanted = self.world.of_day(day_of(task.tags["scheduled"])[0])
            late = row.start // DAY * DAY > wanted
            found = any((f.get("file"), f.get("line")) == task.key and f["rule"] == "pin-not-kept" for f in self.data.get("findings", []))
            if wanted >= 0 and late and not found:
                self.problem("pin", task, f"scheduled for {task.tags['scheduled']}, starts {row.data['start']}, and no finding says so")
            if found and not late:
                self.problem("pin", task, "pin-not-kept, and it is kept")

    def check_pin(self, row: Row) -> None:
        if self.flagged(row.task, EXCUSES):
            return
        if row.layer not in ("fixed", "milestone"):
            self.problem("pin", row.task, f"fixed, and in layer {row.layer}")
            return
        day, minute = day_of(row.task.tags["fixed"])
        wanted = self.world.of_day(day, minute)
        if minute is not None:
            kept = row.start == wanted
        else:
            possible = self.contribution_anyhow(row)
            first = np.flatnonzero(possible[max(0, wanted):wanted + DAY])
            kept = row.start // DAY * DAY == wanted and (row.need.kind == "point" or len(first) and row.start >= wanted + first[0])
        if not kept:
            self.problem("pin", row.task, f"fixed to {row.task.tags['fixed']}, starts {row.data['start']}, and no finding says why")

    def contribution_anyhow(self, row: Row) -> np.ndarray:
        """Minutes in which a task's people are there, whatever else they do."""
        if row.need.kind == "calendar" or not row.choice:
            return self.world.calendar
        arrays = [self.world.available[who] | self.world.logged[who] for who, _ in row.choice]
        return np.logical_or.reduce(arrays) if row.need.kind == "effort" else np.logical_and.reduce(arrays)

    def check_milestone(self, row: Row) -> None:
        """On the latest end before it, else on its due day, else on the scheduled one."""
        task = row.task
        if "fixed" in task.tags:
            return
        low, high, waits = -10 ** 9, -10 ** 9, False
        for bound in bounds(self.plan, task):
            found = bound_minutes(self.world, self.rows, self.unscheduled, bound)
            if found and found != "undated":
                low, high = max(low, found[0]), max(high, found[1])
                waits = waits or any(is_open(other) and not is_empty(self.world, other) for other in node_tasks(bound.source))
        dates = max((minute for _, minute, _ in not_before(self.world, task)), default=-10 ** 9)
        if waits:
            opening = int(np.argmax(self.world.calendar)) if self.world.calendar.any() else self.world.start
            allowed_low, allowed_high = max(low, self.world.start), max(high, opening, dates)
            if not allowed_low <= row.start <= allowed_high or low < row.start < dates:
                self.problem("milestone", task, f"at {row.data['start']}, the latest end before it is {self.world.text(low)}")
            return
        if low > -10 ** 9:
            return
        for key in ("due", "scheduled"):
            if key in task.tags:
                wanted = self.world.of_day(day_of(task.tags[key], last=key == "due")[0])
                if wanted >= 0 and not wanted <= row.start <= max(wanted + DAY, dates):
                    self.problem("milestone", task, f"at {row.data['start']}, {key} {task.tags[key]}")
                return

    def check_summary(self, row: Row) -> None:
        if not row.task.children:
            return
        times = [self.rows[child] for child in below(row.task) if child in self.rows]
        starts, ends = [r.told_start for r in times], [r.finish for r in times]
        if row.need.kind != "summary":
            starts, ends = [*starts, row.start], [row.finish]
        if any(child in self.unscheduled for child in below(row.task)):
            return
        if starts and (row.told_start, row.finish) != (min(starts), max(ends)):
            self.problem("summary", row.task, f"from {row.data['start']} to {row.data['finish']}, should be from "
                         f"{self.world.text(min(starts))} to {self.world.text(max(ends))}")

    def check_slack(self, row: Row) -> None:
        slack, network = row.data.get("slack"), row.data.get("networkSlack")
        if row.layer == "summary" or slack is None:
            return
        if slack < 0 or network is not None and network < 0:
            self.problem("slack", row.task, f"slack {slack}, network slack {network}")
        if network is not None and slack > network:
            self.problem("slack", row.task, f"slack {slack}, more than {network} without regard to people")
        if "critical" in row.data and row.data["critical"] != (slack == 0):
            self.problem("slack", row.task, f"critical {row.data['critical']} with a slack of {slack}")

    # Earliest places and reasons

    def check_place(self, row: Row) -> None:
        """The fast pass puts a task to its earliest place, and gives it to whoever ends it first."""
        if self.optimized or row.layer not in ("planned", "waiting") or row.need.kind in ("summary", "point") or not row.need.exact:
            return
        others, pauses = self.without(row), self.pauses(row)
        low_start, low_end, high_start, high_end = self.task_bounds(row.task)
        amount = self.reached_amount(row) if row.need.slack > SMALL or row.need.others else row.need.amount
        if row.need.kind == "effort" and row.need.slack > SMALL:
            amount = row.data.get("effort", amount)
        places = []
        for choice in [row.choice] if row.need.kind == "calendar" else choices(self.plan, row.task):
            minutes = minutes_for(self.world, row.need, choice, others, pauses, row.finish + 1)
            mild = earliest_place(minutes, amount, low_start, low_end)
            strict = mild if (low_start, low_end) == (high_start, high_end) else earliest_place(minutes, amount, high_start, high_end)
            places.append((choice, mild, strict))
        mine = next((p for p in places if sorted(p[0]) == sorted(row.choice)), None)
        if mine is None or mine[1] is None:
            self.problem("earliest", row.task, f"no place at all is found for it, and it lies at {row.data['start']}")
            return
        # Where a bound on the end pushes the start of several people's work, what is planned later may take time from them, so
        # that an earlier start would reach the bound, too: it is not judged.
        pushed = False
        if high_end > 0 and len(row.choice) > 1:
            minutes = minutes_for(self.world, row.need, mine[0], others, pauses, row.finish + 1)
            unbound = earliest_place(minutes, amount, low_start, 0)
            pushed = unbound is not None and unbound.finish < high_end
        # In the strictest reading of the bounds it may lie later than it does.
        latest = mine[2].start if mine[2] else row.start
        if not mine[1].start <= row.start <= latest and not pushed:
            self.problem("earliest", row.task, f"starts {row.data['start']}, could at {self.world.text(mine[1].start)}")
        position = places.index(mine)
        for index, (choice, _, strict) in enumerate(places):
            if index == position and pushed:
                continue
            if strict and (strict.finish < row.finish
                           or strict.finish == row.finish and index < position):
                self.problem("choice", row.task, f"ends {row.data['finish']} with {row.choice}, would end "
                                                 f"{self.world.text(strict.finish)} with {choice}, written {'before' if index < position else 'after'}")
                return

    def check_reason(self, row: Row) -> None:
        reason = row.data["reason"]
        kind = reason["kind"]
        if row.task.children:
            first = [self.rows[t] for t in below(row.task) if t in self.rows and self.rows[t].told_start == row.told_start]
            if kind in {r.data["reason"]["kind"] for r in first}:
                return
            if row.told_start != row.start or row.layer == "summary":
                self.problem("reason", row.task, f"starts because of {kind}, which is no reason of its first subtask")
                return
        if kind == "continues":
            if row.task.status != "started":
                self.problem("reason", row.task, "is said to continue, and is not in progress")
            return
        if row.layer == "fixed" and kind == "pin":
            return
        true = self.true_reasons(row)
        if kind not in {name for name, _ in true}:
            names = sorted({name for name, _ in true})
            self.problem("reason", row.task, f"starts {row.data['start']}, because of {kind} ({reason.get('what')}): not true; "
                                             f"true: {', '.join(names) or 'nothing'}")
            return
        ref = reason.get("ref")
        keys = {key for name, keys in true if name == kind for key in keys}
        if kind in ("dependency", "busy", "recurring"):
            if not ref:
                self.problem("reason", row.task, f"because of {kind}, and no task is named")
            elif (ref["file"], ref["line"]) not in keys:
                self.problem("reason", row.task, f"because of {kind} by {ref['file']}:{ref['line']}: not true; true: {sorted(keys)}")
        last = row.finish if kind == "dependency" else row.start
        if reason.get("until") and self.world.minute(reason["until"]) > last:
            self.problem("reason", row.task, f"waits until {reason['until']}, and starts {row.data['start']}")

    def true_reasons(self, row: Row) -> list[tuple[str, set[tuple[str, int]]]]:
        """What the task would break one working minute earlier, with all others where they are."""
        world, found = self.world, []
        others = self.without(row)
        base = self.base_minutes(row)
        earlier = np.flatnonzero(base[:row.start])
        minute = row.start - 1 if row.need.kind == "point" else int(earlier[-1]) if len(earlier) else -1
        if minute < world.start:
            found.append(("today", set()))
        if row.task.status != "started":
            for kind, bound, _ in not_before(world, row.task):
                if minute < bound:
                    found.append((kind, set()))
            if "fixed" in row.task.tags:
                found.append(("pin", set()))
            if row.need.kind == "point":
                found += [("pin", set())] * ("scheduled" in row.task.tags or "due" in row.task.tags)
            found += self.broken_bounds(row, minute, others)
        if row.need.kind in ("effort", "span", "spread") and minute >= 0:
            found += self.blocked_people(row, minute, others)
        elif row.need.kind == "calendar" and minute >= 0 and world.holiday[minute]:
            found.append(("holiday", set()))
        return found

    def base_minutes(self, row: Row) -> np.ndarray:
        if row.need.kind in ("calendar", "point") or not row.choice:
            return self.world.calendar_base
        arrays = [self.world.base[who] for who, _ in row.choice]
        return np.logical_or.reduce(arrays) if row.need.kind == "effort" else np.logical_and.reduce(arrays)

    def broken_bounds(self, row: Row, minute: int, others: Loads) -> Iterator[tuple[str, set[tuple[str, int]]]]:
        ending = None
        for bound in bounds(self.plan, row.task):
            found = bound_minutes(self.world, self.rows, self.unscheduled, bound)
            if not found or found == "undated":
                continue
            keys = {bound.source.key} | {task.key for task in node_tasks(bound.source)} | {node.key for node in [row.task]}
            if bound.side == "start" or row.need.kind == "point":
                if minute < found[1]:
                    yield "dependency", keys
                continue
            if ending is None:
                ending = self.end_from_earlier(row, others)
            if ending < found[1]:
                yield "dependency", keys

    def end_from_earlier(self, row: Row, others: Loads) -> int:
        """Where the task would end at the earliest if it had worked one possible minute before its start."""
        minutes = minutes_for(self.world, row.need, row.choice, others, self.pauses(row), row.finish + 1)
        if not 0 <= row.start < len(minutes.contribution):
            return row.finish
        contribution, counted = minutes.contribution, np.concatenate([[0], np.cumsum(minutes.contribution)])
        amount = row.data.get("effort", row.need.amount) if row.need.kind == "effort" else self.reached_amount(row)
        # The minute is one like its first: that it is taken by something else is another reason.
        ends = [int(np.searchsorted(counted, counted[row.start] + amount - contribution[row.start] - SMALL, "left"))]
        before = np.flatnonzero(contribution[:row.start] > 0)
        if len(before):
            ends.append(int(np.searchsorted(counted, counted[before[-1]] + amount - SMALL, "left")))
        return min(ends)

    def blocked_people(self, row: Row, minute: int, others: Loads) -> list[tuple[str, set[tuple[str, int]]]]:
        """Why nobody can begin at a minute: with efforts one free person is enough, unless planned work blocks another."""
        world, found, free = self.world, [], False
        for who, rate in row.choice:
            if not world.base[who][minute]:
                continue
            mine: list[tuple[str, set[tuple[str, int]]]] = []
            if world.holiday[minute]:
                mine.append(("holiday", set()))
            if world.leave[who][minute]:
                mine.append(("leave", set()))
            if world.logged[who][minute]:
                mine.append(("today", set()))
            room = world.capacity(who) - rate * row.need.scale + SMALL
            if others.total(who)[minute] > room:
                busy = {r.task.key for r in self.rows.values() if r is not row and works_at(r.work, who, minute)}
                occurring = {o.task.key for o in self.occurrences if works_at(o.work, who, minute)}
                mine += [("busy", busy)] * bool(busy) + [("recurring", occurring)] * bool(occurring)
                if row.task.status == "started" and busy:
                    mine.append(("busy", busy))
            if not mine:
                free = True
            found += mine
        return [entry for entry in found if entry[0] == "busy"] if free and row.need.kind == "effort" else found

    # Recurring work

    def check_occurrences(self) -> None:
        today, listed_days = self.world.today, [occurrence.day for occurrence in self.occurrences]
        # All up to the last one listed must be there, and all up to the end of the schedule.
        horizon = max([today, *listed_days, *(today + timedelta(days=row.finish // DAY) for row in self.rows.values())])
        horizon = min(horizon, today + timedelta(days=self.world.days - 26))
        listed: dict[Task, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            listed.setdefault(occurrence.task, []).append(occurrence)
        for task in self.plan.tasks:
            if "rec" not in task.tags or not is_open(task):
                continue
            mine = sorted(listed.get(task, []), key=lambda o: o.day)
            if task.status == "held" or is_held(task):
                if mine:
                    self.problem("occurrence", task, "is held, and has occurrences")
                continue
            what = self.occurrence_need(task)
            if what is None or not choices(self.plan, task)[0]:
                if any(o.work for o in mine):
                    self.problem("occurrence", task, "has no estimate or nobody to do it, and takes time")
                continue
            got = [o.day for o in mine if o.day <= horizon]
            try:
                wanted = occurrence_days(self.plan, task, self.world.today, horizon)
            except UnknownRule:
                wanted = got
            if got != wanted:
                self.problem("occurrence", task, f"days {', '.join(map(str, got))}, should be {', '.join(map(str, wanted))}")
            for index, occurrence in enumerate(mine):
                if occurrence.day <= horizon:
                    following = mine[index + 1].day if index + 1 < len(mine) else None
                    self.check_occurrence(occurrence, what, following)

    def occurrence_need(self, task: Task) -> Need | None:
        from rules import estimate
        likely = estimate(self.plan, task)
        if likely is None:
            stated = [estimate(self.plan, child) for child in below(task) if is_open(child)]
            likely = sum(value for value in stated if value is not None) or None
        if likely is None:
            return None
        return Need("effort", likely, SMALL if likely == int(likely) else 1)

    def check_occurrence(self, occurrence: Occurrence, what: Need, following: date | None) -> None:
        """It takes the first minutes of its day that no other occurrence takes, and goes on until the next one."""
        world, task = self.world, occurrence.task
        people = tuple({who: rate for who, _, _, rate in occurrence.work}.items())
        reached = sum(rate * (last - first) for _, first, last, rate in occurrence.work)
        per_minute = max(1.0, sum(rate for _, rate in people))
        if task.tags.get("holiday") == "skip" and not occurrence.work and not occurrence.missing:
            first = world.of_day(occurrence.day)
            if any((world.base[who] & ~world.holiday & ~world.leave[who])[first:first + DAY].any() for who, _ in choices(self.plan, task)[0]):
                self.problem("occurrence", task, f"{occurrence.day}: is left out, and is nobody's day off")
            return
        rounding = 0.51 if occurrence.missing else 0.01  # half a minute of somebody's half
        if not what.amount - what.slack - rounding <= reached + occurrence.missing < what.amount + what.slack + per_minute:
            self.problem("occurrence", task, f"{occurrence.day}: {reached:g} and {occurrence.missing} missing of {what.amount:g} minutes")
        for who, first, last, _ in occurrence.work:
            away = np.flatnonzero(~world.available[who][max(0, first):last])
            if first < world.start or len(away):
                self.problem("time", task, f"{occurrence.day}: {who} works at {world.text(first + int(away[0]) if len(away) else first)}: "
                                           f"{self.why_away(who, first + int(away[0])) if len(away) else 'before today'}")
        if occurrence.work and (occurrence.start, occurrence.finish) != (min(w[1] for w in occurrence.work), max(w[2] for w in occurrence.work)):
            self.problem("time", task, f"{occurrence.day}: start or finish is not that of its work")
        options = choices(self.plan, task)
        if occurrence.work and not any({who for who, _ in people} <= {who for who, _ in choice} for choice in options):
            self.problem("people", task, f"{occurrence.day}: {people} work on it, written {options}")
        if occurrence.missing and not any("overload" in f["rule"] for f in self.data.get("findings", [])):
            self.problem("occurrence", task, f"{occurrence.day}: {occurrence.missing} minutes are missing, and no finding says so")
        end = world.length if following is None else world.of_day(following)
        first = self.occurrence_start(occurrence, options)
        if first is None:
            return
        last = (occurrence.finish or end) if not occurrence.missing else min(end, world.length)
        for choice in options:
            if people and {who for who, _ in people} <= {who for who, _ in choice} and len(choice) == 1:
                (who, rate), = choice
                taken = self.loads.recurring[who].copy()
                add_work({who: taken}, occurrence.work, -1)
                idle = world.available[who] & (taken + rate <= world.capacity(who) + SMALL) & ~worked_minutes(world, occurrence.work, who)
                found = np.flatnonzero(idle[first:last])
                if len(found):
                    self.problem("occurrence", task, f"{occurrence.day}: {who} could do it at {world.text(first + int(found[0]))}, and does not")
                break

    def occurrence_start(self, occurrence: Occurrence, options: list[Choice]) -> int | None:
        """The midnight of the day on which it is done: its own, on a day off the working day before, or what `holiday:` says."""
        world, task = self.world, occurrence.task
        if len(options) != 1 or len(options[0]) != 1 or not occurrence.work or task.tags.get("holiday") == "skip":
            return None
        wanted = occurrence_midnight(world, task, occurrence.day, options[0][0][0])
        if occurrence.start < wanted:
            self.problem("occurrence", task, f"{occurrence.day}: begins {world.text(occurrence.start)}, before its day")
        return wanted


def occurrence_midnight(world: World, task: Task, day: date, who: str) -> int:
    """The beginning of the day on which somebody does what is due on a day."""
    wanted = world.of_day(day)
    working = world.base[who] & ~world.holiday & ~world.leave[who]
    step = DAY if task.tags.get("holiday") == "after" else -DAY
    while 0 <= wanted < world.length and not working[wanted:wanted + DAY].any():
        wanted += step
    return max(0, wanted)


def add_work(loads: dict[str, np.ndarray], work: list[tuple[str, int, int, float]], factor: int = 1) -> None:
    for who, first, last, rate in work:
        loads[who][max(0, first):max(0, last)] += factor * rate


def works_at(work: list[tuple[str, int, int, float]], who: str, minute: int) -> bool:
    return any(w == who and first <= minute < last for w, first, last, _ in work)


def worked_minutes(world: World, work: list[tuple[str, int, int, float]], who: str) -> np.ndarray:
    found = np.zeros(world.length, bool)
    for w, first, last, _ in work:
        if w == who:
            found[max(0, first):max(0, last)] = True
    return found


def node_tasks(node: Node) -> list[Task]:
    """The tasks that a task or project consists of, recurring ones left out."""
    if isinstance(node, Task):
        return [node] if is_recurring(node) else [node, *(task for task in below(node) if not is_recurring(task))]
    return [task for task in below(node) if not is_recurring(task)]


def bound_minutes(world: World, rows: dict, unscheduled: dict, bound: Bound) -> tuple[int, int] | str | None:
    """The minute that a bound sets, in the mildest and the strictest reading; "undated", or None where nothing is set."""
    tasks = [task for task in node_tasks(bound.source) if task.status != "cancelled"]
    if isinstance(bound.source, Task) and bound.source.status == "cancelled":
        return None
    going = [task for task in tasks if is_open(task) and not is_empty(world, task)]
    if isinstance(bound.source, Task) and bound.source.status == "done":
        going = []
    if going:
        dated = [rows[task] for task in going if task in rows]
        if len(dated) < len(going) and any(task in unscheduled for task in going) or not dated:
            return "undated"
        time = min(row.start for row in dated) if bound.which == "start" else max(row.finish for row in dated)
        return world.shifted(time, bound.lag, bound.elapsed)
    if isinstance(bound.source, Task) and bound.source.status == "done":
        tasks = [bound.source]
    done = [day_of(task.tags["done"])[0] for task in tasks if "done" in task.tags]
    if not tasks:
        return None
    now = world.shifted(world.start, bound.lag, bound.elapsed)
    if not done or max(done) >= world.today or bound.which == "start":
        return min(now[0], world.start) if bound.which == "start" or not done else now[0], now[1]
    hours = world.plan.calendar.hours
    low = world.shifted(world.of_day(max(done), max(last for _, last in hours)), bound.lag, bound.elapsed)[0]
    high = world.shifted(world.of_day(max(done)) + DAY, bound.lag, bound.elapsed)[1]
    return low, high


def check(plan: Plan, data: dict, optimized: bool = False) -> list[Problem]:
    """All that does not hold in a schedule."""
    return Checker(plan, data, optimized).run()


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="plan folders")
    parser.add_argument("--today", default="2026-03-09", help="the day of the schedule (default 2026-03-09)")
    parser.add_argument("--option", action="append", default=[], help="an option for planmd schedule, such as --option=--seed=1")
    parser.add_argument("--optimized", action="store_true", help="the schedule is not that of the fast pass")
    parser.add_argument("--plans", type=int, default=12, help="with --self-test: how many plans are spoilt (default 12)")
    options = parser.parse_args()
    tally = Tally(shown=200)
    if options.self_test:
        from mutations import self_test
        self_test(tally, options.plans)
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    for folder in options.folders:
        command = ["schedule", "-f", "json", "--detail", "--today", options.today, *options.option]
        result = run(planmd, *command, root=folder)
        if not tally.check(result.returncode == 0, f"{folder}: exit code {result.returncode}: {result.stderr.decode()}"):
            continue
        for problem in check(read_plan(folder), json.loads(result.stdout), options.optimized):
            tally.check(False, f"{folder}: {problem}")
    tally.finish()


if __name__ == "__main__":
    main()
