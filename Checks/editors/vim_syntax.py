"""The Vim plugin in Vim itself: syntax groups, folds, the error format, commands and completion.

Run: vim_syntax.py PLANMD [--vim PROGRAM] [--show TITLE]

The syntax is looked at where highlighting.txt has its marks. Completion is asked of the real program where it has
`complete`, and of a stand-in with the same answers in any case. Neovim, where it is there, must see the same groups.
"""

from __future__ import annotations

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

PLUGIN = Path(__file__).resolve().parents[2] / "editor-plugins" / "vim"

# The groups that stand for each kind of highlighting.txt.
GROUPS = {
    "text.done": ["planmdTaskDone"],
    "text.cancelled": ["planmdTaskCancelled"],
    "key.own": ["planmdKeyOwn", "planmdFieldKeyOwn"],
    "key.effort": ["planmdKeyEffort", "planmdKeyShort"],
    "value.quoted": ["planmdValueQuoted"],
    "value.bad": ["planmdValueBad", "planmdFieldBad", "planmdEmojiBad"],
    "value.date": ["planmdValueDate", "planmdFieldDate", "planmdEmojiGood", "planmdBlockDate"],
    "value.recurrence": ["planmdValueRecurrence", "planmdEmojiRule"],
    "value.reference": ["planmdValueReference", "planmdEmojiReference"],
    "value.identifier": ["planmdValueIdentifier", "planmdEmojiId"],
    "value.word": ["planmdValueWord", "planmdFieldWord", "planmdEmojiWord"],
    "value.lag": ["planmdLag"],
    "name": ["planmdName"],
    "name.units": ["planmdUnits"],
    "label": ["planmdLabel"],
    "priority": ["planmdPriority", "planmdLead", "planmdLeadHeading"],
    "block": ["planmdBlock"],
    "emoji": ["planmdEmoji"],
    "log.date": ["planmdLogDate"],
    "log.effort": ["planmdLogEffort"],
    "log.clock": ["planmdLogClock"],
    "log.money": ["planmdLogMoney"],
    "comment.block": ["planmdBlockMark"],
    "comment.command": ["planmdCommand"],
    "comment.suppression": ["planmdSuppression"],
    "comment.rule": ["planmdRule"],
}
# Groups without a look of their own.
PLAIN = {
    "planmdTask",
    "planmdTaskDone",
    "planmdTaskCancelled",
    "planmdLog",
    "planmdText",
    "planmdMarker",
    "planmdBold",
    "planmdItalic",
    "planmdStrike",
    "planmdAttributes",
    "planmdComment",
}


def expected(kind: str) -> list[str]:
    if kind in GROUPS:
        return GROUPS[kind]
    first, _, rest = kind.partition(".")
    name = rest.capitalize()
    return {
        "box": [f"planmdBox{name}"],
        "key": [f"planmdKey{name}", f"planmdFieldKey{name}"],
        "value": [f"planmdValue{name}", f"planmdField{name}"],
    }[first]


def agrees(kind: str, stacks: list[list[str]]) -> str:
    """Nothing, or what is wrong about the groups at each byte of a mark."""
    for stack in stacks:
        own = [group for group in stack if group.startswith("planmd")]
        if kind == "plain":
            if wrong := [g for g in own if g not in PLAIN and not g.startswith(("planmdTag", "planmdHeadingT"))]:
                return f"has the group {wrong[-1]}"
        elif not set(expected(kind)) & set(own):
            return f"has {own or stack}, not {' or '.join(expected(kind))}"
        elif kind.startswith("text.") and own[-1] not in expected(kind):
            return f"has {own[-1]} on top"
    return ""


SCRIPT = """
set nocompatible encoding=utf-8 nomore shortmess+=I
exe 'set rtp^=' . fnameescape($PLUGIN) . ' rtp+=' . fnameescape($PLUGIN . '/after')
let g:planmd_program = $PLANMD_PROGRAM
%(settings)s
filetype plugin on
syntax on
let g:answer = {}
try
%(body)s
catch
  let g:answer.error = v:exception . ' at ' . v:throwpoint
endtry
call writefile([json_encode(g:answer)], $ANSWER)
qall!
"""


class Editor:
    """Vim or Neovim, running one script and giving back what it found."""

    def __init__(self, program: str, planmd: str, folder: Path):
        self.program, self.planmd, self.folder = program, planmd, folder
        self.is_neovim = "nvim" in os.path.basename(program)

    def run(self, body: str, settings: str = "", cwd: Path | None = None, **variables: str) -> dict:
        script, answer = self.folder / "check.vim", self.folder / "answer.json"
        script.write_text(SCRIPT % {"settings": settings, "body": body}, encoding="utf-8")
        answer.unlink(missing_ok=True)
        # Not `-es`: Ex mode holds the cursor off the end of the line, where completion happens.
        quiet = "--headless" if self.is_neovim else "--not-a-term"
        command = [self.program, "-u", "NONE", "-i", "NONE", "-n", quiet, "-S", str(script)]
        env = environment(
            PLUGIN=str(PLUGIN),
            ANSWER=str(answer),
            PLANMD_PROGRAM=self.planmd,
            TERM="xterm",
            SHELL="/bin/sh",
            XDG_CONFIG_HOME=str(self.folder / "none"),
            **variables,
        )
        result = subprocess.run(
            command,
            env=env,
            cwd=cwd or self.folder,
            stdin=subprocess.DEVNULL,
            timeout=120,
            capture_output=True,
            check=False,
        )
        if not answer.exists():
            return {"error": f"no answer: {(result.stdout + result.stderr).decode(errors='replace')[-2000:]}"}
        return json.loads(answer.read_text(encoding="utf-8"))


def check_syntax(tally: Tally, editor: Editor, show: str | None) -> None:
    texts = marks.read()
    wanted = []
    for number, text in enumerate(texts):
        (editor.folder / f"{number}.md").write_text(text.text, encoding="utf-8")
        for mark in text.marks:
            line = text.lines[mark.line]
            # Byte columns, one for each character of the mark.
            columns = [len(line[:index].encode()) + 1 for index in range(mark.start, mark.end)]
            wanted.append([number, mark.line + 1, columns])
    (editor.folder / "wanted.json").write_text(json.dumps(wanted))
    found = editor.run("""
  let g:answer.stacks = []
  let open = -1
  for [number, line, columns] in json_decode(join(readfile('wanted.json'), ''))
    if open != number
      exe 'edit! ' . number . '.md'
      syntax sync fromstart
      let open = number
    endif
    call add(g:answer.stacks, map(copy(columns), 'map(synstack(line, v:val), "synIDattr(v:val, \\"name\\")")'))
  endfor
  let g:answer.undo = b:undo_ftplugin
  " Older versions look for indented code only where the syntax for Markdown begins a line.
  let g:answer.indented = execute('syn list markdownCodeBlock') =~# '4,}'
""")
    if not tally.check("error" not in found, f"{editor.program}: {found.get('error')}"):
        return
    stacks = iter(found["stacks"])
    for text in texts:
        for mark in text.marks:
            stack = next(stacks)
            if text.title == "indented code" and not found["indented"]:
                continue
            if show and show in text.title:
                print(text.place(mark), mark.kind, stack[0])
            problem = agrees(mark.kind, stack)
            tally.check(not problem, f"{editor.program}: {text.place(mark)} {problem}, for {mark.kind}")


FOLDED = """\
---
title: x
---
# One                      | 1
text                       | 1
- [ ] alone                | 1
- [ ] parent               | 2
  - [ ] child              | 2
  - [x] child with notes   | 3
    note                   | 3
                           | 3
    - 2026-01-02 log       | 3
- after                    | 1
## Two                     | 2
```                        | 2
# no heading               | 2
```                        | 2
1. [ ] a                   | 3
   more                    | 3
2. [ ] b                   | 2
Three                      | 1
=====                      | 1
end                        | 1
"""


def check_folds(tally: Tally, editor: Editor) -> None:
    lines, levels = [], []
    for line in FOLDED.splitlines():
        text, bar, level = line.rpartition("|")
        lines.append((text if bar else line).rstrip())
        levels.append(int(level) if bar else 0)
    (editor.folder / "folds.md").write_text("\n".join(lines) + "\n")
    found = editor.run(
        """
  edit folds.md
  let g:answer.levels = map(range(1, line('$')), 'foldlevel(v:val)')
  normal! zM
  let g:answer.text = foldtextresult(4)
""",
        settings="let g:planmd_folding = 1",
    )
    tally.check(found.get("levels") == levels, f"{editor.program}: folds {found}, not {levels}")
    tally.check("(1 of 6 done)" in found.get("text", ""), f"{editor.program}: fold text {found.get('text')!r}")
    plain = editor.run("  edit folds.md\n  let g:answer.method = &foldmethod")
    tally.check(plain.get("method") == "manual", f"{editor.program}: folds without being asked: {plain}")


PLAN = {
    "planmd.yaml": "people:\n  ann: {}\n  bob: {}\n",
    "one.md": "# One\n\n- [ ] Pour the slab id:slab @ann\n- [ ] Build after:slap\n- [ ] Pay due:2026-02-31\n",
    "sub/two.md": "# Two\n\n- [!] Odd box id:odd\n- [ ] Ask @bob\n  - a note below it\n\ntext\n",
}


def write_plan(folder: Path) -> Path:
    plan = folder / "plan"
    shutil.rmtree(plan, ignore_errors=True)
    for name, text in PLAN.items():
        path = plan / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return plan


def check_quickfix(tally: Tally, editor: Editor) -> None:
    """The quickfix list has what `lint -f json` has, and its entries lead to files that exist."""
    plan = write_plan(editor.folder)
    findings = json.loads(run(editor.planmd, "lint", "-f", "json", root=plan).stdout)["findings"]
    found = editor.run(
        """
  edit sub/two.md
  compiler planmd
  silent make!
  let g:answer.list = map(filter(getqflist(), 'v:val.valid'), '[fnamemodify(bufname(v:val.bufnr), ":p"), v:val.lnum, v:val.col, v:val.type, v:val.text]')
""",
        cwd=plan / "..",
        settings="cd plan",
    )
    wanted = [[str(plan / f["file"]), f["line"], f["column"], f["severity"][0].upper()] for f in findings]
    entries = found.get("list", [])
    tally.check(
        len(wanted) >= 3 and [entry[:4] for entry in entries] == wanted,
        f"{editor.program}: quickfix {found}, lint {wanted}",
    )
    for entry, finding in zip(entries, findings):
        for part in (finding["rule"], finding["help"].split("`")[0].strip()):
            tally.check(part in entry[4], f"{editor.program}: {part!r} is not in {entry[4]!r}")
    elsewhere = editor.run(
        """
  edit two.md
  compiler planmd
  silent make!
  let g:answer.list = map(filter(getqflist(), 'v:val.valid'), 'fnamemodify(bufname(v:val.bufnr), ":p")')
""",
        settings="cd plan/sub",
    )
    tally.check(
        elsewhere.get("list") == [entry[0] for entry in wanted], f"{editor.program}: from a folder below: {elsewhere}"
    )


def check_commands(tally: Tally, editor: Editor) -> None:
    plan = write_plan(editor.folder)
    found = editor.run(
        """
  edit one.md
  3PlanDone
  4
  PlanDefer 2026-03-04
  5PlanAssign @bob
  let g:answer.lines = getline(1, '$')
  let g:answer.modified = &modified
  edit sub/two.md
  5PlanStart
  let g:answer.note = getline(4)
  7PlanDone
  let g:answer.messages = execute('messages')
  1,$PlanReopen
""",
        settings="cd plan",
    )
    tally.check(
        found.get("lines")
        == [
            "# One",
            "",
            "- [x] Pour the slab @ann id:slab done:2026-01-12".replace(" @ann id:slab", " id:slab @ann"),
            "- [ ] Build after:slap start:2026-03-04",
            "- [ ] Pay due:2026-02-31 @bob",
        ],
        f"{editor.program}: commands made {found}",
    )
    tally.check(found.get("modified") == 0, f"{editor.program}: modified after a command")
    tally.check(found.get("note") == "- [/] Ask @bob", f"{editor.program}: from a note below: {found.get('note')!r}")
    tally.check("no task" in found.get("messages", ""), f"{editor.program}: {found.get('messages')!r}")


STAND_IN = """#!/bin/sh
# Answers as `planmd complete` does, and notes what it was asked.
printf '%s\\n' "$@" > "$ASKED"
cat >> "$ASKED"
case $NONE in 1) echo 1;; *) printf '19\\nslab\\tPour the slab\\nrööf\\tRaise the roof\\n';; esac
"""


def check_completion(tally: Tally, editor: Editor) -> None:
    plan = write_plan(editor.folder)
    stand_in = editor.folder / "stand-in"
    stand_in.write_text(STAND_IN)
    stand_in.chmod(0o755)
    real, editor.planmd = editor.planmd, str(stand_in)
    asked = editor.folder / "asked"
    body = """
  edit one.md
  call cursor(4, 1)
  call feedkeys("A \\<Esc>0f:lDa\\<C-x>\\<C-o>%s", 'tx')
  let g:answer.line = getline(4)
  let g:answer.omnifunc = &omnifunc
"""
    try:
        for keys, line in [("\\<C-y>", "- [ ] Build after:slab"), ("\\<C-n>\\<C-y>", "- [ ] Build after:rööf")]:
            found = editor.run(body % keys, settings="cd plan", ASKED=str(asked))
            tally.check(found.get("line") == line, f"{editor.program}: completed to {found}, not {line!r}")
        note = asked.read_text().splitlines()
        tally.check(
            note[:4] == ["complete", str(plan / "one.md"), "4", "19"]
            and note[4:]
            == ["# One", "", "- [ ] Pour the slab id:slab @ann", "- [ ] Build after:", "- [ ] Pay due:2026-02-31"],
            f"{editor.program}: planmd complete was asked {note}",
        )
        found = editor.run(body % "", settings="cd plan", ASKED=str(asked), NONE="1")
        tally.check(found.get("line") == "- [ ] Build after:", f"{editor.program}: nothing to complete gave {found}")
        editor.planmd = "/no/such/planmd"
        found = editor.run(body % "", settings="cd plan")
        tally.check(found.get("line") == "- [ ] Build after:", f"{editor.program}: without planmd: {found}")
    finally:
        editor.planmd = real
    if b"complete" not in run(real, "--help").stdout:
        print("planmd has no `complete` yet: only the stand-in was asked")
        return
    write_plan(editor.folder)
    found = editor.run(body % "\\<C-y>", settings="cd plan")
    tally.check(found.get("line") == "- [ ] Build after:slab", f"{editor.program}: planmd completed to {found}")


def check_help(tally: Tally, editor: Editor) -> None:
    """The help page makes tags without doubles, and names every command and setting."""
    docs = editor.folder / "doc"
    shutil.copytree(PLUGIN / "doc", docs, dirs_exist_ok=True)
    found = editor.run(f"  helptags {docs}\n  let g:answer.tags = readfile('{docs}/tags')")
    tags = {line.split("\t")[0] for line in found.get("tags", [])}
    tally.check("planmd.txt" in tags, f"{editor.program}: help: {found}")
    import re

    for path in [*PLUGIN.rglob("*.vim")]:
        source = path.read_text(encoding="utf-8")
        for name in re.findall(r"get\(g:, '(planmd_\w+)'", source):
            tally.check(f"g:{name}" in tags, f"doc/planmd.txt does not tell about g:{name}")
        for name in re.findall(r"^command! .*?(Plan\w+) ", source, re.M):
            tally.check(f":{name}" in tags, f"doc/planmd.txt does not tell about :{name}")


def self_test() -> None:
    tally = Tally()
    tally.check(not agrees("plain", [["markdownH1"], ["planmdTask"]]), "plain")
    tally.check(bool(agrees("plain", [["planmdTask"], ["planmdKeyDate"]])), "a key is not plain")
    tally.check(not agrees("key.date", [["planmdTask", "planmdTagDate", "planmdKeyDate"]]), "key.date")
    tally.check(bool(agrees("key.date", [["planmdKeyDate"], ["planmdTask"]])), "half a key")
    tally.check(bool(agrees("text.done", [["planmdTaskDone", "planmdName"]])), "a name is not done text")
    for kind in marks.kinds(marks.read()) - {"plain"}:
        tally.check(bool(expected(kind)), kind)
    tally.finish()


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--vim", action="append", help="the editors to run instead of vim and nvim")
    parser.add_argument("--show", help="print the groups of the texts with this title")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
    planmd = find_planmd(parser, arguments.planmd)
    packaged = Path(sys.executable).parent / "nvim"
    programs = arguments.vim or [found for name in ("vim", "nvim", packaged) if (found := shutil.which(name))]
    if not programs:
        skip("neither vim nor nvim is there")
    tally = Tally()
    for program in programs:
        with temporary_folder("vim") as folder:
            editor = Editor(program, planmd, folder.resolve())
            if "error" in (found := editor.run("  let g:answer.syntax = has('syntax')")) or not found["syntax"]:
                print(f"{program} cannot highlight: {found}")
                continue
            check_syntax(tally, editor, arguments.show)
            check_folds(tally, editor)
            check_quickfix(tally, editor)
            check_commands(tally, editor)
            check_completion(tally, editor)
            check_help(tally, editor)
    if not tally.tried:
        skip("no editor that can highlight is there (vim-tiny cannot)")
    tally.finish()


if __name__ == "__main__":
    main()
