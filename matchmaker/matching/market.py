"""Published offers of verified suppliers as the engine's Market: a few bulk queries, then arrays.

The same snapshot serves every run of a process until something that matching can see has changed; then only the
offers that changed are read again, where these are few.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Avg, Case, Count, FloatField, Model, Q, Sum, When
from django.utils import timezone

from matchmaker.engine.retrieval import index_market, successor
from matchmaker.engine.types import Bools, Floats, Ints, Market, Taxonomy
from matchmaker.lib.starting import settle
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.exposing import deficits_counted
from matchmaker.matching.facts import held, last_held, taxonomy
from matchmaker.matching.models import ExposureSnapshot, Feedback
from matchmaker.matching.offer_columns import OFFERS, OfferColumns, laid_into, offer_columns, pairs, places_of, table
from suppliers.choices import EVIDENCE_RANK, Evidence, Verification
from suppliers.models import Offer, PastProject, Supplier

# Shrinking: (k + prior * m) / (n + m). With nothing known a supplier gets the prior; m facts weigh as much as it.
REPLY_PRIOR, REPLY_WEIGHT = 0.6, 5.0
OUTCOME_PRIOR, OUTCOME_WEIGHT = 0.7, 3.0
WORST, BEST = 1.0, 5.0
ANSWERS = (FeedbackKind.ACCEPTED, FeedbackKind.DECLINED)
COUNTED = (*ANSWERS, FeedbackKind.SILENT, FeedbackKind.RATING, FeedbackKind.OUTCOME)
UNUSED = "unused"  # the reason of an outcome whose system nobody uses any more
Rows = list[tuple[Any, ...]]

SUPPLIERS = Supplier.objects.filter(status=Verification.VERIFIED, region__isnull=False)
# Above this many changed offers the whole market is read anew.
FEW = 2000
# From this many offers on, walking through the market costs the garbage collector more than settling once.
LARGE = 5000
# A change committed a little after the moment it is dated may have been missed by the snapshot before.
OVERLAP = timedelta(seconds=30)


@dataclass(frozen=True)
class Snapshot:
    """``told`` are the aggregates behind the version, ``cut`` the moment before the first of its rows was read."""

    market: Market
    offers: OfferColumns
    told: tuple[Any, ...]
    cut: datetime


def aggregates(facts: Taxonomy) -> tuple[Any, ...]:
    """Change whenever anything in the snapshot may have changed; one query, no rows read."""
    told = iter(_figures())
    return (
        facts.version,
        timezone.localdate(),  # a programme level runs out by date
        *(tuple(next(told) for _ in figures) for _model, figures in FIGURES),
    )


# Asked every second by an idle site, so in one statement of our own: the ORM builds five for as many tables.
FIGURES: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Offer, ("MAX(changed_at)", "COUNT(*)")),
    (Supplier, ("MAX(changed_at)", "COUNT(*)", "SUM(open_projects)", "SUM(capacity_per_quarter)")),
    (PastProject, ("MAX(id)", "COUNT(*)", "SUM(satisfaction)")),
    (Feedback, ("MAX(id)", "COUNT(*)")),
    (ExposureSnapshot, ("MAX(id)",)),
)


def _figures() -> tuple[Any, ...]:
    kinds = ", ".join(["%s"] * len(COUNTED))
    tables = ", ".join(
        f"(SELECT {', '.join(figures)} FROM {connection.ops.quote_name(model._meta.db_table)}"  # noqa: S608  # nosec B608 # our own names
        f"{f' WHERE kind IN ({kinds})' if model is Feedback else ''}) AS told_{at}"
        for at, (model, figures) in enumerate(FIGURES)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {tables}", [kind.value for kind in COUNTED])  # noqa: S608  # nosec B608
        return tuple(cursor.fetchone())


def version_of(told: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr(list(told)).encode()).hexdigest()[:16]


def market_version(facts: Taxonomy) -> str:
    return version_of(aggregates(facts))


def market_snapshot() -> Market:
    """The market of now; ``version`` names its content. About nine queries when it changed, two when not."""
    facts, cut = taxonomy(), timezone.now()
    told = aggregates(facts)
    before: Snapshot | None = last_held("market")

    def build() -> Snapshot:
        patched = None if before is None else _patched(before, facts, told, cut)
        if patched is not None:
            return patched
        whole = _built(facts, offer_columns(facts), told, cut)
        if len(whole.market.offer_id) >= LARGE:
            settle()
        return whole

    return held("market", version_of(told), build).market


def _built(
    facts: Taxonomy, offers: OfferColumns, told: tuple[Any, ...], cut: datetime, before: Snapshot | None = None
) -> Snapshot:
    """``before``: its past projects are kept where neither they nor any supplier changed since."""
    names = ("pk", "region_id", "capacity_per_quarter", "open_projects", "can_lead", "programme_level_until")
    rows: Rows = list(SUPPLIERS.order_by("pk").values_list(*names))
    ids = _ints(row[0] for row in rows)
    places = {code: at for at, code in enumerate(facts.regions)}
    seats = _ints(places[row[1]] for row in rows)
    open_capacity = np.maximum(_ints(row[2] for row in rows) - _ints(row[3] for row in rows), 0)
    if before is not None and before.told[3:5] == told[3:5] and np.array_equal(before.market.supplier_id, ids):
        past = {name: getattr(before.market, name) for name in PAST}
    else:
        past = _projects(facts, ids) | _joint(ids)
    market = Market(
        taxonomy=facts,
        supplier_id=ids,
        supplier_region=seats,
        open_capacity=open_capacity,
        evidence=_evidence(ids, rows),
        reply_rate=_reply_rate(ids),
        outcome=_outcome(ids),
        projects_done=np.bincount(past["project_supplier"], minlength=len(ids)),
        can_lead=np.array([row[4] for row in rows], dtype=bool),
        version=version_of(told),
        exposure_deficit=deficits_counted(ids),
        **_offer_part(facts, offers, ids, seats),
        **past,
    )
    return Snapshot(market, offers, told, cut)


PAST = (
    "project_supplier", "project_covers", "project_industry", "project_text", "joint", "joint_count",
)  # fmt: skip


def _patched(before: Snapshot, facts: Taxonomy, told: tuple[Any, ...], cut: datetime) -> Snapshot | None:
    """The snapshot with what changed since laid in; None where that is too much, or would not give what is there."""
    if before.told[0] != told[0] or cut < before.cut:
        return None
    changed = offers_changed(before.cut - OVERLAP, most=FEW)
    if changed is None:
        return None
    offers, came_from = laid_into(before.offers, _ints(changed), offer_columns(facts, changed))
    stand = OFFERS.order_by().aggregate(Count("pk"), Sum("pk"))
    if (stand["pk__count"], stand["pk__sum"] or 0) != (len(offers.offer_id), int(offers.offer_id.sum())):
        return None  # offers went without a date, such as those of a firm that was deleted
    snapshot = _built(facts, offers, told, cut, before)
    if not np.isin(offers.supplier, snapshot.market.supplier_id).all():
        return None
    successor(index_market(before.market), snapshot.market, came_from)
    return snapshot


def offers_changed(since: datetime, *, most: int) -> list[int] | None:
    """Keys of offers that changed after ``since``, or whose supplier did, published or not; None for more than most."""
    rows = Offer.objects.filter(Q(changed_at__gt=since) | Q(supplier__changed_at__gt=since)).order_by("pk")
    found = list(rows.values_list("pk", flat=True)[: most + 1])
    return found if len(found) <= most else None


def _ints(values: Any) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _offer_part(facts: Taxonomy, offers: OfferColumns, ids: Ints, seats: Ints) -> dict[str, Any]:
    """Offer columns, and the two supplier columns that come from offers: regions served and hours to the plant."""
    supplier, _ = places_of(ids, offers.supplier)
    names = ("offer_id", "price_low", "price_typical", "price_high", "weeks", "after_service", "speaks", "covers")
    return {name: getattr(offers, name) for name in names} | {
        "offer_supplier": supplier,
        "offer_text": offers.text,
        "served": _served(facts, offers.regions, supplier, seats),
        "onsite_hours": _onsite(supplier, offers.hours, len(ids)),
    }


def _served(facts: Taxonomy, by_offer: Bools, supplier: Ints, seats: Ints) -> Bools:
    """(S, G) union over a supplier's offers; who names no region is taken to serve the seat and its neighbours."""
    served = np.zeros((len(seats), len(facts.regions)), dtype=bool)
    np.logical_or.at(served, supplier, by_offer)
    silent = ~served.any(axis=1)
    served[silent] = facts.region_hops[seats[silent]] <= 1
    return served


def _onsite(supplier: Ints, hours: Floats, suppliers: int) -> Floats:
    """(S,) the slowest promise a supplier makes; nan where it promises nothing."""
    slowest = np.full(suppliers, -1.0)
    np.maximum.at(slowest, supplier, np.where(np.isnan(hours), -1.0, hours))
    return np.where(slowest < 0, np.nan, slowest)


def _evidence(ids: Ints, rows: Rows) -> Ints:
    """(S,) the best proof any project carries; a programme level that has not run out counts as "programme"."""
    today: date = timezone.localdate()
    level = EVIDENCE_RANK[Evidence.PROGRAMME]
    best = _ints(level if row[5] and row[5] >= today else 0 for row in rows)
    found = PastProject.objects.values_list("supplier_id", "evidence").distinct().order_by()
    pairs = list(found)
    at, known = places_of(ids, _ints(row[0] for row in pairs))
    np.maximum.at(best, at[known], _ints(EVIDENCE_RANK[Evidence(row[1])] for row in pairs)[known])
    return best


def _shrunk(ids: Ints, found: Rows, prior: float, weight: float) -> Floats:
    """(S,) (k + prior * m) / (n + m) from rows of (supplier id, k, n)."""
    good, count = np.zeros(len(ids)), np.zeros(len(ids))
    at, known = places_of(ids, _ints(row[0] for row in found))
    values = np.array([(float(row[1]), float(row[2])) for row in found], dtype=np.float64).reshape(-1, 2)
    np.add.at(good, at[known], values[known, 0])
    np.add.at(count, at[known], values[known, 1])
    return (good + prior * weight) / (count + weight)


def _reply_rate(ids: Ints) -> Floats:
    """(S,) share of quote requests answered at all, yes or no."""
    asked = Feedback.objects.filter(kind__in=(*ANSWERS, FeedbackKind.SILENT)).order_by()
    counts = asked.values_list("supplier_id", "kind").annotate(Count("pk"))
    rows = [(supplier, number * (kind in ANSWERS), number) for supplier, kind, number in counts]
    return _shrunk(ids, rows, REPLY_PRIOR, REPLY_WEIGHT)


def _outcome(ids: Ints) -> Floats:
    """(S,) how delivered projects went, 0-1: told by past projects, by customers' reviews and by measured figures.

    Satisfaction and ratings are 1-5, taken as (v - 1) / 4. Measured: the mean over a project's checks of the share of
    targets reached, 0 where the system is no longer used; one voice a project, however often it was asked.
    """
    past = PastProject.objects.filter(satisfaction__isnull=False).order_by()
    rated = Feedback.objects.filter(kind=FeedbackKind.RATING, value__isnull=False).order_by()
    voices = [
        *past.values_list("supplier_id").annotate(Sum("satisfaction"), Count("pk")),
        *rated.values_list("supplier_id").annotate(Sum("value"), Count("pk")),
    ]
    rows = [(supplier, (total - WORST * number) / (BEST - WORST), number) for supplier, total, number in voices]
    reached = Case(When(reason=UNUSED, then=0.0), default="value", output_field=FloatField())
    asked = Feedback.objects.filter(kind=FeedbackKind.OUTCOME).annotate(reached=reached)
    checks = asked.filter(reached__isnull=False).order_by().values_list("supplier_id", "need_id")
    rows += [(supplier, share, 1) for supplier, _need, share in checks.annotate(Avg("reached"))]
    return _shrunk(ids, rows, OUTCOME_PRIOR, OUTCOME_WEIGHT)


def _projects(facts: Taxonomy, ids: Ints) -> dict[str, Any]:
    names = ("pk", "supplier_id", "client_industry_id", "title", "description")
    rows: Rows = list(PastProject.objects.order_by("supplier_id", "pk").values_list(*names))
    at, known = places_of(ids, _ints(row[1] for row in rows))
    rows = [row for row, kept in zip(rows, known, strict=True) if kept]
    links = pairs(PastProject.capabilities.through.objects, "pastproject_id", "capability_id")
    return {
        "project_supplier": at[known],
        "project_covers": table(_ints(row[0] for row in rows), facts.capabilities, links),
        "project_industry": _ints(int(row[2]) if row[2] else -1 for row in rows),
        "project_text": tuple(f"{row[3]} {row[4]}".strip() for row in rows),
    }


def _joint(ids: Ints) -> dict[str, Any]:
    """Pairs of suppliers that delivered together, (E, 2) with the smaller row first, and how often."""
    links = list(PastProject.partners.through.objects.values_list("pastproject__supplier_id", "supplier_id"))
    sides = np.array(links, dtype=np.int64).reshape(-1, 2)
    one, one_known = places_of(ids, sides[:, 0])
    other, other_known = places_of(ids, sides[:, 1])
    kept = one_known & other_known & (one != other)
    pairs = np.sort(np.stack([one[kept], other[kept]], axis=1), axis=1)
    joint, counts = np.unique(pairs, axis=0, return_counts=True)
    return {"joint": joint.reshape(-1, 2), "joint_count": counts.astype(np.int64)}
