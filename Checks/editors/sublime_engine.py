"""A syntax for Sublime Text, interpreted: contexts, the earliest match, scopes.

Sublime Text's own syntax for Markdown is not to be had here. STUB stands for what of it a syntax for plans builds on:
the contexts by their names, lists that end where a line is not indented, code, links. Nothing is said about the rest.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from textmate_engine import Match, Token

import onigurumacffi

STUB = r"""
contexts:
  main:
    - include: atx-headings
    - include: fences
    - include: list-blocks
    - include: html-blocks
    - match: '^(?=[ ]{0,3}\S)'
      push: paragraph
  paragraph:
    - match: '^(?=\s*$|[ ]{0,3}(?:[-*+]|\d{1,9}[.)])\s|[ ]{0,3}#|[ ]*(?:```|~~~)|[ ]*<!--)'
      pop: 1
    - include: literals
    - include: images
    - include: links
  fences:
    - match: '^[ \t]*(```+|~~~+).*$'
      push:
        - meta_scope: markup.raw.block.markdown
        - match: '^[ \t]*(?:```+|~~~+)[ \t]*$'
          pop: 1
  atx-headings:
    - match: '^[ ]{0,3}#{1,6}[ \t].*$'
      scope: markup.heading.markdown
  html-blocks:
    - match: '<!--'
      push:
        - meta_scope: comment.block.html
        - match: '-->'
          pop: 1
  list-blocks:
    - match: '([ \t]*)([-*+]|\d{1,9}[.)])(\s)'
      push: unordered-list-block
  unordered-list-block:
    - match: '^(?=\S)'
      pop: 1
    - include: fences
    - include: html-blocks
    - include: list-items
  ordered-list-block:
    - include: unordered-list-block
  list-items:
    - match: '([ \t]*)([-*+]|\d{1,9}[.)])(\s)'
  literals:
    - match: '(`+)(?!`).+?(?<!`)\1(?!`)'
      scope: markup.raw.inline.markdown
    - match: '\\[-`*_#+.!(){}\[\]\\>]'
      scope: constant.character.escape.markdown
  images:
    - match: '!\[[^\]]*\]\([^)]*\)'
      scope: meta.image.inline.markdown
  links:
    - match: '\[[^\]]*\]\([^)]*\)'
      scope: meta.link.inline.markdown
    - match: '\bhttps?://\S+'
      scope: markup.underline.link.markdown
"""


def load(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8").partition("---\n")[2])


class Syntax:
    def __init__(self, syntax: dict):
        self.variables = syntax.get("variables", {})
        self.contexts = yaml.safe_load(STUB)["contexts"]
        self.stub = set(self.contexts)
        for name, rules in syntax["contexts"].items():
            if rules and rules[0].get("meta_prepend"):
                self.contexts[name] = rules[1:] + self.contexts.get(name, [])
            else:
                self.contexts[name] = rules
        self.scope = syntax["scope"]
        self.compiled: dict[str, object] = {}
        self.flat: dict[int, list[dict]] = {}

    def expression(self, pattern: str):
        if pattern not in self.compiled:
            source = pattern
            while found := re.search(r"\{\{(\w+)\}\}", source):
                source = source[: found.start()] + self.variables[found.group(1)] + source[found.end() :]
            self.compiled[pattern] = onigurumacffi.compile(source)
        return self.compiled[pattern]

    def rules(self, context: list[dict]) -> list[dict]:
        if id(context) not in self.flat:
            found = []
            for rule in context:
                found += self.rules(self.contexts[rule["include"]]) if "include" in rule else [rule]
            self.flat[id(context)] = found
        return self.flat[id(context)]

    def meta(self, context: list[dict], key: str) -> tuple[str, ...]:
        return tuple(scope for rule in context if key in rule for scope in rule[key].split())

    def named(self, target) -> list[list[dict]]:
        if isinstance(target, str):
            return [self.contexts[target]]
        if target and isinstance(target[0], dict):
            return [target]
        return [self.contexts[name] for name in target]

    def tokens(self, text: str) -> list[list[Token]]:
        stack = [self.contexts["main"]]
        result = []
        for line in text.split("\n"):
            tokens, stack = self.line(line + "\n", stack)
            result.append([Token(t.start, min(t.end, len(line)), t.scopes) for t in tokens if t.start < len(line)])
        return result

    def scopes(self, stack) -> tuple[str, ...]:
        scopes = (self.scope,)
        for context in stack:
            scopes += self.meta(context, "meta_scope") + self.meta(context, "meta_content_scope")
        return scopes

    def line(self, line: str, stack):
        tokens: list[Token] = []
        position, steps = 0, 0

        def produce(upto, scopes):
            start = tokens[-1].end if tokens else 0
            if upto > start:
                tokens.append(Token(start, upto, scopes))

        while position <= len(line):
            steps += 1
            if steps > 1000:
                raise ValueError(f"no end in {line!r}")
            best = None
            for rule in self.rules(stack[-1]):
                if "match" not in rule:
                    continue
                found = self.expression(rule["match"]).search(line, position)
                if found and (best is None or found.start() < best[0].start()):
                    best = (Match(line, found), rule)
                    if best[0].start() == position:
                        break
            if best is None:
                break
            match, rule = best
            produce(match.start(), self.scopes(stack))
            inner = self.scopes(stack)
            after = stack
            if "pop" in rule:
                after = stack[: -int(rule["pop"])]
                inner = self.scopes(after) + self.meta(stack[-1], "meta_scope")
            elif "set" in rule:
                after = stack[:-1] + self.named(rule["set"])
            elif "push" in rule:
                pushed = self.named(rule["push"])
                after = stack + pushed
                for context in pushed:
                    inner += self.meta(context, "meta_scope")
            inner += tuple((rule.get("scope") or "").split())
            for number in range(1, len(match.spans)):
                start, end = match.start(number), match.end(number)
                scope = rule.get("captures", {}).get(number)
                if scope and start >= 0 and end > start:
                    produce(start, inner)
                    produce(end, inner + tuple(scope.split()))
            produce(match.end(), inner)
            if match.end() == position and after is stack:
                position += 1
            else:
                position = match.end()
            stack = after
            if position >= len(line):
                break
        produce(len(line), self.scopes(stack))
        return tokens, stack
