"""The editor plugins say the same: one list of commands, of settings, of token types, of keys; READMEs name all files.

Run: configurations.py PLANMD

What is JSON, TOML, YAML or XML must be that. The lists below are held against every plugin and against the program: its
language server must have the commands and the legend, and must take the keys for its own.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import Tally, find_planmd, option_parser, run, skip, temporary_folder  # noqa: E402
import plans  # noqa: E402

PLUGINS = Path(__file__).resolve().parents[2] / "editor-plugins"

# Commands of the server that a plugin calls by name; others come with code actions.
COMMANDS = {
    "planmd." + name
    for name in (
        "done start cancel reopen hold defer assign addId makeProject sortTags fixAll updateBlocks show".split()
    )
}
SETTINGS = {
    "inlayHints.dates": True,
    "inlayHints.progress": True,
    "inlayHints.load": "over",
    "codeLenses": True,
    "schedule": True,
}
TOKENS = "keyword string property enumMember event number variable decorator function type comment".split()
MODIFIERS = "deprecated definition modification".split()
# Keys with the kind of their values, and a value of that kind.
KEYS = {
    "date": (
        "due start started t scheduled fixed done completed completion cancelled created until from",
        "2026-01-12",
    ),
    "effort": ("est estimate effort spent actual left span", "2h"),
    "money": ("budget cost paid rate", "10EUR"),
    "percent": ("progress", "40%"),
    "count": ("times", "3"),
    "recurrence": ("rec repeat", "+1w"),
    "identifier": ("id", "name"),
    "reference": ("after depends dependsOn blocked-by before blocks end-after", "other"),
    "person": ("assignee owner", "ann"),
    "word": ("pri priority split holiday billable health onCompletion type", ""),
    "text": ("waiting", "somebody"),
}
WORDS = {
    "pri": "A",
    "priority": "A",
    "split": "yes",
    "holiday": "skip",
    "billable": "no",
    "health": "green",
    "onCompletion": "keep",
    "type": "area",
}
# Not what a plan's author writes.
GENERATED = {"tags", "package-lock.json"}


def flat(settings: dict, prefix: str = "") -> dict:
    """Settings by their dotted names."""
    result = {}
    for key, value in settings.items():
        if isinstance(value, dict):
            result |= flat(value, f"{prefix}{key}.")
        else:
            result[prefix + key] = value
    return result


def without_comments(text: str) -> str:
    """JSON without the comments that Sublime Text's has."""
    return re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*', lambda match: match.group(1) or "", text)


def read_json(name: str) -> dict:
    return json.loads(without_comments((PLUGINS / name).read_text(encoding="utf-8")))


def check_formats(tally: Tally) -> None:
    import yaml

    readers = {
        ".json": json.loads,
        ".toml": tomllib.loads,
        ".xml": ElementTree.fromstring,
        ".yaml": yaml.safe_load,
        ".sublime-settings": lambda text: json.loads(without_comments(text)),
        ".sublime-build": json.loads,
        ".sublime-syntax": lambda text: yaml.safe_load(text.partition("---\n")[2]),
    }
    for path in sorted(PLUGINS.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        name = path.relative_to(PLUGINS)
        tally.check(b"\r" not in data and data.endswith(b"\n") and not data.endswith(b"\n\n"), f"{name}: line ends")
        tally.check(not re.search(rb"[ \t]\n", data), f"{name}: blanks at a line's end")
        text = data.decode("utf-8")
        if reader := readers.get(path.suffix):
            try:
                reader(text)
                tally.check(True)
            except (ValueError, ElementTree.ParseError, yaml.YAMLError) as error:
                tally.check(False, f"{name}: {error}")


def check_readmes(tally: Tally) -> None:
    index = (PLUGINS / "README.md").read_text(encoding="utf-8")
    for folder in sorted(path for path in PLUGINS.iterdir() if path.is_dir()):
        tally.check(f"]({folder.name})" in index, f"README.md does not lead to {folder.name}")
        readme = folder / "README.md"
        if not tally.check(readme.exists(), f"{folder.name} has no README.md"):
            continue
        text = readme.read_text(encoding="utf-8")
        for heading in ("## Files", "## Install", "## Settings"):
            wanted = heading in text or folder.name == "obsidian" and heading != "## Files"
            tally.check(wanted, f"{folder.name}/README.md has no {heading!r}")
        files = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
        for name in files:
            if name != "README.md" and name not in GENERATED:
                tally.check(f"`{name}`" in text, f"{folder.name}/README.md does not name `{name}`")
        for named in re.findall(r"^\| `([^`]+)` \|", text.partition("## Files")[2].partition("\n## ")[0], re.M):
            tally.check(named in files, f"{folder.name}/README.md names `{named}`, which is not there")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            tally.check((folder / target).exists(), f"{folder.name}/README.md leads to {target}, which is not there")


def check_commands(tally: Tally, offers: dict) -> None:
    def compare(where: str, found: set[str]) -> None:
        tally.check(found == COMMANDS, f"{where}: missing {sorted(COMMANDS - found)}, more {sorted(found - COMMANDS)}")

    package = read_json("vscode/package.json")
    declared = {entry["command"] for entry in package["contributes"]["commands"]}
    compare("vscode/package.json", declared - {"planmd.restart", "planmd.output"})
    menus = package["contributes"]["menus"]
    for place in menus.values():
        for entry in place:
            tally.check("command" not in entry or entry["command"] in declared, f"a menu has {entry}")
    code = (PLUGINS / "vscode/lib/commands.js").read_text(encoding="utf-8")
    compare("vscode/lib/commands.js", set(re.findall(r"'(planmd\.\w+)': \{", code)))
    lua = (PLUGINS / "neovim/lua/planmd/commands.lua").read_text(encoding="utf-8")
    compare("neovim/lua/planmd/commands.lua", set(re.findall(r"command = '(planmd\.\w+)'", lua)))
    lisp = (PLUGINS / "emacs/planmd.el").read_text(encoding="utf-8")
    called = re.findall(r'\(planmd--(?:do|only-by-server|on-file|ask-server) "(\w+)"', lisp)
    compare("emacs/planmd.el", {f"planmd.{name}" for name in called})
    for name in ("neovim", "emacs", "vscode"):
        readme = (PLUGINS / name / "README.md").read_text(encoding="utf-8")
        tally.check(
            "defer" in readme.lower() and "assign" in readme.lower(), f"{name}/README.md is silent about commands"
        )
    if provider := offers.get("executeCommandProvider"):
        missing = COMMANDS - set(provider["commands"])
        tally.check(not missing, f"the server has no {sorted(missing)}")


def check_settings(tally: Tally) -> None:
    def compare(where: str, found: dict) -> None:
        tally.check(found == SETTINGS, f"{where}: {found} instead of {SETTINGS}")

    properties = read_json("vscode/package.json")["contributes"]["configuration"]["properties"]
    values = {name.removeprefix("planmd."): entry["default"] for name, entry in properties.items()}
    tally.check(values.pop("path", None) == "planmd" and values.pop("trace", None) == "off", "vscode: path and trace")
    compare("vscode/package.json", values)
    tally.check(properties["planmd.inlayHints.load"]["enum"] == ["off", "over", "always"], "vscode: the words of load")
    client = (PLUGINS / "vscode/lib/client.js").read_text(encoding="utf-8")
    read = dict(re.findall(r"configuration\.get\('([\w.]+)', ([^)]+)\)", client))
    read.pop("trace", None)
    compare("vscode/lib/client.js", {name: json.loads(value.replace("'", '"')) for name, value in read.items()})
    lua = (PLUGINS / "neovim/lua/planmd/init.lua").read_text(encoding="utf-8")
    block = lua.partition("function M.default_settings()")[2].partition("\nend")[0]
    values = {
        name: json.loads(value.replace("'", '"')) for name, value in re.findall(r"(\w+) = (true|false|'\w+'),", block)
    }
    compare("neovim", {f"inlayHints.{n}" if f"inlayHints.{n}" in SETTINGS else n: v for n, v in values.items()})
    sublime = read_json("sublime/LSP.sublime-settings")["clients"]["planmd"]["settings"]
    compare("sublime", {name.removeprefix("planmd."): value for name, value in sublime.items()})
    kate = read_json("kate/lspclient.json")["servers"]["markdown"]
    for key in ("settings", "initializationOptions"):
        compare(f"kate, {key}", flat(kate[key]["planmd"]))
    helix = tomllib.loads((PLUGINS / "helix/languages.toml").read_text(encoding="utf-8"))
    compare("helix", flat(helix["language-server"]["planmd"]["config"]["planmd"]))
    compare("zed", flat(read_json("zed/settings.json")["lsp"]["planmd"]["settings"]))
    for name in ("settings", "initializationOptions"):
        compare(f"jetbrains, {name}", flat(read_json(f"jetbrains/planmd/{name}.json")["planmd"]))
    lisp = (PLUGINS / "emacs/planmd.el").read_text(encoding="utf-8")
    values = {}
    for name, value in re.findall(r"\(defcustom planmd-([\w-]+) (t|nil|\"\w+\")\n", lisp):
        words = name.split("-")
        if words[0] == "inlay":
            values[f"inlayHints.{words[2]}"] = {"t": True, "nil": False}.get(value, value.strip('"'))
        elif name != "program":
            values[words[0] + "".join(w.capitalize() for w in words[1:])] = {"t": True, "nil": False}[value]
    compare("emacs", values)
    for folder in ("vscode", "neovim", "kate", "emacs"):
        readme = (PLUGINS / folder / "README.md").read_text(encoding="utf-8")
        for name in SETTINGS:
            tally.check(name in readme, f"{folder}/README.md does not tell about {name}")


def check_tokens(tally: Tally, offers: dict) -> None:
    package = read_json("vscode/package.json")
    scopes = package["contributes"]["semanticTokenScopes"][0]["scopes"]
    tally.check(sorted(scopes) == sorted(TOKENS), f"vscode/package.json: token types {sorted(scopes)}")
    client = (PLUGINS / "vscode/lib/client.js").read_text(encoding="utf-8")
    for name, wanted in (("tokenTypes", TOKENS), ("tokenModifiers", MODIFIERS)):
        found = re.findall(r"'(\w+)'", re.search(rf"{name}: \[([^\]]*)\]", client).group(1))
        tally.check(found == wanted, f"vscode/lib/client.js: {name} {found}")
    if provider := offers.get("semanticTokensProvider"):
        legend = provider["legend"]
        tally.check(legend == {"tokenTypes": TOKENS, "tokenModifiers": MODIFIERS}, f"the server's legend is {legend}")


def key_lists() -> dict[str, set[str]]:
    """The keys that each highlighter knows, as `kind key`."""
    found: dict[str, set[str]] = {}
    fields = read_json("vscode/syntaxes/planmd-fields.tmLanguage.json")["repository"]["tags"]["patterns"]
    found["vscode"] = set()
    for pattern in fields:
        keys = re.match(r"\(\?<!\[\^\\s\(\]\)\(\(\?i:([\w|-]+)\)\)\(:\)", pattern["match"])
        kind = re.match(r"keyword\.other\.tag\.(\w+)\.planmd", pattern["captures"]["1"].get("name", ""))
        if keys and kind and kind.group(1) not in ("unreadable",):
            found["vscode"] |= {f"{kind.group(1)} {key}" for key in keys.group(1).split("|")}
    vim = (PLUGINS / "vim/after/syntax/markdown.vim").read_text(encoding="utf-8")
    entries = re.findall(r"\\ '(\w+)': \['([\w -]+)',", vim)
    found["vim"] = {f"{kind.lower()} {key}" for kind, keys in entries for key in keys.split()}
    lisp = (PLUGINS / "emacs/planmd.el").read_text(encoding="utf-8")
    block = lisp.partition("(defconst planmd--keys")[2].partition('"The keys that')[0]
    entries = re.findall(r"\((\w+)((?:\s+\"[\w-]+\")+)\)", block)
    found["emacs"] = {f"{kind} {key}" for kind, keys in entries for key in re.findall(r'"([\w-]+)"', keys)}
    kate = (PLUGINS / "kate/planmd.xml").read_text(encoding="utf-8")
    entries = re.findall(r'<!ENTITY keys-(\w+) "([\w|-]+)">', kate)
    found["kate"] = {f"{kind.lower()} {key}" for kind, keys in entries for key in keys.split("|")}
    sublime = (PLUGINS / "sublime/planmd.sublime-syntax").read_text(encoding="utf-8")
    entries = re.findall(r"planmd_keys_(\w+): '\(\?i:([\w|-]+)\)'", sublime)
    found["sublime"] = {
        f"{kind.replace('budget', 'money')} {key}"
        for kind, keys in entries
        if kind != "digits"
        for key in keys.split("|")
    }
    return found


def check_keys(tally: Tally, planmd: str) -> None:
    wanted = {f"{kind} {key}" for kind, (keys, _) in KEYS.items() for key in keys.split()}
    for editor, found in key_lists().items():
        tally.check(found == wanted, f"{editor}: missing {sorted(wanted - found)}, more {sorted(found - wanted)}")
    with temporary_folder("keys") as folder:
        lines, names = ["# Keys", ""], []
        for keys, value in KEYS.values():
            for key in keys.split():
                lines.append(f"- [ ] Task {key} {key}:{value or WORDS[key]}")
                names.append(key)
        lines += ["- [ ] Task own own-key:x", "- [ ] Other id:other"]
        (folder / "keys.md").write_text("\n".join(lines) + "\n")
        (folder / "planmd.yaml").write_text("people: {ann: {}}\n")
        tasks = json.loads(run(planmd, "list", "all", "-f", "json", root=folder).stdout)["tasks"]
        own = {name for task in tasks for name in task.get("attributes", {})}
        tally.check(own == {"own-key"}, f"planmd takes for the plan's own: {sorted(own)}")
        if b"\n  complete" in run(planmd, "--help").stdout:
            line = lines[2] + " "
            answer = run(
                planmd,
                "complete",
                str(folder / "keys.md"),
                "3",
                str(len(line) + 1),
                root=folder,
                stdin=None,
                input=("\n".join([*lines[:2], line, *lines[3:]])).encode(),
            ).stdout.decode()
            offered = {key for key in re.findall(r"^([A-Za-z][\w-]*):\t", answer, re.M)}
            tally.check(
                offered - {"own-key"} <= set(names), f"planmd offers keys that no plugin knows: {offered - set(names)}"
            )


def check_snippets(tally: Tally, planmd: str) -> None:
    """Every snippet, with what it proposes, is a plan that lint has no error about but unknown names."""
    snippets = read_json("vscode/snippets/planmd.json")
    prefixes = [snippet["prefix"] for snippet in snippets.values()]
    tally.check(len(set(prefixes)) == len(prefixes), "two snippets have one prefix")
    with temporary_folder("snippets") as folder:
        for name, snippet in snippets.items():
            body = snippet["body"] if isinstance(snippet["body"], str) else "\n".join(snippet["body"])
            for variable, value in (("YEAR", "2026"), ("MONTH", "01"), ("DATE", "12")):
                body = body.replace(f"$CURRENT_{variable}", value)
            body = re.sub(r"\$\{\d+\|([^,|]+)[^}]*\|\}", r"\1", body)
            while "${" in body:
                body = re.sub(r"\$\{\d+:([^${}]*)\}", r"\1", body)
            body = body.replace("$0", "")
            (folder / "plan.md").write_text(
                f"# Plan\n\n- [ ] First\n  {body}\n" if body.startswith("- 20") else f"# Plan\n\n{body}\n"
            )
            found = json.loads(run(planmd, "lint", "-f", "json", root=folder).stdout)["findings"]
            allowed = {"unknown-dependency", "unknown-rule", "unknown-person"}
            wrong = [f for f in found if f["severity"] == "error" and f["rule"] not in allowed]
            tally.check(not wrong, f"snippet {name!r}: {body!r}: {wrong}")


def check_obsidian(tally: Tally, planmd: str) -> None:
    with temporary_folder("obsidian") as folder:
        (folder / "planmd.yaml").write_bytes((PLUGINS / "obsidian/planmd.yaml").read_bytes())
        settings = folder / ".obsidian" / "plugins" / "obsidian-tasks-plugin" / "data.json"
        settings.parent.mkdir(parents=True)
        settings.write_text('{"statusSettings": {"coreStatuses": [], "customStatuses": []}}')
        (folder / "note.md").write_text("- [ ] Pay the invoice est:15min @ann 📅 2026-04-02\n")
        found = json.loads(run(planmd, "lint", "-f", "json", root=folder).stdout)["findings"]
        wrong = [f for f in found if f["file"] == "planmd.yaml" or f["severity"] != "info"]
        tally.check(not wrong, f"obsidian/planmd.yaml and its README: {wrong}")


def main() -> None:
    parser = option_parser(__doc__)
    arguments = parser.parse_args()
    if arguments.self_test:
        tally = Tally()
        tally.check(flat({"a": {"b": 1}, "c": 2}) == {"a.b": 1, "c": 2}, "flat")
        tally.check(json.loads(without_comments('{"a": "http://x" // y\n}')) == {"a": "http://x"}, "comments")
        tally.finish()
    planmd = find_planmd(parser, arguments.planmd)
    try:
        import yaml  # noqa: F401
    except ImportError:
        skip("the Python package yaml is not there")
    offers = plans.capabilities(planmd)
    tally = Tally()
    check_formats(tally)
    check_readmes(tally)
    check_commands(tally, offers)
    check_settings(tally)
    check_tokens(tally, offers)
    check_keys(tally, planmd)
    check_snippets(tally, planmd)
    check_obsidian(tally, planmd)
    tally.finish()


if __name__ == "__main__":
    main()
