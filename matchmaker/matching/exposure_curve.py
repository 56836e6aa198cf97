"""The curve behind the slider as a stored job: recent needs replayed on today's market at each strength."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import timedelta

import numpy as np
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from demand.choices import MATCHED
from demand.engine_need import engine_need
from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.engine.errors import EngineError
from matchmaker.engine.ranking import from_json
from matchmaker.engine.retrieval import index_market
from matchmaker.engine.rotating import SlotList, Suppliers, slot_lists, trade_offs
from matchmaker.engine.shortlist import shortlist
from matchmaker.engine.types import Market
from matchmaker.lib.claims import abandoned
from matchmaker.matching.choices import UNFINISHED, RunStatus
from matchmaker.matching.exposing import WINDOW_DAYS, has_simulated, members, newcomers
from matchmaker.matching.market import market_snapshot
from matchmaker.matching.models import ExposureCurve
from matchmaker.matching.ranker_services import ranker_active
from suppliers.models import Supplier

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=settings.LEASE_SECONDS) * 5
MOST_NEEDS, MOST_ATTEMPTS = 400, 3
# Fewer needs are replayed again and again, as if the like kept coming: a bonus needs time to even anything out.
LEAST_REPLAYED = 400
LOST_AFTER = timedelta(seconds=5)


@transaction.atomic
def curve_request(*, user: User | None = None) -> ExposureCurve:
    """A queued job, or the one not finished yet: pressing twice computes once. The caller wakes a worker."""
    if (job := ExposureCurve.objects.filter(status__in=UNFINISHED).first()) is not None:
        return job
    try:
        with transaction.atomic():
            return ExposureCurve.objects.create(requested_by=user)
    except IntegrityError:  # somebody else pressed in the same moment
        return ExposureCurve.objects.filter(status__in=UNFINISHED).latest("created_at")


def curve_execute(*, job: ExposureCurve) -> None:
    """Compute a claimed job and write it whole; what goes wrong is logged, the last good curve stays shown."""
    try:
        needs, points, simulated = curve_points()
    except Exception:
        logger.exception("curve %s failed at attempt %s", job.pk, job.attempts)
        status = RunStatus.QUEUED if job.attempts < MOST_ATTEMPTS else RunStatus.FAILED
        _close(job, status=status, error="internal")
        return
    _close(job, status=RunStatus.DONE, error="", needs=needs, points=points, simulated=simulated)


def _close(job: ExposureCurve, **fields: object) -> None:
    mine = ExposureCurve.objects.filter(pk=job.pk, status=RunStatus.RUNNING, attempts=job.attempts)
    ended = None if fields["status"] == RunStatus.QUEUED else timezone.now()
    mine.update(lease_until=None, finished_at=ended, **fields)


def curve_points() -> tuple[int, list[dict[str, object]], bool]:
    """How many needs, one point a strength, and whether simulated firms are among the suppliers."""
    market = market_snapshot()
    needs = recent_lists(market)
    rounds = -(-LEAST_REPLAYED // len(needs)) if needs else 0
    found = trade_offs(needs * rounds, supplier_facts(market)) if needs else ()
    points = [{"strength": one.strength, "ndcg": kept(one.ndcg), **asdict(one.measures)} for one in found]
    return len(needs), points, has_simulated()


def kept(ndcg: float) -> float:
    """Where all lists are ties or single offers there is no order to lose."""
    return 1.0 if np.isnan(ndcg) else ndcg


def recent_lists(market: Market) -> list[tuple[SlotList, ...]]:
    """Needs matched within the window, the oldest first, as today's market and ranker would answer them."""
    since = timezone.now() - timedelta(days=WINDOW_DAYS)
    index, ranker = index_market(market), from_json(ranker_active().curves)
    rows = Need.objects.filter(status__in=MATCHED, runs__status=RunStatus.DONE, runs__finished_at__gt=since)
    found = []
    for need in rows.distinct().order_by("-pk").select_related("firm__organisation")[:MOST_NEEDS]:
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


def curves_sweep() -> list[int]:
    """Ids of jobs that nobody works on; those whose worker died too often are given up."""
    lost = abandoned(ExposureCurve, waiting=RunStatus.QUEUED, busy=RunStatus.RUNNING, since=LOST_AFTER)
    lost.filter(attempts__gte=MOST_ATTEMPTS).update(
        status=RunStatus.FAILED, error="internal", lease_until=None, finished_at=timezone.now()
    )
    return list(lost.order_by("created_at").values_list("pk", flat=True))
