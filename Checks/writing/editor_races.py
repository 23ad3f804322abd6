#!/usr/bin/env python3
"""Lets an editor save a file at the worst moment while planmd changes it.

First exhaustively: at each system call of planmd that touches the plan's folder the editor saves, in one of its ways
(truncate and write in place, with a pause in between, write beside and rename, append, remove, autosave in short
intervals); then also with planmd killed at each call after it, and writing again. Then in real time, hundreds of rounds,
at random moments; and several planmd at once. What the editor saved last is never lost: it is the file's text, with
planmd's change on top of it where planmd says that it has written, or planmd refuses with exit code 3.
"""

from __future__ import annotations

import os
import random
import shlex
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from workbench import (Call, Program, Tally, Tracer, evenly, find_planmd, in_parallel, make_plan, option_parser, said, scratch, state_of,
                       temporary_folder, variables)

OLD = b"# Plan\n\n- [ ] Draft the sitemap est:2d\n- [ ] Wrong tag due: 2026-01-12\n- [/] Send the invoice\n\nLast line.\n"
MARKER = b"the editor's own line"
SAVED = OLD.replace(b"# Plan\n", b"# Plan\n\nWith " + MARKER + b".\n")
EXTRA = b"\nAppended: " + MARKER + b"\n"
NAME = "plan.md"
NEVER = 1 << 30

COMMANDS = {
    "done": ["done", "Draft the sitemap"],
    "set": ["set", "Draft the sitemap", "due:2026-03-20"],
    "log": ["log", "Send the invoice", "1h", "did it"],
    "add": ["add", "Buy paint", "--to", "Plan"],
    "remove": ["remove", "Draft the sitemap"],
    "fmt": ["fmt"],
    "undo": ["undo"],
    "lint": ["lint", "--fix", "--unsafe-fixes"],
}
# What `undo` takes back, and something that is not tidy for `fmt`.
BEFORE = {"undo": [["done", "Draft the sitemap"]]}
PREPARED = {"fmt": (b"- [ ] Draft the sitemap est:2d", b"-   [ ]  Draft the sitemap   est:2d")}


@dataclass(frozen=True)
class Editor:
    """A way to save: shell commands, run at one or two moments, and the text that is there afterwards."""
    name: str
    first: str
    second: str | None = None

    def result(self, text: bytes, saved: bytes) -> bytes | None:
        if self.name == "append":
            return text + EXTRA
        return None if self.name == "remove" else saved


EDITORS = [
    Editor("truncate and write", "cat saved > run/plan.md"),
    # An open file stays the same file whatever its name is given to.
    Editor(
        "truncate, later write",
        "(exec 9> run/plan.md; : > opened; until test -e go; do sleep 0.002; done; cat saved >&9; : > wrote) > /dev/null 2>&1 &"
        " until test -e opened; do sleep 0.002; done",
        ": > go; until test -e wrote; do sleep 0.002; done",
    ),
    Editor("save twice", "cat first > run/plan.md", "cat saved > run/plan.md"),
    Editor("rename twice", "cp first run/.swp; mv run/.swp run/plan.md", "cp saved run/.swp; mv run/.swp run/plan.md"),
    Editor("write beside and rename", "cat saved > run/.plan.md.swp; mv run/.plan.md.swp run/plan.md"),
    Editor("append", "cat extra >> run/plan.md"),
    Editor("remove", "rm run/plan.md"),
]
# The same text again with other bytes, so that only a look at the bytes can tell.
SAME_SIZE = Editor("same size, same time", "touch -r run/plan.md stamp; cat saved > run/plan.md; touch -r stamp run/plan.md")


class Race:
    """One command on one plan, and what it makes of the editor's texts."""

    def __init__(self, program: Program, tracer: Tracer, folder: Path, name: str):
        self.program, self.tracer, self.folder, self.name = program, tracer, folder, name
        self.command = COMMANDS[name]
        before, after = PREPARED.get(name, (b"", b""))
        self.initial = OLD.replace(before, after) if before else OLD
        self.saved = SAVED.replace(before, after) if before else SAVED
        self.applied: dict[bytes, bytes] = {}
        self.prepared = scratch(folder)
        make_plan(self.prepared, {NAME: self.initial, "zz.md": b"- [ ] Sentinel task\n"}, git=False)
        for command in BEFORE.get(name, []):
            program.run(*command, root=self.prepared)
        self.old = (self.prepared / NAME).read_bytes()

    def place(self) -> Path:
        """A folder with the plan in `run` and the editor's texts beside it."""
        place = scratch(self.folder).parent
        subprocess.run(["cp", "-a", os.fspath(self.prepared), os.fspath(place / "run")], check=True)
        (place / "saved").write_bytes(self.saved)
        (place / "first").write_bytes(self.saved.replace(MARKER, b"an earlier line"))
        (place / "extra").write_bytes(EXTRA)
        return place

    def apply(self, text: bytes) -> bytes:
        """What the command makes of a text when nobody interferes; undo takes back nothing of a changed text."""
        if text not in self.applied:
            place = self.place()
            (place / "run" / NAME).write_bytes(text)
            self.program.run(*self.command, root=place / "run")
            self.applied[text] = (place / "run" / NAME).read_bytes()
        return self.applied[text]

    def trace(self, place: Path, actions: list[str], hook: str):
        root = place / "run"
        return self.tracer.run(
            self.program.command(*self.command, root=root), root, actions, f"cd {shlex.quote(os.fspath(place))} && {hook}"
        )


def text_of(place: Path) -> bytes | None:
    path = place / "run" / NAME
    return path.read_bytes() if path.exists() else None


# At every call


def outcomes(race: Race, editor: Editor, code: int, came_after: bool) -> list[bytes | None]:
    """The texts that lose nothing, given the exit code and whether the editor came after planmd's own write."""
    if came_after:
        return [editor.result(race.apply(race.old), race.saved)]
    result = editor.result(race.old, race.saved)
    if code == 0 and result is not None:
        return [race.apply(result)]
    return [result]


def written_at(calls: list[Call]) -> int:
    """The number of the call that put the new text in place."""
    numbers = [
        call.number
        for call in calls
        if call.name.startswith("rename") and NAME in (os.path.basename(call.path), os.path.basename(call.other))
    ]
    return numbers[0] if numbers else NEVER


def hook_of(editor: Editor) -> str:
    if editor.second is None:
        return editor.first
    return f"if test -e began; then {editor.second}; else {editor.first}; touch began; fi"


def at_every_call(race: Race, limit: int | None, tally: Tally) -> None:
    place = race.place()
    _, calls = race.trace(place, [], "true")
    numbers = [call.number for call in calls] + [len(calls) + 1]
    for editor in [*EDITORS, SAME_SIZE]:
        moments = [[k] for k in numbers[:-1]]
        if editor.second is not None:
            # The last one is after planmd's end.
            moments = [
                [k, j]
                for k in numbers[:-1]
                for j in sorted({min(k + step, numbers[-1]) for step in (1, 2, 4, 8, 16, 32, NEVER)})
            ]
        moments = evenly(moments, limit or len(moments))

        def attempt(moment: list[int]) -> tuple[list[int], list[str]]:
            return moment, one_save(race, editor, moment)

        name = f"{race.name}: {editor.name}"
        for moment, faults in in_parallel(moments, attempt):
            tally.check(name, faults, f"at call {moment}")
        print(f"{name}: {tally.rows[name][1]} of {tally.rows[name][0]}", flush=True)


def one_save(race: Race, editor: Editor, moment: list[int]) -> list[str]:
    place = race.place()
    result, calls = race.trace(place, [f"{k}:run" for k in moment], hook_of(editor))
    ran = [call.number for call in calls if call.done == "run"]
    if len(ran) < len(moment):
        # The run was shorter than the first one: the editor's second half comes after it.
        for _ in range(len(moment) - len(ran)):
            subprocess.run(["sh", "-c", hook_of(editor)], cwd=place, check=False)
        ran += [NEVER - 1] * (len(moment) - len(ran))
    found, written = text_of(place), written_at(calls)
    where = next((call for call in calls if call.number == moment[0]), None)
    expected = outcomes(race, editor, result.returncode, result.returncode == 0 and ran[0] > written)
    if result.returncode == 0 and editor.second and ran[0] <= written and (ran[1] > written or written == NEVER):
        # planmd has read the first text, and has written before the second or found nothing to do.
        expected.append(race.saved)
    if result.returncode not in (0, 1, 2, 3):
        return [f"exit code {result.returncode}: {said(result)}"]
    if found not in expected:
        return [
            f"{where.describe(place / 'run') if where else ''}: exit code {result.returncode}: "
            f"{found!r} found, {expected[0]!r} expected: {said(result)}"
        ]
    leftovers = state_of(place / "run")[1]
    return [f"left over: {leftovers}: {said(result)}"] if leftovers else []


# Killed after the editor has saved


def killed(race: Race, limit: int | None, tally: Tally) -> None:
    place = race.place()
    _, calls = race.trace(place, [], "true")
    written = written_at(calls)
    last = len(calls)
    # Only what happens around the exchange can part the texts.
    window = [k for k in range(max(1, written - 12), min(last, written + 6) + 1)]
    pairs = [
        (editor, k, j)
        for editor in EDITORS
        if editor.second is None and editor.name != "remove"
        for k in window
        for j in range(k + 1, min(last, written + 30) + 1)
    ]
    if limit is not None:
        pairs = evenly(pairs, limit * 2)

    def attempt(job: tuple[Editor, int, int]) -> tuple[str, list[str]]:
        editor, k, j = job
        return f"{editor.name} at call {k}, killed at call {j}", one_kill(race, editor, k, j)

    name = f"{race.name}: save, kill, write again"
    for text, faults in in_parallel(pairs, attempt):
        tally.check(name, faults, text)
    print(f"{name}: {tally.rows[name][1]} of {tally.rows[name][0]}", flush=True)


def one_kill(race: Race, editor: Editor, k: int, j: int) -> list[str]:
    place = race.place()
    result, calls = race.trace(place, [f"{k}:run", f"{j}:kill"], hook_of(editor))
    if not any(call.done == "run" for call in calls):
        return []
    between, kept = text_of(place), state_of(place / "run")[1]
    again = race.program.run(*(["start", "Sentinel task"] if race.program.has("start") else race.command), root=place / "run")
    state, leftovers = state_of(place / "run")
    holders = [name for name, data in state.items() if MARKER in data]
    faults = []
    if NAME not in holders:
        faults.append(
            f"the editor's text is {'only in ' + ', '.join(holders) if holders else 'lost'}: {state.get(NAME)!r}; "
            f"before the next run: {between!r}, {kept}"
        )
    if leftovers:
        faults.append(f"left over after the next run: {leftovers}")
    if again.returncode not in (0, 1, 3):
        faults.append(f"the next run: exit code {again.returncode}")
    return faults + [f"killed run: {result.returncode}; next run: {again.returncode}: {said(again)}"] if faults else []


# In real time


def in_real_time(race: Race, rounds: int, generator: random.Random, tally: Tally) -> None:
    """The editor saves at a random moment of planmd's run, or keeps saving for as long as it takes."""
    durations = []
    for _ in range(3):
        place = race.place()
        started = time.monotonic()
        race.program.run(*race.command, root=place / "run")
        durations.append(time.monotonic() - started)
    length = sorted(durations)[1]
    refused = 0
    for number in range(rounds):
        editor = generator.choice([editor for editor in EDITORS if editor.name != "remove"])
        delay = generator.uniform(0, 1.2 * length)
        pause = generator.uniform(0, length / 4)
        autosave = generator.random() < 0.3
        place = race.place()
        process = subprocess.Popen(
            race.program.command(*race.command, root=place / "run"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=variables(),
        )
        time.sleep(delay)
        last = autosaves(place, race, process, pause) if autosave else save(place, race, editor, pause)
        out, err = process.communicate()
        refused += process.returncode == 3
        result = subprocess.CompletedProcess([], process.returncode, out, err)
        found = text_of(place)
        expected = real_outcomes(race, editor, last, process.returncode, autosave)
        faults = (
            []
            if found in expected
            else [f"exit code {process.returncode}: {found!r} found, one of {expected!r} expected: {said(result)}"]
        )
        if process.returncode not in (0, 1, 2, 3):
            faults.append(f"exit code {process.returncode}: {said(result)}")
        leftovers = state_of(place / "run")[1]
        faults += [f"left over: {leftovers}"] if leftovers else []
        tally.check(
            f"{race.name}: in real time",
            faults,
            f"round {number}: {'autosave' if autosave else editor.name}, after {delay * 1000:.2f} ms",
        )
    name = f"{race.name}: in real time"
    print(f"{name}: {tally.rows[name][1]} of {tally.rows[name][0]}, {refused} refused", flush=True)


def save(place: Path, race: Race, editor: Editor, pause: float) -> bytes:
    path = place / "run" / NAME
    if editor.name == "append":
        with open(path, "ab", buffering=0) as file:
            file.write(EXTRA)
        return EXTRA
    if "rename" in editor.name:
        beside = path.with_name(".plan.md.swp")
        for text in ([race.saved + b"first"] if editor.second else []) + [race.saved]:
            beside.write_bytes(text)
            time.sleep(pause)
            os.replace(beside, path)
        return race.saved
    if editor.name == "save twice":
        path.write_bytes(race.saved + b"first")
        time.sleep(pause)
    with open(path, "wb", buffering=0) as file:
        if editor.second is not None:
            time.sleep(pause)
        file.write(race.saved)
    return race.saved


def autosaves(place: Path, race: Race, process: subprocess.Popen, pause: float) -> bytes:
    """Saves again and again, each time a little more, until planmd has ended."""
    path, number = place / "run" / NAME, 0
    while True:
        number += 1
        running = process.poll() is None
        text = race.saved + b"version %d\n" % number
        with open(path, "wb", buffering=0) as file:
            file.write(text)
        if not running or number > 5000:
            return text
        time.sleep(pause)


def real_outcomes(race: Race, editor: Editor, last: bytes, code: int, autosave: bool) -> list[bytes]:
    if autosave:
        return [last]
    if editor.name == "append":
        texts = [race.old + EXTRA]
        return texts if code == 3 else texts + [race.apply(race.old) + EXTRA, race.apply(race.old + EXTRA)]
    return [last] if code == 3 else [last, race.apply(last)]


# Several planmd


def against_itself(program: Program, folder: Path, rounds: int, tally: Tally) -> None:
    """Each of several planmd that says it has written has written, once."""
    if not program.has("add"):
        return
    refused = 0
    for number in range(rounds):
        root = scratch(folder)
        make_plan(root, {NAME: OLD}, git=number % 2 == 0)
        words = [f"thought {n} of {number}" for n in range(6)]
        processes = [
            subprocess.Popen(
                program.command("add", word, "--to", "Plan", root=root),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=variables(),
            )
            for word in words
        ]
        faults = []
        for word, process in zip(words, processes):
            _, errors = process.communicate()
            count = (root / NAME).read_bytes().count(word.encode())
            if process.returncode not in (0, 3):
                faults.append(f"exit code {process.returncode}: {errors[:300]!r}")
            refused += process.returncode == 3
        text = (root / NAME).read_bytes()
        for word, process in zip(words, processes):
            count = text.count(word.encode())
            if count != (process.returncode == 0):
                faults.append(f"exit code {process.returncode}, and {word!r} is there {count} times")
        rest = b"\n".join(line for line in text.split(b"\n") if b"thought" not in line)
        if rest != OLD:
            faults.append(f"other lines have changed: {rest!r}")
        leftovers = state_of(root)[1]
        faults += [f"left over: {leftovers}"] if leftovers else []
        tally.check("six planmd at once", faults, f"round {number}")
    if "six planmd at once" in tally.rows:
        row = tally.rows["six planmd at once"]
        print(f"six planmd at once: {row[1]} of {row[0]}, {refused} of {6 * rounds} refused", flush=True)


# The check itself


BROKEN = """#!/bin/sh
# A writer that looks at nothing: planmd COMMAND … --root DIR
test "$1" = --help && { echo "SUBCOMMANDS:"; echo "  done   x"; exit 0; }
for root; do :; done
text=$(sed 's/- \\[ \\] Draft the sitemap est:2d/- [x] Draft the sitemap est:2d done:2026-03-09/' "$root/plan.md"; echo x)
sleep 0.01
printf %s "${text%x}" > "$root/.plan.md.planmd-tmp"
mv "$root/.plan.md.planmd-tmp" "$root/plan.md"
"""


def self_test(tracer: Tracer, folder: Path, tally: Tally) -> None:
    """A writer that overwrites what it has not read is found out."""
    path = folder / "broken"
    path.write_text(BROKEN)
    path.chmod(0o755)
    race = Race(Program(os.fspath(path)), tracer, folder, "done")
    for text in (OLD, SAVED):
        tally.expect(
            "self-test",
            race.apply(text) == text.replace(b"[ ] Draft the sitemap est:2d", b"[x] Draft the sitemap est:2d done:2026-03-09"),
            "the stand-in does nothing",
        )
    quiet = Tally(shown=0)
    in_real_time(race, 40, random.Random(1), quiet)
    tried, survived = quiet.rows["done: in real time"]
    tally.expect("self-test", survived < tried == 40, f"a careless writer survives {survived} of {tried} rounds")
    truncate, append = EDITORS[0], next(editor for editor in EDITORS if editor.name == "append")
    tally.expect("self-test", outcomes(race, truncate, 3, False) == [SAVED], "refusal")
    tally.expect("self-test", outcomes(race, truncate, 0, True) == [SAVED], "saved after the write")
    tally.expect("self-test", outcomes(race, truncate, 0, False) == [race.apply(SAVED)], "saved before the write")
    tally.expect("self-test", outcomes(race, append, 0, True) == [race.apply(OLD) + EXTRA], "appended after the write")
    place = race.place()
    for _ in range(2):
        subprocess.run(["sh", "-c", hook_of(EDITORS[1])], cwd=place, check=True)
    tally.expect("self-test", text_of(place) == SAVED, "the slow editor does not write")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="only some of the moments, and fewer rounds")
    parser.add_argument("--rounds", type=int, help="rounds in real time for each command (default 300; with --quick 40)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the moments (default 1)")
    parser.add_argument("--only", action="append", default=[], metavar="COMMAND", help="only this command")
    parser.add_argument("--shown", type=int, default=20, help="how many failures to print (default 20)")
    options = parser.parse_args()
    tally = Tally(options.shown)
    with temporary_folder("races") as folder:
        tracer = Tracer(folder)
        if options.self_test:
            self_test(tracer, folder, tally)
            tally.finish()
        program = Program(find_planmd(parser, options.planmd))
        rounds = options.rounds or (40 if options.quick else 300)
        for name in COMMANDS:
            if (options.only and name not in options.only) or not program.has(COMMANDS[name][0]):
                continue
            race = Race(program, tracer, folder, name)
            if race.apply(race.old) == race.old:
                tally.check(name, [f"the command changes nothing: {said(program.run(*race.command, root=race.place() / 'run'))}"])
                continue
            at_every_call(race, 8 if options.quick else None, tally)
            killed(race, 8 if options.quick else None, tally)
            in_real_time(race, rounds, random.Random(options.seed), tally)
        if not options.only:
            against_itself(program, folder, 6 if options.quick else 60, tally)
    tally.finish()


if __name__ == "__main__":
    main()
