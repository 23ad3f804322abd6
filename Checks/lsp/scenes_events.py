"""Scenes of what the server does by itself: findings, configuration, files and folders that change, progress."""

from __future__ import annotations

import json
from typing import Any

from client import Client, Gone, ServerError
from scenes_reading import document, hints, opened
from stage import Stage, scene
from texts import short, uri_of
from wire import capabilities


def byte_place(text: str, line: int, column: int) -> int:
    """The offset of a place that planmd prints: a line and a byte column, both from 1."""
    lines = text.split("\n")
    before = sum(len(one) + 1 for one in lines[: line - 1])
    return before + len(lines[line - 1].encode()[: column - 1].decode())


def compare_findings(stage: Stage, client: Client, name: str, found: list[dict] | None, what: str) -> set[str]:
    """What the server finds is what `planmd lint` finds, but for rules that schedule the plan; the rules that it found.

    Without `found` it is what the server publishes, as soon as that is so.
    """
    uri = stage.uri(name)
    text = client.documents[uri]
    facts = stage.facts(client)
    lint = {
        (
            one["rule"],
            byte_place(text.text, one["line"], one["column"]),
            byte_place(text.text, one["endLine"], one["endColumn"]),
            one["message"],
            one["severity"],
        )
        for one in facts.findings
        if one["file"] == name
    }
    levels = {1: "error", 2: "warning", 3: "info", 4: "info"}

    def places(findings: list[dict]) -> set[tuple]:
        return {
            (
                one.get("code"),
                text.offset(one["range"]["start"]),
                text.offset(one["range"]["end"]),
                one["message"].split("\n")[0],
                levels.get(one.get("severity")),
            )
            for one in findings
        }

    def is_right() -> bool:
        now = places(client.diagnostics.get(uri, {}).get("diagnostics", []))
        return now <= lint and not [one for one in lint - now if one[4] == "error"]

    if found is None:
        client.wait(is_right)
        found = client.diagnostics.get(uri, {}).get("diagnostics", [])
    server = places(found)
    stage.check(
        server <= lint,
        f"{what}: findings that lint has not: {short(sorted(server - lint, key=str))} instead of {short(sorted(lint - server, key=str))}",
    )
    missing = {one for one in lint - server if one[4] == "error"}
    stage.check(not missing, f"{what}: errors that the server has not: {short(sorted(missing))}")
    stage.check(all(one.get("source") == "planmd" for one in found), f"{what}: a finding of another source")
    return {one[0] for one in server}


MUST = {"impossible-date", "due-before-start", "duplicate-id", "unknown-dependency", "dependency-circle", "relative-date", "almost-a-tag"}


@scene("findings pushed")
def findings_pushed(stage: Stage) -> None:
    client = opened(stage, "faults.md")
    uri = stage.uri("faults.md")
    stage.need(client.wait(lambda: uri in client.diagnostics), "no findings are published")
    found = compare_findings(stage, client, "faults.md", None, "findings of faults.md")
    stage.check(MUST <= found, f"the rules {MUST - found} find nothing")
    stage.check(client.diagnostics[uri].get("version") == 1, f"the findings name version {client.diagnostics[uri].get('version')}")
    certain = [one for one in client.diagnostics[uri]["diagnostics"] if one["code"] in MUST]
    stage.note("findings", sorted((one["code"], client.documents[uri].slice(one["range"])) for one in certain))
    # Typing.
    for old, new, gone in (
        ("2026-02-30", "2026-02-28", "impossible-date"),
        ("after:nothing", "after:copy", "unknown-dependency"),
        ("due: 2026", "due:2026", "almost-a-tag"),
    ):
        at = client.documents[uri].text.index(old)
        version = client.replace(uri, at, at + len(old), new).version
        stage.need(
            client.wait(lambda: client.diagnostics[uri].get("version") == version),
            f"no findings for version {version}; the last are for {client.diagnostics[uri].get('version')}",
        )
        rules = [one["code"] for one in client.diagnostics[uri]["diagnostics"]]
        stage.check(gone not in rules, f"{gone} is still found after {old!r} became {new!r}")
    compare_findings(stage, client, "faults.md", None, "findings after typing")
    client.set_text(uri, "")
    version = client.documents[uri].version
    client.wait(lambda: client.diagnostics[uri].get("version") == version)
    stage.same(client.diagnostics[uri]["diagnostics"], [], "findings of an empty text")
    client.close(uri)
    client.open(uri, "- [ ] a due:2026-02-30\n", 9)
    client.wait(lambda: bool(client.diagnostics[uri]["diagnostics"]))
    client.close(uri)
    stage.check(client.wait(lambda: not client.diagnostics[uri]["diagnostics"]), "findings of a closed text stay")


@scene("findings in CRLF, marks and combining characters")
def findings_crlf(stage: Stage) -> None:
    client = stage.start()
    uri = stage.uri("crlf.md")
    client.open(uri, "\ufeff# Marks e\u0301\r\n\r\n- [ ] 👩‍🎨𝄞 ñ̃ due:2026-02-30\r\n- [ ] 漢字😀 after:nothing1,nothing2 \r\n")
    stage.need(client.wait(lambda: uri in client.diagnostics), "no findings are published")
    client.wait(lambda: len(client.diagnostics[uri]["diagnostics"]) >= 3)
    found = sorted(
        (one["code"], client.documents[uri].slice(one["range"])) for one in client.diagnostics[uri]["diagnostics"] if one["severity"] == 1
    )
    stage.same(
        found,
        [("impossible-date", "2026-02-30"), ("unknown-dependency", "nothing1"), ("unknown-dependency", "nothing2")],
        "findings and their texts",
    )


@scene("findings of other files")
def findings_other(stage: Stage) -> None:
    """A change in one open text brings and settles findings in another."""
    client = opened(stage, "ops.md", "web.md")
    ops, web = stage.uri("ops.md"), stage.uri("web.md")
    stage.need(client.wait(lambda: ops in client.diagnostics), "no findings are published")

    def rules() -> list[str]:
        return [one["code"] for one in client.diagnostics[ops]["diagnostics"]]

    at = client.documents[web].text.index("id:deploy")
    client.replace(web, at, at + 9, "id:rollout")
    stage.check(client.wait(lambda: "unknown-dependency" in rules()), f"the id of another file is gone, and the findings are {rules()}")
    client.replace(web, at, at + 10, "id:deploy")
    stage.check(client.wait(lambda: "unknown-dependency" not in rules()), f"the id of another file is back, and the findings are {rules()}")
    # Closed without saving, its text on the disk counts again.
    client.replace(web, at, at + 9, "id:rollout")
    client.wait(lambda: "unknown-dependency" in rules())
    client.close(web)
    stage.check(
        client.wait(lambda: "unknown-dependency" not in rules()), f"the other text is closed without saving, and the findings are {rules()}"
    )


@scene("findings pulled", "diagnosticProvider")
def findings_pulled(stage: Stage) -> None:
    client = opened(stage, "faults.md", "ops.md", pull=True)
    uri = stage.uri("faults.md")
    report = client.call("textDocument/diagnostic", document(stage, "faults.md"))
    stage.same(report["kind"], "full", "kind of a first report")
    found = compare_findings(stage, client, "faults.md", report["items"], "findings of faults.md")
    stage.check(MUST <= found, f"the rules {MUST - found} find nothing")
    if "resultId" in report:
        # The findings about the schedule may have come meanwhile, once; then nothing is new any more.
        for _ in range(3):
            again = client.call("textDocument/diagnostic", document(stage, "faults.md") | {"previousResultId": report["resultId"]})
            if again["kind"] == "unchanged" or again["items"] == report["items"]:
                break
            report = again
        stage.check(again["kind"] == "unchanged" or again["items"] == report["items"], "reports go on changing")
    at = client.documents[uri].text.index("2026-02-30")
    client.replace(uri, at, at + 10, "2026-02-28")
    params: dict[str, Any] = document(stage, "faults.md")
    if "resultId" in report:
        params["previousResultId"] = report["resultId"]
    report = client.call("textDocument/diagnostic", params)
    stage.check(
        report["kind"] == "full" and "impossible-date" not in [one["code"] for one in report["items"]],
        f"the report after typing is {short(report)}",
    )
    client.settle()
    pushed = [message for message in client.notified if message["method"] == "textDocument/publishDiagnostics" and message["params"]["diagnostics"]]
    stage.check(not pushed, "findings are pushed to a client that pulls them")
    # After a change elsewhere.
    client.open_file(stage.path("web.md"))
    web = stage.uri("web.md")
    at = client.documents[web].text.index("id:deploy")
    client.replace(web, at, at + 9, "id:rollout")
    report = client.call("textDocument/diagnostic", document(stage, "ops.md"))
    stage.check("unknown-dependency" in [one["code"] for one in report["items"]], f"the report of another file is {short(report)}")


@scene("workspace findings", "diagnosticProvider.workspaceDiagnostics")
def findings_workspace(stage: Stage) -> None:
    client = opened(stage, "web.md", pull=True)
    report = client.call("workspace/diagnostic", {"previousResultIds": []})
    found = {stage.name(one["uri"]): [item["code"] for item in one.get("items", ())] for one in report["items"]}
    stage.check(MUST <= set(found.get("faults.md", ())), f"findings of the workspace are {found}")


@scene("related places")
def related(stage: Stage) -> None:
    client = opened(stage, "faults.md")
    uri = stage.uri("faults.md")
    compare_findings(stage, client, "faults.md", None, "findings")
    by_rule = {one["code"]: one for one in client.diagnostics[uri]["diagnostics"]}
    for rule, other in (("duplicate-id", "Twice"), ("dependency-circle", "Circle two")):
        places = by_rule.get(rule, {}).get("relatedInformation") or []
        lines = [client.text_of(one["location"]["uri"]).line(one["location"]["range"]["start"]["line"]) for one in places]
        stage.check(any(other in line or "Again" in line for line in lines), f"{rule} is related to {lines}")


@scene("descriptions of rules")
def described(stage: Stage) -> None:
    client = opened(stage, "faults.md")
    uri = stage.uri("faults.md")
    compare_findings(stage, client, "faults.md", None, "findings")
    for one in client.diagnostics[uri]["diagnostics"]:
        href = one.get("codeDescription", {}).get("href", "")
        stage.check(href.startswith(("https://", "file://")) and one["code"] in href, f"the page of {one['code']} is {href!r}")


# Configuration


@scene("configuration of hints", "inlayHintProvider")
def configured_hints(stage: Stage) -> None:
    """Each kind of hint can be switched off, at the start and later; the server reads the section `planmd`."""
    on = {"dates": True, "progress": True, "load": True}
    client = opened(stage, "web.md", settings={"planmd": {"inlayHints": on, "codeLenses": True, "schedule": True}})
    everything = hints(stage, client, "web.md")
    asked = [
        item.get("section") for message in client.asked if message["method"] == "workspace/configuration" for item in message["params"]["items"]
    ]
    stage.check(
        "planmd" in asked or any((section or "").startswith("planmd.") for section in asked), f"the server asks for the configuration {asked}"
    )
    stage.check(bool(everything), "there are no hints")
    stage.note("all hints", everything)

    def configured(**kinds: bool) -> list[tuple[int, str]]:
        client.settings = {"planmd": {"inlayHints": on | kinds, "codeLenses": True, "schedule": True}}
        client.notify("workspace/didChangeConfiguration", {"settings": client.settings})
        client.settle()
        client.settle()
        return hints(stage, client, "web.md")

    nothing = configured(dates=False, progress=False, load=False)
    stage.same(nothing, [], "hints when all are off")
    lots = {kind: configured(**{"dates": False, "progress": False, "load": False, kind: True}) for kind in on}
    stage.check(
        sum(map(len, lots.values())) >= len(everything),
        f"hints of each kind are {lots}",
    )
    stage.check(bool(lots["dates"]) and bool(lots["progress"]), f"hints of dates or progress by themselves: {lots}")
    stage.same(configured(), everything, "hints when all are on again")
    refreshed = [message for message in client.asked if message["method"] == "workspace/inlayHint/refresh"]
    stage.check(bool(refreshed), "the server does not ask for new hints after the configuration changed")
    other = opened(stage, "web.md", settings={"planmd": {"inlayHints": {"dates": False, "progress": False, "load": False}}})
    other.settle()
    stage.same(hints(stage, other, "web.md"), [], "hints that are off from the start")
    # Settings of the wrong types are the defaults, not the end.
    for wrong in (None, [], "x", {"inlayHints": 5}, {"inlayHints": {"dates": "yes"}}, {"inlayHints": None, "codeLenses": "x", "schedule": []}):
        client.settings = {"planmd": wrong}
        client.notify("workspace/didChangeConfiguration", {"settings": client.settings})
        client.settle()
        hints(stage, client, "web.md")


@scene("configuration of lenses", "codeLensProvider")
def configured_lenses(stage: Stage) -> None:
    client = opened(stage, "web.md", settings={"planmd": {"codeLenses": False}})
    client.settle()
    stage.same(client.call("textDocument/codeLens", document(stage, "web.md")) or [], [], "lenses that are off")
    client.settings = {"planmd": {"codeLenses": True}}
    client.notify("workspace/didChangeConfiguration", {"settings": client.settings})
    client.settle()
    client.settle()
    stage.check(bool(client.call("textDocument/codeLens", document(stage, "web.md"))), "lenses stay off")


@scene("configuration in the notification", "codeLensProvider")
def notified_configuration(stage: Stage) -> None:
    """A client that cannot be asked sends its settings along."""
    able = capabilities([stage.encoding], False, True)
    able["workspace"]["configuration"] = False
    client = opened(stage, "web.md", able=able)
    for wanted in (False, True, False):
        client.notify("workspace/didChangeConfiguration", {"settings": {"planmd": {"codeLenses": wanted}}})
        found = client.call("textDocument/codeLens", document(stage, "web.md"))
        stage.check(bool(found) == wanted, f"lenses are {short(found)} although `codeLenses` is {wanted}")


@scene("a client that can little")
def little(stage: Stage) -> None:
    """A client that says of nothing that it can do it gets the oldest form of every answer, and is asked nothing."""
    client = opened(stage, "web.md", "ops.md", "faults.md", able={"general": {"positionEncodings": [stage.encoding]}})
    web = document(stage, "web.md")
    if client.has("documentSymbolProvider"):
        symbols = client.call("textDocument/documentSymbol", web)
        stage.check(all("location" in symbol for symbol in symbols), f"symbols for a client that knows no tree: {short(symbols[:1])}")
    if client.has("hoverProvider"):
        contents = (client.call("textDocument/hover", stage.place(client, "web.md", "Révïew", 1)) or {}).get("contents")
        stage.check(isinstance(contents, str) or isinstance(contents, dict) and contents.get("kind") in (None, "plaintext"),
                    f"a hover for a client that knows no Markdown: {short(contents)}")
    if client.has("completionProvider"):
        uri = stage.uri("web.md")
        text = client.documents[uri].text
        client.replace(uri, text.index("- [ ] Weekly"), text.index("- [ ] Weekly"), "newsl\n")
        params = stage.place(client, "web.md", "newsl\n", 5)
        result = client.call("textDocument/completion", params)
        items = (result.get("items", []) if isinstance(result, dict) else result) or []
        stage.check(all(item.get("insertTextFormat", 1) == 1 for item in items), "snippets for a client that knows none")
        client.set_text(uri, text)
    if client.has("renameProvider"):
        edit = client.call("textDocument/rename", stage.place(client, "web.md", "id:deploy", 5) | {"newName": "x2"})
        stage.check("changes" in edit and "documentChanges" not in edit, f"an edit for a client that knows no versions: {short(edit)}")
    if client.has("codeActionProvider"):
        found = client.call("textDocument/codeAction", web | {"range": stage.span(client, "web.md", "Announce"), "context": {"diagnostics": []}}) or []
        stage.check(all(isinstance(action.get("command"), str) for action in found), f"actions for a client that knows commands only: {short(found[:1])}")
    if client.has("foldingRangeProvider"):
        client.call("textDocument/foldingRange", web)
    if client.has("definitionProvider"):
        found = client.call("textDocument/definition", stage.place(client, "ops.md", "after:deploy", 8))
        places = found if isinstance(found, list) else [found]
        stage.check(all("uri" in place for place in places), f"a link for a client that knows locations only: {short(found)}")
    uri = stage.uri("faults.md")
    client.wait(lambda: bool(client.diagnostics.get(uri, {}).get("diagnostics")))
    for one in client.diagnostics.get(uri, {}).get("diagnostics", []):
        stage.check("relatedInformation" not in one and "codeDescription" not in one, f"a finding with more than the client knows: {short(one)}")
    stage.check(not client.asked, f"the server asks {[message['method'] for message in client.asked]}")


@scene("configuration of the schedule")
def configured_schedule(stage: Stage) -> None:
    """`schedule` decides about findings that need one; without it there are none of these."""
    client = opened(stage, "faults.md", settings={"planmd": {"schedule": True}})
    uri = stage.uri("faults.md")
    stage.need(client.wait(lambda: uri in client.diagnostics), "no findings are published")
    compare_findings(stage, client, "faults.md", None, "findings with a schedule")


# Files and folders


def changed_files(client: Client, *changed: tuple[str, int]) -> None:
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": kind} for uri, kind in changed]})


@scene("watched files are registered")
def watched_registration(stage: Stage) -> None:
    client = opened(stage, "web.md")
    client.wait(lambda: any(item["method"] == "workspace/didChangeWatchedFiles" for item in client.registered.values()), 5)
    patterns = [
        json.dumps(watcher["globPattern"])
        for item in client.registered.values()
        if item["method"] == "workspace/didChangeWatchedFiles"
        for watcher in item["registerOptions"]["watchers"]
    ]
    stage.check(
        any("md" in pattern for pattern in patterns) and any("planmd.yaml" in pattern or "yaml" in pattern for pattern in patterns),
        f"the server watches {patterns}",
    )


@scene("watched files")
def watched(stage: Stage) -> None:
    client = opened(stage, "docs/inner.md", "ops.md")
    ops = stage.uri("ops.md")
    stage.need(client.wait(lambda: ops in client.diagnostics), "no findings are published")

    def rules() -> list[str]:
        return [one["code"] for one in client.diagnostics[ops]["diagnostics"]]

    web = stage.path("web.md")
    text = web.read_bytes()
    web.write_bytes(text.replace(b"id:deploy", b"id:rollout"))
    changed_files(client, (stage.uri("web.md"), 2))
    stage.check(client.wait(lambda: "unknown-dependency" in rules()), f"the id of a closed file is gone, and the findings are {rules()}")
    web.write_bytes(text)
    changed_files(client, (stage.uri("web.md"), 2))
    stage.check(client.wait(lambda: "unknown-dependency" not in rules()), f"the id of a closed file is back, and the findings are {rules()}")
    web.unlink()
    changed_files(client, (stage.uri("web.md"), 3))
    stage.check(client.wait(lambda: "unknown-dependency" in rules()), f"a file is deleted, and the findings are {rules()}")
    new = stage.path("new wörld.md")
    new.write_text("- [ ] New 🌍 id:deploy\n")
    changed_files(client, (stage.uri("new wörld.md"), 1))
    stage.check(client.wait(lambda: "unknown-dependency" not in rules()), f"a file with the id is made, and the findings are {rules()}")
    new.unlink()
    web.write_bytes(text)
    changed_files(client, (stage.uri("new wörld.md"), 3), (stage.uri("web.md"), 1))
    compare_findings(stage, client, "ops.md", None, "findings after the files are back")
    # The configuration: what is no person of the plan.
    yaml = stage.path("planmd.yaml")
    old = yaml.read_bytes()
    yaml.write_bytes(old.replace(b"\n  bob:", b"\n  rob:").replace(b"[ann, bob]", b"[ann, rob]"))
    changed_files(client, (stage.uri("planmd.yaml"), 2))
    compare_findings(stage, client, "ops.md", None, "findings after another configuration")
    client.wait(lambda: "unknown-person" in rules())
    stage.check("unknown-person" in rules(), f"a person is gone from the configuration, and the findings are {rules()}")
    yaml.write_bytes(old)
    changed_files(client, (stage.uri("planmd.yaml"), 2))
    # Saving an open text is no change.
    client.save(ops)
    compare_findings(stage, client, "ops.md", None, "findings after saving")


@scene("workspace folders", "workspaceSymbolProvider", "workspace.workspaceFolders.supported")
def workspace_folders(stage: Stage) -> None:
    client = stage.start(folders=("alpha",))
    client.open_file(stage.path("web.md"))

    def found() -> bool:
        return "Paint 🎨 it" in [symbol["name"] for symbol in client.call("workspace/symbol", {"query": "paint"}) or []]

    folder = {"uri": uri_of(stage.folder / "beta"), "name": "beta"}
    stage.check(not found(), "a folder that is not open has symbols")
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": []}})
    stage.check(found(), "an added folder has no symbols")
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
    stage.check(not found(), "a removed folder still has symbols")
    alpha = {"uri": uri_of(stage.folder / "alpha"), "name": "alpha"}
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [alpha]}})
    client.call("textDocument/documentSymbol", document(stage, "web.md"))


# Progress and cancelling


@scene("work-done progress")
def progress(stage: Stage) -> None:
    """Whatever the server reports begins, and ends; the client judges the order."""
    client = opened(stage, "web.md", "ops.md")
    token = "mine-1"
    client.tokens.add(token)
    for method, name, params in (
        ("workspace/symbol", "workspaceSymbolProvider", {"query": "a"}),
        ("textDocument/documentSymbol", "documentSymbolProvider", document(stage, "web.md")),
        (
            "textDocument/references",
            "referencesProvider",
            stage.place(client, "web.md", "id:deploy", 4) | {"context": {"includeDeclaration": True}},
        ),
    ):
        if client.has(name):
            client.call(method, params | {"workDoneToken": token})
    client.settle()
    stage.check(
        client.wait(lambda: all(steps and steps[-1].get("kind") == "end" for steps in client.progress.values()), 20),
        f"progress does not end: {short(client.progress)}",
    )
    made = [key for key in client.tokens if key != token]
    stage.note("progress", sorted(len(client.progress.get(key, ())) > 0 for key in made))


@scene("cancelling")
def cancelling(stage: Stage) -> None:
    """Each request is answered once, by its result or the error -32800; what is not there to be cancelled does no harm."""
    client = opened(stage, "web.md", "ops.md", "faults.md")
    for number in range(30):
        one = client.begin("textDocument/documentSymbol", document(stage, "web.md"))
        two = client.begin("textDocument/formatting", document(stage, "faults.md") | {"options": {"tabSize": 2, "insertSpaces": True}})
        client.notify("$/cancelRequest", {"id": one.key})
        client.notify("$/cancelRequest", {"id": two.key})
        client.notify("$/cancelRequest", {"id": 10**6 + number})
        for pending in (one, two):
            try:
                client.end(pending)
            except ServerError as error:
                stage.same(error.code, -32800, "error of a cancelled request")
            except Gone as error:
                stage.check(False, str(error))
                return
            stage.tried += 1
        client.notify("$/cancelRequest", {"id": one.key})
    client.call("textDocument/documentSymbol", document(stage, "web.md"))


@scene("stale requests")
def stale(stage: Stage) -> None:
    """A request between two changes is about the text between them."""
    client = opened(stage, "web.md")
    uri = stage.uri("web.md")
    asked = []
    for number in range(20):
        client.set_text(uri, f"# Text {number} 🌍\n\n- [ ] one {number}\n" + "- [ ] more\n" * (number % 7))
        asked.append((number, client.begin("textDocument/documentSymbol", document(stage, "web.md"))))
    for number, pending in asked:
        try:
            names = [symbol["name"] for symbol in client.end(pending)]
        except ServerError as error:
            # What the protocol allows for a text that has changed.
            stage.check(error.code in (-32801, -32802, -32800), f"a request between changes: {error}")
            continue
        stage.same(names, [f"Text {number} 🌍"], "symbols between two changes")
