"""What the checks of writing share: plans in temporary folders, their state, and disturbed runs of planmd."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from common import environment, find_planmd, give_up, option_parser, skip, temporary_folder, visible  # noqa: E402,F401

TODAY = "2026-03-09"
LIMIT = 60
CHANGING = re.compile(
    r"p?write(v|64)?$|rename|(un|sym)?link|mkdir|rmdir|mknod|f?ch(mod|own)|lchown|f?truncate|fallocate|[lf]?(set|remove)xattr|"
    r"sendfile|copy_file_range|utime")
TEMPORARY = re.compile(r"\..+\.planmd-tmp$")
WORKERS = os.cpu_count() or 1
# Files by path below the root: their bytes, or for links where they lead.
State = dict[str, bytes]


class Tally:
    """Counts what was tried and what survived, by name, and prints the first failures."""

    def __init__(self, shown: int = 20):
        self.rows: dict[str, list[int]] = {}
        self.shown = shown
        self.failures = 0
        self.notes: dict[str, int] = {}

    def check(self, name: str, faults: list[str], reproduction: str = "") -> bool:
        row = self.rows.setdefault(name, [0, 0])
        row[0] += 1
        if not faults:
            row[1] += 1
            return True
        self.failures += 1
        if self.failures <= self.shown:
            lines = [shortened(f"FAILED: {name}: {reproduction}")] + ["  " + shortened(fault) for fault in faults[:8]]
            print("\n".join(lines) + "\n", flush=True)
        elif self.failures == self.shown + 1:
            print("… more failures are counted, not shown\n", flush=True)
        return False

    def expect(self, name: str, holds: bool, fault: str, reproduction: str = "") -> bool:
        return self.check(name, [] if holds else [fault], reproduction)

    def note(self, text: str) -> None:
        """Something worth telling that fails nothing; equal notes are counted."""
        self.notes[text] = self.notes.get(text, 0) + 1

    def table(self) -> None:
        width = max([len(name) for name in self.rows] + [4])
        for name, (tried, survived) in self.rows.items():
            mark = "" if tried == survived else "  FAILED"
            print(f"{name:<{width}} {tried:>7} tried {survived:>7} survived{mark}")
        for text, count in self.notes.items():
            print(f"note: {text} ({count} times)")

    def finish(self) -> None:
        """The table and the summary line; a check that tried nothing has failed."""
        self.table()
        tried = sum(row[0] for row in self.rows.values())
        survived = sum(row[1] for row in self.rows.values())
        if tried == 0:
            print("FAILED: nothing could be tried")
        print(f"{tried} tried, {survived} survived")
        sys.exit(0 if tried and tried == survived else 1)


def shortened(text: str, limit: int = 1200) -> str:
    return text if len(text) <= limit else f"{text[:limit * 2 // 3]} … {text[-limit // 3:]}"


class Program:
    """The planmd program and the commands that it has."""

    def __init__(self, path: str):
        self.path = path
        text = self.run("--help").stdout.decode("utf-8", "replace")
        listed = text.split("SUBCOMMANDS:")[-1]
        self.commands = set(re.findall(r"^  ([a-z][a-z-]*)", listed, re.M))
        self.skipped: set[str] = set()

    def has(self, command: str) -> bool:
        """Whether there is such a command; says so once where there is not."""
        if command in self.commands:
            return True
        if command not in self.skipped:
            self.skipped.add(command)
            print(f"skipped: no command {command}", flush=True)
        return False

    def command(self, *arguments: str | bytes, root: Path | str | None = None) -> list[str | bytes]:
        return [self.path, *arguments] + (["--root", os.fspath(root)] if root is not None else [])

    def run(self, *arguments: str | bytes, root: Path | str | None = None, **options) -> subprocess.CompletedProcess:
        return run(self.command(*arguments, root=root), **options)


def variables(**extra: str) -> dict[str, str]:
    """The fixed environment; git asks nobody and looks at no configuration but the repository's."""
    if time.gmtime().tm_hour == 0:
        # A timer that began at midnight has run for a while, whenever the check runs.
        extra = {"TZ": "XXX-6"} | extra
    return environment(PLANMD_TODAY=TODAY, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", GIT_TERMINAL_PROMPT="0", **extra)


def run(command: list, **options) -> subprocess.CompletedProcess:
    """Runs a command; one that does not end counts as killed by signal 14 (ALRM)."""
    options.setdefault("env", variables())
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    try:
        return subprocess.run(
            command, stdout=options.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, timeout=LIMIT, check=False, **options
        )
    except subprocess.TimeoutExpired as error:
        return subprocess.CompletedProcess(command, -14, error.stdout or b"", b"no end after %d s" % LIMIT)


def said(result: subprocess.CompletedProcess) -> str:
    return visible((result.stdout or b"")[-600:] + (result.stderr or b"")[-600:]).strip()


# Folders


def make_plan(root: Path, files: dict[str, bytes], git: bool) -> None:
    """A folder with files, and with a git repository that holds them."""
    root.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    if git:
        for command in (["init", "-q", "-b", "main", "--template="], ["add", "-A"],
                        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "plan"]):
            result = run(["git", "-C", os.fspath(root), *command])
            if result.returncode != 0:
                give_up(f"git {command[0]}: {said(result)}")


def copy_plan(source: Path, root: Path) -> None:
    shutil.copytree(source, root, symlinks=True)


def state_of(root: Path) -> tuple[State, list[str]]:
    """All files of a plan but git's and planmd's own, and the temporary ones apart."""
    state: State = {}
    leftovers: list[str] = []
    for folder, folders, names in os.walk(root):
        relative = os.path.relpath(folder, root)
        for hidden in (".git", ".planmd"):
            if hidden in folders:
                folders.remove(hidden)
                leftovers += [os.path.relpath(path, root) for path in Path(folder, hidden).rglob("*") if TEMPORARY.match(path.name)]
        for name in names:
            path = os.path.join(folder, name)
            key = name if relative == "." else f"{relative}/{name}"
            if TEMPORARY.match(name):
                leftovers.append(key)
            elif os.path.islink(path):
                state[key] = b"-> " + os.fsencode(os.readlink(path))
            elif os.path.isfile(path):
                state[key] = Path(path).read_bytes()
            else:
                state[key] = b"neither a file nor a link"
    return state, sorted(leftovers)


def task_lines(state: State) -> set[bytes]:
    """The texts of all checklist items, without marks and boxes."""
    found = re.compile(rb"^[ \t>]*(?:[-*+]|\d+[.)])[ \t]+\[.\][ \t]+(.*?)[ \t]*\r?$", re.M)
    return {match.group(1) for data in state.values() for match in found.finditer(data)}


def difference(expected: State, found: State) -> str:
    """The first file that differs, with both texts."""
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            return f"{name}: {expected.get(name)!r} expected, {found.get(name)!r} found"
    return "no difference"


# Disturbed runs


@dataclass(frozen=True)
class Call:
    """A system call that touched the plan's folder."""
    number: int
    name: str
    path: str
    other: str
    flags: int
    count: int
    done: str
    data: bytes = b""

    @property
    def is_open(self) -> bool:
        return self.name in ("open", "openat", "openat2", "creat")

    @property
    def changes(self) -> bool:
        """Whether it is of a kind that changes files."""
        if self.is_open:
            return bool(self.flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)) or self.name == "creat"
        return bool(CHANGING.match(self.name))

    def describe(self, root: Path) -> str:
        shown = [os.path.relpath(path, root) for path in (self.path, self.other) if path]
        return f"{self.name}({' -> '.join(shown)})"


class Tracer:
    """Runs planmd under tracer.c, which counts its system calls and disturbs it at one of them."""

    def __init__(self, folder: Path):
        self.path = folder / "tracer"
        compiler = shutil.which("gcc") or shutil.which("cc") or shutil.which("clang")
        if not compiler:
            skip("no C compiler")
        source = Path(__file__).with_name("tracer.c")
        built = run([compiler, "-O1", "-o", os.fspath(self.path), os.fspath(source)])
        if built.returncode != 0:
            give_up("tracer.c is not compiled", built.stderr)
        if run([os.fspath(self.path), "--", "true"]).returncode != 0:
            skip("processes cannot be traced here")

    def run(self, command: list, root: Path, actions: Iterable[str] = (), hook: str | None = None,
            **options) -> tuple[subprocess.CompletedProcess, list[Call]]:
        """The outcome and the calls; each action is K:WHAT as tracer.c describes."""
        watched = os.path.realpath(root)
        log = f"{watched}.calls"
        line = [os.fspath(self.path), "--watch", watched, "--log", log]
        for action in actions:
            line += ["--at", action]
        if hook:
            line += ["--run", hook]
        result = run(line + ["--", *command], **options)
        calls = read_calls(log)
        os.unlink(log)
        return result, calls


def read_calls(log: str) -> list[Call]:
    calls = []
    for line in Path(log).read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        number, name, path, other, flags, count, done, data = line.split("\t")
        calls.append(Call(int(number), name, path, other, int(flags), int(count), done, bytes.fromhex(data)))
    return calls


def in_parallel(jobs: list, work: Callable) -> Iterable:
    """The results in the order of the jobs."""
    with ThreadPoolExecutor(WORKERS) as pool:
        yield from pool.map(work, jobs)


def evenly(items: list, count: int, turn: int = 0) -> list:
    """At most `count` of the items, spread over all of them; each turn takes others."""
    if len(items) <= count:
        return items
    step = len(items) / count
    offset = step * (turn * 0.618 % 1)
    return [items[min(len(items) - 1, int(index * step + offset))] for index in range(count)]


def scratch(folder: Path) -> Path:
    """A new name in a folder."""
    return Path(tempfile.mkdtemp(dir=folder)) / "plan"
