#!/usr/bin/env python3
"""Measures planmd against cmark on the same plan, in turn, and prints medians with the goal beside each.

Time is wall time from start to end, memory the largest resident set, both as the kernel counts them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared" / "bench" / "gen_plan.py"
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC", "PLANMD_TODAY": "2026-06-01",
               "SWIFT_BACKTRACE": "enable=no"}

Usage = tuple[float, float]  # seconds, MB


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("planmd")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command, of which the median counts (default 5)")
    parser.add_argument("--tasks", type=int, default=1_000_000, help="tasks of the big plan (default 1000000)")
    options = parser.parse_args()
    planmd = os.path.abspath(options.planmd)
    with tempfile.TemporaryDirectory(prefix="planmd-bench-") as folder:
        measure_all(planmd, Path(folder), options.tasks, options.runs)


def measure_all(planmd: str, folder: Path, tasks: int, runs: int) -> None:
    print(f"plans from {'../shared/bench/gen_plan.py' if SHARED.exists() else 'Benchmarks/generate_plan.py'}, "
          f"medians of {runs} runs, {os.cpu_count()} cores")
    against_cmark(planmd, folder, tasks, runs)
    growth(planmd, folder, tasks, runs)
    writing_and_recurrence(planmd, folder, runs)
    scheduling(planmd, folder, runs)
    site(planmd, folder, runs)
    commits(planmd, folder, runs)
    seconds, _ = median([run([planmd, "--version"]) for _ in range(4 * runs)])
    say("--version", f"{1000 * seconds:.1f} ms", seconds <= 0.010, "at most 10 ms")
    for count, limit in ((1_000, 0.015), (10_000, 0.050), (100_000, 0.300)):
        root = plan(folder, count)
        seconds, memory = median([run([planmd, "list", "--root", root]) for _ in range(2 * runs)])
        say(f"list, {count:,} tasks", f"{1000 * seconds:.1f} ms, {memory:.0f} MB", seconds <= limit, f"at most {1000 * limit:.0f} ms")


def writing_and_recurrence(planmd: str, folder: Path, runs: int) -> None:
    """`done` in a folder of 100,000 tasks in 100 files, which writes one of them; occurrences a second on one core."""
    root = folder / "hundred"
    root.mkdir(exist_ok=True)
    text = (Path(plan(folder, 1_000)) / "plan.md").read_bytes()
    for number in range(100):
        (root / f"f{number:02}.md").write_bytes(text)
    target = root / "f50.md"
    with open(target, "ab") as file:
        file.write(b"\n# Last\n\n- [ ] Paint the wall of the hundredth house due:2026-06-02\n")
    before = target.read_bytes()
    usages = []
    for _ in range(2 * runs):
        target.write_bytes(before)
        usages.append(run([planmd, "done", "Paint the wall of the hundredth house", "--quiet", "--root", str(root)]))
    seconds, memory = median(usages)
    say("done, 100,000 tasks", f"{seconds:.3f} s, {memory:.0f} MB", seconds <= 0.25, "at most 0.25 s")
    for rule in ("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=MONTHLY;BYDAY=-1FR"):
        command = [planmd, "recur", rule, "--from", "0001-01-05" if "WEEK" not in rule else "0001-01-01", "--total", "--quiet"]
        total = int(subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.PIPE, check=True).stdout)
        seconds, _ = median([run(command) for _ in range(runs)])
        start, _ = median([run([planmd, "--version"]) for _ in range(runs)])
        rate = total / max(1e-6, seconds - start) / 1e6
        say(f"recur, {rule[:20]}", f"{rate:.1f} million occurrences/s ({total:,} in {1000 * (seconds - start):.1f} ms)", rate >= 5 or total < 1_000_000, "at least 5 million/s")
    command = [planmd, "recur", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "--from", "2026-01-01", "--quiet"]
    seconds, _ = median([run(command) for _ in range(runs)])
    say("recur, none at all", f"{1000 * seconds:.1f} ms", seconds <= 0.050, "at most 50 ms")


def scheduling(planmd: str, folder: Path, runs: int) -> None:
    """Whole commands; the plans have 50 people and no recurring work."""
    if not SHARED.exists():
        return
    for count, limit in ((10_000, 0.5), (100_000, 5.0)):
        root = folder / f"schedule-{count}"
        root.mkdir(exist_ok=True)
        with open(root / "plan.md", "wb") as file:
            subprocess.run([sys.executable, str(SHARED), str(count), "--people", "50", "--rec", "0"], stdout=file, check=True)
        seconds, memory = median([run([planmd, "schedule", "-f", "json", "--root", str(root)]) for _ in range(runs)])
        say(f"schedule, {count:,} tasks", f"{seconds:.3f} s, {memory:.0f} MB", seconds <= limit, f"at most {limit} s")
    root = folder / "one-person"
    root.mkdir(exist_ok=True)
    lines = [f"- [ ] t{n} est:{5 + n * 7 % 25}min @ann({10 + n * 3 % 5 * 10}%)" for n in range(100_000)]
    (root / "plan.md").write_text("# P\n\n" + "\n".join(lines) + "\n")
    seconds, memory = median([run([planmd, "schedule", "-f", "json", "--root", str(root)]) for _ in range(runs)])
    say("schedule, one person", f"{seconds:.3f} s, {memory:.0f} MB for 100,000 fractional tasks", seconds <= 5, "at most 5 s")
    root = folder / "forecast"
    root.mkdir(exist_ok=True)
    lines = [f"- [ ] t{n} est:{1 + n % 5}d-{3 + n % 9}d @p{n % 12} id:t{n}" + (f" after:t{n - 7}" if n >= 7 and n % 3 else "") for n in range(300)]
    (root / "plan.md").write_text("# P\n\n" + "\n".join(lines) + "\n")
    seconds, memory = median([run([planmd, "forecast", "--samples", "10000", "--root", str(root)]) for _ in range(runs)])
    say("forecast, 300 tasks", f"{seconds:.3f} s, {memory:.0f} MB for 10,000 samples", seconds <= 1.5, "at most 1.5 s")


def site(planmd: str, folder: Path, runs: int) -> None:
    """A status site of 10,000 tasks in 100 projects, written anew and once more; the page of a project of 300 tasks."""
    root = folder / "projects"
    root.mkdir(exist_ok=True)
    for number in range(100):
        tasks = [f"- [{' x'[task % 3 == 0]}] p{number} t{task} est:{1 + task % 5}h @p{(number + task) % 20} id:p{number}t{task}"
                 + (f" after:p{number}t{task - 9}" if task > 9 and task % 2 else "") + (" done:2026-05-2%d" % (task % 9) if task % 3 == 0 else "")
                 for task in range(100)]
        (root / f"p{number}.md").write_text(f"# P{number} due:2027-06-{1 + number % 28:02}\n\n" + "\n".join(tasks) + "\n")
    out = folder / "out"
    fresh = []
    for _ in range(runs):
        shutil.rmtree(out, ignore_errors=True)
        fresh.append(run([planmd, "site", "--root", str(root), "-o", str(out), "-q"]))
    seconds, memory = median(fresh)
    say("site, 10,000 tasks", f"{seconds:.3f} s, {memory:.0f} MB for {sum(1 for _ in out.rglob('*.html'))} pages of 100 projects", seconds <= 3, "at most 3 s")
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    seconds, _ = run([planmd, "site", "--root", str(root), "-o", str(out), "-q"])
    written = sum(1 for path in out.rglob("*") if before.get(path) != path.stat().st_mtime_ns)
    say("site, once more", f"{seconds:.3f} s, {written} files written", written == 0, "none")
    page = folder / "page"
    run([planmd, "site", "--root", plan(folder, 300), "-o", str(page), "-q"])
    largest = max(path.stat().st_size for path in page.rglob("*.html"))
    say("site, 300 tasks", f"{largest / 1000:.0f} KB is the largest page", largest <= 300_000, "at most 300 KB")


def commits(planmd: str, folder: Path, runs: int) -> None:
    """The history of 1,000 commits of 10,000 tasks, with nothing kept and with all of it; the hook before a commit of one file."""
    if not shutil.which("git"):
        print("history: git is not installed")
        return
    for files in (100, 1):
        root = folder / f"commits-{files}"
        root.mkdir()
        git = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@x"]
        subprocess.run([*git, "init", "-q", "-b", "main"], env=ENVIRONMENT, check=True)
        per = 10_000 // files
        texts = [[f"# F{number}"] + [f"## S{number}-{task // 20}\n\n- [ ] f{number} t{task} est:{1 + task % 5}h" if task % 20 == 0
                                     else f"- [ ] f{number} t{task} est:{1 + task % 5}h" for task in range(per)] for number in range(files)]
        with subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE, env=ENVIRONMENT) as importer:
            for commit in range(1000):
                changed = range(files) if commit == 0 else {commit % files, commit * 7 % files}
                for number in changed if commit else []:
                    line = 1 + commit * 31 % per
                    texts[number][line] = texts[number][line].replace("[ ]", "[x]", 1)
                importer.stdin.write(f"commit refs/heads/main\ncommitter A <a@x> {1735689600 + commit * 20000} +0000\ndata 1\nx\n".encode())
                for number in changed:
                    data = ("\n".join(texts[number]) + "\n").encode()
                    importer.stdin.write(f"M 100644 inline f{number}.md\ndata {len(data)}\n".encode() + data + b"\n")
            importer.stdin.close()
        subprocess.run([*git, "repack", "-adq"], env=ENVIRONMENT, check=True)
        subprocess.run([*git, "reset", "-q", "--hard", "main"], env=ENVIRONMENT, check=True)
        kept = root / ".git" / "planmd" / "history"
        cold = []
        for _ in range(min(runs, 3)):
            kept.unlink(missing_ok=True)
            cold.append(run([planmd, "history", "--root", str(root)]))
        seconds, memory = median(cold)
        name = f"history, {files} file{'s' * (files > 1)}"
        say(f"{name}, cold", f"{seconds:.2f} s, {memory:.0f} MB for 1,000 commits of 10,000 tasks", seconds <= 10, "at most 10 s")
        seconds, memory = median([run([planmd, "history", "--root", str(root)]) for _ in range(runs)])
        say(f"{name}, warm", f"{seconds:.3f} s, {memory:.0f} MB, {kept.stat().st_size / 1e6:.1f} MB kept", seconds <= 0.5, "at most 0.5 s")
        if files == 100:
            (root / "f7.md").write_text((root / "f7.md").read_text() + "- [ ] new\n")
            subprocess.run([*git, "add", "."], env=ENVIRONMENT, check=True)
            seconds, _ = median([run([planmd, "hook", "run", "pre-commit"], root) for _ in range(2 * runs)])
            say("pre-commit, 10,000 tasks", f"{1000 * seconds:.0f} ms with one of 100 files staged", seconds <= 0.15, "at most 150 ms")


def against_cmark(planmd: str, folder: Path, tasks: int, runs: int) -> None:
    """Both programs in turn, so that what the machine does meanwhile hits both."""
    cmark = shutil.which("cmark")
    if cmark is None:
        print("cmark is not installed: no comparison with it")
        return
    root = plan(folder, tasks)
    file = os.path.join(root, "plan.md")
    ours: list[Usage] = []
    theirs: list[Usage] = []
    for _ in range(runs):
        ours.append(run([planmd, "lint", "--root", root]))
        theirs.append(run([cmark, file]))
    (our_time, our_memory), (their_time, their_memory) = median(ours), median(theirs)
    print(f"a plan of {tasks:,} tasks, {os.path.getsize(file) / 1e6:.1f} MB")
    print(f"  planmd lint   {our_time:.2f} s, {our_memory:.0f} MB")
    print(f"  cmark         {their_time:.2f} s, {their_memory:.0f} MB")
    times = [a[0] / b[0] for a, b in zip(ours, theirs)]
    ratio = statistics.median(times)
    say("lint / cmark, time", f"{ratio:.2f} ({min(times):.2f} to {max(times):.2f})", ratio <= 0.5, "at most 0.50")
    ratio = statistics.median(a[1] / b[1] for a, b in zip(ours, theirs))
    say("lint / cmark, memory", f"{ratio:.2f}", ratio <= 0.5, "at most 0.50")


def growth(planmd: str, folder: Path, most: int, runs: int) -> None:
    """Ten times the tasks should take about ten times as long, start-up aside."""
    count, before = 10_000, None
    while count <= most:
        root = plan(folder, count)
        seconds, memory = median([run([planmd, "lint", "--root", root]) for _ in range(runs)])
        times = f", {seconds / before:.1f} times as long as a tenth" if before else ""
        say(f"lint, {count:,} tasks", f"{seconds:.3f} s, {memory:.0f} MB{times}", not before or seconds / before <= 12, "at most 12 times a tenth")
        count, before = 10 * count, seconds


def plan(folder: Path, count: int) -> str:
    """A folder with a plan of so many tasks."""
    root = folder / str(count)
    if not root.exists():
        root.mkdir()
        generator = SHARED if SHARED.exists() else HERE / "generate_plan.py"
        # A process of its own: a child's memory counts what its parent had.
        with open(root / "plan.md", "wb") as file:
            subprocess.run([sys.executable, str(generator), str(count)], stdout=file, check=True)
    return str(root)


def run(command: list[str], folder: Path | None = None) -> Usage:
    """Time and memory of one run; lint's exit code 1 says that there are findings."""
    with open(os.devnull, "r+b") as null:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null, env=ENVIRONMENT, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def median(usages: list[Usage]) -> Usage:
    return statistics.median(u[0] for u in usages), statistics.median(u[1] for u in usages)


def say(name: str, value: str, reached: bool, goal: str) -> None:
    print(f"{name:24} {value:44} goal: {goal}{'' if reached else '  MISSED'}", flush=True)


if __name__ == "__main__":
    main()
