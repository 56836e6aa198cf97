"""Published offers of verified suppliers as the engine's Market: a few bulk queries, then arrays.

The same snapshot serves every run of a process until something that matching can see has changed.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Avg, Case, Count, FloatField, Max, Sum, When
from django.utils import timezone

from matchmaker.engine.types import Bools, Floats, Ints, Market, Taxonomy
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.exposing import deficits_counted
from matchmaker.matching.facts import held, job_factor, taxonomy
from matchmaker.matching.models import ExposureSnapshot, Feedback
from suppliers.choices import EVIDENCE_RANK, Evidence, OfferStatus, Verification
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
OFFERS = Offer.objects.filter(
    status=OfferStatus.PUBLISHED, supplier__status=Verification.VERIFIED, supplier__region__isnull=False
)


def market_version(facts: Taxonomy) -> str:
    """Changes whenever anything in the snapshot may have changed; five aggregates, no rows read."""
    told = [
        facts.version,
        timezone.localdate(),  # a programme level runs out by date
        Offer.objects.aggregate(Max("changed_at"), Count("pk")),
        Supplier.objects.aggregate(Max("changed_at"), Count("pk"), Sum("open_projects"), Sum("capacity_per_quarter")),
        PastProject.objects.aggregate(Max("pk"), Count("pk"), Sum("satisfaction")),
        Feedback.objects.filter(kind__in=COUNTED).aggregate(Max("pk"), Count("pk")),
        ExposureSnapshot.objects.aggregate(Max("pk")),
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def market_snapshot() -> Market:
    """The market of now; ``version`` names its content. About twelve queries when it changed, six when not."""
    facts = taxonomy()
    version = market_version(facts)
    return held("market", version, lambda: _build(facts, version))


def _build(facts: Taxonomy, version: str) -> Market:
    names = ("pk", "region_id", "capacity_per_quarter", "open_projects", "can_lead", "programme_level_until")
    rows: Rows = list(SUPPLIERS.order_by("pk").values_list(*names))
    ids = _ints(row[0] for row in rows)
    places = {code: at for at, code in enumerate(facts.regions)}
    seats = _ints(places[row[1]] for row in rows)
    open_capacity = np.maximum(_ints(row[2] for row in rows) - _ints(row[3] for row in rows), 0)
    projects = _projects(facts, ids)
    return Market(
        taxonomy=facts,
        supplier_id=ids,
        supplier_region=seats,
        open_capacity=open_capacity,
        evidence=_evidence(ids, rows),
        reply_rate=_reply_rate(ids),
        outcome=_outcome(ids),
        projects_done=np.bincount(projects["project_supplier"], minlength=len(ids)),
        can_lead=np.array([row[4] for row in rows], dtype=bool),
        version=version,
        exposure_deficit=deficits_counted(ids),
        **_offers(facts, ids, seats),
        **projects,
        **_joint(ids),
    )


def _ints(values: Any) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _rows_of(ids: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """Places of ``wanted`` in the ascending ``ids``, and which of them are there at all."""
    if not len(ids):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return at, ids[at] == wanted


def _pairs(queryset: Any, one: str, other: str) -> tuple[Ints, list[Any]]:
    """A many-to-many table as two columns."""
    found = list(queryset.values_list(one, other))
    return _ints(row[0] for row in found), [row[1] for row in found]


def _table(ids: Ints, columns: tuple[str, ...], links: tuple[Ints, list[Any]]) -> Bools:
    """(N, K) bool: which rows are linked to which column; links to rows outside ``ids`` are left out."""
    place = {key: at for at, key in enumerate(columns)}
    table = np.zeros((len(ids), len(columns)), dtype=bool)
    at, known = _rows_of(ids, links[0])
    table[at[known], _ints(place[key] for key in links[1])[known]] = True
    return table


def _offers(facts: Taxonomy, ids: Ints, seats: Ints) -> dict[str, Any]:
    """Offer columns, and the two supplier columns that come from offers: regions served and hours to the plant."""
    names = ("pk", "supplier_id", "capability_id", "price_low_krw", "price_typical_krw", "price_high_krw", "price_unit")
    names += ("weeks", "onsite_hours", "warranty_months", "service_terms", "title", "description")
    rows: Rows = list(OFFERS.order_by("pk").values_list(*names))
    offer_id, (supplier, _) = _ints(row[0] for row in rows), _rows_of(ids, _ints(row[1] for row in rows))
    factor = np.array([job_factor(row[6]) for row in rows], dtype=np.float64)
    money = {f"price_{name}": factor * _ints(row[3 + at] for row in rows) for at, name in enumerate(PRICES)}
    covers = _table(offer_id, facts.capabilities, (offer_id, [row[2] for row in rows]))
    covers |= _table(offer_id, facts.capabilities, _pairs(Offer.includes.through.objects, "offer_id", "capability_id"))
    return money | {
        "offer_id": offer_id,
        "offer_supplier": supplier,
        "weeks": np.array([row[7] for row in rows], dtype=np.float64),
        "after_service": np.array([bool(row[9] or row[10] or row[8]) for row in rows], dtype=bool),
        "speaks": _speaks(facts, offer_id),
        "covers": covers,
        "offer_text": tuple(f"{row[11]} {row[12]}".strip() for row in rows),
        "served": _served(facts, offer_id, supplier, seats),
        "onsite_hours": _onsite(supplier, [row[8] for row in rows], len(ids)),
    }


PRICES = ("low", "typical", "high")


def _speaks(facts: Taxonomy, offer_id: Ints) -> Bools:
    links = _pairs(Offer.standards.through.objects, "offer_id", "standard__name")
    return _table(offer_id, facts.standards, links)


def _served(facts: Taxonomy, offer_id: Ints, supplier: Ints, seats: Ints) -> Bools:
    """(S, G) union over a supplier's offers; who names no region is taken to serve the seat and its neighbours."""
    links = _pairs(Offer.regions.through.objects, "offer_id", "region_id")
    by_offer = _table(offer_id, facts.regions, links)
    served = np.zeros((len(seats), len(facts.regions)), dtype=bool)
    np.logical_or.at(served, supplier, by_offer)
    silent = ~served.any(axis=1)
    served[silent] = facts.region_hops[seats[silent]] <= 1
    return served


def _onsite(supplier: Ints, hours: list[int | None], suppliers: int) -> Floats:
    """(S,) the slowest promise a supplier makes; nan where it promises nothing."""
    slowest = np.full(suppliers, -1.0)
    promised = np.array([-1.0 if value is None else value for value in hours], dtype=np.float64)
    np.maximum.at(slowest, supplier, promised)
    return np.where(slowest < 0, np.nan, slowest)


def _evidence(ids: Ints, rows: Rows) -> Ints:
    """(S,) the best proof any project carries; a programme level that has not run out counts as "programme"."""
    today: date = timezone.localdate()
    level = EVIDENCE_RANK[Evidence.PROGRAMME]
    best = _ints(level if row[5] and row[5] >= today else 0 for row in rows)
    found = PastProject.objects.values_list("supplier_id", "evidence").distinct().order_by()
    pairs = list(found)
    at, known = _rows_of(ids, _ints(row[0] for row in pairs))
    np.maximum.at(best, at[known], _ints(EVIDENCE_RANK[Evidence(row[1])] for row in pairs)[known])
    return best


def _shrunk(ids: Ints, found: Rows, prior: float, weight: float) -> Floats:
    """(S,) (k + prior * m) / (n + m) from rows of (supplier id, k, n)."""
    good, count = np.zeros(len(ids)), np.zeros(len(ids))
    at, known = _rows_of(ids, _ints(row[0] for row in found))
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
    rows: Rows = list(PastProject.objects.order_by("pk").values_list(*names))
    at, known = _rows_of(ids, _ints(row[1] for row in rows))
    rows = [row for row, kept in zip(rows, known, strict=True) if kept]
    links = _pairs(PastProject.capabilities.through.objects, "pastproject_id", "capability_id")
    return {
        "project_supplier": at[known],
        "project_covers": _table(_ints(row[0] for row in rows), facts.capabilities, links),
        "project_industry": _ints(int(row[2]) if row[2] else -1 for row in rows),
        "project_text": tuple(f"{row[3]} {row[4]}".strip() for row in rows),
    }


def _joint(ids: Ints) -> dict[str, Any]:
    """Pairs of suppliers that delivered together, (E, 2) with the smaller row first, and how often."""
    links = list(PastProject.partners.through.objects.values_list("pastproject__supplier_id", "supplier_id"))
    sides = np.array(links, dtype=np.int64).reshape(-1, 2)
    one, one_known = _rows_of(ids, sides[:, 0])
    other, other_known = _rows_of(ids, sides[:, 1])
    kept = one_known & other_known & (one != other)
    pairs = np.sort(np.stack([one[kept], other[kept]], axis=1), axis=1)
    joint, counts = np.unique(pairs, axis=0, return_counts=True)
    return {"joint": joint.reshape(-1, 2), "joint_count": counts.astype(np.int64)}
