"""The days of recurring tasks, worked out without planmd: enough of the rules for random plans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from plan_reader import WEEKDAYS, Calendar, Plan, Task, day_of

ONE = timedelta(days=1)
NAMED = {"daily": "+1d", "weekly": "+1w", "monthly": "+1m", "yearly": "+1y"}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
ORDINALS = {"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4, "last": -1}


class UnknownRule(ValueError):
    """A rule that this reader does not know."""


def own_day(task: Task) -> date | None:
    """The day that the line stands for."""
    for key in ("due", "scheduled", "start"):
        if key in task.tags:
            return day_of(task.tags[key], last=key == "due")[0]
    return None


def occurrence_days(plan: Plan, task: Task, today: date, end: date) -> list[date]:
    """The days on which an unfinished recurring task is due up to `end`: its line's own (today if past), then those after."""
    own = own_day(task)
    if own is None:
        return []
    first = day_of(task.tags["from"])[0] if "from" in task.tags else own
    rule = task.tags["rec"]
    if re.fullmatch(r"\d+[a-z]+", rule) or rule.endswith(" when done"):
        first = own
    found = [max(own, today)]
    for day in limited(plan, task, rule, first, end + timedelta(days=40)):
        moved = shifted(plan.calendar, task.tags.get("holiday"), day)
        if day > own and moved is not None and moved > own and today <= moved <= end and moved != found[-1]:
            found.append(moved)
    return [day for day in found if day <= end]


def limited(plan: Plan, task: Task, rule: str, first: date, end: date) -> Iterator[date]:
    times = int(task.tags["times"]) if "times" in task.tags else None
    until = day_of(task.tags["until"], last=True)[0] if "until" in task.tags else end
    for number, day in enumerate(series(plan.calendar, rule, first, min(end, until))):
        if times is not None and number >= times:
            return
        yield day


def shifted(calendar: Calendar, how: str | None, day: date) -> date | None:
    def is_free(d: date) -> bool:
        return d.weekday() not in calendar.workdays or d in calendar.holidays
    if how is None or not is_free(day):
        return day
    if how == "skip":
        return None
    step = -ONE if how == "before" else ONE
    while is_free(day):
        day += step
    return day


def series(calendar: Calendar, rule: str, first: date, end: date) -> Iterator[date]:
    """The days of a rule from the first date on, up to `end`."""
    rule = NAMED.get(rule, rule).removesuffix(" when done")
    if match := re.fullmatch(r"\+{0,2}(\d+)(d|b|w|m|mo|y)", rule):
        yield from stepped(calendar, int(match[1]), match[2], first, end)
    elif rule.startswith("FREQ="):
        moment = first
        for found in rrulestr(rule, dtstart=datetime_of(moment)):
            if found.date() > end:
                return
            yield found.date()
    else:
        yield from (day for day in days(first, end) if in_words(rule, first, day))


def datetime_of(day: date):
    from datetime import datetime
    return datetime(day.year, day.month, day.day)


def days(first: date, end: date) -> Iterator[date]:
    while first <= end:
        yield first
        first += ONE


def stepped(calendar: Calendar, count: int, unit: str, first: date, end: date) -> Iterator[date]:
    number, day = 0, first
    while day <= end:
        yield day
        number += 1
        if unit == "b":
            left = count
            while left:
                day += ONE
                left -= day.weekday() in calendar.workdays and day not in calendar.holidays
        else:
            steps = {"d": "days", "w": "weeks", "m": "months", "mo": "months", "y": "years"}
            day = first + relativedelta(**{steps[unit]: count * number})


def in_words(rule: str, first: date, day: date) -> bool:
    """Whether a rule such as `mon,thu` or `every 2 weeks on mon` has an occurrence on a day."""
    if rule == "weekdays":
        return day.weekday() < 5
    if set(re.split(r",\s*", rule)) <= set(WEEKDAYS):
        return WEEKDAYS[day.weekday()] in rule
    if match := re.fullmatch(r"every (?:(\d+) )?weeks? on (.+)", rule):
        weeks = ((day - timedelta(days=day.weekday())) - (first - timedelta(days=first.weekday()))).days // 7
        return weeks % int(match[1] or 1) == 0 and WEEKDAYS[day.weekday()] in match[2]
    if match := re.fullmatch(r"every (?:(\d+) )?months? on the (\w+) (\w{3})", rule):
        months = (day.year - first.year) * 12 + day.month - first.month
        place = ORDINALS[match[2]]
        there = (day + timedelta(days=7)).month != day.month if place == -1 else (day.day - 1) // 7 + 1 == place
        return months % int(match[1] or 1) == 0 and WEEKDAYS[day.weekday()] == match[3] and there
    if match := re.fullmatch(r"every (?:(\d+) )?months? on the (\d+)(?:st|nd|rd|th)", rule):
        months = (day.year - first.year) * 12 + day.month - first.month
        return months % int(match[1] or 1) == 0 and day.day == int(match[2])
    if (match := re.fullmatch(r"every (\w{3}) on the (\d+)(?:st|nd|rd|th)", rule)) and match[1] in MONTHS:
        return MONTHS[day.month - 1] == match[1] and day.day == int(match[2])
    raise UnknownRule(rule)
