#!/usr/bin/env python3
"""Checks `planmd history` against counts made by checking out every commit.

    histories.py PLANMD --repositories 6 --commits 60

A repository made by replaying random edits: tasks added, finished, reopened, cancelled, removed, moved between files; due days of projects
moved; files renamed, archived and ignored by the configuration of the moment; branches merged. For every commit the files are checked out
and counted here by their lines, without planmd, and by `planmd list`. Then once more from what planmd kept, and after what it kept was damaged.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase as fnmatch
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common import Tally, environment, find_planmd, option_parser, run_json, skip, temporary_folder


class Replay:
    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.r, self.day = folder, random.Random(seed), 0
        self.variables = environment(GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@x", GIT_COMMITTER_NAME="A", GIT_COMMITTER_EMAIL="a@x")
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main", ".")
        self.files: dict[str, list[str]] = {}
        self.count = 0

    def git(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=self.variables, capture_output=True, text=True, check=False)
        if check and done.returncode != 0:
            raise AssertionError(f"git {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def task(self) -> str:
        self.count += 1
        est = f" est:{self.r.randint(1, 9)}h" if self.r.random() < 0.6 else ""
        return f"- [ ] Task {self.count}{est}"

    def edit(self) -> None:
        r = self.r
        kind = r.choice("add add add done done done reopen cancel remove move rename archive due configuration file odd".split())
        names = [name for name in self.files if re.fullmatch(r"[pn][^/]*\.md", name, re.DOTALL)]
        if kind == "file" or not names:
            name = f"p{self.count}{r.choice(['', ' a', chr(228), chr(10)])}.md"
            self.files[name] = [f"# Project {self.count}", "", f"due:2026-0{r.randint(4, 9)}-10", ""] + [self.task() for _ in range(r.randint(0, 5))]
            return
        name = r.choice(names)
        lines = self.files[name]
        tasks = [number for number, line in enumerate(lines) if line.startswith("- [")]
        if kind == "add" or not tasks:
            lines.append(self.task())
        elif kind in ("done", "reopen", "cancel"):
            number = r.choice(tasks)
            lines[number] = f"- [{ {'done': 'x', 'reopen': ' ', 'cancel': '-'}[kind] }]" + lines[number][5:]
        elif kind == "remove":
            lines.pop(r.choice(tasks))
        elif kind == "move":
            self.files[r.choice(names)].append(lines.pop(r.choice(tasks)))
        elif kind == "rename":
            self.files[f"n{self.count}-{r.randint(0, 999)}.md"] = self.files.pop(name)
        elif kind == "archive":
            self.files.setdefault("archive/old.md", ["# Old", ""]).append(lines.pop(r.choice(tasks)))
        elif kind == "due":
            for number, line in enumerate(lines):
                if line.startswith("due:"):
                    lines[number] = f"due:2026-0{r.randint(4, 9)}-{r.randint(10, 28)}"
        elif kind == "configuration":
            self.files["planmd.yaml"] = [f"exclude: [{r.choice(['p1*.md', 'n*.md', 'none'])}]", "archive: [archive]"]
        elif kind == "odd":
            self.files[r.choice(["notes.txt", "node_modules/x.md", ".hidden.md"])] = [self.task()]

    def write(self) -> None:
        for path in self.folder.iterdir():
            if path.name != ".git":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, lines in self.files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(lines) + "\n")

    def commit(self) -> None:
        self.day += self.r.choice([0, 0, 1, 2, 5])
        stamp = f"@{1767268800 + self.day * 86400} +0000"
        self.variables |= {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
        self.write()
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")

    def replay(self, commits: int) -> None:
        for number in range(commits):
            for _ in range(self.r.randint(1, 4)):
                self.edit()
            self.commit()
            if number % 17 == 16:
                # A side branch, merged: only its merge is a step of the history.
                self.git("checkout", "-qb", f"side{number}")
                self.edit()
                self.commit()
                self.git("checkout", "-q", "main")
                self.git("merge", "-q", "--no-ff", "--no-edit", f"side{number}")


def counted(folder: Path) -> tuple[int, int, int]:
    """Tasks, done ones and minutes of the files as they lie there, by their lines."""
    exclude = "none"
    if (folder / "planmd.yaml").exists():
        exclude = re.search(r"exclude: \[(.*)\]", (folder / "planmd.yaml").read_text()).group(1)
    tasks = done = minutes = 0
    for path in folder.rglob("*.md"):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") or part == "node_modules" for part in parts) or fnmatch(parts[-1], exclude):
            continue
        for line in path.read_text().split("\n"):
            match = re.match(r"- \[(.)\] .*?(?: est:(\d+)h)?$", line)
            if match and match.group(1) != "-":
                tasks += 1
                done += match.group(1) == "x"
                minutes += 60 * int(match.group(2) or 0)
    return tasks, done, minutes


def validate(told: dict) -> None:
    """What is told is as the schema says, where the package for it is installed."""
    try:
        import jsonschema
    except ImportError:
        return
    jsonschema.validate(told, json.loads((Path(__file__).resolve().parents[2] / "schema/history.schema.json").read_text()))


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--repositories", type=int, default=6)
    parser.add_argument("--commits", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally = Tally(shown=20)
    if not shutil.which("git"):
        skip("git is not installed")
    with temporary_folder("histories") as root:
        root = Path(root)
        root.mkdir(exist_ok=True)
        if options.self_test:
            replay = Replay(root / "self", 1)
            replay.replay(8)
            one = counted(replay.folder)
            replay.files["more.md"] = ["# M", "", "- [x] Task 0 est:2h"]
            replay.write()
            two = counted(replay.folder)
            tally.check((two[0] - one[0], two[1] - one[1], two[2] - one[2]) == (1, 1, 120), "a task is counted")
            tally.finish()
        planmd = find_planmd(parser, options.planmd)
        for number in range(options.repositories):
            replay = Replay(root / f"r{number}", options.seed * 1000 + number)
            replay.replay(options.commits)
            folder = replay.folder
            history = run_json(planmd, "history", "-f", "json", root=folder)
            validate(history)
            known = {point["commit"]: point for point in history["commits"]}
            last = (0, 0, 0)
            commits = replay.git("rev-list", "--first-parent", "--reverse", "main").split()
            for commit in commits:
                replay.git("checkout", "-q", commit)
                truth = counted(folder)
                if commit in known:
                    point = known[commit]
                    told = (point["tasks"], point["done"], point["minutes"])
                else:
                    told = last
                tally.check(told == truth, f"repository {number}, {commit[:10]}: told {told}, counted {truth}")
                listed = run_json(planmd, "list", "all", "or", "archived", "-f", "json", root=folder)
                rows = [row for row in listed["tasks"] if row["status"] != "cancelled"]
                asked = (len(rows), sum(row["status"] == "done" for row in rows))
                tally.check(asked == truth[:2], f"repository {number}, {commit[:10]}: planmd list says {asked}, counted {truth[:2]}")
                last = told
            replay.git("checkout", "-q", "main")
            tally.check(run_json(planmd, "history", "-f", "json", root=folder) == history, f"repository {number}: another history from what was kept")
            kept = folder / ".git/planmd/history"
            if tally.check(kept.exists(), f"repository {number}: nothing is kept"):
                data = kept.read_bytes()
                for damaged in (b"", data[: len(data) // 2], data + b"x", b"planmd history 1\n" + b"\xff" * 100, os.urandom(500)):
                    kept.write_bytes(damaged)
                    tally.check(run_json(planmd, "history", "-f", "json", root=folder) == history, f"repository {number}: another history from {damaged[:20]!r}")
            moves = [move for drift in history["dueMoves"] for move in drift["moves"]]
            tally.check(all(move["from"] != move["to"] for move in moves) and bool(moves), f"repository {number}: due days that moved")
            shallow = root / f"s{number}"
            replay.git("clone", "-q", "--depth", "5", f"file://{folder}", str(shallow))
            short = run_json(planmd, "history", "-f", "json", root=shallow)["commits"]
            keys = ("tasks", "done", "minutes")
            tally.check([short[-1][key] for key in keys] == [history["commits"][-1][key] for key in keys], f"repository {number}: a shallow clone ends elsewhere")
    tally.finish()


if __name__ == "__main__":
    main()
