#!/usr/bin/env python3
"""Watches that commands which read change nothing, and what becomes of output that cannot be written.

Every read command, and every editing command with `--dry-run`, runs under strace: a call that could change a file may
only meet stdout, stderr, the `-o` target and the cache (in the git directory, or the user's cache folder). All files of
the plan are compared as well. Then every command writes to a full device, to a pipe that nobody reads on, and with
descriptors closed, where a file that planmd opens takes the place of its output.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from scenarios import BLOCK, FAULTY, FINISHED, SCENARIOS, SHOP, TEMPLATE, UNTIDY, WEBSITE
from workbench import (
    LIMIT,
    Program,
    Tally,
    copy_plan,
    difference,
    evenly,
    find_planmd,
    in_parallel,
    make_plan,
    option_parser,
    run,
    said,
    scratch,
    skip,
    state_of,
    temporary_folder,
    variables,
)

PLAN = {
    "planmd.yaml": b"archive: archive/{year}.md\ntemplates: templates\npeople: {ann: {rate: 90EUR, capacity: 32h}}\nme: ann\n"
                   b"reports: {board: {command: list}}\n",
    "website.md": WEBSITE,
    "shop.md": SHOP,
    "finished.md": FINISHED,
    "status.md": BLOCK,
    "faulty.md": FAULTY,
    "untidy.md": UNTIDY,
    "templates/hiring.md": TEMPLATE,
    "archive/2026.md": b"# Archive\n\n- [x] Ancient done:2026-01-01\n",
    ".gitignore": b"out\n",
}
READS = [shlex.split(line) for line in """

today
agenda --days 30
next
list
list all -f json
list all -f csv
list all -f markdown
list all -f html
list archived
projects --all
show 'Draft the sitemap'
lint
lint -f json
lint -f sarif
lint -f github
lint --diff
lint --diff --unsafe-fixes
lint --clock
explain
explain due-before-start
report
report board
report -f html
recur +1w
schedule
schedule --detail -f json
workload
forecast --samples 200
budget
timesheet
diff
history
fmt --check
fmt --diff
update --check
update --diff
export todo.txt
undo --dry-run
help
--version
--help
""".splitlines()[1:]]
WRITE_CLASS = """open openat openat2 creat rename renameat renameat2 unlink unlinkat mkdir mkdirat rmdir link linkat symlink symlinkat
mknod mknodat chmod fchmod fchmodat chown fchown lchown fchownat truncate ftruncate fallocate setxattr lsetxattr fsetxattr
removexattr lremovexattr fremovexattr utimensat write pwrite64 writev pwritev sendfile copy_file_range dup2 dup3""".split()
BY_DESCRIPTOR = (
    """write pwrite64 writev pwritev fchmod fchown ftruncate fallocate fsetxattr fremovexattr sendfile copy_file_range""".split()
)
LINE = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)(?:\(| resumed>)(.*)$")
RESULT = re.compile(r"= (-?\d+|\?)(?:<(.*?)>)?(?: E[A-Z]+.*)?$")


def trace_of(command: list, folder: Path, **options) -> tuple[subprocess.CompletedProcess, list[tuple[str, str]]]:
    """The outcome, and the calls of the write class that succeeded, with their arguments in strace's words."""
    log = folder / "strace.log"
    line = [
        "strace",
        "-f",
        "-y",
        "-s",
        "0",
        "-o",
        os.fspath(log),
        "-e",
        "signal=none",
        "-e",
        "trace=" + ",".join("?" + name for name in WRITE_CLASS),
        *command,
    ]
    result = run(line, **options)
    return result, parse(log.read_text(encoding="utf-8", errors="replace"))


def parse(text: str) -> list[tuple[str, str]]:
    calls, unfinished = [], {}
    for line in text.splitlines():
        match = LINE.match(line)
        if not match:
            continue
        thread, name, rest = match.groups()
        if rest.endswith("<unfinished ...>"):
            unfinished[thread, name] = rest.removesuffix("<unfinished ...>")
            continue
        if "resumed>" in line.split("(")[0]:
            rest = unfinished.pop((thread, name), "") + rest
        result = RESULT.search(rest)
        if result and not result.group(1).startswith("-"):
            calls.append((name, rest))
    return calls


def targets(name: str, arguments: str) -> list[str]:
    """What a call changes: the paths in its arguments, none for an open that only reads."""
    if name in ("open", "openat", "openat2"):
        if not re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", arguments):
            return []
    if name in ("dup2", "dup3"):
        return []
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', arguments.rsplit(" = ", 1)[0])
    if name in BY_DESCRIPTOR:
        found = re.findall(r"(?:^|, )\d+<(.*?)>", arguments)
        return [found[-1] if name == "copy_file_range" else found[0]] if found else [arguments]
    result = RESULT.search(arguments)
    if name in ("open", "openat", "openat2", "creat") and result and result.group(2):
        return [result.group(2)]
    folder = re.search(r"^(?:AT_FDCWD|\d+)<(.*?)>", arguments)
    return [os.path.join(folder.group(1), path) if folder else path for path in quoted] or [arguments]


class Guard:
    """Which paths a command that reads may touch."""

    def __init__(self, root: Path, home: Path, allowed: list[Path]):
        self.root, self.home = os.path.realpath(root), os.path.realpath(home)
        self.allowed = [os.path.realpath(path) for path in allowed]

    def permits(self, path: str) -> bool:
        if path.startswith(("pipe:", "socket:", "/dev/", "anon_inode:", "/memfd:", "/proc/self/")):
            return True
        path = os.path.join(self.root, path.replace(" (deleted)", ""))
        if any(path == other or os.path.dirname(path) == os.path.dirname(other) and ".planmd-tmp" in path for other in self.allowed):
            return True
        caches = [f"{self.root}/.git/planmd", f"{self.home}/.cache"]
        return any(path == cache or path.startswith(cache + "/") for cache in caches)


def one_read(program: Program, source: Path, folder: Path, command: list[str], git: bool, out: str | None) -> tuple[str, list[str]]:
    place = scratch(folder).parent
    root, home = place / "plan", place / "home"
    copy_plan(source, root)
    home.mkdir()
    before = snapshot(root)
    state, _ = state_of(root)
    arguments = [*command]
    allowed = [place / "stdout"]
    if out is not None:
        arguments += ["-o", os.fspath(place / out)]
        allowed.append(place / out)
    plain = not command or command[0].startswith("-") or command[0] in ("help", "explain", "recur")
    line = [program.path, *arguments] if plain else program.command(*arguments, root=root)
    with open(place / "stdout", "wb") as stdout:
        result, calls = trace_of(
            line, place, cwd=root, stdout=stdout, env=variables(HOME=os.fspath(home), XDG_CACHE_HOME=os.fspath(home / ".cache"))
        )
    guard = Guard(root, home, allowed)
    faults = []
    for name, rest in calls:
        faults += [f"{name}({rest})" for path in targets(name, rest) if not guard.permits(path)]
    own_lock = os.path.realpath(root / ".planmd" / "lock")
    if "--dry-run" in command and (source / ".planmd" / "lock").exists():
        # A lock that is there already may be taken.
        faults = [fault for fault in faults if not (fault.startswith("open") and f'"{own_lock}"' in fault)]
    found, leftovers = state_of(root)
    if found != state:
        faults.append(f"the plan is changed: {difference(state, found)}")
    after = snapshot(root)
    faults += [f"touched: {path}" for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)]
    faults += [f"left over: {path}" for path in leftovers]
    if result.returncode < 0 or result.returncode > 3:
        faults.append(f"exit code {result.returncode}: {said(result)}")
    if out is not None and result.returncode == 0 and not (place / out).exists():
        faults.append("-o wrote nothing")
    return f"{' '.join(command) or '(no command)'}{' -o ' + out if out else ''} ({'git' if git else 'no git'})", faults


def snapshot(root: Path) -> dict[str, tuple]:
    """Inode, size and times of everything but planmd's cache."""
    found = {}
    for folder, folders, names in os.walk(root):
        relative = os.path.relpath(folder, root)
        if relative == ".git" and "planmd" in folders:
            folders.remove("planmd")
        for name in [*folders, *names]:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            times = (status.st_mtime_ns, status.st_ctime_ns) if name in names else ()
            found[os.path.join(relative, name)] = (status.st_ino, status.st_mode, *times)
    return found


def reads(program: Program, folder: Path, tally: Tally, quick: bool) -> None:
    jobs = []
    for git in (True, False):
        source = scratch(folder)
        make_plan(source, PLAN, git)
        commands = [
            command
            for command in READS
            if not command or command[0].startswith("-") or command[0] == "help" or program.has(command[0])
        ]
        jobs += [(source, command, git, None) for command in commands]
        jobs += [
            (source, command, git, out)
            for command, out in (
                (["list", "all"], "out.csv"),
                (["list"], "out.json"),
                (["report"], "out.html"),
                (["report"], "out.md"),
            )
        ]
    for name, faults in in_parallel(jobs, lambda job: one_read(program, job[0], folder, *job[1:])):
        tally.check("read commands", faults, name)
    dry = []
    for scenario in SCENARIOS:
        if not program.has(scenario.needs) or scenario.before and not all(program.has(command[0]) for command in scenario.before):
            continue
        command = scenario.command + ["--dry-run"]
        if scenario.needs == "lint":
            command = ["lint", "--unsafe-fixes", "--diff"]
        for git in (True, False):
            source = scratch(folder)
            make_plan(source, scenario.plan, git)
            for earlier in scenario.before:
                program.run(*earlier, root=source)
            dry.append((source, command, git, None))
    for name, faults in in_parallel(evenly(dry, 24) if quick else dry, lambda job: one_read(program, job[0], folder, *job[1:])):
        tally.check("dry runs", faults, name)


# Outputs


def outputs(program: Program, folder: Path, tally: Tally) -> None:
    source = scratch(folder)
    many = b"# Many\n\n" + b"".join(b"- [ ] task %d due: 2026-01-12 #x\n" % number for number in range(5000))
    make_plan(source, PLAN | {"many.md": many}, git=False)
    state, _ = state_of(source)
    for command in READS:
        if not command or command[0].startswith("-") or command[0] == "help":
            line = [program.path, *command]
        elif program.has(command[0]):
            line = program.command(*command, root=source)
        else:
            continue
        name = " ".join(command) or "(no command)"
        usual = run(line, cwd=source)
        with open("/dev/full", "wb") as full:
            result = run(line, cwd=source, stdout=full)
        faults = (
            []
            if usual.stdout == b"" or (result.returncode in (2, 70) and result.stderr)
            else [f"exit code {result.returncode}: {said(result)}"]
        )
        tally.check("stdout is full", faults, name)
        process = subprocess.Popen(
            line, cwd=source, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=variables()
        )
        process.stdout.read(1)
        process.stdout.close()
        errors = process.stderr.read()
        code = process.wait(LIMIT)
        tally.expect(
            "nobody reads on",
            errors.strip() == usual.stderr.strip() and code in (usual.returncode, 0, -13),
            f"exit code {code}: {errors[:500]!r}",
            name,
        )
        for closed in (">&-", "<&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"):
            result = run(["bash", "-c", f'exec "$0" "$@" {closed}', *line], cwd=source)
            faults = [] if 0 <= result.returncode in (0, 1, 2, 3, 70) else [f"exit code {result.returncode}: {said(result)}"]
            tally.check("closed descriptors, reading", faults, f"{name} {closed}")
    found, leftovers = state_of(source)
    tally.expect("closed descriptors, reading", found == state and not leftovers, difference(state, found), "all files afterwards")


def writes(program: Program, folder: Path, tally: Tally) -> None:
    """What planmd says must never get into a file that it writes, nor stop it half-way."""
    for scenario in SCENARIOS:
        if scenario.before or not program.has(scenario.needs):
            continue
        source = scratch(folder)
        make_plan(source, scenario.plan, git=False)
        old, _ = state_of(source)
        usual = scratch(folder)
        copy_plan(source, usual)
        program.run(*scenario.command, root=usual)
        new, _ = state_of(usual)
        if scenario.has_clock:
            continue
        for closed in (
            ">&-",
            "2>&-",
            "<&-",
            "<&- >&-",
            ">&- 2>&-",
            "<&- >&- 2>&-",
            "<&- 2>&-",
            ">/dev/full",
            "2>/dev/full",
            ">/dev/full 2>/dev/full",
        ):
            root = scratch(folder)
            copy_plan(source, root)
            result = run(["bash", "-c", f'exec "$0" "$@" {closed}', *program.command(*scenario.command, root=root)])
            found, leftovers = state_of(root)
            faults = [] if found in (old, new) else [f"neither old nor new: {difference(new, found)}"]
            faults += [f"left over: {path}" for path in leftovers]
            if result.returncode < 0 or result.returncode not in (0, 1, 2, 3, 70):
                faults.append(f"exit code {result.returncode}: {said(result)}")
            if result.returncode == 0 and found != new:
                faults.append("exit code 0, but nothing is written")
            tally.check("closed descriptors, writing", faults, f"{' '.join(scenario.command)} {closed}")


# The check itself


def self_test(folder: Path, tally: Tally) -> None:
    """Readers in the shell, of which some write."""
    # A reader that may do so, or must be found out.
    bodies = {
        "good": ("cat plan.md", True),
        "null": ("cat plan.md >/dev/null", True),
        "touch": ("touch plan.md", False),
        "append": ("printf x >> plan.md", False),
        "create": (": > new", False),
        "rename": ("mv plan.md other.md", False),
        "mode": ("chmod 600 plan.md", False),
        "folder": ("mkdir sub", False),
        "cache": ('mkdir "$HOME/.cache" "$HOME/.cache/planmd"; : > "$HOME/.cache/planmd/x"', True),
        "private": ("mkdir .planmd", False),
        "fails": ("rmdir nowhere 2>/dev/null; cat plan.md", True),
        "git cache": ("mkdir .git/planmd; : > .git/planmd/x", True),
        "git index": ("mkdir -p .git; : > .git/index", False),
        "link": ("ln -s plan.md x.md", False),
        "remove": ("rm plan.md", False),
        "elsewhere": ("cp -p plan.md ../elsewhere", False),
    }
    source = scratch(folder)
    make_plan(source, {"plan.md": b"- [ ] a\n", ".git/x": b""}, git=False)
    for name, (body, allowed) in bodies.items():
        path = folder / name.replace(" ", "-")
        path.write_text(f"#!/bin/sh\n{body}\nexit 0\n")
        path.chmod(0o755)
        program = Program.__new__(Program)
        program.path, program.commands, program.skipped = os.fspath(path), set(), set()
        _, faults = one_read(program, source, folder, ["list"], False, None)
        tally.expect("self-test", bool(faults) != allowed, f"{name}: {faults}")
    trace = """1 openat(AT_FDCWD</x>, "a", O_WRONLY|O_CREAT <unfinished ...>
2 write(1</y>, ""..., 3) = 3
1 <... openat resumed>, 0666) = 3</x/a>
1 unlink("b") = -1 ENOENT (No)
"""
    found = [path for name, rest in parse(trace) for path in targets(name, rest)]
    tally.expect("self-test", found == ["/y", "/x/a"], f"strace is misread: {found}")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer dry runs")
    parser.add_argument("--shown", type=int, default=30, help="how many failures to print (default 30)")
    options = parser.parse_args()
    if not shutil.which("strace"):
        skip("strace is not installed")
    tally = Tally(options.shown)
    with temporary_folder("readonly") as folder:
        if run(["strace", "-f", "-o", "/dev/null", "true"]).returncode != 0:
            skip("processes cannot be traced here")
        if options.self_test:
            self_test(folder, tally)
            tally.finish()
        program = Program(find_planmd(parser, options.planmd))
        reads(program, folder, tally, options.quick)
        outputs(program, folder, tally)
        writes(program, folder, tally)
    tally.finish()


if __name__ == "__main__":
    main()
