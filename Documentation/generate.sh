#!/usr/bin/env bash
# Writes docs/rules.md, docs/rules/*.md and docs/planmd.1 from what the program says about itself.
# The same program gives the same files: no dates, no paths, no terminal widths.
#
#     Documentation/generate.sh build/planmd
set -euo pipefail

if [ $# -ne 1 ]; then
  echo "usage: Documentation/generate.sh PLANMD" >&2
  exit 2
fi
planmd=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/.."

exec python3 - "$planmd" docs <<'PYTHON'
import json
import re
import subprocess
import sys
from pathlib import Path

planmd, docs = sys.argv[1], Path(sys.argv[2])

FAMILIES = {
    "syntax": "Tags, boxes and comments",
    "dates": "Dates",
    "dependencies": "Dependencies",
    "people": "People",
    "effort": "Effort and time",
    "money": "Money",
    "recurrence": "Recurrence",
    "structure": "Structure",
    "obsidian": "Obsidian",
    "text": "Text and files",
    "configuration": "Configuration",
    "schedule": "Schedules",
}


def output(*arguments):
    run = subprocess.run([planmd, *arguments], check=True, stdout=subprocess.PIPE)
    return run.stdout.decode("utf-8")


def write(path, text):
    path.write_bytes(text.encode("utf-8"))


# -- Rules ------------------------------------------------------------------------------------------------------

def write_rules():
    rules = json.loads(output("explain", "-f", "json"))["rules"]
    folder = docs / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.md"):
        stale.unlink()
    has_fix = {}
    for rule in rules:
        page = output("explain", rule["rule"], "-f", "markdown")
        has_fix[rule["rule"]] = "\nThe fix " in page
        write(folder / (rule["rule"] + ".md"), page)

    counts = {level: sum(rule["severity"] == level for rule in rules) for level in ("error", "warning", "info")}
    lines = [
        "# Rules",
        "",
        f"planmd has {len(rules)} rules: {counts['error']} for errors, {counts['warning']} for warnings, "
        f"{counts['info']} for notes. Each page says why the rule exists and shows what it flags and what it lets "
        "pass; `planmd explain RULE` prints the same. [Linting](linting.md) tells how to run, fix, set and silence "
        "them.",
        "",
        "A rule with a fix can correct what it finds. One that reads the day gives other findings on another day, and "
        "is left out of `sarif` and `github` output unless `--clock` is given.",
    ]
    known = list(FAMILIES) + sorted({rule["family"] for rule in rules} - set(FAMILIES))
    for family in known:
        members = sorted((rule for rule in rules if rule["family"] == family), key=lambda rule: rule["rule"])
        if not members:
            continue
        lines += ["", f"## {FAMILIES.get(family, family.capitalize())}", ""]
        lines += ["| Rule | Severity | Fix | Day | What it finds |", "|---|---|---|---|---|"]
        for rule in members:
            name = rule["rule"]
            cells = [
                f"[{name}](rules/{name}.md)",
                rule["severity"],
                "yes" if has_fix[name] else "",
                "yes" if rule["readsClock"] else "",
                rule["summary"].replace("|", "\\|"),
            ]
            lines.append("| " + " | ".join(cells) + " |")
    write(docs / "rules.md", "\n".join(lines) + "\n")


# -- The manual page ----------------------------------------------------------------------------------------------

def roff(text):
    """Text for roff: no escape, no request and no ligature by accident."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", text)
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def paragraphs(text):
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def names(argument):
    signs = {"long": "--", "short": "-", "longWithSingleDash": "-"}
    ordered = sorted(argument.get("names", []), key=lambda name: name["kind"] != "short")
    return [signs[name["kind"]] + name["name"] for name in ordered]


def title(argument):
    value = argument.get("valueName", "value")
    if argument["kind"] == "positional":
        return f"\\fI{roff(value)}\\fR" + (" ..." if argument.get("isRepeating") else "")
    shown = ", ".join(f"\\fB{roff(name)}\\fR" for name in names(argument))
    return shown if argument["kind"] == "flag" else f"{shown} \\fI{roff(value)}\\fR"


def summary(argument):
    text = argument.get("abstract", "")
    if argument.get("defaultValue"):
        text += f" The default is {argument['defaultValue']}."
    return roff(" ".join(text.split()))


def shown_arguments(command):
    return [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]


def synopsis(command):
    parts = []
    if any(argument["kind"] != "positional" for argument in shown_arguments(command)):
        parts.append("[\\fIoptions\\fR]")
    for argument in shown_arguments(command):
        if argument["kind"] == "positional":
            parts.append(f"[{title(argument)}]" if argument.get("isOptional") else title(argument))
    return " ".join(parts)


def write_manual():
    root = json.loads(output("--experimental-dump-help"))["command"]
    commands = [command for command in root["subcommands"]
                if command["commandName"] != "help" and command.get("shouldDisplay", True)]

    # Options that all commands that read a plan share stand once, at the end.
    def key(argument):
        return (tuple(names(argument)), argument.get("abstract", ""))

    shared = [argument for argument in shown_arguments(commands[0]) if argument["kind"] != "positional"
              and all(key(argument) in [key(other) for other in shown_arguments(command)] for command in commands)]
    shared_keys = {key(argument) for argument in shared}

    version = output("--version").strip()
    lines = [
        f'.TH PLANMD 1 "" "planmd {version}" "User Commands"',
        ".SH NAME",
        "planmd \\- " + roff(root["abstract"][:1].lower() + root["abstract"][1:].rstrip(".")),
        ".SH SYNOPSIS",
        ".B planmd",
        "\\fIcommand\\fR [\\fIarguments\\fR] [\\fIoptions\\fR]",
        ".SH DESCRIPTION",
    ]
    for number, paragraph in enumerate(paragraphs(root.get("discussion", ""))):
        lines += ([".PP"] if number else []) + [roff(paragraph)]
    lines.append(".SH COMMANDS")
    for command in commands:
        lines += [f".SS \"planmd {roff(command['commandName'])} {synopsis(command)}\""]
        lines.append(roff(" ".join(command["abstract"].split())))
        for paragraph in paragraphs(command.get("discussion", "")):
            lines += [".PP", roff(paragraph)]
        for argument in shown_arguments(command):
            if key(argument) not in shared_keys:
                lines += [".TP", title(argument), summary(argument)]
    lines.append(".SH COMMON OPTIONS")
    for argument in shared:
        lines += [".TP", title(argument), summary(argument)]
    lines += [".SH ENVIRONMENT"]
    for name, text in [
        ("PLANMD_TODAY", "The day that counts as today where --today is not given."),
        ("NO_COLOR", "No colours, if it is set and not empty."),
        ("COLUMNS", "The width of the terminal."),
        ("TZ", "The time zone in which the clock says what day it is."),
    ]:
        lines += [".TP", f"\\fB{roff(name)}\\fR", roff(text)]
    lines += [".SH FILES", ".TP", "\\fBplanmd.yaml\\fR", "The configuration, at the plan's root."]
    lines += [".SH EXIT STATUS"]
    for code, text in [
        ("0", "All is well. Commands that show something exit so whatever they find."),
        ("1", "There are findings, or a check failed."),
        ("2", "The command line or the input is wrong."),
        ("3", "A file was not written, because it has changed meanwhile or cannot be replaced safely."),
    ]:
        lines += [".TP", f"\\fB{code}\\fR", roff(text)]
    write(docs / "planmd.1", "\n".join(lines) + "\n")


write_rules()
write_manual()
PYTHON
