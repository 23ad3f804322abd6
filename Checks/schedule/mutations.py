"""Spoils good schedules in ways that the checker must notice: each kind of mistake, on random plans."""

from __future__ import annotations

import copy
import random
import tempfile
from collections import Counter
from pathlib import Path

from checker import Checker, Row, check
from common import Tally
from plan_reader import Plan, read_plan
from random_plans import random_plan
from reference import schedule
from rules import DAY, World, below, choices


class Spoiler:
    """One good schedule, to be spoilt again and again; each method gives what must be found, or None where it cannot."""

    def __init__(self, plan: Plan, good: dict, r: random.Random):
        self.plan, self.good, self.r = plan, good, r
        self.checker = Checker(plan, good)
        self.checker.run()
        self.world = self.checker.world

    def spoilt(self, name: str) -> tuple[dict, set[str]] | None:
        self.data = copy.deepcopy(self.good)
        kinds = getattr(self, name)()
        return (self.data, kinds) if kinds else None

    def one(self, wanted) -> dict | None:
        """A random entry among the tasks."""
        rows = [row for row in self.checker.rows.values() if wanted(row)]
        if not rows:
            return None
        self.row: Row = self.r.choice(rows)
        return next(e for e in self.data["tasks"] if (e["file"], e["line"]) == self.row.task.key)

    def shift(self, entry: dict, minutes: int) -> None:
        for part in [entry, *entry["work"]]:
            for key in ("start", "finish", "from", "to"):
                if key in part:
                    part[key] = self.world.text(self.world.minute(part[key]) + minutes)

    def week_later(self):
        entry = self.one(lambda row: row.layer == "planned" and row.work)
        if entry:
            self.shift(entry, 7 * DAY)
            return {"earliest", "time", "gap", "load", "order", "effort", "reason"}

    def week_earlier(self):
        entry = self.one(lambda row: row.layer == "planned" and row.work)
        if entry:
            self.shift(entry, -7 * DAY)
            return {"earliest", "time", "gap", "load", "order", "date", "effort"}

    def minute_earlier(self):
        entry = self.one(lambda row: row.layer == "planned" and len(row.work) == 1 and row.start % DAY)
        if entry:
            self.shift(entry, -1)
            return {"time", "gap", "load", "order", "date", "earliest"}

    def minute_later(self):
        entry = self.one(lambda row: row.layer == "planned" and len(row.work) == 1)
        if entry:
            self.shift(entry, 1)
            return {"time", "gap", "load", "earliest"}

    def cut_short(self):
        entry = self.one(lambda row: row.layer == "planned" and len(row.work) == 1 and row.finish - row.start > 1)
        if entry:
            entry["finish"] = entry["work"][0]["to"] = self.world.text(self.row.finish - 1)
            return {"effort"}

    def go_on(self):
        entry = self.one(lambda row: row.layer == "planned" and len(row.work) == 1)
        if entry:
            entry["finish"] = entry["work"][0]["to"] = self.world.text(self.row.finish + 60)
            return {"effort"}

    def pause(self):
        entry = self.one(lambda row: row.layer == "planned" and any(b - a > 10 for _, a, b, _ in row.work))
        if entry:
            index = next(i for i, (_, a, b, _) in enumerate(self.row.work) if b - a > 10)
            part = entry["work"][index]
            _, first, last, _ = self.row.work[index]
            entry["work"][index:index + 1] = [part | {"to": self.world.text(first + 5)}, part | {"from": self.world.text(first + 7)}]
            return {"gap"}

    def forget(self):
        entry = self.one(lambda row: row.layer in ("planned", "waiting", "running", "fixed"))
        if entry:
            self.data["tasks"].remove(entry)
            self.data["findings"] = [f for f in self.data["findings"] if (f["file"], f["line"]) != self.row.task.key]
            return {"dated"}

    def excuse(self):
        entry = self.one(lambda row: row.layer == "planned" and row.work and row.task.status == "open" and row.need.slack < 1)
        if entry:
            self.data["tasks"].remove(entry)
            reason = self.r.choice(["held", "no-place", "beyond-horizon", "circle"])
            self.data["unscheduled"].append({"file": entry["file"], "line": entry["line"], "text": entry["text"], "reason": reason})
            reached = self.checker.reached(self.row.task)
            if reason == "circle" and any(o in self.checker.reached(o) for o in reached) or any(o in self.checker.unscheduled for o in reached):
                return None
            return {"dated"}

    def other_person(self):
        entry = self.one(lambda row: row.layer == "planned" and row.work and not self.plan.nobody)
        if entry:
            who = entry["assigned"][0]["who"]
            others = [key for key in self.world.resources if not any(key in dict(c) for c in choices(self.plan, self.row.task))]
            if not others:
                return None
            new = self.r.choice(others)
            for part in [*entry["assigned"], *entry["work"]]:
                part["who"] = new if part["who"] == who else part["who"]
            return {"people"}

    def other_rate(self):
        entry = self.one(lambda row: row.layer == "planned" and row.work)
        if entry:
            for part in entry["work"]:
                part["rate"] = part["rate"] / 2
            return {"people"}

    def too_much(self):
        """Two tasks of one person at the same time."""
        entry = self.one(lambda row: row.layer == "planned" and row.work and row.work[0][3] == 1 and self.world.capacity(row.work[0][0]) == 1)
        if entry:
            who, first, last, _ = self.row.work[0]
            others = [e for e in self.data["tasks"] if e is not entry and e["work"] and e["layer"] == "planned"]
            if not others:
                return None
            other = self.r.choice(others)
            other["work"].append({"who": who, "from": self.world.text(first), "to": self.world.text(last), "rate": 1})
            return {"load"}

    def on_leave(self):
        entry = self.one(lambda row: row.layer == "planned" and row.work and self.world.leave[row.work[0][0]][:-DAY].any())
        if entry:
            who = self.row.work[0][0]
            away = (self.world.leave[who] & self.world.base[who]).nonzero()[0]
            if not len(away):
                return None
            at = int(self.r.choice(away))
            entry["work"].append({"who": who, "from": self.world.text(at), "to": self.world.text(at + 1), "rate": entry["work"][0]["rate"]})
            return {"time"}

    def wrong_reason(self):
        entry = self.one(lambda row: row.layer == "planned" and not row.task.children)
        if entry:
            true = {kind for kind, _ in self.checker.true_reasons(self.row)}
            false = [k for k in ("today", "start", "project-start", "pin", "dependency", "busy", "leave", "holiday", "recurring", "continues") if k not in true]
            entry["reason"] = {"kind": self.r.choice(false), "what": ""}
            return {"reason"}

    def wrong_task_named(self):
        entry = self.one(lambda row: row.layer == "planned" and row.data["reason"].get("ref") and not row.task.children)
        if entry:
            kind = entry["reason"]["kind"]
            true = {key for name, keys in self.checker.true_reasons(self.row) if name == kind for key in keys}
            others = [t.key for t in self.plan.tasks if t.key not in true]
            if others:
                file, line = self.r.choice(others)
                entry["reason"]["ref"] = {"file": file, "line": line}
                return {"reason"}

    def break_order(self):
        """A task begins a minute before what it waits for allows."""
        def waits(row: Row) -> bool:
            return row.layer == "waiting" and row.data["reason"]["kind"] == "dependency"
        entry = self.one(waits)
        if entry:
            entry["start"] = self.world.text(self.row.start - DAY)
            return {"order", "effort", "time", "earliest"}

    def milestone_moved(self):
        entry = self.one(lambda row: row.layer == "milestone" and row.data["reason"]["kind"] == "dependency")
        if entry:
            self.shift(entry, self.r.choice([-1, 1, DAY]))
            return {"milestone", "order"}

    def milestone_lasts(self):
        entry = self.one(lambda row: row.layer == "milestone")
        if entry:
            entry["finish"] = self.world.text(self.row.finish + 60)
            return {"time"}

    def summary_wrong(self):
        unscheduled = self.checker.unscheduled
        entry = self.one(lambda row: row.layer == "summary" and not any(child in unscheduled for child in below(row.task)))
        if entry:
            entry["finish"] = self.world.text(self.row.finish + DAY)
            return {"summary"}

    def wish_unnoticed(self):
        found = [f for f in self.data["findings"] if f["rule"] == "pin-not-kept"]
        if found:
            self.data["findings"].remove(self.r.choice(found))
            return {"pin"}

    def pin_ignored(self):
        entry = self.one(lambda row: row.layer == "fixed" and row.work)
        if entry:
            self.data["findings"] = [f for f in self.data["findings"] if (f["file"], f["line"]) != self.row.task.key]
            self.shift(entry, 7 * DAY)
            return {"pin", "time"}

    def critical_wrong(self):
        entry = self.one(lambda row: row.layer == "planned")
        if entry:
            entry["critical"] = not entry["critical"]
            return {"slack"}

    def finish_wrong(self):
        if self.data["tasks"]:
            self.data["finish"] = self.world.text(self.world.minute(self.data["finish"]) + 1)
            return {"shape"}

    def occurrence_missing(self):
        count = Counter((o["file"], o["line"]) for o in self.data["occurrences"])
        found = [o for o in self.data["occurrences"][:-1] if o["work"] and count[o["file"], o["line"]] > 2]
        if found:
            mine = [o for o in found if (o["file"], o["line"]) == (found[0]["file"], found[0]["line"])]
            if len(mine) > 2 and mine[1]["day"] <= self.data["finish"]:
                self.data["occurrences"].remove(mine[1])
                return {"occurrence"}

    def occurrence_short(self):
        found = [o for o in self.data["occurrences"][:5] if o["work"]]
        if found:
            part = found[0]["work"][-1]
            found[0]["finish"] = part["to"] = self.world.text(self.world.minute(part["to"]) - 1)
            return {"occurrence", "shape"}

    def occurrence_later(self):
        """Not with the first minutes of its day."""
        found = [o for o in self.data["occurrences"][:8] if len(o["work"]) == 1]
        if found:
            self.shift(found[0], 5)
            return {"occurrence", "time", "load", "earliest", "gap"}


NAMES = [name for name, value in vars(Spoiler).items() if not name.startswith("_") and name not in ("spoilt", "one", "shift") and callable(value)]


def self_test(tally: Tally, plans: int = 40, seed: int = 1) -> None:
    """Good schedules of random plans pass, and each spoilt one is found out."""
    used: Counter[str] = Counter()
    for number in range(seed, seed + plans):
        with tempfile.TemporaryDirectory() as folder:
            made = random_plan(number)
            made.write(Path(folder))
            plan = read_plan(Path(folder))
            good = schedule(plan, World(plan, made.today, 250))
        problems = check(plan, good)
        if not tally.check(not problems, f"plan {number}: a good schedule is refused: {'; '.join(map(str, problems[:3]))}"):
            continue
        spoiler = Spoiler(plan, good, random.Random(number))
        for name in NAMES:
            spoilt = spoiler.spoilt(name)
            if spoilt:
                data, kinds = spoilt
                used[name] += 1
                found = {problem.kind for problem in check(plan, data)}
                tally.check(bool(found & kinds), f"plan {number}: {name} is not noticed; found {sorted(found)}, expected {sorted(kinds)}")
    for name in NAMES:
        tally.check(used[name] > 0, f"never tried: {name}")
