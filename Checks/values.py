#!/usr/bin/env python3
"""Compares the dates, efforts and amounts of money that planmd reads with Python's datetime and decimal.

Writes big plans with one value a line, and reads them back with `list all -f json` (good values must come out
exactly) and `lint -f json` (each bad value must be an error on its line, good ones must not).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from pathlib import Path

from common import Tally, find_planmd, option_parser, run_json, temporary_folder

PER_FILE = 50_000
MINUTES = {"min": 1, "m": 1, "h": 60, "d": 480, "w": 2400}
SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
BAD = object()


@dataclass(frozen=True)
class Value:
    """A tag, the field of the JSON it fills, and what must stand there (BAD: an error is due)."""

    tag: str
    text: str
    expected: object
    field: str

    @property
    def line(self) -> str:
        return f"- [ ] task {self.tag}:{self.text}"


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the seed of the random values (default 1)")
    parser.add_argument("--count", type=int, default=20_000, help="how many random efforts, amounts, days (default 20000)")
    parser.add_argument("--quick", action="store_true", help="every tenth value only")
    options = parser.parse_args()
    tally = Tally()
    values = all_values(options.seed, options.count)
    if options.self_test:
        self_test(values, tally)
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    values = values[::10] if options.quick else values
    for start in range(0, len(values), PER_FILE):
        compare(planmd, values[start:start + PER_FILE], tally)
    tally.finish()


def all_values(seed: int, count: int) -> list[Value]:
    r = random.Random(seed)
    return (
        days(r, count) + month_ends() + weeks(r) + months_and_quarters(r) + times(r) + odd_dates()
        + efforts(r, count) + odd_efforts() + amounts(r, count) + odd_amounts()
    )


# Dates


def a_date(text: str, expected: object) -> Value:
    return Value("due", text, expected, "due")


def days(r: random.Random, count: int) -> list[Value]:
    """All days of years in which calendars are odd, and random ones."""
    found = []
    for year in (1, 4, 100, 400, 1582, 1600, 1752, 1900, 2000, 2024, 2026, 2100, 9999):
        day = date(year, 1, 1)
        length = 366 if is_leap(year) else 365
        found += [date.fromordinal(day.toordinal() + n) for n in range(length)]
    found += [date.fromordinal(r.randint(1, date.max.toordinal())) for _ in range(count)]
    return [a_date(day.isoformat(), day.isoformat()) for day in found]


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_ends() -> list[Value]:
    """Every February's end, and in every seventh year all other ends, each with the days that do not exist."""
    found = []
    for year in range(1, 10_000):
        for month in range(1, 13) if year % 7 == 0 else (2,):
            for day in (0, 28, 29, 30, 31, 32) if month != 2 else (28, 29, 30):
                found.append(day_or_error(year, month, day))
        if year % 97 == 0:
            found += [day_or_error(year, 0, 1), day_or_error(year, 13, 1), day_or_error(year, 99, 99)]
    return found


def day_or_error(year: int, month: int, day: int) -> Value:
    text = f"{year:04}-{month:02}-{day:02}"
    try:
        return a_date(text, date(year, month, day).isoformat())
    except ValueError:
        return a_date(text, BAD)


def weeks(r: random.Random) -> list[Value]:
    """The first, last and impossible ISO weeks of all years, and others."""
    found = []
    for year in range(1, 9999):
        for week in {0, 1, r.randint(2, 51), 52, 53, 54} if year % 5 == 0 else {1, 53}:
            text = f"{year:04}-W{week:02}"
            try:
                first = date.fromisocalendar(year, week, 1)
                found.append(a_period(text, first, first + timedelta(days=6)))
            except ValueError:
                found.append(a_date(text, BAD))
    return found


def a_period(text: str, first: date, last: date) -> Value:
    return a_date(text, {"text": text, "first": first.isoformat(), "last": last.isoformat()})


def months_and_quarters(r: random.Random) -> list[Value]:
    found = []
    for year in [1, 4, 1900, 2000, 2024, 2026, 9998] + [r.randint(2, 9998) for _ in range(500)]:
        for month in range(0, 14):
            text = f"{year:04}-{month:02}"
            if 1 <= month <= 12:
                found.append(a_period(text, date(year, month, 1), month_end(year, month)))
            else:
                found.append(a_date(text, BAD))
        for quarter in range(0, 6):
            text = f"{year:04}-Q{quarter}"
            if 1 <= quarter <= 4:
                found.append(a_period(text, date(year, 3 * quarter - 2, 1), month_end(year, 3 * quarter)))
            else:
                found.append(a_date(text, BAD))
    return found


def month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def times(r: random.Random) -> list[Value]:
    found = []
    for hour in range(0, 24):
        for minute in range(0, 60, 7):
            text = f"2026-01-{r.randint(1, 31):02}T{hour:02}:{minute:02}"
            found.append(a_date(text, text))
    bad = ["T25:00", "T24:01", "T12:60", "T99:99", "T1:00", "T12:5", "T12", "T12:00:00", "T12:00Z", "T12:00+01:00", "T"]
    return found + [a_date("2026-01-12" + text, BAD) for text in bad]


def odd_dates() -> list[Value]:
    bad = ["0000-01-01", "26-1-5", "2026-1-5", "2026-01-5", "2026-01-01x", "2026/01/12", "20260112", "2026-01-12-", "1.2.2026",
           "12026-01-12", "2026-W3", "2026-W", "2026-Q", "2026-Q11", "2026-001", "2026", "-2026-01-12", "+2026-01-12",
           "２０２６-01-12", "٢٠٢٦-01-12", "2026‐01‐12", "2026-01-1２", "2026-02-30", "fri1", "0", "99999999999999999999-01-01"]
    return [a_date(text, BAD) for text in bad]


# Efforts


def an_effort(text: str, expected: object) -> Value:
    return Value("est", text, expected, "estimate")


def efforts(r: random.Random, count: int) -> list[Value]:
    found = []
    for _ in range(count):
        kind = r.random()
        if kind < 0.5:
            text, minutes = one_effort(r)
            found.append(an_effort(text, {"likely": minutes}))
        elif kind < 0.7:
            text, minutes = one_effort(r)
            found.append(Value("spent", text, minutes, "spent"))
        elif kind < 0.85:
            (low, a), (high, b) = sorted([one_effort(r), one_effort(r)], key=lambda e: e[1])
            if a < b:
                found.append(an_effort(f"{low}-{high}", {"low": a, "likely": sqrt(a * b), "high": b}))
        else:
            (low, a), (mid, m), (high, b) = sorted([one_effort(r) for _ in range(3)], key=lambda e: e[1])
            if a < m < b:
                found.append(an_effort(f"{low}/{mid}/{high}", {"low": a, "likely": m, "high": b}))
    return found


def one_effort(r: random.Random) -> tuple[str, int]:
    """An effort of whole minutes, at least one."""
    while True:
        kind = r.random()
        if kind < 0.5:
            unit = r.choice(list(MINUTES))
            number = Decimal(r.randint(1, 60))
        elif kind < 0.8:
            unit = r.choice(["h", "d", "w"])
            number = Decimal(r.randint(1, 4000)) / r.choice([10, 100])
        else:
            hours, minutes = r.randint(1, 30), r.randint(1, 59)
            return f"{hours}h{minutes}{r.choice(['m', 'min'])}", hours * 60 + minutes
        total = number * MINUTES[unit]
        if total == int(total) and total >= 1:
            return f"{number:f}{unit}", int(total)


def odd_efforts() -> list[Value]:
    bad = ["3", "2x", "2hx", "1,5h", "1e3h", "2h-", "-2h", "0x2h", "٣h", "２h", "1..5h", "1.5.5h", "99999999999999999999h",
           "1h/2h", "1h/2h/3h/4h", "2h--3h", "1h-2h-3h", "1/2h", "2H5", "1.5", "½h2"]
    return [an_effort(text, BAD) for text in bad]


# Money


def an_amount(text: str, expected: object) -> Value:
    return Value("cost", text, expected, "cost")


def amounts(r: random.Random, count: int) -> list[Value]:
    found = []
    for _ in range(count):
        amount = Decimal(r.randint(0, 10 ** r.randint(1, 11))) / r.choice([1, 1, 10, 100])
        number = f"{amount:,f}" if r.random() < 0.4 else f"{amount:f}"
        if r.random() < 0.4:
            sign = r.choice(list(SIGNS))
            text, code = r.choice([sign + number, number + sign]), SIGNS[sign]
        else:
            code = r.choice(["EUR", "USD", "GBP", "CHF", "SEK", "CAD"])
            text = r.choice([code + number, number + code])
        found.append(an_amount(text, {"amount": amount, "currency": code}))
    return found


def odd_amounts() -> list[Value]:
    bad = ["1,5", "1,5EUR", "12abc", "12", "1,00,000EUR", "12,34EUR", "1.000,50EUR", "12EURO", "12EU", "€12EUR", "12€€",
           "1,234,56EUR", "1234,567EUR", "12.3.4EUR", "1e3EUR", "٣EUR", "１２EUR", "9" * 60 + "EUR", ",100EUR", "1,EUR",
           "0x10EUR", "€", "€1€", "--5EUR"]
    return [an_amount(text, BAD) for text in bad if any(c.isdigit() for c in text)]


# Comparing


def compare(planmd: str, values: list[Value], tally: Tally) -> None:
    with temporary_folder("values") as folder:
        Path(folder, "plan.md").write_text("\n".join(value.line for value in values) + "\n", encoding="utf-8")
        tasks = {t["line"]: t for t in run_json(planmd, "list", "all", "-f", "json", root=folder)["tasks"]}
        findings = run_json(planmd, "lint", "-f", "json", root=folder)["findings"]
    errors = {f["line"]: f for f in findings if f["severity"] == "error" and f["file"] == "plan.md"}
    for line, value in enumerate(values, start=1):
        verdict = judge(value, tasks.get(line), errors.get(line))
        tally.check(not verdict, f"`{value.line}`: {verdict}")


def judge(value: Value, task: dict | None, error: dict | None) -> str:
    """What is wrong with planmd's answer; empty where nothing is."""
    if task is None:
        return "the task is not listed"
    got = task.get(value.field)
    if value.expected is BAD:
        if got is not None:
            return f"read as {got}, and should be an error"
        return "" if error else "no error on this line"
    if error:
        return f"a good value, but: {error['rule']}: {error['message']}"
    return "" if same(value, got) else f"read as {got}, should be {value.expected}"


def same(value: Value, got: object) -> bool:
    if got is None:
        return False
    if value.field == "cost":
        return Decimal(got["amount"]) == value.expected["amount"] and got["currency"] == value.expected["currency"]
    if value.field == "estimate":
        return all(name in got and abs(got[name] - minutes) < 1 for name, minutes in value.expected.items())
    return got == value.expected


def self_test(values: list[Value], tally: Tally) -> None:
    tally.check(len(values) > 100_000, f"only {len(values)} values")
    tally.check(values == all_values(1, 20_000) or len(values) != len(all_values(1, 20_000)), "not repeatable")
    tally.check(day_or_error(2026, 2, 29).expected is BAD, "29 February 2026")
    tally.check(day_or_error(2024, 2, 29).expected == "2024-02-29", "29 February 2024")
    known = {value.text: value.expected for value in weeks(random.Random(1))}
    tally.check(known["2026-W53"] == {"text": "2026-W53", "first": "2026-12-28", "last": "2027-01-03"}, "2026-W53")
    tally.check(known["2027-W53"] is BAD, "2027-W53")
    good = an_amount("€1,000.50", {"amount": Decimal("1000.50"), "currency": "EUR"})
    tally.check(judge(good, {"cost": {"amount": "1000.5", "currency": "EUR"}}, None) == "", "equal amounts")
    tally.check(judge(good, {"cost": {"amount": "1000.05", "currency": "EUR"}}, None) != "", "other amounts")
    tally.check(judge(good, {}, None) != "", "a missing amount")
    bad = a_date("2026-02-30", BAD)
    tally.check(judge(bad, {}, {"rule": "x"}) == "", "an error where one is due")
    tally.check(judge(bad, {}, None) != "" and judge(bad, {"due": "2026-03-02"}, {}) != "", "no error where one is due")
    lengths = {len(value.line.split()) for value in values}
    tally.check(lengths == {5}, f"a value with a blank: {lengths}")


if __name__ == "__main__":
    main()
