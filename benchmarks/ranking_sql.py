"""The peer: the same filters and the same additive formula as SQL over indexed, analysed temporary tables.

Needs here carry no words, so that both sides compute one formula (likeness 0); everything else is the same: filters,
votes of past projects with kinship, all curves, and the tie rule. No parallel workers, no JIT, warm cache, prepared.
"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import Any

import numpy as np
import psycopg

from matchmaker.engine.features import NAMES, NeedView, industry_number
from matchmaker.engine.ranking import Curve, prior_ranker
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.engine.types import Need, Slot

DSN = os.environ.get("BENCH_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")

TABLES = """
CREATE TEMP TABLE supplier (id int PRIMARY KEY, region int, capacity int, onsite float8, evidence float8,
    reply float8, outcome float8, served boolean[]);
CREATE TEMP TABLE offer (id int PRIMARY KEY, supplier int, price float8, weeks float8, after_service boolean,
    covers bit({width}), breadth float8, typical float8, spoken float8);
CREATE TEMP TABLE offer_capability (capability int, offer int);
CREATE TEMP TABLE vote (capability int, project int, supplier int, industry int, kin float8);
CREATE TEMP TABLE supplier_industry (supplier int, industry int, n int, PRIMARY KEY (supplier, industry));
"""
INDEXES = """
CREATE INDEX ON offer_capability (capability, offer);
CREATE INDEX ON vote (capability);
ANALYZE supplier; ANALYZE offer; ANALYZE offer_capability; ANALYZE vote; ANALYZE supplier_industry;
"""
QUIET = "SET max_parallel_workers_per_gather = 0; SET jit = off; SET work_mem = '256MB'; SET temp_buffers = '1GB'"


def interpolation(curve: Curve, x: str) -> str:
    """A CASE that does what ``np.interp`` does, in the same order of operations."""
    ends = list(zip(curve.knots, curve.values, strict=True))
    parts = [f"WHEN {x} <= {ends[0][0]!r}::float8 THEN {ends[0][1]!r}::float8"]
    for (a, low), (b, high) in pairwise(ends):
        slope = repr((high - low) / (b - a))
        parts.append(f"WHEN {x} < {b!r}::float8 THEN {slope}::float8 * ({x} - {a!r}::float8) + {low!r}::float8")
    return f"CASE {' '.join(parts)} ELSE {ends[-1][1]!r}::float8 END"


X: dict[str, str] = {
    "exactness": "bit_count(o.covers & %(wanted)s::bit({width})) / o.breadth",
    "text": "0.0::float8",
    "votes": "1.0 - exp(-coalesce(v.votes, 0.0))",
    "industry": "least(coalesce(i.n, 0), 5)::float8",
    "price": "least(o.price / %(reference)s * (%(usual)s / greatest(o.typical, 1.0)), 4.0)",
    "time": "least(o.weeks / %(deadline)s, 2.0)",
    "distance": "h.hops",
    "onsite": "coalesce(least(s.onsite + 8.0 * h.hops, 168.0), 168.0)",
    "standards": "least(o.spoken, 3.0) / 3.0",
    "capacity": "least(greatest(s.capacity, 0), 4)::float8",
    "evidence": "s.evidence",
    "reply": "s.reply",
    "outcome": "s.outcome",
}


def statement(width: int) -> str:
    curves = dict(zip(NAMES, prior_ranker().curves_, strict=True))
    columns = ", ".join(f"{X[name].replace('{width}', str(width))} AS x_{name}" for name in NAMES)
    score = " + ".join(interpolation(curves[name], f"x_{name}") for name in NAMES)
    return f"""
WITH v AS (
    SELECT supplier, sum(kin * (0.3 + 0.2 * (industry = %(industry)s)::int)) AS votes FROM (
        SELECT project, supplier, industry, max(kin) AS kin FROM vote WHERE capability = ANY(%(codes)s)
        GROUP BY project, supplier, industry) one GROUP BY supplier),
c AS (SELECT DISTINCT offer FROM offer_capability WHERE capability = ANY(%(codes)s)),
x AS (
    SELECT o.id, {columns}
    FROM c JOIN offer o ON o.id = c.offer JOIN supplier s ON s.id = o.supplier
    CROSS JOIN LATERAL (SELECT (%(hops)s::float8[])[s.region + 1] AS hops) h
    LEFT JOIN v ON v.supplier = s.id
    LEFT JOIN supplier_industry i ON i.supplier = s.id AND i.industry = %(industry)s
    WHERE s.served[%(plant)s + 1] AND s.capacity > 0 AND o.after_service
      AND o.weeks <= %(deadline)s AND o.price <= %(budget)s)
SELECT id, {score} AS score FROM x ORDER BY score DESC, id LIMIT 10"""


class Peer:
    """A connection with the market loaded into temporary tables; closing it drops them."""

    def __init__(self, index: MarketIndex) -> None:
        self.index = index
        self.width = len(index.taxonomy.capabilities)
        self.connection = psycopg.connect(DSN, connect_timeout=5, autocommit=True)
        self.connection.execute(QUIET)
        self.connection.execute(TABLES.replace("{width}", str(self.width)))
        self._load()
        self.connection.execute(INDEXES)
        self.sql = statement(self.width)

    def close(self) -> None:
        self.connection.close()

    def _copy(self, table: str, columns: list[Any]) -> None:
        with self.connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in zip(*columns, strict=True):
                copy.write_row(row)

    def _load(self) -> None:
        market, index = self.index.market, self.index
        onsite = [None if np.isnan(hours) else hours for hours in market.onsite_hours.tolist()]
        rows = range(len(market.supplier_id))
        self._copy("supplier", [
            rows, market.supplier_region.tolist(), market.open_capacity.tolist(), onsite, market.evidence.tolist(),
            market.reply_rate.tolist(), market.outcome.tolist(), market.served.tolist(),
        ])  # fmt: skip
        bits = ["".join(map(str, row)) for row in market.covers.astype(np.int8).tolist()]
        self._copy("offer", [
            market.offer_id.tolist(), market.offer_supplier.tolist(), market.price_typical.tolist(),
            market.weeks.tolist(), market.after_service.tolist(), bits, index.breadth.tolist(),
            index.typical.tolist(), (market.speaks & market.taxonomy.joins).sum(axis=1).tolist(),
        ])  # fmt: skip
        lists = index.offers
        keys = np.repeat(np.arange(self.width), np.diff(lists.start))
        self._copy("offer_capability", [keys.tolist(), market.offer_id[lists.rows].tolist()])
        votes = index.projects
        keys = np.repeat(np.arange(self.width), np.diff(votes.start))
        assert votes.weights is not None
        self._copy("vote", [
            keys.tolist(), votes.rows.tolist(), market.project_supplier[votes.rows].tolist(),
            market.project_industry[votes.rows].tolist(), votes.weights.tolist(),
        ])  # fmt: skip
        pairs, counts = np.unique(
            np.column_stack([market.project_supplier, market.project_industry]), axis=0, return_counts=True
        )
        self._copy("supplier_industry", [pairs[:, 0].tolist(), pairs[:, 1].tolist(), counts.tolist()])

    def top_10(self, need: Need, slots: tuple[Slot, ...]) -> list[list[int]]:
        """The offer ids of each slot's best ten."""
        view, facts = NeedView(need, slots, self.index), self.index.taxonomy
        assert need.region is not None
        plant = self.index.region_place[need.region]
        wanted = "".join("1" if column in set(view.wanted) else "0" for column in range(self.width))
        shared = {
            "industry": industry_number(need.industry), "hops": facts.region_hops[:, plant].astype(float).tolist(),
            "plant": plant, "wanted": wanted, "reference": view.reference, "usual": view.usual,
            "deadline": need.deadline_weeks, "budget": need.budget_krw,
        }  # fmt: skip
        found = []
        for slot in slots:
            codes = [self.index.place[code] for code in slot.codes]
            rows = self.connection.execute(self.sql, {**shared, "codes": codes}, prepare=True).fetchall()
            found.append([row[0] for row in rows])
        return found
