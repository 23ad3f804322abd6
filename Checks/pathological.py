#!/usr/bin/env python3
"""Runs `planmd lint` and `planmd list` on inputs that are made to be slow (see families.py).

Each family is tried at growing sizes until a run takes long enough to be measured, then at twice that size.
Demanded: exit code 0 or 1, no signal, at most 2.3 times the time for twice the input (--ratio), and at most
32 MB + 300 × the input of memory (--memory; docs/reliability.md says what that factor is made of).

What is measured is processor time, so that other work on the machine counts for little. A ratio that is too large is
measured again, and the best of five counts; if that is still too large, the same must hold once more for four times
the input, which noise does not bring about.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from common import Tally, environment, find_planmd, option_parser, temporary_folder
from families import FAMILIES, Family, in_file, repeated

MEASURABLE = 0.3
RATIO = 2.3
MEMORY = 32 << 20
FACTOR = 300
COMMANDS = {"lint": ["lint"], "list": ["list", "all", "-f", "json"]}


@dataclass
class Run:
    """What one run took."""

    n: int
    input: int
    # Processor time, of all cores; for a run that was stopped, the time it had.
    seconds: float
    memory: int
    code: int
    timed_out: bool = False

    def fault(self, factor: float = FACTOR) -> str:
        """What breaks a promise by itself; empty where nothing does."""
        if self.timed_out:
            return f"no end after {self.seconds:.0f} s"
        if self.code < 0:
            return f"killed by {signal.Signals(-self.code).name}"
        if self.code not in (0, 1):
            return f"exit code {self.code}"
        limit = int(MEMORY + factor * self.input)
        return f"{megabytes(self.memory)} of memory, {megabytes(limit)} allowed" if self.memory > limit else ""


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="only families with this word in the name")
    parser.add_argument("--command", choices=list(COMMANDS), action="append", help="only this command")
    parser.add_argument("--timeout", type=float, default=120, help="seconds after which a run has failed (default 120)")
    parser.add_argument("--quick", action="store_true", help="stop at a twentieth of the largest sizes, and sooner")
    parser.add_argument("--ratio", type=float, default=RATIO, help=f"how much longer twice the input may take (default {RATIO})")
    parser.add_argument("--memory", type=float, default=FACTOR, metavar="FACTOR",
                        help=f"how many times the input may be taken in memory, beyond 32 MB (default {FACTOR})")
    parser.add_argument("--names", action="store_true", help="list the families and stop")
    options = parser.parse_args()
    chosen = [f for f in FAMILIES if not options.only or any(word in f.name for word in options.only)]
    if options.names:
        print("\n".join(f"{family.name}: {family.start} to {family.most}" for family in chosen))
        return
    tally = Tally(shown=1000)
    if options.self_test:
        self_test(tally)
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    print(f"{'family':32} {'does':5} {'n':>9} {'input':>9} {'time':>8} {'twice':>8} {'ratio':>6} {'memory':>8}", flush=True)
    for family in chosen:
        most = max(family.start, family.most // 20) if options.quick else family.most
        for name in options.command or COMMANDS:
            try_family(planmd, family, name, most, options, tally)
    tally.finish()


def try_family(planmd: str, family: Family, name: str, most: int, options, tally: Tally) -> None:
    """Doubles until a run can be measured, judges, and prints a line of the table."""
    n, timeout, ratio_allowed = family.start, options.timeout, options.ratio
    measurable = MEASURABLE / 3 if options.quick else MEASURABLE
    once = measured(planmd, family, name, n, timeout)
    twice = once
    while not once.fault(options.memory):
        twice = measured(planmd, family, name, 2 * n, timeout)
        if twice.fault(options.memory) or once.seconds >= measurable or 2 * n > most:
            break
        once, n = twice, 2 * n
    fault = once.fault(options.memory) or twice.fault(options.memory)
    if not fault and once.seconds >= measurable and twice.seconds > ratio_allowed * once.seconds:
        once, twice = best_of(planmd, family, name, n, options, once, twice)
        if twice.seconds > ratio_allowed * once.seconds and grows_on(planmd, family, name, n, options, once):
            fault = f"twice the input takes {twice.seconds / once.seconds:.2f} times as long"
    ratio = f"{twice.seconds / once.seconds:6.2f}" if once.seconds >= measurable else "     –"
    print(f"{family.name:32} {name:5} {once.n:9} {megabytes(once.input):>9} {once.seconds:7.2f}s {twice.seconds:7.2f}s "
          f"{ratio} {megabytes(twice.memory):>8}{'  FAILED' if fault else ''}", flush=True)
    at = once if once.fault(options.memory) else twice
    tally.check(not fault, f"{family.name}, {name}, n = {at.n}: {fault}\n  {reproduction(family, at.n, name)}")


def best_of(planmd: str, family: Family, name: str, n: int, options, once: Run, twice: Run) -> tuple[Run, Run]:
    """The best of up to five for both sizes: a slow ratio may be the machine's."""
    for _ in range(4):
        once = min(once, measured(planmd, family, name, n, options.timeout), key=lambda r: r.seconds)
        twice = min(twice, measured(planmd, family, name, 2 * n, options.timeout), key=lambda r: r.seconds)
        if twice.seconds <= options.ratio * once.seconds:
            break
    return once, twice


def grows_on(planmd: str, family: Family, name: str, n: int, options, once: Run) -> bool:
    """True if four times the input takes more than the square of the ratio, at its best of three."""
    runs = [measured(planmd, family, name, 4 * n, options.timeout) for _ in range(3)]
    return min(run.seconds for run in runs) > options.ratio**2 * once.seconds


def reproduction(family: Family, n: int, name: str) -> str:
    if family not in FAMILIES:
        return family.name
    index = FAMILIES.index(family)
    return (f"python3 -c 'import pathlib, families as f; f.FAMILIES[{index}].write(pathlib.Path(\"DIR\"), {n})'; "
            f"planmd {' '.join(COMMANDS[name])} --root DIR")


def measured(planmd: str, family: Family, name: str, n: int, timeout: float) -> Run:
    with temporary_folder("pathological") as folder:
        write_apart(family, folder, n)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        return execute([planmd, *COMMANDS[name], "--root", str(folder)], n, size, timeout)


def write_apart(family: Family, folder: Path, n: int) -> None:
    """Writes in a process of its own: a child's memory counts what its parent had, so this one stays small."""
    child = os.fork()
    if child == 0:
        try:
            family.write(folder, n)
            os._exit(0)
        except BaseException as error:
            print(f"{family.name}: {error}", file=sys.stderr)
            os._exit(1)
    if os.waitpid(child, 0)[1] != 0:
        raise RuntimeError(f"cannot write the family {family.name}")


def execute(command: list[str], n: int, size: int, timeout: float) -> Run:
    """Runs a command with its time and its largest memory."""
    with open(os.devnull, "r+b") as null, tempfile.TemporaryFile() as errors:
        started = time.monotonic()
        process = subprocess.Popen(command, stdin=null, stdout=null, stderr=errors, env=environment())
        deadline = started + timeout
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid or time.monotonic() > deadline:
                break
            time.sleep(0.002)
        timed_out = not pid
        if timed_out:
            process.kill()
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started if timed_out else usage.ru_utime + usage.ru_stime
        process.returncode = os.waitstatus_to_exitcode(status)
        return Run(n, size, seconds, usage.ru_maxrss * 1024, process.returncode, timed_out)


def megabytes(count: int) -> str:
    return f"{count / (1 << 20):.1f} MB"


def self_test(tally: Tally) -> None:
    names = [family.name for family in FAMILIES]
    tally.check(len(names) == len(set(names)), "two families with one name")
    for family in FAMILIES:
        with temporary_folder("families") as folder:
            sizes = []
            for n in (family.start, 2 * family.start):
                below = folder / str(n)
                below.mkdir()
                write_apart(family, below, n)
                sizes.append(sum(p.stat().st_size for p in below.rglob("*") if p.is_file()))
            grows = sizes[0] > 0 and 1.5 < sizes[1] / sizes[0] < 2.6
            tally.check(grows, f"{family.name}: twice n makes {sizes[0]} bytes into {sizes[1]}")
    run = execute([sys.executable, "-c", "x = b'a' * (100 << 20)"], 1, 0, 60)
    tally.check(run.code == 0 and run.memory > 100 << 20 and "memory" in run.fault(), f"memory is not measured: {run}")
    run = execute([sys.executable, "-c", "pass"], 1, 0, 60)
    tally.check(run.fault() == "", f"a small program is faulted: {run.fault()}")
    run = execute(["sleep", "10"], 1, 0, 0.2)
    tally.check(run.timed_out and run.fault().startswith("no end"), "a run without end is not stopped")
    run = execute([sys.executable, "-c", "import os; os.abort()"], 1, 0, 60)
    tally.check("SIGABRT" in run.fault(), "a signal goes unnoticed")
    judges_growth(tally)


def judges_growth(tally: Tally) -> None:
    """A program that works by the square of its input must fail, and one that does not must pass."""
    family = Family("self-test", in_file(repeated("word ", "- [ ] ")), 20_000, 4_000_000)
    options = SimpleNamespace(timeout=60, ratio=RATIO, quick=True, memory=1000)
    for power, passes in ((1, True), (2, False)):
        with temporary_folder("growth") as folder:
            program = folder / "program"
            scale = 50 if power == 2 else 0.1  # so that both can be measured
            program.write_text(f"#!{sys.executable}\nimport os, sys\n"
                               "size = os.stat(os.path.join(sys.argv[-1], 'plan.md')).st_size\n"
                               f"for _ in range(int(size / {scale}) ** {power}): pass\n")
            program.chmod(0o755)
            found = Tally(shown=0)
            try_family(str(program), family, "lint", family.most, options, found)
            tally.check((found.tried == found.agreed) == passes, f"growth by the power of {power} is judged wrongly")


if __name__ == "__main__":
    main()
