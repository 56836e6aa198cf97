"""What the map of gaps shows: from rows of the latest snapshot, never counted anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from demand.choices import MATCHED, Maturity, Strength
from demand.models import Need, Requirement
from matchmaker.coverage.models import GapCell, GapSnapshot
from matchmaker.engine.gaps import ANSWERS, could_extend
from matchmaker.matching.market import market_snapshot
from matchmaker.reference.models import Capability, Industry, Region
from suppliers.models import Supplier
from suppliers.vocabulary import name_of

STAGES = ("DESG", "PROC", "PROD", "LOGI", "SALE", "SERV")
COLUMNS = ("region", "industry", "level")
STEPS = (0.25, 0.5, 0.75)
WORST, NEEDS_SHOWN, NIGHTS_SHOWN = 10, 20, 366
PARTS = ("demand", "suppliers", "answering", "capacity", "answers", "gap")


@dataclass(frozen=True)
class Square:
    """One figure of the map. ``step`` 0 (no gap) to 4; ``cell`` has the parts where they are kept for it."""

    demand: float
    gap: float
    key: str = ""
    cell: GapCell | None = None

    @property
    def step(self) -> int:
        return 0 if self.gap <= 0 else 1 + sum(self.gap >= limit for limit in STEPS)


@dataclass(frozen=True)
class Line:
    """A capability and its squares; ``demand`` and ``gap`` of all of them together."""

    capability: Capability
    squares: list[Square | None]
    demand: float
    gap: float

    @property
    def total(self) -> Square:
        return Square(self.demand, self.gap)


def map_context(by: str, stage: str) -> dict[str, Any]:
    """The page of the latest snapshot; unknown choices fall back to the first ones. Constant number of queries."""
    by = by if by in COLUMNS else COLUMNS[0]
    stage = stage if stage in STAGES else ""
    context: dict[str, Any] = {"by": by, "stage": stage, "stages": STAGES, "of": ANSWERS}
    snapshot = GapSnapshot.objects.order_by("-day").first()
    if snapshot is None:
        return context
    facts = {row.pk: row for row in Capability.objects.all() if not stage or stage in row.stages.split(";")}
    regions = list(Region.objects.filter(valid_to__isnull=True).order_by("-capital_region", "code"))
    cells = [cell for cell in snapshot.cells.filter(demand__gt=0).order_by("pk") if cell.capability_id in facts]
    if by == "region":
        columns = [(row.pk, name_of(row)) for row in regions]
        squares = {(c.capability_id, c.region_id): Square(c.demand, c.gap, c.region_id, c) for c in cells}
    else:
        columns, squares = _grouped(snapshot, by)
    lines = _lines(facts, [key for key, _name in columns], squares)
    names = {row.pk: row for row in regions}
    worst = sorted((c for c in cells if c.gap > 0), key=lambda c: (-c.demand * c.gap, c.pk))[:WORST]
    return context | {
        "snapshot": snapshot,
        "columns": columns,
        "lines": lines,
        "worst": [(facts[c.capability_id], names.get(c.region_id), c) for c in worst],
        "quiet": len(facts) - len(lines),
        "figures": snapshot.measures,
        "shares": _shares(snapshot.measures),
    }


def _grouped(snapshot: GapSnapshot, by: str) -> tuple[list[tuple[str, str]], dict[tuple[str, str], Square]]:
    kept = snapshot.groups.get(by, {"keys": [], "demand": {}, "gap": {}})
    if by == "level":
        names = {key: str(label) for key, label in Maturity.choices}
    else:
        names = {row.pk: name_of(row) for row in Industry.objects.all()}
    squares = {
        (code, key): Square(demand, gap, key)
        for code, row in kept["demand"].items()
        for key, demand, gap in zip(kept["keys"], row, kept["gap"][code], strict=True)
        if demand > 0
    }
    return [(key, names.get(key, key)) for key in kept["keys"]], squares


def _lines(facts: dict[str, Capability], keys: list[str], squares: dict[tuple[str, str], Square]) -> list[Line]:
    """Capabilities that somebody asks for, most unanswered demand first."""
    lines = []
    for code, fact in facts.items():
        row = [squares.get((code, key)) for key in keys]
        demand = sum(one.demand for one in row if one)
        if demand > 0:
            missing = sum(one.demand * one.gap for one in row if one)
            lines.append(Line(fact, row, demand, missing / demand))
    return sorted(lines, key=lambda line: (-line.demand * line.gap, line.capability.position))


def _shares(figures: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    """Rows of the table of concentration: name, then invitations and wins."""
    names = {
        "top_five": _("가장 많이 받은 다섯 곳의 몫"),
        "top_tenth": _("위쪽 10% 공급기업의 몫"),
        "gini": _("지니계수(0 고름, 1 한 곳이 모두)"),
        "hhi": _("허핀달 지수(1이면 한 곳이 모두)"),
    }
    return [(name, [figures.get(side, {}).get(key) for side in ("invitations", "wins")]) for key, name in names.items()]


def cell_context(capability: Capability, region: Region, *, names: bool) -> dict[str, Any]:
    """One cell: its parts, its nights, who asks and who could extend; who they are only where ``names``."""
    nights = GapCell.objects.filter(capability=capability, region=region).select_related("snapshot")
    nights = nights.defer("snapshot__groups", "snapshot__measures").order_by("-snapshot__day")
    history = list(nights[:NIGHTS_SHOWN])
    latest = GapSnapshot.objects.only("pk", "day", "taken_at").order_by("-day").first()
    now = history[0] if history and latest and history[0].snapshot_id == latest.pk else None
    wanted = needs_of(capability.pk, region.pk)
    return {
        "capability": capability,
        "region": region,
        "snapshot": latest,
        "now": now,
        "square": Square(now.demand, now.gap) if now else None,
        "of": ANSWERS,
        "history": history,
        "line": _line(history),
        "needs": wanted[:NEEDS_SHOWN] if names else [],
        "count": len(wanted),
        "near": _near(capability.pk, region.pk),
        "names": names,
    }


def _line(history: list[GapCell]) -> str:
    """Points of the picture, oldest first, in a box of 100 by 40; nothing to draw with fewer than two nights."""
    if len(history) < 2:
        return ""
    first, last = history[-1].snapshot.day, history[0].snapshot.day
    span = (last - first).days or 1
    return " ".join(f"{100 * (c.snapshot.day - first).days / span:.2f},{40 - 40 * c.gap:.2f}" for c in history[::-1])


def needs_of(code: str, region: str) -> list[Need]:
    """Open needs in the region with this capability among their confirmed musts, the newest first; two queries."""
    here = Need.objects.filter(status__in=MATCHED).annotate(place=Coalesce("region_id", "firm__region_id"))
    musts = Requirement.objects.filter(
        need__in=here.filter(place=region).values("pk"), strength=Strength.MUST, confirmed=True
    )
    found = {need for need, codes in musts.values_list("need_id", "codes") if code in codes}
    rows = here.filter(place=region).select_related("firm__organisation").order_by("-created_at", "-pk")
    return [need for need in rows if need.pk in found]


def _near(code: str, region: str) -> list[dict[str, Any]]:
    """Suppliers that sell it, have room and do not reach the region; the nearest first."""
    market = market_snapshot()
    facts = market.taxonomy
    rows = could_extend(market, facts.capabilities.index(code), facts.regions.index(region))
    firms = Supplier.objects.select_related("organisation", "region").in_bulk(
        [int(market.supplier_id[at]) for at in rows]
    )
    return [
        {
            "supplier": firms[int(market.supplier_id[at])],
            "hops": int(facts.region_hops[market.supplier_region[at], facts.regions.index(region)]),
            "room": int(market.open_capacity[at]),
            "reply": float(market.reply_rate[at]),
        }
        for at in rows
        if int(market.supplier_id[at]) in firms
    ]


def export_rows(snapshot: GapSnapshot) -> Iterable[list[object]]:
    """Every cell of the day with its parts, as the table that is taken away."""
    cells = snapshot.cells.select_related("capability", "region").order_by("capability__position", "region__code")
    for cell in cells:
        parts = [np.format_float_positional(getattr(cell, name), precision=4, trim="-") for name in PARTS]
        yield [snapshot.day, cell.capability_id, name_of(cell.capability), cell.region_id, name_of(cell.region), *parts]
