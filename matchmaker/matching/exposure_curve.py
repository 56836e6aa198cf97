"""The curve behind the slider: recent needs replayed on today's market at each strength."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import numpy as np
from django.utils import timezone

from demand.choices import MATCHED
from demand.engine_need import engine_need
from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.engine.errors import EngineError
from matchmaker.engine.ranking import from_json
from matchmaker.engine.retrieval import index_market
from matchmaker.engine.rotating import STRENGTHS, SlotList, Suppliers, slot_lists, trade_offs
from matchmaker.engine.shortlist import shortlist
from matchmaker.engine.types import Market
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import job_start
from matchmaker.matching.choices import RunStatus
from matchmaker.matching.exposing import WINDOW_DAYS, has_simulated, members, newcomers
from matchmaker.matching.market import market_snapshot
from matchmaker.matching.ranker_services import ranker_active
from suppliers.models import Supplier

logger = logging.getLogger(__name__)
MOST_NEEDS = 400
# Fewer needs are replayed again and again, as if the like kept coming: a bonus needs time to even anything out.
LEAST_REPLAYED = 400
CURVE = "exposure_curve"


def curve_request(*, user: User | None = None) -> Job:
    """The job that computes the curve, or the one under way. The caller wakes a worker."""
    return job_start(kind=CURVE, key=CURVE, user=user)


def curve_points(tell: Callable[..., None]) -> tuple[int, list[dict[str, object]], bool]:
    """How many needs, one point a strength, and whether simulated firms are among the suppliers. ``tell(done)`` is
    called after each strength.
    """
    tell(total=len(STRENGTHS) + 1)
    market = market_snapshot()
    needs = recent_lists(market, tell)
    rounds = -(-LEAST_REPLAYED // len(needs)) if needs else 0
    facts = supplier_facts(market) if needs else None
    points = []
    for at, strength in enumerate(STRENGTHS if needs else (), start=1):
        tell(at)
        (found,) = trade_offs(needs * rounds, facts, [strength])
        points.append({"strength": found.strength, "ndcg": kept(found.ndcg), **asdict(found.measures)})
    return len(needs), points, has_simulated()


def kept(ndcg: float) -> float:
    """Where all lists are ties or single offers there is no order to lose."""
    return 1.0 if np.isnan(ndcg) else ndcg


def recent_lists(market: Market, tell: Callable[..., None]) -> list[tuple[SlotList, ...]]:
    """Needs matched within the window, the oldest first, as today's market and ranker would answer them."""
    since = timezone.now() - timedelta(days=WINDOW_DAYS)
    index, ranker = index_market(market), from_json(ranker_active().curves)
    rows = Need.objects.filter(status__in=MATCHED, runs__status=RunStatus.DONE, runs__finished_at__gt=since)
    found = []
    for need in rows.distinct().order_by("-pk").select_related("firm__organisation")[:MOST_NEEDS]:
        tell(0)  # it may take longer than a lease
        try:
            lists = slot_lists(shortlist(engine_need(need), index, ranker), index)
        except EngineError as refused:
            logger.info("need %s is left out of the curve: %s", need.pk, refused.code)
            continue
        if any(len(one.scores) > 1 for one in lists):
            found.append(lists)
    return found[::-1]


def supplier_facts(market: Market) -> Suppliers:
    """Facts in the order of the market's suppliers."""
    rows = list(Supplier.objects.filter(pk__in=market.supplier_id.tolist()).order_by("pk").select_related("region"))
    if [row.pk for row in rows] != market.supplier_id.tolist():
        raise LookupError("the market moved while its curve was computed")
    new = newcomers(rows)
    groups = {"small": members(rows, "small"), "regional": members(rows, "regional"), "new": new}
    return Suppliers(new, np.asarray(market.open_capacity), groups)
