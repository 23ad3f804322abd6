#!/usr/bin/env python3
"""Edits random tasks of random plans in many shapes and checks every byte.

Where the box stands is asked from `planmd list` (positions.py compares that with CommonMark); what an edit must do is
worked out here. Outside the first line of the addressed items every byte stays; on it the box changes, and a tag comes,
goes or gets another value; `log` inserts one line, `remove` takes out the item's lines and nothing else. Read again, the
plan differs by what was asked for, nothing more. Many edits share a process where the command takes several tasks.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shapes import SHAPES, document
from workbench import TODAY, WORKERS, Program, Tally, find_planmd, option_parser, said, scratch, state_of, temporary_folder

LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
# What may stand behind an inserted tag: blanks, a hard break, labels, a block id, comments, hidden text.
BEHIND = re.compile(rb"(?:[ \t]+(?:\^[A-Za-z0-9-]+|#\S+|<!--.*?-->|%%.*?%%))*[ \t]*\\?[ \t]*\Z", re.S)
# What must not stand before it: blanks, a block id, a hard break.
BEFORE = re.compile(rb"[ \t]\Z|[ \t]\^[A-Za-z0-9-]+\Z|\\\Z")
DAY = TODAY.encode()


def tag(name: bytes, mark: str, field: bytes) -> re.Pattern:
    """A dated tag with the blank before it, in the three dialects."""
    forms = [name + rb":" + DAY, mark.encode() + rb"(?:\xef\xb8\x8f)? " + DAY, rb"[\[(]" + field + rb":: " + DAY + rb"[\])]"]
    return re.compile(rb"[ \t]+(?:" + rb"|".join(forms) + rb")\Z")


DONE, CANCELLED = tag(b"done", "✅", b"completion"), tag(b"cancelled", "❌", b"cancelled")
ANY_DAY = rb"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?"
ENDED = re.compile(rb"[ \t]+(?:(?:done|completed|cancelled):" + ANY_DAY + "|(?:✅|❌)(?:\ufe0f)? ".encode() + ANY_DAY + rb"|[\[(](?:completion|cancelled|done):: ?" + ANY_DAY + rb"[\])])\Z")


@dataclass
class Document:
    """A text before and after, and its tasks as planmd lists them."""
    name: str
    shape: str
    old: bytes
    tasks: list[dict]
    targets: list[int]

    @property
    def target(self) -> dict:
        return self.tasks[self.targets[0]]


@dataclass(frozen=True)
class Edit:
    """A command, on which tasks it is tried, and what must have happened."""
    name: str
    command: str
    words: Callable[[random.Random, dict], list[str]]
    suits: Callable[[dict], bool]
    faults: Callable[[Document, bytes, list[dict], list[str]], list[str]]
    # One process for the tasks of many files.
    takes_many: bool = False


# Bytes


def lines_of(data: bytes) -> list[bytes]:
    return LINE.findall(data)


def without_end(line: bytes) -> bytes:
    return line.rstrip(b"\r\n")


def box_of(document: Document, index: int) -> tuple[int, int, int]:
    """The number of the line (from 0), and where the box's character begins and ends in it."""
    task = document.tasks[index]
    line = lines_of(document.old)[task["line"] - 1]
    begin = task["column"]
    return task["line"] - 1, begin, line.index(b"]", begin + 1)


def changed_lines(document: Document, new: bytes) -> tuple[list[str], list[tuple[int, bytes, bytes]]]:
    """Faults outside the addressed lines, and for each of them its task, old and new text from the box's character on."""
    before, after = lines_of(document.old), lines_of(new)
    if len(before) != len(after):
        return [f"{len(before)} lines became {len(after)}"], []
    addressed = {document.tasks[index]["line"] - 1: index for index in document.targets}
    faults, pairs = [], []
    for number, (old_line, new_line) in enumerate(zip(before, after)):
        if number not in addressed:
            if old_line != new_line:
                faults.append(f"line {number + 1} is changed: {old_line!r} became {new_line!r}")
            continue
        _, begin, _ = box_of(document, addressed[number])
        if old_line[:begin] != new_line[:begin]:
            faults.append(f"what stands before the box is changed: {old_line!r} became {new_line!r}")
        if old_line[len(without_end(old_line)):] != new_line[len(without_end(new_line)):]:
            faults.append(f"the line's end is changed: {old_line!r} became {new_line!r}")
        pairs.append((addressed[number], without_end(old_line)[begin:], without_end(new_line)[begin:]))
    return faults, pairs


def box_and_tag(mark: bytes, inserted: re.Pattern | None = None, removed: re.Pattern | None = None):
    """The box gets the mark; a tag that matches is inserted in the tail, or goes from anywhere."""
    def faults(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
        found, pairs = changed_lines(document, new)
        for index, old_text, new_text in pairs:
            close = old_text.index(b"]", 1)
            if new_text[:len(mark) + 1] != mark + b"]":
                found.append(f"the box does not hold {mark!r}: {new_text!r}")
                continue
            before, after = old_text[close:], new_text[len(mark):]
            if before == after and (inserted is None or document.tasks[index]["status"] in ("done", "cancelled")):
                continue
            if inserted is not None and any(is_insertion(before, after, inserted)):
                continue
            if removed is not None and any(is_removal(before, after, removed)):
                continue
            found.append(f"more than the box and a tag is changed: {old_text!r} became {new_text!r}")
        return found
    return faults


def is_insertion(before: bytes, after: bytes, pattern: re.Pattern):
    """For each place where `after` is `before` with something inserted: whether that is right."""
    size = len(after) - len(before)
    if size <= 0:
        return
    for at in range(len(before) + 1):
        if before[:at] != after[:at]:
            break
        if before[at:] == after[at + size:]:
            yield bool(pattern.match(after[at:at + size]) and BEHIND.match(before[at:]) and not BEFORE.search(before[:at]))


def is_removal(before: bytes, after: bytes, pattern: re.Pattern):
    size = len(before) - len(after)
    if size <= 0:
        return
    for at in range(len(after) + 1):
        if before[:at] != after[:at]:
            break
        if before[at + size:] == after[at:]:
            yield bool(pattern.match(before[at:at + size]))


def line_changed(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """Only the addressed line differs, in one place of a tag's size."""
    found, pairs = changed_lines(document, new)
    for _, old_text, new_text in pairs:
        same = len(os.path.commonprefix([old_text, new_text]))
        tail = len(os.path.commonprefix([old_text[same:][::-1], new_text[same:][::-1]]))
        gone, come = old_text[same:len(old_text) - tail], new_text[same:len(new_text) - tail]
        if len(gone) > 40 or len(come) > 60:
            found.append(f"more than a tag is changed: {gone!r} became {come!r}")
    return found


def text_changed(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """`edit` may rewrite the paragraph, but nothing before the text, behind it, or in the box."""
    begin, end = document.target["range"]["start"], document.target["range"]["end"]
    line_start = len(b"".join(lines_of(document.old)[:document.target["line"] - 1]))
    head = line_start + document.target["column"] + 1
    found = [] if new[:head] == document.old[:head] else ["what stands before the text is changed"]
    rest = document.old[end:]
    if not new.endswith(rest) or len(new) < begin + len(rest):
        found.append("what stands behind the task is changed")
    if words[0].encode() not in new[begin:len(new) - len(rest)]:
        found.append("the new text is not there")
    return found


def line_inserted(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """One line more, with the line end of its neighbours; the file's last end stays as it is."""
    before, after = lines_of(document.old), lines_of(new)
    if len(after) != len(before) + 1:
        return [f"{len(before)} lines became {len(after)}"]
    wanted = f"{TODAY} {' '.join(words)}".encode()
    for at in range(len(after)):
        rest = after[:at] + after[at + 1:]
        if [without_end(line) for line in rest] != [without_end(line) for line in before] or wanted not in after[at]:
            continue
        if b"".join(rest) == document.old or (at == len(after) - 1 and without_end(after[at]) == after[at] and b"".join(after[:at - 1]) == b"".join(before[:-1])):
            neighbour = after[at - 1]
            end = after[at][len(without_end(after[at])):] or neighbour[len(without_end(neighbour)):]
            ends = {line[len(without_end(line)):] for line in before} - {b""}
            if ends and end not in ends:
                return [f"the inserted line ends with {end!r}, the others with {ends!r}"]
            if not re.fullmatch(rb"[ \t>]*[-*+] " + re.escape(wanted), without_end(after[at])):
                return [f"the inserted line is {after[at]!r}"]
            return []
    return [f"not the old text with one line more that holds {wanted!r}"]


def item_removed(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    """The new text is the old one without one run of lines, which begins with the item's."""
    start = len(b"".join(lines_of(document.old)[:document.target["line"] - 1]))
    size = len(document.old) - len(new)
    if size > 0 and document.old[:start] + document.old[start + size:] == new:
        return []
    # At the end of a file without a last newline the one before goes with it.
    if size > 0 and document.old.startswith(new) and document.old[len(new):].lstrip(b"\r\n") == document.old[start:]:
        return []
    return [f"not the old text without the item's lines: {new[:600]!r}"]


# Meaning


IGNORED = {"handle", "range", "blocked", "blockedBy", "overdue", "urgency", "parent", "line", "column"}


def meaning(tasks: list[dict]) -> list[dict]:
    """The tasks with what cannot depend on places; parents by their number."""
    numbers = {task["handle"]: number for number, task in enumerate(tasks)}
    return [{key: value for key, value in task.items() if key not in IGNORED} | {"parent": numbers.get(task.get("parent"))} for task in tasks]


def differences(document: Document, tasks: list[dict], wanted: Callable[[dict], dict], free: set[str] = frozenset()) -> list[str]:
    """The tasks that differ from what is wanted of the addressed ones and from what they were elsewhere."""
    before, after = meaning(document.tasks), meaning(tasks)
    if len(before) != len(after):
        return [f"{len(before)} tasks became {len(after)}"]
    found = []
    for number, (old, new) in enumerate(zip(before, after)):
        expected = old
        if number in document.targets:
            expected = {key: value for key, value in (old | wanted(old)).items() if value is not None}
        ancestors = lineage(before, number)
        if any(ancestor in document.targets for ancestor in ancestors):
            # A parent that is held or cancelled holds its children.
            expected, new = without(expected, {"status"}), without(new, {"status"})
        if number in document.targets:
            expected, new = without(expected, free), without(new, free)
        if without(expected, {"parent"}) != without(new, {"parent"}) or expected.get("parent") != new.get("parent"):
            keys = [key for key in expected.keys() | new.keys() if expected.get(key) != new.get(key)]
            found.append(f"task {number} at line {document.tasks[number]['line']}: " + ", ".join(f"{key} is {new.get(key)!r}, not {expected.get(key)!r}" for key in sorted(keys)))
    return found


def without(task: dict, keys: set[str]) -> dict:
    return {key: value for key, value in task.items() if key not in keys}


def lineage(tasks: list[dict], number: int) -> list[int]:
    found, parent = [], tasks[number]["parent"]
    while parent is not None and parent not in found:
        found.append(parent)
        parent = tasks[parent]["parent"]
    return found


def with_meaning(bytes_check: Callable, wanted: Callable[[list[str], dict], dict], free: set[str] = frozenset()):
    def faults(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
        return bytes_check(document, new, tasks, words) or differences(document, tasks, lambda old: wanted(words, old), free)
    return faults


def removal(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    found = item_removed(document, new, tasks, words)
    before, target = meaning(document.tasks), document.targets[0]
    gone = {number for number in range(len(before)) if number == target or target in lineage(before, number)}
    left = [before[number]["text"] for number in range(len(before)) if number not in gone]
    now = [task["text"] for task in tasks]
    return found + ([] if left == now else [f"the tasks {left} are left as {now}"])


def logged(document: Document, new: bytes, tasks: list[dict], words: list[str]) -> list[str]:
    return line_inserted(document, new, tasks, words) or differences(document, tasks, lambda old: {}, {"spent", "left", "progress", "paid", "estimate"})


# The edits


def nothing(r: random.Random, task: dict) -> list[str]:
    return []


def chosen_tag(r: random.Random, task: dict) -> list[str]:
    return [r.choice(["due:2026-04-15", "est:3d", "pri:A", "client:zeta", "start:2026-03-12", "spent:2h"])]


def set_fields(words: list[str], old: dict) -> dict:
    key, value = words[0].split(":")
    if key == "est":
        return {"estimate": {"likely": 1440, "low": 1440, "high": 1440}}
    if key == "client":
        return {"attributes": (old.get("attributes") or {}) | {"client": "zeta"}}
    return {"spent": 120} if key == "spent" else {"priority": value} if key == "pri" else {key: value}


def deferred(words: list[str], old: dict) -> dict:
    return {"scheduled" if "scheduled" in old else "due" if "due" in old else "start": words[0]}


def is_open(task: dict) -> bool:
    return task["status"] in ("open", "started", "held", "waiting")


def is_simple(task: dict) -> bool:
    return is_open(task) and "recurrence" not in task and not task.get("hasChildren")


EDITS = [
    Edit("start", "start", nothing, lambda t: t["status"] == "open" and is_simple(t), with_meaning(box_and_tag(b"/"), lambda w, old: {"status": "started"}), True),
    Edit("hold", "hold", nothing, lambda t: t["status"] in ("open", "started") and is_simple(t), with_meaning(box_and_tag(b"h"), lambda w, old: {"status": "held"}), True),
    Edit("cancel", "cancel", nothing, is_simple, with_meaning(box_and_tag(b"-", CANCELLED), lambda w, old: {"status": "cancelled", "cancelled": TODAY}), True),
    Edit("done", "done", nothing, is_simple, with_meaning(box_and_tag(b"x", DONE), lambda w, old: {"status": "done", "done": TODAY}), True),
    Edit("reopen", "reopen", nothing, lambda t: t["status"] in ("done", "cancelled", "started", "held"),
         with_meaning(box_and_tag(b" ", removed=ENDED), lambda w, old: {"status": "open", "done": None, "cancelled": None}), True),
    Edit("set", "set", chosen_tag, is_simple, with_meaning(line_changed, set_fields, {"left", "progress"})),
    Edit("assign", "assign", lambda r, t: ["@bob"], is_simple, with_meaning(line_changed, lambda w, old: {"assignees": [{"anyOf": ["bob"], "units": 1}]})),
    Edit("defer", "defer", lambda r, t: ["2026-05-15"], is_simple, with_meaning(line_changed, deferred)),
    Edit("edit", "edit", lambda r, t: [r.choice(["other words entirely", "näw wörds 日本", "short"])], is_simple, with_meaning(text_changed, lambda w, old: {"text": w[0]})),
    Edit("log", "log", lambda r, t: ["1h30m", "looked at it"], is_open, logged),
    Edit("remove", "remove", nothing, lambda t: True, removal),
]


# Runs


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
            shape, data = document(self.seed, number)
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
        state, leftovers = state_of(root)
        for number_name, data in state.items():
            if all(document.name != number_name for document in documents):
                expected = document_of(self.seed, number_name)
                self.tally.check(f"{edit.name}: other files", [] if expected == data else [f"{number_name} is changed"])
        self.tally.check(f"{edit.name}: other files", [f"left over: {path}" for path in leftovers])

    def failed(self, edit: Edit, document: Document, words: list[str], result: subprocess.CompletedProcess) -> None:
        self.tally.check(f"{edit.name}: {document.shape}", [f"exit code {result.returncode}: {said(result)}"], self.reproduction(edit, document, words))

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
        return f"seed {self.seed} document {document.name}, {edit.command} {' '.join(words)} at {', '.join(places)}\n  old: {document.old[:1500]!r}"


def document_of(seed: int, name: str) -> bytes:
    return document(seed, int(name.removesuffix(".md")))[1]


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
    tasks = [{"handle": "a", "line": 3, "column": 3, "status": "open", "text": "Paint", "range": {"start": 10, "end": 20}},
             {"handle": "b", "line": 4, "column": 3, "status": "open", "text": "Lay floor", "due": "2026-04-01", "range": {"start": 24, "end": 60}}]

    def with_status(index: int, **fields) -> list[dict]:
        return [task | fields if number == index else task for number, task in enumerate(tasks)]

    by_name = {edit.name: edit for edit in EDITS}
    done0, done1 = with_status(0, status="done", done=TODAY), with_status(1, status="done", done=TODAY)
    cases = [
        ("start", 0, old.replace(b"[ ] Paint", b"[/] Paint"), with_status(0, status="started"), [], True),
        ("start", 0, old.replace(b"[ ] Paint  ", b"[/] Paint"), with_status(0, status="started"), [], False),
        ("start", 0, old.replace(b"[ ] Paint", b"[/] Paint").replace(b"\r\n", b"\n"), with_status(0, status="started"), [], False),
        ("start", 0, old.replace(b"[ ] Lay", b"[/] Lay"), with_status(1, status="started"), [], False),
        ("start", 0, old.replace(b"[ ] Paint", b"[/] Paint") + b"\r\n", with_status(0, status="started"), [], False),
        ("start", 0, old[3:].replace(b"[ ] Paint", b"[/] Paint"), with_status(0, status="started"), [], False),
        ("done", 0, old.replace(b"[ ] Paint  ", b"[x] Paint done:2026-03-09  "), done0, [], True),
        ("done", 0, old.replace(b"[ ] Paint  ", b"[x] Paint   done:2026-03-09"), done0, [], False),
        ("done", 0, old.replace(b"[ ] Paint  ", b"[x] Paint done:2026-03-10  "), with_status(0, status="done", done="2026-03-10"), [], False),
        ("done", 0, old.replace(b"[ ] Paint  ", b"[x] Paint  "), with_status(0, status="done"), [], False),
        ("done", 1, old.replace(b"[ ] Lay floor due:2026-04-01", b"[x] Lay floor due:2026-04-01 done:2026-03-09"), done1, [], True),
        ("done", 1, old.replace(b"[ ] Lay floor due:2026-04-01 ^b1", b"[x] Lay floor due:2026-04-01 ^b1 done:2026-03-09"), done1, [], False),
        ("done", 1, old.replace(b"[ ] Lay floor due:2026-04-01", "[x] Lay floor due:2026-04-01 ✅ 2026-03-09".encode()), done1, [], True),
        ("done", 1, old.replace(b"[ ] Lay", b"[x] Lay").replace(b" ^b1", b" [completion:: 2026-03-09] ^b1"), done1, [], True),
        ("set", 1, old.replace(b"2026-04-01", b"2026-04-15"), with_status(1, due="2026-04-15"), ["due:2026-04-15"], True),
        ("set", 1, old.replace(b"2026-04-01", b"2026-04-15"), with_status(1, due="2026-04-16"), ["due:2026-04-15"], False),
        ("assign", 0, old.replace(b"Paint  ", b"Paint @bob  "), with_status(0, assignees=[{"anyOf": ["bob"], "units": 1}]), ["@bob"], True),
        ("log", 0, old.replace(b"Paint  \r\n", b"Paint  \r\n  - 2026-03-09 1h words\r\n"), tasks, ["1h", "words"], True),
        ("log", 0, old.replace(b"Paint  \r\n", b"Paint  \r\n  - 2026-03-09 1h words\n"), tasks, ["1h", "words"], False),
        ("log", 1, old + b"\r\n\t- 2026-03-09 1h words", tasks, ["1h", "words"], True),
        ("log", 1, old + b"\r\n\t- 2026-03-09 1h words\r\n", tasks, ["1h", "words"], False),
        ("remove", 0, old.replace(b"- [ ] Paint  \r\n", b""), tasks[1:], [], True),
        ("remove", 0, old.replace(b"\r\n- [ ] Paint  \r\n", b"\r\n- [ ] P  \r\n"), tasks[1:], [], False),
        ("remove", 1, old[:old.index(b"-\t")], tasks[:1], [], True),
        ("remove", 1, old[:old.index(b"\r\n-\t")], tasks[:1], [], True),
        ("edit", 1, old.replace(b"Lay floor", b"short"), with_status(1, text="short"), ["short"], True),
        ("edit", 1, old.replace(b"Lay floor due", b"short Due"), with_status(1, text="short"), ["short"], True),
    ]
    for name, index, new, after, words, agrees in cases:
        found = by_name[name].faults(Document("x", "x", old, tasks, [index]), new, after, words)
        tally.check("self-test", [] if (not found) == agrees else [f"{name} {new!r} is judged wrongly: {found}"])
    tally.check("self-test", [] if b"".join(lines_of(b"a\rb\r\nc\n\n\rd")) == b"a\rb\r\nc\n\n\rd" and len(lines_of(b"a\rb\r\nc\n\n\rd")) == 6 else ["lines"])
    tally.check("self-test", [] if document(3, 77) == document(3, 77) and len(SHAPES) >= 30 else ["the shapes"])


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="3,000 pairs instead of 100,000")
    parser.add_argument("--pairs", type=int, help="how many pairs of a document and an edit")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the documents (default 1)")
    parser.add_argument("--only", action="append", default=[], metavar="EDIT", help="only this edit")
    parser.add_argument("--shown", type=int, default=20, help="how many failures to print (default 20)")
    parser.add_argument("--batch", type=int, default=164, help="documents in one folder (default 164)")
    parser.add_argument("--part", default="0/1", help=argparse_suppressed())
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


def argparse_suppressed() -> str:
    import argparse
    return argparse.SUPPRESS


def plan_of(edits: list[Edit], pairs: int, batch: int) -> list[tuple[Edit, range]]:
    """Edits that take many tasks at once get nine pairs of ten."""
    quick = [edit for edit in edits if edit.takes_many]
    slow = [edit for edit in edits if not edit.takes_many]
    jobs, start = [], 0
    for group, share in ((quick, 0.9 if slow else 1), (slow, 0.1 if quick else 1)):
        for edit in group:
            left = max(batch // 2, int(pairs * share / len(group)))
            while left > 0:
                size = min(batch, left)
                jobs.append((edit, range(start, start + size)))
                start += size
                left -= size
    return jobs


def in_processes(options, pairs: int, tally: Tally) -> None:
    """The same check in parts, one process for each core."""
    line = [sys.executable, os.path.abspath(__file__), options.planmd, "--pairs", str(pairs), "--seed", str(options.seed), "--shown", str(options.shown),
            "--batch", str(options.batch), *[word for name in options.only for word in ("--only", name)]]
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
