"""Scenes of completion: what is offered behind a typed text, and what becomes of the line when it is chosen."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from client import Client
from scenes_reading import DAY, document, opened
from stage import Stage, completed, scene
from texts import short


class Completion:
    """What is offered behind a text that was typed on a line of its own in web.md."""

    def __init__(self, stage: Stage, client: Client, typed: str, behind: str = "", name: str = "web.md", trigger: str | None = None) -> None:
        self.stage, self.typed = stage, typed
        uri = stage.uri(name)
        base = stage.path(name).read_bytes().decode()
        at = base.index("- [ ] Weekly") if name == "web.md" else len(base)
        text = base[:at] + typed + behind + "\n" + base[at:]
        client.set_text(uri, text)
        self.text = client.documents[uri]
        self.position = self.text.position(at + len(typed))
        self.line = self.position["line"]
        context = {"triggerKind": 2, "triggerCharacter": trigger} if trigger else {"triggerKind": 1}
        result = client.call("textDocument/completion", document(stage, name) | {"position": self.position, "context": context})
        self.items = (result.get("items", []) if isinstance(result, dict) else result) or []
        self.results: list[str] = []
        labels = []
        for item in self.items:
            new, fault = completed(self.text, self.position, item)
            if fault and fault.startswith("an editor hides"):
                continue
            stage.check(fault is None, f"completion behind {typed!r}: {fault}")
            line = new[len(self.text.text[:at]) : len(new) - len(self.text.text[at + len(typed) + len(behind) :])]
            self.results.append(line)
            labels.append((item["label"], item.get("sortText"), line))
        stage.check(len({json.dumps(label) for label in labels}) == len(labels), f"completion behind {typed!r} offers the same twice")
        stage.note(f"completion {typed}|{behind}", labels)

    def gives(self, *lines: str) -> None:
        for line in lines:
            self.stage.check(
                line in self.results, f"completion behind {self.typed!r} does not lead to {line!r} but to {short(sorted(set(self.results)), 900)}"
            )

    def gives_no(self, *lines: str) -> None:
        for line in lines:
            self.stage.check(line not in self.results, f"completion behind {self.typed!r} leads to {line!r}")


@scene("completion of dates", "completionProvider")
def complete_dates(stage: Stage) -> None:
    client = opened(stage, "web.md")
    stage.check(":" in client.server["completionProvider"].get("triggerCharacters", []), "a colon does not trigger completion")
    one = Completion(stage, client, "- [ ] 🌍 new due:", trigger=":")
    one.gives("- [ ] 🌍 new due:2026-03-09", "- [ ] 🌍 new due:2026-03-10", "- [ ] 🌍 new due:2026-03-13")
    for line in one.results:
        stage.check(re.fullmatch(r"- \[ \] 🌍 new due:\d{4}-\d\d-\d\d", line) is not None, f"completion behind due: gives {line!r}")
    for typed, day in (
        ("due:fri", DAY + timedelta(4)),
        ("due:tom", DAY + timedelta(1)),
        ("start:tod", DAY),
        ("due:fr", DAY + timedelta(4)),
        ("scheduled:tomorrow", DAY + timedelta(1)),
    ):
        one = Completion(stage, client, f"- [ ] new {typed}")
        one.gives(f"- [ ] new {typed.split(':')[0]}:{day}")
    Completion(stage, client, "- [ ] new due:fr", " @ann #web").gives(f"- [ ] new due:{DAY + timedelta(4)} @ann #web")


@scene("completion of people", "completionProvider")
def complete_people(stage: Stage) -> None:
    client = opened(stage, "web.md")
    stage.check("@" in client.server["completionProvider"].get("triggerCharacters", []), "@ does not trigger completion")
    one = Completion(stage, client, "- [ ] 🌍 new @", trigger="@")
    one.gives(*(f"- [ ] 🌍 new @{name}" for name in ("ann", "bob", "crew", "design")))
    one.gives_no("- [ ] 🌍 new @cy")
    Completion(stage, client, "- [ ] new owner:@a").gives("- [ ] new owner:@ann")
    Completion(stage, client, "- [ ] new @b", " est:2h").gives("- [ ] new @bob est:2h")


@scene("completion of labels", "completionProvider")
def complete_labels(stage: Stage) -> None:
    client = opened(stage, "web.md")
    stage.check("#" in client.server["completionProvider"].get("triggerCharacters", []), "# does not trigger completion")
    Completion(stage, client, "- [ ] 🌍 new #", trigger="#").gives(*(f"- [ ] 🌍 new #{name}" for name in ("web", "ops", "urgent")))
    Completion(stage, client, "- [ ] new #u").gives("- [ ] new #urgent")


@scene("completion of ids", "completionProvider")
def complete_ids(stage: Stage) -> None:
    client = opened(stage, "web.md")
    one = Completion(stage, client, "- [ ] 🌍 new after:", trigger=":")
    one.gives(*(f"- [ ] 🌍 new after:{name}" for name in ("sketch", "review", "words", "build", "deploy", "backup", "site")))
    one.gives_no("- [ ] 🌍 new after:paint")
    item = next((item for item in one.items if "deploy" in json.dumps(item)), {})
    stage.check(
        "Deploy" in json.dumps({key: value for key, value in item.items() if key != "textEdit"}, ensure_ascii=False),
        f"the item of an id does not show the task's text: {short(item)}",
    )
    # A text of a task finds its id.
    Completion(stage, client, "- [ ] new after:Sket").gives("- [ ] new after:sketch")
    Completion(stage, client, "- [ ] new after:sketch,re").gives("- [ ] new after:sketch,review")
    Completion(stage, client, "- [ ] new before:bu").gives("- [ ] new before:build")


@scene("completion of keys", "completionProvider")
def complete_keys(stage: Stage) -> None:
    client = opened(stage, "web.md")
    for typed, key in (("du", "due:"), ("es", "est:"), ("aft", "after:"), ("re", "rec:"), ("sta", "start:")):
        one = Completion(stage, client, f"- [ ] 🌍 new {typed}")
        stage.check(
            any(line.startswith(f"- [ ] 🌍 new {key}") for line in one.results),
            f"completion behind {typed!r} gives no {key!r}: {short(one.results)}",
        )


@scene("completion of statuses", "completionProvider")
def complete_statuses(stage: Stage) -> None:
    client = opened(stage, "web.md")
    one = Completion(stage, client, "- [", " ] new")
    two = Completion(stage, client, "- [", "] new")
    for status in "x/->h":
        stage.check(
            f"- [{status}] new" in one.results + two.results,
            f"completion in the box does not lead to [{status}]: {short(one.results + two.results)}",
        )
    for line in one.results + two.results:
        stage.check(re.fullmatch(r"- \[.\] new", line) is not None, f"completion in the box leads to {line!r}")


@scene("completion of efforts", "completionProvider")
def complete_efforts(stage: Stage) -> None:
    client = opened(stage, "web.md")
    one = Completion(stage, client, "- [ ] 🌍 new est:2")
    one.gives("- [ ] 🌍 new est:2h", "- [ ] 🌍 new est:2d")


@scene("completion of templates", "completionProvider")
def complete_templates(stage: Stage) -> None:
    client = opened(stage, "web.md")
    one = Completion(stage, client, "newsl")
    lines = [line for line in one.results if "- [ ] Newsletter" in line and "Collect topics" in line]
    stage.check(bool(lines), f"completion behind 'newsl' does not lead to the template: {short(one.results, 900)}")
    if lines:
        stage.check(
            "due:2026-03-24" in lines[0] and "due:2026-03-12" in lines[0] and "{{" not in lines[0].replace("{{issue}}", ""),
            f"the template's dates are not written out: {lines[0]!r}",
        )


@scene("completion elsewhere", "completionProvider")
def complete_nothing(stage: Stage) -> None:
    """Nothing is offered where no tag can stand."""
    client = opened(stage, "web.md")
    for typed, behind in (
        ("```\n- [ ] new due:", "\n```"),
        ("- [ ] see `due:", "`"),
        ("<!--\n- [ ] x due:", "\n-->"),
        ("Prose with a note:", ""),
        ("- [ ] see https:", ""),
    ):
        uri = stage.uri("web.md")
        base = stage.path("web.md").read_bytes().decode()
        at = base.index("- [ ] Weekly")
        client.set_text(uri, base[:at] + typed + behind + "\n\n" + base[at:])
        position = client.documents[uri].position(at + len(typed))
        result = client.call(
            "textDocument/completion", document(stage, "web.md") | {"position": position, "context": {"triggerKind": 2, "triggerCharacter": ":"}}
        )
        items = (result.get("items", []) if isinstance(result, dict) else result) or []
        stage.check(not items, f"completion behind {typed!r} offers {short([item['label'] for item in items])}")


@scene("completion in other lines", "completionProvider")
def complete_crlf(stage: Stage) -> None:
    """A file with CRLF, behind a line with characters of several units."""
    client = opened(stage, "ops.md")
    base = stage.path("ops.md").read_bytes().decode()
    uri = stage.uri("ops.md")
    at = base.index(" due:2026-03-10")
    client.set_text(uri, base[:at] + " after:wor" + base[at:])
    text = client.documents[uri]
    position = text.position(at + len(" after:wor"))
    result = client.call("textDocument/completion", document(stage, "ops.md") | {"position": position, "context": {"triggerKind": 1}})
    items = (result.get("items", []) if isinstance(result, dict) else result) or []
    lines = [completed(text, position, item)[0] for item in items]
    stage.check(base[:at] + " after:words" + base[at:] in lines, f"completion in a line leads to {short([line[at : at + 40] for line in lines])}")
