"""A plain scheduler for the checks' self-tests: one task after the other, each to its earliest place.

It takes the tasks in the order of the plan as soon as what they wait for is placed; planmd's order is another, so the
two give different schedules for the same plan, and the checker must accept both.
"""

from __future__ import annotations

import numpy as np

from checker import Schedule, bound_minutes, node_tasks, reasons_for
from places import Loads, earliest_place, minutes_for
from plan_reader import Plan, Task
from rules import World, bounds, choices, is_held, is_open, is_recurring, need, not_before
from series import occurrence_days


def schedule(plan: Plan, world: World) -> dict:
    """A schedule in the form of `planmd schedule -f json --detail`, as far as the checker reads it."""
    return Reference(plan, world).run()
