"""``python -m benchmarks.judging [--quick]``: do swaps and interleaving tell the better ranker, and who never can?

A bank of needs of the simulated market; samples of 500 are drawn from it 400 times. The old ranker is the prior. The
better one and the one with the smaller gain stand on the way from the prior to what was learnt from 1,000 needs, where
clicks are 7 and 3 % more; the worse one is the prior with noise; equals are the prior with noise of its own each.
Writes ``var/bench/judging.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.judging_attack import attack_rows
from benchmarks.judging_bank import STEPS, Case, Scorer, bank
from benchmarks.ranking import Row, row, table
from benchmarks.simulated_market import Market, place_chances
from matchmaker.engine.choosing import FEEDBACK
from matchmaker.engine.features import NAMES, SIGNS
from matchmaker.engine.judging.credit import Duels, Signal, credits_of, signal_of
from matchmaker.engine.judging.guards import Guards, Segment, segments_of
from matchmaker.engine.judging.interleaving import couples
from matchmaker.engine.judging.ladder import Evidence, Stage, Verdict, decide
from matchmaker.engine.judging.swaps import compared
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.ranking import PRIOR, AdditiveRanker
from matchmaker.engine.types import Bools, Floats

OUTPUT = Path("var/bench/judging.json")
SEED, LEARNT_FROM, SET_ON, NOISE = 31, 1000, 1000, 0.04
WAYS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0)
LINE, FEW = 1.645, 100


def models(market: Market) -> dict[str, tuple[Scorer, Scorer]]:
    """Name -> (old, new). How far to go from the prior to the learnt one is set by clicks on needs of their own."""
    log = market.log(LEARNT_FROM)
    learner = PairwiseAdditive(signs=SIGNS, prior=tuple(PRIOR[name] for name in NAMES), **FEEDBACK)
    learner.fit(log.X, log.levels.astype(float), log.groups, place_chances(log.places))
    learnt = AdditiveRanker(learner.curves_).fit(log.X[:1])
    prior = market.prior

    def between(way: float) -> Scorer:
        return lambda rows, rng: (1 - way) * 10 * prior.sum_curves(rows) + way * learnt.sum_curves(rows)

    def noisy(rows: Floats, rng: np.random.Generator) -> Floats:
        return prior.sum_curves(rows) + rng.normal(0, NOISE, len(rows))

    stated = between(0.0)
    gains = [bank(market, stated, between(way), SET_ON, kind=50).gained for way in WAYS]
    better, smaller = (float(np.interp(aim, gains, WAYS)) for aim in (0.07, 0.03))
    return {
        "better": (stated, between(better)),
        "smaller": (stated, between(smaller)),
        "worse": (stated, noisy),
        "equal": (noisy, noisy),
    }


class Samples:
    """Duels of the whole bank, and the signals of samples of its needs."""

    def __init__(self, case: Case, seed: int, *, alike: bool = False) -> None:
        """``alike``: models drawn in the same way, so that in each need a coin may say which of the two is the new one
        (not for swaps, whose pairs the old one chose).
        """
        self.case, self.alike, self.rng = case, alike, np.random.default_rng(seed)
        need, place, *rest = case.swaps.T
        keys = (need.astype(int), place.astype(int))
        self.swaps = {name: compared(*keys, rest[at], *rest[-2:]) for at, name in enumerate(STEPS)}
        need, place, teams, levels = case.drafts.T.astype(int)
        self.drawn = {name: couples(need, place, teams, (levels >= step) * 1.0) for name, step in STEPS.items()}
        self.drafts = self.drawn

    def call(self) -> None:
        if self.alike:
            turn = self.rng.choice([-1.0, 1.0], self.case.needs)
            self.drafts = {name: replace(one, sides=one.sides * turn[one.needs]) for name, one in self.drawn.items()}

    def draws(self, size: int, times: int) -> Iterator[Bools]:
        for _ in range(times):
            chosen = np.zeros(self.case.needs, bool)
            chosen[self.rng.choice(self.case.needs, size, replace=False)] = True
            yield chosen

    def told(self, duels: Duels, chosen: Bools) -> Signal:
        return signal_of(credits_of(duels.kept(chosen[duels.needs]))[1], int(chosen.sum()))

    def z(self, duels: Duels, size: int, times: int) -> Floats:
        return np.array([self.told(duels, chosen).z for chosen in self.draws(size, times)])

    def plain(self, values: Floats, size: int, times: int) -> Floats:
        """The z of a mean over needs that both models were asked."""
        found = [values[chosen] for chosen in self.draws(size, times)]
        return np.array([one.mean() / max(one.std() / size**0.5, 1e-12) for one in found])

    def apart(self, step: str, size: int, times: int) -> Floats:
        """The z of an A/B test: half of the needs under the old list, half under the new."""
        at, found = list(STEPS).index(step), []
        for chosen in self.draws(size, times):
            old, new = np.array_split(self.rng.permutation(np.flatnonzero(chosen)), 2)
            a, b = self.case.old[old, at], self.case.new[new, at]
            found.append((b.mean() - a.mean()) / (a.var() / len(a) + b.var() / len(b)) ** 0.5)
        return np.array(found)

    def segments(self, chosen: Bools) -> tuple[Segment, ...]:
        duels = self.drafts["quotes"].kept(chosen[self.drafts["quotes"].needs])
        needs, credits = credits_of(duels)
        groups = self.case.groups[needs].astype(str)
        return sum((segments_of(kind, groups[:, at], credits) for at, kind in enumerate(("region", "industry"))), ())


@dataclass(frozen=True)
class Ladder:
    """Shares of samples, 0 to 1. ``stopped``: proved, but a group lost."""

    nominated: float
    promoted_alone: float
    promoted: float
    stopped: float


def climb(samples: Samples, size: int, times: int) -> Ladder:
    """The whole ladder on two samples of needs."""
    count = np.zeros(4)
    for chosen in samples.draws(2 * size, times):
        halves = np.array_split(samples.rng.permutation(np.flatnonzero(chosen)), 2)
        first, second = (np.isin(np.arange(samples.case.needs), half) for half in halves)
        samples.call()
        swaps = samples.told(samples.swaps["invitations"], first)
        quotes, awards = (samples.told(samples.drafts[name], second) for name in ("quotes", "awards"))
        guards = Guards(0.0, 0.0, 0.0, 1000, segments=samples.segments(second))
        nominated = decide(Evidence(Stage.SWAPS, size, swaps, guards=None)).stage is Stage.INTERLEAVING
        alone = quotes.z > LINE and awards.z > -1.0
        found = decide(Evidence(Stage.INTERLEAVING, 2 * size, swaps, quotes, awards, guards=guards))
        serves = found.verdict is Verdict.PROMOTE
        count += (nominated, alone, nominated and serves, alone and not serves)
    return Ladder(*(count / times))


def watched(samples: Samples, times: int, *, needs: int = 1000, window: int = 300) -> tuple[float, float]:
    """Share rolled back within so many needs, and the median of needs until then."""
    until = []
    for chosen in samples.draws(needs, times):
        samples.call()
        duels = samples.drafts["quotes"].kept(chosen[samples.drafts["quotes"].needs])
        credits = samples.rng.permutation(credits_of(duels)[1])
        sums, squares = (np.cumsum(np.concatenate([[0.0], one])) for one in (credits, credits**2))
        z = (sums[window:] - sums[:-window]) / np.sqrt(np.maximum(squares[window:] - squares[:-window], 1e-12))
        hit = np.flatnonzero(z < -LINE)
        until.append(window + hit[0] if len(hit) else np.inf)
    rolled = np.array(until)[np.isfinite(until)]
    return len(rolled) / times, float(np.median(rolled)) if len(rolled) else float("nan")


def told_rows(name: str, samples: Samples, size: int, times: int, *, aim: bool) -> list[Row]:
    """Sign and power of both instruments."""
    rows = []
    for tool, duels in (("swaps", samples.swaps["invitations"]), ("interleaving", samples.drafts["quotes"])):
        z = samples.z(duels, size, times)
        rows.append(share(f"{name}: {tool}, right sign", (z > 0).mean(), 95.0 if aim else None))
        rows.append(share(f"{name}: {tool}, power", (z > LINE).mean(), 70.0 if aim else None))
    return rows


def share(name: str, value: float, target: float | None = None, *, at_most: bool = False, note: str = "") -> Row:
    if target is None:
        return {"row": name, "value": 100 * float(value), "target": "-", "reached": None, "note": note}
    return row(name, 100 * float(value), target, "%", at_most=at_most, note=note)


def better_rows(samples: Samples, size: int, times: int) -> list[Row]:
    case = samples.case
    gains = case.new.mean(axis=0) / case.old.mean(axis=0) - 1
    note = ", ".join(f"{name} {gain:+.1%}" for name, gain in zip(STEPS, gains, strict=True))
    ndcg = case.ndcg
    rows = [
        share(
            "better: clicks more than the old one",
            gains[0],
            note=f"{note}; NDCG {ndcg['old']:.3f} -> {ndcg['new']:.3f}",
        ),
        share("NDCG@10 paid for swaps", 1 - ndcg["swaps"] / ndcg["old"], 1.0, at_most=True),
        *told_rows("better", samples, size, times, aim=True),
    ]
    few = samples.z(samples.drafts["quotes"], FEW, times)
    rows.append(share(f"better: interleaving of {FEW} needs, power", (few > LINE).mean()))
    for at, name in enumerate(("naive replay", "IPS, deterministic log", "IPS, lightly noisy log")):
        z = samples.plain(case.replay[:, at], size, times)
        rows.append(share(f"better: {name} is for the old", (z < 0).mean(), note=f"surely {(z < -LINE).mean():.0%}"))
    awards = (samples.z(samples.drafts["awards"], size, times) > LINE).mean()
    if case.needs >= 20 * size:
        apart = (samples.apart("awards", 10 * size, times) > LINE).mean()
        note = "target: A/B with ten times the needs"
        rows.append(share("better: interleaving on awards, power", awards, 100 * apart, note=note))
    found = climb(samples, size, times)
    note = f"nominated {found.nominated:.0%}, proved {found.promoted_alone:.0%}, stopped by a group {found.stopped:.1%}"
    rows.append(share("better: promoted by the whole ladder", found.promoted, note=note))
    return rows


def smaller_rows(samples: Samples, size: int, times: int) -> list[Row]:
    clicks = share("smaller: clicks more than the old one", samples.case.gained)
    return [clicks, *told_rows("smaller", samples, size, times, aim=False)]


def worse_rows(samples: Samples, size: int, times: int) -> list[Row]:
    z = samples.z(samples.drafts["quotes"], size, times)
    rolled, needs = watched(samples, times)
    return [
        share(
            "worse: interleaving, surely against",
            (z < -LINE).mean(),
            70.0,
            note=f"clicks {samples.case.gained:+.1%}",
        ),
        share("worse: promoted by the whole ladder", climb(samples, size, times).promoted, 1.0, at_most=True),
        share("worse: if it served, rolled back in 1,000", rolled, 90.0, note=f"median after {needs:.0f} needs"),
    ]


def equal_rows(samples: Samples, size: int, times: int) -> list[Row]:
    found = climb(samples, size, 4 * times)
    rolled, needs = watched(samples, times)
    return [
        share("equal: promoted by interleaving alone", found.promoted_alone, 5.0, at_most=True),
        share(
            "equal: promoted by the whole ladder",
            found.promoted,
            5.0,
            at_most=True,
            note=f"nominated {found.nominated:.0%}",
        ),
        share(
            "equal: rolled back within 1,000 needs",
            rolled,
            note=f"looked at after every need; median after {needs:.0f}",
        ),
    ]


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="a smaller bank and fewer samples, under a minute")
    quick = reader.parse_args().quick
    needs, size, times = (2500, 500, 80) if quick else (12_000, 500, 400)
    start = time.perf_counter()
    market, rows = Market(SEED), []
    makers = {"better": better_rows, "smaller": smaller_rows, "worse": worse_rows, "equal": equal_rows}
    for kind, (name, (old, new)) in enumerate(models(market).items()):
        case = bank(market, old, new, needs, kind=kind, replay=name == "better")
        samples, make = Samples(case, kind, alike=name == "equal"), makers[name]
        rows += make(samples, size, times)
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    rows += attack_rows(market, 200 if quick else 1000)
    print(table(rows))
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    seconds = time.perf_counter() - start
    OUTPUT.write_text(json.dumps({"quick": quick, "seconds": seconds, "rows": rows}, indent=1), encoding="utf-8")
    print(f"{seconds:.0f} s, written to {OUTPUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
