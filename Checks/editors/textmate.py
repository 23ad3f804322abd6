"""The grammars of editor-plugins/vscode, tokenised as VS Code does, at the places that highlighting.txt marks.

Run: textmate.py [--self-test] [--show TITLE]

VS Code's Markdown grammar comes with the Python package textmate-grammar-python, whose own interpreter knows no
injections; textmate_engine.py does. Every token is also looked at for scopes that no grammar may give twice. The same
run holds the syntax for Sublime Text to the rules of its format (contexts that exist, expressions that compile), and to
the same marks, by sublime_engine.py.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import Tally, give_up, option_parser, skip  # noqa: E402
import marks  # noqa: E402

PLUGINS = Path(__file__).resolve().parents[2] / "editor-plugins"
SYNTAXES = PLUGINS / "vscode" / "syntaxes"

# What each kind of highlighting.txt is called in the grammars: one of these scopes must be there.
SCOPES = {
    "text.done": "markup.done.planmd",
    "text.cancelled": "markup.strikethrough.cancelled.planmd",
    "key.own": "entity.other.attribute-name.own.planmd",
    "value.date": "constant.numeric.date.planmd",
    "value.effort": "constant.numeric.effort.planmd",
    "value.money": "constant.numeric.money.planmd",
    "value.percent": "constant.numeric.percent.planmd",
    "value.count": "constant.numeric.count.planmd",
    "value.recurrence": "string.unquoted.recurrence.planmd",
    "value.reference": "variable.other.reference.planmd",
    "value.lag": "constant.numeric.lag.planmd",
    "value.identifier": "entity.name.label.planmd",
    "value.person": "entity.name.function.person.planmd",
    "value.word": "constant.language.word.planmd",
    "value.own": "string.unquoted.own.planmd",
    "value.quoted": "string.quoted.double.planmd",
    "value.bad": "invalid.illegal.value.planmd",
    "name": "entity.name.function.person.planmd",
    "name.units": "constant.numeric.units.planmd",
    "label": "entity.name.tag.label.planmd",
    "priority": "keyword.control.priority.planmd",
    "block": "entity.name.label.block.planmd",
    "emoji": "keyword.other.emoji",
    "log.date": "constant.numeric.date.log.planmd",
    "log.effort": "constant.numeric.effort.log.planmd",
    "log.clock": "constant.numeric.clock.log.planmd",
    "log.money": "constant.numeric.money.log.planmd",
    "comment.block": "keyword.control.block.planmd",
    "comment.command": "support.function.command.planmd",
    "comment.suppression": "keyword.control.suppression.planmd",
    "comment.rule": "support.constant.rule.planmd",
}
# What has no colour of its own, but says where it is.
STRUCTURE = ("meta.", "text.", "markup.done.planmd", "markup.strikethrough.cancelled.planmd", "comment.block.hidden")


def expected(kind: str) -> str:
    if kind.startswith("key.") and kind != "key.own":
        return f"keyword.other.tag.{kind[4:]}.planmd"
    if kind.startswith("box."):
        return f"keyword.control.checkbox.{kind[4:]}.planmd"
    return SCOPES[kind]


def is_coloured(scope: str) -> bool:
    return scope.endswith(".planmd") and not scope.startswith(STRUCTURE)


def agrees(mark: marks.Mark, text: marks.Text, tokens: list) -> str:
    """Nothing, or what is wrong at a mark."""
    covering = [token for token in tokens if token.end > mark.start and token.start < mark.end]
    for token in covering:
        if mark.kind == "plain":
            if wrong := [scope for scope in token.scopes if is_coloured(scope)]:
                return f"{text.place(mark)} should be plain, not {wrong[-1]}"
        elif mark.kind.startswith("box."):
            part = text.lines[mark.line][token.start : token.end]
            scope = expected(mark.kind) if part not in "[]" else "punctuation.definition.checkbox"
            if not any(s.startswith(scope) for s in token.scopes):
                return f"{text.place(mark)}: {scope} is missing in {' '.join(token.scopes)}"
        else:
            scope = expected(mark.kind)
            if not any(s == scope or s.startswith(scope + ".") for s in token.scopes):
                return f"{text.place(mark)}: {scope} is missing in {' '.join(token.scopes)}"
    return "" if covering else f"{text.place(mark)} has no token"


def load_markdown() -> dict:
    """VS Code's Markdown grammar, with one language for its code blocks."""
    import textmate_grammar
    import yaml

    path = Path(textmate_grammar.__file__).parent / "parsers" / "markdown" / "grammar.yaml"
    if not path.exists():
        skip("textmate-grammar-python comes without the Markdown grammar")
    source = path.read_text(encoding="utf-8")
    source = source.replace("{{languageDefinitions}}", "").replace("{{languageIncludes}}", "")
    return yaml.safe_load(source)


def load(name: str) -> dict:
    return json.loads((SYNTAXES / name).read_text(encoding="utf-8"))


def grammars() -> list[dict]:
    return [load(path.name) for path in sorted(SYNTAXES.glob("*.tmLanguage.json"))]


def check_highlighting(tally: Tally, show: str | None) -> None:
    from textmate_engine import Tokenizer

    tokenizer = Tokenizer(load_markdown(), grammars())
    for text in marks.read():
        lines = tokenizer.tokens(text.text)
        if show and show in text.title:
            for line, tokens in zip(text.lines, lines):
                print(line)
                for token in tokens:
                    print(f"    {line[token.start:token.end]!r:30} {' '.join(token.scopes[1:])}")
        for mark in text.marks:
            problem = agrees(mark, text, lines[mark.line])
            tally.check(not problem, problem)
        for line, tokens in zip(text.lines, lines):
            joined = "".join(line[token.start : token.end] for token in tokens)
            tally.check(joined == line, f"{text.title}: the tokens of {line!r} make {joined!r}")
            for token in tokens:
                own = [scope for scope in token.scopes if is_coloured(scope)]
                tally.check(len(own) == len(set(own)), f"{text.title}: {line!r} has a scope twice: {own}")
    unknown = {include for include in tokenizer.missing if not include.startswith("text.html.derivative")}
    tally.check(not unknown, f"unknown includes: {sorted(unknown)}")


def check_package(tally: Tally) -> None:
    """Every grammar file is contributed, under its own scope name and injected where its selector begins."""
    package = json.loads((PLUGINS / "vscode" / "package.json").read_text(encoding="utf-8"))
    contributed = {Path(g["path"]).name: g for g in package["contributes"]["grammars"]}
    for path in sorted(SYNTAXES.glob("*.tmLanguage.json")):
        grammar = load(path.name)
        entry = contributed.get(path.name)
        tally.check(entry is not None, f"package.json does not contribute {path.name}")
        if entry:
            tally.check(entry["scopeName"] == grammar["scopeName"], f"{path.name}: another scope name in package.json")
            tally.check(entry.get("injectTo") == ["text.html.markdown"], f"{path.name} is not injected into Markdown")


def check_speed(tally: Tally) -> None:
    """Expressions that could run away on long lines: twice the text takes about twice the steps, not four times.

    The bound is a generous one in seconds over a line far longer than any, since an exponential expression never ends.
    """
    from textmate_engine import Tokenizer
    import time

    tokenizer = Tokenizer(load_markdown(), grammars())
    nasty = ["a:", "[a:: ", "(a:: ", "@a|", "#a/", "after:a,", "1h", 'rec:"a ', "🔁 every a ", "- [ ] ", "<!-- planmd"]
    for part in nasty:
        started = time.process_time()
        tokenizer.tokens("- [ ] " + part * 400)
        took = time.process_time() - started
        tally.check(took < 20, f"{part!r} 400 times takes {took:.1f} s")


def check_sublime(tally: Tally, show: str | None) -> None:
    import onigurumacffi
    import yaml
    from sublime_engine import Syntax

    folder = PLUGINS / "sublime"
    for path in sorted(folder.glob("*.sublime-syntax")):
        source = path.read_text(encoding="utf-8")
        tally.check(source.startswith("%YAML 1.2\n---\n"), f"{path.name} does not begin with %YAML 1.2")
        syntax = yaml.safe_load(source.partition("---\n")[2])
        for key in ("name", "scope", "contexts"):
            tally.check(key in syntax, f"{path.name}: no {key}")
        variables = syntax.get("variables", {})
        contexts = syntax["contexts"]
        inherited = bool(syntax.get("extends"))

        def resolve(pattern: str, depth: int = 0) -> str:
            if depth > 20:
                raise ValueError(f"variables in a circle: {pattern}")
            return re.sub(r"\{\{(\w+)\}\}", lambda m: resolve(variables[m.group(1)], depth + 1), pattern)

        def known(target) -> bool:
            if isinstance(target, list):
                return all(known(item) for item in target)
            if isinstance(target, dict):
                return True
            return (
                target in contexts
                or target.startswith(("scope:", "Packages/"))
                or inherited
                and target in {"literals", "images", "links", "unordered-list-block", "ordered-list-block"}
            )

        def look(rules: list, name: str) -> None:
            for rule in rules:
                allowed = {
                    "match",
                    "scope",
                    "captures",
                    "push",
                    "pop",
                    "set",
                    "include",
                    "meta_scope",
                    "apply_prototype",
                    "meta_content_scope",
                    "meta_include_prototype",
                    "meta_prepend",
                    "meta_append",
                    "embed",
                    "escape",
                    "embed_scope",
                    "escape_captures",
                    "with_prototype",
                    "branch",
                    "branch_point",
                    "fail",
                    "clear_scopes",
                    "comment",
                }
                tally.check(set(rule) <= allowed, f"{path.name}: {name}: unknown {set(rule) - allowed}")
                for key in ("match", "escape"):
                    if key in rule:
                        try:
                            onigurumacffi.compile(resolve(rule[key]))
                            tally.check(True)
                        except (onigurumacffi.OnigError, KeyError, ValueError) as error:
                            tally.check(False, f"{path.name}: {name}: {rule[key]!r}: {error!r}")
                for key in ("push", "set", "include", "embed"):
                    if key in rule:
                        target = rule[key]
                        if isinstance(target, list) and target and isinstance(target[0], dict):
                            look(target, name)
                        else:
                            tally.check(known(target), f"{path.name}: {name}: {key}: {target!r} is not there")
                if "captures" in rule:
                    groups = onigurumacffi.compile(resolve(rule["match"])).number_of_captures()
                    tally.check(max(rule["captures"]) <= groups, f"{path.name}: {name}: more captures than groups")

        for name, rules in contexts.items():
            look(rules, name)
        for text in marks.read():
            if text.title == "indented code":
                # Markdown's own syntax, which is not here, tells code from subtasks.
                continue
            lines = Syntax(syntax).tokens(text.text)
            if show and show in text.title:
                for line, tokens in zip(text.lines, lines):
                    print(line, *(f"\n    {line[t.start:t.end]!r:30} {' '.join(t.scopes[1:])}" for t in tokens))
            for mark in text.marks:
                problem = agrees(mark, text, lines[mark.line])
                tally.check(not problem, f"{path.name}: {problem}")


def self_test() -> None:
    """A grammar of three rules with an injection, whose tokens are known."""
    from textmate_engine import Tokenizer, compile_selector

    tally = Tally()
    base = {
        "scopeName": "a",
        "patterns": [{"include": "#quote"}, {"match": r"\d+", "name": "number"}],
        "repository": {"quote": {"name": "quote", "begin": '"', "end": '"', "patterns": [{"match": "x", "name": "x"}]}},
    }
    left = {"scopeName": "b", "injectionSelector": "L:a - quote", "patterns": [{"match": "1", "name": "one.b"}]}
    tokens = Tokenizer(base, [left]).tokens('12 "1x"')[0]
    found = [(token.start, token.end, token.scopes[1:]) for token in tokens]
    tally.check(
        found
        == [
            (0, 1, ("one.b",)),
            (1, 2, ("number",)),
            (2, 3, ()),
            (3, 4, ("quote",)),
            (4, 5, ("quote",)),
            (5, 6, ("quote", "x")),
            (6, 7, ("quote",)),
        ],
        f"{found}",
    )
    [(priority, matches)] = compile_selector("L:a - (b | c.d)")
    tally.check(
        priority == -1 and matches(["a", "c"]) and not matches(["a", "c.d.e"]) and not matches(["b"]), "selector"
    )
    while_rule = {
        "scopeName": "w",
        "patterns": [
            {"name": "quoted", "begin": "^> ?", "while": r"(^|\G)> ?", "patterns": [{"match": r"\Gx", "name": "first"}]}
        ],
    }
    lines = Tokenizer(while_rule).tokens("> x\n> xx\nx")
    found = [[token.scopes[1:] for token in line] for line in lines]
    tally.check(
        found == [[("quoted",), ("quoted", "first")], [("quoted",), ("quoted", "first"), ("quoted",)], [()]], f"{found}"
    )
    text = marks.read()[0]
    wrong = marks.Mark(0, 0, 1, "#", "key.date")
    tally.check(bool(agrees(wrong, text, Tokenizer(base).tokens("# x")[0])), "a wrong mark agrees")
    for mark in {mark.kind: mark for text in marks.read() for mark in text.marks}.values():
        tally.check(mark.kind == "plain" or bool(expected(mark.kind)), mark.kind)
    tally.finish()


def main() -> None:
    parser = option_parser(__doc__, planmd=False)
    parser.add_argument("planmd", nargs="?", help="not needed: the grammars are read as they are")
    parser.add_argument("--show", help="print the tokens of the texts with this title")
    arguments = parser.parse_args()
    try:
        import onigurumacffi  # noqa: F401
        import textmate_grammar  # noqa: F401
        import yaml  # noqa: F401
    except ImportError as error:
        skip(f"the Python package {error.name} is not there")
    if arguments.self_test:
        self_test()
    if not SYNTAXES.is_dir():
        give_up(f"{SYNTAXES} is not there")
    tally = Tally()
    check_highlighting(tally, arguments.show)
    check_speed(tally)
    if (PLUGINS / "vscode" / "package.json").exists():
        check_package(tally)
    check_sublime(tally, arguments.show)
    tally.finish()


if __name__ == "__main__":
    main()
