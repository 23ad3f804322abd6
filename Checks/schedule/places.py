"""The earliest place of one task while all others stay where they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rules import SMALL, Choice, Need, World


@dataclass
class Loads:
    """What everybody's minutes are taken by, as arrays of rates: occurrences, fixed and running tasks, planned ones."""

    recurring: dict[str, np.ndarray]
    fixed: dict[str, np.ndarray]
    running: dict[str, np.ndarray]
    planned: dict[str, np.ndarray]

    @staticmethod
    def empty(world: World) -> Loads:
        return Loads(*({key: np.zeros(world.length) for key in world.resources} for _ in range(4)))

    def layer(self, name: str) -> dict[str, np.ndarray]:
        return {"fixed": self.fixed, "running": self.running}.get(name, self.planned)

    def total(self, key: str) -> np.ndarray:
        return self.recurring[key] + self.fixed[key] + self.running[key] + self.planned[key]


@dataclass
class Minutes:
    """For a task and its people: where each works, and which minutes a task in one piece cannot pass."""

    work: list[np.ndarray]
    blocked: np.ndarray
    contribution: np.ndarray  # what a minute adds to the need


def minutes_for(world: World, need: Need, choice: Choice, loads: Loads, pauses: str, end: int | None = None) -> Minutes:
    """The minutes from today up to `end`.

    `pauses` says what the task stops for: "fixed" (a planned task), "running" (also for running ones), "all" (split).
    """
    span = slice(0, end)
    if need.kind == "calendar":
        calendar = world.calendar[span]
        return Minutes([], np.zeros(len(calendar), bool), calendar.astype(float))
    work, busy, rates = [], [], []
    for who, rate in choice:
        rate *= need.scale
        room = world.capacity(who) - rate + SMALL
        pausing = loads.recurring[who][span] + loads.fixed[who][span]
        total = pausing + loads.running[who][span] + loads.planned[who][span]
        if pauses == "running":
            pausing = pausing + loads.running[who][span]
        elif pauses == "all":
            pausing = total
        there = world.available[who][span] & (pausing <= room)
        work.append(there & (total <= room))
        busy.append(there & (total > room))
        rates.append(rate)
    if need.kind in ("span", "spread"):
        together = np.logical_and.reduce([w | b for w, b in zip(work, busy)])
        blocked = together & np.logical_or.reduce(busy)
        common = np.logical_and.reduce(work)
        return Minutes([common] * len(work), blocked, common.astype(float))
    blocked = np.logical_or.reduce(busy)
    return Minutes(work, blocked, sum(w * r for w, r in zip(work, rates)))


@dataclass
class Place:
    start: int
    finish: int


def earliest_place(minutes: Minutes, amount: float, start_bound: int, end_bound: int) -> Place | None:
    """The first start from which the task runs through to its end, not ending before `end_bound`."""
    contribution = minutes.contribution
    counted = np.concatenate([[0.0], np.cumsum(contribution)])
    working = np.flatnonzero(contribution > 0)
    blocked = np.flatnonzero(minutes.blocked)
    ends = blocked[np.append(np.diff(blocked) > 1, True)] if len(blocked) else blocked
    if end_bound > 0:
        # Work before the start must leave so much that the end lies where it must.
        before = counted[min(end_bound - 1, len(counted) - 1)] - amount + SMALL
        start_bound = max(start_bound, int(np.searchsorted(counted, before, "right")) if before >= 0 else 0)
    index = int(np.searchsorted(working, max(start_bound, 0), "left"))
    while index < len(working):
        start = int(working[index])
        reached = int(np.searchsorted(counted, counted[start] + amount - SMALL, "left"))
        if reached >= len(counted):
            return None
        following = int(np.searchsorted(blocked, start, "left"))
        if following == len(blocked) or blocked[following] >= reached:
            if reached >= end_bound:
                return Place(start, reached)
            index += 1
            continue
        # Go on behind the last minute of the stretch that is blocked.
        end = ends[np.searchsorted(ends, blocked[following], "left")]
        index = int(np.searchsorted(working, end + 1, "left"))
    return None
