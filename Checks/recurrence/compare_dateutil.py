#!/usr/bin/env python3
"""Compares planmd's recurrence rules with python-dateutil, on random rules from a seed.

    compare_dateutil.py [--rules 100000] [--seed 1] [--count 24] -- planmd recur --batch

The program reads lines `RULE<TAB>FIRST<TAB>COUNT` and answers each with one line of dates between commas.
dateutil is the oracle. It departs from RFC 5545 in a few places, listed in KNOWN; a rule of such a class may
differ from dateutil only if a second oracle, the naive day-by-day reading of the RFC below, gives what the
program gave. `BYWEEKNO` without a day part is left out: planmd takes the weekday of the first date, dateutil
the whole week. Exit code 0: no unexplained difference; 1: some, printed with both answers.
"""

import argparse
import calendar
import datetime
import multiprocessing
import random
import subprocess
import sys
import warnings
from collections import Counter

from dateutil.rrule import rrulestr

DAY = datetime.timedelta(days=1)
NAMES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
# How many years the oracles look ahead; the program is asked for dates within them only.
HORIZON_YEARS = {"DAILY": 12, "WEEKLY": 20, "MONTHLY": 45, "YEARLY": 90}
LAST_YEAR = 2399


def some(rng, values, most):
    return rng.sample(values, rng.randint(1, min(most, len(values))))


def signed(rng, limit, most):
    numbers = [n for n in range(-limit, limit + 1) if n != 0]
    near = [n for n in (1, 2, 3, 15, 28, 29, 30, 31, 52, 53, 60, 365, 366, -1, -2, -3, -31, -53, -366)
            if abs(n) <= limit]
    return some(rng, near if rng.random() < 0.6 else numbers, most)


def random_rule(rng):
    """A rule that RFC 5545 allows, as a dict of parts."""
    freq = rng.choice(FREQUENCIES)
    rule = {"FREQ": freq}
    if rng.random() < 0.5:
        rule["INTERVAL"] = rng.choice([2, 2, 3, 4, 5, 6, 7, 10, 12, 13, 30])
    if rng.random() < 0.3:
        rule["WKST"] = rng.choice(NAMES)
    if rng.random() < 0.3:
        rule["BYMONTH"] = sorted(some(rng, list(range(1, 13)), 4))
    if freq != "WEEKLY" and rng.random() < 0.35:
        rule["BYMONTHDAY"] = signed(rng, 31, 4)
    if freq == "YEARLY" and rng.random() < 0.25:
        rule["BYYEARDAY"] = signed(rng, 366, 5)
    if freq == "YEARLY" and rng.random() < 0.25:
        rule["BYWEEKNO"] = signed(rng, 53, 4)
    if rng.random() < 0.5 or "BYWEEKNO" in rule and not {"BYMONTHDAY", "BYYEARDAY"} & set(rule):
        days = some(rng, NAMES, 5)
        if freq in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in rule and rng.random() < 0.6:
            limit = 5 if freq == "MONTHLY" or "BYMONTH" in rule else 53
            days = [f"{signed(rng, limit, 1)[0]}{day}" for day in days[:3]]
            if rng.random() < 0.1:
                days.append(rng.choice(NAMES))
        rule["BYDAY"] = days
    if any(key.startswith("BY") for key in rule) and rng.random() < 0.3:
        rule["BYSETPOS"] = signed(rng, rng.choice([3, 10, 366]), 3)
    if rng.random() < 0.2:
        rule["COUNT"] = rng.randint(1, 30)
    return rule


def text(rule, rng):
    parts = [f"{key}={','.join(map(str, value)) if isinstance(value, list) else value}"
             for key, value in rule.items()]
    written = ";".join(parts)
    return written.lower() if rng.random() < 0.05 else written


def split_day(item):
    return (int(item[:-2]) if len(item) > 2 else 0), NAMES.index(item[-2:])


def week_number(day, start):
    """The number of the week and how many its year has, for weeks that begin on `start`."""
    fourth = day - ((day.weekday() - start) % 7) * DAY + 3 * DAY

    def first_week(year):
        january = datetime.date(year, 1, 4)
        return january - ((january.weekday() - start) % 7) * DAY

    begin = first_week(fourth.year)
    return (fourth - begin).days // 7 + 1, (first_week(fourth.year + 1) - begin).days // 7


def naive(rule, first, end, most):
    """The first days of the rule from `first` to `end`, by asking of every day whether each part lets it through."""
    freq, interval = rule["FREQ"], int(rule.get("INTERVAL", 1))
    start = NAMES.index(rule.get("WKST", "MO"))
    months, monthdays = rule.get("BYMONTH"), rule.get("BYMONTHDAY")
    yeardays, weeks = rule.get("BYYEARDAY"), rule.get("BYWEEKNO")
    days = [split_day(item) for item in rule.get("BYDAY", [])]
    if not (monthdays or yeardays or days):
        if freq == "WEEKLY":
            days = [(0, first.weekday())]
        elif freq == "MONTHLY":
            monthdays = [first.day]
        elif freq == "YEARLY" and weeks:
            days = [(0, first.weekday())]
        elif freq == "YEARLY":
            monthdays, months = [first.day], months or [first.month]

    def week_start(day):
        return day - ((day.weekday() - start) % 7) * DAY

    def period(day):
        if freq == "DAILY":
            return (day - first).days
        if freq == "WEEKLY":
            return (week_start(day) - week_start(first)).days // 7
        if freq == "MONTHLY":
            return (day.year - first.year) * 12 + day.month - first.month
        return day.year - first.year

    def matches(day):
        length = calendar.monthrange(day.year, day.month)[1]
        year_length = 366 if calendar.isleap(day.year) else 365
        of_year = day.timetuple().tm_yday
        if months and day.month not in months:
            return False
        if monthdays and day.day not in monthdays and day.day - length - 1 not in monthdays:
            return False
        if yeardays and of_year not in yeardays and of_year - year_length - 1 not in yeardays:
            return False
        if weeks:
            number, total = week_number(day, start)
            if number not in weeks and number - total - 1 not in weeks:
                return False
        if days:
            index, size = (of_year, year_length) if freq == "YEARLY" and not months else (day.day, length)
            counts = (0, (index - 1) // 7 + 1, -((size - index) // 7 + 1))
            if not any(weekday == day.weekday() and n in counts for n, weekday in days):
                return False
        return True

    starts = {"DAILY": first, "WEEKLY": week_start(first), "MONTHLY": first.replace(day=1),
              "YEARLY": first.replace(month=1, day=1)}
    found, group, current, day = [], [], None, starts[freq]

    def flush():
        chosen = group
        if "BYSETPOS" in rule:
            picked = {p - 1 if p > 0 else len(group) + p for p in rule["BYSETPOS"]}
            chosen = [group[i] for i in sorted(picked) if 0 <= i < len(group)]
        found.extend(day for day in chosen if first <= day)

    # One period more, so that the last one is whole when positions are counted.
    stop = end + 367 * DAY
    while day <= stop and len(found) < most:
        if period(day) != current:
            flush()
            group, current = [], period(day)
        if current % interval == 0 and matches(day):
            group.append(day)
        day += DAY
    return [day for day in found[: min(most, rule.get("COUNT", most))] if day <= end]


def known(rule):
    """The ways in which dateutil departs from RFC 5545."""
    reasons = []
    items = rule.get("BYDAY", [])
    if any(len(i) == 2 for i in items) and any(len(i) > 2 for i in items):
        reasons.append("numbered and plain BYDAY entries: dateutil takes the days in both, the RFC those in either")
    if "BYWEEKNO" in rule:
        reasons.append("BYWEEKNO: dateutil misses days of weeks that reach into the year before or after")
    if rule["FREQ"] == "WEEKLY" and "BYSETPOS" in rule:
        reasons.append("WEEKLY with BYSETPOS: dateutil's first week begins on the first date")
    return reasons


def judge(question):
    """What dateutil wants and, where the program says something else, whether it says what the naive reading gives."""
    rule, written, first, end, answer, count = question
    got = [item for item in answer.split(",") if item and item <= end.isoformat()]
    start = datetime.datetime(first.year, first.month, first.day)
    bounded = written.upper() if "UNTIL" in rule or "COUNT" in rule else (
        written.upper() + ";UNTIL=" + end.strftime("%Y%m%d"))
    want = []
    # dateutil looks for the next date up to this year, even where UNTIL is long past.
    datetime.MAXYEAR = end.year
    for moment in rrulestr(bounded, dtstart=start):
        if moment.date() > end or len(want) == count:
            break
        want.append(moment.date().isoformat())
    if got == want:
        return want, None
    naively = [day.isoformat() for day in naive(rule, first, end, count)]
    return want, (got == naively, naively)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rules", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=24, help="dates per rule")
    parser.add_argument("program", nargs="+")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    rng = random.Random(options.seed)

    cases = []
    for _ in range(options.rules):
        rule = random_rule(rng)
        first = datetime.date(rng.randint(1900, 2250), 1, 1) + rng.randint(0, 364) * DAY
        end = datetime.date(min(LAST_YEAR, first.year + HORIZON_YEARS[rule["FREQ"]]), 12, 31)
        if rng.random() < 0.15 and "COUNT" not in rule:
            until = first + rng.randint(0, 4000) * DAY
            rule["UNTIL"] = until.strftime("%Y%m%d")
            end = min(end, until)
        cases.append((rule, text(rule, rng), first, end))

    lines = "".join(f"{written}\t{first}\t{options.count}\n" for _, written, first, _ in cases)
    run = subprocess.run(options.program, input=lines, capture_output=True, text=True, check=True)
    answers = run.stdout.split("\n")[:-1]
    if len(answers) != len(cases):
        sys.exit(f"{len(cases)} questions, {len(answers)} answers")

    tally, explained, failures, dates = Counter(), Counter(), [], 0
    questions = [(*case, answer, options.count) for case, answer in zip(cases, answers)]
    with multiprocessing.Pool() as pool:
        verdicts = pool.imap(judge, questions, chunksize=200)
        for (rule, written, first, _), answer, (want, naively) in zip(cases, answers, verdicts):
            tally[rule["FREQ"]] += 1
            dates += len(want)
            reasons = known(rule)
            if naively is None:
                tally["equal"] += 1
                tally["without dates"] += not want
            elif reasons and naively[0]:
                explained[reasons[0]] += 1
            else:
                failures.append((written, first, answer, want, naively[1]))

    print(f"{len(cases)} rules, {dates} dates, seed {options.seed}: {dict(tally)}")
    for reason, number in explained.most_common():
        print(f"{number} differ as the RFC wants: {reason}")
    for written, first, answer, want, naively in failures[:20]:
        print(f"DIFFERENT {written} from {first}\n  program  {answer}\n  dateutil {','.join(want)}"
              f"\n  naive    {','.join(naively)}")
    print(f"{len(failures)} unexplained differences")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
