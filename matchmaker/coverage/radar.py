"""Demand radar: what suppliers are told of unserved demand. A square is told only if five different firms ask.

Numbers are told in bands, so that one more firm changes nothing that can be read; no totals stand beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from matchmaker.coverage.gap_selectors import latest
from matchmaker.coverage.models import GapCell
from matchmaker.engine.gaps import could_extend
from matchmaker.matching.market import market_snapshot
from suppliers.models import Supplier
from suppliers.vocabulary import name_of

LEAST_FIRMS = 5
WORTH_TELLING = 0.25
BANDS = ((20, 20, None), (10, 10, 19), (5, 5, 9))
TARGETS_A_CELL = 20


def radar_cells() -> list[GapCell]:
    """Squares that may be told, most missing answers first; two queries."""
    snapshot = latest()
    if snapshot is None:
        return []
    rows = snapshot.cells.filter(firms__gte=LEAST_FIRMS, gap__gte=WORTH_TELLING)
    found = list(rows.select_related("capability", "region").order_by("pk"))
    return sorted(found, key=lambda cell: (-_band(cell.firms)[0], -_step(cell.gap), cell.pk))


def _band(firms: int) -> tuple[int, int | None]:
    return next((low, high) for least, low, high in BANDS if firms >= least)


def _step(gap: float) -> int:
    return 3 if gap >= 0.75 else 2 if gap >= 0.5 else 1


@dataclass(frozen=True)
class Told:
    """A square as a supplier reads it: ``sells`` it, ``serves`` the region already."""

    name: str
    place: str
    low: int
    high: int | None
    step: int
    sells: bool
    serves: bool

    @property
    def lack(self) -> str:
        return {1: _("조금 모자람"), 2: _("많이 모자람"), 3: _("거의 없음")}[self.step]


def radar_of(supplier: Supplier) -> list[Told]:
    """What is near to this supplier first: sold by it, then in a region it serves; four queries."""
    sold = set(supplier.offers.filter(status="published").values_list("capability_id", flat=True))
    served = set(supplier.offers.filter(status="published").values_list("regions", flat=True)) | {supplier.region_id}
    told = [
        Told(
            name_of(cell.capability),
            name_of(cell.region),
            *_band(cell.firms),
            _step(cell.gap),
            cell.capability_id in sold,
            cell.region_id in served,
        )
        for cell in radar_cells()
    ]
    return sorted(told, key=lambda one: (not one.sells, not one.serves))


def radar_targets() -> dict[int, list[GapCell]]:
    """Supplier -> squares it could close: it sells the thing, has room and does not reach the place yet."""
    market: Any = market_snapshot()
    codes = {code: at for at, code in enumerate(market.taxonomy.capabilities)}
    regions = {code: at for at, code in enumerate(market.taxonomy.regions)}
    targets: dict[int, list[GapCell]] = {}
    for cell in radar_cells():
        if cell.capability_id not in codes or cell.region_id not in regions:
            continue
        rows = could_extend(market, codes[cell.capability_id], regions[cell.region_id], TARGETS_A_CELL)
        for pk in np.asarray(market.supplier_id)[rows].tolist():
            targets.setdefault(pk, []).append(cell)
    return targets
