"""What would be shown otherwise: recent answers asked again with another ranker, on the very market they saw."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict

import numpy as np

from demand.choices import MATCHED
from matchmaker.engine.errors import EngineError
from matchmaker.engine.exposure import gini, zero_share
from matchmaker.engine.matching import open_matching
from matchmaker.engine.ranking import AdditiveRanker
from matchmaker.engine.results import MatchResult
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.matching.choices import RunStatus
from matchmaker.matching.models import MatchRun
from matchmaker.matching.states import case_opened

RECENT = 40
PLACES = 10
FIRST = 3  # offers of a slot that a person is likely to look at


def recent_runs() -> list[int]:
    """Keys of the latest answer of each open need, the newest first; ``RECENT`` at most."""
    rows = MatchRun.objects.filter(need__status__in=MATCHED, status=RunStatus.DONE, case__isnull=False)
    newest: dict[int, int] = {}
    for pk, need in rows.order_by("-created_at", "-pk").values_list("pk", "need_id")[: 5 * RECENT]:
        newest.setdefault(need, pk)
    return list(newest.values())[:RECENT]


def changes_between(
    mine: AdditiveRanker,
    theirs: AdditiveRanker,
    *,
    runs: Sequence[int] | None = None,
    beat: Callable[[float], None] = lambda share: None,
) -> dict[str, float]:
    """Counts over recent needs: ``needs`` asked again; of these, how many have other first offers in some slot
    (``shortlists``), another best package (``best``), and whose best package has another firm in it (``firms``). And
    new minus old: ``gini`` of the attention that suppliers get, share of candidates that get none (``zero``).
    """
    keys = recent_runs() if runs is None else list(runs)
    found: dict[str, float] = {"needs": 0, "shortlists": 0, "best": 0, "firms": 0}
    attention: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for at, pk in enumerate(keys):
        run = MatchRun.objects.only("case", "market_state").select_related("market_state").get(pk=pk)
        try:
            need, market, _, params = case_opened(run)
            index = MarketIndex(market)
            new, old = (open_matching(need, index, one, params).result() for one in (mine, theirs))
        except EngineError:  # a case that an older engine wrote
            continue
        found["needs"] += 1
        for name, differs in differences(new, old).items():
            found[name] += differs
        for seen, result in zip(attention, (new, old), strict=True):
            add_attention(seen, result)
        beat((at + 1) / len(keys))
    everybody = sorted(set(attention[0]) | set(attention[1]))
    shares = [np.array([seen.get(pk, 0.0) for pk in everybody]) for seen in attention]
    for name, measure in (("gini", gini), ("zero", zero_share)):
        found[name] = round(measure(shares[0]) - measure(shares[1]), 6)
    return found


def add_attention(seen: dict[int, float], result: MatchResult) -> None:
    """1 / log2(1 + place) to the supplier of each of the first places of a slot; the rest is there with nothing."""
    for slot in result.slots:
        for row in slot.ranked:
            worth = 1.0 / math.log2(1 + row.rank) if row.rank <= PLACES else 0.0
            seen[row.supplier] = seen.get(row.supplier, 0.0) + worth


def differences(new: MatchResult, old: MatchResult) -> dict[str, bool]:
    firsts = [[[row.offer for row in slot.ranked[:FIRST]] for slot in one.slots] for one in (new, old)]
    best = [asdict(one.packages[0]) if one.packages else {} for one in (new, old)]
    return {
        "shortlists": firsts[0] != firsts[1],
        "best": best[0].get("cover") != best[1].get("cover"),
        "firms": set(best[0].get("members", ())) != set(best[1].get("members", ())),
    }
