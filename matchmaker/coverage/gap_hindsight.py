"""Looking back: did requests in squares that were flagged before they came later fail to get three quotes?"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from demand.choices import Strength
from demand.models import Requirement
from matchmaker.coverage.gap_counts import LEVELS
from matchmaker.coverage.gap_store import Kept, unpacked
from matchmaker.coverage.models import GapCube
from matchmaker.engine.gap_cube import needed_first
from matchmaker.engine.gaps import ANSWERS
from matchmaker.engine.looking_back import Hindsight, hindsight
from matchmaker.engine.types import Floats
from matchmaker.matching.facts import taxonomy
from matchmaker.sourcing.models import Round

OVER = timedelta(days=21)
STALE = timedelta(days=8)


@dataclass(frozen=True)
class Case:
    """A request whose round is over: what the map said before it came, and what it then got."""

    index: float
    first: float
    scarce: float
    count: float
    quotes: int
    kept: bool | None


def cases_known() -> list[Case]:
    """Needs that asked for three quotes or more, with a count of the week before they came; six queries.

    Who asked for one quote and got it did not fail to get three.
    """
    cubes = list(GapCube.objects.order_by("snapshot__day").values_list("snapshot__day", "data"))
    if not cubes:
        return []
    days, facts = [day for day, _ in cubes], taxonomy()
    opened: dict[int, tuple[Kept, Floats]] = {}
    rounds = Round.objects.filter(created_at__lt=timezone.now() - OVER).annotate(
        place=Coalesce("need__region_id", "need__firm__region_id"),
        asked=Count("rfqs", distinct=True),
        quotes=Count("rfqs__quotes__rfq", filter=Q(rfqs__quotes__submitted_at__isnull=False), distinct=True),
    )
    rounds = rounds.filter(asked__gte=ANSWERS)
    names = ("need_id", "created_at", "place", "need__firm__maturity", "quotes", "promise_kept")
    rows = list(rounds.order_by("pk").values_list(*names))
    musts: dict[int, list[list[str]]] = {}
    known = Requirement.objects.filter(need__round__isnull=False, strength=Strength.MUST, confirmed=True)
    for need, codes in known.values_list("need_id", "codes"):
        musts.setdefault(need, []).append(codes)
    found = []
    for need, created, place, maturity, quotes, kept in rows:
        day = timezone.localdate(created)
        at = bisect_left(days, day) - 1  # the last count before the request came: it is not in there itself
        if at < 0 or day - days[at] > STALE:
            continue
        if at not in opened:
            whole = unpacked(bytes(cubes[at][1]))
            opened[at] = (whole, needed_first(whole.answers, facts))
        scores = _scores(*opened[at], place, maturity, musts.get(need, []))
        if scores is not None:
            found.append(Case(*scores, quotes, kept))
    return found


def _scores(
    kept: Kept, first: Floats, place: str, maturity: str, musts: list[list[str]]
) -> tuple[float, float, float, float] | None:
    """The worst must decides, its best alternative counts: gap, gap with prerequisites, how few answers there are
    (3 / (3 + answers), which does not stop at three as the gap does), and how few firms.
    """
    if place not in kept.regions or not musts:
        return None
    region, level = kept.regions.index(place), LEVELS.index(maturity) if maturity in LEVELS else None
    worst = [0.0, 0.0, 0.0, 0.0]
    for group in musts:
        rows = [kept.codes.index(code) for code in group if code in kept.codes]
        if not rows:
            continue
        own = kept.answers[rows, region]
        both = own if level is None else np.minimum(own, first[rows, region, level])
        reach = kept.suppliers[rows, region]
        told = (
            1.0 - own.max() / ANSWERS,
            1.0 - both.max() / ANSWERS,
            ANSWERS / (ANSWERS + own.max()),
            ANSWERS / (ANSWERS + reach.max()),
        )
        worst = [max(old, float(new)) for old, new in zip(worst, told, strict=True)]
    return worst[0], worst[1], worst[2], worst[3]


def looked_back(cases: list[Case]) -> dict[str, Hindsight]:
    """By label ("quotes": fewer than three quotes came; "answers": the promise was not kept) and score.

    "index" is the map's own figure, "first" with prerequisites, "scarce" the same without its end at three answers;
    "count" is what counting firms within reach would have said.
    """
    scores = {name: np.array([getattr(one, name) for one in cases]) for name in ("index", "first", "scarce", "count")}
    failed = np.array([one.quotes < ANSWERS for one in cases], dtype=bool)
    told = {f"quotes {name}": hindsight(values, failed) for name, values in scores.items()}
    judged = [at for at, one in enumerate(cases) if one.kept is not None]
    broken = np.array([not cases[at].kept for at in judged], dtype=bool)
    return told | {f"answers {name}": hindsight(values[judged], broken) for name, values in scores.items()}
