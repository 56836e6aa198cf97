"""Attention counted from matching's own rows, and the strength that administrators set; docs/matching.md section 9."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from demand.choices import MATCHED
from matchmaker.accounts.models import User
from matchmaker.engine.exposure import DEFAULT, STRONGEST, TOP, attention, deficits, measure
from matchmaker.engine.matching import Matching
from matchmaker.engine.rotating import merit_of, slot_lists
from matchmaker.engine.types import Bools, Floats, Ints
from matchmaker.matching.choices import RunStatus
from matchmaker.matching.models import (
    ExposureSetting,
    ExposureSnapshot,
    Impression,
    MatchRun,
    PackageItem,
    RankedOffer,
    RunMerit,
    SupplierExposure,
)
from suppliers.choices import SupplierSize
from suppliers.models import Supplier

WINDOW_DAYS = 90
COUNTS_KEPT = 48
LEAST_MERIT = 1e-6
Pairs = Iterable[tuple[int, int, float]]


def strength_in_force() -> float:
    row = ExposureSetting.objects.first()
    return DEFAULT if row is None else row.strength


@transaction.atomic
def setting_change(*, strength: float, actor: User, reason: str) -> ExposureSetting | None:
    """A new strength, 0 to 0.5, with who and why; None where it is the one in force. Raises ValueError outside."""
    if not 0 <= strength <= STRONGEST:
        raise ValueError(f"strength {strength} is not between 0 and {STRONGEST}")
    before = strength_in_force()
    if before == strength:
        return None
    return ExposureSetting.objects.create(strength=strength, before=before, actor=actor, reason=reason)


def merit_row(matching: Matching) -> dict[str, Any]:
    """Fields of an answer's ``RunMerit``: who earned how much by own scores."""
    ids = matching.index.market.supplier_id
    merit = merit_of(slot_lists(matching.listed, matching.index), len(ids))
    rows = np.flatnonzero(merit > LEAST_MERIT)
    total = sum(slot.weight for slot in matching.listed.slots) or 1.0
    shares = {str(pk): round(earned, 6) for pk, earned in zip(ids[rows].tolist(), merit[rows].tolist(), strict=True)}
    return {"weights": [slot.weight / total for slot in matching.listed.slots], "shares": shares}


@transaction.atomic
def exposure_count(*, now: datetime | None = None) -> ExposureSnapshot:
    """Count the window anew: merit, exposure, load and deficit of every verified supplier, and the measures."""
    now = now or timezone.now()
    runs = counted_runs(now)
    rows = list(Supplier.objects.filter(status="verified").order_by("pk").select_related("region"))
    ids = np.array([row.pk for row in rows], dtype=np.int64)
    lists, cards = list_attention(runs), card_attention(runs)
    merit = earned(runs, [*lists, *cards], ids)
    exposure = by_supplier([*lists, *cards], ids)
    load = cards_in_play(runs, ids)
    room = np.array([row.open_capacity for row in rows], dtype=np.int64)
    short = deficits(merit, exposure, new=newcomers(rows), room=room, load=load)
    groups = {"small": members(rows, "small"), "regional": members(rows, "regional"), "new": newcomers(rows)}
    told = asdict(measure(merit, exposure, groups))
    snapshot = ExposureSnapshot.objects.create(at=now, days=WINDOW_DAYS, needs=len(runs), measures=told)
    account = zip(rows, merit, exposure, load, short, strict=True)
    SupplierExposure.objects.bulk_create(
        (
            SupplierExposure(
                snapshot=snapshot, supplier=row, merit=float(m), exposure=float(e), load=int(n), deficit=float(d)
            )
            for row, m, e, n, d in account
        ),
        batch_size=500,
    )
    kept = ExposureSnapshot.objects.values_list("pk", flat=True)[:COUNTS_KEPT]
    SupplierExposure.objects.exclude(snapshot__in=list(kept)).delete()
    return snapshot


def counted_runs(now: datetime) -> dict[int, dict[str, Any]]:
    """The latest answer to each need within the window: run key -> its slot weights and merit. Copies have no merit."""
    done = MatchRun.objects.filter(status=RunStatus.DONE, finished_at__gt=now - timedelta(days=WINDOW_DAYS))
    latest = done.filter(need=OuterRef("run__need"), merit__isnull=False).order_by("-finished_at", "-pk")
    rows = RunMerit.objects.filter(run=Subquery(latest.values("pk")[:1]))
    return {run: {"weights": w, "shares": s} for run, w, s in rows.values_list("run_id", "weights", "shares")}


def list_attention(runs: dict[int, dict[str, Any]]) -> list[tuple[int, int, float]]:
    """(run, supplier, attention) of places 1 to 10 of every list, by the weight of its slot."""
    rows = RankedOffer.objects.filter(run__in=runs, rank__lte=TOP).order_by()
    places = attention(np.arange(TOP + 1))
    found = rows.values_list("run_id", "offer__supplier_id", "slot", "rank")
    return [(run, supplier, runs[run]["weights"][slot] * float(places[rank])) for run, supplier, slot, rank in found]


def card_attention(runs: dict[int, dict[str, Any]]) -> list[tuple[int, int, float]]:
    """(run, supplier, attention) of the members of every card that somebody was shown, each card once."""
    shown = dict(
        Impression.objects.filter(run__in=runs, package__isnull=False).order_by().values_list("package_id", "position")
    )
    members = PackageItem.objects.filter(package__in=shown, supplier__isnull=False).order_by()
    rows = members.values_list("package__run_id", "supplier_id", "package_id").distinct()
    return [(run, supplier, float(attention(np.array(shown[package])))) for run, supplier, package in rows]


def by_supplier(given: Pairs, ids: Ints) -> Floats:
    """(S,) sums over runs; who is no verified supplier any more is left out."""
    place = {int(pk): at for at, pk in enumerate(ids)}
    total = np.zeros(len(ids))
    for _, supplier, worth in given:
        if supplier in place:
            total[place[supplier]] += worth
    return total


def earned(runs: dict[int, dict[str, Any]], given: Pairs, ids: Ints) -> Floats:
    """(S,) each answer's shares of merit, times all the attention that the answer gave away."""
    totals: dict[int, float] = {}
    for run, _, worth in given:
        totals[run] = totals.get(run, 0.0) + worth
    parts = []
    for run, one in runs.items():
        whole = sum(one["shares"].values()) or 1.0
        parts += [(run, int(pk), share * totals.get(run, 0.0) / whole) for pk, share in one["shares"].items()]
    return by_supplier(parts, ids)


def cards_in_play(runs: dict[int, dict[str, Any]], ids: Ints) -> Ints:
    """(S,) open needs whose first package names the supplier."""
    first = PackageItem.objects.filter(package__run__in=runs, package__position=1, supplier__isnull=False)
    first = first.filter(package__run__need__status__in=MATCHED).order_by()
    pairs = first.values_list("package__run_id", "supplier_id").distinct()
    return by_supplier([(run, supplier, 1.0) for run, supplier in pairs], ids).astype(np.int64)


def newcomers(rows: list[Supplier]) -> Bools:
    """(S,) suppliers without any delivered project."""
    known = set(Supplier.objects.filter(projects__isnull=False).values_list("pk", flat=True))
    return np.array([row.pk not in known for row in rows], dtype=bool)


def members(rows: list[Supplier], group: str) -> Bools:
    """(S,) small firms, or those that sit outside the capital region."""
    if group == "small":
        return np.array([row.size == SupplierSize.SMALL for row in rows], dtype=bool)
    return np.array([row.region is not None and not row.region.capital_region for row in rows], dtype=bool)


def deficits_counted(ids: Ints) -> Floats:
    """(S,) of the newest count; 0 for whoever was not counted."""
    newest = ExposureSnapshot.objects.order_by("-at", "-pk").values("pk")[:1]
    known = dict(SupplierExposure.objects.filter(snapshot=Subquery(newest)).values_list("supplier_id", "deficit"))
    return np.array([known.get(int(pk), 0.0) for pk in ids], dtype=np.float64)


def has_simulated() -> bool:
    """Whether firms of the demo are among the suppliers, so that pages can say so."""
    return Supplier.objects.filter(status="verified", organisation__simulated=True).exists()
