"""The needs of the last 90 days against the market and the ranker of now: one insight a supplier.

A figure that fewer than ``ENOUGH`` firms stand behind never gets into a row: it is stored as null, "few".
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop

from demand.choices import NeedStatus
from demand.engine_need import engine_need
from demand.models import Need
from matchmaker.engine import types
from matchmaker.engine.counterfactual import Count, Standings, standings
from matchmaker.engine.errors import UnknownCode
from matchmaker.engine.features import NAMES
from matchmaker.engine.levers import Lever, levers_of
from matchmaker.engine.partnering import Partner, Reach, partners, reach
from matchmaker.engine.ranking import from_json
from matchmaker.engine.retrieval import REASON_BITS, MarketIndex, index_market
from matchmaker.engine.shortlist import check_codes
from matchmaker.jobs.work import Work
from matchmaker.matching.exposing import strength_in_force
from matchmaker.matching.insights.models import SupplierInsight
from matchmaker.matching.market import market_snapshot
from matchmaker.matching.models import PackageItem, RankerVersion

logger = logging.getLogger(__name__)
ENOUGH = 5
WINDOW = timedelta(days=90)
LOOKING = gettext_noop("요청마다 어디에 섰는지 보고 있습니다")
Plain = dict[str, Any]
Asked = list[tuple[int, types.Need]]


def compute(*, since: datetime, ranker: RankerVersion, work: Work) -> tuple[int, list[SupplierInsight]]:
    """How many needs were looked at, and a row, not saved, for every supplier of the market."""
    index = index_market(market_snapshot())
    asked = asked_needs(since, index)
    work.tell(0, total=len(asked), note=LOOKING)
    levers, curves = levers_of(index.taxonomy), from_json(ranker.curves)
    told = standings(asked, index, curves, levers, exposure=strength_in_force(), tell=work.tell)
    packed, together = in_packages(since), reach(asked, index)
    return told.needs, [
        SupplierInsight(
            supplier_id=pk,
            ranker=ranker,
            since=since,
            figures=figures(told, row, levers) | {"packages": enough(*packed.get(pk, (0, 0)))},
            partners=suggestions(row, together, index),
        )
        for row, pk in enumerate(index.market.supplier_id.tolist())
    ]


def asked_needs(since: datetime, index: MarketIndex) -> Asked:
    """(firm, need) of what firms confirmed since then, answered or not, but for codes that the taxonomy lost."""
    rows = Need.objects.filter(created_at__gte=since).exclude(status=NeedStatus.DRAFT).select_related("firm")
    found: Asked = []
    for row in rows.order_by("firm_id", "pk"):
        need = engine_need(row)
        try:
            check_codes(need, index)
        except UnknownCode:
            logger.warning("need %s speaks of codes that the taxonomy lacks", row.pk)
        else:
            found.append((row.firm_id, need))
    return found


def in_packages(since: datetime) -> dict[int, tuple[int, int]]:
    """Supplier -> in the packages of how many needs since then it was shown, and of how many firms."""
    rows = PackageItem.objects.filter(package__run__need__created_at__gte=since, supplier__isnull=False).order_by()
    needs: dict[int, set[int]] = {}
    firms: dict[int, set[int]] = {}
    columns = ("supplier_id", "package__run__need_id", "package__run__need__firm_id")
    for supplier, need, firm in rows.values_list(*columns).distinct():
        needs.setdefault(supplier, set()).add(need)
        firms.setdefault(supplier, set()).add(firm)
    return {pk: (len(needs[pk]), len(firms[pk])) for pk in needs}


def enough(needs: int, firms: int) -> int | None:
    """The number of needs, or None where fewer than five firms stand behind it."""
    return int(needs) if firms >= ENOUGH else None


def told_of(count: Count, *at: int) -> int | None:
    return enough(count.needs[at], count.firms[at])


def figures(told: Standings, row: int, levers: Iterable[Lever]) -> Plain:
    """``parts``: mean points of 100 by feature over own candidates; ``gained``: levers with enough firms, most first.

    ``held_back``: some lever would gain places, but for too few firms to say how many.
    """
    gained = [(lever, told.gained.needs[at, row], told_of(told.gained, at, row)) for at, lever in enumerate(levers)]
    candidates = told_of(told.candidates, row)
    filtered = [(code, told.filtered.needs[at, row], at) for at, code in enumerate(REASON_BITS) if code != "excluded"]
    return {
        "asked": told_of(told.asked, row),
        "candidates": candidates,
        "shortlisted": told_of(told.shortlisted, row),
        "filtered": {code: told_of(told.filtered, at, row) for code, needs, at in filtered if needs},
        "parts": {} if candidates is None else mean_points(told, row),
        "gained": [
            {"kind": lever.kind, "code": lever.code, "amount": lever.amount, "needs": shown}
            for lever, _, shown in sorted(gained, key=lambda one: -one[1])
            if shown is not None
        ],
        "held_back": any(needs and shown is None for _, needs, shown in gained),
    }


def mean_points(told: Standings, row: int) -> dict[str, float]:
    means = 100 * told.parts[row] / max(int(told.pairs[row]), 1)
    return dict(zip(NAMES, means.tolist(), strict=True))


def suggestions(row: int, together: Reach, index: MarketIndex) -> list[Plain]:
    return [_suggestion(one) for one in partners(row, together, index)]


def _suggestion(one: Partner) -> Plain:
    return {
        "supplier": one.supplier,
        "needs": enough(one.needs, one.firms),
        "some": one.needs > 0,
        "joint": one.joint,
        "basis": one.terms["basis"] > 0,
        "brings": [code for code, firms in one.brings if firms >= ENOUGH],
    }
