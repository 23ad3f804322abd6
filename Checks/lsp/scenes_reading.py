"""Scenes of requests that only look: symbols, places, hovers, hints, tokens, completion."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from client import TODAY, Client, ServerError
from stage import Stage, scene
from texts import Text, short

DAY = date.fromisoformat(TODAY)


def document(stage: Stage, name: str) -> dict:
    return {"textDocument": {"uri": stage.uri(name)}}


def opened(stage: Stage, *names: str, **options: Any) -> Client:
    client = stage.start(**options)
    for name in names:
        client.open_file(stage.path(name))
    return client


def days_in(text: str) -> set[str]:
    """The days that a text for people names, as ISO dates: 2026-03-11, 11 Mar, Mar 11, mar 11 2026."""
    found = set(re.findall(r"\b\d{4}-\d\d-\d\d\b", text))
    months = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    for day, month in re.findall(r"\b(\d{1,2})\.? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", text, re.I):
        found.add(f"{DAY.year}-{months.index(month.lower()) + 1:02}-{int(day):02}")
    for month, day in re.findall(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (\d{1,2})\b", text, re.I):
        found.add(f"{DAY.year}-{months.index(month.lower()) + 1:02}-{int(day):02}")
    for month, day in re.findall(r"(?<![\d-])(\d\d)-(\d\d)(?![\d-])", text):
        found.add(f"{DAY.year}-{month}-{day}")
    return found


# The life of a server


@scene("initialize")
def initialize(stage: Stage) -> None:
    client = stage.start()
    stage.same(client.encoding, stage.encoding, "position encoding")
    sync = client.server.get("textDocumentSync")
    stage.check(isinstance(sync, dict) and sync.get("change") == 2 and sync.get("openClose") is True, f"textDocumentSync is {sync}")
    try:
        client.call("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        stage.check(False, "a second initialize is answered")
    except ServerError as error:
        stage.same(error.code, -32600, "error of a second initialize")
    try:
        client.call("textDocument/nothing", {})
        stage.check(False, "an unknown method is answered")
    except ServerError as error:
        stage.same(error.code, -32601, "error of an unknown method")


@scene("default encoding")
def default_encoding(stage: Stage) -> None:
    from client import Client as Plain
    from stage import ENVIRONMENT

    client = Plain(stage.command, [stage.folder / "alpha"], env=ENVIRONMENT)
    stage.clients.append(client)
    client.initialize()
    stage.same(client.encoding, "utf-16", "position encoding without an offer")


@scene("not open")
def not_open(stage: Stage) -> None:
    """Requests about texts that are nowhere are answered, whatever by."""
    client = stage.start()
    for method, name in (
        ("textDocument/documentSymbol", "documentSymbolProvider"),
        ("textDocument/hover", "hoverProvider"),
        ("textDocument/completion", "completionProvider"),
        ("textDocument/codeLens", "codeLensProvider"),
        ("textDocument/formatting", "documentFormattingProvider"),
        ("textDocument/diagnostic", "diagnosticProvider"),
    ):
        for uri in (stage.uri("nowhere.md"), "untitled:1", "http://example.org/a.md"):
            if client.has(name):
                try:
                    client.call(
                        method,
                        {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}, "options": {"tabSize": 2, "insertSpaces": True}},
                    )
                except ServerError:
                    pass
                stage.tried += 1


@scene("untitled")
def untitled(stage: Stage) -> None:
    """A text without a file still has its symbols, or none, and does no harm."""
    client = stage.start()
    client.open("untitled:Untitled-1", "# New 🌍\n\n- [ ] a due:2026-02-30\n")
    for method, name in (
        ("textDocument/documentSymbol", "documentSymbolProvider"),
        ("textDocument/codeLens", "codeLensProvider"),
        ("textDocument/foldingRange", "foldingRangeProvider"),
        ("textDocument/semanticTokens/full", "semanticTokensProvider"),
    ):
        if client.has(name):
            client.call(method, {"textDocument": {"uri": "untitled:Untitled-1"}})
            stage.tried += 1


# Symbols and places


@scene("document symbols", "documentSymbolProvider")
def document_symbols(stage: Stage) -> None:
    client = opened(stage, "web.md", "faults.md")
    tree = client.call("textDocument/documentSymbol", document(stage, "web.md"))
    text = client.documents[stage.uri("web.md")]
    flat: list[tuple[str, str]] = []

    def walk(symbol: dict, above: dict | None, path: str) -> None:
        inner, outer = symbol["selectionRange"], symbol["range"]
        start, end = text.offset(outer["start"]), text.offset(outer["end"])
        stage.check(
            start <= text.offset(inner["start"]) and text.offset(inner["end"]) <= end, f"selectionRange of {symbol['name']!r} is not in its range"
        )
        if above:
            stage.check(
                text.offset(above["range"]["start"]) <= start and end <= text.offset(above["range"]["end"]),
                f"{symbol['name']!r} is not in the range of its parent",
            )
        flat.append((path + symbol["name"], text.slice(inner).split("\n")[0]))
        last = start
        for child in symbol.get("children", ()):
            place = text.offset(child["range"]["start"])
            stage.check(place >= last, f"{child['name']!r} is out of order")
            last = place
            walk(child, symbol, f"{path}{symbol['name']} / ")

    for symbol in tree:
        walk(symbol, None, "")
    names = [name for name, _ in flat]
    for wanted in (
        "Website 🌍",
        "Website 🌍 / Design",
        "Website 🌍 / Design / Sketch 👩‍🎨 the layout",
        "Website 🌍 / Design / Révïew it 𝄞 / Print it",
        "Website 🌍 / Build / Deploy 🚀",
    ):
        stage.check(wanted in names, f"the symbol {wanted!r} is not in {names}")
    stage.check(len(names) == 13, f"there are {len(names)} symbols, not 13: {names}")
    stage.note("symbols", flat)


@scene("workspace symbols", "workspaceSymbolProvider")
def workspace_symbols(stage: Stage) -> None:
    client = opened(stage, "web.md")
    for query, file, name in (
        ("deploy", "web.md", "Deploy 🚀"),
        ("wörld", "ops.md", "Tell the wörld"),
        ("paint", "beta/home.md", "Paint 🎨 it"),
        ("design", "web.md", "Design"),
    ):
        found = [(stage.name(symbol["location"]["uri"]), symbol["name"]) for symbol in client.call("workspace/symbol", {"query": query}) or []]
        stage.check((file, name) in found, f"workspace/symbol {query!r} finds {found}")
        stage.note(f"workspace symbols {query}", found)
    stage.same(client.call("workspace/symbol", {"query": "zzzqqq"}) or [], [], "workspace/symbol of nothing")
    stage.check(len(client.call("workspace/symbol", {"query": ""}) or []) > 5, "workspace/symbol of all is nearly empty")
    # A text that is only in the editor counts.
    uri = stage.uri("web.md")
    client.set_text(uri, client.documents[uri].text.replace("Deploy 🚀", "Ship 🚢"))
    found = [symbol["name"] for symbol in client.call("workspace/symbol", {"query": "ship"}) or []]
    stage.check("Ship 🚢" in found, f"workspace/symbol finds {found} for a text that was just typed")


@scene("definition", "definitionProvider")
def definition(stage: Stage) -> None:
    client = opened(stage, "web.md", "ops.md")
    for name, needle, inside, file, inner in (
        ("web.md", "after:sketch", 8, "web.md", "sketch"),
        ("web.md", "review,words", 1, "web.md", "review"),
        ("web.md", "review,words", 9, "web.md", "words"),
        ("ops.md", "after:deploy", 12, "web.md", "deploy"),
        ("ops.md", "after:backup", 6, "ops.md", "backup"),
    ):
        result = client.call("textDocument/definition", stage.place(client, name, needle, inside)) or []
        places = result if isinstance(result, list) else [result]
        found = [stage.where(client, place) for place in places]
        whole = [
            (file_, client.text_of(stage.uri(file_)).line((place.get("targetSelectionRange") or place["range"])["start"]["line"]))
            for (file_, _), place in zip(found, places)
        ]
        stage.check(len(found) == 1 and found[0][0] == file and f"id:{inner}" in whole[0][1], f"definition of {needle!r} {inside} is {found}")
        stage.note(f"definition {needle} {inside}", found)
    for name, needle in (("web.md", "The plan of"), ("web.md", "# Website")):
        result = client.call("textDocument/definition", stage.place(client, name, needle, 1))
        stage.check(not result, f"definition of the prose {needle!r} is {short(result)}")


@scene("references", "referencesProvider")
def references(stage: Stage) -> None:
    client = opened(stage, "web.md")

    def found(name: str, needle: str, inside: int, declaration: bool) -> list[tuple[str, str]]:
        params = stage.place(client, name, needle, inside) | {"context": {"includeDeclaration": declaration}}
        places = client.call("textDocument/references", params) or []
        result = [(stage.name(place["uri"]), client.text_of(place["uri"]).line(place["range"]["start"]["line"])) for place in places]
        keys = [json.dumps(place, sort_keys=True) for place in places]
        stage.check(len(set(keys)) == len(keys), f"references of {needle!r} come twice")
        stage.note(f"references {needle} {declaration}", [stage.where(client, place) for place in places])
        return sorted((file, line.split(" ", 3)[3][:8]) for file, line in result if line.lstrip().startswith("-")) + [
            (f, li[:12]) for f, li in result if not li.lstrip().startswith("-")
        ]

    deploy = [("docs/inner.md", "task aft"), ("ops.md", "the wörl")]
    for name, needle, inside in (("web.md", "id:deploy", 5),):
        both = found(name, needle, inside, True)
        stage.check(sorted(item[0] for item in both) == ["docs/inner.md", "ops.md", "web.md"], f"references of {needle!r} are {both}")
        uses = found(name, needle, inside, False)
        stage.check(
            sorted(item[0] for item in uses) == sorted(item[0] for item in deploy), f"references of {needle!r} without the declaration are {uses}"
        )
    client.open_file(stage.path("ops.md"))
    both = found("ops.md", "after:deploy", 8, True)
    stage.check(sorted(item[0] for item in both) == ["docs/inner.md", "ops.md", "web.md"], f"references from a use are {both}")
    people = (
        client.call("textDocument/references", stage.place(client, "web.md", "@bob after:sketch", 2) | {"context": {"includeDeclaration": True}})
        or []
    )
    files = [stage.name(place["uri"]) for place in people]
    stage.check(
        files.count("web.md") == 4 and files.count("ops.md") == 1 and set(files) <= {"web.md", "ops.md", "planmd.yaml"},
        f"references of @bob are in {files}",
    )
    labels = (
        client.call("textDocument/references", stage.place(client, "web.md", "#web #urgent", 2) | {"context": {"includeDeclaration": True}}) or []
    )
    files = [stage.name(place["uri"]) for place in labels]
    stage.check(sorted(files) == ["docs/inner.md", "faults.md", "web.md", "web.md", "web.md"], f"references of #web are in {files}")


@scene("document highlight", "documentHighlightProvider")
def document_highlight(stage: Stage) -> None:
    client = opened(stage, "web.md")
    found = client.call("textDocument/documentHighlight", stage.place(client, "web.md", "id:review", 4)) or []
    stage.check(len(found) == 2, f"highlights of id:review are {short(found)}")


@scene("document links", "documentLinkProvider")
def document_links(stage: Stage) -> None:
    client = opened(stage, "web.md")
    text = client.documents[stage.uri("web.md")]
    found = []
    for link in client.call("textDocument/documentLink", document(stage, "web.md")) or []:
        if "target" not in link:
            link = client.call("documentLink/resolve", link)
        inside, (target, _, fragment) = text.slice(link["range"]), link.get("target", "").partition("#")
        name = stage.name(target)
        found.append((inside, name, fragment))
        if target.startswith("file:"):
            aim = client.text_of(target)
            number = int(fragment.lstrip("L").split(",")[0]) - 1 if fragment.startswith("L") else 0
            stage.check(
                number < len(aim.starts) and (not fragment or f"id:{inside}" in aim.line(number)), f"the link {inside!r} leads to {name} {fragment}"
            )
    stage.check(any(name in ("ops.md", "web.md") for _, name, _ in found), f"document links are {found}")
    stage.note("links", found)


@scene("folding", "foldingRangeProvider")
def folding(stage: Stage) -> None:
    client = opened(stage, "web.md", "ops.md")
    for name in ("web.md", "ops.md"):
        text = client.documents[stage.uri(name)]
        ranges = client.call("textDocument/foldingRange", document(stage, name)) or []
        spans = []
        for one in ranges:
            start, end = one["startLine"], one["endLine"]
            stage.check(start < end < len(text.starts), f"folding range {one} in a text of {len(text.starts)} lines")
            spans.append((start, end))
        for start, end in spans:
            for other, last in spans:
                stage.check(not start < other <= end < last, f"folding ranges {start}-{end} and {other}-{last} cross")
        stage.note(f"folding {name}", sorted(spans))
        if name == "web.md":
            design, build = (stage.line(client, name, needle) for needle in ("## Design", "## Build"))
            stage.check(any(start == design and build - 2 <= end < build for start, end in spans), f"the section Design does not fold: {spans}")
            review = stage.line(client, name, "Révïew")
            stage.check((review, review + 2) in spans, f"the task with subtasks does not fold: {spans}")


@scene("selection ranges", "selectionRangeProvider")
def selection_ranges(stage: Stage) -> None:
    client = opened(stage, "web.md")
    text = client.documents[stage.uri("web.md")]
    places = [
        stage.place(client, "web.md", needle, inside)["position"]
        for needle, inside in (("due:2026-03-20", 6), ("Sketch 👩", 2), ("naïve 🦊", 3), ("## Build", 0))
    ]
    results = client.call("textDocument/selectionRange", document(stage, "web.md") | {"positions": places})
    stage.same(len(results), len(places), "selection ranges")
    for place, one in zip(places, results):
        chain, at = [], text.offset(place)
        while one:
            chain.append((text.offset(one["range"]["start"]), text.offset(one["range"]["end"])))
            one = one.get("parent")
        stage.check(chain[0][0] <= at <= chain[0][1], f"the selection range does not hold its position: {chain}")
        for (start, end), (outer, last) in zip(chain, chain[1:]):
            stage.check(outer <= start and end <= last and (start, end) != (outer, last), f"selection ranges do not grow: {chain}")
    chain, one = [], results[0]
    while one:
        chain.append(text.slice(one["range"]))
        one = one.get("parent")
    stage.check(any(part in ("due:2026-03-20", "2026-03-20") for part in chain), f"no selection range is the tag: {[part[:40] for part in chain]}")
    stage.check(any("Révïew" in part and "Order paper" not in part for part in chain), "no selection range is the task's line")
    stage.check(
        any("Révïew" in part and "Order paper" in part and "Deploy" not in part for part in chain),
        "no selection range is the task with its subtasks",
    )
    stage.note("selection", chain)


@scene("call hierarchy", "callHierarchyProvider")
def call_hierarchy(stage: Stage) -> None:
    """One direction is what waits for the task, the other what it waits for; each the reverse of the other."""
    client = opened(stage, "web.md", "ops.md")

    def item(name: str, needle: str, inside: int = 2) -> dict:
        items = client.call("textDocument/prepareCallHierarchy", stage.place(client, name, needle, inside)) or []
        stage.need(len(items) == 1, f"call hierarchy of {needle!r} begins with {short(items)}")
        return items[0]

    # An item outlives what changes no text.
    kept = item("web.md", "Révïew it")
    client.notify("workspace/didChangeConfiguration", {"settings": {"planmd": {}}})
    client.settle()
    client.settle()
    for method in ("callHierarchy/incomingCalls", "callHierarchy/outgoingCalls"):
        try:
            stage.check(len(client.call(method, {"item": kept}) or []) == 1, f"{method} of an item from before another configuration")
        except ServerError as error:
            stage.check(False, f"{method} of an item from before another configuration: {error}")

    def both(one: dict) -> tuple[list[str], list[str]]:
        incoming = client.call("callHierarchy/incomingCalls", {"item": one}) or []
        outgoing = client.call("callHierarchy/outgoingCalls", {"item": one}) or []
        for call in outgoing:
            for span in call["fromRanges"]:
                fault = client.text_of(one["uri"]).fault(span)
                stage.check(fault is None, f"fromRanges of outgoing calls: {fault}")
        return sorted(call["from"]["name"] for call in incoming), sorted(call["to"]["name"] for call in outgoing)

    sketch, build = "Sketch 👩‍🎨 the layout", "Build 🧱 it"
    incoming, outgoing = both(item("web.md", "Révïew it"))
    stage.check(
        [incoming, outgoing] in ([[sketch], [build]], [[build], [sketch]]), f"calls of the review come from {incoming} and go to {outgoing}"
    )
    waits = outgoing == [sketch]
    incoming, outgoing = both(item("web.md", "Deploy 🚀"))
    ahead, behind = (outgoing, incoming) if waits else (incoming, outgoing)
    stage.same((ahead, behind), ([build], ["Deep task", "Tell the wörld"]), "what is ahead of the deployment, and behind it")
    stage.note("calls", (waits, incoming, outgoing))
    items = client.call("textDocument/prepareCallHierarchy", stage.place(client, "web.md", "The plan of"))
    stage.check(not items, f"prose has a call hierarchy: {short(items)}")


# Hover


def hover(stage: Stage, client: Client, name: str, needle: str, inside: int = 2) -> str | None:
    params = stage.place(client, name, needle, inside)
    result = client.call("textDocument/hover", params)
    if not result:
        return None
    if "range" in result:
        text = client.documents[stage.uri(name)]
        start, end = (text.offset(result["range"][side]) for side in ("start", "end"))
        stage.check(start <= text.offset(params["position"]) <= end, f"the hover's range is not around the position: {short(result)}")
    contents = result["contents"]
    parts = contents if isinstance(contents, list) else [contents]
    return "\n".join(part if isinstance(part, str) else part["value"] for part in parts)


@scene("hover of a task", "hoverProvider")
def hover_task(stage: Stage) -> None:
    client = opened(stage, "web.md", "ops.md")
    facts = stage.facts(client)
    for text, needle in (("Révïew it 𝄞", "Révïew it"), ("Build 🧱 it", "Build 🧱"), ("Sketch 👩‍🎨 the layout", "Sketch 👩")):
        told = stage.need(hover(stage, client, "web.md", needle), f"no hover of {text!r}")
        planned = facts.planned("web.md", text)
        for side in ("start", "finish"):
            stage.check(planned[side][:10] in days_in(told), f"the hover of {text!r} does not tell the {side} {planned[side]}: {told!r}")
        stage.note(f"hover {text}", told)
    told = hover(stage, client, "web.md", "Révïew it") or ""
    for wanted in ("Sketch", "slack", "1d"):
        stage.check(wanted.casefold() in told.casefold(), f"the hover of the review says nothing of {wanted!r}: {told!r}")
    told = hover(stage, client, "web.md", "Weekly") or ""
    for day in ("2026-03-18", "2026-03-25"):
        stage.check(day in days_in(told), f"the hover of a recurring task does not tell {day}: {told!r}")
    told = hover(stage, client, "ops.md", "Tell the wörld") or ""
    stage.check("Deploy" in told, f"the hover does not say what blocks the task: {told!r}")
    stage.check(not hover(stage, client, "web.md", "The plan of"), "prose has a hover")


@scene("hover of a project", "hoverProvider")
def hover_project(stage: Stage) -> None:
    client = opened(stage, "web.md")
    told = stage.need(hover(stage, client, "web.md", "# Website", 4), "no hover of the project")
    stage.check(re.search(r"\d+ ?%|\d+ (open )?of \d+|\d+/\d+", told) is not None, f"the hover of a project tells no progress: {told!r}")
    stage.check("10000" in re.sub(r"[,.   ]", "", told), f"the hover of a project does not tell its budget: {told!r}")
    stage.check(re.search(r"forecast|likely|chance|\b(50|80|95) ?%", told, re.I) is not None, f"the hover of a project tells no forecast: {told!r}")
    stage.note("hover project", told)


@scene("hover follows typing", "hoverProvider")
def hover_typing(stage: Stage) -> None:
    client = opened(stage, "web.md")
    uri = stage.uri("web.md")
    client.set_text(uri, client.documents[uri].text.replace("est:3d @bob", "est:5d @bob"))
    planned = stage.facts(client).planned("web.md", "Build 🧱 it")
    told = hover(stage, client, "web.md", "Build 🧱") or ""
    stage.check(planned["finish"][:10] in days_in(told), f"the hover does not tell {planned['finish']} after typing: {told!r}")


# Hints and lenses


def hints(stage: Stage, client: Client, name: str, span: dict | None = None) -> list[tuple[int, str]]:
    text = client.documents[stage.uri(name)]
    found = client.call("textDocument/inlayHint", document(stage, name) | {"range": span or text.whole()}) or []
    result = []
    for hint in found:
        label = hint["label"] if isinstance(hint["label"], str) else "".join(part["value"] for part in hint["label"])
        stage.check(text.find(hint["position"])[1], f"the hint {label!r} is not in the text: {hint['position']}")
        stage.check(bool(label.strip()), "a hint is empty")
        result.append((hint["position"]["line"], label))
    return result


@scene("inlay hints", "inlayHintProvider")
def inlay_hints(stage: Stage) -> None:
    client = opened(stage, "web.md", "ops.md", settings={"planmd": {"inlayHints": {"dates": True, "progress": True, "load": True}}})
    facts = stage.facts(client)
    found = hints(stage, client, "web.md")
    stage.note("hints", found)
    for text, needle in (("Sketch 👩‍🎨 the layout", "Sketch 👩"), ("Build 🧱 it", "Build 🧱")):
        line = stage.line(client, "web.md", needle)
        planned = facts.planned("web.md", text)
        told = " ".join(label for number, label in found if number == line)
        stage.check(
            bool(days_in(told) & {planned["start"][:10], planned["finish"][:10]}),
            f"hints of {text!r} are {told!r}, it is planned {planned['start']} to {planned['finish']}",
        )
    for needle in ("# Website 🌍", "## Design"):
        line = stage.line(client, "web.md", needle)
        stage.check(any(number == line and re.search(r"\d", label) for number, label in found), f"no progress beside {needle!r}: {found}")
    first = {(number, label) for number, label in found if number <= 10}
    text = client.documents[stage.uri("web.md")]
    part = hints(stage, client, "web.md", text.range(0, text.line_end(10)))
    stage.check(set(part) == first, f"hints of ten lines are {part}, of all {sorted(first)}")


@scene("code lenses", "codeLensProvider")
def code_lenses(stage: Stage) -> None:
    client = opened(stage, "web.md", "ops.md")
    commands = client.server.get("executeCommandProvider", {}).get("commands", [])
    for name in ("web.md", "ops.md"):
        found = []
        for lens in stage.need(client.call("textDocument/codeLens", document(stage, name)), f"no code lens in {name}"):
            if "command" not in lens:
                lens = client.call("codeLens/resolve", lens)
            stage.check("command" in lens and bool(lens["command"]["title"].strip()), f"a code lens without a title: {short(lens)}")
            command = lens["command"]["command"]
            stage.check(
                command == "" or command in commands or not command.startswith("planmd."),
                f"a code lens runs {command!r}, which the server does not have: {commands}",
            )
            stage.check(lens["range"]["start"]["line"] == lens["range"]["end"]["line"], f"a code lens spans lines: {short(lens)}")
            found.append((lens["range"]["start"]["line"], lens["command"]["title"]))
        stage.note(f"lenses {name}", found)


# Tokens


@scene("semantic tokens", "semanticTokensProvider")
def semantic_tokens(stage: Stage) -> None:
    client = opened(stage, "web.md", "ops.md", "faults.md", "docs/inner.md")
    provider = client.server["semanticTokensProvider"]
    for name in ("web.md", "ops.md", "faults.md", "docs/inner.md"):
        text = client.documents[stage.uri(name)]
        whole = tokens(stage, text, client.call("textDocument/semanticTokens/full", document(stage, name)), provider["legend"])
        stage.note(f"tokens {name}", whole)
        if name == "web.md":
            parts = [part for _, part, _ in whole]
            for wanted in ("2026-03-20", "@bob", "#web", "sketch"):
                stage.check(
                    any(wanted in part or part in wanted and len(part) > 2 for part in parts), f"no token for {wanted!r} among {parts[:60]}"
                )
            prose = stage.line(client, "web.md", "The plan of")
            stage.check(not [part for line, part, _ in whole if line == prose and "naïve" in part], "prose has tokens")
        if provider.get("range"):
            lines = (2, min(11, len(text.starts) - 1))
            span = text.range(text.starts[lines[0]], text.line_end(lines[1]))
            part = tokens(
                stage, text, client.call("textDocument/semanticTokens/range", document(stage, name) | {"range": span}), provider["legend"]
            )
            inside = [token for token in whole if lines[0] <= token[0] <= lines[1]]
            stage.check(
                [token for token in part if lines[0] <= token[0] <= lines[1]] == inside,
                f"tokens of a range of {name} are not those of the whole: {short(part)} / {short(inside)}",
            )
    full = provider.get("full")
    if isinstance(full, dict) and full.get("delta"):
        first = client.call("textDocument/semanticTokens/full", document(stage, "web.md"))
        uri = stage.uri("web.md")
        client.set_text(uri, client.documents[uri].text.replace("Announce est:1h", "Announce it #loud est:2h"))
        delta = client.call("textDocument/semanticTokens/full/delta", document(stage, "web.md") | {"previousResultId": first["resultId"]})
        data = list(first["data"])
        for edit in sorted(delta.get("edits", ()), key=lambda edit: -edit["start"]):
            data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit.get("data", [])
        data = delta.get("data", data)
        again = client.call("textDocument/semanticTokens/full", document(stage, "web.md"))["data"]
        stage.check(data == again, "tokens after a delta are not those of the whole")


def tokens(stage: Stage, text: Text, result: Any, legend: dict) -> list[tuple[int, str, str]]:
    """The tokens as lines, texts and types."""
    data = (result or {}).get("data", [])
    stage.check(len(data) % 5 == 0, f"{len(data)} numbers are no tokens")
    found, line, character, last = [], 0, 0, 0
    for at in range(0, len(data) - 4, 5):
        ahead, start, length, kind, modifiers = data[at : at + 5]
        character = start if ahead else character + start
        if ahead:
            last = 0
        line += ahead
        span = {"start": {"line": line, "character": character}, "end": {"line": line, "character": character + length}}
        fault = text.fault(span)
        stage.check(fault is None and length > 0, f"token {at // 5}: {fault or 'it is empty'}")
        stage.check(character >= last, f"token {at // 5} overlaps the one before it in line {line}")
        stage.check(kind < len(legend["tokenTypes"]) and modifiers < 1 << len(legend["tokenModifiers"]), f"token {at // 5} is not in the legend")
        last = character + length
        if fault is None and kind < len(legend["tokenTypes"]):
            found.append((line, text.slice(span), legend["tokenTypes"][kind]))
    return found
