"""How long which slots were without cover: rows of hand-overs and of coordinators' calls, put into figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from matchmaker.sourcing.care.cover import days_without_cover
from matchmaker.sourcing.choices import HandoverReason, HandoverStatus
from matchmaker.sourcing.models import Handover

Gap = tuple[int, datetime, datetime | None]


def uncovered_days(handovers: Iterable[Handover], gaps: Iterable[Gap], now: datetime) -> dict[int, float]:
    """Key of a ProjectSlot -> days without cover.

    Those who refused count through whoever was asked next, or through the gap that was left; an agreed change leaves
    nobody without cover. A gap ends when somebody agrees after all, or when the coordinator has settled it.
    """
    rows: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    agreed: dict[int, list[datetime]] = defaultdict(list)
    for row in handovers:
        if row.accepted_at is not None:
            agreed[row.slot_id].append(row.accepted_at)
        if row.reason == HandoverReason.CHANGE or row.status in (HandoverStatus.DECLINED, HandoverStatus.EXPIRED):
            continue
        ended = row.done_at if row.status == HandoverStatus.CANCELLED else row.accepted_at
        rows[row.slot_id].append((row.uncovered_since, ended))
    for slot, since, until in gaps:
        ends = [at for at in [until, *agreed[slot]] if at is not None and at >= since]
        rows[slot].append((since, min(ends, default=None)))
    return {slot: days_without_cover(spans, now) for slot, spans in rows.items()}
