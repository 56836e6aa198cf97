"""The nightly count of where supply falls short: bulk queries into arrays, arrays into rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import Organisation, User
from matchmaker.coverage.fields import FIELDS, field_rows, summed
from matchmaker.coverage.gap_counts import (
    Asked,
    Requests,
    Sellers,
    Series,
    requests_known,
    sellers_known,
    series_at,
)
from matchmaker.coverage.gap_measures import measures_at
from matchmaker.coverage.gap_store import Kept, packed
from matchmaker.coverage.models import GapCell, GapCube, GapSnapshot
from matchmaker.engine.gap_cube import Cube, asking_firms, gap_cube, over
from matchmaker.engine.gaps import Gaps, gap_tables
from matchmaker.engine.outlook import AHEAD, Outlook, forecast
from matchmaker.engine.types import Bools, Floats, Ints, Market
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import job_start
from matchmaker.matching.market import market_snapshot
from matchmaker.reference.models import Region


@dataclass(frozen=True)
class Counted:
    """One moment in arrays: the plane and the cube of open requests, the plane with what is coming, and the fields."""

    market: Market
    asked: Asked
    tables: Gaps
    cube: Cube
    later: Gaps
    later_gap: Floats
    firms: Ints
    series: Series
    outlook: dict[str, Outlook]

    @property
    def plane(self) -> tuple[Floats, Floats]:
        """(C, G) open requests and their gap."""
        return over(self.cube, self.cube.code, self.cube.region, shape=self.tables.demand.shape)


def counted(market: Market, requests: Requests, sellers: Sellers, at: datetime) -> Counted:
    """All figures of the map from arrays; no queries."""
    facts, asked = market.taxonomy, requests.at(at)
    demand, traits = asked.now()
    tables = gap_tables(market, demand)
    series = series_at(facts, asked, sellers, at)
    outlook = {"asked": forecast(series.asked), "sold": forecast(series.sold)}
    coming, coming_traits = asked.with_coming(growth_of(series, outlook["asked"], facts.capabilities))
    later = gap_tables(market, coming)
    ahead = gap_cube(market, coming, coming_traits, later)
    return Counted(
        market=market,
        asked=asked,
        tables=tables,
        cube=gap_cube(market, demand, traits, tables),
        later=later,
        later_gap=over(ahead, ahead.code, ahead.region, shape=later.demand.shape)[1],
        firms=asking_firms(demand, traits.firm, len(facts.capabilities), len(facts.regions)),
        series=series,
        outlook=outlook,
    )


def growth_of(series: Series, outlook: Outlook, codes: tuple[str, ...]) -> Floats:
    """(C,) next quarter's requests of the capability's field against the mean of the last year; 1 where not trusted."""
    growth = np.ones(len(FIELDS))
    if series.asked.shape[1] >= AHEAD:
        usual = series.asked[:, -AHEAD:].mean(axis=1)
        known = outlook.trusted[:, 0] & (usual > 0)
        growth[known] = outlook.expected[known, 0] / usual[known]
    return growth[field_rows(codes)]


COUNT = "gap_count"
STEPS = 5  # market, requests and sellers, the count, measures, rows


def count_request(*, user: User | None = None, organisation: Organisation | None = None) -> Job:
    """The job that counts, or the one under way: pressing twice counts once. The caller wakes a worker."""
    return job_start(kind=COUNT, key=COUNT, user=user, organisation=organisation)


def snapshot_take(*, day: date | None = None) -> GapSnapshot:
    """Count now and keep it as the figures of ``day`` (today); a second count of a day replaces the first."""
    return snapshot_keep(day=day or timezone.localdate(), **now_counted())


def now_counted(tell: Callable[[int], None] = lambda done: None) -> dict[str, Any]:
    """What ``snapshot_keep`` keeps of this moment; ``tell`` is told the steps that are done and may end it all."""
    now, market = timezone.now(), market_snapshot()
    tell(1)
    requests, sellers = requests_known(market.taxonomy), sellers_known()
    tell(2)
    count = counted(market, requests, sellers, now)
    tell(3)
    measures = measures_at(now)
    tell(4)
    return {"count": count, "measures": measures}


@transaction.atomic
def snapshot_keep(
    *, day: date, count: Counted, measures: dict[str, Any], simulated: bool = False, suppliers: int | None = None
) -> GapSnapshot:
    market, (demand, gap) = count.market, count.plane
    capital = capital_regions(market)
    fields = {
        "taken_at": timezone.now(),
        "needs": int(count.asked.open.sum()),
        "placeless": int(np.count_nonzero(count.asked.open & (count.asked.demand.region < 0))),
        "suppliers": len(market.supplier_id) if suppliers is None else suppliers,
        "gap": _mean(demand, gap),
        "capital_gap": _mean(demand[:, capital], gap[:, capital]),
        "other_gap": _mean(demand[:, ~capital], gap[:, ~capital]),
        "simulated": simulated,
        "measures": {name: told for name, told in measures.items() if name != "speed"}
        | {"sides": _sides(count, capital)},
        "speed": measures.get("speed", {}),
        "fields": _fields(count),
    }
    row, _made = GapSnapshot.objects.update_or_create(day=day, defaults=fields)
    row.cells.all().delete()
    GapCell.objects.bulk_create(_cells(row, count, sparse=simulated), batch_size=500)
    facts = market.taxonomy
    names = (facts.capabilities, facts.regions, count.asked.traits.industries)
    kept = Kept(count.cube, *names, count.tables.answers, count.tables.suppliers)
    GapCube.objects.update_or_create(snapshot=row, defaults={"data": packed(kept)})
    return row


def count_ensure() -> Job | None:
    """The job of today's count if there is none yet: a night that was missed is made up for at the next hour."""
    return None if GapSnapshot.objects.filter(day=timezone.localdate()).exists() else count_request()


def _mean(demand: Floats, gap: Floats) -> float:
    return float((demand * gap).sum() / demand.sum()) if demand.sum() > 0 else 0.0


def capital_regions(market: Market) -> Bools:
    """(G,) the capital region."""
    codes = set(Region.objects.filter(capital_region=True).values_list("code", flat=True))
    return np.array([code in codes for code in market.taxonomy.regions], dtype=bool)


def _sides(count: Counted, capital: Bools) -> dict[str, Any]:
    """Demand inside and outside the capital region: requests, firms that ask, and the mean gap."""
    demand, gap = count.plane
    told = {}
    for name, side in (("capital", capital), ("rest", ~capital)):
        here = np.isin(count.asked.demand.region, np.flatnonzero(side)) & count.asked.open
        told[name] = {
            "requests": round(float(demand[:, side].sum()), 2),
            "needs": int(here.sum()),
            "gap": round(_mean(demand[:, side], gap[:, side]), 6),
        }
    return told


def _fields(count: Counted) -> dict[str, Any]:
    """By field: what was asked and sold in each quarter, what may come, and what is open now."""
    codes, (demand, gap) = count.market.taxonomy.capabilities, count.plane
    open_now, missing = summed(codes, demand.sum(axis=1)), summed(codes, (demand * gap).sum(axis=1))
    told: dict[str, Any] = {"ends": [one.isoformat() for one in count.series.ends], "quality": {}}
    for name, found in count.outlook.items():
        told["quality"][name] = {
            "method": found.method,
            "tested": [int(one) for one in found.tested],
            **{part: _plain(getattr(found, part)) for part in ("covered", "error", "plain")},
        }
    told["rows"] = {
        field: {
            "open": round(float(open_now[at]), 2),
            "gap": round(float(missing[at] / open_now[at]), 6) if open_now[at] > 0 else 0.0,
            "asked": _side(count.series.asked[at], count.outlook["asked"], at),
            "sold": _side(count.series.sold[at], count.outlook["sold"], at),
        }
        for at, field in enumerate(FIELDS)
    }
    return told


def _side(past: Floats, found: Outlook, at: int) -> dict[str, Any]:
    parts = {name: _plain(getattr(found, name)[at]) for name in ("expected", "low", "high")}
    return {"past": [round(float(one), 2) for one in past], "why": list(found.reason[at]), **parts}


def _plain(values: Floats) -> list[float | None]:
    return [None if np.isnan(one) else round(float(one), 3) for one in values]


def _cells(row: GapSnapshot, count: Counted, *, sparse: bool) -> list[GapCell]:
    """Every cell where something is asked for, may be soon, or somebody could answer; the others are all nought.

    ``sparse``: only where something is asked for.
    """
    facts, tables, later = count.market.taxonomy, count.tables, count.later
    demand, gap = count.plane
    columns = {
        "demand": demand,
        "coming": np.maximum(later.demand - demand, 0.0),
        "firms": count.firms,
        "serving": tables.serving,
        "suppliers": tables.suppliers,
        "roomy": tables.roomy,
        "answering": tables.answering,
        "capacity": tables.capacity,
        "answers": tables.answers,
        "own": tables.gap,
        "gap": gap,
        "ahead": count.later_gap,
    }
    kept = np.argwhere(demand > 0 if sparse else (later.demand > 0) | (tables.serving > 0))
    return [
        GapCell(
            snapshot=row,
            capability_id=facts.capabilities[code],
            region_id=facts.regions[region],
            **{name: table[code, region].item() for name, table in columns.items()},
        )
        for code, region in kept
    ]
