"""The extension for VS Code, driven with the real language server in an editor that a test stands for.

Run: vscode.py PLANMD [--node PROGRAM]

Needs node 16 or later and nothing else. vscode/session.js is the test, vscode/fake_vscode.js the editor: it takes
what VS Code's API takes, refuses what that refuses, and knows no name that the extension does not need.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import Tally, environment, find_planmd, give_up, option_parser, run, skip, temporary_folder  # noqa: E402
import plans  # noqa: E402

EXTENSION = Path(__file__).resolve().parents[2] / "editor-plugins" / "vscode"
SESSION = Path(__file__).resolve().parent / "vscode" / "session.js"


def node_program(name: str | None) -> str:
    found = name or shutil.which("node") or shutil.which("nodejs")
    if not found:
        skip("node is not there")
    version = subprocess.run([found, "--version"], capture_output=True, check=False).stdout.decode().strip()
    if not version.startswith("v") or int(version[1:].split(".")[0]) < 16:
        skip(f"node 16 is needed, not {version}")
    return found


def utf16_column(line: str, column: int) -> int:
    """A column in bytes, from 1, as one in UTF-16."""
    return len(line.encode()[: column - 1].decode().encode("utf-16-le")) // 2 + 1


def session(node: str, planmd: str, folder: Path) -> dict:
    plan = plans.write(folder / "plan").resolve()
    fresh = plans.write(folder / "fresh").resolve()
    findings = json.loads(run(planmd, "lint", "-f", "json", root=plan).stdout)["findings"]
    lines = plans.FILES["one.md"].splitlines()
    wanted = [
        [f["line"], utf16_column(lines[f["line"] - 1], f["column"]), f["rule"]]
        for f in findings
        if f["file"] == "one.md"
    ]
    problems = [[f["file"], f["line"], f["column"], f["severity"], f["message"], f["rule"]] for f in findings]
    text = run(planmd, "lint", root=plan).stdout.decode()
    run(planmd, "fmt", root=fresh)
    env = environment(
        EXTENSION=str(EXTENSION),
        PLANMD_PROGRAM=planmd,
        PLAN=str(plan),
        TODAY=plans.TODAY,
        FRIDAY=plans.FRIDAY,
        FINDINGS=json.dumps(wanted),
        RENAMED=json.dumps(plans.RENAMED),
        LINT=text,
        PROBLEMS=json.dumps(problems, ensure_ascii=False, separators=(",", ":")),
        FORMATTED=(fresh / "one.md").read_text(encoding="utf-8"),
    )
    result = subprocess.run(
        [node, str(SESSION)], env=env, cwd=plan, stdin=subprocess.DEVNULL, capture_output=True, timeout=280, check=False
    )
    try:
        return json.loads(result.stdout.decode().splitlines()[-1])
    except (ValueError, IndexError):
        give_up("the session says nothing", result.stdout[-2000:] + result.stderr[-4000:])


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--node", help="the node to run")
    arguments = parser.parse_args()
    if arguments.self_test:
        tally = Tally()
        tally.check(utf16_column("- ß👋x", len("- ß👋".encode()) + 1) == 6, "columns")
        tally.finish()
    planmd = find_planmd(parser, arguments.planmd)
    node = node_program(arguments.node)
    tally = Tally()
    for path in [EXTENSION / "extension.js", *sorted((EXTENSION / "lib").glob("*.js"))]:
        result = subprocess.run([node, "--check", str(path)], capture_output=True, check=False)
        tally.check(result.returncode == 0, f"{path.name}: {result.stderr.decode()[:500]}")
    with temporary_folder("vscode") as folder:
        found = session(node, planmd, folder)
    for note in found["notes"]:
        print(f"not looked at: {note}")
    for one in found["checks"]:
        tally.check(one["agrees"], f"{one['name']}: {one.get('detail', '')}")
    tally.finish()


if __name__ == "__main__":
    main()
