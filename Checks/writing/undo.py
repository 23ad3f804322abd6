#!/usr/bin/env python3
"""Runs random sequences of editing commands, with `--dry-run` before each and `undo` for all of them afterwards.

The diff that `--dry-run` prints, applied by git, gives byte for byte what the command then writes. `undo` goes back one
command at a time and gives each time the bytes that were there before. Where a file was changed by hand in between,
`undo` refuses with exit code 3 and changes nothing.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

from scenarios import ARCHIVE, BLOCK, FAULTY, FINISHED, SHOP, TEMPLATE, UNTIDY, WEBSITE
from workbench import (
    Program,
    Tally,
    copy_plan,
    difference,
    find_planmd,
    in_parallel,
    make_plan,
    option_parser,
    run,
    said,
    scratch,
    state_of,
    temporary_folder,
)

PLAN = {
    "planmd.yaml": b"archive: archive/{year}.md\ntemplates: templates\n", "website.md": WEBSITE, "shop.md": SHOP, "finished.md": FINISHED,
    "status.md": BLOCK, "untidy.md": UNTIDY, "faulty.md": FAULTY, "archive/2026.md": ARCHIVE, "templates/hiring.md": TEMPLATE,
    "windows.md": b"# Windows\r\n\r\n- [ ] Clean the panes due:2026-03-10\r\n  - [ ] outside\r\n- [ ] Close them",
}
TASKS = [
    "Draft the sitemap",
    "Read part one",
    "Pay the hosting",
    "Water the plants",
    "Send the invoice",
    "Dropped idea",
    "Order paper",
    "Order ink",
    "Current work",
    "Clean the panes",
    "Close them",
    "outside",
    "Wide item",
    "Late thing",
]
PROJECTS = ["Website", "Later", "Shop", "Windows", "Status"]


def command(r: random.Random, number: int) -> list[str]:
    task, project = r.choice(TASKS), r.choice(PROJECTS)
    return r.choice(
        [
            ["add", f"Thought {number}", "--to", project],
            ["add", f"Thought {number} due:fri"],
            ["done", task, "--with-subtasks"],
            ["start", task],
            ["cancel", task],
            ["reopen", task],
            ["hold", task],
            ["hold", task, "--waiting", "the bank"],
            ["set", task, f"due:2026-05-{r.randint(1, 28):02}"],
            ["set", task, "#label", "@ann"],
            ["assign", task, "@bob"],
            ["defer", task, "+1w"],
            ["log", task, "1h", f"work {number}"],
            ["log", task, "20EUR"],
            ["move", task, "--to", project],
            ["remove", task],
            ["archive"],
            ["new", "hiring", "start:2026-12-01"],
            ["fmt"],
            ["update"],
            ["lint", "--fix", "--unsafe-fixes"],
            ["edit", task, f"Text {number} of {task}"],
        ]
    )


def sequence(program: Program, folder: Path, seed: int, length: int) -> list[tuple[str, list[str], str]]:
    """What was checked: the kind, the faults, and how to come there."""
    r = random.Random(f"undo/{seed}")
    root = scratch(folder)
    make_plan(root, PLAN, git=seed % 2 == 0)
    states, checked, done = [state_of(root)[0]], [], []
    for number in range(length):
        words = command(r, number)
        if words[0] not in program.commands:
            continue
        expected, refused = dry_run(program, folder, root, words)
        result = program.run(*words, root=root)
        found, leftovers = state_of(root)
        where = f"seed {seed}: {'; '.join(' '.join(part) for part in [*done, words])}"
        faults = [f"left over: {path}" for path in leftovers]
        if result.returncode not in (0, 1, 2, 3):
            faults.append(f"exit code {result.returncode}: {said(result)}")
        if result.returncode > 1 and found != states[-1]:
            faults.append(f"exit code {result.returncode}, and {difference(states[-1], found)}")
        if expected is not None and expected != found:
            faults.append(f"the diff of --dry-run leads elsewhere: {difference(expected, found)}")
        if refused != (result.returncode > 1):
            faults.append(
                f"--dry-run is {'refused' if refused else 'not refused'}, the command ends with {result.returncode}: {said(result)}"
            )
        checked.append((f"--dry-run and {words[0]}", faults, where))
        if found != states[-1]:
            states.append(found)
            done.append(words)
    checked += back(program, root, states, done, seed, r)
    shutil.rmtree(root.parent, ignore_errors=True)
    return checked


def dry_run(program: Program, folder: Path, root: Path, words: list[str]) -> tuple[dict | None, bool]:
    """The state that the diff of a dry run leads to (nothing where it cannot be said), and whether the command refuses."""
    if words[0] == "lint":
        result = program.run(*[word for word in words if word != "--fix"], "--diff", root=root)
    else:
        result = program.run(*words, "--dry-run", root=root)
    if result.returncode > 1:
        return None, True
    before, _ = state_of(root)
    if b"\r" in b"".join(before[name] for name in before if f"a/{name}".encode() in result.stdout) or words[0] in ("log", "lint"):
        # Line ends other than LF are shown, not printed.
        return None, False
    copy = scratch(folder)
    copy_plan(root, copy)
    shutil.rmtree(copy / ".git", ignore_errors=True)
    if result.stdout.strip():
        applied = run(["git", "apply", "--whitespace=nowarn", "-"], cwd=copy, input=result.stdout)
        if applied.returncode != 0:
            return {"the diff cannot be applied": applied.stderr + result.stdout}, False
    state, _ = state_of(copy)
    shutil.rmtree(copy.parent, ignore_errors=True)
    return state, False


def back(program: Program, root: Path, states: list, done: list, seed: int, r: random.Random) -> list[tuple[str, list[str], str]]:
    checked = []
    for position in range(len(done) - 1, -1, -1):
        where = f"seed {seed}: undo of {' '.join(done[position])} after {'; '.join(' '.join(part) for part in done)}"
        changed = [name for name in states[position + 1] if states[position].get(name) != states[position + 1][name]]
        if changed and r.random() < 0.2:
            checked.append(("undo refuses", by_hand(program, root, changed[0]), where))
        result = program.run("undo", root=root)
        found, leftovers = state_of(root)
        faults = [f"left over: {path}" for path in leftovers]
        if result.returncode != 0 or found != states[position]:
            faults.append(f"exit code {result.returncode}: {difference(states[position], found)}: {said(result)}")
        checked.append(("undo", faults, where))
        if faults:
            return checked
    result = program.run("undo", root=root)
    nothing = result.returncode == 2 and state_of(root)[0] == states[0]
    checked.append(("nothing to undo", [] if nothing else [f"exit code {result.returncode}: {said(result)}"], f"seed {seed}"))
    return checked


def by_hand(program: Program, root: Path, name: str) -> list[str]:
    """A file that someone has changed since is not overwritten."""
    path = root / name
    before = path.read_bytes()
    path.write_bytes(before + b"\nby hand\n")
    edited, _ = state_of(root)
    result = program.run("undo", root=root)
    found, _ = state_of(root)
    path.write_bytes(before)
    faults = [] if found == edited else [f"undo changes a file that was changed by hand: {difference(edited, found)}"]
    return faults + ([] if result.returncode == 3 else [f"exit code {result.returncode}: {said(result)}"])


def self_test(folder: Path, tally: Tally) -> None:
    r = random.Random(1)
    commands = [command(r, number) for number in range(400)]
    tally.expect("self-test", len({words[0] for words in commands}) > 15, "too few different commands")
    path = folder / "idle"
    path.write_text("#!/bin/sh\nexit 0\n")
    path.chmod(0o755)
    program = Program(os.fspath(path))
    program.commands = {words[0] for words in commands}
    faults = [fault for _, faults, _ in sequence(program, folder, 1, 5) for fault in faults]
    tally.expect("self-test", any("exit code 0" in fault for fault in faults), "a program that does nothing passes")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--count", type=int, default=200, help="how many sequences (default 200)")
    parser.add_argument("--length", type=int, default=12, help="commands in each of them (default 12)")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (default 1)")
    parser.add_argument("--shown", type=int, default=20, help="how many failures to print (default 20)")
    options = parser.parse_args()
    tally = Tally(options.shown)
    with temporary_folder("undo") as folder:
        if options.self_test:
            self_test(folder, tally)
            tally.finish()
        program = Program(find_planmd(parser, options.planmd))
        if program.has("undo"):
            seeds = list(range(options.seed, options.seed + options.count))
            for checked in in_parallel(seeds, lambda seed: sequence(program, folder, seed, options.length)):
                for kind, faults, where in checked:
                    tally.check(kind, faults, where)
    tally.finish()


if __name__ == "__main__":
    main()
