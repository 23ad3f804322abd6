#!/usr/bin/env python3
"""Checks the language server with an independent client: every request for its meaning, in the three position encodings.

    protocol.py PLANMD [--all] [--only NAME…]

Each scene plays on a plan of its own (two root folders, several files, people, CRLF, astral and combining characters). All messages of
the server are judged by the client (client.py): shapes, order, ranges within the texts, edits that do not overlap and name their
versions. Where a text is changed, planmd's commands on the changed plan say what became of it. What a scene found out is alike in all
encodings. Scenes of what the server does not say it can are named as "not there"; with `--all` they fail.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import scenes_completion  # noqa: F401  registers its scenes
import scenes_events  # noqa: F401
import scenes_formatting  # noqa: F401
import scenes_reading
import scenes_renaming  # noqa: F401
import scenes_writing  # noqa: F401
from client import Client, Gone, ServerError
from stage import ENVIRONMENT, SCENES, Facts, Failed, Stage, changes, completed, plain_snippet
from texts import ENCODINGS, Text
from wire import capabilities

from common import Tally, find_planmd, option_parser


def play(work: tuple[str, str, str]) -> tuple[str, str, int, list[str], dict]:
    """One scene in one encoding: how much was tried, what was wrong, and its notes."""
    planmd, name, encoding = work
    one = next(scene for scene in SCENES if scene.name == name)
    stage = Stage(planmd, encoding)
    try:
        one.play(stage)
    except Failed:
        pass
    except (Gone, ServerError) as error:
        stage.check(False, str(error))
    except Exception as error:  # an answer of the wrong shape may break a scene anywhere
        where = traceback.extract_tb(error.__traceback__)[-1]
        line = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if "scenes_" in frame.filename][-1:]
        stage.check(False, f"{type(error).__name__}: {error} (scene line {line}, {Path(where.filename).name}:{where.lineno})")
    finally:
        stage.end()
    return name, encoding, stage.tried, stage.wrong, stage.notes


def offered(planmd: str) -> dict:
    client = Client([planmd, "lsp"], [], encodings=["utf-8"], env=ENVIRONMENT)
    try:
        client.initialize()
        return client.server
    finally:
        client.shut_down()


def has(server: dict, name: str) -> bool:
    value = server
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value is not None and value is not False


def compare(planmd: str, only: list[str], wants_all: bool, tally: Tally) -> None:
    server = offered(planmd)
    absent, work = [], []
    for scene in SCENES:
        if only and not any(part in scene.name for part in only):
            continue
        missing = [name for name in scene.needs if not has(server, name)]
        if missing:
            absent.append(f"{scene.name} ({', '.join(missing)})")
        else:
            work += [(planmd, scene.name, encoding) for encoding in ENCODINGS]
    notes: dict[str, dict[str, dict]] = {}
    # The same fault in all encodings, or in all scenes, is told once.
    told: dict[str, list[str]] = {}
    with multiprocessing.Pool(max(1, os.cpu_count() or 1)) as pool:
        for name, encoding, tried, wrong, noted in pool.imap(play, work):
            notes.setdefault(name, {})[encoding] = noted
            for number in range(max(tried, len(wrong))):
                tally.check(number >= len(wrong))
            for fault in wrong:
                told.setdefault(re.sub(r"planmd-lsp-\w+|planmd-\d+", "…", fault), []).append(f"{name}, {encoding}")
    for fault, places in told.items():
        print(f"FAILED: {places[0]}{f' and {len(places) - 1} more' if len(places) > 1 else ''}: {fault}\n")
    tally.shown = 20 + tally.tried - tally.agreed
    for name, by_encoding in notes.items():
        keys = {key for noted in by_encoding.values() for key in noted}
        for key in sorted(keys):
            values = {encoding: json.dumps(noted.get(key), ensure_ascii=False) for encoding, noted in by_encoding.items() if key in noted}
            tally.check(len(set(values.values())) <= 1, f"{name}: {key} differs between encodings: {values}"[:3000])
    if absent:
        print(f"not there: {'; '.join(absent)}")
        for name in absent:
            if wants_all:
                tally.check(False, f"not there: {name}")


def self_test(tally: Tally) -> None:
    """The judges of the scenes find what is wrong."""
    text = Text("- [ ] 😀 due:fr\n", 1, "utf-16")
    at = text.position(text.text.index("fr") + 2)
    span = text.range(text.text.index("fr"), text.text.index("fr") + 2)
    item = {"label": "fri", "textEdit": {"range": span, "newText": "2026-03-13"}}
    tally.check(completed(text, at, item) == ("- [ ] 😀 due:2026-03-13\n", None), "a right item")
    for wrong in (
        {"label": "2026-03-13"},
        {"filterText": "x"},
        {"textEdit": None},
        {"textEdit": {"range": text.range(0, 3), "newText": ""}},
        {"textEdit": {"range": text.range(text.text.index("fr"), len(text.text)), "newText": ""}},
    ):
        tally.check(completed(text, at, item | wrong)[1] is not None, f"an item with {wrong} passes")
    for snippet, plain in (("a${1:b}c$0", "abc"), ("${1|x,y|} \\$5", "x $5"), ("${1:a ${2:b}}", "a b")):
        tally.check(plain_snippet(snippet) == plain, f"{snippet!r} becomes {plain_snippet(snippet)!r}")

    class Words(Facts):
        def __init__(self, *tasks: dict) -> None:
            self.tasks = {(task["file"], task["text"], 0): task for task in tasks}

    one, two = {"file": "a", "text": "x", "line": 1, "status": "open"}, {"file": "a", "text": "y", "line": 2, "due": "2026-01-01"}
    tally.check(changes(Words(one, two), Words(one | {"line": 7}, two)) == {}, "a moved line is no change")
    tally.check(changes(Words(one, two), Words(one | {"status": "done"}, two)) == {"a: x": {"status": "done"}}, "another status")
    tally.check(changes(Words(one, two), Words(one)) == {"a: y": {"gone": True}}, "a lost task")
    tally.check(changes(Words(one), Words(one, two)) == {"a: y": {"new": True, "due": "2026-01-01"}}, "a new task")

    stage = Stage("/nowhere", "utf-16")
    legend = {"tokenTypes": ["keyword"], "tokenModifiers": []}
    try:
        for data, right in (
            ([0, 0, 1, 0, 0, 0, 2, 3, 0, 0], True),
            ([0, 0, 3, 0, 0, 0, 2, 3, 0, 0], False),
            ([0, 0, 100, 0, 0], False),
            ([0, 0, 1, 1, 0], False),
            ([0, 0, 0, 0, 0], False),
            ([0, 0, 1, 0], False),
            ([9, 0, 1, 0, 0], False),
            ([0, 7, 1, 0, 0], False),
        ):
            stage.wrong = []
            scenes_reading.tokens(stage, text, {"data": data}, legend)
            tally.check(bool(stage.wrong) != right, f"tokens {data}: {stage.wrong}")
        client = Client.__new__(Client)
        client.encoding, client.capabilities = "utf-16", capabilities(None, False, True)
        uri = stage.uri("web.md")
        whole = Text(stage.path("web.md").read_bytes().decode(), 3, "utf-16")
        change = {"textDocument": {"uri": uri, "version": 3}, "edits": [{"range": whole.range(0, 3), "newText": "x"}]}
        for edit, right in (
            ({"documentChanges": [change]}, True),
            ({"changes": {uri: change["edits"]}}, False),
            ({"documentChanges": [change, change]}, False),
            ({"documentChanges": [change | {"textDocument": {"uri": uri, "version": 2}}]}, False),
            ({"documentChanges": [change | {"textDocument": {"uri": uri, "version": None}}]}, False),
            ({"documentChanges": [change | {"edits": change["edits"] * 2}]}, False),
        ):
            tally.check((client.edit_fault(edit, {uri: whole}) is None) == right, f"the edit {edit}: {client.edit_fault(edit, {uri: whole})}")
    finally:
        stage.end()
    tally.check(
        scenes_reading.days_in("from 2026-03-11, 12 Mar and April 3; 03-15") == {"2026-03-11", "2026-03-12", "2026-04-03", "2026-03-15"},
        "days in words",
    )
    tally.check(len({scene.name for scene in SCENES}) == len(SCENES), "two scenes have one name")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--all", action="store_true", help="what is not there is a failure")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="only scenes with these words in their names")
    options = parser.parse_args()
    tally = Tally(shown=0)
    if options.self_test:
        tally = Tally()
        self_test(tally)
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    compare(planmd, options.only, options.all, tally)
    print(f"{tally.tried} tried, {tally.agreed} survived")
    sys.exit(0 if tally.tried == tally.agreed else 1)


if __name__ == "__main__":
    main()
