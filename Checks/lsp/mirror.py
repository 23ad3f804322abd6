#!/usr/bin/env python3
"""Checks that the language server's copy of every open text is the editor's.

    mirror.py PLANMD --count 100000 --seed 1

Each script opens some texts and changes them at random: several changes in one notification, ranges across lines and past the ends of
lines and text, texts as a whole, versions that are skipped, equal or older, texts that are closed and opened again. After it the server
must have the client's texts (`planmd/text`), and the version of the last notification. Scripts run in the three position encodings.

A position behind a line's end is the line's end, one behind the last line the end of the text, and one within a character that
character's beginning. Lines end with LF, CRLF or CR and with nothing else.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from client import Client, Gone, Pending, ServerError
from texts import ENCODINGS, Text, short, uri_of

from common import Tally, find_planmd, option_parser, skip, temporary_folder

PIECES = (
    ["\n"] * 12
    + ["\r\n"] * 6
    + ["\r"] * 4
    + ["\n\r", "\r\r\n", "\n\n"]
    + [" "] * 8
    + ["\t"] * 2
    + ["- [ ] ", "- [x] ", "  - [ ] ", "# ", "## ", "1. [ ] ", "> ", "```\n", "---\n", "<!-- ", " -->", "%%", "[[", "]]", "`"]
    + ["due:2026-03-10", "est:2h", "@ann", "#web", "after:a", "id:a", "rec:+1w", "pri:A", "📅 2026-03-10", "^a", "due:2026-02-30"]
    + ["word", "a", "Zürich", "e\u0301", "n\u0303\u0323", "é", "ß", "漢字", "\u200d", "א", "\u202e"]
    + ["😀", "👩\u200d🎨", "𝄞", "🇮🇪", "👍🏽", "\U0010fffd"]
    # These end a line for some readers, and not for the protocol.
    + ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c", "\ufeff", "\u00a0", "\x00", "\x7f"]
)
FAR = (1, 2, 3, 10, 1000, 2**31 - 1)


def make_text(r: random.Random, most: int) -> str:
    return "".join(r.choice(PIECES) for _ in range(r.randint(0, most)))


class Script:
    """The steps of one script: ("open", document, text, version), ("change", document, changes, version), ("close", document)."""

    def __init__(self, seed: int, encoding: str, orderly: bool) -> None:
        """`orderly`: versions only grow, as findings that name a version need it."""
        self.encoding = encoding
        r = self.r = random.Random(f"{seed} {encoding}")
        self.steps: list[tuple] = []
        texts: dict[int, Text] = {}
        count = r.choice([1, 1, 1, 2, 3])
        for _ in range(r.choice([1, 2, 4, 8, 16])):
            number = r.randrange(count)
            if number not in texts:
                text = ("\ufeff" if r.random() < 0.1 else "") + make_text(r, r.choice([0, 3, 20, 60]))
                version = r.choice([0, 1, 1, 1, 7, -3])
                if orderly:
                    version = 1 + 1000 * len(self.steps)
                self.steps.append(("open", number, text, version))
                texts[number] = Text(text, version, encoding)
            elif r.random() < 0.07:
                self.steps.append(("close", number))
                del texts[number]
            else:
                old = texts[number].version
                version = old + (1 if orderly else r.choice([1, 1, 1, 1, 2, 50, 0, -1, -20]))
                changes = []
                now = texts[number]
                for _ in range(r.choice([0, 1, 1, 1, 1, 2, 3, 6])):
                    change = self.change(now)
                    now = now.changed([change], version)
                    changes.append(change)
                self.steps.append(("change", number, changes, version))
                texts[number] = texts[number].changed(changes, version)
                assert texts[number].text == now.text

    def change(self, text: Text) -> dict:
        r = self.r
        if r.random() < 0.08:
            return {"text": make_text(r, 30)}
        start, end = sorted((self.place(text), self.place(text, near=r.random() < 0.5)), key=lambda p: (text.offset(p), p["line"], p["character"]))
        if r.random() < 0.3:
            end = start
        new = "" if r.random() < 0.3 else make_text(r, r.choice([1, 1, 2, 5, 20]))
        change: dict = {"range": {"start": start, "end": end}, "text": new}
        if r.random() < 0.1:
            # Deprecated, and still sent by some editors; it says no more than the range.
            change["rangeLength"] = r.randrange(100)
        return change

    def place(self, text: Text, near: bool = False) -> dict:
        r = self.r
        if r.random() < 0.06:
            return {"line": len(text.starts) - 1 + r.choice(FAR) % 2**31, "character": r.choice((0, *FAR))}
        position = text.position(self.near(text) if near else r.randint(0, len(text.text)))
        number = position["line"]
        if r.random() < 0.1:
            units = text.position(text.line_end(number))["character"]
            position["character"] = min(2**31 - 1, units + r.choice(FAR))
        elif r.random() < 0.2:
            # Any unit of the line, within characters as well.
            units = text.position(text.line_end(number))["character"]
            position["character"] = r.randint(0, units)
        self.last = text.offset(position)
        return position

    last = 0

    def near(self, text: Text) -> int:
        return max(0, min(len(text.text), self.last + self.r.randint(-4, 4)))


def is_orderly(steps: list[tuple], encoding: str) -> bool:
    """Whether steps that were left over by cutting are still a conversation: open before change, no range reversed."""
    texts: dict[int, Text] = {}
    for step in steps:
        kind, number = step[:2]
        if (kind == "open") == (number in texts):
            return False
        if kind == "open":
            texts[number] = Text(step[2], step[3], encoding)
        elif kind == "close":
            del texts[number]
        else:
            for change in step[2]:
                if "range" in change:
                    span = change["range"]
                    if texts[number].offset(span["start"]) > texts[number].offset(span["end"]):
                        return False
                texts[number] = texts[number].changed([change], step[3])
    return True


class Run:
    """Scripts on their way in one conversation."""

    def __init__(self, client: Client, folder: Path) -> None:
        self.client, self.folder = client, folder

    def uri(self, script: int, document: int) -> str:
        return uri_of(self.folder / f"s{script} ü{document}.md") if (script + document) % 4 else f"untitled:s{script}-{document}"

    def begin(self, script: int, steps: list[tuple], deep: bool) -> list[tuple[str, Text | None, Pending]]:
        client, asked, seen = self.client, [], set()
        for step in steps:
            uri = self.uri(script, step[1])
            seen.add(uri)
            if step[0] == "open":
                client.open(uri, step[2], step[3])
            elif step[0] == "close":
                client.close(uri)
            else:
                client.change(uri, step[2], step[3])
        for uri in sorted(seen):
            text = client.documents.get(uri)
            asked.append((uri, text, client.begin("planmd/text", {"textDocument": {"uri": uri}})))
            if deep and text is not None:
                # The client judges the ranges of these answers.
                for method, name in (
                    ("textDocument/documentSymbol", "documentSymbolProvider"),
                    ("textDocument/formatting", "documentFormattingProvider"),
                    ("textDocument/diagnostic", "diagnosticProvider"),
                    ("textDocument/foldingRange", "foldingRangeProvider"),
                    ("textDocument/inlayHint", "inlayHintProvider"),
                    ("textDocument/codeLens", "codeLensProvider"),
                    ("textDocument/documentLink", "documentLinkProvider"),
                ):
                    if client.has(name):
                        params: dict = {"textDocument": {"uri": uri}}
                        if method.endswith("formatting"):
                            params["options"] = {"tabSize": 2, "insertSpaces": True}
                        if method.endswith("inlayHint"):
                            params["range"] = text.whole()
                        asked.append((uri, text, client.begin(method, params)))
        for uri in sorted(seen):
            if uri in client.documents:
                client.close(uri)
        return asked

    def end(self, asked: list[tuple[str, Text | None, Pending]]) -> list[tuple[str, bool]]:
        """What is wrong, and whether it is the text."""
        wrong: list[tuple[str, bool]] = []
        for uri, text, pending in asked:
            try:
                result = self.client.end(pending, 120)
            except ServerError as error:
                # A text that is changed or closed again may have no hints any more.
                if text is not None and error.code not in (-32800, -32801, -32802):
                    wrong.append((f"{uri}: {error}", pending.method == "planmd/text"))
                continue
            if pending.method != "planmd/text":
                continue
            if text is None:
                wrong.append((f"{uri} is closed, and the server has {short(result)}", True))
            elif result.get("text") != text.text:
                wrong.append((f"{uri}: {difference(text.text, result.get('text'))}", True))
            elif result.get("version") != text.version:
                wrong.append((f"{uri}: version {result.get('version')}, sent was {text.version}", True))
        return wrong


def difference(ours: str, theirs: str | None) -> str:
    if not isinstance(theirs, str):
        return f"the server's text is {theirs!r}"
    front = len(os.path.commonprefix([ours, theirs]))
    return (
        f"from character {front} on the client has {ours[front : front + 30]!r}, the server {theirs[front : front + 30]!r}; "
        f"before it stands {ours[max(0, front - 20) : front]!r}"
    )


def session(work: tuple[list[str], str, int, int, bool]) -> tuple[int, list[tuple[str, str]]]:
    """Some scripts in one conversation: how many, and the failures with their reproductions."""
    command, folder, seed, count, cuts = work
    encoding = ENCODINGS[seed % 3]
    pushes = seed % 10 == 3
    failures, mistaken, tried = [], 0, 0
    client = Client(command, [Path(folder)], encodings=[encoding], pull=not pushes)
    try:
        client.initialize()
        if client.encoding != encoding:
            return 1, [(f"{encoding} was offered, the server took {client.encoding}", "")]
        run = Run(client, Path(folder))
        lot = []
        for number in range(count):
            script = Script(seed * 100_000 + number, encoding, pushes)
            lot.append((number, script, run.begin(number, script.steps, number % 5 == 0)))
            # As many at once as an editor would never do, and few enough to tell whose fault was whose.
            if len(lot) == 20 or number == count - 1:
                for number_, script_, asked in lot:
                    for fault, is_text in run.end(asked):
                        if is_text:
                            failures.append((fault, reproduction(command, folder, script_) if cuts else ""))
                            mistaken += 1
                        else:
                            client.faults.append(fault)
                lot = []
            tried = number + 1
            if mistaken > 5:
                break
        code = client.shut_down(120)
        if code != 0:
            failures.append((f"exit code {code} after shutdown and exit", ""))
        # What is wrong with answers may be wrong with all of them.
        failures += [(fault, "") for fault in {re.sub(r"\d+", "0", fault): fault for fault in client.faults}.values()]
    except Gone as error:
        failures.append((f"session {seed}: {error}", ""))
    finally:
        client.kill()
    return tried, failures


def fails(command: list[str], folder: str, steps: list[tuple], encoding: str) -> str | None:
    client = Client(command, [Path(folder)], encodings=[encoding], pull=True)
    try:
        client.initialize()
        run = Run(client, Path(folder))
        wrong = run.end(run.begin(0, steps, False))
        return wrong[0][0] if wrong else None
    except Gone as error:
        return str(error)
    finally:
        client.kill()


def reproduction(command: list[str], folder: str, script: Script) -> str:
    """The script by itself, cut down as far as it still fails."""
    steps, encoding = script.steps, script.encoding
    if not fails(command, folder, steps, encoding):
        return f"alone it does not fail: {short(steps)}"
    tries = 0
    smaller = True
    while smaller and tries < 120:
        smaller = False
        candidates = [steps[:at] + steps[at + 1 :] for at in range(len(steps))]
        for at, step in enumerate(steps):
            if step[0] == "change" and len(step[2]) > 1:
                for drop in range(len(step[2])):
                    candidates.append([*steps[:at], (*step[:2], step[2][:drop] + step[2][drop + 1 :], step[3]), *steps[at + 1 :]])
        for candidate in candidates:
            if not is_orderly(candidate, encoding):
                continue
            tries += 1
            if fails(command, folder, candidate, encoding):
                steps, smaller = candidate, True
                break
    return f"{encoding}, {fails(command, folder, steps, encoding)}\n" + "\n".join(json.dumps(step) for step in steps)


def answers_text(command: list[str], folder: Path) -> bool:
    client = Client(command, [folder], pull=True)
    try:
        client.initialize()
        uri = uri_of(folder / "probe.md")
        client.open(uri, "a")
        client.call("planmd/text", {"textDocument": {"uri": uri}})
        return True
    except ServerError as error:
        return error.code != -32601
    finally:
        client.shut_down()


def compare(command: list[str], count: int, seed: int, per_session: int, tally: Tally) -> None:
    with temporary_folder("mirror") as folder:
        (folder / "planmd.yaml").write_text("{}\n")
        work, left, number = [], count, 0
        while left > 0:
            work.append((command, str(folder), seed * 1_000_000 + number, min(per_session, left), True))
            left -= per_session
            number += 1
        told: dict[str, list] = {}
        with multiprocessing.Pool(max(1, min(len(work), os.cpu_count() or 1))) as pool:
            for tried, failures in pool.imap_unordered(session, work):
                for number in range(max(tried, len(failures))):
                    tally.check(number >= len(failures))
                for fault, script in failures:
                    key = re.sub(r"planmd-mirror-\w+|\d+", "…", fault) if not script else fault
                    told.setdefault(key, [fault, script, 0])[2] += 1
        # Texts first; what is wrong with an answer is often wrong with all of them.
        for fault, script, count in sorted(told.values(), key=lambda one: not one[1])[:12]:
            print(f"FAILED: {fault}{f' ({count} times)' if count > 1 else ''}\n{script}")


def self_test(tally: Tally) -> None:
    """A right server passes, and each of these faults is found."""
    fake = str(Path(__file__).resolve().parent / "fake.py")
    with temporary_folder("mirror") as folder:
        for fault in "none units no-clamp lf-only first-change no-full old-version bom nfc keeps-closed mixes".split():
            failures = []
            for number in (0, 1, 2):
                failures += session(([sys.executable, fake, fault], str(folder), number, 60, False))[1]
                if failures:
                    break
            tally.check(bool(failures) == (fault != "none"), f"fault {fault!r}: {failures[:1] or 'not found'}")
    for encoding in ENCODINGS:
        steps = [Script(seed, encoding, False).steps for seed in range(400)]
        changes = [change for script in steps for step in script if step[0] == "change" for change in step[2]]
        tally.check(all(is_orderly(script, encoding) for script in steps), f"{encoding}: scripts are conversations")
        tally.check(sum("range" not in change for change in changes) > 20, f"{encoding}: some changes are of the whole text")
        tally.check(
            sum(change.get("range", {}).get("end", {}).get("character", 0) > 999 for change in changes) > 20, f"{encoding}: some ranges are far out"
        )


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--count", type=int, default=3000, help="how many scripts (default 3000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-session", type=int, default=150, help="scripts for each start of the server")
    options = parser.parse_args()
    tally = Tally(shown=0)
    if options.self_test:
        tally = Tally()
        self_test(tally)
        tally.finish()
    command = [find_planmd(parser, options.planmd), "lsp"]
    with temporary_folder("mirror") as folder:
        if not answers_text(command, folder):
            skip("the server does not answer planmd/text")
    compare(command, options.count, options.seed, options.per_session, tally)
    print(f"{tally.tried} tried, {tally.agreed} survived")
    sys.exit(0 if tally.tried == tally.agreed else 1)


if __name__ == "__main__":
    main()
