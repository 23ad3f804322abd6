"""Scenes of renaming ids, people and labels, in open and closed texts and the configuration.

All texts are compared with what a replacement of the name gives, and the plan before with the plan afterwards.
"""

from __future__ import annotations

import re

from client import Client, ServerError
from scenes_reading import opened
from stage import Stage, changes, scene
from texts import short


def renamed(stage: Stage, client: Client, params: dict, new: str) -> dict[str, str]:
    result = client.call("textDocument/rename", params | {"newName": new})
    stage.need(result and result.get("documentChanges"), f"renaming to {new!r} gives {short(result)}")
    return client.apply(result)


def replaced_everywhere(texts: dict[str, str], *pairs: tuple[str, str]) -> dict[str, str]:
    result = {}
    for name, text in texts.items():
        for pattern, new in pairs:
            if name.startswith("alpha/"):
                text = re.sub(pattern, new, text)
        result[name] = text
    return result


@scene("rename an id", "renameProvider")
def rename_id(stage: Stage) -> None:
    for names, file, needle, inside in (
        (("web.md",), "web.md", "id:deploy", 5),
        (("web.md", "ops.md", "docs/inner.md"), "ops.md", "after:deploy", 8),
        (("ops.md",), "ops.md", "after:deploy", 12),
    ):
        client = opened(stage, *names)
        before, texts = stage.facts(client), stage.texts(client)
        params = stage.place(client, file, needle, inside)
        renamed(stage, client, params, "go-live")
        wanted = replaced_everywhere(texts, (r"(id|after):deploy\b", r"\1:go-live"))
        stage.same_as_command(client, wanted, f"renaming {needle} with {names} open")
        after = stage.facts(client)
        link = {"dependencies": [{"end": "end", "kind": "after", "ref": "go-live"}]}
        stage.same(
            changes(before, after),
            {"docs/inner.md: Deep task": link, "ops.md: Tell the wörld": link, "web.md: Deploy 🚀": {"id": "go-live"}},
            f"plan after renaming {needle}",
        )
        stage.same(after.rules(), before.rules(), f"findings after renaming {needle}")
        client.shut_down()
        for name, text in texts.items():
            (stage.folder / name).write_bytes(text.encode())


@scene("rename an id in a list", "renameProvider")
def rename_listed(stage: Stage) -> None:
    client = opened(stage, "web.md")
    before, texts = stage.facts(client), stage.texts(client)
    renamed(stage, client, stage.place(client, "web.md", "review,words", 8), "texts")
    stage.same_as_command(
        client, replaced_everywhere(texts, (r"id:words\b", "id:texts"), (r"after:review,words", "after:review,texts")), "renaming an id in a list"
    )
    stage.same(stage.facts(client).rules(), before.rules(), "findings after renaming an id in a list")


@scene("rename a project", "renameProvider")
def rename_project(stage: Stage) -> None:
    client = opened(stage, "web.md")
    text = client.documents[stage.uri("web.md")].text
    client.set_text(stage.uri("web.md"), text.replace("- [>] Words", "- [ ] Far after:site\n- [>] Words").replace("after:site", "after:build"))
    texts = stage.texts(client)
    renamed(stage, client, stage.place(client, "web.md", "id:site", 4), "homepage")
    stage.same_as_command(client, replaced_everywhere(texts, (r"id:site\b", "id:homepage")), "renaming the id of a project")


@scene("rename a person", "renameProvider")
def rename_person(stage: Stage) -> None:
    for names, file, needle, inside in ((("web.md", "faults.md"), "web.md", "@ann #web id:sketch", 2), (("ops.md",), "ops.md", "@ann", 1)):
        client = opened(stage, *names)
        before, texts = stage.facts(client), stage.texts(client)
        renamed(stage, client, stage.place(client, file, needle, inside), "anna")
        wanted = replaced_everywhere(texts, (r"@ann\b", "@anna"))
        wanted["alpha/planmd.yaml"] = (
            texts["alpha/planmd.yaml"].replace("  ann: {", "  anna: {").replace("[ann, bob]", "[anna, bob]").replace("me: ann", "me: anna")
        )
        wanted["alpha/templates/newsletter.md"] = texts["alpha/templates/newsletter.md"]
        stage.same_as_command(client, wanted, f"renaming {needle} with {names} open")
        after = stage.facts(client)
        stage.same(after.rules(), before.rules(), "findings after renaming a person")
        for name, fields in changes(before, after).items():
            stage.check(set(fields) <= {"assignees", "owner"} and "anna" in str(fields), f"renaming a person changes {name}: {fields}")
        client.shut_down()
        for name, text in texts.items():
            (stage.folder / name).write_bytes(text.encode())


@scene("rename a person in an unsaved configuration", "renameProvider")
def rename_person_open(stage: Stage) -> None:
    client = opened(stage, "web.md")
    uri = stage.uri("planmd.yaml")
    client.open(uri, stage.path("planmd.yaml").read_bytes().decode().replace("# Who works here 🏢", "# 🏢🏢 unsaved"), language="yaml")
    texts = stage.texts(client)
    renamed(stage, client, stage.place(client, "web.md", "@ann #web id:sketch", 2), "anna")
    wanted = texts["alpha/planmd.yaml"].replace("  ann: {", "  anna: {").replace("[ann, bob]", "[anna, bob]").replace("me: ann", "me: anna")
    stage.same(client.documents[uri].text, wanted, "an open configuration after renaming a person")


@scene("rename a label", "renameProvider")
def rename_label(stage: Stage) -> None:
    client = opened(stage, "web.md")
    before, texts = stage.facts(client), stage.texts(client)
    renamed(stage, client, stage.place(client, "web.md", "#web #urgent", 1), "online")
    stage.same_as_command(client, replaced_everywhere(texts, (r"#web\b", "#online")), "renaming a label")
    after = stage.facts(client)
    for name, fields in changes(before, after).items():
        stage.check(set(fields) == {"labels"}, f"renaming a label changes {name}: {fields}")
    stage.same(after.rules(), before.rules(), "findings after renaming a label")


@scene("rename in unsaved texts", "renameProvider")
def rename_unsaved(stage: Stage) -> None:
    """A use that only the editor has is renamed, one that the editor's text has no more is not."""
    client = opened(stage, "web.md", "ops.md", "docs/inner.md")
    client.set_text(
        stage.uri("docs/inner.md"), "---\ntitle: Inner 🪆\n---\n- [ ] Deep task @ann #web\n- [ ] 🪆 second after:deploy.start+1d,build\n"
    )
    texts = stage.texts(client)
    renamed(stage, client, stage.place(client, "web.md", "id:deploy", 5), "x2")
    stage.same_as_command(client, replaced_everywhere(texts, (r"(id|after):deploy\b", r"\1:x2")), "renaming with unsaved texts")


@scene("wrong renames", "renameProvider")
def wrong_renames(stage: Stage) -> None:
    client = opened(stage, "web.md", "ops.md")
    for needle, inside, names in (
        ("id:deploy", 5, ("", "a b", "a,b", "ä b", "x:", "(", "-", "build")),
        ("@bob after", 2, ("", "a b", "1", "@", "a/", "x'")),
        ("#urgent", 2, ("", "a b", "#", "12")),
    ):
        for new in names:
            try:
                result = client.call("textDocument/rename", stage.place(client, "web.md", needle, inside) | {"newName": new})
            except ServerError:
                stage.tried += 1
                continue
            stage.check(False, f"renaming {needle!r} to {new!r} gives {short(result)}")
    for needle in ("The plan of", "## Build", "Sketch 👩"):
        try:
            result = client.call("textDocument/rename", stage.place(client, "web.md", needle, 1) | {"newName": "other"})
        except ServerError:
            result = None
        stage.check(not result, f"the prose {needle!r} can be renamed: {short(result)}")


@scene("prepare rename", "renameProvider.prepareProvider")
def prepare_rename(stage: Stage) -> None:
    client = opened(stage, "web.md", "ops.md")
    for name, needle, inside, old in (
        ("web.md", "id:deploy", 5, "deploy"),
        ("web.md", "id:deploy", 9, "deploy"),
        ("ops.md", "after:deploy", 8, "deploy"),
        ("web.md", "review,words", 0, "review"),
        ("web.md", "review,words", 8, "words"),
        ("web.md", "@bob after", 2, "bob"),
        ("web.md", "#urgent", 3, "urgent"),
    ):
        params = stage.place(client, name, needle, inside)
        result = client.call("textDocument/prepareRename", params)
        if not stage.check(isinstance(result, dict), f"prepareRename of {needle!r} is {short(result)}"):
            continue
        span = result.get("range", result)
        text = client.documents[stage.uri(name)]
        stage.check(
            text.slice(span) == old and result.get("placeholder", old) == old,
            f"prepareRename of {needle!r} is {short(result)}, the text {text.slice(span)!r}",
        )
        stage.check(
            text.offset(span["start"]) <= text.offset(params["position"]) <= text.offset(span["end"]),
            f"prepareRename of {needle!r} is elsewhere: {short(result)}",
        )
    for needle in ("The plan of", "## Build", "Sketch 👩"):
        try:
            result = client.call("textDocument/prepareRename", stage.place(client, "web.md", needle, 1))
        except ServerError:
            result = None
        stage.check(not result, f"the prose {needle!r} can be renamed: {short(result)}")


@scene("rename in another root", "renameProvider")
def rename_roots(stage: Stage) -> None:
    """A name of one plan is not one of the other."""
    client = opened(stage, "web.md", "beta/home.md")
    client.set_text(
        stage.uri("beta/home.md"), client.documents[stage.uri("beta/home.md")].text + "- [ ] 🎨 Same id:deploy\n- [ ] Else after:deploy @ann #web\n"
    )
    home = client.documents[stage.uri("beta/home.md")].text
    web = client.documents[stage.uri("web.md")].text
    renamed(stage, client, stage.place(client, "beta/home.md", "id:deploy", 4), "other")
    stage.same(client.documents[stage.uri("beta/home.md")].text, home.replace(":deploy", ":other"), "text of the root after renaming")
    stage.same(client.documents[stage.uri("web.md")].text, web, "text of the other root after renaming")
    renamed(stage, client, stage.place(client, "web.md", "id:deploy", 4), "third")
    stage.same(client.documents[stage.uri("beta/home.md")].text, home.replace(":deploy", ":other"), "text of the other root after renaming")
