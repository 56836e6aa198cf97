"""``python -m benchmarks.ranking [--quick]``: retrieval and ranking against their targets, with PostgreSQL as the peer.

CPU milliseconds of this process, one thread, median over needs; the peer's time is its wall time, and then ours is too.
Writes ``var/bench/ranking.json``. ``BENCH_DATABASE_URL`` names another database for the peer.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psycopg

from benchmarks.ranking_market import big_market, big_needs
from benchmarks.ranking_sql import Peer
from matchmaker.engine.freshness import top_k, touched_by, watch
from matchmaker.engine.matching import match
from matchmaker.engine.ranking import AdditiveRanker, prior_ranker
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.engine.rules import slots_for
from matchmaker.engine.types import Need

OUTPUT = Path("var/bench/ranking.json")
TARGET_MS = {10_000: 5.0, 100_000: 20.0, 1_000_000: 200.0}
Row = dict[str, object]


def row(name: str, value: float, target: float, unit: str, *, at_most: bool = False, note: str = "") -> Row:
    reached = value <= target if at_most else value >= target
    sign = "<" if at_most else ">="
    return {"row": name, "value": value, "target": f"{sign} {target:g} {unit}", "reached": bool(reached), "note": note}


def rank(need: Need, index: MarketIndex, ranker: AdditiveRanker) -> np.ndarray:
    """Slots, filters, features, scores and the ten best of each slot: what one need costs."""
    return top_k(need, slots_for(need, index.taxonomy), index, ranker, 10)[1]


def least(work: Callable[[], object], clock: Callable[[], float], times: int = 3) -> float:
    """Milliseconds of the quickest of a few runs: the one that others disturbed least."""
    spent = []
    for _ in range(times):
        start = clock()
        work()
        spent.append(clock() - start)
    return 1000 * min(spent)


def ready_index(offers: int) -> MarketIndex:
    index = MarketIndex(big_market(offers))
    rank(big_needs(1)[0], index, prior_ranker())
    return index


def speed_rows(sizes: list[int], needs: int) -> list[Row]:
    ranker, rows = prior_ranker(), []
    for size in sizes:
        index = ready_index(size)
        spent = [
            least(lambda need=need, index=index: rank(need, index, ranker), time.process_time)
            for need in big_needs(needs)
        ]
        note = f"p90 {np.quantile(spent, 0.9):.1f}, {needs} needs of 3-12 slots"
        rows.append(
            row(
                f"rank {size:,} offers, ms a need",
                float(np.median(spent)),
                TARGET_MS[size],
                "ms",
                at_most=True,
                note=note,
            )
        )
    return rows


def peer_rows(size: int, needs: int) -> list[Row]:
    """The same formula in PostgreSQL: ratio of wall times paired by need, and how often the ten best are the same."""
    index, ranker = ready_index(size), prior_ranker()
    try:
        peer = Peer(index)
    except psycopg.OperationalError as error:
        print(f"!! PostgreSQL cannot be reached, so its rows are SKIPPED: {error}", file=sys.stderr)
        return [row(f"PostgreSQL over arrays, {size:,} offers", 0.0, 20.0, "x", note="SKIPPED: no PostgreSQL")]
    ratios, same, slots_seen, wall = [], 0, 0, []
    for need in big_needs(needs, words=False):
        slots = slots_for(need, index.taxonomy)
        theirs, ours = peer.top_10(need, slots), rank(need, index, ranker)
        same += sum(a == [i for i in b.tolist() if i >= 0] for a, b in zip(theirs, ours, strict=True))
        slots_seen += len(slots)
        sql = least(lambda need=need, slots=slots: peer.top_10(need, slots), time.perf_counter, 2)
        own = least(lambda need=need: rank(need, index, ranker), time.perf_counter)
        ratios.append(sql / own)
        wall.append((sql, own))
    peer.close()
    note = f"medians {np.median([w[0] for w in wall]):.0f} ms against {np.median([w[1] for w in wall]):.1f} ms"
    return [
        row(f"PostgreSQL over arrays, {size:,} offers", float(np.median(ratios)), 20.0, "x", note=note),
        row("slots with the identical ten best", 100.0 * same / slots_seen, 100.0, "%", note=f"{slots_seen} slots"),
    ]


def freshness_rows(size: int, needs: int, changes: int) -> list[Row]:
    """One changed offer: CPU of finding and re-scoring its needs against CPU of ranking all needs anew."""
    market, ranker = big_market(size), prior_ranker()
    asked, index = big_needs(needs), ready_index(size)
    start = time.process_time()
    for need in asked:
        rank(need, index, ranker)
    full = 1000 * (time.process_time() - start)
    watched = watch(asked, index, ranker, 10)
    offers = np.random.default_rng(3).integers(0, size, changes)
    one = [least(lambda o=offer: touched_by(watched, market, int(o), ranker), time.process_time) for offer in offers]
    found = [len(touched_by(watched, market, int(offer), ranker).needs) for offer in offers]
    note = (
        f"{needs:,} needs x {size:,} offers: {full / 1000:.1f} s; one change {np.median(one):.2f} ms, "
        f"touches {np.median(found):.0f} needs"
    )
    return [row("full run over one changed offer", full / float(np.median(one)), 200.0, "x", note=note)]


def whole_rows(size: int, needs: int) -> list[Row]:
    """For the record, no target: ``match`` whole, packages included."""
    index, ranker = ready_index(size), prior_ranker()
    spent = [least(lambda need=need: match(need, index, ranker), time.process_time, 1) for need in big_needs(needs, 23)]
    name = f"match() whole, {size:,} offers, ms a need"
    return [{"row": name, "value": float(np.median(spent)), "target": "-", "reached": None, "note": f"{needs} needs"}]


def table(rows: list[Row]) -> str:
    lines = [f"{'row':<42} {'value':>10}  {'target':<12} {'':<8} note"]
    for one in rows:
        verdict = {True: "reached", False: "MISSED", None: ""}[one["reached"]]
        lines.append(f"{one['row']:<42} {one['value']:>10.2f}  {one['target']:<12} {verdict:<8} {one['note']}")
    return "\n".join(lines)


def single_threaded() -> None:
    """Start again with one thread for every mathematics library, which read this only once, at their start."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    if any(os.environ.get(name) != "1" for name in names):
        os.environ.update(dict.fromkeys(names, "1"))
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks.ranking", *sys.argv[1:]])


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="smaller sizes, under a minute")
    quick = reader.parse_args().quick
    start = time.perf_counter()
    rows = speed_rows([10_000, 100_000] if quick else [10_000, 100_000, 1_000_000], 20)
    rows += peer_rows(100_000, 5 if quick else 20)
    rows += freshness_rows(10_000 if quick else 40_000, 1_000 if quick else 3_000, 30)
    rows += whole_rows(1_500, 5)
    print(table(rows))
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    seconds = time.perf_counter() - start
    OUTPUT.write_text(json.dumps({"quick": quick, "seconds": seconds, "rows": rows}, indent=1), encoding="utf-8")
    print(f"{seconds:.0f} s, written to {OUTPUT}")
    return 0


if __name__ == "__main__":
    single_threaded()
    sys.exit(main())
