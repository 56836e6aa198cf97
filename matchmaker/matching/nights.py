"""The night: every open need is ranked anew on one snapshot, in parts that workers share; only what differs goes on."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from matchmaker.lib.claims import MOST_CLAIMS, abandoned
from matchmaker.matching.choices import MOST_ATTEMPTS, UNFINISHED, RunStatus, Trigger
from matchmaker.matching.models import RankingPart
from matchmaker.matching.shortlists import open_needs, shortlists_check

logger = logging.getLogger(__name__)
NEEDS_A_PART = 2500
NIGHTS_KEPT = timedelta(days=30)
MESSAGE_LOST_AFTER = timedelta(seconds=3)


@transaction.atomic
def night_begin() -> list[int]:
    """Keys of tonight's parts, made once a night; none while those of an earlier night are not over.

    Asking twice, or two at a time, makes them once.
    """
    night = timezone.localdate()
    if RankingPart.objects.filter(status__in=UNFINISHED).exists():
        return []
    RankingPart.objects.filter(night__lt=night - NIGHTS_KEPT).delete()
    keys = list(open_needs().order_by("pk").values_list("pk", flat=True))
    ends = [keys[at : at + NEEDS_A_PART] for at in range(0, len(keys), NEEDS_A_PART)]
    if RankingPart.objects.filter(night=night).exists():
        return []
    RankingPart.objects.bulk_create(
        (RankingPart(night=night, first=some[0], last=some[-1]) for some in ends), ignore_conflicts=True
    )
    return list(RankingPart.objects.filter(night=night, status=RunStatus.QUEUED).values_list("pk", flat=True))


def part_execute(*, part: RankingPart) -> None:
    """Rank the part's needs and write what differs. Doing it twice writes the same; a failure is tried again."""
    mine = RankingPart.objects.filter(pk=part.pk, status=RunStatus.RUNNING, attempts=part.attempts)
    spent: dict[str, float] = {}
    try:
        needs = open_needs().filter(pk__gte=part.first, pk__lte=part.last)
        found = shortlists_check(needs=needs, trigger=Trigger.NIGHTLY, spent=spent)
    except Exception as failure:
        logger.exception("part %s of the night failed at attempt %s", part.pk, part.attempts)
        over = part.attempts >= MOST_ATTEMPTS
        mine.update(
            status=RunStatus.FAILED if over else RunStatus.QUEUED,
            error=type(failure).__name__,
            lease_until=None,
            finished_at=timezone.now() if over else None,
        )
        return
    told: dict[str, Any] = {"needs": found.needs, "changed": len(found.changed)}
    told["spent"] = {name: round(seconds, 4) for name, seconds in spent.items()}
    mine.update(status=RunStatus.DONE, error="", lease_until=None, finished_at=timezone.now(), **told)


def parts_lost() -> QuerySet[RankingPart]:
    """Parts that nobody works on."""
    return abandoned(RankingPart, waiting=RunStatus.QUEUED, busy=RunStatus.RUNNING, since=MESSAGE_LOST_AFTER)


@transaction.atomic
def parts_sweep() -> list[int]:
    """Keys of parts that nobody works on; those whose worker died too often are given up."""
    lost = parts_lost()
    spent = lost.filter(attempts__gte=MOST_CLAIMS)
    spent.update(status=RunStatus.FAILED, error="worker died", lease_until=None, finished_at=timezone.now())
    return list(lost.order_by("created_at", "pk").values_list("pk", flat=True))
