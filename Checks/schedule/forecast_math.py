#!/usr/bin/env python3
"""Compares the dates of `planmd forecast` with the same mathematics in numpy and scipy, on tiny plans.

Every plan works around the clock, so that a date is today's midnight plus the minutes of work. Compared are quantiles of
each distribution (range, three points, single figure), of sums of correlated tasks, of chains without levelling, of work in
progress, with other spreads and correlations, the chance to meet a due date, and what calibration makes of finished
tasks. A date may be off by five standard errors of both samples and a minute for each task's rounding.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, log, sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from scipy import stats

from common import Tally, find_planmd, option_parser, run, skip, temporary_folder

TODAY = date(2026, 3, 9)
CALENDAR = """calendar:
  workdays: [mon, tue, wed, thu, fri, sat, sun]
  days-per-week: 7
  hours: "0:00-24:00"
"""
SHARES = {"p50": 0.50, "p80": 0.80, "p95": 0.95}
OWN_SAMPLES = 2_000_000
STANDARD_ERRORS = 5
Z10 = 1.2815515655446004  # the 90th percentile of the standard normal distribution


@dataclass
class Estimate:
    """A distribution of work in hours: median and the logarithm's spread below and above it."""

    median: float
    below: float
    above: float

    @staticmethod
    def single(hours: float, spread: float = 0.5) -> Estimate:
        return Estimate(hours, spread, spread)

    @staticmethod
    def range(low: float, high: float) -> Estimate:
        sigma = log(high / low) / (2 * Z10)
        return Estimate(sqrt(low * high), sigma, sigma)

    @staticmethod
    def three(low: float, mid: float, high: float) -> Estimate:
        return Estimate(mid, log(mid / low) / Z10, log(high / mid) / Z10)

    def hours(self, z: np.ndarray) -> np.ndarray:
        return self.median * np.exp(np.where(z < 0, self.below, self.above) * z)

    def share_below(self, hours: np.ndarray) -> np.ndarray:
        """The distribution function."""
        x = np.log(np.asarray(hours, float) / self.median)
        return stats.norm.cdf(x / np.where(x < 0, self.below, self.above))

    def at(self, share: np.ndarray) -> np.ndarray:
        """The quantile function."""
        return self.hours(stats.norm.ppf(share))


@dataclass
class Case:
    """A plan, and how long the wanted target takes, in samples of hours."""

    name: str
    plan: str
    sample: Callable[[np.random.Generator], np.ndarray]
    target: str  # text or title
    kind: str | None = None
    tasks: int = 1
    settings: str = ""
    due: datetime | None = None


def normals(r: np.random.Generator, tasks: int, correlation: float) -> np.ndarray:
    """Standard normal values of tasks that run late together: one common part a sample."""
    common = r.standard_normal(OWN_SAMPLES)
    own = r.standard_normal((tasks, OWN_SAMPLES))
    return sqrt(correlation) * common + sqrt(1 - correlation) * own


def total(estimates: list[Estimate], correlation: float = 0.25) -> Callable[[np.random.Generator], np.ndarray]:
    def sample(r: np.random.Generator) -> np.ndarray:
        return sum(e.hours(z) for e, z in zip(estimates, normals(r, len(estimates), correlation)))
    return sample


def latest(chains: list[list[Estimate]], correlation: float = 0.25) -> Callable[[np.random.Generator], np.ndarray]:
    """The end of the longest of several chains, done by different people."""
    def sample(r: np.random.Generator) -> np.ndarray:
        z = iter(normals(r, sum(map(len, chains)), correlation))
        return np.maximum.reduce([sum(e.hours(next(z)) for e in chain) for chain in chains])
    return sample


def rest(estimate: Estimate, spent: float) -> Callable[[np.random.Generator], np.ndarray]:
    """What is left of a task in progress: the total, given that it exceeds what is spent, minus that."""
    def sample(r: np.random.Generator) -> np.ndarray:
        low = float(estimate.share_below(spent))
        return estimate.at(low + (1 - low) * r.random(OWN_SAMPLES)) - spent
    return sample


def cases() -> list[Case]:
    single, span, three = Estimate.single, Estimate.range, Estimate.three
    found = [
        Case("a single figure", "- [ ] Build est:100h\n", total([single(100)]), "plan"),
        Case("a range", "- [ ] Build est:50h-200h\n", total([span(50, 200)]), "plan"),
        Case("a narrow range", "- [ ] Build est:90h-110h\n", total([span(90, 110)]), "plan"),
        Case("three points", "- [ ] Build est:40h/100h/400h\n", total([three(40, 100, 400)]), "plan"),
        Case("three points, skewed down", "- [ ] Build est:20h/100h/120h\n", total([three(20, 100, 120)]), "plan"),
        Case("another spread", "- [ ] Build est:100h\n", total([single(100, 0.3)]), "plan", settings="forecast: {spread: 0.3}\n"),
        Case("a pool's worth of small tasks", "".join(f"- [ ] Part {n} est:10h\n" for n in range(20)), total([single(10)] * 20),
             "plan", "project", 20),
        Case("two tasks", "- [ ] One est:60h\n- [ ] Two est:30h-90h\n", total([single(60), span(30, 90)]), "plan", "project", 2),
        Case("independent", "".join(f"- [ ] Part {n} est:20h\n" for n in range(10)), total([single(20)] * 10, 0), "plan", "project", 10,
             settings="forecast: {correlation: 0}\n"),
        Case("all late together", "".join(f"- [ ] Part {n} est:20h\n" for n in range(10)), total([single(20)] * 10, 1), "plan", "project",
             10, settings="forecast: {correlation: 1}\n"),
        Case("another correlation", "- [ ] One est:60h\n- [ ] Two est:40h/50h/100h\n", total([single(60), three(40, 50, 100)], 0.6), "plan",
             "project", 2, settings="forecast: {correlation: 0.6}\n"),
        Case("a chain", "- [ ] One est:40h id:a\n- [ ] Two est:20h-80h id:b after:a\n- [ ] Three est:10h/30h/120h after:b\n",
             total([single(40), span(20, 80), three(10, 30, 120)]), "plan", tasks=3),
        Case("a chain with a lag", "- [ ] One est:40h id:a\n- [ ] Two est:20h-80h after:a+24h\n",
             lambda r: total([single(40), span(20, 80)])(r) + 24, "plan", tasks=2),
        Case("a chain's first task", "- [ ] One est:40h id:a due:2027-12-31\n- [ ] Two est:20h-80h after:a\n", total([single(40)]), "One"),
        Case("a sequence", "1. [ ] One est:40h\n2. [ ] Two est:30h\n3. [ ] Three est:20h\n", total([single(40), single(30), single(20)]), "plan", tasks=3),
        Case("a milestone", "- [ ] One est:40h id:a\n- [ ] Two est:30h id:b after:a\n- [ ] Ready #milestone after:b\n", total([single(40), single(30)]), "Ready",
             "milestone", 2),
        Case("two people side by side", "- [ ] One est:60h @ann\n- [ ] Two est:40h-90h @bob\n", latest([[single(60)], [span(40, 90)]]), "plan", "project", 2,
             settings="people: {ann: {}, bob: {}}\n"),
        Case("two chains", "- [ ] One est:60h id:a @ann\n- [ ] Two est:40h after:a @ann\n- [ ] Three est:50h id:b @bob\n- [ ] Four est:55h after:b @bob\n",
             latest([[single(60), single(40)], [single(50), single(55)]]), "plan", "project", 4, settings="people: {ann: {}, bob: {}}\n"),
        Case("half of someone", "- [ ] Build est:100h @ann(50%)\n", lambda r: 2 * total([single(100)])(r), "plan", tasks=2, settings="people: {ann: {}}\n"),
        Case("two on one task", "- [ ] Build est:100h @ann @bob\n", lambda r: total([single(100)])(r) / 2, "plan", settings="people: {ann: {}, bob: {}}\n"),
        Case("in progress", "- [/] Build est:100h spent:60h\n", rest(single(100), 60), "plan"),
        Case("in progress, far over", "- [/] Build est:100h spent:250h\n", rest(single(100), 250), "plan"),
        Case("in progress, a range", "- [/] Build est:50h-200h spent:30h\n", rest(span(50, 200), 30), "plan"),
        Case("in progress, three points", "- [/] Build est:40h/100h/400h spent:150h\n", rest(three(40, 100, 400), 150), "plan"),
        Case("in progress, logged", "- [/] Build est:100h\n  - 2026-03-05 40h\n  - 2026-03-06 20h\n", rest(single(100), 60), "plan"),
    ]
    for days in (3, 5, 8):
        due = TODAY + timedelta(days=days - 1)
        found.append(Case(f"due on {due}", f"- [ ] Build est:100h due:{due}\n", total([single(100)]), "Build",
                          due=datetime.combine(due + timedelta(days=1), datetime.min.time())))
    found.append(Case("due at a time", "- [ ] Build est:100h due:2026-03-13T12:00\n", total([single(100)]), "Build", due=datetime(2026, 3, 13, 12)))
    return found


def forecast(planmd: str, folder: Path, text: str, settings: str, samples: int, seed: int = 1) -> dict | str:
    (folder / "planmd.yaml").write_text(CALENDAR + settings, encoding="utf-8")
    (folder / "plan.md").write_text(text, encoding="utf-8")
    result = run(planmd, "forecast", "--all", "-f", "json", "--samples", str(samples), "--seed", str(seed), "--today", TODAY.isoformat(), root=folder)
    if result.returncode != 0:
        return f"exit code {result.returncode}: {result.stderr.decode(errors='replace')[:500]}"
    return json.loads(result.stdout)


def find_target(data: dict, case_target: str, kind: str | None) -> dict | None:
    found = [t for t in data["targets"] if t["text"] == case_target and (kind is None or t["kind"] == kind)]
    return found[0] if found else None


def minutes(text: str) -> float:
    return (datetime.fromisoformat(text) - datetime.combine(TODAY, datetime.min.time())).total_seconds() / 60


def check_case(case: Case, data: dict | str, samples: int, tally: Tally, sampled: np.ndarray) -> None:
    if isinstance(data, str):
        tally.check(False, f"{case.name}: {data}")
        return
    target = find_target(data, case.target, case.kind)
    if not tally.check(target is not None, f"{case.name}: no target {case.target} among {[(t['kind'], t['text']) for t in data['targets']]}"):
        return
    for name, share in SHARES.items():
        off = STANDARD_ERRORS * sqrt(share * (1 - share) * (1 / samples + 1 / len(sampled)))
        low, high = (60 * float(np.quantile(sampled, share + d)) for d in (-off, off))
        got = minutes(target["dates"][name])
        # A minute's rounding for each task, and one for the date.
        tally.check(low - 1 <= got <= high + case.tasks + 1,
                    f"{case.name}: {name} after {got / 60:.2f} h, should be {low / 60:.2f} to {high / 60:.2f} h\n{case.plan}{case.settings}")
    if case.due:
        hours = (case.due - datetime.combine(TODAY, datetime.min.time())).total_seconds() / 3600
        chance = float((sampled <= hours).mean())
        off = STANDARD_ERRORS * sqrt(chance * (1 - chance) * (1 / samples + 1 / len(sampled))) + 0.0006
        got = target.get("chance")
        got = got / 100 if got is not None and got > 1 else got
        tally.check(got is not None and abs(got - chance) <= off, f"{case.name}: chance {got}, should be {chance:.4f} ± {off:.4f}")


# Calibration


def calibration(ratios: list[float], base: float = 0.5) -> tuple[int, float, float]:
    """What finished tasks say: how many count, bias and spread, from the ratios of actual to estimated work."""
    x = np.log(ratios[-50:])
    if len(x) < 10:
        return len(x), 0.0, base
    n = len(x)
    return n, n * float(x.mean()) / (n + 10), sqrt((10 * base ** 2 + float(((x - x.mean()) ** 2).sum())) / (n + 10))


def finished(ratios: list[float]) -> str:
    """Finished tasks of ten hours each, the oldest first, with what they really took (whole minutes)."""
    lines = []
    for number, ratio in enumerate(ratios):
        day = TODAY - timedelta(days=len(ratios) - number)
        lines.append(f"- [x] Old {number} est:10h spent:{round(600 * ratio)}min done:{day}")
    return "\n".join(lines) + "\n"


def check_calibration(planmd: str, folder: Path, samples: int, tally: Tally) -> None:
    r = np.random.default_rng(5)
    for name, count, mean, sigma in (("nine", 9, 0.4, 0.3), ("ten", 10, 0.4, 0.3), ("thirty", 30, 0.2, 0.8), ("sixty", 60, -0.3, 0.2), ("fifty", 50, 0.0, 0.1)):
        ratios = [round(600 * x) / 600 for x in np.exp(mean + sigma * r.standard_normal(count))]
        if name == "sixty":
            ratios[:10] = [5.0] * 10  # too old to count
        n, bias, spread = calibration(ratios)
        data = forecast(planmd, folder, finished(ratios) + "- [ ] Build est:100h\n", "", samples)
        if isinstance(data, str):
            tally.check(False, f"calibration by {name}: {data}")
            continue
        told = data.get("calibration") or {}
        if n < 10:
            tally.check(not told.get("bias") and abs((told.get("spread") or 0.5) - 0.5) < 1e-6, f"calibration by {name}: {told}")
        else:
            tally.check(told.get("n") == n and abs(told.get("bias", 9) - bias) < 0.002 and abs(told.get("spread", 9) - spread) < 0.002,
                        f"calibration by {name}: {told}, should be n {n}, bias {bias:.4f}, spread {spread:.4f}")
        # The dates follow: another median, another spread. A single figure takes the calibrated spread.
        estimate = Estimate.single(100 * exp(bias), spread)
        check_case(Case(f"calibrated by {name}", "- [ ] Build est:100h\n", total([estimate]), "plan"), data, samples, tally, total([estimate])(r))


def check_range_calibration(planmd: str, folder: Path, samples: int, tally: Tally) -> None:
    """Stated ranges are scaled by how far finished tasks fell beyond theirs, within 0.5 and 3."""
    r = np.random.default_rng(3)
    stated = Estimate.range(5, 20)
    for sigma in (0.6, 0.01, 4.0):
        ratios = [max(1, round(600 * x)) / 600 for x in np.exp(0.3 + sigma * r.standard_normal(20))]
        x = np.log(ratios)
        bias = 20 * float(x.mean()) / 30
        scale = sqrt((10 + float((((x - x.mean()) / stated.above) ** 2).sum())) / 30)
        scale = min(3.0, max(0.5, scale))
        text = finished(ratios).replace("est:10h", "est:5h-20h") + "- [ ] Build est:50h-200h\n"
        data = forecast(planmd, folder, text, "", samples)
        if isinstance(data, str):
            tally.check(False, f"calibrated ranges: {data}")
            continue
        told = (data.get("calibration") or {}).get("rangeScale")
        tally.check(told is not None and abs(told - scale) < 0.002, f"calibrated ranges: scale {told}, should be {scale:.4f}")
        sigma = log(4) / (2 * Z10) * scale
        estimate = Estimate(100 * exp(bias), sigma, sigma)
        check_case(Case(f"a range scaled by {scale:.2f}", text, total([estimate]), "plan"), data, samples, tally, total([estimate])(r))


def check_people_calibration(planmd: str, folder: Path, samples: int, tally: Tally) -> None:
    """A person's bias is drawn to that of the plan; the spread is the plan's."""
    r = np.random.default_rng(4)
    both = {who: [round(600 * x) / 600 for x in np.exp(mean + sigma * r.standard_normal(count))]
            for who, mean, sigma, count in (("ann", 0.4, 0.3, 12), ("bob", -0.2, 0.2, 14))}
    # One after the other, so that the order of the days does not matter: 26 tasks all count.
    text = "".join(line + f" @{who}\n" for who, ratios in both.items() for line in finished(ratios).splitlines())
    text += "- [ ] One est:100h due:2027-12-31 @ann\n- [ ] Two est:100h due:2027-12-31 @bob\n"
    data = forecast(planmd, folder, text, "people: {ann: {}, bob: {}}\n", samples)
    if isinstance(data, str):
        tally.check(False, f"calibrated people: {data}")
        return
    n, plan_bias, spread = calibration([ratio for ratios in both.values() for ratio in ratios])
    for who, target in (("ann", "One"), ("bob", "Two")):
        x = np.log(both[who])
        bias = (len(x) * float(x.mean()) + 10 * plan_bias) / (len(x) + 10)
        estimate = Estimate.single(100 * exp(bias), spread)
        check_case(Case(f"calibrated for {who}", text, total([estimate]), target), data, samples, tally, total([estimate])(r))


def check_draws(planmd: str, folder: Path, tally: Tally) -> None:
    """The same seed gives the same dates, another one others; an edit elsewhere leaves a task's draws alone."""
    text = "- [ ] One est:40h-90h @ann id:a due:2027-12-31\n- [ ] Two est:30h @bob\n"
    people = "people: {ann: {}, bob: {}}\n"
    runs = [forecast(planmd, folder, text, people, 2000, seed) for seed in (1, 1, 2)]
    longer = forecast(planmd, folder, text + "- [ ] Three est:50h @bob\n", people, 2000, 1)
    if any(isinstance(data, str) for data in [*runs, longer]):
        tally.check(False, f"draws: {[data for data in [*runs, longer] if isinstance(data, str)][0]}")
        return
    dates = [(find_target(data, "One", None) or {}).get("dates") for data in [*runs, longer]]
    tally.check(dates[0] is not None and dates[0] == dates[1], f"the same seed gives {dates[0]} and {dates[1]}")
    tally.check(dates[0] != dates[2], "another seed gives the same dates")
    tally.check(dates[0] == dates[3], f"a new task for somebody else changes {dates[0]} to {dates[3]}")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("--samples", type=int, default=200_000, help="samples for planmd (default 200000)")
    options = parser.parse_args()
    tally = Tally(shown=60)
    if options.self_test:
        self_test(tally)
        tally.finish()
    planmd = find_planmd(parser, options.planmd)
    if run(planmd, "forecast", "--help").returncode != 0 or b"--samples" not in run(planmd, "forecast", "--help").stdout:
        skip("this planmd has no `forecast --samples`")
    r = np.random.default_rng(1)
    with temporary_folder("forecast") as folder:
        for case in cases():
            check_case(case, forecast(planmd, folder, case.plan, case.settings, options.samples), options.samples, tally, case.sample(r))
        check_calibration(planmd, folder, options.samples, tally)
        check_range_calibration(planmd, folder, options.samples, tally)
        check_people_calibration(planmd, folder, options.samples, tally)
        check_draws(planmd, folder, tally)
    tally.check(tally.tried > 3 * len(cases()), "most comparisons did not take place")
    tally.finish()


def self_test(tally: Tally) -> None:
    """The sampled mathematics against closed forms, and the comparison with dates that are wrong."""
    r = np.random.default_rng(1)
    close = lambda a, b, part: abs(a / b - 1) < part
    for estimate in (Estimate.single(100), Estimate.range(50, 200), Estimate.three(40, 100, 400)):
        tally.check(close(float(estimate.at(0.5)), estimate.median, 1e-9), "the median")
        sampled = total([estimate])(r)
        for share in SHARES.values():
            tally.check(close(float(np.quantile(sampled, share)), float(estimate.at(share)), 0.006), f"{estimate} at {share}")
    tally.check(close(float(Estimate.range(50, 200).at(0.1)), 50, 1e-9) and close(float(Estimate.range(50, 200).at(0.9)), 200, 1e-9), "a range's ends")
    tally.check(close(float(Estimate.three(40, 100, 400).at(0.1)), 40, 1e-9) and close(float(Estimate.three(40, 100, 400).at(0.9)), 400, 1e-9), "three points")
    lognormal = stats.lognorm(s=0.5, scale=100)
    tally.check(close(float(Estimate.single(100).at(0.95)), lognormal.ppf(0.95), 1e-9), "against scipy's lognormal distribution")
    sums = total([Estimate.single(10)] * 20, 0.25)(r)
    tally.check(close(sums.mean(), 200 * exp(0.125), 0.003), "a sum's mean")
    # The covariance of two of them: exp(σ²ρ) − 1, in units of the mean's square.
    variance = (10 * exp(0.125)) ** 2 * (20 * (exp(0.25) - 1) + 380 * (exp(0.25 * 0.25) - 1))
    tally.check(close(sums.var(), variance, 0.02), "a sum's variance with correlation")
    tally.check(close(float(np.quantile(total([Estimate.single(10)] * 5, 1)(r), 0.8)), 5 * float(Estimate.single(10).at(0.8)), 0.004), "full correlation")
    left = rest(Estimate.single(100), 60)(r)
    wanted = lognormal.ppf(lognormal.cdf(60) + 0.8 * lognormal.sf(60)) - 60
    tally.check(left.min() >= 0 and close(float(np.quantile(left, 0.8)), wanted, 0.006), "what is left of a task in progress")
    n, bias, spread = calibration([exp(0.4)] * 10)
    tally.check((n, round(bias, 6), round(spread, 6)) == (10, 0.2, round(sqrt(2.5 / 20), 6)), "calibration")
    tally.check(calibration([2.0] * 9)[1] == 0 and calibration([1.0] * 60)[0] == 50, "how many finished tasks count")
    case = cases()[0]
    sampled = case.sample(r)
    for off, agrees in ((0, True), (40, False), (-40, False)):
        dates = {name: (datetime.combine(TODAY, datetime.min.time()) + timedelta(minutes=round(60 * lognormal.ppf(share)) + off * 2)).isoformat()
                 for name, share in SHARES.items()}
        inner = Tally(shown=0)
        check_case(case, {"targets": [{"kind": "project", "text": "plan", "dates": dates}]}, 200_000, inner, sampled)
        tally.check((inner.tried == inner.agreed) == agrees, f"dates that are {off} minutes off are judged wrongly")
    inner = Tally(shown=0)
    check_case(case, {"targets": []}, 200_000, inner, sampled)
    tally.check(inner.agreed == 0, "a missing target is not noticed")


if __name__ == "__main__":
    main()
