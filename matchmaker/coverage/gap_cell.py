"""One square of the map: its parts, who asks by industry and level, its nights, who could extend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from demand.choices import MATCHED, Maturity, Strength
from demand.models import Need, Requirement
from matchmaker.coverage.few import enough
from matchmaker.coverage.gap_map import Square
from matchmaker.coverage.gap_store import cube_of
from matchmaker.coverage.models import Approach, GapCell, GapSnapshot
from matchmaker.engine.gaps import ANSWERS, could_extend
from matchmaker.matching.market import market_snapshot
from matchmaker.reference.models import Capability, Industry, Region
from suppliers.models import RegisterEntry, Supplier
from suppliers.vocabulary import name_of

NEEDS_SHOWN, NIGHTS_SHOWN, ASKERS_SHOWN, ENTRIES_SHOWN = 20, 400, 12, 10


@dataclass(frozen=True)
class Asker:
    """A group of requests in the square: their industry and level, and what they meet."""

    industry: str
    level: str
    proven: int
    answers: float
    square: Square


def cell_context(capability: Capability, region: Region, *, names: bool, least: int = 0) -> dict[str, Any]:
    """One cell: its parts, its nights, who asks and who could extend; who they are only where ``names``.

    Of fewer than ``least`` nothing is told.
    """
    nights = GapCell.objects.filter(capability=capability, region=region).select_related("snapshot")
    nights = nights.defer("snapshot__fields", "snapshot__measures").order_by("-snapshot__day")
    history = [cell for cell in nights[:NIGHTS_SHOWN] if enough(cell, least)]
    latest = GapSnapshot.objects.only("pk", "day", "taken_at").order_by("-day").first()
    now = history[0] if history and latest and history[0].snapshot_id == latest.pk else None
    count, wanted = needs_of(capability.pk, region.pk)
    return {
        "capability": capability,
        "region": region,
        "snapshot": latest,
        "now": now,
        "square": Square(now.demand, now.gap) if now else None,
        "added": now.gap - now.own if now and now.demand > 0 else 0.0,
        "askers": _askers(latest, capability.pk, region.pk) if latest and not least else [],
        "of": ANSWERS,
        "history": history,
        "line": _line(history),
        "needs": wanted if names else [],
        "count": count,
        "near": [] if least else _near(capability.pk, region.pk),
        "entries": _entries(region) if names else [],
        "approached": _approached(capability, region) if names else {},
        "names": names,
        "least": least,
    }


def _askers(snapshot: GapSnapshot, code: str, region: str) -> list[Asker]:
    """The square by industry and level, most requests first; two queries."""
    kept = cube_of(snapshot)
    if kept is None or code not in kept.codes or region not in kept.regions:
        return []
    cube = kept.cube
    here = (cube.code == kept.codes.index(code)) & (cube.region == kept.regions.index(region))
    rows = sorted(np.flatnonzero(here), key=lambda at: (-cube.demand[at], at))[:ASKERS_SHOWN]
    trades = {row.pk: name_of(row) for row in Industry.objects.all()}  # type: ignore[arg-type]
    levels = [str(label) for _value, label in Maturity.choices]
    return [
        Asker(
            trades.get(kept.industries[cube.industry[at]], "") if cube.industry[at] >= 0 else "",
            levels[cube.level[at]] if cube.level[at] >= 0 else "",
            int(cube.proven[at]),
            float(cube.answers[at]),
            Square(float(cube.demand[at]), float(cube.gap[at])),
        )
        for at in rows
    ]


def _line(history: list[GapCell]) -> str:
    """Points of the picture, oldest first, in a box of 100 by 40; nothing to draw with fewer than two nights."""
    if len(history) < 2:
        return ""
    first, last = history[-1].snapshot.day, history[0].snapshot.day
    span = (last - first).days or 1
    return " ".join(f"{100 * (c.snapshot.day - first).days / span:.2f},{40 - 40 * c.gap:.2f}" for c in history[::-1])


def needs_of(code: str, region: str) -> tuple[int, list[Need]]:
    """How many open needs of the region have this capability among their confirmed musts, and the newest of them.

    Two queries; the text of the codes is looked at first, so that few rows are read, and only those shown whole.
    """
    here = Need.objects.filter(status__in=MATCHED).annotate(place=Coalesce("region_id", "firm__region_id"))
    musts = Requirement.objects.filter(
        need__in=here.filter(place=region).values("pk"), strength=Strength.MUST, confirmed=True
    )
    said = musts.annotate(said=Cast("codes", TextField())).filter(said__contains=f'"{code}"')
    asked = said.order_by("-need__created_at", "-need").values_list("need_id", "codes")
    found = list(dict.fromkeys(need for need, codes in asked if code in codes))
    shown = Need.objects.filter(pk__in=found[:NEEDS_SHOWN]).select_related("firm__organisation").defer("reading")
    return len(found), list(shown.order_by("-created_at", "-pk"))


def _entries(region: Region) -> list[RegisterEntry]:
    """Firms of the register that sit there and are no members yet, by name."""
    return list(RegisterEntry.objects.filter(region=region, supplier=None).order_by("name", "pk")[:ENTRIES_SHOWN])


def _approached(capability: Capability, region: Region) -> dict[str, set[int]]:
    """Who was asked this month, so that no button asks again."""
    month = f"{timezone.localdate():%Y-%m}"
    rows = Approach.objects.filter(capability=capability, region=region, month=month)
    pairs = list(rows.values_list("supplier_id", "entry_id"))
    return {"suppliers": {one for one, _ in pairs if one}, "entries": {one for _, one in pairs if one}}


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
