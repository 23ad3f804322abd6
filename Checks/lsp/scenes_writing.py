"""Scenes of requests that change texts: fixes and other code actions, commands, renaming, formatting.

What became of the plan is judged by planmd's own commands: the texts are those that the command of the same name makes, and the tasks
and findings of the plan differ as expected and in nothing else.
"""

from __future__ import annotations

import re
from typing import Any

from client import Client, ServerError
from scenes_reading import opened
from stage import Facts, Stage, changes, scene
from texts import short


def actions(stage: Stage, client: Client, name: str, span: dict, only: list[str] | None = None) -> list[dict]:
    uri = stage.uri(name)
    text = client.documents[uri]
    start, end = text.offset(span["start"]), text.offset(span["end"])
    known = client.diagnostics.get(uri, {}).get("diagnostics", [])
    touched = [one for one in known if text.offset(one["range"]["start"]) <= end and start <= text.offset(one["range"]["end"])]
    context: dict[str, Any] = {"diagnostics": touched, "triggerKind": 1}
    if only:
        context["only"] = only
    found = client.call("textDocument/codeAction", {"textDocument": {"uri": uri}, "range": span, "context": context}) or []
    for action in found:
        stage.check(bool(action["title"].strip()), "a code action without a title")
        if only and "kind" in action:
            stage.check(
                any(action["kind"] == kind or action["kind"].startswith(kind + ".") for kind in only),
                f"the action {action['title']!r} of kind {action['kind']} is not of {only}",
            )
        stage.check(
            "edit" in action or "command" in action or "data" in action or "disabled" in action, f"the action {action['title']!r} does nothing"
        )
    return found


def perform(stage: Stage, client: Client, action: dict) -> None:
    """Chooses a code action, as an editor does."""
    if isinstance(action.get("command"), str):
        action = {"title": action["title"], "command": action}
    if "edit" not in action and "command" not in action:
        action = client.call("codeAction/resolve", action)
    if "edit" in action:
        fault = client.edit_fault(action["edit"], client.documents)
        stage.check(fault is None, f"the edit of {action['title']!r}: {fault}")
        client.apply(action["edit"])
    if "command" in action:
        command = action["command"]
        stage.check(
            command["command"] in client.server.get("executeCommandProvider", {}).get("commands", []),
            f"the action {action['title']!r} runs {command['command']!r}, which the server does not have",
        )
        client.call("workspace/executeCommand", {"command": command["command"], "arguments": command.get("arguments", [])})


def choose(stage: Stage, client: Client, name: str, span: dict, pattern: str) -> dict:
    found = actions(stage, client, name, span)
    fitting = [action for action in found if re.search(pattern, action["title"], re.I) and "disabled" not in action]
    return stage.need(fitting, f"no code action for {pattern!r} among {[(action['title'], action.get('kind')) for action in found]}")[0]


def expect(stage: Stage, client: Client, before: Facts, what: str, wanted: dict[str, dict], root: str = "alpha") -> None:
    """The tasks differ as wanted, and there are no other findings than before, but for those named with `rules`."""
    after = stage.facts(client, root=root)
    stage.same(changes(before, after), wanted, what)
    new = [rule for rule in after.rules() if rule not in before.rules()]
    # What is done or put off changes what is critical, not what is right.
    errors = [(finding["file"], finding["rule"]) for finding in after.findings if finding["severity"] == "error"]
    stage.check(not [rule for rule in new if rule in errors], f"{what}: new findings {new}")


# Fixes


@scene("fixes", "codeActionProvider")
def fixes(stage: Stage) -> None:
    client = opened(stage, "web.md", "ops.md", "faults.md")
    uri = stage.uri("faults.md")
    client.wait(lambda: bool(client.diagnostics.get(uri, {}).get("diagnostics")))
    before = stage.facts(client)
    span = stage.span(client, "faults.md", "due: 2026-03-12")
    found = [action for action in actions(stage, client, "faults.md", span, ["quickfix"]) if "due:2026-03-12" in action["title"]]
    stage.need(found, "no fix for `due: 2026-03-12`")
    stage.note("fix", found[0]["title"])
    for one in found[0].get("diagnostics", ()):
        stage.same(one.get("code"), "almost-a-tag", "the finding that the fix names")
    perform(stage, client, found[0])
    wanted = stage.path("faults.md").read_bytes().decode().replace("due: 2026-03-12", "due:2026-03-12")
    stage.same(client.documents[uri].text, wanted, "text after the fix")
    after = stage.facts(client)
    stage.check(("faults.md", "almost-a-tag") not in after.rules(), "the finding is still there after its fix")
    stage.same(
        changes(before, after),
        {
            "faults.md: Not quite 🎯": {"new": True, "due": "2026-03-12"} | rest(after, "Not quite 🎯"),
            "faults.md: Not quite 🎯 due: 2026-03-12": {"gone": True},
        },
        "plan after the fix",
    )
    # Where nothing is wrong there is no fix, and nowhere a fix that is only shown.
    line = stage.line(client, "web.md", "Announce")
    span = client.documents[stage.uri("web.md")].line_range(line)
    stage.check(not actions(stage, client, "web.md", span, ["quickfix"]), "fixes for a right line")
    for needle in ("2026-02-30", "after:nothing"):
        for action in actions(stage, client, "faults.md", stage.span(client, "faults.md", needle), ["quickfix"]):
            perform(stage, client, action)
            now = stage.facts(client)
            stage.check(len(now.findings) < len(after.findings), f"the fix {action['title']!r} mends nothing")
            client.set_text(uri, wanted)


def rest(facts: Facts, text: str) -> dict:
    task = next(task for key, task in facts.tasks.items() if key[1] == text)
    return {field: task[field] for field in ("status", "project", "depth") if field in task}


# Actions on tasks


def acted(stage: Stage, name: str, needle: str, pattern: str, command: list[str], wanted: dict[str, dict] | None, *names: str) -> Client | None:
    """A code action against the command of the same meaning; `{ref}` in it is the task."""
    client = opened(stage, name, *names)
    before = stage.facts(client)
    line = stage.line(client, name, needle)
    text = client.documents[stage.uri(name)]
    start = text.text.index(needle)
    ref = f"{name}:{line + 1}:{needle.split(' ')[0]}"
    made = stage.after_command(client, *[part.replace("{ref}", ref) for part in command])
    action = choose(stage, client, name, text.range(start, start), pattern)
    stage.note(f"action {pattern} {needle}", action["title"])
    perform(stage, client, action)
    stage.same_as_command(client, made, f"{action['title']!r} on {needle!r}")
    if wanted is not None:
        expect(stage, client, before, f"{action['title']!r} on {needle!r}", wanted)
    return client


@scene("action done", "codeActionProvider", "executeCommandProvider")
def action_done(stage: Stage) -> None:
    acted(
        stage,
        "ops.md",
        "Back up",
        r"\b(done|complete|finish|tick)",
        ["done", "{ref}"],
        {"ops.md: Back up 💾": {"status": "done", "done": "2026-03-09"}},
    )


@scene("action done of a recurring task", "codeActionProvider", "executeCommandProvider")
def action_done_recurring(stage: Stage) -> None:
    acted(stage, "web.md", "Weekly", r"\b(done|complete|finish|tick)", ["done", "{ref}"], None)


@scene("action start", "codeActionProvider", "executeCommandProvider")
def action_start(stage: Stage) -> None:
    acted(stage, "ops.md", "Back up", r"\bstart|in progress", ["start", "{ref}"], {"ops.md: Back up 💾": {"status": "started"}})


@scene("action defer", "codeActionProvider", "executeCommandProvider")
def action_defer(stage: Stage) -> None:
    client = opened(stage, "ops.md")
    before = stage.facts(client)
    text = client.documents[stage.uri("ops.md")]
    at = text.text.index("Back up")
    action = choose(stage, client, "ops.md", text.range(at, at), r"\b(defer|put off|postpone|put it off|later|tomorrow)")
    perform(stage, client, action)
    found = changes(before, stage.facts(client))
    due = found.get("ops.md: Back up 💾", {}).get("due", "")
    stage.check(
        list(found) == ["ops.md: Back up 💾"] and set(found["ops.md: Back up 💾"]) == {"due"} and due > "2026-03-10",
        f"{action['title']!r} gives {found}",
    )
    stage.note("defer", (action["title"], due))


@scene("action assign", "codeActionProvider", "executeCommandProvider")
def action_assign(stage: Stage) -> None:
    client = opened(stage, "ops.md", "web.md")
    before = stage.facts(client)
    text = client.documents[stage.uri("ops.md")]
    at = text.text.index("Tell the")
    action = choose(stage, client, "ops.md", text.range(at, at), r"\b(assign|give)\b")
    perform(stage, client, action)
    found = changes(before, stage.facts(client))
    who = found.get("ops.md: Tell the wörld", {}).get("assignees") or [{}]
    stage.check(
        list(found) == ["ops.md: Tell the wörld"]
        and set(found["ops.md: Tell the wörld"]) == {"assignees"}
        and who[0].get("anyOf", [""])[0] in ("ann", "bob", "crew", "design"),
        f"{action['title']!r} gives {found}",
    )
    stage.note("assign", (action["title"], who))


@scene("action add id", "codeActionProvider")
def action_id(stage: Stage) -> None:
    client = opened(stage, "web.md")
    before = stage.facts(client)
    text = client.documents[stage.uri("web.md")]
    at = text.text.index("Celebrate")
    perform(stage, client, choose(stage, client, "web.md", text.range(at, at), r"\bid\b"))
    after = stage.facts(client)
    found = changes(before, after)
    name = "web.md: Celebrate 🎉"
    stage.check(list(found) == [name] and set(found[name]) == {"id"}, f"adding an id gives {found}")
    stage.check(("web.md", "duplicate-id") not in after.rules(), "the new id is another's")
    stage.note("add id", found)
    # A task that has one is offered none.
    at = text.text.index("Sketch 👩")
    span = client.documents[stage.uri("web.md")].range(at, at)
    titles = [action["title"] for action in actions(stage, client, "web.md", span) if re.search(r"\badd\b.*\bid\b", action["title"], re.I)]
    stage.check(not titles, f"a task with an id is offered {titles}")


@scene("action dependency", "codeActionProvider")
def action_dependency(stage: Stage) -> None:
    """Two tasks are selected: the second shall wait for the first."""
    client = opened(stage, "ops.md", "web.md")
    before = stage.facts(client)
    text = client.documents[stage.uri("ops.md")]
    span = text.range(text.text.index("Restore it"), text.text.index("Pay the hosting") + 4)
    action = choose(stage, client, "ops.md", span, r"\b(after|depend|wait)")
    perform(stage, client, action)
    found = changes(before, stage.facts(client))
    stage.note("dependency", (action["title"], found))
    with_dependency = [name for name, fields in found.items() if "dependencies" in fields]
    stage.check(len(with_dependency) == 1 and set(found) <= {"ops.md: Restore it", "ops.md: Pay the hosting"}, f"{action['title']!r} gives {found}")
    for name, fields in found.items():
        stage.check(set(fields) <= {"id", "dependencies"}, f"{action['title']!r} changes {name} in {fields}")


@scene("action move", "codeActionProvider")
def action_move(stage: Stage) -> None:
    client = opened(stage, "ops.md", "web.md")
    before = stage.facts(client)
    text = client.documents[stage.uri("web.md")]
    at = text.text.index("Words from")
    found = [action for action in actions(stage, client, "web.md", text.range(at, at)) if re.search(r"\bmove\b", action["title"], re.I)]
    stage.need(found, "no code action moves a task")
    action = next((action for action in found if "Operations" in action["title"] or "ops" in action["title"]), found[0])
    stage.note("move", [one["title"] for one in found])
    perform(stage, client, action)
    after = stage.facts(client)
    words = [key for key in after.tasks if key[1] == "Words from the client"]
    stage.check(
        len(words) == 1 and len(after.tasks) == len(before.tasks),
        f"after {action['title']!r} the task is {len(words)} times there, and there are {len(after.tasks)} tasks of {len(before.tasks)}",
    )
    others = {name: fields for name, fields in changes(before, after).items() if "Words from" not in name}
    stage.same(others, {}, f"other tasks after {action['title']!r}")
    old = before.tasks["web.md", "Words from the client", 0]
    if words:
        new = after.tasks[words[0]]
        stage.check(
            (new["file"], new["project"]) != (old["file"], old["project"]) and new.get("id") == "words" and new.get("waiting") == "Acme",
            f"{action['title']!r} makes it {new}",
        )


@scene("action update block", "codeActionProvider")
def action_update(stage: Stage) -> None:
    client = opened(stage, "ops.md")
    made = stage.after_command(client, "update")
    text = client.documents[stage.uri("ops.md")]
    at = text.text.index("<!-- planmd: list")
    perform(stage, client, choose(stage, client, "ops.md", text.range(at + 3, at + 3), r"\bupdate\b|regenerate|write.*anew"))
    stage.same_as_command(client, made, "updating a block")


@scene("action sort tags", "codeActionProvider")
def action_sort(stage: Stage) -> None:
    client = opened(stage, "faults.md")
    before = stage.facts(client)
    uri = stage.uri("faults.md")
    old = client.documents[uri].text
    made = stage.after_command(client, "fmt", str("faults.md"))["alpha/faults.md"].split("\n")
    line = stage.line(client, "faults.md", "Untidy")
    at = client.documents[uri].text.index("Untidy")
    perform(stage, client, choose(stage, client, "faults.md", client.documents[uri].range(at, at), r"\b(sort|order|tidy|format)"))
    lines = old.split("\n")
    lines[line] = made[line]
    stage.same(client.documents[uri].text, "\n".join(lines), "text after sorting the tags of a task")
    stage.same(changes(before, stage.facts(client)), {}, "plan after sorting the tags of a task")


@scene("actions elsewhere", "codeActionProvider")
def actions_elsewhere(stage: Stage) -> None:
    """Prose has no actions on tasks; a file with conflict markers has none that edits it."""
    client = opened(stage, "web.md")
    span = stage.span(client, "web.md", "naïve 🦊 website")
    found = [
        action["title"] for action in actions(stage, client, "web.md", span) if re.search(r"\b(done|assign|defer|start)\b", action["title"], re.I)
    ]
    stage.check(not found, f"prose is offered {found}")
    uri = stage.uri("web.md")
    text = client.documents[uri].text
    client.set_text(uri, text.replace("- [ ] Weekly", "<<<<<<< ours\n- [ ] Weekly").replace("- [>] Words", "=======\n>>>>>>> theirs\n- [>] Words"))
    now = client.documents[uri]
    at = now.text.index("Weekly")
    for action in actions(stage, client, "web.md", now.range(at, at)):
        if action.get("kind", "").startswith("quickfix") or "disabled" in action:
            continue
        try:
            perform(stage, client, action)
        except ServerError:
            pass
        stage.same(client.documents[uri].text, now.text, f"text with conflict markers after {action['title']!r}")


# Commands


def execute(client: Client, command: str, **arguments: Any) -> Any:
    return client.call("workspace/executeCommand", {"command": command, "arguments": [arguments]})


def commanded(
    stage: Stage,
    command: str,
    name: str,
    needle: str,
    cli: list[str],
    wanted: dict[str, dict] | None,
    opens: tuple[str, ...] | None = None,
    **more: Any,
) -> None:
    client = opened(stage, *(opens if opens is not None else (name,)))
    stage.need(command in client.server["executeCommandProvider"]["commands"], f"the server has no command {command}")
    before = stage.facts(client)
    line = stage.line(client, name, needle)
    ref = f"{name}:{line + 1}:{needle.split(' ')[0]}"
    made = stage.after_command(client, *[part.replace("{ref}", ref) for part in cli])
    execute(client, command, uri=stage.uri(name), line=line, **more)
    stage.check(len(client.applied) == 1, f"{command} is followed by {len(client.applied)} workspace/applyEdit")
    stage.same_as_command(client, made, f"{command} on {needle!r}")
    if wanted is not None:
        expect(stage, client, before, f"{command} on {needle!r}", wanted)


@scene("command done", "executeCommandProvider")
def command_done(stage: Stage) -> None:
    commanded(stage, "planmd.done", "ops.md", "Back up", ["done", "{ref}"], {"ops.md: Back up 💾": {"status": "done", "done": "2026-03-09"}})
    commanded(stage, "planmd.done", "web.md", "Weekly", ["done", "{ref}"], None)


@scene("command done on a closed text", "executeCommandProvider")
def command_closed(stage: Stage) -> None:
    """The edit of a text that is not open names no version; a refusal is an error."""
    client = opened(stage, "web.md")
    made = stage.after_command(client, "done", "ops.md:3:Back")
    try:
        execute(client, "planmd.done", uri=stage.uri("ops.md"), line=2)
    except ServerError:
        stage.same(client.applied, [], "edits of a refused command")
        return
    stage.same_as_command(client, made, "planmd.done on a closed text")


@scene("command done on unsaved text", "executeCommandProvider")
def command_unsaved(stage: Stage) -> None:
    """The editor's text counts, not the file's."""
    client = opened(stage, "ops.md")
    uri = stage.uri("ops.md")
    client.replace(uri, 0, 0, "Some 🌍 words\r\n\r\n")
    client.replace(uri, client.documents[uri].text.index("Back up"), client.documents[uri].text.index("Back up") + 7, "Keep a cöpy")
    before = stage.facts(client)
    made = stage.after_command(client, "done", "backup")
    execute(client, "planmd.done", uri=uri, line=stage.line(client, "ops.md", "Keep a"))
    stage.same_as_command(client, made, "planmd.done on unsaved text")
    expect(stage, client, before, "planmd.done on unsaved text", {"ops.md: Keep a cöpy 💾": {"status": "done", "done": "2026-03-09"}})


@scene("command done on open subtasks", "executeCommandProvider")
def command_subtasks(stage: Stage) -> None:
    """Nobody is asked: it is refused, or all below is done as well; not half."""
    client = opened(stage, "web.md")
    before = client.documents[stage.uri("web.md")].text
    made = stage.after_command(client, "done", "review", "--with-subtasks")
    try:
        execute(client, "planmd.done", uri=stage.uri("web.md"), line=stage.line(client, "web.md", "Révïew"))
    except ServerError:
        stage.same(client.documents[stage.uri("web.md")].text, before, "text after a refused command")
        return
    now = client.documents[stage.uri("web.md")].text
    stage.check(now in (before, made["alpha/web.md"]), f"planmd.done on a task with open subtasks makes {now[250:600]!r}")


@scene("command start", "executeCommandProvider")
def command_start(stage: Stage) -> None:
    commanded(stage, "planmd.start", "ops.md", "Restore", ["start", "{ref}"], {"ops.md: Restore it": {"status": "started"}})


@scene("commands of other statuses", "executeCommandProvider")
def command_statuses(stage: Stage) -> None:
    known = opened(stage).server["executeCommandProvider"]["commands"]
    for command, name, needle, cli, wanted in (
        ("planmd.cancel", "ops.md", "Restore", "cancel", {"ops.md: Restore it": {"status": "cancelled", "cancelled": "2026-03-09"}}),
        ("planmd.reopen", "web.md", "Deploy", "reopen", {"web.md: Deploy 🚀": {"status": "open"}}),
        ("planmd.hold", "ops.md", "Restore", "hold", {"ops.md: Restore it": {"status": "held"}}),
    ):
        if command in known:
            commanded(stage, command, name, needle, [cli, "{ref}"], wanted)


@scene("command defer", "executeCommandProvider")
def command_defer(stage: Stage) -> None:
    commanded(stage, "planmd.defer", "ops.md", "Back up", ["defer", "{ref}", "fri"], {"ops.md: Back up 💾": {"due": "2026-03-13"}}, when="fri")
    commanded(
        stage,
        "planmd.defer",
        "web.md",
        "Announce",
        ["defer", "{ref}", "2026-04-01"],
        {"web.md: Announce": {"start": "2026-04-01"}},
        when="2026-04-01",
    )


@scene("command assign", "executeCommandProvider")
def command_assign(stage: Stage) -> None:
    who = [{"anyOf": ["ann"], "units": 1}]
    commanded(stage, "planmd.assign", "ops.md", "Back up", ["assign", "{ref}", "@ann"], {"ops.md: Back up 💾": {"assignees": who}}, who="ann")
    commanded(stage, "planmd.assign", "ops.md", "Tell the", ["assign", "{ref}", "@ann"], {"ops.md: Tell the wörld": {"assignees": who}}, who="@ann")


@scene("command show", "executeCommandProvider")
def command_show(stage: Stage) -> None:
    client = opened(stage, "web.md")
    stage.need("planmd.show" in client.server["executeCommandProvider"]["commands"], "the server has no command planmd.show")
    told = execute(client, "planmd.show", uri=stage.uri("web.md"), line=stage.line(client, "web.md", "Révïew"))
    told = told.get("value") if isinstance(told, dict) else told
    stage.check(isinstance(told, str) and "Révïew it" in told and "Sketch" in told, f"planmd.show answers {short(told)}")
    stage.same(client.applied, [], "edits of planmd.show")
    stage.note("show", told)


@scene("command updateBlocks", "executeCommandProvider")
def command_update(stage: Stage) -> None:
    client = opened(stage, "ops.md")
    stage.need("planmd.updateBlocks" in client.server["executeCommandProvider"]["commands"], "the server has no command planmd.updateBlocks")
    before = stage.facts(client)
    made = stage.after_command(client, "update")
    execute(client, "planmd.updateBlocks", uri=stage.uri("ops.md"))
    stage.same_as_command(client, made, "planmd.updateBlocks")
    stage.same(changes(before, stage.facts(client)), {}, "plan after planmd.updateBlocks")
    count = len(client.applied)
    execute(client, "planmd.updateBlocks", uri=stage.uri("ops.md"))
    stage.check(len(client.applied) == count, "a block that is fresh is written again")


@scene("wrong commands", "executeCommandProvider")
def wrong_commands(stage: Stage) -> None:
    """None of these changes anything, and each is answered."""
    client = opened(stage, "web.md", "ops.md")
    before = stage.texts(client)
    uri = stage.uri("web.md")
    line = stage.line(client, "web.md", "The plan of")
    for command, arguments in (
        ("planmd.nothing", [{"uri": uri, "line": 8}]),
        ("planmd.done", []),
        ("planmd.done", [{}]),
        ("planmd.done", [{"uri": uri}]),
        ("planmd.done", [{"uri": uri, "line": -1}]),
        ("planmd.done", [{"uri": uri, "line": 100000}]),
        ("planmd.done", [{"uri": uri, "line": line}]),
        ("planmd.done", [{"uri": "file:///nowhere.md", "line": 0}]),
        ("planmd.done", ["x"]),
        ("planmd.defer", [{"uri": uri, "line": 8, "when": "never ever"}]),
        ("planmd.defer", [{"uri": uri, "line": 8, "when": "2026-02-30"}]),
        ("planmd.defer", [{"uri": uri, "line": 8, "when": 5}]),
        ("planmd.assign", [{"uri": uri, "line": 8}]),
        ("planmd.assign", [{"uri": uri, "line": 8, "who": None}]),
        ("planmd.assign", [{"uri": uri, "line": 8, "who": "a/b"}]),
        ("planmd.assign", [{"uri": uri, "line": 8, "who": "1"}]),
        ("planmd.assign", [{"uri": uri, "line": 8, "who": 5}]),
    ):
        failed = False
        try:
            client.call("workspace/executeCommand", {"command": command, "arguments": arguments})
        except ServerError:
            failed = True
        told = any(message["method"].startswith("window/show") for message in client.notified + client.asked)
        stage.check(failed or told, f"{command} {arguments} is answered as if it had been done")
        client.notified.clear()
    stage.check(stage.texts(client) == before, "a wrong command changed a text")
