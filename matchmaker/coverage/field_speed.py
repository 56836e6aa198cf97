"""How fast the suppliers of each field answer, as of any moment: two queries, kept with the night's figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from matchmaker.coverage.fields import field_of
from matchmaker.sourcing.models import RfqInvitation, Round

# Long enough for a field to be asked more than a few times, short enough to show that something changed.
SPAN = timedelta(days=42)


def field_speed(at: datetime) -> dict[str, dict[str, Any]]:
    """By field, over requests of the last ``SPAN``: hours to the first answer (median) and promises kept.

    A request counts in every field in which somebody was asked for it; its first answer is the first in that field.
    """
    since = at - SPAN
    given = RfqInvitation.objects.filter(created_at__gt=since, created_at__lte=at).order_by()
    asked: dict[str, dict[int, tuple[datetime, datetime | None]]] = {}
    for need, sent, answered, slots in given.values_list("rfq__need", "created_at", "answered_at", "slots"):
        said = answered if answered and answered <= at else None
        for field in {field_of(code) for slot in slots for code in slot["codes"]}:
            first, best = asked.setdefault(field, {}).get(need, (sent, None))
            asked[field][need] = (min(first, sent), _earlier(best, said))
    over = Round.objects.filter(
        created_at__gt=since, created_at__lte=at, promise_by__lte=at, promise_kept__isnull=False
    )
    kept = dict(over.values_list("need", "promise_kept"))
    return {field: _told(rows.values(), [kept[need] for need in rows if need in kept]) for field, rows in asked.items()}


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


def _told(rows: Iterable[tuple[datetime, datetime | None]], kept: list[bool]) -> dict[str, Any]:
    hours = [(first - sent).total_seconds() / 3600 for sent, first in rows if first is not None]
    return {
        "answered": len(hours),
        "first_hours": round(median(hours), 2) if hours else None,
        "promises": len(kept),
        "kept": round(sum(kept) / len(kept), 6) if kept else None,
    }
