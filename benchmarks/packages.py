"""``python -m benchmarks.packages [--suppliers 500 5000 50000] [--needs N] [--quick|--full]``: optimiser and peers.

CPU seconds of this process (set OMP_NUM_THREADS=1 for one thread), peers in the same run: the whole model given to
scipy's ``milp`` (time to build it not counted), CP-SAT with one worker in a process of its own, greedy. Writes
``var/bench/packages.json``. Each slow peer has a share of wall time (``Plan``); a row says how many needs fitted
into it, and ``--full`` lifts the limits. Everything is synthetic (``package_market.py``): ratios say something, values
do not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks import milp_model
from benchmarks.package_market import Supply, need, supply
from matchmaker.engine.packaging import Change, changed, explain_infeasible, greedy, prepare, solve
from matchmaker.engine.types import Package, PackageProblem

OUTPUT = Path("var/bench/packages.json")
Row = dict[str, object]


@dataclass(frozen=True)
class Plan:
    """How many needs each part takes at most; ``whole`` are seconds granted to one whole model, ``peers`` wall seconds
    to all whole models of the comparison, ``chain`` to the sequential no-good models, ``most`` to the infeasible part.
    """

    needs: int
    cards: int
    what_ifs: int
    infeasible: int
    cpsat: int
    whole: float
    peers: float = np.inf
    chain: float = np.inf
    most: float = np.inf
    cpsat_seconds: float = 10.0

    def endless(self) -> Plan:
        return replace(self, peers=np.inf, chain=np.inf, most=np.inf)


PLANS = {
    500: Plan(40, 0, 0, 40, 0, 20, peers=25, most=40),
    5_000: Plan(100, 8, 25, 0, 3, 30, peers=240, chain=90),
    50_000: Plan(4, 0, 0, 0, 0, 15, peers=40),
}
QUICK = {
    500: Plan(10, 0, 0, 8, 0, 5, peers=5, most=8),
    5_000: Plan(10, 2, 4, 0, 1, 5, peers=10, chain=12, cpsat_seconds=3.0),
    50_000: Plan(1, 0, 0, 0, 0, 5, peers=10),
}


def clocked(work: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


class Share:
    """A share of wall time: ``left`` says whether any of it is."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def left(self) -> bool:
        return time.monotonic() < self.end


def row(
    name: str, value: float, target: float | None = None, unit: str = "", *, at_most: bool = False, note: str = ""
) -> Row:
    reached = None if target is None else bool(value <= target if at_most else value >= target)
    goal = "" if target is None else f"{'<=' if at_most else '>='} {target:g} {unit}"
    return {"row": name, "value": round(float(value), 4), "target": goal, "reached": reached, "note": note}


def spread(name: str, seconds: list[float]) -> Row:
    ms = 1000 * np.asarray(seconds)
    p50, p90, p99 = np.quantile(ms, [0.5, 0.9, 0.99])
    return row(f"{name}: CPU ms median", p50, note=f"p90 {p90:.0f}, p99 {p99:.0f}, max {ms.max():.0f}, n={len(ms)}")


def optimum(size: int, market: Supply, plan: Plan) -> list[Row]:
    """Ours, the whole model and greedy on the same needs."""
    ours, theirs, quick, gaps, equal, unsolved, open_gap = [], [], [], [], [], 0, []
    share = Share(plan.peers)
    for seed in range(plan.needs):
        problem = need(market, seed)
        spent, solution = clocked(lambda: solve(problem))  # noqa: B023
        ours.append(spent)
        open_gap.append(solution.gap if solution.status == "limit" else 0.0)
        if share.left():
            model = milp_model.build(problem)
            spent, (package, proved) = clocked(lambda: milp_model.within(model, plan.whole))  # noqa: B023
            theirs.append(spent)
            unsolved += not proved
            equal += [same(solution.best, package)] if proved else []
        spent, rough = clocked(lambda: greedy(problem))  # noqa: B023
        quick.append(spent)
        if rough.best is not None and solution.best is not None:
            gaps.append((solution.best.value - rough.best.value) / abs(solution.best.value))
    title = f"{size:,} suppliers"
    goal = (100.0, 15.0, 0.5) if size == 5_000 else (None, None, None)
    paired = ours[: len(theirs)]
    found = [f"greedy found {len(gaps)} of {plan.needs}, mean {100 * np.mean(gaps or [0]):.1f} % below the optimum"]
    return [
        row(
            f"{title}: optimum equal to milp, % of needs",
            100 * float(np.mean(equal or [0])),
            goal[0],
            "%",
            note=f"{len(equal)} of {plan.needs} compared, milp unsolved {unsolved}, "
            f"ours open {sum(gap > 0 for gap in open_gap)}, gap at most {100 * max(open_gap):.2f} %",
        ),
        row(f"{title}: milp / ours, total CPU", sum(theirs) / sum(paired), goal[1], "x", note=f"{len(paired)} needs"),
        row(f"{title}: milp / ours, median of pairs", float(np.median(np.array(theirs) / np.array(paired)))),
        row(f"{title}: ours, CPU s p99", float(np.quantile(ours, 0.99)), goal[2], "s", at_most=True),
        spread(f"{title}: ours", ours),
        spread(f"{title}: milp", theirs),
        spread(f"{title}: greedy, {found[0]}", quick),
    ]


def same(one: Package | None, other: Package | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one.value - other.value) <= 1e-4 * max(1.0, abs(other.value))


def cpsat(size: int, market: Supply, plan: Plan) -> list[Row]:
    """CP-SAT on the first needs; a need it did not prove counts with the time it was given."""
    seeds = [str(seed) for seed in range(plan.cpsat)]
    command = [sys.executable, "-m", "benchmarks.cpsat_model", str(size), str(plan.cpsat_seconds), *seeds]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return [row("CP-SAT did not run", 0, note=done.stderr.strip().splitlines()[-1][:90])]
    theirs = [json.loads(line) for line in done.stdout.splitlines()]
    ours = [clocked(lambda: solve(need(market, int(seed)))) for seed in seeds]  # noqa: B023
    unproved = sum(not answer["proved"] for answer in theirs)
    wrong = sum(
        (answer["proved"] and (answer["value"] is None) != (solution.best is None))
        or bool(answer["proved"] and answer["value"] and abs(answer["value"] - solution.best.value) > 0.02)
        for answer, (_, solution) in zip(theirs, ours, strict=True)
    )
    ratio = sum(answer["seconds"] for answer in theirs) / sum(spent for spent, _ in ours)
    return [
        row(
            f"{size:,} suppliers: CP-SAT / ours, total CPU",
            ratio,
            note=f"{len(seeds)} needs, {unproved} unproved after {plan.cpsat_seconds:.0f} s, {wrong} other optimum",
        )
    ]


def cards(size: int, market: Supply, plan: Plan, reach: int) -> list[Row]:
    """Five cards from reading the problem on, against five whole models that each forbid the sets found before."""
    ours, theirs, certified, complete, counts, cut, share = [], [], 0, 0, [], 0, Share(plan.chain)
    for seed in range(reach):
        problem = need(market, seed)
        spent, five = clocked(lambda: prepare(problem).cards())  # noqa: B023
        ours.append(spent)
        counts.append(len(five))
        complete += five.pool.complete
        certified += five.pool.complete or np.isfinite(five.pool.gap)
        if seed < plan.cards and (share.left() or not theirs):
            spent, stopped = _sequential(problem, plan.whole)
            theirs.append(spent)
            cut += stopped
    reached = f"five cards in {sum(count == 5 for count in counts)} of {len(counts)}"
    return [
        row(
            f"{size:,}: five no-good milps / five cards, median CPU",
            float(np.median(theirs) / np.median(ours[: len(theirs)])),
            50.0,
            "x",
            note=f"{len(theirs)} needs on both sides; {cut} of {5 * len(theirs)} milps stopped at {plan.whole:g} s",
        ),
        row(f"{size:,}: five cards, CPU s p90", float(np.quantile(ours, 0.9)), 1.0, "s", at_most=True, note=reached),
        row(
            f"{size:,}: pool complete or its gap stated, %",
            100 * certified / len(counts),
            100,
            "%",
            note=f"{complete} complete",
        ),
        spread(f"{size:,}: five cards", ours),
    ]


def _sequential(problem: PackageProblem, seconds: float) -> tuple[float, int]:
    """CPU seconds, and how many of the five were stopped before they had proved anything."""
    model, total, stopped = milp_model.build(problem), 0.0, 0
    for _ in range(5):
        spent, (package, proved) = clocked(lambda: milp_model.within(model, seconds))
        total += spent
        stopped += not proved
        if package is None:
            break
        milp_model.forbid(model, package.members)
    return total, stopped


def what_ifs(size: int, market: Supply, plan: Plan) -> list[Row]:
    """Budget up and down, a member out, an outsider in, a slot dropped, one more member: re-used against scratch.

    Asked where the page asks: after the five cards have been made.
    """
    again, scratch, equal, nine = [], [], [], []
    for seed in range(plan.what_ifs):
        prepared = prepare(need(market, seed))
        best = prepared.solve().best
        if best is None:
            continue
        rival = next((p for p in prepared.cards().pool.packages[1:] if set(p.members) - set(best.members)), best)
        for change in _changes(prepared.problem, best, rival):
            spent, one = clocked(lambda: prepared.what_if(change))  # noqa: B023
            again.append(spent)
            spent, other = clocked(lambda: solve(changed(prepared.problem, change)))  # noqa: B023
            scratch.append(spent)
            equal.append(
                one.best == other.best if "limit" not in (one.status, other.status) else same(one.best, other.best)
            )
        nine += [clocked(lambda: prepared.standbys(best))[0]]  # noqa: B023
    return [
        row(
            f"{size:,}: what-if equal to scratch, %",
            100 * float(np.mean(equal)),
            100,
            "%",
            note=f"{len(equal)} changes",
        ),
        row(f"{size:,}: what-if, CPU ms median", 1000 * float(np.median(again)), 20.0, "ms", at_most=True),
        spread(f"{size:,}: what-if", again),
        spread(f"{size:,}: the same from scratch", scratch),
        spread(f"{size:,}: standbys of a package", nine),
    ]


def _changes(problem: PackageProblem, best: Package, rival: Package) -> list[Change]:
    outsider = next(iter(sorted(set(rival.members) - set(best.members))), best.members[0])
    return [
        Change(budget=problem.budget * 1.1),
        Change(budget=problem.budget * 0.9),
        Change(exclude=(best.members[-1],)),
        Change(drop=(int(np.flatnonzero(problem.slot_must)[-1]),)),
        Change(members=problem.params.max_members + 1),
        Change(pin=(outsider,)),
    ]


def infeasible(size: int, market: Supply, plan: Plan) -> list[Row]:
    """Needs of a thin market that nobody can meet: conflict, partial package and proved relaxations."""
    spent, helped, proved, seed, share = [], 0, 0, 0, Share(plan.most)
    while share.left() and len(spent) < plan.infeasible and seed < 40 * plan.infeasible:
        problem, seed = need(market, seed), seed + 1
        if solve(problem).status != "infeasible":
            continue
        seconds, said = clocked(lambda: explain_infeasible(problem))  # noqa: B023
        spent.append(seconds)
        helped += bool(said.relaxations) and bool(said.conflict)
        proved += said.proved
    note = f"{len(spent)} needs of {seed}; partial package proved best in {proved}"
    return [
        row(
            f"{size:,}: infeasible needs with a conflict and a proved relaxation, %",
            100 * helped / len(spent),
            100,
            "%",
            note=note,
        ),
        row(
            f"{size:,}: explaining an infeasible need, CPU s p90",
            float(np.quantile(spent, 0.9)),
            0.4,
            "s",
            at_most=True,
        ),
        spread(f"{size:,}: explaining an infeasible need", spent),
    ]


def run(sizes: list[int], needs: int | None, quick: bool, full: bool = False) -> list[Row]:
    rows: list[Row] = []
    for size in sizes:
        plan = (QUICK if quick else PLANS).get(size) or PLANS[5_000]
        plan = plan if needs is None else replace(plan, needs=min(needs, plan.needs))
        plan = plan.endless() if full else plan
        market = supply(size)
        solve(need(market, 0))
        parts = [lambda: optimum(size, market, plan)]  # noqa: B023
        parts += [lambda: cpsat(size, market, plan)] if plan.cpsat else []  # noqa: B023
        parts += [lambda: cards(size, market, plan, plan.needs)] if plan.cards else []  # noqa: B023
        parts += [lambda: what_ifs(size, market, plan)] if plan.what_ifs else []  # noqa: B023
        parts += [lambda: infeasible(size, market, plan)] if plan.infeasible else []  # noqa: B023
        for part in parts:
            fresh = part()
            for line in fresh:
                show(line)
            rows += fresh
    return rows


def show(line: Row) -> None:
    verdict = {True: "reached", False: "MISSED", None: ""}[line["reached"]]
    print(f"{line['row']:<78} {line['value']:>12,.3f}  {line['target']:<10} {verdict:<8} {line['note']}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suppliers", type=int, nargs="+", default=None)
    parser.add_argument("--needs", type=int, default=None)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--quick", action="store_true", help="under a minute: few needs, 500 and 5,000 suppliers")
    length.add_argument("--full", action="store_true", help="no time limits: every need goes to every peer")
    options = parser.parse_args()
    sizes = options.suppliers or ([500, 5_000] if options.quick else [500, 5_000, 50_000])
    rows = run(sizes, options.needs, options.quick, options.full)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(rows, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
