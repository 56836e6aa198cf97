"""The award benchmark as a table: BM25 vote, LightGBM's lambdarank and ours on the same candidates, in one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.engine.awards.completing import SIGNS, completion
from matchmaker.engine.awards.evidence import PLAIN_VOTE, SHARP_VOTE
from matchmaker.engine.awards.protocol import Judged, Maker, Measures, learn, measure, period, year_before
from matchmaker.engine.awards.records import Tender
from matchmaker.engine.evaluating import Interval, paired_interval
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.peers import has_lightgbm, lambdarank

PARTS = ("frozen", "monthly", "completion")
VOTE, SHARP, PEER, OURS = "BM25 vote", "BM25 vote, squared", "LightGBM lambdarank", "ours"
LEAVES, TREES, RATE = 7, 200, 0.05


@dataclass(frozen=True)
class Part:
    """One question of the benchmark: ``measures`` of each method over ``case``; ``reach``: share of the known winners
    that were among the candidates.
    """

    name: str
    case: Judged
    learner: PairwiseAdditive
    measures: dict[str, Measures]

    @property
    def reach(self) -> float:
        return float(self.case.y.sum() / max(self.case.winners.sum(), 1))

    def ahead(self, other: str) -> Interval:
        return paired_interval(self.measures[OURS].ndcg, self.measures[other].ndcg)


def judge(name: str, past: Judged, case: Judged, signs: Sequence[int] | None = None) -> Part:
    """Learns on ``past`` and measures on ``case``; the peer learns on the same rows, if it is installed."""
    learner = learn(past, signs)
    scores = {VOTE: case.table.X[:, PLAIN_VOTE], SHARP: case.table.X[:, SHARP_VOTE]}
    if has_lightgbm():
        peer = lambdarank(past.table.X, past.y, past.table.group, leaves=LEAVES, trees=TREES, rate=RATE)
        scores[PEER] = peer(case.table.X)
    scores[OURS] = learner.predict(case.table.X)
    return Part(name, case, learner, {method: measure(case, given) for method, given in scores.items()})


def run_part(name: str, tenders: Sequence[Tender], cut: int, end: int, make: Maker) -> Part:
    """One of PARTS: learns on the year before the cut, from history before that year; judged on [cut, end)."""
    start = year_before(cut)
    if name == "completion":
        past, case = (completion(tenders, a, b, make) for a, b in ((start, cut), (cut, end)))
        return judge(name, past, case, SIGNS)
    past, case = (period(tenders, a, b, make, monthly=name == "monthly") for a, b in ((start, cut), (cut, end)))
    return judge(name, past, case)


def lines(part: Part) -> list[str]:
    """The printed table of one part."""
    known = part.case.known
    found = [
        f"{part.name}: {len(known):,} tenders, {int(known.sum()):,} with a known winner; candidates hold "
        f"{part.reach:.1%} of all winners",
        f"  {'method':<22} {'NDCG@10 all':>11} {'MRR':>7} {'recall@10':>9} {'NDCG known':>10} {'reachable':>9}",
    ]
    for method, one in part.measures.items():
        shown = (one.ndcg, one.mrr, one.recall, one.ndcg[known], one.reachable[known])
        cells = "{:<22} {:>11.4f} {:>7.4f} {:>9.4f} {:>10.4f} {:>9.4f}"
        found.append("  " + cells.format(method, *(_mean(values) for values in shown)))
    others = [method for method in part.measures if method != OURS]
    found += [f"  ours - {method}, NDCG@10, paired 95 %: {part.ahead(method)}" for method in others]
    return found


def figures(part: Part) -> dict[str, object]:
    """The same as plain values, for a file."""
    known = part.case.known
    methods = {
        method: {
            "ndcg": _mean(one.ndcg),
            "mrr": _mean(one.mrr),
            "recall": _mean(one.recall),
            "known": _mean(one.ndcg[known]),
            "reachable": _mean(one.reachable[known]),
        }
        for method, one in part.measures.items()
    }
    ahead = {method: vars(part.ahead(method)) for method in part.measures if method != OURS}
    return {"part": part.name, "tenders": len(known), "reach": part.reach, "methods": methods, "ahead": ahead}


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")
