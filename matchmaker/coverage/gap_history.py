"""Counts of past days by the code of the nightly one: for the demo's year, and for a site that begins to count late.

Needs and offers carry their days. What nobody wrote down is taken as it is today: who is verified, their reply rates
and how many places they have left; such a row says that it was counted afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from matchmaker.coverage.gap_counts import requests_known, sellers_known
from matchmaker.coverage.gap_measures import measures_at
from matchmaker.coverage.gap_services import counted, snapshot_keep
from matchmaker.coverage.models import GapSnapshot
from matchmaker.engine.types import Bools, Ints, Market
from matchmaker.matching.market import market_snapshot
from matchmaker.matching.offer_columns import OFFERS

Room = Callable[[Market, datetime], Ints]
NIGHTLY, WEEKS = 7, 52
OFFER_COLUMNS = (
    "offer_id", "offer_supplier", "price_low", "price_typical", "price_high", "weeks", "speaks", "after_service",
    "covers",
)  # fmt: skip


def year_of_days(today: date) -> list[date]:
    """A year back, the oldest first: one day a week, and every night of the last week; today is not among them."""
    weekly = [today - timedelta(days=7 * back) for back in range(WEEKS, 0, -1)]
    nightly = [today - timedelta(days=back) for back in range(NIGHTLY - 1, 0, -1)]
    return sorted({*weekly, *nightly})


def snapshots_count_back(*, days: Iterable[date], room: Room | None = None) -> Iterator[GapSnapshot]:
    """One row for each of these past days, in a transaction each; days that were counted in their night are left.

    ``room``: (S,) places left at a moment, from the market of today, where somebody knows them.
    """
    counted_then = set(GapSnapshot.objects.filter(simulated=False).values_list("day", flat=True))
    wanted = [day for day in days if day not in counted_then]
    if not wanted:
        return
    market, created = market_snapshot(), dict(OFFERS.values_list("pk", "created_at"))
    requests = requests_known(market.taxonomy, back=_moment(min(wanted)))
    sellers = sellers_known()
    since = np.array([created[int(pk)].timestamp() for pk in market.offer_id])
    for day in wanted:
        at = _moment(day)
        then = market_with(market, since <= at.timestamp())
        if room is not None:
            then = replace(then, open_capacity=room(market, at))
        with transaction.atomic():
            yield snapshot_keep(
                day=day,
                count=counted(then, requests, sellers, at),
                measures=measures_at(at, now=False),
                simulated=True,
                suppliers=len(np.unique(then.offer_supplier)),
            )


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour=1)))


def market_with(market: Market, offers: Bools) -> Market:
    """The market with these offers alone."""
    kept: dict[str, Any] = {name: getattr(market, name)[offers] for name in OFFER_COLUMNS}
    texts = tuple(text for text, there in zip(market.offer_text, offers, strict=True) if there)
    return replace(market, **kept, offer_text=texts)
