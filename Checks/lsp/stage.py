"""A plan to speak about with the server, and planmd's commands as the judge of what became of it."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any, Callable

from client import TODAY, Client
from common import environment, run
from texts import Text, path_of, short, uri_of

PLAN: dict[str, str] = {
    "alpha/planmd.yaml": """\
# Who works here 🏢
calendar: {hours: "9:00-17:00", holidays: [2026-03-17]}
people:
  ann: {name: Ann Lee, capacity: 40h, cost: 45EUR, rate: 90EUR}
  bob: {name: Bob Ó Néill, capacity: 40h, rate: 60EUR, leave: [{from: 2026-03-12, to: 2026-03-13}]}
  crew: {units: 4, rate: 45EUR}
  design: {members: [ann, bob]}
me: ann
money: {currency: EUR, budget-basis: rate}
templates: templates
""",
    "alpha/templates/newsletter.md": """\
---
template:
  about: A newsletter
  parameters:
    issue: {about: the number of the issue}
---
- [ ] Newsletter {{issue}} due:+10b
  - [ ] Collect topics est:2h due:+3b id:news-topics
  - [ ] Send after:news-topics
""",
    "alpha/web.md": """\
# Website 🌍

budget:10000EUR due:2026-05-29 id:site owner:@ann

The plan of the naïve 🦊 website; see [operations](ops.md) and <https://example.org/a>.

## Design

- [ ] Sketch 👩‍🎨 the layout est:2d @ann #web id:sketch
- [ ] Révïew it 𝄞 est:1d @bob after:sketch id:review due:2026-03-20
  - [ ] Print it est:2h @bob
  - [x] Order paper est:1h done:2026-03-06
- [ ] Weekly 𝄞 newsletter est:1h @ann rec:+1w due:2026-03-11 #web
- [>] Words from the client waiting:Acme id:words

## Build

start:2026-03-16

- [ ] Build 🧱 it est:3d @bob after:review,words id:build #web #urgent
- [/] Deploy 🚀 est:1d @crew after:build id:deploy
  - 2026-03-06 2h @ann tried it out
1. [ ] Announce est:1h @ann
2. [ ] Celebrate 🎉 est:2h @ann @bob
""",
    "alpha/ops.md": """\
# Operations ⚙️

- [ ] Back up 💾 est:1h @bob #ops id:backup due:2026-03-10 pri:A
- [ ] Restore it est:2h after:backup @design due:2026-04-01
- [ ] Pay the hosting cost:120EUR due:2026-03-02 @ann
- [ ] Tell the wörld after:deploy

<!-- planmd: list overdue -->
<!-- /planmd -->
""".replace("\n", "\r\n"),
    "alpha/faults.md": """\
# Faults

- [ ] Impossible 😀 due:2026-02-30
- [ ] Swapped due:2026-03-20 start:2026-03-25
- [ ] Twice id:copy
- [ ] Again id:copy
- [ ] Nowhere after:nothing
- [ ] Circle one id:one after:two
- [ ] Circle two id:two after:one
- [ ] In words 🗓 due:fri
- [ ] Not quite 🎯 due: 2026-03-12
- [ ]  Untidy   est:1h   #web @ann due:2026-03-12\x20\x20
""",
    "alpha/docs/inner.md": """\
---
title: Inner 🪆
---
- [ ] Deep task after:deploy @ann #web
""",
    "beta/planmd.yaml": "people: {cy: {}}\n",
    "beta/home.md": """\
# Home 🏡

- [ ] Paint 🎨 it est:1d @cy id:paint
- [ ] Dry after:paint est:2d
""",
}

ENVIRONMENT = environment(PLANMD_TODAY=TODAY)
# What follows from the rest of a plan, or from where a line stands.
DERIVED = {"line", "column", "range", "handle", "parent", "blocked", "blockedBy", "overdue"}


class Failed(Exception):
    """A scene cannot go on."""


class Stage:
    """One plan on the disk, and one client of one server on it."""

    def __init__(self, planmd: str, encoding: str, server: list[str] | None = None) -> None:
        self.planmd, self.encoding = planmd, encoding
        self.command = server or [planmd, "lsp"]
        self.folder = Path(tempfile.mkdtemp(prefix="planmd-lsp-")).resolve()
        for name, text in PLAN.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        self.wrong: list[str] = []
        self.notes: dict[str, Any] = {}
        self.tried = 0
        self.clients: list[Client] = []

    def start(self, folders: tuple[str, ...] = ("alpha", "beta"), **options: Any) -> Client:
        client = Client(self.command, [self.folder / name for name in folders], encodings=[self.encoding], env=ENVIRONMENT, **options)
        self.clients.append(client)
        client.initialize()
        return client

    def end(self) -> None:
        for client in self.clients:
            if not client.closed.is_set():
                code = client.shut_down()
                self.check(code == 0, f"exit code {code} after shutdown and exit")
            client.kill()
            self.wrong += client.faults[:10]
        shutil.rmtree(self.folder, ignore_errors=True)

    # Judging

    def check(self, agrees: bool, text: str) -> bool:
        self.tried += 1
        if not agrees:
            self.wrong.append(text)
        return agrees

    def same(self, found: Any, wanted: Any, what: str) -> bool:
        return self.check(found == wanted, f"{what}: {short(found, 1500)} instead of {short(wanted, 1500)}")

    def need(self, value: Any, text: str) -> Any:
        if not self.check(bool(value), text):
            raise Failed(text)
        return value

    def note(self, name: str, value: Any) -> None:
        """Something that must be alike in all encodings."""
        self.notes[name] = json.loads(json.dumps(value, default=str).replace(str(self.folder), ""))

    # The plan

    def path(self, name: str) -> Path:
        return self.folder / ("alpha/" + name if not name.startswith(("alpha/", "beta/")) else name)

    def uri(self, name: str) -> str:
        return uri_of(self.path(name))

    def name(self, uri: str) -> str:
        path = path_of(uri)
        return str(path.relative_to(self.folder)).removeprefix("alpha/") if path and path.is_relative_to(self.folder) else uri

    def place(self, client: Client, name: str, needle: str, inside: int = 0) -> dict:
        """Document and position of `inside` characters into the only place of a text."""
        text = client.text_of(self.uri(name))
        if text.text.count(needle) != 1:
            raise Failed(f"{needle!r} stands {text.text.count(needle)} times in {name}")
        return {"textDocument": {"uri": self.uri(name)}, "position": text.position(text.text.index(needle) + inside)}

    def span(self, client: Client, name: str, needle: str) -> dict:
        text = client.text_of(self.uri(name))
        start = text.text.index(needle)
        return text.range(start, start + len(needle))

    def line(self, client: Client, name: str, needle: str) -> int:
        return self.place(client, name, needle)["position"]["line"]

    def where(self, client: Client, location: dict) -> tuple[str, str]:
        """File and text of a location or link."""
        uri = location.get("targetUri") or location["uri"]
        span = location.get("targetSelectionRange") or location["range"]
        return self.name(uri), client.text_of(uri).slice(span)

    # planmd's commands on what the client has

    def saved(self, client: Client | None = None, texts: dict[str, str] | None = None) -> Path:
        """A copy of the plan in which the client's texts are on the disk."""
        copy = Path(tempfile.mkdtemp(prefix="copy-", dir=self.folder.parent)).resolve()
        target = copy / "plan"
        shutil.copytree(self.folder, target)
        known = {uri: text.text for uri, text in client.documents.items()} if client else {}
        for uri, text in (known | (texts or {})).items():
            path = path_of(uri)
            if path and path.is_relative_to(self.folder):
                place = target / path.relative_to(self.folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(text.encode())
        return target

    def facts(self, client: Client | None = None, texts: dict[str, str] | None = None, root: str = "alpha") -> "Facts":
        target = self.saved(client, texts)
        try:
            return Facts(self.planmd, target / root)
        finally:
            shutil.rmtree(target.parent)

    def after_command(self, client: Client, *arguments: str, root: str = "alpha") -> dict[str, str]:
        """The texts that planmd's command makes of the client's."""
        target = self.saved(client)
        try:
            done = run(self.planmd, *arguments, root=target / root, env=ENVIRONMENT)
            if done.returncode != 0:
                raise Failed(f"planmd {' '.join(arguments)}: exit code {done.returncode}: {done.stderr.decode()[:500]}")
            return contents(target)
        finally:
            shutil.rmtree(target.parent)

    def texts(self, client: Client, changed: dict[str, str] | None = None) -> dict[str, str]:
        """All texts of the plan as the client has them."""
        target = self.saved(client, changed)
        try:
            return contents(target)
        finally:
            shutil.rmtree(target.parent)

    def same_as_command(self, client: Client, before: dict[str, str], what: str, changed: dict[str, str] | None = None) -> None:
        """Compares the client's texts with those that a command made."""
        now = self.texts(client, changed)
        for name in sorted(set(now) | set(before)):
            if now.get(name) != before.get(name):
                self.check(False, f"{what}: {name} is\n{now.get(name)!r}\n  and planmd's command makes\n{before.get(name)!r}")
                return
        self.check(True, what)


def contents(folder: Path) -> dict[str, str]:
    """The texts below a folder, without what planmd keeps for itself."""
    paths = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): (folder / path).read_bytes().decode() for path in paths if not any(part.startswith(".") for part in path.parts)}


class Facts:
    """What planmd says of a plan."""

    def __init__(self, planmd: str, root: Path) -> None:
        self.tasks: dict[tuple[str, str, int], dict] = {}
        for task in answer(planmd, root, "list", "all")["tasks"]:
            number = 0
            while (task["file"], task["text"], number) in self.tasks:
                number += 1
            self.tasks[task["file"], task["text"], number] = task
        self.findings = answer(planmd, root, "lint")["findings"]
        self.schedule = answer(planmd, root, "schedule")["tasks"]

    def rules(self) -> list[tuple[str, str]]:
        return sorted((finding["file"], finding["rule"]) for finding in self.findings)

    def planned(self, file: str, text: str) -> dict:
        return next(task for task in self.schedule if task["file"] == file and task["text"] == text)


def answer(planmd: str, root: Path, *arguments: str) -> dict:
    done = run(planmd, *arguments, "-f", "json", root=root, env=ENVIRONMENT)
    if done.returncode not in (0, 1):
        raise Failed(f"planmd {' '.join(arguments)}: exit code {done.returncode}: {done.stderr.decode()[:500]}")
    return json.loads(done.stdout)


def changes(before: Facts, after: Facts) -> dict[str, dict[str, Any]]:
    """What became different of the tasks: {"file: text": {field: new value}}, `None` for a task that is gone, all of one that is new."""
    found: dict[str, dict[str, Any]] = {}
    for key in sorted(set(before.tasks) | set(after.tasks)):
        old, new = before.tasks.get(key), after.tasks.get(key)
        name = f"{key[0]}: {key[1]}" + (f" ({key[2] + 1})" if key[2] else "")
        if new is None:
            found[name] = {"gone": True}
        elif old is None:
            found[name] = {"new": True} | {field: value for field, value in new.items() if field not in DERIVED | {"file", "text"}}
        else:
            fields = {field: new.get(field) for field in set(old) | set(new) if field not in DERIVED and old.get(field) != new.get(field)}
            if fields:
                found[name] = fields
    return found


# Completion as an editor does it


def subsequence(short_one: str, long_one: str) -> bool:
    rest = iter(long_one.casefold())
    return all(character in rest for character in short_one.casefold())


def plain_snippet(text: str) -> str:
    """A snippet with the defaults of its places."""
    text = re.sub(r"\$\{\d+\|([^,|]*)[^|]*\|\}", r"\1", text)
    while (new := re.sub(r"\$\{\d+:((?:[^${}\\]|\\.)*)\}", r"\1", text)) != text:
        text = new
    text = re.sub(r"(?<!\\)\$(\d+|\{\d+\})", "", text)
    return re.sub(r"\\([$}\\])", r"\1", text)


def completed(text: Text, position: dict, item: dict) -> tuple[str, str | None]:
    """The text after choosing an item, and what is wrong with the item for an editor that filters by what is typed."""
    edit = item.get("textEdit")
    if not edit:
        return text.text, f"the item {item['label']!r} says no range, so that each editor replaces another word"
    span = edit.get("range") or edit["replace"]
    at, start, end = text.offset(position), text.offset(span["start"]), text.offset(span["end"])
    if not start <= at <= end or span["start"]["line"] != span["end"]["line"]:
        return text.text, f"the range of {item['label']!r} is not on the line, or not around the cursor"
    typed = text.text[start:at]
    sieve = item.get("filterText", item["label"])
    fault = None if subsequence(typed, sieve) else f"an editor hides {item['label']!r}: {typed!r} is typed, and it is filtered by {sieve!r}"
    new = edit["newText"]
    if item.get("insertTextFormat") == 2:
        new = plain_snippet(new)
    extra = item.get("additionalTextEdits") or []
    return text.edited([{"range": span, "newText": new}, *extra]), fault


# Scenes


class Scene:
    """Part of the check: what it is called, what the server must be able to do for it, and how to play it."""

    def __init__(self, name: str, needs: tuple[str, ...], play: Callable[[Stage], None]) -> None:
        self.name, self.needs, self.play = name, needs, play


SCENES: list[Scene] = []


def scene(name: str, *needs: str) -> Callable:
    def added(play: Callable[[Stage], None]) -> Callable[[Stage], None]:
        SCENES.append(Scene(name, needs, play))
        return play
    return added
