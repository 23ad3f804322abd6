#!/usr/bin/env python3
"""Measures the quality of planmd's schedules on PSPLIB's resource-constrained projects, through plan files.

    psplib.py PLANMD [--sets j30,j60] [--max-schedules N] [--limit K]
    psplib.py PLANMD --folder FILES     other .sm files: a folder, or a .tar.gz, .zip or .tgz archive of one

Each instance becomes a plan: a resource is a pool, a job a task with a length in days and so many units of each pool, a
precedence an `after:`; every day is a working day. What planmd answers is verified here, by order and by the use of each
resource over time. Printed is the average deviation from the optimum (j30) or from the critical path (all others).
The instances are in ../shared/psplib; Kolisch and Sprecher, European Journal of Operational Research 96 (1997).
"""

from __future__ import annotations

import argparse
import csv
import heapq
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "psplib"
TODAY = date(2026, 3, 9)
OPENING, DAY = 9 * 60, 480  # minutes: the working day, and where it begins
# Per cent that are promised, by set and schedules (none: the fast pass).
GOALS = {("j30", None): 6.0, ("j30", 25): 2.0, ("j30", 5000): 0.10, ("j30", 50000): 0.02,
         ("j60", 5000): 11.15, ("j60", 50000): 10.75, ("j120", 5000): 32.8, ("j120", 50000): 31.4}
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC", "SWIFT_BACKTRACE": "enable=no"}


@dataclass
class Instance:
    name: str
    durations: list[int]  # by job, the first and the last take no time
    successors: list[list[int]]
    requests: list[list[int]]
    capacities: list[int]
    optimum: int | None = None

    @property
    def critical_path(self) -> int:
        return max(self.earliest_ends())

    def earliest_ends(self) -> list[int]:
        starts = [0] * len(self.durations)
        for job in self.in_order():
            for after in self.successors[job]:
                starts[after] = max(starts[after], starts[job] + self.durations[job])
        return [start + length for start, length in zip(starts, self.durations)]

    def in_order(self) -> list[int]:
        waiting = [0] * len(self.durations)
        for following in self.successors:
            for job in following:
                waiting[job] += 1
        ready = [job for job, count in enumerate(waiting) if count == 0]
        found = []
        while ready:
            job = heapq.heappop(ready)
            found.append(job)
            for after in self.successors[job]:
                waiting[after] -= 1
                if not waiting[after]:
                    heapq.heappush(ready, after)
        return found


@dataclass
class Result:
    instance: Instance
    makespan: float = 0
    seconds: float = 0
    placements: int = 0
    problem: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("planmd", nargs="?", help="the planmd program (not needed with --self-test)")
    parser.add_argument("--sets", default="j30,j60", help="sets of ../shared/psplib (default j30,j60)")
    parser.add_argument("--folder", type=Path, help="other .sm files instead: a folder or an archive")
    parser.add_argument("--max-schedules", type=int, help="for planmd schedule; without it the fast pass is measured")
    parser.add_argument("--optimize", type=float, metavar="SECONDS", help="for planmd schedule, instead of --max-schedules")
    parser.add_argument("--seed", type=int, default=1, help="for planmd schedule (default 1)")
    parser.add_argument("--threads", type=int, help="for planmd schedule")
    parser.add_argument("--limit", type=int, help="every so many-th instance only, so that this many remain of a set")
    parser.add_argument("--jobs", type=int, default=2, help="how many instances at a time (default 2)")
    parser.add_argument("--each", action="store_true", help="print a line for every instance")
    parser.add_argument("--self-test", action="store_true", help="test the verifier itself, without planmd")
    options = parser.parse_args()
    if options.self_test:
        self_test()
        return
    if not options.planmd:
        parser.error("the planmd program is missing")
    planmd = os.path.abspath(options.planmd)
    if options.folder:
        sets = {options.folder.name: read_files(options.folder)}
    elif not SHARED.is_dir():
        print(f"skipped: {os.path.relpath(SHARED)} is not there (PSPLIB's instances are not part of planmd)")
        return
    else:
        sets = {name: with_best_known(read_files(SHARED / f"{name}.tar.gz")) for name in options.sets.split(",")}
    arguments = schedule_options(options)
    good = True
    for name, instances in sets.items():
        if options.limit and options.limit < len(instances):
            instances = [instances[i * len(instances) // options.limit] for i in range(options.limit)]
        good = measure(planmd, name, instances, arguments, options) and good
    sys.exit(0 if good else 1)


def schedule_options(options: argparse.Namespace) -> list[str]:
    found = []
    if options.optimize is not None:
        found += ["--optimize", f"{options.optimize:g}", "--seed", str(options.seed)]
    elif options.max_schedules is not None:
        found += ["--max-schedules", str(options.max_schedules), "--seed", str(options.seed)]
    if options.threads is not None:
        found += ["--threads", str(options.threads)]
    return found


# Instances


def read_files(source: Path) -> list[Instance]:
    if source.is_dir():
        texts = {path.name: path.read_text(encoding="latin-1") for path in source.rglob("*.sm")}
    elif source.suffix == ".zip":
        with zipfile.ZipFile(source) as archive:
            texts = {Path(name).name: archive.read(name).decode("latin-1") for name in archive.namelist() if name.endswith(".sm")}
    elif source.exists():
        with tarfile.open(source) as archive:
            texts = {Path(member.name).name: archive.extractfile(member).read().decode("latin-1")
                     for member in archive if member.name.endswith(".sm")}
    else:
        sys.exit(f"not there: {source}")
    if not texts:
        sys.exit(f"no .sm file in {source}")
    order = lambda name: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
    return [read_instance(name.removesuffix(".sm"), texts[name]) for name in sorted(texts, key=order)]


def read_instance(name: str, text: str) -> Instance:
    count = int(re.search(r"jobs \(incl\. supersource/sink \):\s*(\d+)", text)[1])
    order = text.split("PRECEDENCE RELATIONS:")[1].split("***")[0]
    wishes = text.split("REQUESTS/DURATIONS:")[1].split("***")[0]
    limits = text.split("RESOURCEAVAILABILITIES:")[1].split("***")[0]
    instance = Instance(name, [0] * count, [[] for _ in range(count)], [[] for _ in range(count)],
                        [int(n) for n in limits.strip().split("\n")[-1].split()])
    numbers = [int(n) for line in order.strip().split("\n")[1:] for n in line.split()]
    while numbers:  # job, modes, how many follow, these; long lists go on in the next line
        job, _, many = numbers[:3]
        instance.successors[job - 1] = [n - 1 for n in numbers[3:3 + many]]
        numbers = numbers[3 + many:]
    for line in wishes.strip().split("\n")[2:]:
        job, _, length, *units = map(int, line.split())
        instance.durations[job - 1], instance.requests[job - 1] = length, units
    return instance


def with_best_known(instances: list[Instance]) -> list[Instance]:
    with open(SHARED / "best-known.csv", encoding="utf-8") as file:
        known = {row["instance"]: row for row in csv.DictReader(file)}
    for instance in instances:
        row = known[instance.name]
        if int(row["cpm_lower_bound"]) != instance.critical_path:
            sys.exit(f"{instance.name}: critical path {instance.critical_path}, known as {row['cpm_lower_bound']}")
        if row["lower_bound"] == row["best_known"]:
            instance.optimum = int(row["best_known"])
    return instances


# Plans


def write_plan(instance: Instance, folder: Path) -> dict[int, int]:
    """Writes the plan, and gives the job that stands on each line."""
    pools = "".join(f"  R{n}: {{units: {units}}}\n" for n, units in enumerate(instance.capacities, start=1))
    (folder / "planmd.yaml").write_text(
        "calendar:\n  workdays: [mon, tue, wed, thu, fri, sat, sun]\n  days-per-week: 7\n  hours: \"9:00-17:00\"\n"
        f"people:\n{pools}", encoding="utf-8")
    before: list[list[int]] = [[] for _ in instance.durations]
    for job, following in enumerate(instance.successors):
        for after in following:
            before[after].append(job)
    lines, jobs = [f"# {instance.name}", ""], {}
    first, last = 0, len(instance.durations) - 1
    for job in range(1, last):
        words = [f"- [ ] Job {job + 1} id:j{job + 1}"]
        words += [f"span:{instance.durations[job]}d"] if instance.durations[job] else ["#milestone"]
        words += [f"@R{n}({units})" for n, units in enumerate(instance.requests[job], start=1) if units and instance.durations[job]]
        names = [f"j{other + 1}" for other in before[job] if other != first]
        words += [f"after:{','.join(names)}"] if names else []
        lines.append(" ".join(words))
        jobs[len(lines)] = job
    (folder / "plan.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return jobs


def run(planmd: str, instance: Instance, arguments: list[str]) -> Result:
    result = Result(instance)
    with tempfile.TemporaryDirectory(prefix="planmd-psplib-") as folder:
        jobs = write_plan(instance, Path(folder))
        command = [planmd, "schedule", "-f", "json", "--root", folder, "--today", TODAY.isoformat(), *arguments]
        begun = time.monotonic()
        process = subprocess.run(command, env=ENVIRONMENT | {"HOME": folder}, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        result.seconds = time.monotonic() - begun
    if process.returncode != 0:
        result.problem = f"exit code {process.returncode}: {process.stderr.decode(errors='replace')[:300]}"
        return result
    data = json.loads(process.stdout)
    times: dict[int, tuple[int, int]] = {}
    for task in data["tasks"]:
        if task["line"] in jobs:
            times[jobs[task["line"]]] = working_minutes(task["start"]), working_minutes(task["finish"])
    result.problem = verify(instance, times)
    result.makespan = max((end for _, end in times.values()), default=0) / DAY
    search = data.get("search") or {}
    result.placements = search.get("placements") or (search.get("schedules") or 1) * len(jobs)
    return result


def working_minutes(text: str) -> int:
    """Minutes of work since today's beginning."""
    moment = datetime.fromisoformat(text)
    return (moment.date() - TODAY).days * DAY + min(DAY, max(0, moment.hour * 60 + moment.minute - OPENING))


def verify(instance: Instance, times: dict[int, tuple[int, int]]) -> str:
    """What is wrong with a schedule; empty where nothing is."""
    last = len(instance.durations) - 1
    missing = [job for job in range(1, last) if job not in times]
    if missing:
        return f"job {missing[0] + 1} has no dates"
    for job in range(1, last):
        start, end = times[job]
        if end - start != instance.durations[job] * DAY:
            return f"job {job + 1} takes {(end - start) / DAY:g} days, not {instance.durations[job]}"
        if start < 0:
            return f"job {job + 1} starts before today"
        for after in instance.successors[job]:
            if after != last and times[after][0] < end:
                return f"job {after + 1} starts before the end of job {job + 1}"
    for number, capacity in enumerate(instance.capacities):
        changes: dict[int, int] = {}
        for job, (start, end) in times.items():
            changes[start] = changes.get(start, 0) + instance.requests[job][number]
            changes[end] = changes.get(end, 0) - instance.requests[job][number]
        used = 0
        for minute in sorted(changes):
            used += changes[minute]
            if used > capacity:
                return f"R{number + 1} is used {used} times of {capacity} from day {minute / DAY:g} on"
    return ""


# Figures


def measure(planmd: str, name: str, instances: list[Instance], arguments: list[str], options: argparse.Namespace) -> bool:
    begun = time.monotonic()
    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda instance: run(planmd, instance, arguments), instances))
    seconds = time.monotonic() - begun
    bad = [result for result in results if result.problem]
    for result in bad[:20]:
        print(f"FAILED: {result.instance.name}: {result.problem}")
    good = [result for result in results if not result.problem]
    for result in good if options.each else []:
        print(f"{result.instance.name}: {result.makespan:g} days, critical path {result.instance.critical_path}"
              f"{f', optimum {result.instance.optimum}' if result.instance.optimum else ''}, {result.seconds:.2f} s")
    print(f"{name}, planmd schedule {' '.join(arguments) or '(fast pass)'}: {len(results)} tried, {len(good)} verified, {seconds:.1f} s")
    if not good:
        return False
    kept = not bad
    proven = all(result.instance.optimum for result in good)
    references = [("the optimum", lambda i: i.optimum)] if proven and name == "j30" else [("the critical path", lambda i: i.critical_path)]
    for text, reference in references:
        deviation = 100 * sum((r.makespan - reference(r.instance)) / reference(r.instance) for r in good) / len(good)
        goal = GOALS.get((name, options.max_schedules)) if options.optimize is None else None
        verdict = "" if goal is None else f" (promised: {goal:g} %{'' if deviation <= goal else ', MISSED'})"
        print(f"  {deviation:.3f} % from {text} on average{verdict}")
        # A part of a set is another average than that which is promised.
        kept = kept and (goal is None or deviation <= goal or options.limit is not None)
    if proven:
        optimal = sum(result.makespan <= result.instance.optimum for result in good)
        print(f"  {optimal} of {len(good)} are optimal")
        below = [result.instance.name for result in good if result.makespan < result.instance.optimum]
        if below:
            print(f"FAILED: shorter than the proven optimum: {', '.join(below[:10])}")
            kept = False
    if arguments:
        rate = sum(result.placements for result in good) / sum(result.seconds for result in good)
        print(f"  {rate / 1e6:.2f} million placements a second and process, start-up and reading included ({options.jobs} processes at a time)")
    return kept


def self_test() -> None:
    """A plain serial schedule is verified, and each way to spoil it is noticed."""
    tried = agreed = 0

    def check(holds: bool, text: str) -> None:
        nonlocal tried, agreed
        tried, agreed = tried + 1, agreed + bool(holds)
        if not holds:
            print(f"FAILED: {text}")

    instance = Instance("test", [0, 3, 2, 4, 0], [[1, 2], [3], [3], [4], []], [[0, 0], [2, 0], [2, 1], [1, 1], [0, 0]], [3, 1])
    good = {1: (0, 3 * DAY), 2: (3 * DAY, 5 * DAY), 3: (5 * DAY, 9 * DAY)}
    check(instance.critical_path == 7, "critical path")
    check(verify(instance, good) == "", "a good schedule is refused")
    check("used" in verify(instance, good | {2: (0, 2 * DAY)}), "too much of a resource")
    check("before the end" in verify(instance, good | {3: (4 * DAY, 8 * DAY)}), "order")
    check("takes" in verify(instance, good | {3: (5 * DAY, 8 * DAY)}), "length")
    check("no dates" in verify(instance, {1: good[1], 2: good[2]}), "a missing job")
    check("before today" in verify(instance, good | {1: (-DAY, 2 * DAY)}), "before today")
    check(working_minutes("2026-03-10T09:00") == DAY == working_minutes("2026-03-09T17:00"), "working minutes")
    if SHARED.is_dir():
        for name in ("j30", "j60"):
            instances = with_best_known(read_files(SHARED / f"{name}.tar.gz"))
            check(len(instances) == 480 and all(len(i.durations) == int(name[1:]) + 2 for i in instances), f"{name} is read")
    with tempfile.TemporaryDirectory() as folder:
        jobs = write_plan(instance, Path(folder))
        text = (Path(folder) / "plan.md").read_text()
        check(jobs == {3: 1, 4: 2, 5: 3} and "span:4d @R1(1) @R2(1) after:j2,j3" in text, "the plan's text")
    print(f"{tried} tried, {agreed} agreed")
    sys.exit(0 if tried == agreed else 1)


if __name__ == "__main__":
    main()
