"""Learning from evidence and measuring what was learnt on needs that came later. Plain arrays; no database here."""

from __future__ import annotations

import hashlib
import inspect
from typing import Any

import numpy as np

from matchmaker.engine import calibrating, choosing, evaluating, features, learning, pairing, poisoning, ramps, ranking
from matchmaker.engine.calibrating import Chance, WillBeChosen, WillQuote
from matchmaker.engine.choosing import FEEDBACK, market_learner
from matchmaker.engine.evaluating import by_group, calibration_error, paired_interval, reliability_table
from matchmaker.engine.features import NAMES
from matchmaker.engine.matching import ENGINE_VERSION
from matchmaker.engine.propensities import PositionBias
from matchmaker.engine.ranking import AdditiveRanker, prior_ranker
from matchmaker.engine.types import Floats
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.evidence import LEVELS, Evidence, Segment

PARAMETERS = FEEDBACK  # fixed before any evidence of this market existed; docs/learning.md, 9
OLDER_SHARE = 0.7  # the older needs teach, the newer ones judge
LEAST_IN_GROUP = 20  # needs below which a group's interval says nothing
INVITED, QUOTED, AWARDED = (LEVELS[k] for k in (FeedbackKind.INVITED, FeedbackKind.QUOTED, FeedbackKind.AWARDED))


def code_version() -> str:
    """The engine's version and twelve digits over the code that learning runs through."""
    parts = (learning, choosing, pairing, poisoning, ramps, ranking, features, evaluating, calibrating)
    told = "".join(inspect.getsource(one) for one in parts)
    return f"{ENGINE_VERSION}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def learnt(evidence: Evidence, *, seed: int, bias: PositionBias) -> AdditiveRanker:
    """The ranker of this evidence: centred on the stated prior, which stands alone where nothing can be compared."""
    if not evidence.telling:
        return prior_ranker()
    learner = market_learner(random_state=seed)
    seen = bias.chances(evidence.places)
    who = {"actors": evidence.firms, "suppliers": evidence.suppliers}
    learner.fit(evidence.X, evidence.levels, evidence.groups, seen, **who)
    return learner.ranker()


def split(evidence: Evidence) -> tuple[Evidence, Evidence]:
    """The older needs and the newer ones, by when their answers were given; all of one need stays together."""
    keys = sorted(evidence.when, key=lambda need: (evidence.when[need], need))
    at = int(len(keys) * OLDER_SHARE)
    return evidence.part(keys[:at]), evidence.part(keys[at:])


def proved(
    older: Evidence, newer: Evidence, parent: AdditiveRanker, *, seed: int, bias: PositionBias
) -> dict[str, Any]:
    """What a ranker learnt from the older needs is worth on the newer ones, beside the parent and the prior.

    ``older`` must hold only what was known before the first of the newer answers was given. Order: NDCG@10 over slots
    with something to compare, all with paired intervals. Chances: reliability of the two questions asked apart.
    """
    mine = learnt(older, seed=seed, bias=bias)
    told = {name: _order(newer, one) for name, one in (("mine", mine), ("parent", parent), ("prior", prior_ranker()))}
    needs = newer.needs[np.unique(newer.groups, return_index=True)[1]]
    metrics: dict[str, Any] = {
        "older": len(older.telling),
        "newer": len(newer.telling),
        "ndcg": {name: _mean(values) for name, values in told.items()},
        "against": {
            name: _interval(told["mine"], told[name], seed) for name in ("parent", "prior") if len(newer.telling)
        },
        "unexplained": _unexplained(newer, mine),
        "groups": _groups(newer, needs, told["mine"], told["parent"], seed),
        "chances": {
            name: reliability(older, newer, model, among=among, reached=reached)
            for name, model, among, reached in (
                ("quote", WillQuote(names=NAMES), INVITED, QUOTED),
                ("chosen", WillBeChosen(names=NAMES), QUOTED, AWARDED),
            )
        },
    }
    return metrics


def _unexplained(evidence: Evidence, ranker: AdditiveRanker) -> float:
    """The largest distance of a score from the sum of its contributions."""
    if not len(evidence.X):
        return 0.0
    return float(np.abs(ranker.predict(evidence.X) - ranker.contributions(evidence.X).sum(axis=1)).max())


def _order(evidence: Evidence, ranker: AdditiveRanker) -> Floats:
    return by_group(evidence.levels, ranker.predict(evidence.X), evidence.groups) if len(evidence.X) else np.empty(0)


def _mean(values: Floats) -> float | None:
    return None if not len(values) or np.isnan(values).all() else round(float(np.nanmean(values)), 6)


def _interval(ours: Floats, theirs: Floats, seed: int) -> dict[str, float] | None:
    found = paired_interval(ours, theirs, seed=seed)
    if np.isnan(found.mean):
        return None
    return {name: round(getattr(found, name), 6) for name in ("mean", "low", "high")}


def _groups(newer: Evidence, needs: Floats, ours: Floats, theirs: Floats, seed: int) -> list[dict[str, Any]]:
    """A row for each region, size and industry: its needs, and the difference where they are enough to tell."""
    rows = []
    for kind in Segment.__dataclass_fields__:
        keys = np.array([getattr(newer.segments.get(int(need), Segment()), kind) for need in needs])
        for key in sorted(set(keys.tolist())):
            inside = (keys == key) & ~np.isnan(ours)
            count = len(np.unique(needs[inside]))
            if key and count:
                enough = count >= LEAST_IN_GROUP
                told = _interval(ours[inside], theirs[inside], seed) if enough else None
                rows.append({"kind": kind, "key": key, "needs": count, "against": told})
    return rows


def reliability(older: Evidence, newer: Evidence, model: Chance, *, among: int, reached: int) -> dict[str, Any]:
    """How what was said beforehand compares with what happened to those that got as far as ``among``."""
    known, happened = _asked(older, among, reached)
    said_of, came = _asked(newer, among, reached)
    fitted = model.fit(known, happened) if len(known) else model.without_evidence()
    said = fitted.chance(said_of) if len(said_of) else np.empty(0)
    return {
        "older": len(known),
        "newer": len(said_of),
        "happened": int(came.sum()),
        "error": round(calibration_error(came, said), 6) if len(said) else None,
        "bins": [[round(one.said, 4), round(one.happened, 4), one.count] for one in reliability_table(came, said)],
        "model": calibrating.to_json(fitted),
    }


def _asked(evidence: Evidence, among: int, reached: int) -> tuple[Floats, np.ndarray]:
    rows = evidence.levels >= among
    return evidence.X[rows], (evidence.levels[rows] >= reached).astype(np.int64)
