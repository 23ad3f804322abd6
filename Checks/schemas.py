#!/usr/bin/env python3
"""Checks what planmd writes as JSON against the schemas in schema/, on the given plans and on random ones.

    schemas.py PLANMD PLAN…

A schema must also refuse: each is tried on an object without its required fields.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "schedule"))

from common import Tally, environment, find_planmd, option_parser, skip, temporary_folder

SCHEMAS = Path(__file__).resolve().parent.parent / "schema"
COMMANDS = {
    "tasks": ["list", "all"],
    "next": ["next", "--all"],
    "agenda": ["agenda", "--all", "--days", "30"],
    "projects": ["projects", "--all"],
    "report": ["report"],
    "findings": ["lint"],
    "schedule": ["schedule", "--detail", "--max-schedules", "20"],
    "workload": ["workload", "--weeks", "6"],
    "forecast": ["forecast", "--samples", "100"],
    "budget": ["budget", "--all"],
    "timesheet": ["timesheet", "--since", "2026-01-01"],
    "completions": ["complete", "{root}/new.md", "1", "17"],
}


def validators():
    try:
        import jsonschema
        import referencing
    except ImportError:
        skip("the Python package jsonschema is not installed")
    schemas = {path.name.removesuffix(".schema.json"): json.loads(path.read_text()) for path in SCHEMAS.glob("*.schema.json")}
    resources = [(schema["$id"], referencing.Resource.from_contents(schema)) for schema in schemas.values()]
    registry = referencing.Registry().with_resources(resources)
    return {name: jsonschema.Draft202012Validator(schema, registry=registry) for name, schema in schemas.items() if name in COMMANDS}


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("plans", nargs="*", help="folders with plans")
    parser.add_argument("--random", type=int, default=20, help="so many random plans, too (default 20)")
    options = parser.parse_args()
    tally = Tally()
    judges = validators()
    for name, judge in judges.items():
        judge.check_schema(judge.schema)
        tally.check(bool(list(judge.iter_errors({"schema": f"planmd.{name}/1"}))), f"the schema {name} takes anything")
    if options.self_test:
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    with temporary_folder("schemas") as folder:
        plans = [(plan, "2026-03-09") for plan in options.plans]
        from random_plans import random_plan

        for seed in range(1, options.random + 1):
            plan = random_plan(seed)
            root = Path(folder) / str(seed)
            plan.write(root)
            plans.append((str(root), str(plan.today)))
        for root, today in plans:
            for name, command in COMMANDS.items():
                result = subprocess.run(
                    [planmd, *(word.replace("{root}", str(Path(root).resolve())) for word in command), "-f", "json", "--root", root, "--today", today], input=b"- [ ] Paint due:\n",
                    capture_output=True, env=environment(), timeout=120
                )
                try:
                    errors = [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in judges[name].iter_errors(json.loads(result.stdout))]
                except ValueError as error:
                    errors = [f"no JSON: {error}: {result.stderr[:200]!r}"]
                tally.check(not errors, f"{' '.join(command)} of {root}: {'; '.join(errors[:3])}")
    tally.finish()


if __name__ == "__main__":
    main()
