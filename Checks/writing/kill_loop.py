#!/usr/bin/env python3
"""Stops and disturbs every editing command at every one of its system calls.

Each scenario runs once undisturbed: its calls that touch the plan's folder are counted, and its result is what is
expected. Then, for every call: the program is killed there; the call fails with each of several errors; reads and
writes move only half of their bytes; from there on the disk is full, or read-only. After each of these every file is
byte-exactly old or new and no task is gone; an error leaves no temporary file; an exit code of 0 means that all is
written. Then planmd writes again, the same command, another one, or `undo`: the result is the one of a run that
nobody disturbed, nothing doubled, nothing lost, no temporary file left. The order of the calls is checked as well:
what a name is given to has reached the disk before, and its folder after.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from scenarios import CLOCK, SCENARIOS, SENTINEL, SENTINEL_TEXT, Scenario
from workbench import (Call, Program, State, Tally, Tracer, copy_plan, difference, evenly, find_planmd, in_parallel, make_plan,
                       option_parser, said, scratch, state_of, task_lines, temporary_folder)

NINE = ["ENOSPC", "EIO", "EINTR", "EACCES", "EDQUOT", "EROFS", "ENOENT", "EINVAL", "EMFILE"]


@dataclass(frozen=True)
class Disturbance:
    """What happens at one call: an action of tracer.c and the call it is meant for."""
    call: Call
    action: str

    @property
    def is_kill(self) -> bool:
        return self.action == "kill"

    def describe(self, root: Path) -> str:
        name = self.action
        if name.startswith("errno="):
            name = errno.errorcode[int(name.removeprefix("errno="))]
        return f"{name} at call {self.call.number} {self.call.describe(root)}"


@dataclass
class Stage:
    """A scenario in a folder with or without git, with what an undisturbed run gives."""
    scenario: Scenario
    name: str
    source: Path
    old: State
    new: State
    exit_code: int
    calls: list[Call]


def main() -> None:
    options = read_options()
    tally = Tally(options.shown)
    with temporary_folder("kill") as folder:
        tracer = Tracer(folder)
        if options.self_test:
            self_test(tracer, folder, tally)
            tally.finish()
        program = Program(find_planmd(options.parser, options.planmd))
        for scenario in SCENARIOS:
            if options.only and not any(word in scenario.name for word in options.only):
                continue
            if all([program.has(name) for name in [scenario.needs] + [command[0] for command in scenario.before]]):
                for git in ((True, False) if options.git is None else (options.git == "yes",)):
                    loop(program, tracer, folder, scenario, git, options.tries if options.quick else None, tally)
    tally.finish()


def read_options():
    parser = option_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="only some of the calls of each scenario")
    parser.add_argument("--tries", type=int, default=12, help="how many disturbances of a scenario --quick tries (default 12)")
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="only scenarios with this word in the name")
    parser.add_argument("--git", choices=["yes", "no"], help="only with, or only without, a git repository")
    parser.add_argument("--shown", type=int, default=20, help="how many failures to print (default 20)")
    options = parser.parse_args()
    options.parser = parser
    return options


def loop(program: Program, tracer: Tracer, folder: Path, scenario: Scenario, git: bool, limit: int | None, tally: Tally) -> None:
    name = f"{scenario.name} ({'git' if git else 'no git'})"
    stage = prepare(program, tracer, folder, scenario, git, name, tally)
    if stage is None:
        return
    planned = disturbances(stage.calls)
    if limit is not None:
        planned = evenly(planned, limit, len(tally.rows))
    jobs = list(enumerate(planned))
    for disturbance, faults, notes in in_parallel(jobs, lambda job: attempt(program, tracer, folder, stage, *job)):
        tally.check(name, faults, disturbance.describe(folder_of(stage)))
        for note in notes:
            tally.note(f"{scenario.name}: {note}")
    print(f"{name}: {len(stage.calls)} calls, {tally.rows[name][1]} of {tally.rows[name][0]}", flush=True)


def folder_of(stage: Stage) -> Path:
    return Path(os.path.realpath(stage.source.parent / "run"))


def prepare(program: Program, tracer: Tracer, folder: Path, scenario: Scenario, git: bool, name: str, tally: Tally) -> Stage | None:
    """The plan before the command, and one undisturbed run of it."""
    source = scratch(folder)
    make_plan(source, scenario.plan, git)
    faults = []
    for command in scenario.before:
        result = program.run(*command, root=source)
        if result.returncode != 0:
            faults.append(f"{' '.join(command)} before it: exit code {result.returncode}: {said(result)}")
    old, leftovers = state_of(source)
    # All runs use the same folder name, so that their calls look alike.
    copy = source.parent / "run"
    copy_plan(source, copy)
    result, calls = tracer.run(program.command(*scenario.command, root=copy), copy)
    new, more = state_of(copy)
    if result.returncode not in scenario.exit_codes:
        faults.append(f"undisturbed: exit code {result.returncode}: {said(result)}")
    elif comparable(scenario, new) == comparable(scenario, old):
        faults.append(f"undisturbed: nothing is changed: {said(result)}")
    faults += [f"undisturbed: {path} is left over" for path in leftovers + more]
    faults += order_faults(calls, copy, old, new)
    tally.check(name, faults, " ".join(scenario.command))
    return (
        None
        if faults and any(fault.startswith("undisturbed: ") for fault in faults)
        else Stage(scenario, name, source, old, new, result.returncode, calls)
    )


def comparable(scenario: Scenario, state: State) -> State:
    return {name: CLOCK.sub(b"H:MM", data) for name, data in state.items()} if scenario.has_clock else state


# What is disturbed


def disturbances(calls: list[Call]) -> list[Disturbance]:
    found = []
    for call in calls:
        found += [Disturbance(call, action) for action in actions(call)]
    return found


def actions(call: Call) -> list[str]:
    result = ["kill"] + [f"errno={getattr(errno, name)}" for name in errors(call)]
    if call.count > 1 and call.name != "ftruncate":
        result.append("short")
    if call.changes and call.name not in ("unlink", "unlinkat", "rmdir"):
        result += ["full", "readonly"]
    return result


def errors(call: Call) -> list[str]:
    """The errors that are tried at a call: all nine where the new text is written."""
    if call.path.endswith("/.git") and not call.changes:
        # Where a repository pretends not to be there, what undoes a command lies elsewhere.
        return []
    if call.path.endswith("/planmd.yaml") and not call.changes:
        # A configuration that pretends not to be there gives another plan.
        return ["EIO", "EACCES"]
    if call.name in ("unlink", "unlinkat", "rmdir"):
        return ["EIO", "EACCES", "EROFS", "EINTR"]
    if call.changes or call.name in ("fsync", "fdatasync"):
        return NINE
    if call.is_open:
        return ["EIO", "EACCES", "EMFILE", "EINTR", "ENOENT"]
    if call.name in ("read", "pread64", "getdents64"):
        return ["EIO", "EINTR", "EINVAL"]
    if call.name in ("close", "flock", "fcntl"):
        return ["EIO", "EINTR", "ENOSPC"]
    if "xattr" in call.name:
        return ["EIO", "EACCES", "ENOTSUP"]
    return ["EIO", "EACCES", "ENOENT"]


# One disturbed run


def attempt(
    program: Program, tracer: Tracer, folder: Path, stage: Stage, number: int, planned: Disturbance
) -> tuple[Disturbance, list[str], list[str]]:
    """The faults and notes after one disturbance and the runs that follow it."""
    place = scratch(folder).parent
    root = place / "run"
    copy_plan(stage.source, root)
    action = f"{planned.call.number}:{planned.action}"
    result, calls = tracer.run(program.command(*stage.scenario.command, root=root), root, [action])
    hit = [call for call in calls if call.done]
    if hit:
        real = Call(
            hit[0].number,
            hit[0].name,
            *(path.replace(os.path.realpath(root), os.fspath(folder_of(stage))) for path in (hit[0].path, hit[0].other)),
            hit[0].flags,
            hit[0].count,
            hit[0].done,
        )
        planned = Disturbance(real, planned.action)
    state, leftovers = state_of(root)
    faults, notes = state_faults(stage, state), []
    faults += exit_faults(stage, planned, result, state, bool(hit))
    if not planned.is_kill and leftovers and "unlink" not in planned.call.name and planned.action != "readonly":
        faults.append(f"exit code {result.returncode} leaves {', '.join(leftovers)}")
    if result.returncode == 70:
        notes.append(f"exit code 70, {planned.describe(folder_of(stage))}: {said(result)[:200]}")
    if not faults:
        faults, more = recovery(program, stage, root, state, number)
        notes += more
    if not faults:
        shutil.rmtree(place, ignore_errors=True)
    return planned, [f"{fault}" for fault in faults], notes


def state_faults(stage: Stage, state: State) -> list[str]:
    """Files that are neither old nor new, and tasks that are gone."""
    scenario = stage.scenario
    old, new, state = (comparable(scenario, s) for s in (stage.old, stage.new, state))
    faults = []
    for name in sorted(old.keys() | new.keys() | state.keys()):
        if state.get(name) not in (old.get(name), new.get(name)):
            faults.append(f"{name} is neither old nor new: {state.get(name)!r}")
    gone = (task_lines(old) & task_lines(new)) - task_lines(state)
    return faults + [f"the task {text.decode(errors='replace')!r} is gone" for text in sorted(gone)]


def exit_faults(stage: Stage, planned: Disturbance, result, state: State, hit: bool) -> list[str]:
    code = result.returncode
    if planned.is_kill:
        return [] if code == 137 or (not hit and code == stage.exit_code) else [f"killed, but exit code {code}: {said(result)}"]
    faults = []
    if code < 0 or code > 100 or code not in {0, 2, 3, 70, *stage.scenario.exit_codes}:
        faults.append(f"exit code {code}: {said(result)}")
    # What could not be read may be left out, if that is said.
    is_told = not planned.call.changes and b"read" in result.stderr
    if code == 0 and not is_told and comparable(stage.scenario, state) != comparable(stage.scenario, stage.new):
        faults.append(f"exit code 0, but not all is written: {difference(stage.new, state)}: {said(result)}")
    if code not in stage.scenario.exit_codes and not result.stderr:
        faults.append(f"exit code {code} without a word on stderr")
    return faults


# The runs after it


def recovery(program: Program, stage: Stage, root: Path, state: State, number: int) -> tuple[list[str], list[str]]:
    """Writes again in one of three ways; then a command for another file must find everything in order."""
    scenario, notes, did = stage.scenario, [], []
    now = comparable(scenario, state)
    is_old, is_new = now == comparable(scenario, stage.old), now == comparable(scenario, stage.new)
    faults: list[str] = []
    # `undo` takes back what was written last, which must not be another command.
    way = number % 3 if scenario.needs != "undo" else 0
    if not is_old and not is_new:
        edited = edited_since(stage, state)
        if edited and number % 2:
            return continued(program, stage, root, state, edited)
    if way == 1:
        faults += sentinel(program, root, stage, state, did)
        if not is_old and with_sentinel(stage.new) == state_of(root)[0]:
            # What was stopped between two files is finished by the next write.
            return faults, notes
    elif way == 2 and program.has("undo") and not scenario.before:
        faults += undo(program, root, stage, did)
        is_old, is_new = True, False
    if not faults and (not is_new or scenario.repeatable):
        mark = state_of(root)[0].get(SENTINEL, b"")
        result = program.run(*scenario.command, root=root)
        did.append(f"{scenario.command[0]}: exit code {result.returncode}: {said(result)}")
        # The first thing that a run does is to finish what was stopped; the command itself may find nothing left to do.
        accepted = scenario.exit_codes if is_old else (*scenario.exit_codes, 2)
        if result.returncode not in accepted:
            faults.append("the command again fails")
        found, _ = state_of(root)
        expected = stage.new | {SENTINEL: mark}
        if comparable(scenario, found) != comparable(scenario, expected):
            faults.append(f"the command again: {difference(expected, found)}")
    if not faults and way != 1:
        found, _ = state_of(root)
        faults += sentinel(program, root, stage, found, did)
    found, leftovers = state_of(root)
    if leftovers:
        faults.append(f"left over after the next run: {', '.join(leftovers)}")
    if faults:
        faults = (
            [f"then {fault}" for fault in faults]
            + [f"after the disturbance the state was {'old' if is_old else 'new' if is_new else 'between old and new'}"]
            + did
        )
    return faults, notes


def edited_since(stage: Stage, state: State) -> str | None:
    """A file that is still old between two writes, which an editor may change before planmd runs again."""
    names = [
        name
        for name in stage.old.keys() & stage.new.keys()
        if stage.old[name] != stage.new[name] and state.get(name) == stage.old[name]
    ]
    return names[0] if names else None


def continued(program: Program, stage: Stage, root: Path, state: State, name: str) -> tuple[list[str], list[str]]:
    """Between two files someone saves the one that is not written yet; the same command completes it all the same."""
    added = b"\nSomeone wrote this in between.\n"
    (root / name).write_bytes(state[name] + added)
    result = program.run(*stage.scenario.command, root=root)
    found, leftovers = state_of(root)
    faults = (
        []
        if result.returncode in stage.scenario.exit_codes
        else [f"then with {name} edited the command again: exit code {result.returncode}"]
    )
    expected = stage.new | {name: stage.new[name] + added}
    if found != expected:
        faults.append(f"then with {name} edited the command again: {difference(expected, found)}")
    faults += [f"left over: {path}" for path in leftovers]
    return faults + [said(result)] if faults else [], []


def sentinel(program: Program, root: Path, stage: Stage, before: State, did: list[str]) -> list[str]:
    """Another writing command, for another file."""
    if program.has("start"):
        command, expected = ["start", "Sentinel task"], before | {SENTINEL: SENTINEL_TEXT.replace(b"[ ]", b"[/]")}
    else:
        (root / SENTINEL).write_bytes(b"- [ ] Sentinel task due: 2026-01-12\n")
        command, expected = ["lint", "--fix", "--unsafe-fixes", os.fspath(root / SENTINEL)], before | {
            SENTINEL: b"- [ ] Sentinel task due:2026-01-12\n"
        }
    result = program.run(*command, root=root)
    did.append(f"{command[0]}: exit code {result.returncode}: {said(result)}")
    found, leftovers = state_of(root)
    faults = [] if result.returncode == 0 else [f"{command[0]} fails"]
    right = [comparable(stage.scenario, state) for state in (expected, stage.new | {SENTINEL: expected[SENTINEL]})]
    if comparable(stage.scenario, found) not in (right if before not in (stage.old, stage.new) else right[:1]):
        faults.append(f"{command[0]}: {difference(expected, found)}")
    return faults + [f"{command[0]} leaves {path}" for path in leftovers]


def with_sentinel(state: State) -> State:
    return state | {SENTINEL: SENTINEL_TEXT.replace(b"[ ]", b"[/]")}


def undo(program: Program, root: Path, stage: Stage, did: list[str]) -> list[str]:
    """`undo` gives the old state, or says that there is nothing to undo and changes nothing."""
    before, _ = state_of(root)
    result = program.run("undo", root=root)
    did.append(f"undo: exit code {result.returncode}: {said(result)}")
    found, _ = state_of(root)
    scenario = stage.scenario
    if result.returncode == 0:
        if comparable(scenario, found) != comparable(scenario, stage.old):
            return [f"undo: {difference(stage.old, found)}"]
    elif found != before:
        return [f"undo refuses and changes something: {difference(before, found)}"]
    elif before != stage.old:
        # What cannot be undone is put back by hand, so that the rest can be tried.
        return [f"undo refuses although something is written ({result.returncode})"]
    return []


# The order of the calls


def order_faults(calls: list[Call], root: Path, old: State, new: State) -> list[str]:
    """What would not survive a loss of power, or writes a plan's file in place."""
    root_path = os.path.realpath(root)
    faults, dirty, folders = [], {}, {}
    private = re.compile(re.escape(root_path) + r"/(\.git|\.planmd)(/|$)")
    for call in calls:
        if private.match(call.path):
            continue
        name = call.describe(Path(root_path))
        if call.name in ("write", "pwrite64", "writev", "pwritev", "ftruncate", "fallocate", "copy_file_range", "sendfile"):
            dirty[call.path] = name
            if not re.search(r"/\.[^/]+\.planmd-tmp$", call.path):
                faults.append(f"{name}: a file of the plan is written in place")
        elif call.is_open and call.flags & (os.O_TRUNC | os.O_CREAT) and not re.search(r"/\.[^/]+(\.planmd-tmp|\.lock)$", call.path):
            faults.append(f"{name}: a file of the plan is opened to be changed")
        elif call.name in ("fsync", "fdatasync"):
            dirty.pop(call.path, None)
            folders.pop(call.path, None)
        elif call.name.startswith("rename") or call.name in ("link", "linkat"):
            if call.path in dirty:
                faults.append(f"{name}: the text has not reached the disk ({dirty[call.path]})")
            for path, text in folders.items():
                if path != os.path.dirname(call.other):
                    faults.append(f"{name}: the folder of an earlier file has not reached the disk ({text})")
            folders[os.path.dirname(call.other)] = name
    return faults + [f"{text}: the folder never reaches the disk" for text in folders.values()]


# The check itself


VICTIM = r"""
import os, sys
os.chdir(sys.argv[1])
if sys.argv[2] == "good":
    with open(".a.md.planmd-tmp", "wb") as file:
        file.write(b"new\n" * 100); file.flush(); os.fsync(file.fileno())
    os.rename(".a.md.planmd-tmp", "a.md")
    folder = os.open(".", os.O_RDONLY); os.fsync(folder)
else:
    with open("a.md", "r+b") as file:
        file.write(b"new\n" * 100); file.truncate()
"""


def self_test(tracer: Tracer, folder: Path, tally: Tally) -> None:
    """A writer that is right and one that is not, in Python."""
    import sys
    for kind in ("good", "bad"):
        command = [sys.executable, "-c", VICTIM, "{}", kind]
        files = {"a.md": b"- [ ] old\n" * 50}

        def trial(*actions: str) -> tuple[int, State, list[Call], Path]:
            root = scratch(folder)
            make_plan(root, files, git=False)
            result, calls = tracer.run([os.fspath(root) if part == "{}" else part for part in command], root, actions)
            return result.returncode, state_of(root)[0], calls, root

        code, new, calls, root = trial()
        tally.expect("self-test", code == 0 and new["a.md"] == b"new\n" * 100, f"{kind}: {code}, {new}")
        faults = order_faults(calls, root, {}, {})
        tally.expect("self-test", bool(faults) == (kind == "bad"), f"{kind}: {faults}")
        mixed = 0
        for call in calls:
            code, state, seen, _ = trial(f"{call.number}:kill")
            tally.expect("self-test", code == 137 and len(seen) == call.number, f"{kind}: not killed at {call}: {code}")
            mixed += state["a.md"] not in (files["a.md"], new["a.md"])
        tally.expect("self-test", (mixed > 0) == (kind == "bad"), f"{kind}: {mixed} mixed states")
        writes = [call for call in calls if call.name == "write"]
        tally.expect("self-test", [call.count for call in writes] == [400], f"{kind}: writes {writes}")
        at = writes[0].number
        code, state, seen, _ = trial(f"{at}:errno={errno.ENOSPC}")
        tally.expect("self-test", code == 1 and (kind == "bad" or state == files), f"{kind}: ENOSPC: {code} {state}")
        code, state, seen, _ = trial(f"{at}:short")
        again = [call.count for call in seen if call.name == "write"]
        tally.expect("self-test", code == 0 and state == new and again == [400, 200], f"{kind}: short: {code} {again}")
        code, state, seen, _ = trial(f"{at}:full")
        tally.expect("self-test", code == 1, f"{kind}: full: {code}")
        code, state, seen, root = trial(f"1:readonly")
        tally.expect("self-test", code == 1 and state == files, f"{kind}: readonly: {code} {state}")
    broken = Stage(SCENARIOS[0], "x", folder, {"a.md": b"- [ ] one\n", "b.md": b""}, {"a.md": b"", "b.md": b"- [ ] one\n"}, 0, [])
    tally.expect("self-test", len(state_faults(broken, {"a.md": b"", "b.md": b""})) == 1, "a lost task is not found")
    tally.expect("self-test", state_faults(broken, {"a.md": b"- [ ] one\n", "b.md": b"- [ ] one\n"}) == [], "destination first is refused")
    tally.expect("self-test", len(state_faults(broken, {"a.md": b"- [ ] o", "b.md": b""})) == 2, "a torn file is not found")
    names = [scenario.name for scenario in SCENARIOS]
    tally.expect("self-test", len(set(names)) == len(names), "two scenarios have the same name")


if __name__ == "__main__":
    main()
