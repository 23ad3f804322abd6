#!/usr/bin/env python3
"""Stops and disturbs the merge driver at every one of its system calls, by itself and as git runs it.

    merge_stops.py PLANMD

By itself: afterwards our file is the merge as a whole, or both sides between markers, or, where nothing could be written yet, what it was;
and then the exit code is that of a failure, which git does not take for a merge. In git: the file is merged or has markers and is not
committed, or git refused the merge and every file is as before. Never does our side alone pass for the merge.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "writing"))

import common
from common import environment, find_planmd, option_parser, skip, temporary_folder
from kill_loop import disturbances
from workbench import Tracer, in_parallel, read_calls

BASE = b"# P\n\n- [ ] One due:2026-03-10\n- [ ] Two\n"
OURS = b"# P\n\n- [ ] One due:2026-03-12 @ann\n- [ ] Two\n- [ ] Ours\n"
THEIRS = {
    "clean": b"# P\n\n- [ ] One due:2026-03-10\n- [ ] Two est:2h\n- [ ] Theirs\n",
    "conflict": b"# P\n\n- [ ] One due:2026-03-14\n- [ ] Two est:2h\n- [ ] Theirs\n",
}


def prepare(folder: Path, theirs: bytes) -> Path:
    place = folder / "run"
    place.mkdir(parents=True)
    for name, data in (("o", BASE), ("a", OURS), ("b", theirs)):
        (place / name).write_bytes(data)
    return place


def has_both(data: bytes) -> bool:
    return b"<<<<<<< " in data and b">>>>>>> " in data and b"Ours" in data and b"Theirs" in data


def is_plain(data: bytes) -> bool:
    """What git itself would make of it."""
    return b"One" in data and b"Ours" in data and b"Theirs" in data and b"est:2h" in data


def alone(planmd: str, tracer: Tracer, folder: Path, name: str, tally) -> None:
    theirs = THEIRS[name]
    place = prepare(folder / f"{name}-first", theirs)
    command = [planmd, "merge-driver", "o", "a", "b"]
    done, calls = tracer.run(command, place, cwd=place, env=environment())
    whole, code = (place / "a").read_bytes(), done.returncode
    tally.check(code == (name == "conflict") and b"Ours" in whole and b"Theirs" in whole, f"{name}: undisturbed: {code}, {whole!r}")

    def attempt(job):
        number, planned = job
        spot = prepare(folder / f"{name}-{number}", theirs)
        result, made = tracer.run(command, spot, [f"{planned.call.number}:{planned.action}"], cwd=spot, env=environment())
        data = (spot / "a").read_bytes() if (spot / "a").exists() else None
        left = sorted(path.name for path in spot.iterdir() if path.name not in ("o", "a", "b"))
        shutil.rmtree(spot.parent)
        return planned, result.returncode, data, left

    for planned, returned, data, left in in_parallel(list(enumerate(disturbances(calls))), attempt):
        where = f"{name}: {planned.describe(place)}: exit code {returned}"
        if data is None:
            tally.check(False, f"{where}: our file is gone")
        elif returned == code and data == whole:
            tally.check(True)
        elif data == OURS or data == whole or has_both(data):
            # Only a failure, or a kill, may leave it unmerged.
            tally.check(returned < 0 or returned > 128, f"{where}, and git would take it for a merge: {data!r}")
        else:
            tally.check(False, f"{where}: {data!r}")
        if not planned.is_kill and "unlink" not in planned.call.name and planned.action != "readonly":
            tally.check(not left, f"{where} leaves {left}")
    print(f"{name}: {len(calls)} calls by itself", flush=True)


def in_git(planmd: str, tracer: Tracer, folder: Path, name: str, tally) -> None:
    base = folder / f"git-{name}"
    base.mkdir()
    variables = environment(GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@x", GIT_COMMITTER_NAME="A", GIT_COMMITTER_EMAIL="a@x")

    def git(*arguments, place=base, check=True, path=os.environ["PATH"]):
        done = subprocess.run(["git", *arguments], cwd=place, env=variables | {"PATH": path}, capture_output=True, check=False)
        if check and done.returncode != 0:
            raise AssertionError(f"git {arguments}: {done.stderr!r}")
        return done

    git("init", "-q", "-b", "main", ".")
    for branch, data in ((None, BASE), ("side", THEIRS[name]), ("main", OURS)):
        if branch == "side":
            git("checkout", "-qb", "side")
        elif branch:
            git("checkout", "-q", "main")
        (base / "plan.md").write_bytes(data)
        git("add", ".")
        git("commit", "-qm", "x")
    installed = subprocess.run([planmd, "hook", "install", "--merge-driver", "--root", str(base)], env=variables, capture_output=True, check=False)
    tally.check(installed.returncode == 0 and (base / ".git/info/attributes").exists(), f"install: {installed.stderr!r}")

    def merge(place: Path, kill: int | None):
        # The driver as it was installed, and the first planmd in PATH is stopped.
        tools = Path(f"{place}.bin")
        tools.mkdir()
        stopped = f"'{tracer.path}' --watch '{os.path.realpath(place)}' --log '{place}.calls' --at {kill}:kill -- " if kill else ""
        (tools / "planmd").write_text(f"#!/bin/sh\nexec {stopped}'{planmd}' \"$@\"\n")
        (tools / "planmd").chmod(0o755)
        return git("merge", "--no-edit", "side", place=place, check=False, path=f"{tools}:{os.environ['PATH']}")

    def copy(number) -> Path:
        place = folder / f"git-{name}-{number}"
        shutil.copytree(base, place)
        return place

    place = copy("whole")
    done = merge(place, None)
    whole = (place / "plan.md").read_bytes()
    tally.check((done.returncode == 0) == (name == "clean") and b"Ours" in whole and b"Theirs" in whole, f"in git, {name}: {done.stdout!r}, {whole!r}")
    # Another planmd that does not know the command, and one that is gone.
    for number, script in (("old", "exit 2"), ("gone", "exit 127")):
        place = copy(number)
        tools = Path(f"{place}.bin")
        tools.mkdir()
        (tools / "planmd").write_text(f"#!/bin/sh\n{script}\n")
        (tools / "planmd").chmod(0o755)
        git("merge", "--no-edit", "side", place=place, check=False, path=f"{tools}:{os.environ['PATH']}")
        data = (place / "plan.md").read_bytes()
        tally.check(is_plain(data), f"in git, {name}, {script}: {data!r}")
    kill, killed = 1, True
    while killed and kill < 400:
        place = copy(kill)
        done = merge(place, kill)
        log = Path(f"{place}.calls")
        killed = log.exists() and any(call.done for call in read_calls(str(log)))
        data = (place / "plan.md").read_bytes()
        merging = (place / ".git/MERGE_HEAD").exists()
        where = f"in git, {name}, killed at call {kill}: exit code {done.returncode}, merging {merging}"
        if killed:
            refused = done.returncode != 0 and not merging and data == OURS and not git("status", "--porcelain", "-uno", place=place).stdout
            tally.check(refused or data == whole or merging and has_both(data) or is_plain(data), f"{where}: {data!r} {done.stderr!r}")
        shutil.rmtree(place)
        kill += 1
    tally.check(kill > 5, f"in git, {name}: calls are counted")
    print(f"{name}: killed at {kill - 2} calls in git", flush=True)


def main() -> None:
    parser = option_parser(__doc__)
    options = parser.parse_args()
    tally = common.Tally(shown=20)
    with temporary_folder("merge-stops") as folder:
        folder = Path(folder)
        folder.mkdir(exist_ok=True)
        tracer = Tracer(folder)
        if options.self_test:
            tally.check(has_both(b"<<<<<<< \nOurs\n=======\nTheirs\n>>>>>>> \n") and not has_both(OURS), "our side alone is seen")
            tally.finish()
        planmd = find_planmd(parser, options.planmd)
        if not shutil.which("git"):
            skip("git is not installed")
        for name in THEIRS:
            alone(planmd, tracer, folder, name, tally)
            in_git(planmd, tracer, folder, name, tally)
    tally.finish()


if __name__ == "__main__":
    main()
