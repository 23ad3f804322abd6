"""The objective of a schedule, worked out from its dates alone."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from plan_reader import Node, Plan, Project, Task, day_of
from rules import DAY, PAST_DAYS, World, around, below

WEIGHTS = {"A": 32, "B": 16, "C": 8, None: 4, "D": 2}


def objective(plan: Plan, world: World, rows: dict) -> dict[str, float]:
    """Lateness, length and the weighted sum of all ends, as section 6 of the rules says."""
    lateness = 0
    for task, row in rows.items():
        if "due" in task.tags:
            lateness += weight(task) * days_late(world, task, row.finish)
    for project in plan.projects:
        end = project_end(project, rows)
        if "due" in project.tags and end is not None and not is_area(project):
            lateness += weight(project) * days_late(world, project, end)
    length = 0
    for project in outermost(plan):
        end = project_end(project, rows)
        if end is not None:
            length += weight(project) * ceil(working(world, 0, end) / plan.calendar.day)
    # Milestones and mere summaries have no work that could be done sooner.
    ends = sum(weight(task) * row.finish for task, row in rows.items() if row.need.kind not in ("summary", "point"))
    return {"lateness": lateness, "length": length, "sum": ends}


def weight(node: Node) -> int:
    letter = next((other.tags["pri"] for other in surroundings(node) if "pri" in other.tags), None)
    return WEIGHTS.get(letter, 1)


def surroundings(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Task):
        yield from around(node)
    else:
        parent = node.parent
        while parent:
            yield parent
            parent = parent.parent


def is_area(project: Project) -> bool:
    return next((node.tags["type"] for node in surroundings(project) if "type" in node.tags), "project") == "area"


def outermost(plan: Plan) -> list[Project]:
    """The outermost projects that are not areas."""
    return [project for project in plan.projects
            if not is_area(project) and all(is_area(node) for node in surroundings(project) if node is not project)]


def project_end(project: Project, rows: dict) -> int | None:
    return max((rows[task].finish for task in below(project) if task in rows), default=None)


def working(world: World, first: int, last: int) -> int:
    """Minutes of the plan's calendar between two minutes."""
    top = len(world.counted) - 1
    low, high = (min(max(minute + PAST_DAYS * DAY, 0), top) for minute in (first, last))
    return int(world.counted[high] - world.counted[low])


def days_late(world: World, node: Node, finish: int) -> int:
    day, minute = day_of(node.tags["due"], last=True)
    due = world.of_day(day, minute) if minute is not None else world.of_day(day) + DAY
    return ceil(working(world, due, finish) / world.plan.calendar.day) if finish > due else 0
