"""Plans for the check of metadata: what an edit must keep, and how it is judged."""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench import Program, Tally, run, said, scratch, state_of, variables

OLD = b"# Plan\n\n- [ ] Draft the sitemap est:2d\n- [ ] Wrong tag due: 2026-01-12\n"
NOBODY = 65534
STRANGER = 54321
IMMUTABLE, APPEND_ONLY = 0x10, 0x20
GET_FLAGS, SET_FLAGS = 0x80086601, 0x40086602  # of linux/fs.h, with 64 bits


@dataclass
class Plan:
    """A folder with one plan file, and whom planmd runs as."""
    program: Program
    root: Path
    command: list[str]
    new: bytes
    name: str = "plan.md"
    user: int | None = None
    umask: int = 0o022
    before_exec: Callable[[], None] | None = None
    # What must happen: "kept", "refused", or either.
    expected: str = "either"

    @property
    def path(self) -> Path:
        return self.root / self.name

    def write(self, data: bytes = OLD) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(data)

    def run(self) -> subprocess.CompletedProcess:
        options: dict = {"umask": self.umask, "env": variables(HOME="/nonexistent")}
        if self.user is not None:
            options |= {"user": self.user, "group": self.user, "extra_groups": []}
        if self.before_exec is not None:
            options["preexec_fn"] = self.before_exec
        return run(self.program.command(*self.command, root=self.root), **options)


def metadata(path: Path) -> dict:
    """Everything about a name and what it leads to that an edit must keep."""
    found: dict = {"link": os.readlink(path) if path.is_symlink() else None}
    try:
        status = os.stat(path)
    except OSError as error:
        return found | {"error": error.errno}
    attributes = {}
    for name in os.listxattr(path):
        attributes[name] = os.getxattr(path, name)
    return found | {"mode": oct(status.st_mode), "owner": status.st_uid, "group": status.st_gid, "names": status.st_nlink, "attributes": attributes,
                    "flags": flags_of(path) & (IMMUTABLE | APPEND_ONLY)}


def flags_of(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return 0
    try:
        return struct.unpack("i", fcntl.ioctl(descriptor, GET_FLAGS, b"\0" * 8)[:4])[0]
    except OSError:
        return 0
    finally:
        os.close(descriptor)


def set_flags(path: Path, flags: int) -> bool:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, SET_FLAGS, struct.pack("l", flags | (flags_of(path) & ~(IMMUTABLE | APPEND_ONLY))))
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)


def judge(plan: Plan, name: str, tally: Tally) -> None:
    """Runs the command and compares everything."""
    before = metadata(plan.path)
    others = {key: value for key, value in state_of(plan.root)[0].items() if key != plan.name}
    old = plan.path.read_bytes() if plan.path.is_file() else None
    leftovers_before = state_of(plan.root)[1]
    result = plan.run()
    after = metadata(plan.path)
    bytes_now = plan.path.read_bytes() if plan.path.is_file() else None
    state, leftovers = state_of(plan.root)
    faults = []
    if result.returncode == 0:
        if plan.expected == "refused":
            faults.append("written, where it must be refused")
        if bytes_now != plan.new:
            faults.append(f"exit code 0, but the bytes are {bytes_now!r}")
    elif result.returncode == 3:
        if plan.expected == "kept":
            faults.append(f"refused, where it can be kept: {said(result)}")
        if bytes_now != old:
            faults.append(f"exit code 3, but the bytes are {bytes_now!r}")
        if not result.stderr.strip():
            faults.append("refused without a reason")
    else:
        faults.append(f"exit code {result.returncode}: {said(result)}")
        if bytes_now not in (old, plan.new):
            faults.append(f"the bytes are {bytes_now!r}")
    if before != after:
        changed = {key: (before.get(key), after.get(key)) for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        faults.append(f"exit code {result.returncode}, and changed are (before, after): {changed}")
    now = {key: value for key, value in state.items() if key != plan.name and key in others}
    if any(others[key] != value for key, value in now.items() if value != plan.new) or set(others) != set(now):
        faults.append(f"other files are changed: {sorted(others)}, {sorted(now)}")
    if leftovers and leftovers != leftovers_before and not flags_of(plan.root) & APPEND_ONLY:
        faults.append(f"exit code {result.returncode} leaves {leftovers}")
    tally.check(name, faults, f"as user {plan.user if plan.user is not None else os.geteuid()}, umask {plan.umask:03o}: {visible_case(plan, before)}")


def visible_case(plan: Plan, before: dict) -> str:
    return f"{plan.name!r}, {before}"


class Matrix:
    """Makes a fresh plan for each case and judges it."""

    def __init__(self, program: Program, folder: Path, tally: Tally):
        self.folder, self.tally = folder, tally
        self.is_root = os.geteuid() == 0
        folder.chmod(0o755)
        if self.is_root:
            # Where nobody can run it.
            copy = folder / "planmd"
            shutil.copy(program.path, copy)
            copy.chmod(0o755)
            commands = program.commands
            program = Program(os.fspath(copy))
            program.commands = commands
        self.program = program
        self.command = ["start", "Draft the sitemap"] if program.has("start") else ["lint", "--fix", "--unsafe-fixes"]
        trial = self.plan()
        trial.write()
        result = trial.run()
        trial.new = trial.path.read_bytes()
        self.tally.check("without anything", [] if result.returncode == 0 and trial.new != OLD else [f"exit code {result.returncode}: {said(result)}"])
        self.new = trial.new
        self.missing: set[str] = set()

    def plan(self, **fields) -> Plan:
        root = scratch(self.folder)
        root.parent.chmod(0o755)
        root.mkdir()
        return Plan(self.program, root, self.command, getattr(self, "new", b""), **fields)

    def judge(self, plan: Plan, name: str) -> None:
        judge(plan, name, self.tally)

    def lacks(self, what: str) -> None:
        if what not in self.missing:
            self.missing.add(what)
            print(f"skipped: {what}", flush=True)

    def users(self) -> list[int | None]:
        return [None, NOBODY] if self.is_root else [None]

    def own(self, plan: Plan) -> None:
        """Gives the whole plan to the user that planmd runs as."""
        if plan.user is None:
            return
        for path in [plan.root, *plan.root.rglob("*")]:
            os.chown(path, plan.user, plan.user, follow_symlinks=False)
