#!/usr/bin/env python3
"""Edits files that have more than bytes: modes, owners, attributes, access lists, links, and places that cannot be written.

After each edit everything but the bytes is what it was and the bytes are new, or planmd refuses with exit code 3 and a
reason that names the file, and everything is what it was. No temporary file stays. What the machine does not offer
(root, attributes, mounts) is left out and said so.
"""

from __future__ import annotations

import os
import resource
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from metadata_bench import APPEND_ONLY, IMMUTABLE, NOBODY, OLD, STRANGER, Matrix, Plan, judge, set_flags
from workbench import Program, Tally, find_planmd, option_parser, run, said, scratch, state_of, temporary_folder

# The cases


def modes(matrix: Matrix) -> None:
    for user in matrix.users():
        privileged = user is None and matrix.is_root
        for mode in (0o600, 0o640, 0o644, 0o660, 0o664, 0o666, 0o700, 0o755, 0o604, 0o777, 0o4755, 0o2755, 0o1644, 0o6711):
            for umask in (0o022, 0o000, 0o077, 0o777):
                plan = matrix.plan(user=user, umask=umask, expected="kept")
                plan.write()
                matrix.own(plan)
                plan.path.chmod(mode)
                matrix.judge(plan, "modes")
        for mode in (0o400, 0o444, 0o440, 0o500):
            plan = matrix.plan(user=user, expected="either" if privileged else "refused")
            plan.write()
            matrix.own(plan)
            plan.path.chmod(mode)
            matrix.judge(plan, "write-protected files")


def owners(matrix: Matrix) -> None:
    if not matrix.is_root:
        return matrix.lacks("owners: not run by root")
    for owner in (0, NOBODY, STRANGER):
        for group in (0, NOBODY, STRANGER):
            for mode in (0o644, 0o664, 0o600, 0o4755, 0o2755):
                plan = matrix.plan(expected="kept")
                plan.write()
                os.chown(plan.path, owner, group)
                plan.path.chmod(mode)
                matrix.judge(plan, "owners, as root")
    for owner, group, mode in ((0, 0, 0o666), (0, NOBODY, 0o664), (STRANGER, NOBODY, 0o660), (NOBODY, STRANGER, 0o664), (STRANGER, STRANGER, 0o777), (NOBODY, 0, 0o600)):
        # A user may write, but cannot give files away: nothing else than a refusal, or writing the same file, keeps the owner.
        plan = matrix.plan(user=NOBODY)
        plan.write()
        matrix.own(plan)
        os.chown(plan.path, owner, group)
        plan.path.chmod(mode)
        matrix.judge(plan, "owners, as another user")
    for mode in (0o1777, 0o2777, 0o3777):
        plan = matrix.plan(user=NOBODY)
        plan.write()
        plan.root.chmod(mode)
        os.chown(plan.root, 0, STRANGER)
        os.chown(plan.path, NOBODY, NOBODY)
        matrix.judge(plan, "folders of others (sticky, setgid)")


def attributes(matrix: Matrix) -> None:
    values = {"small": b"x", "empty": b"", "binary": bytes(range(256)), "large": b"y" * 3000}
    for user in matrix.users():
        for names in (["small"], ["empty"], ["binary"], ["large"], list(values)):
            plan = matrix.plan(user=user, expected="kept")
            plan.write()
            matrix.own(plan)
            try:
                for name in names:
                    os.setxattr(plan.path, f"user.{name}", values[name])
                if len(names) > 1:
                    for number in range(20):
                        os.setxattr(plan.path, f"user.n{number}", b"%d" % number)
            except OSError:
                return matrix.lacks("attributes: the file system has none")
            matrix.judge(plan, "attributes")
    if matrix.is_root:
        for name in ("trusted.planmd", "security.planmd"):
            plan = matrix.plan(expected="either")
            plan.write()
            try:
                os.setxattr(plan.path, name, b"value")
            except OSError:
                matrix.lacks(f"attributes: {name} cannot be set")
                continue
            matrix.judge(plan, "attributes of the system")


def access_list(*entries: tuple[int, int, int]) -> bytes:
    """An access control list in the kernel's form: tag, permissions, id."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


NO_ID = 0xFFFFFFFF
OWNER, USER, GROUP, NAMED_GROUP, MASK, OTHER = 1, 2, 4, 8, 16, 32
NAMED_READER = access_list((OWNER, 6, NO_ID), (USER, 4, 12345), (GROUP, 4, NO_ID), (MASK, 4, NO_ID), (OTHER, 0, NO_ID))
NAMED_WRITER = access_list((OWNER, 6, NO_ID), (USER, 6, 12345), (GROUP, 0, NO_ID), (NAMED_GROUP, 6, 23456), (MASK, 6, NO_ID), (OTHER, 4, NO_ID))
MASKED = access_list((OWNER, 6, NO_ID), (USER, 7, 12345), (GROUP, 6, NO_ID), (MASK, 0, NO_ID), (OTHER, 0, NO_ID))


def access_lists(matrix: Matrix) -> None:
    for user in matrix.users():
        for entries in (NAMED_READER, NAMED_WRITER, MASKED):
            for kind in ("file", "folder", "both"):
                plan = matrix.plan(user=user, expected="kept")
                plan.write()
                matrix.own(plan)
                try:
                    if kind != "folder":
                        os.setxattr(plan.path, "system.posix_acl_access", entries)
                    if kind != "file":
                        # New files take over the folder's default: the edited file must not.
                        os.setxattr(plan.root, "system.posix_acl_default", NAMED_READER if entries != NAMED_READER else NAMED_WRITER)
                except OSError:
                    return matrix.lacks("access lists: the file system has none")
                matrix.judge(plan, f"access lists ({kind})")


def links(matrix: Matrix) -> None:
    def linked(target: str, text: str, name: str = "plan.md") -> Plan:
        plan = matrix.plan(expected="kept", name=name)
        real = plan.root / target
        real.parent.mkdir(parents=True, exist_ok=True)
        real.write_bytes(OLD)
        plan.path.parent.mkdir(parents=True, exist_ok=True)
        os.symlink(text.replace("{root}", os.fspath(plan.root)), plan.path)
        return plan

    # Below hidden names, so that only the link is part of the plan.
    matrix.judge(linked(".hidden/real.md", ".hidden/real.md"), "links: relative")
    matrix.judge(linked(".hidden/real.md", "{root}/.hidden/real.md"), "links: absolute")
    matrix.judge(linked(".real", ".real"), "links: to a hidden file")
    matrix.judge(linked(".hidden/real.md", "../.hidden/real.md", name="sub/plan.md"), "links: upwards")
    matrix.judge(linked("real.txt", "real.txt"), "links: to another suffix")
    chain = linked(".hidden/real.md", "one")
    os.symlink("two", chain.root / "one")
    os.symlink("{}/.hidden/../.hidden/real.md".format(chain.root), chain.root / "two")
    matrix.judge(chain, "links: chain")
    protected = linked(".hidden/real.md", ".hidden/real.md")
    (protected.root / ".hidden/real.md").chmod(0o640)
    if matrix.is_root:
        os.chown(protected.root / ".hidden/real.md", NOBODY, STRANGER)
    matrix.judge(protected, "links: to a file with owner and mode")
    both = linked("other.md", "other.md")
    both.expected = "either"
    both.name = "other.md"
    matrix.judge(both, "links: both names in the plan")
    matrix.tally.check("links: both names in the plan", [] if os.readlink(both.root / "plan.md") == "other.md" else ["the link is gone"])
    for name, target in (("dangling", "nowhere.md"), ("loop", "plan.md"), ("folder", "."), ("device", "/dev/full")):
        plan = matrix.plan()
        os.symlink(target, plan.path)
        (plan.root / "good.md").write_bytes(OLD)
        result = plan.run()
        good = (plan.root / "good.md").read_bytes()
        faults = [] if result.returncode in (0, 1) and good == plan.new and os.readlink(plan.path) == target and not state_of(plan.root)[1] else [f"exit code {result.returncode}, {good!r}: {said(result)}"]
        matrix.tally.check(f"links: {name} beside a good file", faults)
    outside = matrix.plan()
    secret = outside.root.parent / "outside.md"
    secret.write_bytes(OLD)
    os.symlink("../outside.md", outside.path)
    result = outside.run()
    faults = [] if secret.read_bytes() == OLD and os.path.islink(outside.path) and result.returncode in (0, 2, 3) else [f"written outside the root: {said(result)}"]
    matrix.tally.check("links: out of the root", faults)
    behind = matrix.plan(expected="kept")
    behind.write()
    os.symlink("plan", behind.root.parent / "link")
    behind.root = behind.root.parent / "link"
    matrix.judge(behind, "links: the root itself")


def hard_links(matrix: Matrix) -> None:
    for where in ("same folder", "outside"):
        plan = matrix.plan()
        plan.write()
        other = plan.root / "copy.txt" if where == "same folder" else plan.root.parent / "copy.md"
        os.link(plan.path, other)
        matrix.judge(plan, "hard links")
        same = os.stat(plan.path).st_ino == os.stat(other).st_ino
        matrix.tally.check("hard links", [] if same else ["the names are parted"])


def folders(matrix: Matrix) -> None:
    for user in matrix.users():
        if user is None and matrix.is_root:
            continue
        for mode in (0o555, 0o500, 0o511):
            plan = matrix.plan(user=user, expected="refused")
            plan.write()
            matrix.own(plan)
            plan.root.chmod(mode)
            if mode == 0o511:
                # Its files are not found at all.
                continue
            matrix.judge(plan, "read-only folders")
    if not matrix.is_root:
        return matrix.lacks("immutable files and mounts: not run by root")
    for what, flags in (("file", IMMUTABLE), ("file", APPEND_ONLY), ("folder", IMMUTABLE), ("folder", APPEND_ONLY)):
        plan = matrix.plan(expected="refused")
        plan.write()
        path = plan.path if what == "file" else plan.root
        if not set_flags(path, flags):
            matrix.lacks("immutable files: the file system has none")
            break
        try:
            matrix.judge(plan, f"immutable or append-only: {what}")
        finally:
            set_flags(path, 0)
            for path in plan.root.glob(".*.planmd-tmp"):
                set_flags(path, 0)
    mounts(matrix)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[bool]:
    done = run(["mount", *options, os.fspath(folder)]).returncode == 0
    try:
        yield done
    finally:
        if done:
            run(["umount", os.fspath(folder)])


def mounts(matrix: Matrix) -> None:
    plan = matrix.plan(expected="refused")
    with mounted(plan.root, "-t", "tmpfs", "none") as done:
        if not done:
            return matrix.lacks("mounts: not permitted")
        plan.write()
        run(["mount", "-o", "remount,ro", os.fspath(plan.root)])
        matrix.judge(plan, "mounts: read-only")
    for free in (0, 1, 2):
        plan = matrix.plan()
        with mounted(plan.root, "-t", "tmpfs", "-o", "size=64k", "none"):
            plan.new = plan.new.replace(b"# Plan\n", b"# Plan\n" + b"filler\n" * 1000)
            plan.write(OLD.replace(b"# Plan\n", b"# Plan\n" + b"filler\n" * 1000))
            fill(plan.root / "filler.bin", free)
            matrix.judge(plan, "mounts: full")
    plan = matrix.plan(expected="kept")
    with mounted(plan.root, "-t", "tmpfs", "none"):
        plan.write()
        matrix.judge(plan, "mounts: tmpfs")
    # A mount point for a single file cannot be exchanged or replaced.
    plan = matrix.plan(expected="refused")
    plan.write(b"")
    source = plan.root.parent / "source.md"
    source.write_bytes(OLD)
    with mounted(plan.path, "--bind", os.fspath(source)) as done:
        if done:
            matrix.judge(plan, "mounts: a file mounted on the plan's")


def fill(path: Path, blocks: int) -> None:
    """Fills the disk but for some blocks of 4 KiB."""
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
        file.truncate(max(0, file.tell() - blocks * 4096))


def limits(matrix: Matrix) -> None:
    """A limit on the size of files: the error comes with a signal that ends who does not expect it."""
    for size in (0, 10, len(matrix.new) - 1, 1 << 20):
        plan = matrix.plan(expected="kept" if size > 1000 else "refused")
        plan.write()
        plan.before_exec = lambda size=size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        matrix.judge(plan, "limits: ulimit -f")
    for number in (4, 6, 8, 12):
        plan = matrix.plan()
        plan.write()
        plan.before_exec = lambda number=number: resource.setrlimit(resource.RLIMIT_NOFILE, (number, number))
        before = plan.path.read_bytes()
        result = plan.run()
        faults = [] if plan.path.read_bytes() in (before, plan.new) and not state_of(plan.root)[1] else ["neither old nor new"]
        faults += [] if result.returncode in (0, 2, 3, 127) else [f"exit code {result.returncode}: {said(result)}"]
        if result.returncode == 0 and plan.path.read_bytes() != plan.new:
            faults.append("exit code 0, but nothing is written")
        matrix.tally.check("limits: ulimit -n", faults, str(number))


def occupied(matrix: Matrix) -> None:
    """Something else already has the temporary file's name."""
    def prepare(name: str) -> tuple[Plan, Path, Path]:
        plan = matrix.plan(expected="either")
        plan.write()
        outside = plan.root.parent / "outside.txt"
        outside.write_bytes(b"of nobody's business\n")
        return plan, plan.root / f".{name}.planmd-tmp", outside

    def faults(plan: Plan, outside: Path) -> list[str]:
        result = plan.run()
        found = plan.path.read_bytes()
        result_faults = [] if result.returncode in (0, 3) else [f"exit code {result.returncode}: {said(result)}"]
        if found != (plan.new if result.returncode == 0 else OLD):
            result_faults.append(f"exit code {result.returncode}: {found!r}")
        if outside.read_bytes() != b"of nobody's business\n" or stat.S_IMODE(outside.stat().st_mode) != 0o644:
            result_faults.append("a file outside the plan is changed")
        if plan.path.is_symlink() or not plan.path.is_file():
            result_faults.append("the plan is no file any more")
        return result_faults

    plan, temporary, outside = prepare("plan.md")
    temporary.write_bytes(OLD)
    matrix.tally.check("the temporary name is taken: old text", faults(plan, outside) + ([f"{temporary.name} stays"] if temporary.exists() else []))
    plan, temporary, outside = prepare("plan.md")
    temporary.write_bytes(OLD + b"\nnobody knows whose words these are\n")
    found = faults(plan, outside)
    kept = any(b"nobody knows" in path.read_bytes() for path in plan.root.rglob("*") if path.is_file())
    matrix.tally.check("the temporary name is taken: unknown text", found + ([] if kept else ["a text that nobody else holds is gone"]))
    plan, temporary, outside = prepare("plan.md")
    os.symlink(outside, temporary)
    matrix.tally.check("the temporary name is taken: link", faults(plan, outside))
    plan, temporary, outside = prepare("plan.md")
    os.symlink("plan.md", temporary)
    matrix.tally.check("the temporary name is taken: link to the plan", faults(plan, outside))
    plan, temporary, outside = prepare("plan.md")
    os.link(outside, temporary)
    matrix.tally.check("the temporary name is taken: hard link", faults(plan, outside))
    plan, temporary, outside = prepare("plan.md")
    temporary.mkdir()
    (temporary / "x").write_bytes(b"")
    matrix.tally.check("the temporary name is taken: folder", faults(plan, outside))
    plan, temporary, outside = prepare("plan.md")
    os.mkfifo(temporary)
    matrix.tally.check("the temporary name is taken: FIFO", faults(plan, outside))


def names(matrix: Matrix) -> None:
    for name in ("a b.md", "-x.md", "quote'\".md", "new\nline.md", "ünïcödé 日本.md", "*.md", "a\\b.md", "x.planmd-tmp.md", "sub/deep er/x.md", "plan.markdown", "PLAN.md",
                 *["n" * (length - 3) + ".md" for length in (242, 243, 244, 250, 255)]):
        plan = matrix.plan(name=name, expected="kept" if len(name.encode()) < 243 else "either")
        plan.write()
        matrix.judge(plan, "names")


def nothing_to_do(matrix: Matrix) -> None:
    """No change, or only a look at it, means no write."""
    plan = matrix.plan()
    plan.write(matrix.new)
    before = os.stat(plan.path)
    result = plan.run()
    after = os.stat(plan.path)
    same = (before.st_ino, before.st_mtime_ns, before.st_ctime_ns) == (after.st_ino, after.st_mtime_ns, after.st_ctime_ns)
    matrix.tally.check("nothing to do", [] if same and result.returncode in (0, 1, 2) else [f"written without a change: {said(result)}"])
    plan = matrix.plan()
    plan.write()
    before = os.stat(plan.path)
    flag = "--diff" if matrix.command[0] == "lint" else "--dry-run"
    result = run(matrix.program.command(*[word for word in matrix.command if word != "--fix"], flag, root=plan.root))
    after = os.stat(plan.path)
    same = (before.st_ino, before.st_mtime_ns, before.st_ctime_ns) == (after.st_ino, after.st_mtime_ns, after.st_ctime_ns)
    faults = [] if same and sorted(os.listdir(plan.root)) == ["plan.md"] else [f"{flag} writes"]
    faults += [] if b"\n+- [" in result.stdout and b"\n-- [" in result.stdout else [f"{flag} shows no diff: {said(result)}"]
    matrix.tally.check("dry run", faults)
    conflicted = matrix.plan(expected="refused")
    conflicted.write(OLD + b"\n<<<<<<< ours\n- [ ] a\n=======\n- [ ] b\n>>>>>>> theirs\n")
    matrix.judge(conflicted, "conflict markers")


CASES = [modes, owners, attributes, access_lists, links, hard_links, folders, limits, occupied, names, nothing_to_do]


def self_test(folder: Path, tally: Tally) -> None:
    """Careful and careless writers in the shell."""
    writers = {"kept": 'cat new > "$file"', "refused": 'echo "plan.md: no" >&2; exit 3', "careless": 'cat new > x; rm -f "$file"; mv x "$file"',
               "silent": "exit 3", "leftover": 'cp new "$root/.plan.md.planmd-tmp"; cat new > "$file"', "torn": 'printf x > "$file"'}
    faulty = {"silent", "leftover", "torn", "careless"}
    for name, body in writers.items():
        path = folder / name
        path.write_text(f'#!/bin/sh\nfor root; do :; done\nfile="$root/plan.md"\ncd {folder}\n{body}\n')
        path.chmod(0o755)
        (folder / "new").write_bytes(b"new\n")
        quiet = Tally(shown=0)
        root = scratch(folder)
        root.mkdir()
        program = Program.__new__(Program)
        program.path, program.commands, program.skipped = os.fspath(path), set(), set()
        plan = Plan(program, root, ["start"], b"new\n")
        plan.write()
        plan.path.chmod(0o640)
        judge(plan, name, quiet)
        tally.check("self-test", [] if (quiet.failures > 0) == (name in faulty) else [f"the writer '{name}' is judged wrongly"])
    tally.check("self-test", [] if len(NAMED_READER) == 4 + 5 * 8 else ["the access list has a wrong size"])


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="only cases with this word in the name")
    parser.add_argument("--shown", type=int, default=30, help="how many failures to print (default 30)")
    options = parser.parse_args()
    os.umask(0o022)
    tally = Tally(options.shown)
    with temporary_folder("metadata") as folder:
        if options.self_test:
            self_test(folder, tally)
            tally.finish()
        matrix = Matrix(Program(find_planmd(parser, options.planmd)), folder, tally)
        for case in CASES:
            if not options.only or any(word in case.__name__ for word in options.only):
                case(matrix)
    tally.finish()


if __name__ == "__main__":
    main()
