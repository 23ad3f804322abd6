#!/usr/bin/env python3
"""Writes a plan of N tasks, always the same one for the same N and seed: generate_plan.py N > plan.md

Projects are headings with a budget and a start; tasks have by chance a due date, an estimate, a recurrence, a name,
a label, a priority, subtasks, and wait for tasks before them.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta

WORDS = ("draft review publish plan client report budget hire interview migrate deploy test design campaign post "
         "newsletter audit vendor contract invoice résumé größe naïve").split()
LABELS = ("web", "ops", "hiring", "editorial", "client")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int, help="the number of tasks")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.writelines(lines(options.n, random.Random(options.seed)))


def lines(count: int, r: random.Random) -> Iterator[str]:
    number = project = 0
    yield "# Portfolio\n\n"
    while number < count:
        project += 1
        start = date(2026, 1, 5) + timedelta(days=r.randrange(300))
        first, last = number, min(count, number + r.randint(10, 60))
        yield (f"## {title(r).capitalize()} {project}\n\nbudget:{r.randrange(5, 80)}00EUR start:{start} owner:@p{r.randrange(20)}\n\n"
               "Some prose about the *project* with a [link](https://example.com/x) and `code`.\n\n")
        while number < last:
            yield task(number, first, start, r, "")
            number += 1
            for _ in range(r.randint(1, 4) if r.random() < 0.08 else 0):
                if number < last:
                    yield task(number, first, start, r, "  ")
                    number += 1
        yield "\n"


def title(r: random.Random) -> str:
    return " ".join(r.choice(WORDS) for _ in range(r.randint(2, 5)))


def task(number: int, first: int, start: date, r: random.Random, indent: str) -> str:
    words = [f"{indent}- [{r.choice('  x/')}] {title(r)}"]
    if r.random() < 0.3:
        words.append(f"due:{start + timedelta(days=r.randrange(400))}")
    if r.random() < 0.6:
        words.append(f"est:{r.randint(1, 16)}h")
    if r.random() < 0.03:
        words.append(f"rec:{r.choice(('1w', '2w', '1m'))} from:{start}")
    if r.random() < 0.7:
        words.append(f"@p{r.randrange(20)}")
    if r.random() < 0.3:
        words.append(f"#{r.choice(LABELS)}")
    if r.random() < 0.1:
        words.append(f"pri:{r.choice('ABCD')}")
    words.append(f"id:x{number}")
    if number > first and r.random() < 0.3:
        words.append(f"after:x{r.randrange(first, number)}")
    return " ".join(words) + "\n"


if __name__ == "__main__":
    main()
