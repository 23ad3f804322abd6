#!/usr/bin/env python3
"""Formats random documents, samples and fixtures: twice is once, and what a browser shows stays the same.

`fmt` may change spacing and the order of tags on task lines only: the HTML that `cmark` makes is the same but for blanks
and the order of words in task lines, all other lines are the same bytes, and no task changes its meaning. `fmt --check`
agrees with what `fmt` did. `update` rewrites what is between its markers only, and twice is once as well.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import shapes
from workbench import Program, Tally, difference, find_planmd, in_parallel, make_plan, option_parser, said, scratch, skip, state_of, temporary_folder, variables

import markdown_generator

TASK = re.compile(rb"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+\[")
LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
MARKDOWN = (".md", ".markdown")


def html_of(data: bytes) -> bytes:
    return subprocess.run(["cmark", "--unsafe"], input=data, stdout=subprocess.PIPE, check=True).stdout


def same_words(html: bytes) -> list[list[bytes]]:
    """The HTML with the words of each task line sorted and blanks made one, so that tags may change places."""
    lines = []
    for line in html.split(b"\n"):
        words = [word for word in re.split(rb"[ \t]+|(?<=>)|(?=<)", line) if word]
        if words:
            lines.append(sorted(words) if b"[" in line else words)
    return lines


def prose(data: bytes, tasks: set[int]) -> list[bytes]:
    """All lines but those of tasks."""
    return [line for number, line in enumerate(LINE.findall(data), 1) if number not in tasks and not TASK.match(line)]


class Bench:
    def __init__(self, program: Program, folder: Path, tally: Tally):
        self.program, self.folder, self.tally = program, folder, tally

    def tasks(self, root: Path) -> dict[str, list[dict]] | None:
        result = self.program.run("list", "all", "-f", "json", root=root)
        if result.returncode != 0:
            return None
        found: dict[str, list[dict]] = {}
        for task in json.loads(result.stdout)["tasks"]:
            found.setdefault(task["file"], []).append(task)
        for tasks in found.values():
            tasks.sort(key=lambda task: (task["line"], task["column"]))
        return found

    def fmt(self, name: str, files: dict[str, bytes]) -> None:
        """A folder of files, formatted once, checked, formatted twice."""
        root = scratch(self.folder)
        make_plan(root, files, git=False)
        before, listed = state_of(root)[0], self.tasks(root)
        check = self.program.run("fmt", "--check", root=root)
        untouched = state_of(root)[0]
        self.tally.check(f"fmt --check: {name}", [] if untouched == before and check.returncode in (0, 1) else [f"exit code {check.returncode}: {difference(before, untouched)}: {said(check)}"])
        first = self.program.run("fmt", root=root)
        once, leftovers = state_of(root)
        faults = [] if first.returncode == 0 and not leftovers else [f"exit code {first.returncode}, {leftovers}: {said(first)}"]
        if (check.returncode == 0) != (once == before) and first.returncode == 0:
            faults.append(f"--check ends with {check.returncode}, but fmt changes {sum(once[key] != before.get(key) for key in once)} files")
        self.tally.check(f"fmt: {name}", faults, self.keep(root, faults))
        second = self.program.run("fmt", root=root)
        twice, _ = state_of(root)
        faults = [] if twice == once and second.returncode == 0 else [f"exit code {second.returncode}: twice is not once: {difference(once, twice)}"]
        again = self.program.run("fmt", "--check", root=root)
        faults += [] if again.returncode == 0 else [f"--check after fmt: exit code {again.returncode}: {said(again)}"]
        self.tally.check(f"fmt twice: {name}", faults)
        after = self.tasks(root)
        if listed is None or after is None:
            self.tally.check(f"fmt: {name}", ["list fails"])
            return
        jobs = sorted(key for key in before if key.endswith(MARKDOWN))
        for key, faults in in_parallel(jobs, lambda key: (key, self.file_faults(before[key], once.get(key, b""), listed.get(key, []), after.get(key, [])))):
            self.tally.check(f"files: {name}", faults, f"{key}\n  old: {before[key][:1200]!r}\n  new: {once.get(key, b'')[:1200]!r}" if faults else "")
        shutil.rmtree(root.parent, ignore_errors=True)

    def keep(self, root: Path, faults: list[str]) -> str:
        return os.fspath(root) if faults else ""

    def file_faults(self, old: bytes, new: bytes, listed: list[dict], after: list[dict]) -> list[str]:
        if old == new:
            return []
        faults = []
        if same_words(html_of(old)) != same_words(html_of(new)):
            faults.append("the HTML differs")
        lines = {task["line"] for task in listed}
        if prose(old, lines) != prose(new, lines):
            faults.append(f"lines that are no tasks differ: {[pair for pair in zip(prose(old, lines), prose(new, lines)) if pair[0] != pair[1]][:3]!r}")
        if meaning(listed) != meaning(after):
            faults.append(f"tasks differ: {[pair for pair in zip(meaning(listed), meaning(after)) if pair[0] != pair[1]][:2]!r}")
        return faults


def meaning(tasks: list[dict]) -> list[dict]:
    numbers = {task["handle"]: number for number, task in enumerate(tasks)}
    ignored = {"handle", "range", "column", "parent", "blockedBy", "urgency"}
    found = []
    for task in tasks:
        kept = {key: value for key, value in task.items() if key not in ignored}
        for key in ("labels", "assignees", "dependencies"):
            if key in kept:
                kept[key] = sorted(kept[key], key=str)
        found.append(kept | {"parent": numbers.get(task.get("parent"))})
    return found


BLOCK = re.compile(rb"(^[ ]{0,3}<!-- planmd:[^\n\r]*-->[ \t]*(?:\r\n|\r|\n))(.*?)(^[ ]{0,3}<!-- /planmd[^\n\r]*-->)", re.S | re.M)
QUERIES = ["list", "list overdue", "list all by:project", "list due:..2026-04-01", "next", "agenda", "today", "projects", "list @ann", "list label:web sort:due", "lint", "report"]


def plans_with_blocks(count: int, seed: int) -> list[dict[str, bytes]]:
    found = []
    for number in range(count):
        r = shapes.Random(f"update/{seed}/{number}")
        end = r.choice([b"\n", b"\n", b"\r\n"])
        lines = [b"# Status"]
        for _ in range(r.randint(1, 3)):
            inside = r.choice([[], [b"old text"], [b"", b"- [ ] not a task", b""], [b"```", b"<b>"]])
            last = r.choice([b"<!-- /planmd -->", b"<!-- /planmd 2026-01-12 -->"])
            lines += [b"", b"Text around it.", b"", f"<!-- planmd: {r.choice(QUERIES)} -->".encode(), *inside, last, b""]
            lines += [line.encode() for line in shapes.outline(r)]
        data = end.join(lines) + r.choice([b"", end])
        found.append({"status.md": data, "other.md": shapes.encoded(shapes.outline(r))})
    return found


def update(bench: Bench, name: str, files: dict[str, bytes]) -> None:
    root = scratch(bench.folder)
    make_plan(root, files, git=False)
    before, _ = state_of(root)
    first = bench.program.run("update", root=root)
    once, leftovers = state_of(root)
    faults = [] if first.returncode == 0 and not leftovers else [f"exit code {first.returncode}, {leftovers}: {said(first)}"]
    second = bench.program.run("update", root=root)
    twice, _ = state_of(root)
    faults += [] if second.returncode == 0 and twice == once else [f"twice is not once ({second.returncode}): {difference(once, twice)}"]
    check = bench.program.run("update", "--check", root=root)
    faults += [] if check.returncode == 0 else [f"--check after update: exit code {check.returncode}: {said(check)}"]
    later = bench.program.run("update", "--check", root=root, env=later_day())
    faults += [] if later.returncode == 0 else [f"--check on a later day: exit code {later.returncode}: {said(later)}"]
    for key in before:
        if not key.endswith(MARKDOWN):
            faults += [] if before[key] == once[key] else [f"{key} is changed"]
        elif BLOCK.sub(rb"\1", before[key]) != BLOCK.sub(rb"\1", once[key]):
            faults.append(f"{key}: text outside the markers is changed")
    bench.tally.check(f"update: {name}", faults, f"{before['status.md']!r}\n  new: {once['status.md'][:1500]!r}" if "status.md" in before and faults else name)
    if not faults:
        # A plan that changes makes the block stale; the clock does not.
        (root / "new.md").write_bytes(b"- [ ] Something quite new due:2026-03-01 @ann #web\n")
        stale = bench.program.run("update", "--check", root=root)
        bench.program.run("update", root=root)
        changed = state_of(root)[0]
        changed.pop("new.md")
        bench.tally.check("update --check sees a changed plan", [] if (stale.returncode == 1) == (changed != once) else [f"exit code {stale.returncode}, update changes {changed != once}: {said(stale)}"])
    shutil.rmtree(root.parent, ignore_errors=True)


def later_day() -> dict[str, str]:
    return variables() | {"PLANMD_TODAY": "2026-05-09"}


def self_test(tally: Tally) -> None:
    tally.check("self-test", [] if same_words(html_of(b"- [ ] a  due:x @b\n")) == same_words(html_of(b"- [ ] a @b due:x\n")) else ["the order of tags counts"])
    for one, other in ((b"- [ ] a\n", b"- [ ] b\n"), (b"- [ ] a\n", b"1. [ ] a\n"), (b"- [ ] *a*\n", b"- [ ] a\n"), (b"- a\n\n- b\n", b"- a\n- b\n"), (b"    a\n", b"a\n")):
        tally.check("self-test", [] if same_words(html_of(one)) != same_words(html_of(other)) else [f"{one!r} and {other!r} are the same"])
    tally.check("self-test", [] if prose(b"a\r\n- [ ] b\r\nc", {2}) == [b"a\r\n", b"c"] else ["prose"])
    block = b"a\n<!-- planmd: list -->\nx\n<!-- /planmd 2026-01-01 -->\nb\n"
    tally.check("self-test", [] if BLOCK.sub(rb"\1", block) == b"a\n<!-- planmd: list -->\n\nb\n" else ["a block is not found"])
    plans = plans_with_blocks(20, 1)
    tally.check("self-test", [] if plans == plans_with_blocks(20, 1) and all(BLOCK.search(plan["status.md"]) for plan in plans) else ["the plans with blocks"])


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("folders", nargs="*", help="folders with Markdown files; each is formatted as one plan")
    parser.add_argument("--count", type=int, default=2000, help="how many random documents of each kind (default 2000)")
    parser.add_argument("--updates", type=int, default=200, help="how many plans with regenerated blocks (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the random documents (default 1)")
    parser.add_argument("--shown", type=int, default=20, help="how many failures to print (default 20)")
    options = parser.parse_args()
    if not shutil.which("cmark"):
        skip("the cmark program is not installed")
    tally = Tally(options.shown)
    if options.self_test:
        self_test(tally)
        tally.finish()
    program = Program(find_planmd(parser, options.planmd))
    with temporary_folder("fmt") as folder:
        bench = Bench(program, folder, tally)
        if program.has("fmt"):
            for name in options.folders:
                files = {os.path.relpath(path, name): path.read_bytes() for path in sorted(Path(name).rglob("*")) if path.is_file()}
                bench.fmt(name, files)
            for start in range(0, options.count, 100):
                numbers = range(start, min(start + 100, options.count))
                wild = markdown_generator.documents
                bench.fmt("random Markdown", {f"{n:06}.md": d for n, d in zip(numbers, list(wild(options.seed * 1000 + start, len(numbers))))})
                bench.fmt("random plans", {f"{n:06}.md": shapes.document(options.seed, n)[1] for n in numbers})
        if program.has("update"):
            for files in plans_with_blocks(options.updates, options.seed):
                update(bench, "random plans", files)
            for name in options.folders:
                update(bench, name, {os.path.relpath(path, name): path.read_bytes() for path in sorted(Path(name).rglob("*")) if path.is_file()})
    tally.finish()


if __name__ == "__main__":
    main()
