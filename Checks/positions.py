#!/usr/bin/env python3
"""Compares the tasks that planmd finds with the list items that CommonMark finds.

Reads Markdown files from the given folders and random documents, works out with the `cmark` program
where each task's box is (see commonmark_oracle.py), and compares line and column with
`planmd list all -f json`. A document that differs is cut down to few lines and printed.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import commonmark_oracle as oracle
from common import Tally, find_planmd, option_parser, run_json, skip, temporary_folder, visible
from markdown_generator import documents

PER_RUN = 500


def main() -> None:
    options = read_options()
    if options.emit:
        emit(Path(options.emit), options.seed, options.count)
        return
    if not oracle.cmark_available():
        skip("the cmark program is not installed")
    tally = Tally(options.shown)
    if options.self_test:
        self_test(tally)
        tally.finish()
    planmd = find_planmd(options.parser, options.planmd)
    named = [(str(path), path.read_bytes()) for path in markdown_files(options.folders)]
    named += [(f"seed {options.seed} document {n}", d) for n, d in enumerate(documents(options.seed, options.count))]
    for start in range(0, len(named), PER_RUN):
        compare(planmd, named[start:start + PER_RUN], tally)
    tally.finish()


def read_options():
    parser = option_parser(__doc__)
    parser.add_argument("folders", nargs="*", help="folders with Markdown files to compare as well")
    parser.add_argument("--count", type=int, default=5000, help="how many random documents (default 5000)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the random documents (default 1)")
    parser.add_argument("--shown", type=int, default=20, help="how many failures to print (default 20)")
    parser.add_argument("--emit", metavar="DIR", help="write the random documents into DIR and stop")
    options = parser.parse_args()
    options.parser = parser
    return options


def emit(folder: Path, seed: int, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(documents(seed, count)):
        (folder / f"{number:06}.md").write_bytes(data)
    print(f"{count} documents written to {folder}")


def markdown_files(folders: list[str]) -> list[Path]:
    found = []
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and path.suffix in (".md", ".markdown"):
                found.append(path)
    return found


def compare(planmd: str, named: list[tuple[str, bytes]], tally: Tally) -> None:
    """One run of planmd over many documents."""
    contents = [data for _, data in named]
    found = planmd_places(planmd, contents)
    for (name, data), places, expected in zip(named, found, oracle_places(contents)):
        missing, extra = expected.disagreement(places)
        agrees = not missing and not extra
        tally.check(agrees, "" if agrees else reproduction(planmd, name, data, tally))


def oracle_places(contents: list[bytes]) -> list[oracle.Tasks]:
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(oracle.tasks, contents))


def planmd_places(planmd: str, contents: list[bytes]) -> list[set[oracle.Place]]:
    with temporary_folder("positions") as folder:
        for number, data in enumerate(contents):
            (folder / f"{number:06}.md").write_bytes(data)
        places: list[set[oracle.Place]] = [set() for _ in contents]
        for task in run_json(planmd, "list", "all", "-f", "json", root=folder)["tasks"]:
            places[int(task["file"].removesuffix(".md"))].add((task["line"], task["column"]))
        return places


def reproduction(planmd: str, name: str, data: bytes, tally: Tally) -> str:
    if tally.tried - tally.agreed > tally.shown:
        return name
    small = shrunk(planmd, data)
    missing, extra = oracle.tasks(small).disagreement(planmd_places(planmd, [small])[0])
    return "\n".join([
        f"{name}, cut down:",
        f"  bytes: {small!r}",
        f"  tasks that planmd lacks (line, column): {sorted(missing)}",
        f"  tasks that only planmd has: {sorted(extra)}",
        *("  | " + line for line in visible(small.replace(b"\r\n", b"\n").replace(b"\r", b"\n")).split("\n")),
    ])


def shrunk(planmd: str, data: bytes) -> bytes:
    """Leaves out lines, halves first, as long as the disagreement stays."""
    lines = oracle.LINE.findall(data)
    size = max(1, len(lines) // 2)
    while True:
        variants = [lines[:at] + lines[at + size:] for at in range(0, len(lines), size)]
        contents = [b"".join(variant) for variant in variants]
        found = planmd_places(planmd, contents) if contents else []
        for variant, places, expected in zip(variants, found, oracle_places(contents)):
            if any(expected.disagreement(places)):
                lines = variant
                break
        else:
            if size == 1:
                return b"".join(lines)
            size //= 2
        size = max(1, min(size, len(lines)))


# The oracle against cases worked out by hand: the text, and the places of its tasks.
HAND_MADE: list[tuple[bytes, set[oracle.Place]]] = [
    (b"- [ ] a\n", {(1, 3)}),
    (b"\xef\xbb\xbf- [ ] a\n- [x] b", {(1, 6), (2, 3)}),
    (b"- [ ]\n  text\n- [ ] \n- [x]b\n", set()),
    (b"- [ ] a\r  * [/] b\r\n1) [-] c", {(1, 3), (2, 5), (3, 4)}),
    (b"-\t[ ] a\n-\n  [ ] b\n-\n\n  [ ] no item\n", {(1, 3), (3, 3)}),
    (b"- [ ]\xcc\x81 a\n-\xc2\xa0[ ] b\n- [\xc3\xa9] c\n- [e\xcc\x81] d\n", {(3, 3)}),
    (b"```\n- [ ] a\n```\n\n    - [ ] b\n\n<div>\n- [ ] c\n</div>\n\n<!--\n- [ ] d\n\n- [ ] e\n-->\n", set()),
    (b"> - [ ] a\n>\t- [ ] b\n- > [ ] c\n", {(1, 5), (2, 5)}),
    (b"- - [ ] a\n- # [ ] b\n- [ ] c\n  ---\n", {(1, 5)}),
    (b"- [ ] a\n---\n- [ ] b\n", {(1, 3), (3, 3)}),
    (b"---\ntitle: a\n---\n- [ ] a\n", {(4, 3)}),
    (b"---\nplanmd: off\n---\n- [ ] a\n", set()),
    (b"---\n- [ ] a\n---\n- [ ] b\n", {(2, 3), (4, 3)}),
    (b"- [ ] a\n%%\n- [ ] b\n%%\n- [ ] c\n", {(1, 3), (5, 3)}),
    (b"<!-- planmd: list -->\n- [ ] a\n<!-- /planmd -->\n- [ ] b\n", {(4, 3)}),
    (b"<!-- planmd: list -->\n- [ ] a\n", {(2, 3)}),
    (b"- <!-- planmd: list -->\n\n- [ ] a\n\n- <!-- /planmd -->\n", {(3, 3)}),
    (b"<!-- planmd: list -->\n```\n- [ ] a\n<!-- /planmd -->\n```\n- [ ] b\n", {(6, 3)}),
    (b"- [foo]: /url\n  [ ] a\n- [bar]:\n  /u\n  't'\n  [x] b\n", {(2, 3), (6, 3)}),
    (b"- [foo]: /url 'open\n  [ ] title'\n", set()),
    (b"- [x] a\n\n[x]: /url\n", {(1, 3)}),
    (b"1234567890. [ ] a\n\n123456789. [ ] b\n", {(3, 12)}),
    (b"text\n- [ ] a\n14. [ ] b\n\ntext\n14. [ ] c\n\ntext\n1. [ ] d\n", {(2, 3), (3, 5), (9, 4)}),
    (b"- [\x00] a\n\x00- [ ] b\n", {(1, 3)}),
    (b"- [ ] a\n\xe2\x80\xa8- [ ] b\n\x0c- [ ] c\n", {(1, 3)}),
]


def self_test(tally: Tally) -> None:
    for data, places in HAND_MADE:
        found = oracle.tasks(data)
        tally.check(found.certain == places, f"{data!r}: {sorted(found.certain)} instead of {sorted(places)}")
    once, again = list(documents(7, 300)), list(documents(7, 300))
    tally.check(once == again, "the same seed gave other documents")
    found = [oracle.tasks(data) for data in once]
    counted = sum(len(t.certain) for t in found), sum(len(t.optional) for t in found)
    tally.check(counted[0] > 300 and counted[1] < counted[0], f"odd numbers of tasks: {counted}")
    for data, expected in zip(once, found):
        lines = oracle.split_lines(data)
        for line, column in expected.certain:
            at_box = lines[line - 1][column - 1:column] == b"["
            tally.check(at_box, f"no box at line {line} column {column} of {data!r}")


if __name__ == "__main__":
    main()
