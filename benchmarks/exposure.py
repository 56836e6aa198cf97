"""``python -m benchmarks.exposure [--quick]``: what fair exposure costs and what it brings, against its targets.

Lists: a simulated market with known preferences (``exposure_market.py``), a ranker learnt from its biased log, NDCG@10
by true grades. Packages: the product's whole path on the simulated market of the ranking benchmark; value is
counted without the rotation itself. Everything is simulated. Writes ``var/bench/exposure.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks import exposure_market
from benchmarks.ranking_market import big_market, big_needs
from matchmaker.engine.evaluating import paired_interval
from matchmaker.engine.exposure import DEFAULT, deficits, gini, measure, merit_gap, rotation_points, top_share
from matchmaker.engine.matching import Matching
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.results import MatchParams
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.engine.rotating import (
    STRENGTHS,
    Trade,
    exposure_of,
    merit_of,
    replay,
    slot_lists,
)
from matchmaker.engine.types import Floats

OUTPUT = Path("var/bench/exposure.json")
Row = dict[str, object]


@dataclass(frozen=True)
class Plan:
    seeds: int
    needs: int
    taught: int
    package_needs: int
    strengths: tuple[float, ...]


FULL = Plan(10, 2500, 1000, 420, (*STRENGTHS,))
QUICK = Plan(1, 800, 400, 80, (0.0, 0.2, 0.3, DEFAULT))


def row(name: str, value: float, target: float, unit: str, *, at_most: bool = False, note: str = "") -> Row:
    reached = bool(value <= target if at_most else value >= target)
    goal = f"{'<=' if at_most else '>='} {target:g} {unit}"
    return {"row": name, "value": round(value, 4), "target": goal, "reached": reached, "note": note}


# --- lists ----------------------------------------------------------------------------------------------------


def curve(seed: int, plan: Plan) -> list[tuple[Trade, Floats]]:
    """One seed's market, its learnt ranker, and all strengths on the same needs, none of which the ranker saw."""
    market = exposure_market.firms(1500, seed)
    taught = [exposure_market.asked(market, seed, 100_000 + at) for at in range(plan.taught)]
    needs = [exposure_market.asked(market, seed, at) for at in range(plan.needs)]
    lists = exposure_market.lists(needs, exposure_market.learnt(taught, seed))
    return [replay(lists, exposure_market.facts(market), strength) for strength in plan.strengths]


def list_rows(plan: Plan) -> tuple[list[Row], list[Row]]:
    """Targets at the default strength, and the whole curve as means over seeds."""
    curves = [curve(seed, plan) for seed in range(plan.seeds)]
    table = [_mean_point([one[at] for one in curves], [one[0] for one in curves]) for at in range(len(plan.strengths))]
    at = plan.strengths.index(DEFAULT)
    chosen = table[at]
    spans = [paired_interval(one[at][1], one[0][1]) for one in curves]
    note = f"strength {DEFAULT:g}, {plan.seeds} seeds x {plan.needs} needs; NDCG differences " + ", ".join(
        map(str, spans)
    )
    rows = [
        row("lists: NDCG@10 lost, %", float(chosen["ndcg_lost_percent"]), 1.5, "%", at_most=True, note=note),  # type: ignore[arg-type]
        row("lists: gap of merit and exposure, % less", float(chosen["gap_less_percent"]), 25.0, "%"),  # type: ignore[arg-type]
        row("lists: Gini less", float(chosen["gini_less"]), 0.08, ""),  # type: ignore[arg-type]
    ]
    return rows, table


def _mean_point(points: list[tuple[Trade, Floats]], bases: list[tuple[Trade, Floats]]) -> Row:
    """Means over seeds; losses are those of each seed against its own strength 0."""
    trades, starts = [one for one, _ in points], [one for one, _ in bases]

    def mean(values: list[float]) -> float:
        return round(float(np.mean(values)), 4)

    shares = {name: mean([one.measures.group[name] for one in trades]) for name in trades[0].measures.group}
    pairs = list(zip(trades, starts, strict=True))
    return {
        "strength": trades[0].strength,
        "ndcg": mean([one.ndcg for one in trades]),
        "ndcg_lost_percent": mean([100 * (1 - one.ndcg / start.ndcg) for one, start in pairs]),
        "gini": mean([one.measures.gini for one in trades]),
        "gini_less": mean([start.measures.gini - one.measures.gini for one, start in pairs]),
        "top_tenth": mean([one.measures.top_tenth for one in trades]),
        "zero": mean([one.measures.zero for one in trades]),
        "gap": mean([one.measures.gap for one in trades]),
        "gap_less_percent": mean([100 * (1 - one.measures.gap / start.measures.gap) for one, start in pairs]),
        **shares,
    }


# --- packages -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bought:
    """Packages of one strength: values without rotation of the feasible needs, members counted by supplier."""

    values: Floats
    members: Floats
    merit: Floats
    exposure: Floats
    open: int


def buy(index: MarketIndex, needs: tuple, strength: float) -> Bought:
    """Each need in turn: its lists and its best package, with the deficits that those before it left."""
    market, count = index.market, len(index.market.supplier_id)
    merit, exposure, members = np.zeros(count), np.zeros(count), np.zeros(count)
    values, unproved = [], 0
    for need in needs:
        short = deficits(merit, exposure, new=market.projects_done == 0, room=market.open_capacity)
        index.market = replace(market, exposure_deficit=short)
        matching = Matching(need, index, prior_ranker(), MatchParams(exposure=strength))
        lists = slot_lists(matching.listed, index)
        solution = matching.solution()
        found, seen = merit_of(lists, count), exposure_of(lists, rotation_points(short, strength))
        value = np.nan
        if solution.best is not None:
            rows = matching.assembled.suppliers[list(solution.best.members)]
            members[rows] += 1
            found *= 1 + len(rows) / max(seen.sum(), 1e-9)
            seen[rows] += 1
            value = solution.best.value - solution.best.terms.get("rotation", 0.0)
            unproved += solution.status != "optimal"
        values.append(value)
        merit, exposure = merit + found, exposure + seen
    index.market = market
    return Bought(np.array(values), members, merit, exposure, unproved)


def package_rows(plan: Plan) -> tuple[list[Row], list[Row]]:
    index, needs = MarketIndex(big_market(6_000)), big_needs(plan.package_needs)
    strengths = (0.0, DEFAULT) if plan is QUICK else (0.0, 0.2, DEFAULT)
    found = {strength: buy(index, needs, strength) for strength in strengths}
    plain = found[0.0]
    table = [_package_point(strength, one, plain) for strength, one in found.items()]
    chosen = next(one for one in table if one["strength"] == DEFAULT)
    note = f"strength {DEFAULT:g}, {int(np.isfinite(plain.values).sum())} of {len(needs)} needs feasible"
    rows = [
        row("packages: value lost, %", float(chosen["value_lost_percent"]), 1.5, "%", at_most=True, note=note),  # type: ignore[arg-type]
        row("packages: distinct suppliers, % more", float(chosen["distinct_more_percent"]), 25.0, "%"),  # type: ignore[arg-type]
    ]
    return rows, table


def _package_point(strength: float, one: Bought, plain: Bought) -> Row:
    both = np.isfinite(one.values) & np.isfinite(plain.values)
    distinct, before = int(np.count_nonzero(one.members)), int(np.count_nonzero(plain.members))
    return {
        "strength": strength,
        "value_lost_percent": round(100 * float(1 - one.values[both].sum() / plain.values[both].sum()), 4),
        "distinct": distinct,
        "distinct_more_percent": round(100 * (distinct / before - 1), 4),
        "gini": round(gini(one.members), 4),
        "top_tenth": round(top_share(one.members), 4),
        "members_a_package": round(float(one.members.sum() / max(both.sum(), 1)), 3),
        "gap": round(merit_gap(one.merit, one.exposure), 4),
        "list_gini": round(measure(one.merit, one.exposure, {}).gini, 4),
        "unproved": one.open,
    }


def shown_table(rows: list[Row]) -> str:
    names = list(rows[0])
    lines = ["  ".join(f"{name[:12]:>12}" for name in names)]
    lines += ["  ".join(f"{one[name]:>12}" for name in names) for one in rows]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="one seed, fewer needs; under a minute")
    plan = QUICK if reader.parse_args(arguments).quick else FULL
    start = time.perf_counter()
    targets, lists = list_rows(plan)
    print(f"lists, means of {plan.seeds} seeds:\n{shown_table(lists)}\n", flush=True)
    more, packages = package_rows(plan)
    print(f"packages:\n{shown_table(packages)}\n")
    for one in targets + more:
        said = "reached" if one["reached"] else "MISSED"
        print(f"{one['row']:<44} {one['value']:>9}  {one['target']:<10} {said:<8} {one['note']}")
    seconds = time.perf_counter() - start
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    told = {"quick": plan is QUICK, "seconds": seconds, "rows": targets + more, "lists": lists, "packages": packages}
    OUTPUT.write_text(json.dumps(told, indent=1), encoding="utf-8")
    print(f"{seconds:.0f} s, written to {OUTPUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
