#!/usr/bin/env python3
"""Checks `planmd merge-driver` against random three-way merges whose outcome is known.

    merges.py PLANMD --count 20000 --seed 1

A random plan and two random lots of edits of it. What each task must be afterwards follows from the three models, not from any text:
what one side changed is so, what both changed differently stands between markers with both values, what one side removed is gone unless
the other changed it. Merging equal sides changes nothing; with the sides swapped the same lines come, in another order at most.
"""

from __future__ import annotations

import copy
import multiprocessing
import os
import random
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common import Tally, environment, find_planmd, option_parser, temporary_folder

PEOPLE = "ann bob cy dora".split()
LABELS = "web home urgent later".split()
SINGLE = ("due", "est", "pri", "id", "cost")


@dataclass
class Task:
    key: str
    text: str
    box: str = " "
    tags: dict[str, str] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    below: list["Task"] = field(default_factory=list)


@dataclass
class Section:
    key: str
    name: str
    tags: dict[str, str] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)


Plan = list[Section]


class Maker:
    """Makes plans and edits; every task, section and line has a word of its own."""

    def __init__(self, r: random.Random, prefix: str = "k") -> None:
        self.r, self.prefix, self.count = r, prefix, 0

    def key(self) -> str:
        self.count += 1
        return f"{self.prefix}{self.count}q"

    def words(self) -> str:
        """Words that no other text has: what is a new task and what a reworded one is then beyond doubt."""
        return " ".join("".join(self.r.choices("abcdefghijklmnoprstuvw", k=6)) for _ in range(6))

    def day(self) -> str:
        return f"2026-0{self.r.randint(3, 9)}-{self.r.randint(10, 28)}"

    def task(self, depth: int = 0) -> Task:
        r = self.r
        key = self.key()
        task = Task(key, f"{self.words()} {key}", r.choice("    /h"))
        if r.random() < 0.5:
            task.tags["due"] = self.day()
        if r.random() < 0.5:
            task.tags["est"] = f"{r.randint(1, 9)}h"
        if r.random() < 0.2:
            task.tags["pri"] = r.choice("ABC")
        if r.random() < 0.3:
            task.tags["id"] = key
        task.people = r.sample(PEOPLE, r.choice([0, 0, 1, 1, 2]))
        task.labels = r.sample(LABELS, r.choice([0, 0, 0, 1]))
        task.notes = [self.note() for _ in range(r.choice([0, 0, 0, 1, 2]))]
        if depth < 2:
            task.below = [self.task(depth + 1) for _ in range(r.choice([0, 0, 0, 0, 1, 2]))]
        return task

    def note(self) -> str:
        r = self.r
        return r.choice([f"- {self.day()} {r.randint(1, 5)}h @ann {self.key()}", f"- a note {self.key()}"])

    def section(self) -> Section:
        r = self.r
        key = self.key()
        section = Section(key, f"{self.words()} {key}", tasks=[self.task() for _ in range(r.randint(0, 4))])
        if r.random() < 0.4:
            section.tags["due"] = self.day()
        if r.random() < 0.4:
            section.prose = [f"Some words {self.key()} that say" , f"what this {self.key()} is about."]
        return section

    def plan(self) -> Plan:
        return [self.section() for _ in range(self.r.randint(1, 4))]

    # Edits

    def edited(self, plan: Plan, edits: int) -> Plan:
        plan = copy.deepcopy(plan)
        self.moved: set[int] = set()
        for _ in range(edits):
            self.edit(plan)
        return plan

    def edit(self, plan: Plan) -> None:
        r = self.r
        places = [(holder, task) for section in plan for holder, task in walk(section.tasks)]
        kind = r.choice("due est pri text box person label note add below remove move section section-due prose gone cost".split())
        if kind == "section" or not plan:
            plan.insert(r.randint(0, len(plan)), self.section())
        elif kind == "section-due":
            r.choice(plan).tags["due"] = self.day()
        elif kind == "gone" and r.random() < 0.3:
            plan.remove(r.choice(plan))
        elif kind == "prose":
            section = r.choice(plan)
            if section.prose:
                section.prose[r.randrange(2)] = f"Other words {self.key()} here."
        elif kind == "add" or not places:
            section = r.choice(plan)
            section.tasks.insert(r.randint(0, len(section.tasks)), self.task())
        else:
            holder, task = r.choice(places)
            if kind in ("due", "est", "pri", "cost"):
                if task.tags.get(kind) and r.random() < 0.3:
                    del task.tags[kind]
                else:
                    task.tags[kind] = {"due": self.day(), "est": f"{r.randint(1, 9)}h", "pri": r.choice("ABC"), "cost": f"{r.randint(1, 9)}00EUR"}[kind]
            elif kind == "text" and ("id" in task.tags or id(task) not in self.moved):
                # Reworded and moved at once, without an id, it would be another task with good reason.
                self.moved.add(id(task))
                words = task.text.split(" ")
                words[r.randrange(6)] = self.words()[:6]
                task.text = " ".join(words)
            elif kind == "box":
                task.box = r.choice(" /hx-")
            elif kind == "person":
                toggle(task.people, r.choice(PEOPLE))
            elif kind == "label":
                toggle(task.labels, r.choice(LABELS))
            elif kind == "note":
                task.notes.insert(r.randint(0, len(task.notes)), self.note())
            elif kind == "below":
                task.below.insert(r.randint(0, len(task.below)), self.task(2))
            elif kind == "remove":
                holder.remove(task)
            elif kind == "move" and not any(id(inner) in self.moved for _, inner in walk([task])):
                self.moved |= {id(task)} | {id(inner) for _, inner in walk(task.below)}
                holder.remove(task)
                section = r.choice(plan)
                section.tasks.insert(r.randint(0, len(section.tasks)), task)


def toggle(items: list[str], item: str) -> None:
    if item in items:
        items.remove(item)
    else:
        items.append(item)


def walk(tasks: list[Task]):
    for task in tasks:
        yield tasks, task
        yield from walk(task.below)


# Text


def line(task: Task) -> str:
    words = [f"- [{task.box}] {task.text}"]
    words += [f"{key}:{value}" for key, value in sorted(task.tags.items())]
    words += ["@" + person for person in task.people] + ["#" + label for label in task.labels]
    return " ".join(words)


def lines(tasks: list[Task], indent: str = "") -> list[str]:
    result = []
    for task in tasks:
        result.append(indent + line(task))
        result += [indent + "  " + note for note in task.notes]
        result += lines(task.below, indent + "  ")
    return result


def text(plan: Plan) -> str:
    parts = ["# All"]
    for section in plan:
        parts.append("## " + section.name)
        if section.tags:
            parts.append(" ".join(f"{key}:{value}" for key, value in sorted(section.tags.items())))
        if section.prose:
            parts.append("\n".join(section.prose))
        if section.tasks:
            parts.append("\n".join(lines(section.tasks)))
    return "\n\n".join(parts) + "\n"


# What must come out


@dataclass
class Fact:
    """A task or section in one version."""

    parent: str
    fields: dict[str, str | frozenset]
    notes: frozenset
    inside: set[str]  # the keys of all that is below it


def facts(plan: Plan) -> dict[str, Fact]:
    result: dict[str, Fact] = {}

    def add(task: Task, parent: str) -> set[str]:
        inside = set()
        for child in task.below:
            inside |= {child.key} | add(child, task.key)
        fields: dict = {"box": task.box, "text": task.text, "people": frozenset(task.people), "labels": frozenset(task.labels)}
        fields |= {key: task.tags.get(key, "") for key in SINGLE}
        result[task.key] = Fact(parent, fields, frozenset(task.notes), inside)
        return inside

    for section in plan:
        inside = set()
        for task in section.tasks:
            inside |= {task.key} | add(task, section.key)
        fields = {"text": section.name, "due": section.tags.get("due", ""), "prose": "\n".join(section.prose)}
        result[section.key] = Fact("", fields, frozenset(), inside)
    return result


def is_changed(key: str, old: dict[str, Fact], new: dict[str, Fact]) -> bool:
    """Itself, or anything that is in it now."""
    def own(key: str) -> bool:
        if key not in old:
            return True
        one, other = old[key], new[key]
        return (one.fields, one.notes, one.parent) != (other.fields, other.notes, other.parent)
    return own(key) or any(own(inner) for inner in new[key].inside)


@dataclass
class Outcome:
    """What a merge of one thing is: its fields, those in conflict, and what is around it."""

    fields: dict
    clashes: set[str]


def merged(key: str, base: dict[str, Fact], ours: dict[str, Fact], theirs: dict[str, Fact]) -> Outcome:
    old, one, other = base.get(key), ours[key].fields, theirs[key].fields
    result, clashes = {}, set()
    for name in one:
        before = old.fields[name] if old else None
        if isinstance(one[name], frozenset):
            gone = (before or frozenset()) - (one[name] & other[name])
            result[name] = (one[name] | other[name]) - gone
        elif one[name] == other[name] or other[name] == before:
            result[name] = one[name]
        elif one[name] == before:
            result[name] = other[name]
        else:
            clashes.add(name)
    return Outcome(result, clashes)


# What came out

MARKERS = ("<<<<<<< ", "=======", ">>>>>>> ")


@dataclass
class Place:
    line: str
    side: str  # "both", "ours", "theirs"
    section: str | None


def places(result: str) -> tuple[dict[str, list[Place]], list[str]]:
    """Where each word stands, and what is wrong with the markers."""
    found: dict[str, list[Place]] = {}
    wrong, side, section = [], "both", None
    for row in result.split("\n"):
        if row.startswith("<<<<<<< "):
            if side != "both":
                wrong.append("markers within markers")
            side = "ours"
        elif row == "=======":
            if side != "ours":
                wrong.append("======= out of place")
            side = "theirs"
        elif row.startswith(">>>>>>> "):
            if side != "theirs":
                wrong.append(">>>>>>> out of place")
            side = "both"
        else:
            keys = re.findall(r"\b[a-z]\d+q\b", re.sub(r"\bid:\S+", "", row))
            if row.startswith("## ") and keys:
                section = keys[-1] if side == "both" else None
            for key in keys:
                found.setdefault(key, []).append(Place(row, side, section))
    if side != "both":
        wrong.append("markers that do not end")
    return found, wrong


def told(row: str) -> dict:
    """The fields of a task's line."""
    match = re.match(r"\s*- \[(.)\] (.*)$", row)
    if not match:
        return {}
    words = match.group(2).split(" ")
    tags = {word.split(":")[0]: word.split(":", 1)[1] for word in words if re.match(r"(due|est|pri|id|cost):", word)}
    rest = [word for word in words if not re.match(r"(due|est|pri|id|cost):|[@#]", word)]
    people = [word[1:] for word in words if word.startswith("@")]
    labels = [word[1:] for word in words if word.startswith("#")]
    result = {"box": match.group(1), "text": " ".join(rest), "people": frozenset(people), "labels": frozenset(labels)}
    if len(people) != len(result["people"]) or len(labels) != len(result["labels"]):
        result["text"] += " (twice the same)"
    return result | {key: tags.get(key, "") for key in SINGLE}


def problems(base: Plan, ours: Plan, theirs: Plan, result: str, code: int) -> list[str]:
    old, one, other = facts(base), facts(ours), facts(theirs)
    found, wrong = places(result)
    has_markers = any(place.side != "both" for spots in found.values() for place in spots) or "<<<<<<<" in result
    if (code == 1) != has_markers or code not in (0, 1):
        wrong.append(f"exit code {code}, markers {has_markers}")
    # Whatever lies in something that only one side has may stand between its markers.
    held: set[str] = set()
    sided: dict[str, str] = {}
    for key in {*one, *other}:
        if key in old and (key in one) != (key in other):
            new, side = (one, "ours") if key in one else (other, "theirs")
            if is_changed(key, old, new):
                sided[key] = side
                held |= new[key].inside
        if key in old and key in one and key in other:
            parents = {old[key].parent, one[key].parent, other[key].parent}
            if len(parents) == 3:
                sided[key] = "split"
                held |= one[key].inside | other[key].inside
    for key in {*one, *other}:
        spots = [place for place in found.get(key, []) if re.match(r"\s*- \[|## ", place.line)]
        sides = [place.side for place in spots]
        name = f"{key}: "
        if key in one and key in other:
            outcome = merged(key, old, one, other)
            if sided.get(key) == "split":
                if sorted(sides) != ["ours", "theirs"]:
                    wrong.append(name + f"moved to two places, and stands in {sides}")
                continue
            is_task = "box" in one[key].fields
            clashes = outcome.clashes - {"prose"} - (set() if is_task else {"due"})
            if sides == ["ours", "theirs"] and (clashes or key in held):
                for place, fact in zip(spots, (one[key], other[key])):
                    now = told(place.line) if is_task else {}
                    for field_ in clashes & now.keys():
                        if now[field_] != fact.fields[field_]:
                            wrong.append(name + f"{field_} of {place.side} is {now[field_]!r}, not {fact.fields[field_]!r}")
                    for field_, value in outcome.fields.items():
                        if field_ in now and now[field_] != value:
                            wrong.append(name + f"{field_} in conflict is {now[field_]!r}, not {value!r}")
            elif sides == ["both"] and not clashes:
                now = told(spots[0].line)
                for field_, value in outcome.fields.items():
                    if field_ in now and now[field_] != value:
                        wrong.append(name + f"{field_} is {now[field_]!r}, not {value!r}")
                if is_task:
                    wrong += [name + fault for fault in misplaced(key, spots[0], old, one, other, sided)]
            elif not (key in held and sides):
                wrong.append(name + f"stands in {sides}, in conflict is {sorted(clashes)}")
            wrong += notes(key, found, old, one, other)
        else:
            new, side = (one, "ours") if key in one else (other, "theirs")
            if key in old:
                if key in sided:
                    if sides != [side]:
                        wrong.append(name + f"changed by {side}, removed by the other, and stands in {sides}")
                elif sides and key not in held:
                    wrong.append(name + f"removed by a side, unchanged by {side}, and stands in {sides}")
            else:
                if sides not in (["both"], [side]) or sides == [side] and key not in held:
                    wrong.append(name + f"added by {side}, and stands in {sides}")
                elif "box" in new[key].fields and told(spots[0].line) != new[key].fields:
                    wrong.append(name + f"added by {side} as another: {spots[0].line}")
    return wrong


def sections(key: str, old: dict, one: dict, other: dict) -> set[str]:
    """The sections that a task may be in: around it is what one side made so, or what both have."""
    left, right = (version[key].parent if key in version else None for version in (one, other))
    before = old[key].parent if key in old else None
    parents = {left, right} - {None} if left is None or right is None else \
        {left} if left == right or right == before else {right} if left == before else {left, right}
    return {key} if parents == {""} else set().union(*(sections(parent, old, one, other) for parent in parents))


def misplaced(key: str, place: Place, old: dict, one: dict, other: dict, sided: dict) -> list[str]:
    if place.section is None:
        return []
    wanted = sections(key, old, one, other)
    return [] if place.section in wanted or wanted & sided.keys() else [f"in section {place.section}, not in {sorted(wanted)}"]


def notes(key: str, found: dict, old: dict, one: dict, other: dict) -> list[str]:
    """Every note that a side has is there, unless the other took it out."""
    before = old[key].notes if key in old else frozenset()
    wanted = (one[key].notes | other[key].notes) - (before - (one[key].notes & other[key].notes))
    return [f"{key}: the note {note!r} is gone" for note in wanted
            if not any(place.line.strip() == note for word in re.findall(r"\b[a-z]\d+q\b", note) for place in found.get(word, []))]


# Running


def merge(planmd: str, folder: Path, base: bytes, ours: bytes, theirs: bytes) -> tuple[int, bytes]:
    for name, data in (("o", base), ("a", ours), ("b", theirs)):
        (folder / name).write_bytes(data)
    done = subprocess.run([planmd, "merge-driver", "o", "a", "b"], cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=120)
    return done.returncode, (folder / "a").read_bytes()


def content(data: bytes) -> Counter:
    """The lines without their order, and the words of each without theirs."""
    return Counter(tuple(sorted(row.split())) for row in data.split(b"\n")
                   if not row.startswith((b"<<<<<<<", b"=======", b">>>>>>>")) and row.strip())


def triple(seed: int) -> tuple[Plan, Plan, Plan]:
    r = random.Random(seed)
    base = Maker(r, "k").plan()
    most = r.choice([1, 2, 4, 8])
    return base, Maker(r, "a").edited(base, r.randint(1, most)), Maker(r, "b").edited(base, r.randint(1, most))


def check_one(work: tuple[str, str, int]) -> tuple[int, list[str], bool]:
    planmd, root, seed = work
    folder = Path(root) / f"w{os.getpid()}"
    folder.mkdir(exist_ok=True)
    base, ours, theirs = triple(seed)
    data = [text(plan) for plan in (base, ours, theirs)]
    if seed % 5 == 0:
        data = [part.replace("\n", "\r\n") for part in data]
    if seed % 7 == 0:
        data = [part.rstrip("\r\n") for part in data]
    o, a, b = (part.encode() for part in data)
    code, result = merge(planmd, folder, o, a, b)
    wrong = problems(base, ours, theirs, result.decode().replace("\r\n", "\n"), code)
    swapped_code, swapped = merge(planmd, folder, o, b, a)
    if swapped_code != code or content(swapped) != content(result):
        wrong.append(f"swapped sides give other lines: {sorted((content(swapped) - content(result)).elements())[:3]} "
                     f"{sorted((content(result) - content(swapped)).elements())[:3]}")
    same_code, same = merge(planmd, folder, o, a, a)
    if same_code != 0 or same != a:
        wrong.append("equal sides are not what they were")
    if seed % 5 == 0 and b"\n" in result.replace(b"\r\n", b""):
        wrong.append("a line end is not the file's")
    return seed, wrong, code == 1


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="write the files of the one seed into this folder")
    options = parser.parse_args()
    tally = Tally(shown=40)
    if options.self_test:
        # A merge that forgets theirs must be found out; only words of prose and moves within a section are not looked at.
        lost, seen = 0, 0
        for seed in range(300):
            base, ours, theirs = triple(seed)
            if facts(theirs) != facts(base) and facts(ours) != facts(theirs):
                lost += 1
                seen += bool(problems(base, ours, theirs, text(ours), 0))
        tally.check(lost > 200 and seen > 0.93 * lost, f"a lost side is seen in {seen} of {lost}")
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    if options.keep:
        folder = Path(options.keep)
        folder.mkdir(exist_ok=True)
        for name, plan in zip(("base.md", "ours.md", "theirs.md"), triple(options.seed)):
            (folder / name).write_text(text(plan))
        return
    conflicts = 0
    with temporary_folder("merges") as root:
        Path(root).mkdir(exist_ok=True)
        work = [(planmd, str(root), options.seed + number) for number in range(options.count)]
        with multiprocessing.Pool(max(1, os.cpu_count() or 1)) as pool:
            for seed, wrong, has_conflict in pool.imap(check_one, work, chunksize=8):
                conflicts += has_conflict
                tally.check(not wrong, f"seed {seed}: {'; '.join(wrong[:3])}")
    tally.check(0 < conflicts < options.count or options.count < 20, "some merges have conflicts, and some none")
    print(f"{conflicts} of {options.count} merges have conflicts")
    tally.finish()


if __name__ == "__main__":
    main()
