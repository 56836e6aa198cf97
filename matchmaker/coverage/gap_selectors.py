"""Figures of the latest count for whoever reports or watches them (alerts, saved views, scheduled reports).

All from the snapshot; each function says how many queries it takes. Shares are 0 to 1.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, FloatField
from django.db.models.functions import Cast

from matchmaker.coverage.models import GapCell, GapSnapshot

SIDES = ("exposure", "invitations", "wins")


def latest() -> GapSnapshot | None:
    """One query."""
    return GapSnapshot.objects.order_by("-day").first()


def cells_of(snapshot: GapSnapshot, *, region: str = "", above: float = 0.0) -> list[GapCell]:
    """Cells with open requests whose gap is above the limit, most missing answers first; one query."""
    rows = snapshot.cells.filter(demand__gt=0, gap__gt=above).select_related("capability", "region")
    rows = rows.filter(region=region) if region else rows
    lacking = Cast(F("demand"), FloatField()) * F("gap")
    return list(rows.annotate(lacking=lacking).order_by("-lacking", "pk"))


def concentration_of(snapshot: GapSnapshot, side: str = "wins") -> dict[str, Any]:
    """``top_five``, ``top_tenth``, ``gini``, ``hhi`` of exposure, invitations or wins; None where nothing was given."""
    return dict(snapshot.measures.get(side) or {})


def answers_of(snapshot: GapSnapshot) -> dict[str, Any]:
    """``first_hours`` and ``kept`` (three answers in five working days); ``quarters``: the same, latest first."""
    return dict(snapshot.measures.get("answers") or {})


def field_of(snapshot: GapSnapshot, name: str) -> dict[str, Any]:
    """A field's ``asked`` and ``sold`` by quarter with what may come, its open requests and gap; {} if not counted."""
    return dict(snapshot.fields.get("rows", {}).get(name) or {})


def nights(count: int = 400) -> list[tuple[Any, float, float, float]]:
    """(day, gap, capital, elsewhere), the oldest first; one query."""
    rows = GapSnapshot.objects.order_by("-day").values_list("day", "gap", "capital_gap", "other_gap")
    return list(rows[:count])[::-1]
