#!/usr/bin/env python3
"""Checks `planmd diff` against edit scripts whose truth is known.

    diff_scripts.py PLANMD --count 5000 --seed 1

A random plan, some random edits of it, both as commits of one repository (git fast-import). What planmd tells must be exactly the
edits: told and made, and nothing told that was not made. Half of the plans have ids on all tasks, half on none; texts are drawn from few
words, so that many are alike and some are the same.
"""

from __future__ import annotations

import copy
import json
import multiprocessing
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common import Tally, environment, find_planmd, option_parser, skip, temporary_folder

VERBS = "draft review build test write plan check order paint measure publish call send print hire clean design move sign ask".split()
NOUNS = "page wall budget letter menu plan invoice chart report fence lamp window contract offer table roof garden poster shelf door".split()
EXTRAS = "for the north side|with Ann|again|in spring|of the second floor|before the fair|by hand|for Fidelma|once more|at the pier".split("|")
BOXES = {"open": " ", "started": "/", "done": "x", "cancelled": "-", "held": "h"}


@dataclass
class Task:
    key: int
    text: str
    status: str = "open"
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Project:
    key: int
    name: str
    tasks: list[Task] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)


Plan = dict[str, list[Project]]


def words(r: random.Random, few: bool) -> str:
    if few:
        return f"{r.choice(VERBS[:5]).capitalize()} the {r.choice(NOUNS[:5])}" + (" again" if r.random() < 0.3 else "")
    text = f"{r.choice(VERBS).capitalize()} the {r.choice(NOUNS)}"
    return text + (" " + r.choice(EXTRAS) if r.random() < 0.6 else "") + (f" {r.randint(2, 40)}" if r.random() < 0.25 else "")


def day(r: random.Random) -> str:
    return f"2026-{r.randint(3, 12):02}-{r.randint(1, 28):02}"


def new_task(r: random.Random, key: int, has_ids: bool, few: bool) -> Task:
    task = Task(key, words(r, few), r.choice(["open"] * 6 + ["started", "done", "held"]))
    for name, chance, value in (("due", 0.5, day(r)), ("est", 0.6, f"{r.randint(1, 9)}{r.choice('hd')}"), ("@", 0.6, r.choice(["ann", "bob", "eve"])),
                                ("pri", 0.2, r.choice("ABC")), ("start", 0.15, day(r)), ("rec", 0.1, "+1w")):
        if r.random() < chance:
            task.tags[name] = value
    if has_ids:
        task.tags["id"] = f"t{key}"
    return task


def plan(r: random.Random, has_ids: bool, few: bool) -> Plan:
    made: Plan = {}
    key = 0
    for file in ("a.md", "b.md", "c.md")[:r.randint(1, 3)]:
        made[file] = []
        for _ in range(r.randint(1, 4)):
            key += 1
            project = Project(key, f"{r.choice(NOUNS).capitalize()} {r.choice(NOUNS)} {key}")
            for _ in range(r.randint(2, 12)):
                key += 1
                project.tasks.append(new_task(r, key, has_ids, few))
            made[file].append(project)
    return made


def text(projects: list[Project], file: str) -> str:
    lines = [f"# File {file[0]}", ""]
    for project in projects:
        lines += [" ".join([f"## {project.name}", *(f"{k}:{v}" for k, v in project.tags.items())]), ""]
        for task in project.tasks:
            tags = [f"@{value}" if name == "@" else f"{name}:{value}" for name, value in task.tags.items()]
            lines.append(" ".join([f"- [{BOXES[task.status]}] {task.text}", *tags]))
        lines.append("")
    return "\n".join(lines)


def edited(r: random.Random, before: Plan, has_ids: bool, few: bool) -> tuple[Plan, Counter, list[str]]:
    """The plan after some edits, and what they are: the kind of change and the text that it is told of."""
    after = copy.deepcopy(before)
    made: list[tuple] = []
    names: list[str] = []
    places = [(file, project) for file in after for project in after[file]]
    touched: set[int] = set()
    fresh = 1000

    def pick(condition=lambda task: True):
        found = [(p, t) for _, p in places for t in p.tasks if t.key not in touched and condition(t)]
        if not found:
            return None
        project, task = r.choice(found)
        touched.add(task.key)
        return project, task

    for _ in range(r.randint(1, 8)):
        kind = r.choice(["add", "remove", "finish", "reopen", "cancel", "start", "rename", "move", "move", "due", "due", "effort", "people", "priority",
                         "begin", "project due", "project name", "project file", "two"])
        if kind == "add":
            fresh += 1
            task = new_task(r, fresh, has_ids, few)
            touched.add(task.key)
            project = r.choice(places)[1]
            project.tasks.insert(r.randint(0, len(project.tasks)), task)
            made.append(("added", task))
        elif kind == "project due":
            project = r.choice(places)[1]
            if "due" not in project.tags:
                project.tags["due"] = day(r)
                made.append(("due", project))
        elif kind == "project name":
            project = r.choice(places)[1]
            if project.key not in touched:
                touched.add(project.key)
                first, *rest = project.name.split()
                project.name = " ".join([r.choice([w.capitalize() for w in VERBS]), *rest])
                made.append(("renamed", project))
        elif kind == "project file":
            others = [file for file in after if len(after) > 1]
            file, project = r.choice(places)
            target = r.choice(others) if others else file
            if target != file and project.key not in touched and len(after[file]) > 1:
                touched.add(project.key)
                after[file].remove(project)
                after[target].insert(r.randint(0, len(after[target])), project)
                places = [(f, p) for f in after for p in after[f]]
                made.append(("moved", project))
        else:
            condition = {"finish": lambda t: t.status in ("open", "started"), "reopen": lambda t: t.status == "done", "cancel": lambda t: t.status == "open",
                         "start": lambda t: t.status == "open", "due": lambda t: "due" in t.tags, "effort": lambda t: "est" in t.tags,
                         "priority": lambda t: "pri" in t.tags, "two": lambda t: "due" in t.tags and "est" in t.tags and t.status == "open"}
            found = pick(condition.get(kind, lambda t: True))
            if not found:
                continue
            project, task = found
            if kind == "remove":
                project.tasks.remove(task)
                made.append(("removed", task))
            elif kind in ("finish", "reopen", "cancel", "start"):
                task.status, told = {"finish": ("done", "finished"), "reopen": ("open", "reopened"), "cancel": ("cancelled", "cancelled"),
                                     "start": ("started", "status")}[kind]
                made.append((told, task))
            elif kind == "rename":
                old = task.text.split()
                place = r.randrange(len(old))
                old[place] = r.choice([w for w in NOUNS if w != old[place]])
                if r.random() < 0.3:
                    old.append(r.choice(EXTRAS))
                task.text = " ".join(old)
                made.append(("renamed", task))
            elif kind == "move":
                others = [other for _, other in places if other is not project]
                if not others:
                    continue
                project.tasks.remove(task)
                target = r.choice(others)
                target.tasks.insert(r.randint(0, len(target.tasks)), task)
                made.append(("moved", task))
            elif kind == "people":
                task.tags["@"] = r.choice([name for name in ("ann", "bob", "eve", "dan") if name != task.tags.get("@")])
                made.append(("people", task))
            elif kind == "begin":
                new = day(r)
                if task.tags.get("start") != new:
                    task.tags["start"] = new
                    made.append(("start", task))
            elif kind == "two":
                task.status = "done"
                task.tags["est"] = task.tags["est"][:-1] + "5" + task.tags["est"][-1]
                made += [("finished", task), ("effort", task)]
            else:
                key = {"due": "due", "effort": "est", "priority": "pri"}[kind]
                new = {"due": day(r), "effort": f"{r.randint(10, 30)}h", "priority": r.choice([p for p in "ABCD" if p != task.tags[key if key in task.tags else "pri"]])
                       if key == "pri" else ""}[kind]
                if task.tags[key] != new:
                    task.tags[key] = new
                    made.append((kind, task))
        names.append(kind)
    return after, Counter((told, item.text if isinstance(item, Task) else item.name) for told, item in made), names


def blob(stream: list[bytes], path: str, content: str) -> None:
    data = content.encode()
    stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))


def import_commits(folder: Path, pairs: list[tuple[Plan, Plan]]) -> None:
    stream: list[bytes] = []
    for number, (before, after) in enumerate(pairs):
        for side, made in (("a", before), ("b", after)):
            stream.append(b"commit refs/tags/%s%d\ncommitter A <a@x> 1772366400 +0000\ndata 1\nx\ndeleteall\n" % (side.encode(), number))
            blob(stream, "planmd.yaml", "")
            for file, projects in made.items():
                blob(stream, file, text(projects, file))
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input=b"".join(stream), check=True)
    (folder / "planmd.yaml").write_text("")


def ask(job: tuple[str, str, int]) -> tuple[int, Counter | None]:
    planmd, folder, number = job
    result = subprocess.run([planmd, "diff", f"a{number}", f"b{number}", "--no-schedule", "-f", "json", "--root", folder], env=environment(),
                            capture_output=True, timeout=60, check=False)
    if result.returncode != 0:
        return number, None
    told = json.loads(result.stdout)
    if number < 50:
        validate(told)
    return number, Counter((change["change"], change["text"]) for change in told["changes"])


def validate(told: dict) -> None:
    """What is told is as the schema says, where the package for it is installed."""
    try:
        import jsonschema
    except ImportError:
        return
    jsonschema.validate(told, json.loads((Path(__file__).resolve().parents[2] / "schema/diff.schema.json").read_text()))


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many scripts that were not recognised")
    options = parser.parse_args()
    tally = Tally()
    if options.self_test:
        r = random.Random(1)
        before = plan(r, True, False)
        after, truth, _ = edited(r, before, True, False)
        tally.check(sum(truth.values()) > 0 and text(after["a.md"], "a.md") != "" and before is not after, "edits are made")
        tally.check(Counter({("a", "b"): 1}) - Counter({("a", "c"): 1}) == Counter({("a", "b"): 1}), "another text is another change")
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    scripts = []
    for number in range(options.count):
        r = random.Random(options.seed * 1_000_003 + number)
        # A third of the plans have so few words that many tasks are called the same.
        has_ids, few = number % 2 == 0, number % 3 == 0
        before = plan(r, has_ids, few)
        after, truth, names = edited(r, before, has_ids, few)
        scripts.append((before, after, truth, has_ids, names))
    with temporary_folder("diff") as folder:
        folder = Path(folder)
        folder.mkdir(exist_ok=True)
        import_commits(folder, [(script[0], script[1]) for script in scripts])
        counts = {True: [0, 0, 0], False: [0, 0, 0]}  # made, recognised, told without being made
        shown = 0
        with multiprocessing.Pool(max(1, os.cpu_count() or 1)) as pool:
            for number, told in pool.imap(ask, [(planmd, str(folder), number) for number in range(len(scripts))]):
                _, _, truth, has_ids, names = scripts[number]
                if not tally.check(told is not None, f"script {number}: planmd diff failed"):
                    continue
                count = counts[has_ids]
                count[0] += sum(truth.values())
                count[1] += sum((truth & told).values())
                count[2] += sum((told - truth).values())
                if truth != told and shown < options.show:
                    shown += 1
                    print(f"script {number}, ids {has_ids}: made {dict(truth - told)}, told {dict(told - truth)} ({', '.join(names)})")
    for has_ids, (made, recognised, more) in counts.items():
        goal = 0.99 if has_ids else 0.95
        words_ = "with ids" if has_ids else "without ids"
        tally.check(made > 0 and recognised >= goal * made and more <= (1 - goal) * made,
                    f"{words_}: {recognised} of {made} recognised, {more} told that were not made")
        print(f"{words_}: {recognised} of {made} edits recognised exactly ({100 * recognised / max(1, made):.2f} %), {more} told that were not made")
    tally.finish()


if __name__ == "__main__":
    main()
