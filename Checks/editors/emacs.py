"""planmd.el in Emacs without a screen: highlighting, Flymake, completion, commands, and the language server by Eglot.

Run: emacs.py PLANMD [--emacs PROGRAM] [--show TITLE]

Needs Emacs 27.1 or later with markdown-mode; Eglot comes with Emacs 29 and is a package before. planmd.el must also
compile without a warning, and its documentation must please checkdoc.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import Tally, environment, find_planmd, option_parser, run, skip, temporary_folder  # noqa: E402
import marks  # noqa: E402
import plans  # noqa: E402

PLUGIN = Path(__file__).resolve().parents[2] / "editor-plugins" / "emacs"
HERE = Path(__file__).resolve().parent

FACES = {
    "box.unknown": "box-unknown",
    "text.done": "done",
    "text.cancelled": "cancelled",
    "key.own": "own-key",
    "value.own": "string",
    "value.quoted": "string",
    "value.date": "date",
    "value.effort": "number",
    "value.money": "number",
    "value.percent": "number",
    "value.count": "number",
    "value.recurrence": "string",
    "value.reference": "reference",
    "value.lag": "number",
    "value.identifier": "identifier",
    "value.person": "person",
    "value.word": "word",
    "value.bad": "bad",
    "name": "person",
    "name.units": "number",
    "label": "label",
    "priority": "priority",
    "block": "block",
    "emoji": "emoji",
    "log.date": "log",
    "log.effort": "log",
    "log.clock": "log",
    "log.money": "log",
    "comment.block": "comment",
    "comment.command": "command",
    "comment.suppression": "comment",
    "comment.rule": "rule",
}


def face(kind: str) -> str:
    if kind in FACES:
        return f"planmd-{FACES[kind]}"
    first, _, rest = kind.partition(".")
    return {"box": f"planmd-box-{rest}", "key": "planmd-key"}[first]


def agrees(kind: str, faces: list[list[str]]) -> str:
    """Nothing, or what is wrong about the faces at each character of a mark."""
    for here in faces:
        own = [name for name in here if name.startswith("planmd-")]
        if kind == "plain":
            if wrong := [name for name in own if name not in ("planmd-done", "planmd-cancelled")]:
                return f"has the face {wrong[0]}"
        elif not own or own[0] != face(kind):
            return f"has {own or here}, not {face(kind)}"
    return ""


class Emacs:
    def __init__(self, program: str, planmd: str, folder: Path):
        self.program, self.planmd, self.folder = program, planmd, folder
        self.paths = [str(PLUGIN)]
        for pattern in ("markdown-mode-*", "eglot-*", "yaml-mode-*"):
            self.paths += sorted(
                glob.glob(f"/usr/share/emacs/site-lisp/elpa-src/{pattern}")
                + glob.glob(os.path.expanduser(f"~/.emacs.d/elpa/{pattern}"))
            )

    def batch(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
        command = [self.program, "-Q", "--batch"]
        for path in self.paths:
            command += ["-L", path]
        env = environment(HOME=str(self.folder), PLANMD_PROGRAM=self.planmd, **variables)
        return subprocess.run(
            command + list(arguments),
            env=env,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=280,
            check=False,
        )

    def has(self, library: str) -> bool:
        return self.batch("--eval", f"(require '{library})").returncode == 0


def output(result: subprocess.CompletedProcess) -> str:
    return (result.stdout + result.stderr).decode(errors="replace")[-3000:]


def check_quality(tally: Tally, emacs: Emacs) -> None:
    copy = emacs.folder / "planmd.el"
    shutil.copy(PLUGIN / "planmd.el", copy)
    result = emacs.batch("--eval", "(setq byte-compile-error-on-warn t)", "-f", "batch-byte-compile", str(copy))
    tally.check(result.returncode == 0, f"byte compilation: {output(result)}")
    result = emacs.batch(
        "--eval", f'(progn (require \'checkdoc) (setq sentence-end-double-space t) (checkdoc-file "{copy}"))'
    )
    tally.check(result.returncode == 0 and not output(result).strip(), f"checkdoc: {output(result)}")


def check_highlighting(tally: Tally, emacs: Emacs, show: str | None) -> None:
    texts = marks.read()
    wanted = emacs.folder / "marks.json"
    # Emacs counts characters, as marks do.
    wanted.write_text(
        json.dumps([{"text": text.text, "marks": [[m.line, m.start, m.end] for m in text.marks]} for text in texts]),
        encoding="utf-8",
    )
    answer = emacs.folder / "faces.json"
    result = emacs.batch("-l", str(HERE / "emacs_highlighting.el"), MARKS=str(wanted), ANSWER=str(answer))
    if not tally.check(result.returncode == 0 and answer.exists(), f"highlighting: {output(result)}"):
        return
    for text, found in zip(texts, json.loads(answer.read_text(encoding="utf-8"))):
        for mark, faces in zip(text.marks, found):
            if show and show in text.title:
                print(text.place(mark), mark.kind, faces[0])
            problem = agrees(mark.kind, faces)
            tally.check(not problem, f"{text.place(mark)} {problem}, for {mark.kind}")


def session(tally: Tally, emacs: Emacs, mode: str, findings: list, has_complete: bool) -> dict:
    plan = emacs.folder / f"plan-{mode}"
    plans.write(plan)
    subprocess.run(
        ["git", "init", "-q", str(plan)], env=environment(HOME=str(emacs.folder)), check=False, capture_output=True
    )
    answer = emacs.folder / f"{mode}.json"
    result = emacs.batch(
        "-l",
        str(HERE / "emacs_session.el"),
        MODE=mode,
        PLAN=str(plan),
        ANSWER=str(answer),
        FINDINGS=str(len(findings)),
        HAS_COMPLETE="1" if has_complete else "0",
    )
    if not tally.check(answer.exists(), f"{mode}: no answer: {output(result)}"):
        return {}
    found = json.loads(answer.read_text(encoding="utf-8")) or {}
    tally.check("error" not in found, f"{mode}: {found.get('error')}\n{output(result)}")
    return found


def columns(finding: dict) -> list:
    line = plans.FILES["one.md"].splitlines()[finding["line"] - 1]
    return [finding["line"], len(line.encode()[: finding["column"] - 1].decode())]


def check_alone(tally: Tally, emacs: Emacs, found: dict, findings: list, everything: list, has_complete: bool) -> None:
    wanted = sorted(columns(f) for f in findings)
    tally.check(
        [one[:2] for one in found.get("findings", [])] == wanted, f"Flymake has {found.get('findings')}, not {wanted}"
    )
    text = "\n".join(one[2] for one in found.get("findings", []))
    for finding in findings:
        tally.check(f"[{finding['rule']}]" in text and finding["message"] in text, f"Flymake says {text!r}")
    tally.check(found.get("kept") == len(findings), f"{found.get('kept')} findings while the text is changed")
    first = plans.FILES["one.md"].splitlines()[2]
    tally.check(found.get("started") == first.replace("[ ]", "[/]"), f"start made {found.get('started')!r}")
    tally.check(
        found.get("done") == f"{first.replace('[ ]', '[x]')} done:{plans.TODAY}", f"done made {found.get('done')!r}"
    )
    assigned = found.get("assigned") or ""
    tally.check(f"due:{plans.FRIDAY}" in assigned and "@bob" in assigned, f"defer and assign made {assigned!r}")
    tally.check(found.get("modified") is False, "the buffer is modified after a command")
    tally.check((found.get("note") or "").startswith("- [/] Gr"), f"from a note below: {found.get('note')!r}")
    tally.check("no task" in (found.get("refused") or ""), f"on a heading: {found.get('refused')!r}")
    tally.check("/no/such/planmd" in (found.get("missing") or ""), f"without planmd: {found.get('missing')!r}")
    tally.check("Pour the slab" in (found.get("shown") or ""), f"shown: {found.get('shown')!r}")
    # What the commands above have left of the plan is what lint tells of it now.
    plan = emacs.folder / "plan-alone"
    now = json.loads(run(emacs.planmd, "lint", "-f", "json", root=plan).stdout)["findings"]
    types = {"error": 2, "warning": 1, "info": 0}
    wanted = [[str(plan / f["file"]), f["line"], f["column"], types[f["severity"]]] for f in now]
    places = found.get("places", [])
    # Emacs goes once to each place.
    wanted = [w for index, w in enumerate(wanted) if w not in wanted[:index]]
    tally.check(
        [[place[0], place[1], place[3]] for place in places] == [[w[0], w[1], w[3]] for w in wanted],
        f"the compilation buffer leads to {places}, not {wanted}",
    )
    if has_complete:
        tally.check(
            found.get("day") == f"- [ ] Grüße 👋 schicken due:{plans.FRIDAY}", f"due:fri became {found.get('day')!r}"
        )
        tally.check(found.get("person") == "- [ ] Grüße 👋 schicken @bob", f"@b became {found.get('person')!r}")
        references = found.get("references") or {}
        tally.check("Pour the slab" in references.get("slab", ""), f"after: offers {references}")


def check_eglot(tally: Tally, emacs: Emacs, found: dict, findings: list, offers: dict) -> None:
    wanted = sorted(columns(f) for f in findings)
    tally.check(
        [one[:2] for one in found.get("findings", [])] == wanted, f"Eglot has {found.get('findings')}, not {wanted}"
    )
    tally.check(found.get("same-server") is True, "two files of a plan have two servers")
    fresh = plans.write(emacs.folder / "fresh")
    run(emacs.planmd, "fmt", root=fresh)
    tally.check(
        found.get("formatted") == (fresh / "one.md").read_text(encoding="utf-8"),
        f"formatted to {found.get('formatted')}",
    )
    first = plans.FILES["one.md"].splitlines()[2]
    if "completionProvider" in offers:
        tally.check(
            found.get("day") == f"- [ ] Grüße 👋 schicken due:{plans.FRIDAY}",
            f"Eglot: due:fri became {found.get('day')!r}",
        )
        tally.check(found.get("person") == "- [ ] Grüße 👋 schicken @bob", f"Eglot: @bo became {found.get('person')!r}")
    if "hoverProvider" in offers:
        tally.check("2026-01-12" in (found.get("hover") or ""), f"hover says {found.get('hover')!r}")
    if "executeCommandProvider" in offers:
        tally.check(found.get("started") == first.replace("[ ]", "[/]"), f"Eglot: start made {found.get('started')!r}")
        tally.check(found.get("reopened") is True, "Eglot: reopen does not take back a start")
        tally.check(
            f"due:{plans.FRIDAY}" in (found.get("deferred") or ""), f"Eglot: defer made {found.get('deferred')!r}"
        )
        tally.check("Pour the slab" in (found.get("shown") or ""), f"Eglot: shown: {found.get('shown')!r}")
        tally.check("Done" in found.get("actions", []), f"actions are {found.get('actions')}")
        tally.check(
            found.get("done") == f"{first.replace('[ ]', '[x]')} done:{plans.TODAY}", f"Done made {found.get('done')!r}"
        )
    if "renameProvider" in offers:
        renamed = found.get("renamed") or {}
        tally.check(len(renamed) == 3, f"renamed {renamed}")
        for name, text in renamed.items():
            tally.check(text == plans.RENAMED[name], f"{name} was renamed to {text!r}")
    tally.check(found.get("ended") is True, "the server did not end")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--emacs", help="the Emacs to run")
    parser.add_argument("--show", help="print the faces of the texts with this title")
    arguments = parser.parse_args()
    if arguments.self_test:
        tally = Tally()
        tally.check(not agrees("plain", [["planmd-done", "bold"]]), "plain")
        tally.check(bool(agrees("plain", [["planmd-key"]])), "a key is not plain")
        tally.check(bool(agrees("key.date", [["planmd-key"], ["planmd-date"]])), "half a key")
        for kind in marks.kinds(marks.read()) - {"plain"}:
            tally.check(bool(face(kind)), kind)
        tally.finish()
    planmd = find_planmd(parser, arguments.planmd)
    program = arguments.emacs or shutil.which("emacs")
    if not program:
        skip("emacs is not there")
    with temporary_folder("emacs") as folder:
        emacs = Emacs(program, planmd, folder.resolve())
        if not emacs.has("markdown-mode"):
            skip("Emacs has no markdown-mode")
        tally = Tally()
        check_quality(tally, emacs)
        check_highlighting(tally, emacs, arguments.show)
        has_complete = b"\n  complete" in run(planmd, "--help").stdout
        if not has_complete:
            print("planmd has no `complete` yet: completion without a server is not looked at")
        sample = plans.write(emacs.folder / "sample")
        everything = json.loads(run(planmd, "lint", "-f", "json", root=sample).stdout)["findings"]
        findings = [f for f in everything if f["file"] == "one.md"]
        found = session(tally, emacs, "alone", findings, has_complete)
        check_alone(tally, emacs, found, findings, everything, has_complete)
        if emacs.has("eglot"):
            found = session(tally, emacs, "eglot", findings, has_complete)
            check_eglot(tally, emacs, found, findings, plans.capabilities(planmd))
        else:
            print("Emacs has no Eglot: the language server is not looked at")
        tally.finish()


if __name__ == "__main__":
    main()
