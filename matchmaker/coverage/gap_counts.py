"""What a snapshot is counted from: requests as arrays, at any moment of the past as well as now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from demand.choices import MATCHED, NeedStatus, Strength
from demand.models import Need, NeedEvent, Requirement
from matchmaker.coverage.fields import FIELDS, field_of, summed
from matchmaker.engine.gap_cube import Traits
from matchmaker.engine.gaps import Demand, wanted_shares
from matchmaker.engine.types import Bools, Floats, Ints, Taxonomy
from suppliers.choices import OfferStatus, Verification
from suppliers.models import Offer

LEVELS = ("0", "1", "2", "3", "4")
QUARTER, QUARTERS = timedelta(days=91), 12
DAY = 86_400.0
Sellers = dict[tuple[int, str], datetime]
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Asked:
    """Requests of the last three years and all open ones, (N,) each; ``open`` at the moment, ``age`` in days then."""

    demand: Demand
    traits: Traits
    open: Bools
    age: Floats

    def now(self) -> tuple[Demand, Traits]:
        """The open ones alone."""
        return self.of(self.open)

    def of(self, rows: Bools | Ints) -> tuple[Demand, Traits]:
        one, who = self.demand, self.traits
        demand = Demand(one.region[rows], one.wanted[rows], None if one.weight is None else one.weight[rows])
        return demand, Traits(who.industry[rows], who.level[rows], who.firm[rows], who.industries)

    def with_coming(self, growth: Floats) -> tuple[Demand, Traits]:
        """Open ones, and those of the last year at a quarter of their number times ``growth`` (C,): the next quarter's.

        A capability's growth moves its own demand; how busy suppliers get follows the requests as they are.
        """
        recent = np.flatnonzero(self.age < YEAR.days)
        rows = np.concatenate([np.flatnonzero(self.open), recent])
        fresh = np.arange(len(rows)) >= len(rows) - len(recent)
        demand, traits = self.of(rows)
        wanted = demand.wanted * np.where(fresh[:, None], growth[None, :], 1.0)
        weight = np.where(fresh, QUARTER / YEAR, 1.0)
        return Demand(demand.region, wanted, weight), traits


@dataclass(frozen=True)
class Requests:
    """Every need that was put forward in three years or is open, (N,): ``posted`` and ``closed`` as days since 1970."""

    demand: Demand
    traits: Traits
    posted: Floats
    closed: Floats

    def at(self, moment: datetime) -> Asked:
        """As it stood at a moment of the past or now."""
        day = moment.timestamp() / DAY
        there = (self.posted <= day) & (self.posted > day - QUARTERS * QUARTER.days)
        is_open = (self.posted <= day) & (self.closed > day)
        rows = np.flatnonzero(there | is_open)
        one, who = self.demand, self.traits
        return Asked(
            Demand(one.region[rows], one.wanted[rows]),
            Traits(who.industry[rows], who.level[rows], who.firm[rows], who.industries),
            is_open[rows],
            day - self.posted[rows],
        )


def requests_known(facts: Taxonomy, *, back: datetime | None = None) -> Requests:
    """With their confirmed musts: two queries. ``back``: counted from this earlier moment on.

    A place or industry not named is that of the firm. A need is open until it was closed.
    """
    since = (back or timezone.now()) - QUARTERS * QUARTER
    known = Q(status__in=MATCHED) | Q(created_at__gt=since)
    closed = NeedEvent.objects.filter(row=OuterRef("pk"), to=NeedStatus.CLOSED).order_by("at").values("at")
    rows = Need.objects.filter(known).exclude(status=NeedStatus.DRAFT).order_by("pk")
    rows = rows.annotate(
        place=Coalesce("region_id", "firm__region_id"),
        trade=Coalesce("industry_id", "firm__industry_id"),
        over=Coalesce(Subquery(closed[:1]), "changed_at"),
    )
    needs = list(rows.values_list("pk", "place", "trade", "firm__maturity", "firm_id", "created_at", "status", "over"))
    industries = tuple(sorted({row[2] for row in needs if row[2]}))
    ends = [np.inf if row[6] in MATCHED else row[7].timestamp() / DAY for row in needs]
    wanted = _wanted(facts, [row[0] for row in needs], known_needs=since)
    return Requests(
        Demand(_places([row[1] for row in needs], facts.regions), wanted),
        Traits(
            _places([row[2] for row in needs], industries),
            _places([row[3] for row in needs], LEVELS),
            np.array([row[4] for row in needs], dtype=np.int64),
            industries,
        ),
        np.array([row[5].timestamp() / DAY for row in needs], dtype=np.float64),
        np.array(ends, dtype=np.float64),
    )


def _wanted(facts: Taxonomy, needs: list[int], known_needs: datetime) -> Floats:
    row_of = {pk: at for at, pk in enumerate(needs)}
    code_at = {code: row for row, code in enumerate(facts.capabilities)}
    groups: list[list[tuple[int, ...]]] = [[] for _ in needs]
    ever = Q(need__status__in=MATCHED) | Q(need__created_at__gt=known_needs)
    musts = Requirement.objects.filter(ever, strength=Strength.MUST, confirmed=True)
    for pk, codes in musts.order_by("pk").values_list("need_id", "codes"):
        known = tuple(code_at[code] for code in codes if code in code_at)
        if known and pk in row_of:
            groups[row_of[pk]].append(known)
    return wanted_shares(groups, len(facts.capabilities))


def _places(values: list[Any], names: tuple[str, ...]) -> Ints:
    place = {name: at for at, name in enumerate(names)}
    return np.array([place.get(value, -1) for value in values], dtype=np.int64)


# --- by field and quarter -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Series:
    """(F, T) by field of ``FIELDS`` and quarter of 91 days, the last one ending now; ``ends`` are their last days.

    ``asked``: requests put forward in the quarter. ``sold``: verified firms with a published offer at its end.
    """

    ends: tuple[date, ...]
    asked: Floats
    sold: Floats


def series_at(facts: Taxonomy, asked: Asked, sellers: Sellers, at: datetime) -> Series:
    """As far back as both sides were there for at least one whole quarter."""
    quarter = np.minimum((asked.age // QUARTER.days).astype(np.int64), QUARTERS)
    posted = np.zeros((len(facts.capabilities), QUARTERS + 1))
    np.add.at(posted.T, quarter, asked.demand.wanted)
    sold = np.zeros((len(FIELDS), QUARTERS))
    for (_supplier, field), began in sellers.items():
        if began <= at:
            last = int(min((at - began) // QUARTER, QUARTERS - 1))
            sold[FIELDS.index(field), : last + 1] += 1
    seen = np.flatnonzero((posted[:, :QUARTERS].sum(axis=0) > 0) & (sold.sum(axis=0) > 0))
    length = int(seen.max()) + 1 if len(seen) else 0
    ends = tuple(timezone.localdate(at - QUARTER * back) for back in range(length))
    return Series(
        ends[::-1],
        np.asarray(summed(facts.capabilities, posted)[:, :length][:, ::-1]),
        np.asarray(sold[:, :length][:, ::-1]),
    )


def sellers_known() -> Sellers:
    """(supplier, field) -> since when a firm that is verified now has sold something in the field; one query."""
    rows = Offer.objects.filter(status=OfferStatus.PUBLISHED, supplier__status=Verification.VERIFIED).order_by()
    found: Sellers = {}
    for supplier, code, first in rows.values_list("supplier_id", "capability_id").annotate(Min("created_at")):
        key = (supplier, field_of(code))
        found[key] = min(found.get(key, first), first)
    return found
