"""Which needs are shown what for the sake of judging, and what came of it. Drawn by the need, so it never flickers.

``MatchRun.trial`` keeps what was done: kind "swaps" with places and flips, or "draft" with the tried version and whose
pick each card was; the case of the run holds what replays it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np

from demand.models import Need
from matchmaker.engine.judging.cards import DRAFT, SWAPS, worth
from matchmaker.engine.judging.credit import Signal
from matchmaker.engine.judging.swaps import nominated
from matchmaker.engine.propensities import PositionBias, estimate_bias
from matchmaker.engine.ranking import AdditiveRanker, from_json
from matchmaker.matching.choices import FeedbackKind, RunStatus, VersionStatus
from matchmaker.matching.models import Feedback, Impression, MatchRun, PackageItem, RankerVersion
from matchmaker.matching.ranker_services import readable, version_before

# Of all needs: half have the order of some cards after the best one decided by a coin; while a version is tried, a
# fifth are shown both rankers' cards instead; a version that was promoted is watched on a tenth, against the one
# before it. docs/decisions has the reasons.
SWAPPED_NEEDS, DRAFTED_NEEDS, WATCHED_NEEDS = 0.5, 0.2, 0.1
SALT = 20_190
ASKED = frozenset({FeedbackKind.INVITED, FeedbackKind.ACCEPTED, FeedbackKind.QUOTED, FeedbackKind.AWARDED})
QUOTES = frozenset({FeedbackKind.QUOTED, FeedbackKind.AWARDED})
AWARDS = frozenset({FeedbackKind.AWARDED})
Plain = dict[str, Any]
Opponent = tuple[RankerVersion | None, float]


def trial_plan(need: Need, opponent: Callable[[], Opponent] | None = None) -> Plain:
    """How the cards of this need's answers are to be shown; {} for as they are.

    ``opponent`` gives ``opponent_now``, which takes up to three queries, for whoever plans for many needs.
    """
    luck = float(np.random.default_rng([SALT, need.pk]).random())
    if luck < max(DRAFTED_NEEDS, WATCHED_NEEDS):
        other, share = (opponent or opponent_now)()
        if other is not None and luck < share:
            return {"kind": DRAFT, "seed": [SALT, need.pk, other.pk], "version": other.pk, "ranker": other.curves}
    if luck >= 1.0 - SWAPPED_NEEDS:
        return {"kind": SWAPS, "seed": [SALT, need.pk], "share": 1.0}
    return {}


def opponent_now() -> Opponent:
    """Whose cards are mixed with those of the serving ranker, and for what share of needs."""
    tried = RankerVersion.objects.filter(status=VersionStatus.TRIAL).first()
    if tried is not None:
        return (tried, DRAFTED_NEEDS) if readable(tried) else (None, 0.0)
    serving = RankerVersion.objects.filter(status=VersionStatus.SERVING).exclude(metrics={}).first()
    return version_before(serving), WATCHED_NEEDS


def trial_told(plan: Plain, done: Plain) -> Plain:
    """What a run keeps: the plan without the curves, which stand with the version, and what was done."""
    return {name: value for name, value in plan.items() if name != "ranker"} | done if done else {}


@dataclass
class Shown:
    """Cards of tried answers that somebody saw, oldest need first. Lists run along; ``places`` count from 0."""

    needs: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    teams: list[int] = field(default_factory=list)
    quotes: list[float] = field(default_factory=list)
    awards: list[float] = field(default_factory=list)

    def arrays(self) -> tuple[Any, ...]:
        ints = (np.array(one, dtype=np.int64) for one in (self.needs, self.places, self.teams))
        return (*ints, *(np.array(one, dtype=np.float64) for one in (self.quotes, self.awards)))


def drafted(version: RankerVersion, *, since: datetime | None = None) -> Shown:
    """Every seen card of the answers in which this version took turns with the serving one."""
    runs = _runs(DRAFT).filter(trial__version=version.pk)
    rows = list((runs.filter(finished_at__gt=since) if since else runs).defer("case", "result"))
    found, gains, seen = Shown(), _gains(rows), _seen(rows)
    for run in rows:
        if run.pk not in seen:
            continue
        for place, team in enumerate(run.trial["teams"]):
            found.needs.append(run.need_id)
            found.places.append(place)
            found.teams.append(team)
            found.quotes.append(gains(run.pk, place + 1, QUOTES))
            found.awards.append(gains(run.pk, place + 1, AWARDS))
    return found


def watched(version: RankerVersion) -> Shown:
    """The same seen from the serving version: since it serves the one before it has been drafting against it."""
    before = version_before(version)
    if before is None or version.served_from is None:
        return Shown()
    shown = drafted(before, since=version.served_from)
    return replace(shown, teams=[1 - team if team >= 0 else team for team in shown.teams])


def position_bias(cut: datetime) -> PositionBias:
    """How fast attention falls from card to card, from tossed neighbours and what was asked of them by ``cut``."""
    rows = list(_runs(SWAPS).filter(finished_at__lte=cut).defer("case", "result"))
    gains, seen = _gains(rows, until=cut), _seen(rows)
    uppers = [(run.pk, upper) for run in rows if run.pk in seen for upper in run.trial["uppers"]]
    places = np.array([upper for _, upper in uppers], dtype=np.int64)
    upper = np.array([gains(run, at, ASKED, but=at + 1) > 0 for run, at in uppers], dtype=bool)
    lower = np.array([gains(run, at + 1, ASKED, but=at) > 0 for run, at in uppers], dtype=bool)
    return estimate_bias(places, places + 1, upper, lower)


def swaps_signal(new: AdditiveRanker) -> Signal:
    """What neighbours in the order of a coin say about ``new`` against the ranker that made each answer."""
    rows = list(_runs(SWAPS).select_related("ranker").defer("case"))
    gains, seen = _gains(rows), _seen(rows)
    told: list[tuple[int, int, float, float, float]] = []
    for run in rows:
        if run.pk not in seen or run.ranker is None:
            continue
        old = from_json(run.ranker.curves)
        for upper in run.trial["uppers"]:
            cards = [run.result["packages"][place - 1] for place in (upper, upper + 1)]
            lead = [_lead(run.result, cards, one) for one in (old, new)]
            gap = gains(run.pk, upper, ASKED) - gains(run.pk, upper + 1, ASKED)
            told.append((run.need_id, upper - 1, gap, *lead))
    columns = np.array(told, dtype=np.float64).reshape(-1, 5).T
    return nominated(columns[0].astype(np.int64), columns[1].astype(np.int64), *columns[2:])


def _lead(result: Plain, cards: list[Plain], ranker: AdditiveRanker) -> float:
    """How far the ranker puts the first card above the second; 0 where it cannot tell."""
    upper, lower = (worth(result, card, ranker) for card in cards)
    return 0.0 if upper is None or lower is None else upper - lower


def _runs(kind: str) -> Any:
    return MatchRun.objects.filter(status=RunStatus.DONE, trial__kind=kind).order_by("finished_at", "pk")


def _seen(runs: list[MatchRun]) -> set[int]:
    rows = Impression.objects.filter(run__in=[run.pk for run in runs], package__isnull=False)
    return set(rows.values_list("run_id", flat=True))


def _gains(runs: list[MatchRun], *, until: datetime | None = None) -> Any:
    """gains(run, position, kinds): share of a card's offers that got that far because of the run.

    What two cards have in common counts for both, so it is no difference between them; ``but`` leaves out what stands
    on that card too.
    """
    keys = [run.pk for run in runs]
    cards: dict[tuple[int, int], set[int]] = defaultdict(set)
    items = PackageItem.objects.filter(package__run__in=keys, offer__isnull=False)
    for run, position, offer in items.values_list("package__run_id", "package__position", "offer_id"):
        cards[run, position].add(offer)
    reached: dict[tuple[int, str], set[int]] = defaultdict(set)
    told = Feedback.objects.filter(run__in=keys, offer__isnull=False)
    told = told.filter(at__lte=until) if until else told
    for run, kind, offer in told.values_list("run_id", "kind", "offer_id"):
        reached[run, kind].add(offer)

    def gain(run: int, position: int, kinds: frozenset[FeedbackKind], but: int = 0) -> float:
        offers = cards.get((run, position), set()) - cards.get((run, but), set())
        got = set().union(*(reached.get((run, kind), set()) for kind in kinds))
        return len(offers & got) / len(offers) if offers else 0.0

    return gain
