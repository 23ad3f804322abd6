"""TextMate grammars as VS Code interprets them, with injections: the part of vscode-textmate's behaviour that counts.

Rules are taken from a base grammar and from grammars injected into it by their `injectionSelector`. At every position
the rules of the innermost open rule compete with those of every injection whose selector fits the scopes there; the
earliest match wins, and at the same place an injection with `L:` wins over the grammar's own rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import onigurumacffi

# MARK: Selectors


def compile_selector(text: str) -> list[tuple[int, object]]:
    """The alternatives of a selector as (priority, function of a list of scopes); priority -1 is `L:`."""
    words = re.findall(r"[LR]:|[\w.:][\w.:\-]*|[,|\-()]", text)
    position = 0

    def peek():
        return words[position] if position < len(words) else None

    def take():
        nonlocal position
        position += 1
        return words[position - 1]

    def is_name(word):
        return word is not None and re.match(r"[\w.:]", word) is not None

    def operand():
        if peek() == "-":
            take()
            inner = operand()
            return lambda scopes: not inner(scopes)
        if peek() == "(":
            take()
            inner = alternatives()
            if peek() != ")":
                raise ValueError(f"no closing parenthesis in {text!r}")
            take()
            return inner
        names = []
        while is_name(peek()):
            names.append(take())
        return (lambda scopes: has_path(names, scopes)) if names else None

    def conjunction():
        parts = []
        while (part := operand()) is not None:
            parts.append(part)
        return lambda scopes: all(part(scopes) for part in parts)

    def alternatives():
        parts = [conjunction()]
        while peek() in ("|", ","):
            take()
            parts.append(conjunction())
        return lambda scopes: any(part(scopes) for part in parts)

    found = []
    while peek() is not None:
        priority = 0
        if peek() in ("L:", "R:"):
            priority = -1 if take() == "L:" else 1
        found.append((priority, conjunction()))
        if peek() != ",":
            break
        take()
    if peek() is not None:
        raise ValueError(f"cannot read {peek()!r} in {text!r}")
    return found


def has_path(names: list[str], scopes: list[str]) -> bool:
    """True if the names are found among the scopes in this order, each as a whole or as the beginning of one."""
    start = 0
    for name in names:
        for index in range(start, len(scopes)):
            if scopes[index] == name or scopes[index].startswith(name + "."):
                start = index + 1
                break
        else:
            return False
    return True


# MARK: Rules


class Match:
    """The groups of a match, in characters; a group that took no part has -1."""

    def __init__(self, line: str, found):
        self.line = line
        data = line.encode()
        self.spans = [
            (len(data[:start].decode()), len(data[:end].decode())) if start >= 0 else (-1, -1)
            for start, end in zip(found._begs, found._ends)
        ]

    def start(self, number: int = 0) -> int:
        return self.spans[number][0]

    def end(self, number: int = 0) -> int:
        return self.spans[number][1]

    def group(self, number: int = 0) -> str:
        if number >= len(self.spans) or self.spans[number][0] < 0:
            return ""
        return self.line[slice(*self.spans[number])]


@dataclass(eq=False)
class Rule:
    grammar: "Grammar"
    data: dict
    children: list["Rule"] | None = None
    captures: dict[str, dict[int, "Rule"]] = field(default_factory=dict)


@dataclass(eq=False)
class Grammar:
    data: dict
    rules: dict[int, Rule] = field(default_factory=dict)

    @property
    def scope(self) -> str:
        return self.data["scopeName"]

    def rule(self, data: dict) -> Rule:
        """The one rule of a place in the grammar, so that rules can be compared."""
        return self.rules.setdefault(id(data), Rule(self, data))


@dataclass(frozen=True, eq=False)
class State:
    """One open rule, with those around it."""

    parent: "State | None"
    rule: Rule
    entered_at: int
    anchor: int
    captured_end: bool
    closing: str | None
    name_scopes: tuple[str, ...]
    content_scopes: tuple[str, ...]


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    scopes: tuple[str, ...]


class Tokenizer:
    """Tokens of texts, line by line."""

    def __init__(self, base: dict, injected: list[dict] = (), others: list[dict] = ()):
        self.base = Grammar(base)
        self.grammars = {grammar["scopeName"]: Grammar(grammar) for grammar in [*others, *injected]}
        self.grammars[self.base.scope] = self.base
        self.injections = []
        for data in injected:
            grammar = self.grammars[data["scopeName"]]
            root = grammar.rule(data)
            for priority, matches in compile_selector(data["injectionSelector"]):
                self.injections.append((priority, matches, root))
        self.injections.sort(key=lambda injection: injection[0])
        self.compiled: dict[str, object] = {}
        self.missing: set[str] = set()

    # MARK: Expressions

    def expression(self, text: str, allow_a: bool, allow_g: bool):
        """A compiled expression in which `\\A` and `\\G` never match where they must not."""

        def anchors(match):
            escaped = match.group(1)
            if escaped == "A" and not allow_a or escaped == "G" and not allow_g:
                return "\uffff"
            return match.group(0)

        source = re.sub(r"\\(.)", anchors, text, flags=re.S)
        if source not in self.compiled:
            self.compiled[source] = onigurumacffi.compile(source)
        return self.compiled[source]

    def search(self, text: str, line: str, position: int, first: bool, anchor: int):
        found = self.expression(text, first, position == anchor).search(line, position)
        return Match(line, found) if found else None

    # MARK: Which rules compete

    def children(self, rule: Rule) -> list[Rule]:
        if rule.children is None:
            rule.children = []
            for data in rule.data.get("patterns", []):
                rule.children += self.resolve(rule.grammar, data)
        return rule.children

    def resolve(self, grammar: Grammar, data: dict) -> list[Rule]:
        if data.get("disabled"):
            return []
        include = data.get("include")
        if include is None:
            return [grammar.rule(data)]
        if include == "$self":
            return [grammar.rule(grammar.data)]
        if include == "$base":
            return [self.base.rule(self.base.data)]
        scope, _, name = include.partition("#")
        target = self.grammars.get(scope) if scope else grammar
        if target is None:
            self.missing.add(include)
            return []
        if not name:
            return [target.rule(target.data)]
        if name not in target.data.get("repository", {}):
            raise ValueError(f"{grammar.scope}: {include} is not there")
        return [target.rule(target.data["repository"][name])]

    def matching_rules(self, rule: Rule, seen=None) -> list[Rule]:
        """The rules below one that match something themselves, in order."""
        found = []
        seen = seen or set()
        for child in self.children(rule):
            if "match" in child.data or "begin" in child.data:
                found.append(child)
            elif id(child) not in seen:
                seen.add(id(child))
                found += self.matching_rules(child, seen)
        return found

    def best(self, candidates, line, position, first, anchor):
        """The earliest match among (expression, rule or None for the end); the first of equals."""
        best = None
        for text, rule in candidates:
            match = self.search(text, line, position, first, anchor)
            if match and (best is None or match.start() < best[0].start()):
                best = (match, rule)
                if match.start() == position:
                    break
        return best

    def next_match(self, state: State, line, position, first, anchor):
        own = [(rule.data.get("match") or rule.data["begin"], rule) for rule in self.matching_rules(state.rule)]
        if state.closing is not None and "while" not in state.rule.data:
            end = (state.closing, None)
            own = own + [end] if state.rule.data.get("applyEndPatternLast") else [end, *own]
        found = self.best(own, line, position, first, anchor)
        injected, wins_ties = None, False
        for priority, matches, root in self.injections:
            if not matches(list(state.content_scopes)):
                continue
            rules = [(rule.data.get("match") or rule.data["begin"], rule) for rule in self.matching_rules(root)]
            match = self.best(rules, line, position, first, anchor)
            if match and (injected is None or match[0].start() < injected[0].start()):
                injected, wins_ties = match, priority == -1
                if match[0].start() == position:
                    break
        if injected is None:
            return found
        if found is None:
            return injected
        if injected[0].start() < found[0].start() or wins_ties and injected[0].start() == found[0].start():
            return injected
        return found

    # MARK: Tokens

    def initial(self) -> State:
        scopes = (self.base.scope,)
        return State(None, self.base.rule(self.base.data), -1, -1, False, None, scopes, scopes)

    def tokens(self, text: str) -> list[list[Token]]:
        """The tokens of each line, without the line's end."""
        state = self.initial()
        result = []
        for number, line in enumerate(text.split("\n")):
            tokens, state = self.line(line + "\n", state, number == 0)
            result.append([Token(t.start, min(t.end, len(line)), t.scopes) for t in tokens if t.start < len(line)])
        return result

    def line(self, line: str, state: State, first: bool) -> tuple[list[Token], State]:
        tokens: list[Token] = []
        state, position, anchor, first = self.check_while(line, state, first, tokens)
        state = self.scan(line, state, position, anchor, first, tokens)
        return tokens, state

    def produce(self, tokens, upto: int, scopes):
        start = tokens[-1].end if tokens else 0
        if upto > start:
            tokens.append(Token(start, upto, scopes))

    def check_while(self, line, state, first, tokens):
        position = 0
        anchor = 0 if state.captured_end else -1
        chain = []
        node = state
        while node is not None:
            if "while" in node.rule.data:
                chain.append(node)
            node = node.parent
        for node in reversed(chain):
            match = self.search(node.closing, line, position, first, anchor)
            # A condition counts only where the line stands at the moment.
            if match and match.start() == position:
                self.produce(tokens, match.start(), node.content_scopes)
                self.capture(line, first, node, match, tokens, "whileCaptures")
                self.produce(tokens, match.end(), node.content_scopes)
                anchor = match.end()
                if match.end() > position:
                    position = match.end()
                    first = False
            else:
                state = node.parent
                break
        return state, position, anchor, first

    def scan(self, line, state, position, anchor, first, tokens) -> State:
        while True:
            found = self.next_match(state, line, position, first, anchor)
            if found is None:
                self.produce(tokens, len(line), state.content_scopes)
                return state
            match, rule = found
            advanced = match.end() > position
            if rule is None:
                self.produce(tokens, match.start(), state.content_scopes)
                closed = state
                named = self.with_content(state, state.name_scopes)
                self.capture(line, first, named, match, tokens, "endCaptures")
                self.produce(tokens, match.end(), state.name_scopes)
                state = state.parent
                anchor = closed.anchor
                if not advanced and closed.entered_at == position:
                    # Opened and closed without a step: the rule would open again.
                    self.produce(tokens, len(line), closed.content_scopes)
                    return closed
            else:
                self.produce(tokens, match.start(), state.content_scopes)
                before = state
                scopes = state.content_scopes + self.names(rule.data.get("name"), line, match)
                if "begin" in rule.data:
                    text = rule.data.get("while") or rule.data["end"]
                    closing = re.sub(r"\\(\d+)", lambda m: re.escape(match.group(int(m.group(1)))), text)
                    opened = State(state, rule, position, anchor, match.end() == len(line), closing, scopes, scopes)
                    self.capture(line, first, opened, match, tokens, "beginCaptures")
                    self.produce(tokens, match.end(), scopes)
                    anchor = match.end()
                    content = scopes + self.names(rule.data.get("contentName"), line, match)
                    state = self.with_content(opened, content)
                    if not advanced and before.rule is rule and before.entered_at == position:
                        self.produce(tokens, len(line), before.content_scopes)
                        return before
                else:
                    matched = State(state, rule, position, anchor, False, None, scopes, scopes)
                    self.capture(line, first, matched, match, tokens, "captures")
                    self.produce(tokens, match.end(), scopes)
                    if not advanced:
                        # A match without a step ends the rule around it, or this loop would not end.
                        state = state.parent or state
                        self.produce(tokens, len(line), state.content_scopes)
                        return state
            if match.end() > position:
                position = match.end()
                first = False
            if position >= len(line) and not advanced:
                return state

    def with_content(self, state: State, content) -> State:
        return State(
            state.parent,
            state.rule,
            state.entered_at,
            state.anchor,
            state.captured_end,
            state.closing,
            state.name_scopes,
            content,
        )

    def names(self, name: str | None, line: str, match) -> tuple[str, ...]:
        if not name:
            return ()
        return tuple(re.sub(r"\$(\d+)", lambda m: match.group(int(m.group(1))), name).split())

    def capture(self, line, first, state, match, tokens, key):
        """The scopes of a match's groups, and tokens within those that have patterns of their own."""
        data = state.rule.data
        captures = data.get(key) or (data.get("captures") if key != "whileCaptures" else None)
        if not captures:
            return
        captures = {int(number): capture for number, capture in captures.items()}
        open_groups: list[tuple[tuple[str, ...], int]] = []
        for number in range(len(match.spans)):
            capture = captures.get(number)
            if capture is None:
                continue
            start, end = match.start(number), match.end(number)
            if start < 0 or end <= start or start >= match.end():
                continue
            while open_groups and open_groups[-1][1] <= start:
                self.produce(tokens, open_groups[-1][1], open_groups[-1][0])
                open_groups.pop()
            around = open_groups[-1][0] if open_groups else state.content_scopes
            self.produce(tokens, start, around)
            scopes = around + self.names(capture.get("name"), line, match)
            if capture.get("patterns"):
                rule = state.rule.grammar.rule(capture)
                content = scopes + self.names(capture.get("contentName"), line, match)
                inner = State(state, rule, start, -1, False, None, scopes, content)
                part = line[:end]
                self.scan_part(part, inner, start, first and start == 0, tokens)
            elif capture.get("name"):
                open_groups.append((scopes, end))
        while open_groups:
            self.produce(tokens, open_groups[-1][1], open_groups[-1][0])
            open_groups.pop()

    def scan_part(self, part, state, start, first, tokens):
        self.scan(part, state, start, -1, first, tokens)
        # An inner rule that stays open ends with the part.
        self.produce(tokens, len(part), state.content_scopes)
