#!/usr/bin/env python3
"""Loses power at every moment of every editing command, on a disk that keeps no more than it must.

The system calls of an undisturbed run are played to a simulated disk: bytes are safe once their file was synced, names
once their folder was. For a loss after every call all legal states are worked out: of each file that was not synced
nothing, any part, or as many zeros may be there; of each folder's changes any number, in their order. In every state
each file of the plan is byte-exactly old or new and no task is gone. Then each state is written to a folder, and
planmd has to bring it in order with its next write.
"""

from __future__ import annotations

import itertools
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from kill_loop import Stage, prepare, recovery, state_faults
from scenarios import SCENARIOS
from workbench import TEMPORARY, Call, Program, State, Tally, Tracer, evenly, find_planmd, in_parallel, option_parser, scratch, state_of, temporary_folder


@dataclass
class File:
    """A file's bytes: what is safe, and all that it held since."""
    safe: bytes = b""
    later: list[bytes] = field(default_factory=list)
    is_folder: bool = False

    @property
    def now(self) -> bytes:
        return self.later[-1] if self.later else self.safe

    def possible(self) -> list[bytes]:
        """What may be there after a loss of power."""
        found = [self.safe, *self.later]
        for data in self.later:
            found += [data[:len(data) // 2], b"\0" * len(data)]
        return list(dict.fromkeys(found))


@dataclass
class Disk:
    """Files by number, and names in folders: what is safe, and the changes since, in their order."""
    files: list[File] = field(default_factory=list)
    safe: dict[str, int] = field(default_factory=dict)
    now: dict[str, int] = field(default_factory=dict)
    # Changes of one folder: names and where they lead afterwards (None: nowhere).
    pending: list[tuple[str, dict[str, int | None]]] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)

    def load(self, root: Path) -> None:
        for folder, folders, names in os.walk(root):
            for name in [*folders, *names]:
                path = os.path.join(folder, name)
                if os.path.islink(path):
                    continue
                data = b"" if name in folders else Path(path).read_bytes()
                self.files.append(File(data, is_folder=name in folders))
                self.safe[path] = len(self.files) - 1
        self.now = dict(self.safe)

    def change(self, folder: str, names: dict[str, int | None]) -> None:
        for name, number in names.items():
            if number is None:
                self.now.pop(name, None)
            else:
                self.now[name] = number
        self.pending.append((folder, names))

    def make(self, path: str, is_folder: bool = False) -> None:
        self.files.append(File(is_folder=is_folder))
        self.change(os.path.dirname(path), {path: len(self.files) - 1})

    def play(self, call: Call) -> bool:
        """Does what the call does; true if it may have changed what a loss of power leaves."""
        name, path, other = call.name, call.path.replace(" (deleted)", ""), call.other
        if call.is_open:
            if call.flags & os.O_CREAT and path not in self.now:
                self.make(path)
            elif path in self.now and call.flags & os.O_TRUNC:
                self.files[self.now[path]].later.append(b"")
            elif call.flags & os.O_CREAT and call.flags & os.O_EXCL:
                return False
            if path in self.now:
                self.positions[path] = len(self.files[self.now[path]].now) if call.flags & os.O_APPEND else 0
            return bool(call.flags & (os.O_CREAT | os.O_TRUNC))
        if name in ("write", "pwrite64") and path in self.now:
            file, at = self.files[self.now[path]], self.positions.get(path, 0)
            file.later.append(file.now[:at].ljust(at, b"\0") + call.data + file.now[at + len(call.data):])
            self.positions[path] = at + len(call.data)
        elif name == "ftruncate" and path in self.now:
            file = self.files[self.now[path]]
            file.later.append(file.now[:call.count].ljust(call.count, b"\0"))
        elif name in ("fsync", "fdatasync"):
            self.sync(path)
        elif name in ("mkdir", "mkdirat") and path not in self.now:
            self.make(path, is_folder=True)
        elif name in ("unlink", "unlinkat", "rmdir") and path in self.now:
            self.change(os.path.dirname(path), {path: None})
        elif name in ("link", "linkat") and path in self.now and other not in self.now:
            self.change(os.path.dirname(other), {other: self.now[path]})
        elif name.startswith("rename") and path in self.now:
            if call.flags & 2 and other in self.now:  # RENAME_EXCHANGE
                self.change(os.path.dirname(path), {path: self.now[other], other: self.now[path]})
            elif not (call.flags & 1 and other in self.now):  # RENAME_NOREPLACE
                self.change(os.path.dirname(path), {path: None, other: self.now[path]})
        else:
            return False
        return True

    def sync(self, path: str) -> None:
        number = self.now.get(path)
        if number is not None and not self.files[number].is_folder:
            file = self.files[number]
            file.safe, file.later = file.now, []
            return
        kept = []
        for folder, names in self.pending:
            if folder == path:
                for name, leads in names.items():
                    if leads is None:
                        self.safe.pop(name, None)
                    else:
                        self.safe[name] = leads
            else:
                kept.append((folder, names))
        self.pending = kept

    def states(self) -> list[dict[str, bytes | None]]:
        """All legal states after a loss of power: paths with their bytes (None: a folder)."""
        folders = list(dict.fromkeys(folder for folder, _ in self.pending))
        counts = [range(sum(other == folder for other, _ in self.pending) + 1) for folder in folders]
        found: list[dict[str, bytes | None]] = []
        for taken in itertools.product(*counts):
            names = dict(self.safe)
            left = dict(zip(folders, taken))
            for folder, change in self.pending:
                if left[folder] > 0:
                    left[folder] -= 1
                    for name, number in change.items():
                        if number is None:
                            names.pop(name, None)
                        else:
                            names[name] = number
            # What lies in a folder that is not there is not there.
            folders_there = {name for name, number in names.items() if self.files[number].is_folder}
            known = {name for name in self.now if self.files[self.now[name]].is_folder} | folders_there
            names = {name: number for name, number in names.items() if all(parent not in known or parent in folders_there for parent in map(os.fspath, Path(name).parents))}
            unsafe = sorted({number for number in names.values() if self.files[number].later})
            for choice in itertools.product(*[self.files[number].possible() for number in unsafe]):
                chosen = dict(zip(unsafe, choice))
                found.append({name: None if self.files[number].is_folder else chosen.get(number, self.files[number].safe) for name, number in names.items()})
        return found


def losses(stage: Stage, root: str) -> list[tuple[str, dict[str, bytes | None]]]:
    """All different states that a loss of power can leave, each with the call before it."""
    disk = Disk()
    # The calls were made in a copy of the source, under another name.
    disk.load(stage.source)
    source = os.fspath(stage.source)
    disk.safe = {root + path[len(source):]: number for path, number in disk.safe.items()}
    disk.now = dict(disk.safe)
    seen: dict[tuple, str] = {}
    for call in stage.calls:
        if disk.play(call):
            for state in disk.states():
                seen.setdefault(tuple(sorted(state.items(), key=lambda item: item[0])), f"after call {call.number} {call.describe(Path(root))}")
    return [(text, dict(state)) for state, text in seen.items()]


def visible_state(state: dict[str, bytes | None], root: str) -> State:
    found = {}
    for path, data in state.items():
        name = os.path.relpath(path, root)
        if data is not None and not name.startswith((".git/", ".planmd/")) and not TEMPORARY.match(os.path.basename(name)):
            found[name] = data
    return found


def write_state(state: dict[str, bytes | None], root: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    for path, data in sorted(state.items(), key=lambda item: item[0]):
        target = folder / os.path.relpath(path, root)
        if data is None:
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.write_bytes(data)


def attempt(program: Program, folder: Path, stage: Stage, root: str, number: int, state: dict[str, bytes | None]) -> list[str]:
    visible = visible_state(state, root)
    faults = state_faults(stage, visible)
    if faults:
        return faults
    place = scratch(folder).parent
    write_state(state, root, place / "run")
    faults, _ = recovery(program, stage, place / "run", state_of(place / "run")[0], number)
    if not faults:
        shutil.rmtree(place, ignore_errors=True)
    return faults


def self_test(folder: Path, tally: Tally) -> None:
    """Writers that sync, and writers that forget to."""
    root, old, new = "/p", b"old", b"new text"

    def calls(*lines: tuple) -> list[Call]:
        return [Call(number, name, f"{root}/{path}".rstrip("/"), f"{root}/{other}" if other else "", flags, len(data), "", data)
                for number, (name, path, other, flags, data) in enumerate(lines, 1)]

    opened = ("openat", ".a.md.planmd-tmp", "", os.O_CREAT | os.O_EXCL | os.O_WRONLY, b"")
    written = ("write", ".a.md.planmd-tmp", "", 0, new)
    synced = ("fsync", ".a.md.planmd-tmp", "", 0, b"")
    renamed, exchanged = ("rename", ".a.md.planmd-tmp", "a.md", 0, b""), ("renameat2", ".a.md.planmd-tmp", "a.md", 2, b"")
    folder_synced, removed = ("fsync", "", "", 0, b""), ("unlink", ".a.md.planmd-tmp", "", 0, b"")
    in_place = [("openat", "a.md", "", os.O_TRUNC | os.O_WRONLY, b""), ("write", "a.md", "", 0, new), ("fsync", "a.md", "", 0, b"")]
    for name, lines, safe in (("right", [opened, written, synced, renamed, folder_synced], True), ("exchange", [opened, written, synced, exchanged, folder_synced, removed, folder_synced], True),
                              ("no sync", [opened, written, renamed, folder_synced], False), ("in place", in_place, False),
                              ("removed before the folder is synced", [opened, written, synced, exchanged, removed, folder_synced], True)):
        disk = Disk([File(old)], {f"{root}/a.md": 0}, {f"{root}/a.md": 0})
        torn = set()
        for call in calls(*lines):
            disk.play(call)
            torn |= {state.get(f"{root}/a.md", b"gone") for state in disk.states()} - {old, new}
        tally.check("self-test", [] if bool(torn) != safe else [f"{name}: {torn}"])
        tally.check("self-test", [] if disk.files[disk.now[f"{root}/a.md"]].now == new else [f"{name}: the new text is not there"])
    disk = Disk([File(old)], {f"{root}/a.md": 0}, {f"{root}/a.md": 0})
    for call in calls(("mkdir", "sub", "", 0, b""), ("openat", "sub/b.md", "", os.O_CREAT, b""), ("fsync", "sub", "", 0, b"")):
        disk.play(call)
    tally.check("self-test", [] if any(f"{root}/sub" not in state and f"{root}/sub/b.md" not in state for state in disk.states()) else ["a folder that is not synced stays"])


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="at most 20 states of each scenario are brought in order again")
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="only scenarios with this word in the name")
    parser.add_argument("--shown", type=int, default=20, help="how many failures to print (default 20)")
    options = parser.parse_args()
    tally = Tally(options.shown)
    with temporary_folder("power") as folder:
        if options.self_test:
            self_test(folder, tally)
            tally.finish()
        tracer = Tracer(folder)
        program = Program(find_planmd(parser, options.planmd))
        for scenario in SCENARIOS:
            if options.only and not any(word in scenario.name for word in options.only):
                continue
            if not all([program.has(name) for name in [scenario.needs] + [command[0] for command in scenario.before]]):
                continue
            for git in (True, False):
                name = f"{scenario.name} ({'git' if git else 'no git'})"
                stage = prepare(program, tracer, folder, scenario, git, name, Tally(shown=0))
                if stage is None:
                    tally.check(name, ["the undisturbed run fails: see kill_loop.py"])
                    continue
                root = os.path.realpath(stage.source.parent / "run")
                states = losses(stage, root)
                jobs = list(enumerate(evenly(states, 20) if options.quick else states))
                for job, faults in in_parallel(jobs, lambda job: (job, attempt(program, folder, stage, root, job[0], job[1][1]))):
                    tally.check(name, faults, f"{job[1][0]}: {sorted(os.path.relpath(path, root) for path, data in job[1][1].items() if data is not None and '/.git/' not in path)}")
                print(f"{name}: {len(states)} states, {tally.rows[name][1]} of {tally.rows[name][0]}", flush=True)
    tally.finish()


if __name__ == "__main__":
    main()
