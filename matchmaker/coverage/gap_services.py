"""The nightly count of where supply falls short: bulk queries into arrays, arrays into rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from matchmaker.coverage.gap_counts import LEVELS, Asked, asked_now, measures
from matchmaker.coverage.models import GapCell, GapSnapshot
from matchmaker.engine.gaps import Gaps, by_group, gap_tables, pooled
from matchmaker.engine.types import Bools, Floats, Market
from matchmaker.matching.market import market_snapshot
from matchmaker.reference.models import Region


@transaction.atomic
def snapshot_take(*, day: date | None = None) -> GapSnapshot:
    """Count now and keep it as the figures of ``day`` (today); a second count of a day replaces the first."""
    market = market_snapshot()
    asked = asked_now(market.taxonomy)
    tables = gap_tables(market, asked.demand)
    capital = _capital(market)
    fields = {
        "taken_at": timezone.now(),
        "needs": len(asked.demand.region),
        "placeless": int(np.count_nonzero(asked.demand.region < 0)),
        "suppliers": len(market.supplier_id),
        "gap": float(pooled(tables.demand, tables.gap)),
        "capital_gap": float(pooled(tables.demand[:, capital], tables.gap[:, capital])),
        "other_gap": float(pooled(tables.demand[:, ~capital], tables.gap[:, ~capital])),
        "groups": _groups(market, asked, tables),
        "measures": measures(),
    }
    row, _made = GapSnapshot.objects.update_or_create(day=day or timezone.localdate(), defaults=fields)
    row.cells.all().delete()
    GapCell.objects.bulk_create(_cells(row, market, tables), batch_size=500)
    return row


def snapshot_ensure() -> GapSnapshot | None:
    """Today's count if there is none yet: a night that was missed is made up for at the next hour."""
    return None if GapSnapshot.objects.filter(day=timezone.localdate()).exists() else snapshot_take()


def _capital(market: Market) -> Bools:
    """(G,) the capital region."""
    codes = set(Region.objects.filter(capital_region=True).values_list("code", flat=True))
    return np.array([code in codes for code in market.taxonomy.regions], dtype=bool)


def _cells(row: GapSnapshot, market: Market, tables: Gaps) -> list[GapCell]:
    """Every cell where something is asked for or somebody could answer; the others are all nought."""
    facts, kept = market.taxonomy, np.argwhere((tables.demand > 0) | (tables.suppliers > 0))
    return [
        GapCell(
            snapshot=row,
            capability_id=facts.capabilities[code],
            region_id=facts.regions[region],
            demand=float(tables.demand[code, region]),
            suppliers=int(tables.suppliers[code, region]),
            answering=float(tables.answering[code, region]),
            capacity=float(tables.capacity[code, region]),
            answers=float(tables.answers[code, region]),
            gap=float(tables.gap[code, region]),
        )
        for code, region in kept
    ]


def _groups(market: Market, asked: Asked, tables: Gaps) -> dict[str, Any]:
    """Tables by who asks, as plain lists; only capabilities that somebody asks for."""
    traits = {"industry": (asked.industry, asked.industries), "level": (asked.level, LEVELS)}
    found = {}
    for name, (group, keys) in traits.items():
        demand, gap = by_group(asked.demand, tables.gap, group, len(keys))
        found[name] = {"keys": list(keys), "demand": _rows(market, demand), "gap": _rows(market, gap, demand)}
    return found


def _rows(market: Market, table: Floats, asked: Floats | None = None) -> dict[str, list[float]]:
    wanted = (table if asked is None else asked).sum(axis=1) > 0
    codes = market.taxonomy.capabilities
    return {codes[at]: [round(float(value), 6) for value in table[at]] for at in np.flatnonzero(wanted)}
