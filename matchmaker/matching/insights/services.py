"""Writes of insights: a batch a night and a ranker, claimed by a worker, its rows written in one transaction."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from matchmaker.engine.errors import EngineError
from matchmaker.lib.claims import abandoned
from matchmaker.matching.choices import UNFINISHED, RunStatus
from matchmaker.matching.insights.computing import WINDOW, compute
from matchmaker.matching.insights.models import InsightBatch, SupplierInsight
from matchmaker.matching.ranker_services import ranker_active
from matchmaker.matching.services import INTERNAL, MOST_ATTEMPTS

logger = logging.getLogger(__name__)
# Longer than the biggest market takes: a batch is heavy, and two of them at once help nobody.
LEASE = timedelta(minutes=30)
MESSAGE_LOST_AFTER = timedelta(seconds=30)
A_NIGHT_MISSED = timedelta(hours=26)
FIELDS = ("ranker", "since", "computed_at", "figures", "partners")


@transaction.atomic
def batch_request() -> InsightBatch:
    """Today's batch for the live ranker, made if it is not there: asking twice computes once."""
    ranker = ranker_active()
    key = f"{timezone.localdate():%Y-%m-%d}:{ranker.checksum[:12]}"
    return InsightBatch.objects.get_or_create(key=key, defaults={"ranker": ranker})[0]


def batch_due() -> bool:
    """Whether nothing is under way and the newest batch is of another ranker, or older than a night."""
    if InsightBatch.objects.filter(status__in=UNFINISHED).exists():
        return False
    newest = InsightBatch.objects.order_by("-created_at", "-pk").first()
    if newest is None or newest.created_at < timezone.now() - A_NIGHT_MISSED:
        return True
    return newest.ranker_id != ranker_active().pk


def batch_execute(*, batch: InsightBatch) -> None:
    """Compute a claimed batch outside any transaction, write it in one. What fails is logged and tried again."""
    try:
        ranker = ranker_active()
        needs, rows = compute(since=timezone.now() - WINDOW, ranker=ranker)
        batch_finish(batch=batch, needs=needs, rows=rows)
    except EngineError as failure:
        _leave(batch, RunStatus.FAILED, failure.code)
    except Exception:
        logger.exception("insights %s failed at attempt %s", batch, batch.attempts)
        _leave(batch, RunStatus.QUEUED if batch.attempts < MOST_ATTEMPTS else RunStatus.FAILED, INTERNAL)


@transaction.atomic
def batch_finish(*, batch: InsightBatch, needs: int, rows: list[SupplierInsight]) -> None:
    """One row a supplier; who is no longer in the market loses its row. Nothing where another worker took over."""
    done = _mine(batch).update(
        status=RunStatus.DONE, error="", needs=needs, lease_until=None, finished_at=timezone.now()
    )
    if not done:
        return
    SupplierInsight.objects.exclude(supplier__in=[row.supplier_id for row in rows]).delete()
    SupplierInsight.objects.bulk_create(
        rows, batch_size=200, update_conflicts=True, unique_fields=["supplier"], update_fields=FIELDS
    )


def _mine(batch: InsightBatch) -> QuerySet[InsightBatch]:
    return InsightBatch.objects.filter(pk=batch.pk, status=RunStatus.RUNNING, attempts=batch.attempts)


def _leave(batch: InsightBatch, status: str, error: str) -> None:
    ended = timezone.now() if status == RunStatus.FAILED else None
    _mine(batch).update(status=status, error=error, lease_until=None, finished_at=ended)


@transaction.atomic
def batches_sweep() -> list[int]:
    """Ids of batches that nobody works on; those whose worker died too often are given up."""
    lost = abandoned(InsightBatch, waiting=RunStatus.QUEUED, busy=RunStatus.RUNNING, since=MESSAGE_LOST_AFTER)
    spent = lost.filter(attempts__gte=MOST_ATTEMPTS)
    spent.update(status=RunStatus.FAILED, error=INTERNAL, lease_until=None, finished_at=timezone.now())
    return list(lost.order_by("created_at").values_list("pk", flat=True))
