#!/usr/bin/env python3
"""Checks the sums of planmd budget against Python's decimal, on random plans.

    money.py PLANMD [--tasks N] [--seed N]

Written are plans of nested projects whose tasks have estimates, rates, planned expenses, payments and log entries in several
currencies, some with an exchange rate; every amount is worked out here from the same numbers, each rounded to whole cents
where it is made, halves away from zero. Compared are planned, spent, committed, to do and forecast of every project in every
currency and in minutes; and that the parts of each project add up to it.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from common import Tally, environment, find_planmd, option_parser, temporary_folder

TODAY = "2026-03-09"
DIGITS = {"EUR": 2, "USD": 2, "JPY": 0, "TND": 3, "GBP": 2}
EXCHANGE = {"USD": Decimal("0.9234"), "JPY": Decimal("0.00617"), "GBP": Decimal("1.1507")}  # TND has none
PEOPLE = {"ann": ("EUR", "93.75"), "bob": ("USD", "61.10"), "eve": ("JPY", "7250"), "dan": ("TND", "88.125")}
FIGURES = ("planned", "spent", "committed", "toDo")


def rounded(value: Decimal, currency: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-DIGITS[currency]), ROUND_HALF_UP)


def in_euro(value: Decimal, currency: str) -> tuple[Decimal, str]:
    """In the plan's currency where there is a rate."""
    return (rounded(value * EXCHANGE[currency], "EUR"), "EUR") if currency in EXCHANGE else (value, currency)


@dataclass
class Project:
    name: str
    parent: "Project | None"
    sums: dict = field(default_factory=lambda: defaultdict(Decimal))  # (figure, currency or "minutes")

    def add(self, figure: str, value: Decimal, currency: str) -> None:
        if currency != "minutes":
            value, currency = in_euro(value, currency)
        node = self
        while node:
            node.sums[figure, currency] += value
            node = node.parent


def amount(draw: random.Random, most: int = 10**7) -> tuple[str, str, Decimal]:
    currency = draw.choice(list(DIGITS))
    digits = draw.choice([0, DIGITS[currency], DIGITS[currency]])
    value = Decimal(draw.randrange(1, most)).scaleb(-digits)
    return f"{value:f}{currency}", currency, value


def value_of(minutes: int, currency: str, rate: str) -> Decimal:
    return rounded(Decimal(rate) * minutes / 60, currency)


def write_plan(draw: random.Random, tasks: int, folder: Path) -> dict[str, Project]:
    people = "".join(f"  {name}: {{rate: {rate}{currency}, cost: 1EUR}}\n" for name, (currency, rate) in PEOPLE.items())
    exchange = ", ".join(f"{currency}: {rate}EUR" for currency, rate in EXCHANGE.items())
    (folder / "planmd.yaml").write_text(f"money: {{currency: EUR, exchange: {{{exchange}}}}}\npeople:\n{people}")
    projects: dict[str, Project] = {}
    text: list[str] = []
    stack: list[tuple[Project, tuple[str, str] | None]] = []
    for number in range(tasks):
        if number % 12 == 0:
            level = draw.randint(1, min(4, len(stack) + 1))
            del stack[level - 1:]
            rate = stack[-1][1] if stack else None
            tag = ""
            if draw.random() < 0.2:
                currency = draw.choice(list(DIGITS))
                rate = (currency, f"{Decimal(draw.randrange(1000, 20000)).scaleb(-DIGITS[currency]):f}")
                tag = f" rate:{rate[1]}{currency}"
            project = Project(f"P{number}", stack[-1][0] if stack else None)
            projects[project.name] = project
            stack.append((project, rate))
            text.append(f"\n{'#' * level} {project.name}{tag} id:p{number}\n")
        text.append(task(draw, number, *stack[-1]))
    (folder / "plan.md").write_text("\n".join(text) + "\n")
    return projects


def task(draw: random.Random, number: int, project: Project, around: tuple[str, str] | None) -> str:
    status = draw.choice(["open", "done", "cancelled", "started"])
    box = {"open": " ", "done": "x", "cancelled": "-", "started": "/"}[status]
    person = draw.choice(list(PEOPLE))
    currency, rate = around or PEOPLE[person]
    is_open = status in ("open", "started")
    line, entries = f"- [{box}] T{number} @{person}", []
    minutes = draw.randrange(1, 3000) if draw.random() < 0.8 else 0
    spent, paid = 0, defaultdict(Decimal)
    for _ in range(draw.choice([0, 0, 1, 2])):
        if draw.random() < 0.6:
            worked = draw.randrange(1, 600)
            spent += worked
            entries.append(f"  - 2026-02-{draw.randint(1, 28):02} {worked}min")
            project.add("spent", Decimal(worked), "minutes")
            project.add("spent", value_of(worked, currency, rate), currency)
        else:
            written, money, value = amount(draw)
            entries.append(f"  - 2026-02-{draw.randint(1, 28):02} {written}")
            paid[money] += value
            project.add("spent", value, money)
    if minutes:
        line += f" est:{minutes}min"
    if status != "cancelled" and minutes:
        project.add("planned", Decimal(minutes), "minutes")
        project.add("planned", value_of(minutes, currency, rate), currency)
        if is_open:
            left = minutes - spent if minutes > spent else max(30, minutes // 4)
            project.add("toDo", Decimal(left), "minutes")
            project.add("toDo", value_of(left, currency, rate), currency)
    if draw.random() < 0.5:
        written, money, value = amount(draw)
        line += f" cost:{written}"
        if status != "cancelled":
            project.add("planned", value, money)
            if is_open and value > paid[money]:
                project.add("committed", value - paid[money], money)
    if status == "done":
        line += " done:2026-03-02"
    return "\n".join([line, *entries])


def compare(planmd: str, seed: int, tasks: int, tally: Tally) -> int:
    sums = 0
    with temporary_folder("money") as folder:
        root = Path(folder)
        projects = write_plan(random.Random(seed), tasks, root)
        command = [planmd, "budget", "--all", "-f", "json", "--root", str(root), "--today", TODAY, "--quiet"]
        data = json.loads(subprocess.run(command, env=environment(), stdout=subprocess.PIPE, check=True).stdout)
        seen: dict[tuple[str, str, str], Decimal] = {}
        for line in data["lines"]:
            for figure in (*FIGURES, "forecast"):
                value = line[figure]
                seen[line["project"][-1], line["measure"], figure] = Decimal(value) if line["measure"] == "minutes" else Decimal(value["amount"])
        for project in projects.values():
            for currency in sorted({key[1] for key in project.sums}):
                expected = {figure: project.sums[figure, currency] for figure in FIGURES}
                expected["forecast"] = expected["spent"] + expected["committed"] + expected["toDo"]
                if not any(expected.values()):
                    continue
                for figure, value in expected.items():
                    found = seen.get((project.name, currency, figure))
                    sums += 1
                    tally.check(found == value, f"seed {seed}: {project.name}: {figure} is {found} {currency}, should be {value}")
    return sums


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--tasks", type=int, default=12_000, help="tasks of each plan (default 12000)")
    parser.add_argument("--plans", type=int, default=8, help="how many plans (default 8)")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (default 1)")
    options = parser.parse_args()
    tally = Tally()
    if options.self_test:
        tally.check(rounded(Decimal("0.125"), "EUR") == Decimal("0.13"), "half a cent is rounded away from zero")
        tally.check(in_euro(Decimal("100"), "USD") == (Decimal("92.34"), "EUR"), "a rate is used")
        tally.check(in_euro(Decimal("100"), "TND")[1] == "TND", "without a rate a currency stays")
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    for number in range(options.plans):
        compare(planmd, options.seed + number, options.tasks, tally)
    tally.finish()


if __name__ == "__main__":
    main()
