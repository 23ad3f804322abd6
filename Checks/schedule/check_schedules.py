#!/usr/bin/env python3
"""Checks planmd's schedules of random plans: with the independent checker, again and again, and with one task more.

    check_schedules.py PLANMD --count 500 --seed 1

For each plan: the plain schedule holds (checker.py); a second run gives the same bytes; a short search
(`--max-schedules`) gives a schedule that holds too and is not worse, with the same bytes on 1, 2 and 8 threads (without an
option for that, on one core and on all); and a new
last task that waits for nothing moves no other. Every tenth plan is also compared with what `planmd list` reads, so that the
checker's own reader is checked. `random_plans.py SEED FOLDER` writes the plan of a failure.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from checker import Checker
from common import Tally, find_planmd, option_parser, run, skip, temporary_folder
from objective import objective
from plan_reader import Plan, Project, Task, read_plan
from random_plans import RandomPlan, random_plan
from rules import around, assignments, estimate, spent

THREADS = (1, 2, 8)
# The objective's numbers, the most important first.
FIGURES = ("lateness", "length", "moved", "movedDays", "sum")


@dataclass
class Settings:
    planmd: str
    schedules: int = 200
    parts: frozenset[str] = frozenset({"plain", "again", "search", "promise", "reading"})
    threads: bool = False  # whether there is an option for the number of threads
    search_every: int = 1
    excepted: frozenset[str] = frozenset()  # kinds of problems that are counted but not judged


@dataclass
class Outcome:
    seed: int
    tried: Counter = field(default_factory=Counter)
    seen: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def check(self, part: str, holds: bool, text: str = "") -> bool:
        self.tried[part] += 1
        if not holds:
            self.failures.append(f"{part}: {text}")
        return holds


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--count", type=int, default=500, help="how many plans (default 500)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the first plan (default 1)")
    parser.add_argument("--workers", type=int, default=2, help="how many at a time (default 2)")
    parser.add_argument("--schedules", type=int, default=200, help="how many schedules the short search may try (default 200)")
    parser.add_argument("--parts", default="plain,again,search,promise,reading", help="what to check (default: all)")
    parser.add_argument("--search-every", type=int, default=1, metavar="N", help="search in every N-th plan only")
    parser.add_argument("--except", dest="excepted", default="", metavar="KINDS",
                        help="kinds of problems (order,earliest,choice,reason…) that are counted and not judged")
    parser.add_argument("--shown", type=int, default=20, help="how many failures are printed (default 20)")
    options = parser.parse_args()
    tally = Tally(shown=options.shown)
    if options.self_test:
        self_test(tally)
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    settings = find_settings(planmd, options)
    begun = time.monotonic()
    tried, seen = Counter(), Counter()
    seeds = range(options.seed, options.seed + options.count)
    with multiprocessing.Pool(options.workers) as pool:
        for outcome in pool.imap(Job(settings), seeds, chunksize=4):
            tried += outcome.tried
            seen += outcome.seen
            for _ in range(sum(outcome.tried.values()) - len(outcome.failures)):
                tally.check(True)
            for text in outcome.failures:
                tally.check(False, f"plan {outcome.seed}: {text}")
    print("seen: " + ", ".join(f"{count} {name}" for name, count in sorted(seen.items())))
    missing = [name for name in EXPECTED if not seen[name]] if options.count >= 150 and "plain" in settings.parts else []
    tally.check(not missing, f"never seen in {options.count} plans: {', '.join(missing)}")
    print(f"tried: {', '.join(f'{count} {part}' for part, count in sorted(tried.items()))}; {time.monotonic() - begun:.0f} s")
    tally.finish()


# What a few hundred plans must have shown, so that no check passes for want of cases.
EXPECTED = ["layer fixed", "layer running", "layer planned", "layer milestone", "layer summary", "layer waiting",
            "because of today", "because of start", "because of project-start", "because of pin", "because of dependency",
            "because of busy", "because of leave", "because of holiday", "because of recurring", "because of continues",
            "unscheduled: held", "unscheduled: waits-for-hold", "unscheduled: circle", "occurrences"]


def find_settings(planmd: str, options) -> Settings:
    help_text = run(planmd, "schedule", "--help").stdout.decode()
    if "--detail" not in help_text:
        skip("this planmd has no `schedule --detail`")
    settings = Settings(planmd, options.schedules, frozenset(options.parts.split(",")), search_every=options.search_every,
                        excepted=frozenset(filter(None, options.excepted.split(","))))
    settings.threads = "--threads" in help_text
    return settings


class Job:
    """Checks one plan; can be sent to a worker."""

    def __init__(self, settings: Settings):
        self.settings = settings

    def __call__(self, seed: int) -> Outcome:
        outcome = Outcome(seed)
        made = random_plan(seed)
        with temporary_folder("schedule") as folder:
            made.write(folder)
            try:
                self.check(made, folder, outcome)
            except Exception:
                outcome.check("plain", False, f"the check itself failed: {traceback.format_exc(limit=-4)}")
        return outcome

    def check(self, made: RandomPlan, folder: Path, outcome: Outcome) -> None:
        parts = self.settings.parts
        plan = read_plan(folder)
        if "reading" in parts and made.seed % 10 == 0:
            self.check_reading(plan, folder, outcome)
        plain = self.schedule(made, folder, outcome)
        if plain is None:
            return
        data = json.loads(plain)
        if "plain" in parts:
            self.look(plan, data, outcome)
        if "again" in parts:
            for threads in self.threads():
                again = self.schedule(made, folder, outcome, threads=threads)
                outcome.check("again", again == plain, f"other bytes the second time{f' on {threads} threads' if threads else ''}")
        if "search" in parts and made.seed % self.settings.search_every == 0:
            self.check_search(made, folder, plan, data, outcome)
        if "promise" in parts:
            self.check_promise(made, folder, plan, data, outcome)

    def threads(self) -> tuple[int, ...]:
        """How many threads to try; without an option for it, one core and all that there are."""
        return THREADS if self.settings.threads else (1, 2)

    def schedule(self, made: RandomPlan, folder: Path, outcome: Outcome, *extra: str, threads: int | None = None) -> bytes | None:
        command = ["schedule", "-f", "json", "--detail", "--today", made.today.isoformat(), *extra]
        options = {}
        if threads and self.settings.threads:
            command += ["--threads", str(threads)]
        elif threads == 1 and hasattr(os, "sched_setaffinity"):
            options["preexec_fn"] = lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        result = run(self.settings.planmd, *command, root=folder, timeout=300, **options)
        text = f"{' '.join(command)}: exit code {result.returncode}: {result.stderr.decode(errors='replace')[:500]}"
        return result.stdout if outcome.check("run", result.returncode == 0, text) else None

    def look(self, plan: Plan, data: dict, outcome: Outcome, optimized: bool = False) -> Checker:
        checker = Checker(plan, data, optimized)
        problems = []
        for problem in checker.run():
            if problem.kind in self.settings.excepted:
                outcome.seen[f"not judged: {problem.kind}"] += 1
            else:
                problems.append(problem)
        part = "search" if optimized else "plain"
        for entry in data["tasks"] if not optimized else []:
            outcome.seen[f"layer {entry['layer']}"] += 1
            if "reason" in entry:
                outcome.seen[f"because of {entry['reason']['kind']}"] += 1
        for entry in data.get("unscheduled", []) if not optimized else []:
            outcome.seen[f"unscheduled: {entry['reason']}"] += 1
        outcome.seen["occurrences"] += len(data.get("occurrences", []))
        # One failure a plan and kind: the rest mostly follows from it.
        shown = {problem.kind: problem for problem in reversed(problems)}
        outcome.check(part, not problems, "\n  ".join(str(problem) for problem in shown.values()))
        return checker

    # The search

    def check_search(self, made: RandomPlan, folder: Path, plan: Plan, plain: dict, outcome: Outcome) -> None:
        extra = ["--max-schedules", str(self.settings.schedules), "--seed", "1"]
        found = {threads: self.schedule(made, folder, outcome, *extra, threads=threads) for threads in self.threads()}
        texts = list(found.values())
        if None in texts:
            return
        outcome.check("search", len(set(texts)) == 1, f"{' '.join(extra)}: other bytes on {', '.join(map(str, found))} threads")
        data = json.loads(texts[0])
        best = self.look(plan, data, outcome, optimized=True)
        first = Checker(plan, plain)
        first.read()
        self.check_objective(first, best, data, " ".join(extra), outcome)

    def check_objective(self, first: Checker, best: Checker, data: dict, extra: str, outcome: Outcome) -> None:
        """What is told of the first pass and of the result is what their dates give, and the result is not worse."""
        search = data["search"]
        for name, checker in (("firstPass", first), ("objective", best)):
            mine = objective(checker.plan, checker.world, checker.rows)
            told = {key: search[name].get(key) for key in mine}
            outcome.check("search", told == mine, f"{extra}: {name} {told}, its dates give {mine}")
        old, new = ([search[name][key] for key in FIGURES if key in search[name]] for name in ("firstPass", "objective"))
        outcome.check("search", new <= old, f"{extra}: {new} is worse than {old}")
        if new < old:
            outcome.seen["searches that found better"] += 1

    # The promise about a new last task

    def check_promise(self, made: RandomPlan, folder: Path, plan: Plan, before: dict, outcome: Outcome) -> None:
        line, file = new_task(plan, random.Random(made.seed))
        path = folder / file
        old = path.read_bytes() if path.exists() else None
        with open(path, "ab") as stream:
            stream.write(line.encode())
        text = self.schedule(made, folder, outcome)
        if text is not None:
            moved = differences(before, json.loads(text), (file, new_line(path)))
            outcome.check("promise", not moved, f"with `{line.strip()}` at the end of {file}: {'; '.join(moved[:3])}")
        if old is None:
            path.unlink()
        else:
            path.write_bytes(old)

    # The reader

    def check_reading(self, plan: Plan, folder: Path, outcome: Outcome) -> None:
        result = run(self.settings.planmd, "list", "all", "-f", "json", root=folder)
        listed = {(entry["file"], entry["line"]): entry for entry in json.loads(result.stdout)["tasks"]}
        mine = {task.key for task in plan.tasks if not task.file.startswith("archive/")}
        outcome.check("reading", set(listed) == mine, "other tasks than planmd lists")
        for task in plan.tasks:
            if task.key in listed:
                problem = read_otherwise(plan, task, listed[task.key], listed)
                outcome.check("reading", not problem, f"{task}: {problem}")


def new_task(plan: Plan, r: random.Random) -> tuple[str, str]:
    """A line for the end of the plan as the promise wants it, and the file to write it to."""
    named = sorted({name for task in plan.tasks if task.status in ("open", "started") and "rec" not in task.tags
                    for entry in assignments(plan, task) for name in entry.any_of})
    words = [r.choice(["est:1h", "est:2h", "est:1d", "est:3d", "est:2w", "span:2d", "est:1d span:3d", "est:4h-2d", ""])]
    if named and r.random() < 0.85:
        some = r.sample(named, min(2, len(named)))
        form = r.random()
        if form < 0.15 and len(some) > 1:
            words.append(f"@{some[0]}|{some[1]}")
        elif form < 0.3 and len(some) > 1 and not (set(some) & set(plan.teams)):
            words += [f"@{name}" for name in some]
        elif form < 0.5 and some[0] in plan.resources and plan.resources[some[0]].units == 1:
            words.append(f"@{some[0]}(50%)")
        else:
            words.append(f"@{some[0]}")
    if r.random() < 0.1:
        words.append("split:yes")
    words.append("pri:Z")  # below everything, whatever is inherited
    line = " ".join(["- [ ] One more task", *filter(None, words)])
    file = [task.file for task in plan.tasks if not task.file.startswith("archive/")][-1]
    heading = [project for project in plan.projects if project.file == file][-1]
    around = [heading, *project_line(heading)]
    # What others name with `before:` waits for them.
    waited_for = {d.ref for node in [*plan.tasks, *plan.projects] for d in node.dependencies if d.kind == "before"}
    if any({"due", "after", "before", "end-after"} & set(node.tags) or node.tags.get("id") in waited_for for node in around):
        return f"\n{line}\n", "zz.md"
    return f"\nThe last words.\n\n{line}\n", file


def project_line(project: Project):
    while project.parent:
        project = project.parent
        yield project


def new_line(path: Path) -> int:
    return path.read_text(encoding="utf-8").rstrip("\n").count("\n") + 1


def differences(before: dict, after: dict, new: tuple[str, int]) -> list[str]:
    """Which tasks have other times, people or work than before."""
    def rows(data: dict) -> dict:
        found = {}
        for entry in [*data["tasks"], *data.get("unscheduled", [])]:
            found[entry["file"], entry["line"]] = {key: entry.get(key) for key in ("start", "finish", "work", "assigned", "layer")}
        return found
    old, now = rows(before), rows(after)
    now.pop(new, None)
    return [f"{key[0]}:{key[1]} from {old.get(key, {}).get('start')} to {now.get(key, {}).get('start')}, "
            f"end from {old.get(key, {}).get('finish')} to {now.get(key, {}).get('finish')}"
            for key in sorted(set(old) | set(now)) if old.get(key) != now.get(key)]


def read_otherwise(plan: Plan, task: Task, entry: dict, listed: dict) -> str:
    """What planmd reads in another way than the checker's reader."""
    if entry["status"] != task.status:
        return f"status {entry['status']}, read as {task.status}"
    told = entry.get("estimate", {}).get("likely")
    mine = estimate(plan, task)
    if (told is None) != (mine is None) or told is not None and abs(told - mine) > 1:
        return f"estimate {told}, read as {mine}"
    for key in ("span", "left"):
        mine = plan.minutes(task.tags[key]) if key in task.tags else None
        if entry.get(key) != mine:
            return f"{key} {entry.get(key)}, read as {mine}"
    if (entry.get("spent") or 0) != spent(plan, task):
        return f"spent {entry.get('spent')}, read as {spent(plan, task)}"
    told = [(tuple(part["anyOf"]), part["units"]) for part in entry.get("assignees", [])]
    mine = [(tuple(part.any_of), part.rate) for part in assignments(plan, task)]
    if told != mine:
        return f"assigned to {told}, read as {mine}"
    told = sorted((d["kind"], d["ref"], d["end"], d.get("lag", {}).get("minutes", 0), d.get("lag", {}).get("elapsed", False))
                  for d in entry.get("dependencies", []))
    mine = sorted((d.kind, d.ref, d.end, d.lag, d.elapsed) for d in task.dependencies)
    if told != mine:
        return f"dependencies {told}, read as {mine}"
    parent = next((other for other in listed.values() if other["handle"] == entry.get("parent")), None) if "parent" in entry else None
    if (parent and (parent["file"], parent["line"])) != (task.parent and task.parent.key):
        return f"parent {entry.get('parent')}, read as {task.parent}"
    return ""


def self_test(tally: Tally) -> None:
    entry = {"file": "a.md", "line": 3, "start": "2026-03-09T09:00", "finish": "2026-03-09T10:00", "work": [], "layer": "planned"}
    new = {**entry, "line": 9}
    before = {"tasks": [entry], "unscheduled": []}
    tally.check(differences(before, {"tasks": [entry, new]}, ("a.md", 9)) == [], "a new task is no difference")
    tally.check(len(differences(before, {"tasks": [{**entry, "start": "2026-03-09T09:01"}, new]}, ("a.md", 9))) == 1, "a moved task")
    tally.check(len(differences(before, {"tasks": [new]}, ("a.md", 9))) == 1, "a lost task")
    tally.check(len(differences(before, {"tasks": [new], "unscheduled": [{"file": "a.md", "line": 3, "reason": "held"}]}, ("a.md", 9))) == 1, "dates lost")
    for seed in range(60):
        made = random_plan(seed)
        with temporary_folder("schedule") as folder:
            made.write(folder)
            plan = read_plan(folder)
            line, file = new_task(plan, random.Random(seed))
            path = folder / file
            with open(path, "a", encoding="utf-8") as stream:
                stream.write(line)
            longer = read_plan(folder)
            new = next(task for task in longer.tasks if "One more task" in task.text)
            rest = [task for task in longer.tasks if task is not new]
            tally.check(new.key == (file, new_line(path)) and new is [t for t in longer.tasks if t.file == file][-1],
                        f"plan {seed}: the new task is not the last")
            tally.check([repr(t) for t in rest] == [repr(t) for t in plan.tasks], f"plan {seed}: other tasks have changed")
            inherited = {key for node in [new, *around(new)] for key in node.tags} & {"due", "after", "before", "end-after", "fixed", "scheduled"}
            tally.check(not inherited and new.previous is None, f"plan {seed}: the new task has {inherited}")
            tally.check(set(longer.resources) == set(plan.resources), f"plan {seed}: the new task names somebody new")


if __name__ == "__main__":
    main()
