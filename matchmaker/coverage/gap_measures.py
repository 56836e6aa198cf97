"""Figures beside the map, as of any moment: concentration, answers, what is unmet or unquoted and why, places, origins.

A fixed number of queries. Everything that a page shows is counted here once a day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import numpy as np
from django.db.models import Avg, Count, Exists, Min, OuterRef

from demand.choices import MATCHED
from matchmaker.coverage.field_speed import field_speed
from matchmaker.coverage.selectors import open_slots, unmet_needs
from matchmaker.engine.exposure import gini, top_share
from matchmaker.engine.gaps import hhi, top_five
from matchmaker.matching.market import SUPPLIERS
from matchmaker.matching.models import ExposureSnapshot, SupplierExposure
from matchmaker.matching.offer_columns import OFFERS
from matchmaker.sourcing.choices import HANDED_IN, InvitationStatus, RfqStatus
from matchmaker.sourcing.choices.requests import WAITING, EscalationStatus
from matchmaker.sourcing.models import Award, Escalation, QuotePart, RfqInvitation, Round
from suppliers.models import Supplier

WINDOW = timedelta(days=365)
QUARTER = timedelta(days=91)
SHARES = ("top_five", "top_tenth", "gini", "hhi")
HOME = "KR"


def measures_at(at: datetime, *, now: bool = True) -> dict[str, Any]:
    """``now``: also what only the present knows, which needs lack a package or a quote and why."""
    since = at - WINDOW
    seats = _seats(at, now=now)
    asked = RfqInvitation.objects.filter(created_at__gt=since, created_at__lte=at).order_by()
    awards = Award.objects.filter(confirmed_at__gt=since, confirmed_at__lte=at)
    wins = QuotePart.objects.filter(quote__awards__in=awards).order_by()
    found = {
        "exposure": _exposure(at),
        "invitations": dict(asked.values_list("supplier_id").annotate(Count("pk"))),
        "wins": dict(wins.values_list("supplier_id").annotate(Count("quote", distinct=True))),
    }
    told = {name: concentration(seats, counts) for name, counts in found.items()}
    told |= {"days": WINDOW.days, "answers": _answers(since, at), "origins": _origins(at)}
    told["speed"] = field_speed(at)
    told["places"] = _places(seats, found, at)
    return told | ({"unmet": _unmet(), "unquoted": _unquoted()} if now else {"unmet": None, "unquoted": None})


def _seats(at: datetime, *, now: bool) -> dict[int, bool]:
    """Verified suppliers -> whether they sit in the capital region; of the past, those that had published by then."""
    rows = SUPPLIERS if now else SUPPLIERS.filter(Exists(OFFERS.filter(supplier=OuterRef("pk"), created_at__lte=at)))
    return dict(rows.order_by("pk").values_list("pk", "region__capital_region"))


def _exposure(at: datetime) -> dict[int, float]:
    newest = ExposureSnapshot.objects.filter(at__lte=at).order_by("-at", "-pk").values("pk")[:1]
    return dict(SupplierExposure.objects.filter(snapshot__in=newest).values_list("supplier_id", "exposure"))


def concentration(suppliers: Iterable[int], counts: dict[int, Any]) -> dict[str, Any]:
    """Over all verified suppliers, those that got nothing included; shares are None where nothing was given."""
    values = np.array([counts.get(pk, 0) for pk in suppliers], dtype=np.float64)
    told = {"total": round(float(values.sum()), 3), "suppliers": len(values), "reached": int(np.count_nonzero(values))}
    if not told["total"]:
        return told | dict.fromkeys(SHARES)
    figures = {"top_five": top_five(values), "top_tenth": top_share(values), "gini": gini(values), "hhi": hhi(values)}
    return told | {name: round(value, 6) for name, value in figures.items()}


def _unmet() -> dict[str, Any]:
    """Needs without a whole package by reason, what their open slots are, and what waits for a coordinator by kind."""
    needs = list(unmet_needs())
    slots = open_slots(needs)
    nobody = sum(bool(slots.get(need.pk)) for need in needs)
    waiting = Escalation.objects.filter(status=EscalationStatus.OPEN).order_by()
    kinds = dict(waiting.values_list("kind").annotate(Count("pk")))
    lacking = Counter(row.pk for rows in slots.values() for row in rows)
    told = {"total": len(needs), "nobody": nobody, "limits": len(needs) - nobody, "escalations": kinds}
    return told | {"slots": dict(lacking.most_common(20))}


def _unquoted() -> dict[str, Any]:
    """Needs that asked for quotes and have none, each by one reason: who still may answer comes first."""
    rows = RfqInvitation.objects.filter(rfq__need__status__in=MATCHED).exclude(rfq__status=RfqStatus.CANCELLED)
    quoted = RfqInvitation.objects.filter(rfq__quotes__status__in=HANDED_IN).values("rfq__need")
    rows = rows.exclude(rfq__need__in=quoted).order_by()
    said: dict[int, list[tuple[str, str]]] = {}
    for need, status, reason in rows.values_list("rfq__need_id", "status", "reason"):
        said.setdefault(need, []).append((status, reason))
    reasons = Counter(unquoted_reason(one) for one in said.values())
    return {"total": len(said), "reasons": dict(reasons.most_common())}


def unquoted_reason(said: list[tuple[str, str]]) -> str:
    """Who may still answer comes first ("waiting"), then a yes without its quote ("writing"), then the commonest no.

    "silent": nobody said anything.
    """
    states = {status for status, _ in said}
    if states & WAITING:
        return "waiting"
    if InvitationStatus.ACCEPTED in states:
        return "writing"
    noes = Counter(reason for status, reason in said if status == InvitationStatus.DECLINED and reason)
    return sorted(noes.items(), key=lambda one: (-one[1], one[0]))[0][0] if noes else "silent"


def _answers(since: datetime, at: datetime) -> dict[str, Any]:
    """Hours from a need's first invitation to its first answer (median), and how often the promise was kept.

    Over the year, by quarter (the last one first), and inside and outside the capital region.
    """
    given = RfqInvitation.objects.filter(created_at__gt=since, created_at__lte=at).order_by()
    firsts = given.values_list("rfq__need", "rfq__need__firm__region__capital_region")
    asked = [
        (sent, first if first and first <= at else None, capital)
        for _need, capital, sent, first in firsts.annotate(Min("created_at"), Min("answered_at"))
    ]
    rounds = Round.objects.filter(created_at__gt=since, created_at__lte=at, promise_by__lte=at)
    promises = list(
        rounds.exclude(promise_kept=None).values_list(
            "created_at", "promise_kept", "need__firm__region__capital_region"
        )
    )
    quarters = [
        _speed([one for one in asked if _in(one[0], at, back)], [one for one in promises if _in(one[0], at, back)])
        for back in range(4)
    ]
    sides = {
        name: _speed([one for one in asked if one[2] is side], [one for one in promises if one[2] is side])
        for name, side in (("capital", True), ("rest", False))
    }
    return _speed(asked, promises) | {"quarters": quarters, "sides": sides}


def _in(moment: datetime, at: datetime, back: int) -> bool:
    return at - QUARTER * (back + 1) < moment <= at - QUARTER * back


def _speed(asked: list[tuple[datetime, datetime | None, Any]], promises: list[tuple[datetime, bool, Any]]) -> Any:
    hours = [(first - sent).total_seconds() / 3600 for sent, first, _ in asked if first is not None]
    kept = sum(one[1] for one in promises)
    return {
        "asked": len(asked),
        "answered": len(hours),
        "first_hours": round(median(hours), 2) if hours else None,
        "promises": len(promises),
        "kept": round(kept / len(promises), 6) if promises else None,
    }


def _origins(at: datetime) -> dict[str, dict[str, dict[str, list[float]]]]:
    """What comes from where: "software" | "parts" -> capability -> country ("" not said) -> [offers, mean weeks]."""
    told: dict[str, dict[str, dict[str, list[float]]]] = {}
    for name in ("software", "parts"):
        rows = OFFERS.filter(created_at__lte=at).order_by().values_list("capability_id", f"origin_{name}")
        table: dict[str, dict[str, list[float]]] = {}
        for code, country, count, weeks in rows.annotate(Count("pk"), Avg("weeks")):
            table.setdefault(code, {})[country] = [count, round(weeks, 2)]
        told[name] = table
    return told


def _places(seats: dict[int, bool], found: dict[str, dict[int, Any]], at: datetime) -> dict[str, Any]:
    """The capital region against the rest by where suppliers sit: firms, places left, and what they got."""
    room = {
        pk: max(capacity - busy, 0)
        for pk, capacity, busy in Supplier.objects.order_by().values_list("pk", "capacity_per_quarter", "open_projects")
    }
    told = {}
    for name, side in (("capital", True), ("rest", False)):
        there = [pk for pk, capital in seats.items() if capital is side]
        got = {kind: round(float(sum(counts.get(pk, 0) for pk in there)), 3) for kind, counts in found.items()}
        told[name] = {"suppliers": len(there), "room": sum(room[pk] for pk in there)} | got
    return told
