#!/usr/bin/env python3
"""Edits random tasks of random plans in many shapes and checks every byte.

Where the box stands is asked from `planmd list` (positions.py compares that with CommonMark); what an edit must do is
worked out here. Outside the first line of the addressed items every byte stays; on it the box changes, and a tag comes,
goes or gets another value; `log` inserts one line, `remove` takes out the item's lines and nothing else. Read again, the
plan differs by what was asked for, nothing more. Many edits share a process where the command takes several tasks.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from byte_judges import EDITS, Document, Edit, lines_of, may_refuse
from shapes import SHAPES, document
from workbench import TODAY, WORKERS, Program, Tally, find_planmd, option_parser, said, scratch, state_of, temporary_folder


class Bench:
    """Makes many small plans, edits one place in each, and judges them."""

    def __init__(self, program: Program, folder: Path, tally: Tally, seed: int):
        self.program, self.folder, self.tally, self.seed = program, folder, tally, seed

    def list(self, root: Path) -> dict[str, list[dict]]:
        result = self.program.run("list", "all", "-f", "json", root=root)
        if result.returncode != 0:
            raise RuntimeError(f"list: exit code {result.returncode}: {said(result)}")
        found: dict[str, list[dict]] = {}
        for task in json.loads(result.stdout)["tasks"]:
            found.setdefault(task["file"], []).append(task)
        for tasks in found.values():
            tasks.sort(key=lambda task: (task["line"], task["column"]))
            parents = {task.get("parent") for task in tasks}
            for task in tasks:
                if task["handle"] in parents:
                    task["hasChildren"] = True
        return found

    def run(self, edit: Edit, numbers: range) -> None:
        root = scratch(self.folder)
        root.mkdir()
        texts = {}
        for number in numbers:
            shape, data = document(self.seed, number, edit.shape)
            texts[f"{number:07}.md"] = (shape, data)
            (root / f"{number:07}.md").write_bytes(data)
        listed = self.list(root)
        documents, words = [], {}
        for name, (shape, data) in texts.items():
            r = random.Random(f"{self.seed}/{name}/{edit.name}")
            tasks = listed.get(name, [])
            suited = [index for index, task in enumerate(tasks) if edit.suits(task) and shares_no_line(tasks, index)]
            if not suited or b"<<<<<<<" in data:
                continue
            targets = r.sample(suited, min(len(suited), r.choice([1, 1, 1, 2, 4]))) if edit.takes_many else [r.choice(suited)]
            documents.append(Document(name, shape, data, tasks, sorted(targets)))
            words[name] = edit.words(r, tasks[targets[0]])
        if edit.takes_many:
            self.run_many(edit, root, documents)
        else:
            self.run_each(edit, root, documents, words)
        shutil.rmtree(root.parent, ignore_errors=True)

    def run_many(self, edit: Edit, root: Path, documents: list[Document]) -> None:
        handles = [document.tasks[index]["handle"] for document in documents for index in document.targets]
        if not handles:
            return
        result = self.program.run(edit.command, *handles, root=root)
        if result.returncode != 0:
            if len(documents) == 1:
                self.failed(edit, documents[0], [], result)
                return
            # One of them is refused: each by itself shows which.
            for document in documents:
                self.alone(edit, document)
            return
        after = self.list(root)
        for document in documents:
            self.judge(edit, document, root, after.get(document.name, []), [])
        self.others(edit, root, documents)

    def alone(self, edit: Edit, document: Document) -> None:
        root = scratch(self.folder)
        root.mkdir()
        (root / document.name).write_bytes(document.old)
        listed = self.list(root)[document.name]
        self.run_many(edit, root, [Document(document.name, document.shape, document.old, listed, document.targets)])

    def run_each(self, edit: Edit, root: Path, documents: list[Document], words: dict[str, list[str]]) -> None:
        outcomes = {}
        for document in documents:
            outcomes[document.name] = self.program.run(edit.command, document.target["handle"], *words[document.name], root=root)
        after = self.list(root)
        for document in documents:
            result = outcomes[document.name]
            if result.returncode != 0:
                self.failed(edit, document, words[document.name], result)
            else:
                self.judge(edit, document, root, after.get(document.name, []), words[document.name])
        self.others(edit, root, documents)

    def others(self, edit: Edit, root: Path, documents: list[Document]) -> None:
        """Files that were not addressed stay as they are, and nothing is left over."""
        state, leftovers = state_of(root)
        named = {document.name for document in documents}
        changed = [name for name, data in state.items() if name not in named and document(self.seed, int(name[:-3]), edit.shape)[1] != data]
        faults = [f"{name} is changed" for name in changed] + [f"left over: {path}" for path in leftovers]
        self.tally.check(f"{edit.name}: other files", faults)

    def failed(self, edit: Edit, document: Document, words: list[str], result: subprocess.CompletedProcess) -> None:
        faults = [f"exit code {result.returncode}: {said(result)}"]
        if result.returncode == 2 and b"would not be read as a tag" in result.stderr and may_refuse(document):
            faults = []
        if result.returncode == 3 and b"would be read otherwise" in result.stderr and document.shape == "wild Markdown":
            # Among lines that nobody would write, a new one can change what others are: refusing is right.
            faults = []
        self.tally.check(f"{edit.name}: {document.shape}", faults, self.reproduction(edit, document, words))

    def judge(self, edit: Edit, document: Document, root: Path, tasks: list[dict], words: list[str]) -> None:
        new = (root / document.name).read_bytes()
        try:
            faults = edit.faults(document, new, tasks, words)
        except (ValueError, IndexError, KeyError) as error:
            faults = [f"cannot be judged: {error!r}"]
        if faults:
            faults.append(f"new: {new[:1500]!r}")
        self.tally.check(f"{edit.name}: {document.shape}", faults, self.reproduction(edit, document, words))

    def reproduction(self, edit: Edit, document: Document, words: list[str]) -> str:
        places = [f"line {document.tasks[index]['line']}" for index in document.targets]
        command = " ".join([edit.command, *words])
        return f"seed {self.seed} document {document.name}, {command} at {', '.join(places)}\n  old: {document.old[:1500]!r}"


def shares_no_line(tasks: list[dict], index: int) -> bool:
    return sum(task["line"] == tasks[index]["line"] for task in tasks) == 1


def merged(tally: Tally) -> None:
    """A row for each edit and one for each shape, instead of one for each pair."""
    edits: dict[str, list[int]] = {}
    shapes: dict[str, list[int]] = {}
    for name, (tried, survived) in tally.rows.items():
        edit, _, shape = name.partition(": ")
        for rows, key in ((edits, edit), (shapes, f"shape: {shape}")):
            if rows is shapes and shape not in SHAPES:
                continue
            row = rows.setdefault(key, [0, 0])
            row[0] += tried
            row[1] += survived
    width = max(len(name) for name in [*shapes, *edits, ""])
    for name, (tried, survived) in shapes.items():
        print(f"{name:<{width}} {tried:>7} tried {survived:>7} survived{'' if tried == survived else '  FAILED'}")
    print()
    tally.rows = edits


# The check itself


def self_test(tally: Tally) -> None:
    """The judge against edits that are right and wrong."""
    old = b"\xef\xbb\xbf# A\r\n\r\n- [ ] Paint  \r\n-\t[ ] Lay floor due:2026-04-01 ^b1"
    tasks = [
        {"handle": "a", "line": 3, "column": 3, "status": "open", "text": "Paint", "range": {"start": 10, "end": 21}},
        {
            "handle": "b",
            "line": 4,
            "column": 3,
            "status": "open",
            "text": "Lay floor",
            "due": "2026-04-01",
            "range": {"start": 25, "end": 59},
        },
    ]

    def with_status(index: int, **fields) -> list[dict]:
        return [task | fields if number == index else task for number, task in enumerate(tasks)]

    by_name = {edit.name: edit for edit in EDITS}
    done0, done1 = with_status(0, status="done", done=TODAY), with_status(1, status="done", done=TODAY)
    cases = [
        ("start", 0, old.replace(b"[ ] Paint", b"[/] Paint"), with_status(0, status="started"), [], True),
        ("start", 0, old.replace(b"[ ] Paint  ", b"[/] Paint"), with_status(0, status="started"), [], False),
        (
            "start",
            0,
            old.replace(b"[ ] Paint", b"[/] Paint").replace(b"\r\n", b"\n"),
            with_status(0, status="started"),
            [],
            False,
        ),
        ("start", 0, old.replace(b"[ ] Lay", b"[/] Lay"), with_status(1, status="started"), [], False),
        ("start", 0, old.replace(b"[ ] Paint", b"[/] Paint") + b"\r\n", with_status(0, status="started"), [], False),
        ("start", 0, old[3:].replace(b"[ ] Paint", b"[/] Paint"), with_status(0, status="started"), [], False),
        ("done", 0, old.replace(b"[ ] Paint  ", b"[x] Paint done:2026-03-09  "), done0, [], True),
        ("done", 0, old.replace(b"[ ] Paint  ", b"[x] Paint   done:2026-03-09"), done0, [], False),
        (
            "done",
            0,
            old.replace(b"[ ] Paint  ", b"[x] Paint done:2026-03-10  "),
            with_status(0, status="done", done="2026-03-10"),
            [],
            False,
        ),
        ("done", 0, old.replace(b"[ ] Paint  ", b"[x] Paint  "), with_status(0, status="done"), [], False),
        (
            "done",
            1,
            old.replace(b"[ ] Lay floor due:2026-04-01", b"[x] Lay floor due:2026-04-01 done:2026-03-09"),
            done1,
            [],
            True,
        ),
        (
            "done",
            1,
            old.replace(b"[ ] Lay floor due:2026-04-01 ^b1", b"[x] Lay floor due:2026-04-01 ^b1 done:2026-03-09"),
            done1,
            [],
            False,
        ),
        (
            "done",
            1,
            old.replace(b"[ ] Lay floor due:2026-04-01", "[x] Lay floor due:2026-04-01 ✅ 2026-03-09".encode()),
            done1,
            [],
            True,
        ),
        ("done", 1, old.replace(b"[ ] Lay", b"[x] Lay").replace(b" ^b1", b" [completion:: 2026-03-09] ^b1"), done1, [], True),
        ("set", 1, old.replace(b"2026-04-01", b"2026-04-15"), with_status(1, due="2026-04-15"), ["due:2026-04-15"], True),
        ("set", 1, old.replace(b"2026-04-01", b"2026-04-15"), with_status(1, due="2026-04-16"), ["due:2026-04-15"], False),
        (
            "assign",
            0,
            old.replace(b"Paint  ", b"Paint @bob  "),
            with_status(0, assignees=[{"anyOf": ["bob"], "units": 1}]),
            ["@bob"],
            True,
        ),
        ("log", 0, old.replace(b"Paint  \r\n", b"Paint  \r\n  - 2026-03-09 1h words\r\n"), tasks, ["1h", "words"], True),
        ("log", 0, old.replace(b"Paint  \r\n", b"Paint  \r\n  - 2026-03-09 1h words\n"), tasks, ["1h", "words"], False),
        ("log", 1, old + b"\r\n\t- 2026-03-09 1h words", tasks, ["1h", "words"], True),
        ("log", 1, old + b"\r\n\t- 2026-03-09 1h words\r\n", tasks, ["1h", "words"], False),
        ("remove", 0, old.replace(b"- [ ] Paint  \r\n", b""), tasks[1:], [], True),
        ("remove", 0, old.replace(b"\r\n- [ ] Paint  \r\n", b"\r\n- [ ] P  \r\n"), tasks[1:], [], False),
        ("remove", 1, old[: old.index(b"-\t")], tasks[:1], [], True),
        ("remove", 1, old[: old.index(b"\r\n-\t")], tasks[:1], [], True),
        ("edit", 1, old.replace(b"Lay floor", b"short"), with_status(1, text="short"), ["short"], True),
        ("edit", 1, old.replace(b"Lay floor due", b"short Due"), with_status(1, text="short"), ["short"], True),
    ]
    for name, index, new, after, words, agrees in cases:
        found = by_name[name].faults(Document("x", "x", old, tasks, [index]), new, after, words)
        tally.expect("self-test", (not found) == agrees, f"{name} {new!r} is judged wrongly: {found}")
    tally.expect(
        "self-test",
        b"".join(lines_of(b"a\rb\r\nc\n\n\rd")) == b"a\rb\r\nc\n\n\rd" and len(lines_of(b"a\rb\r\nc\n\n\rd")) == 6,
        "lines",
    )
    tally.expect("self-test", document(3, 77) == document(3, 77) and len(SHAPES) >= 30, "the shapes")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="3,000 pairs instead of 100,000")
    parser.add_argument("--pairs", type=int, help="how many pairs of a document and an edit")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the documents (default 1)")
    parser.add_argument("--only", action="append", default=[], metavar="EDIT", help="only this edit")
    parser.add_argument("--shown", type=int, default=20, help="how many failures to print (default 20)")
    parser.add_argument("--batch", type=int, default=164, help="documents in one folder (default 164)")
    parser.add_argument("--part", default="0/1", help=argparse.SUPPRESS)
    options = parser.parse_args()
    tally = Tally(options.shown)
    if options.self_test:
        self_test(tally)
        tally.finish()
    path = find_planmd(parser, options.planmd)
    pairs = options.pairs or (3000 if options.quick else 100_000)
    if options.part == "0/1" and WORKERS > 1:
        in_processes(options, pairs, tally)
    else:
        program = Program(path)
        part, parts = (int(number) for number in options.part.split("/"))
        edits = [edit for edit in EDITS if (not options.only or edit.name in options.only) and program.has(edit.command)]
        with temporary_folder("bytes") as folder:
            bench = Bench(program, folder, tally, options.seed)
            for edit, numbers in plan_of(edits, pairs, options.batch)[part::parts]:
                bench.run(edit, numbers)
        if parts > 1:
            print(json.dumps({"rows": tally.rows}))
            return
    merged(tally)
    tally.finish()


def plan_of(edits: list[Edit], pairs: int, batch: int) -> list[tuple[Edit, range]]:
    """Edits that take many tasks at once get nine pairs of ten."""
    quick = [edit for edit in edits if edit.takes_many]
    slow = [edit for edit in edits if not edit.takes_many]
    jobs, start = [], 0
    for group, share in ((quick, 0.9 if slow else 1), (slow, 0.1 if quick else 1)):
        for edit in group:
            # Some documents have no task that suits.
            left = max(batch // 2, int(pairs * share * 1.06 / len(group)))
            while left > 0:
                size = min(batch, left)
                jobs.append((edit, range(start, start + size)))
                start += size
                left -= size
    return jobs


def in_processes(options, pairs: int, tally: Tally) -> None:
    """The same check in parts, one process for each core."""
    line = [
        sys.executable,
        os.path.abspath(__file__),
        options.planmd,
        "--pairs",
        str(pairs),
        "--seed",
        str(options.seed),
        "--shown",
        str(options.shown),
        "--batch",
        str(options.batch),
        *[word for name in options.only for word in ("--only", name)],
    ]
    parts = [subprocess.Popen([*line, "--part", f"{part}/{WORKERS}"], stdout=subprocess.PIPE) for part in range(WORKERS)]
    for process in parts:
        text = process.communicate()[0].decode("utf-8", "replace").rstrip("\n")
        *shown, last = text.split("\n")
        print("\n".join(line for line in shown if not (line.startswith("skipped") and process is not parts[0])), flush=True)
        try:
            rows = json.loads(last)["rows"]
        except (ValueError, KeyError):
            tally.check("parts", [f"a part of the check ended with {last!r}"])
            continue
        for name, (tried, survived) in rows.items():
            row = tally.rows.setdefault(name, [0, 0])
            row[0] += tried
            row[1] += survived


if __name__ == "__main__":
    main()
