"""Scenes of formatting: whole texts, ranges, and while typing."""

from __future__ import annotations

from scenes_reading import document, opened
from stage import Stage, changes, scene
from texts import short

OPTIONS = {"tabSize": 2, "insertSpaces": True}


@scene("formatting", "documentFormattingProvider")
def formatting(stage: Stage) -> None:
    client = opened(stage, "web.md", "ops.md", "faults.md")
    before = stage.facts(client)
    for name in ("web.md", "ops.md", "faults.md"):
        uri = stage.uri(name)
        made = stage.after_command(client, "fmt", name)["alpha/" + name]
        edits = client.call("textDocument/formatting", document(stage, name) | {"options": OPTIONS}) or []
        new = client.documents[uri].edited(edits)
        stage.same(new, made, f"formatting of {name}")
        stage.check(bool(edits) == (new != client.documents[uri].text), f"formatting of {name} has edits that change nothing: {short(edits)}")
        client.set_text(uri, new)
        again = client.call("textDocument/formatting", document(stage, name) | {"options": OPTIONS}) or []
        stage.same(client.documents[uri].edited(again), new, f"formatting of {name} once more")
    stage.same(changes(before, stage.facts(client)), {}, "plan after formatting")


@scene("range formatting", "documentRangeFormattingProvider")
def range_formatting(stage: Stage) -> None:
    client = opened(stage, "faults.md")
    uri = stage.uri("faults.md")
    text = client.documents[uri]
    made = stage.after_command(client, "fmt", "faults.md")["alpha/faults.md"].split("\n")
    for first, last in (("Untidy", "Untidy"), ("Swapped", "Again"), ("Circle one", "Circle two"), ("Twice", "Twice")):
        lines = stage.line(client, "faults.md", first), stage.line(client, "faults.md", last)
        span = text.range(text.starts[lines[0]], text.line_end(lines[1]))
        edits = client.call("textDocument/rangeFormatting", document(stage, "faults.md") | {"range": span, "options": OPTIONS}) or []
        wanted = text.text.split("\n")
        wanted[lines[0] : lines[1] + 1] = made[lines[0] : lines[1] + 1]
        stage.same(text.edited(edits), "\n".join(wanted), f"formatting of the lines from {first!r} to {last!r}")


@scene("formatting while typing", "documentOnTypeFormattingProvider")
def typing(stage: Stage) -> None:
    """Enter behind an item continues the checklist, Enter on an empty item ends it."""
    client = opened(stage, "web.md", "ops.md")
    provider = client.server["documentOnTypeFormattingProvider"]
    stage.check(
        "\n" in [provider["firstTriggerCharacter"], *provider.get("moreTriggerCharacter", [])], f"Enter does not trigger formatting: {provider}"
    )

    def entered(before: str, behind: str = "", end: str = "\n") -> str:
        """The text around the cursor after Enter; what surrounds it stays."""
        uri = stage.uri("web.md")
        head, tail = f"# Typed 🌍{end}{end}", f"{end}{end}Prose.{end}"
        client.set_text(uri, head + before + behind + tail)
        at = len(head + before)
        client.replace(uri, at, at, end)
        text = client.documents[uri]
        position = text.position(at + len(end))
        edits = (
            client.call("textDocument/onTypeFormatting", document(stage, "web.md") | {"position": position, "ch": "\n", "options": OPTIONS}) or []
        )
        new = text.edited(edits)
        stage.check(new.startswith(head) and new.endswith(tail), f"Enter behind {before!r} changes the surroundings: {new!r}")
        return new[len(head) : len(new) - len(tail)]

    for end in ("\n", "\r\n"):
        for line, next_line in (
            ("- [ ] a 😀", "- [ ] "),
            ("- [x] done", "- [ ] "),
            ("* [ ] star", "* [ ] "),
            ("+ [/] plus", "+ [ ] "),
            ("1. [ ] first", "2. [ ] "),
            ("9) [ ] ninth", "10) [ ] "),
        ):
            stage.same(entered(line, end=end), line + end + next_line, f"Enter behind {line!r}")
        stage.same(entered(f"- [ ] a{end}  - [ ] b 👩‍🎨", end=end), f"- [ ] a{end}  - [ ] b 👩‍🎨{end}  - [ ] ", "Enter behind a subtask")
        for line in ("- [ ] ", "- [ ]", "1. [ ] "):
            first = "- [ ] a" if line.startswith("-") else "1. [ ] a"
            result = entered(first + end + line, end=end)
            stage.check(result.startswith(first + end) and "[" not in result[len(first) :], f"Enter on the empty item {line!r} gives {result!r}")
        result = entered("- [ ] a", " and b", end=end)
        stage.check(result in (f"- [ ] a{end}- [ ]  and b", f"- [ ] a{end}- [ ] and b"), f"Enter within an item gives {result!r}")
        for line in ("Prose", "# Heading", "```\n- [ ] code".replace("\n", end)):
            stage.same(entered(line, end=end), line + end, f"Enter behind {line!r}")
