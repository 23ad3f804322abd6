#!/usr/bin/env python3
"""Checks that a repository with planmd's hooks ends like one whose hooks only give the same exit codes.

    hooks.py PLANMD [--contexts commit,amend,…]

Every way to make a commit (and some that make none) x what becomes of the hook: it passes, finds something, is interrupted, is
killed. Compared are refs with all commits, the index, and every byte of the work tree. The plan that the hooks look at is the staged
one: what lies in the work tree is broken where the staged text is fine, and the other way round.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common import Tally, find_planmd, option_parser, skip, temporary_folder

HOOKS = ("pre-commit", "post-commit", "post-merge", "pre-push")
GOOD, BAD = "# P\n\n- [ ] One due:2026-12-01\n", "# P\n\n- [ ] One due:2026-02-30\n"
CODES = {"pass": 0, "fail": 1, "interrupt": 130, "kill": 137}
CONFIGURATION = "hooks: {report: out/status.html, site: out/site, check-blocks: true}\n"


class Repository:
    def __init__(self, folder: Path, path: str) -> None:
        self.folder = folder
        self.environment = {
            "PATH": path, "HOME": str(folder.parent), "LC_ALL": "C.UTF-8", "TZ": "UTC", "GIT_CONFIG_NOSYSTEM": "1", "SWIFT_BACKTRACE": "enable=no",
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@x", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@x",
            "GIT_AUTHOR_DATE": "2026-03-09T12:00:00Z", "GIT_COMMITTER_DATE": "2026-03-09T12:00:00Z", "GIT_EDITOR": "true",
            "PLANMD_TODAY": "2026-03-09", "GIT_ALLOW_PROTOCOL": "file",
        }
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, *arguments: str, text: str | None = None, folder: Path | None = None, path: str | None = None) -> subprocess.CompletedProcess:
        environment = self.environment | ({"PATH": path} if path is not None else {})
        return subprocess.run([shutil.which("git"), *arguments], cwd=folder or self.folder, env=environment, input=text, capture_output=True, text=True,
                              timeout=120, check=False)

    def must(self, *arguments: str, folder: Path | None = None) -> str:
        result = self.run(*arguments, folder=folder)
        if result.returncode != 0:
            raise AssertionError(f"git {' '.join(arguments)}: {result.stderr}")
        return result.stdout

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")


def base(folder: Path, path: str, staged: str) -> Repository:
    """Two branches that do not conflict; `staged` is what the commit would bring."""
    r = Repository(folder, path)
    r.must("init", "-q", "-b", "main", ".")
    r.must("config", "core.autocrlf", "false")
    r.must("config", "gc.auto", "0")
    r.write("planmd.yaml", CONFIGURATION)
    r.write(".gitignore", "out/\n")
    r.write("plan.md", GOOD)
    r.write("other.md", "# O\n\n- [ ] Two\n")
    r.must("add", ".")
    r.must("commit", "-qm", "first")
    r.must("checkout", "-qb", "side")
    r.write("side.md", "# S\n\n- [ ] Three\n")
    r.must("add", ".")
    r.must("commit", "-qm", "side")
    r.must("checkout", "-q", "main")
    r.write("main.md", "# M\n\n- [ ] Four\n")
    r.must("add", ".")
    r.must("commit", "-qm", "main")
    r.staged = staged
    return r


def stage(r: Repository, folder: Path | None = None) -> None:
    """The staged text; in the work tree lies the other one."""
    place = (folder or r.folder) / "plan.md"
    place.write_text(r.staged)
    r.must("add", "plan.md", folder=folder)
    place.write_text(BAD if r.staged != BAD else GOOD)


def commit(r): stage(r); return r.run("commit", "-m", "x")
def amend(r): stage(r); return r.run("commit", "--amend", "-m", "x")
def all_files(r): r.write("plan.md", r.staged); return r.run("commit", "-am", "x")


def path_only(r):
    r.write("plan.md", r.staged)
    r.write("other.md", BAD)
    r.must("add", "other.md")
    return r.run("commit", "-m", "x", "--", "plan.md")


def patch(r): r.write("plan.md", r.staged + "\nmore\n"); return r.run("commit", "-p", "-m", "x", text="y\n")
def merge(r): return r.run("merge", "--no-ff", "-m", "x", "side")
def rebase(r): r.must("checkout", "-q", "side"); return r.run("rebase", "main")
def interactive(r): r.environment["GIT_SEQUENCE_EDITOR"] = "sed -i s/^pick/reword/"; r.must("checkout", "-q", "side"); return r.run("rebase", "-i", "main")
def cherry_pick(r): return r.run("cherry-pick", "side")


def am(r):
    text = r.must("format-patch", "-1", "--stdout", "side")
    return r.run("am", text=text)


def stash(r): stage(r); return r.run("stash")


def worktree(r):
    linked = r.folder.parent / f"{r.folder.name}-linked"
    r.must("worktree", "add", "-q", "-b", "linked", str(linked))
    stage(r, linked)
    return r.run("commit", "-m", "x", folder=linked)


def submodule(r):
    outer = Repository(r.folder.parent / f"{r.folder.name}-outer", r.environment["PATH"])
    outer.must("init", "-q", "-b", "main", ".")
    outer.must("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(r.folder), "inner")
    inner = outer.folder / "inner"
    hooks = Path(outer.must("rev-parse", "--absolute-git-dir", folder=inner).strip()) / "hooks"
    copy_hooks(r, hooks)
    stage(r, inner)
    return r.run("commit", "-m", "x", folder=inner)


def bare(r):
    """A bare repository has no work tree: hooks of a push run beside it."""
    target = r.folder.parent / f"{r.folder.name}-bare"
    r.must("init", "-q", "--bare", str(target))
    stage(r)
    r.run("commit", "-m", "x")
    return r.run("push", "-q", str(target), "main")


def empty_path(r): stage(r); return r.run("commit", "-m", "x", path="")
def from_below(r): stage(r); (r.folder / "deep").mkdir(); return r.run("commit", "-m", "x", folder=r.folder / "deep")


def first_commit(r):
    r.must("checkout", "-q", "--orphan", "fresh")
    stage(r)
    return r.run("commit", "-m", "x")


def copy_hooks(r, other: Path) -> None:
    """The hooks of a repository in another one, where hooks are not cloned."""
    other.mkdir(exist_ok=True)
    for hook in HOOKS:
        if (r.folder / ".git/hooks" / hook).exists():
            shutil.copy2(r.folder / ".git/hooks" / hook, other / hook)


def shallow(r):
    clone = r.folder.parent / f"{r.folder.name}-shallow"
    r.must("clone", "-q", "--depth", "1", f"file://{r.folder}", str(clone))
    copy_hooks(r, clone / ".git/hooks")
    stage(r, clone)
    return r.run("commit", "-m", "x", folder=clone)


def renamed_branch(r):
    r.must("branch", "-m", "main", "trunk/of-the/tree")
    stage(r)
    result = r.run("commit", "-m", "x")
    r.must("branch", "-m", "side", "b\u00e4r")
    return result if result.returncode else r.run("merge", "--no-ff", "-m", "y", "b\u00e4r")


def odd_names(r):
    """Every byte that git allows in a name, in files of the plan, staged with the rest."""
    for byte in range(1, 256):
        if byte not in (ord("/"), 0):
            name = os.fsencode(r.folder) + b"/o" + bytes([byte]) + b"x.md"
            with open(name, "wb") as file:
                file.write(b"- [ ] Odd\n")
    for name in (b"-f.md", b" .md", b"a b\n\t.md", b"\xf0\x9f\x93\x85.md", b"\xff\xfe/deep.md", b"*?[a].md", b"\"quoted\".md"):
        path = os.fsencode(r.folder) + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"- [ ] Odd\n")
    r.must("add", "--", ".")
    return commit(r)


CONTEXTS = {
    "shallow": shallow, "renamed branch": renamed_branch, "odd names": odd_names,
    "commit": commit, "commit -a": all_files, "commit --amend": amend, "commit -- path": path_only, "commit -p": patch, "merge": merge,
    "rebase": rebase, "rebase -i": interactive, "cherry-pick": cherry_pick, "am": am, "stash": stash, "worktree": worktree, "submodule": submodule,
    "bare": bare, "empty PATH": empty_path, "from below": from_below, "first commit": first_commit,
}


def state(r: Repository) -> dict:
    """Refs, index and work trees of all repositories of a run."""
    found = {}
    for folder in sorted(r.folder.parent.glob(f"{r.folder.name}*")):
        name = folder.name.removeprefix(r.folder.name)
        places = [folder] + ([folder / "inner"] if (folder / "inner").exists() else [])
        for place in places:
            key = f"{name}/{place.name if place != folder else ''}"
            found[f"{key} refs"] = r.run("for-each-ref", folder=place).stdout + r.run("rev-parse", "HEAD", folder=place).stdout
            found[f"{key} index"] = r.run("-c", "core.quotePath=true", "ls-files", "-s", folder=place).stdout
            for file in sorted(place.rglob("*")):
                relative = file.relative_to(place)
                if file.is_file() and not {".git", "out", "objects", "hooks", "logs"} & set(relative.parts) and name != "-bare":
                    found[f"{key} {relative}"] = file.read_bytes()
    return found


def stub(folder: Path, code: int) -> None:
    for hook in HOOKS:
        path = folder / ".git/hooks" / hook
        path.parent.mkdir(exist_ok=True)
        # What comes after a commit cannot refuse it, and planmd never stops a push.
        path.write_text(f"#!/bin/sh\nexit {code if hook == 'pre-commit' else 0}\n")
        path.chmod(0o755)


def program(folder: Path, planmd: str, ending: str) -> str:
    """A folder for PATH with a planmd that ends in a way of its own when a hook runs it."""
    folder.mkdir(parents=True)
    script = folder / "planmd"
    signal = {"interrupt": "INT", "kill": "KILL"}.get(ending)
    if signal:
        # The hook is stopped while it waits for its turn, at the latest after a second.
        script.write_text(
            f"#!/bin/sh\ncase \"$1$2\" in hookrun) ;; *) exec '{planmd}' \"$@\" ;; esac\n"
            f"'{planmd}' \"$@\" >/dev/null 2>&1 &\nkill -{signal} $!\nwait $!\n[ \"$3\" = pre-commit ] && exit {CODES[ending]}\nexit 0\n")
    else:
        script.write_text(f"#!/bin/sh\nexec '{planmd}' \"$@\"\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return f"{folder}:{os.environ['PATH']}"


def check(planmd: str, name: str, ending: str, folder: Path, tally: Tally) -> None:
    staged = BAD if ending == "fail" else GOOD + "\n- [ ] New\n"
    results, states = [], []
    for side in ("planmd", "stub"):
        path = program(folder / f"bin-{side}", planmd, ending)
        r = base(folder / "repository", path, staged)
        if side == "planmd":
            installed = subprocess.run([planmd, "hook", "install", *HOOKS, "--root", str(r.folder)], env=r.environment, capture_output=True, text=True, check=False)
            if name == "empty PATH":
                # There the hook falls back on the program that installed it.
                for hook in HOOKS:
                    hooked = r.folder / ".git/hooks" / hook
                    hooked.write_text(hooked.read_text().replace(f"'{os.path.realpath(planmd)}'", f"'{path.split(':')[0]}/planmd'"))
            if not tally.check(installed.returncode == 0, f"{name}, {ending}: install: {installed.stderr}"):
                return
        else:
            # Merges, rebases and the like bring nothing that is wrong.
            stub(r.folder, 0 if ending == "fail" and name in ("merge", "rebase", "rebase -i", "cherry-pick", "am", "stash") else CODES[ending])
        results.append(CONTEXTS[name](r))
        states.append(state(r))
        for place in folder.glob("repository*"):
            shutil.rmtree(place)
    one, two = states
    other = [key for key in sorted(one.keys() | two.keys()) if one.get(key) != two.get(key)]
    tally.check(not other, f"{name}, {ending}: other {other[:4]}; with planmd: {results[0].stderr[-600:]}")
    tally.check((results[0].returncode == 0) == (results[1].returncode == 0),
                f"{name}, {ending}: exit code {results[0].returncode}, with a stub {results[1].returncode}: {results[0].stderr[-400:]}")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--contexts", help="only these, with commas")
    options = parser.parse_args()
    tally = Tally()
    if not shutil.which("git"):
        skip("git is not installed")
    if options.self_test:
        with temporary_folder("hooks") as folder:
            outcomes = []
            for code in (0, 1):
                r = base(folder / "repository", os.environ["PATH"], GOOD + "x\n")
                stub(r.folder, code)
                commit(r)
                outcomes.append(state(r))
                shutil.rmtree(r.folder)
            tally.check(outcomes[0] != outcomes[1], "a refused commit is another state")
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    names = options.contexts.split(",") if options.contexts else list(CONTEXTS)
    with temporary_folder("hooks") as folder:
        for name in names:
            for ending in CODES:
                place = folder / f"{name}-{ending}".replace(" ", "_")
                check(planmd, name, ending, place, tally)
                shutil.rmtree(place, ignore_errors=True)
    tally.finish()


if __name__ == "__main__":
    main()
