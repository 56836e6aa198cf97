"""docs/comparing.md computes what the code computes: its tables are read and held against it."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from matchmaker.sourcing.awards.candidates import Candidate
from matchmaker.sourcing.awards.comparing import WEIGHTS, Standing, compare
from matchmaker.sourcing.choices import BUILD_HEADS, CostHead

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "comparing.md").read_text("utf-8")
MILLION = 1_000_000
HEADS = [head for head in CostHead.values if head != CostHead.MAINTENANCE]


def tables() -> list[list[dict[str, str]]]:
    found: list[list[dict[str, str]]] = []
    for block in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        found.append([dict(zip(rows[0], row, strict=True)) for row in rows[2:]])
    return found


def won(cell: str) -> int | None:
    return None if cell == "–" else int(cell) * MILLION


def candidate(row: dict[str, str]) -> Candidate:
    heads = {head: won(row[head]) for head in HEADS}
    return Candidate(
        key=int(row["Quote"]),
        heads=heads,
        years=dict.fromkeys(range(1, 6), won(row["maintenance"])),
        items={0: heads[CostHead.ITEM]},
        musts_asked=3,
        musts_covered=int(row["musts"]),
        lines_missing=sum(amount is None for amount in heads.values()),
        lines_asked=13,
        weeks=int(row["weeks"]),
        onsite_hours=int(row["on-site"]),
        warranty_months=int(row["warranty"]),
        data_owner=row["data"],
        track=None if row["track"] == "–" else float(row["track"]),
    )


def judged() -> dict[int, Standing]:
    rows = [candidate(row) for row in tables()[1]]
    return {one.candidate.key: one for one in compare(rows, budget_krw=100 * MILLION, deadline_weeks=20)}


def test_the_weights_stand_as_they_are() -> None:
    assert {row["Criterion"]: int(row["Weight"]) for row in tables()[0]} == {str(key): w for key, w in WEIGHTS.items()}


def test_the_example_comes_out_as_it_stands() -> None:
    told = tables()[2]
    assert len(told) == 3
    for row in told:
        one = judged()[int(row["Quote"])]
        assert one.costs.build_krw == won(row["build"])
        assert one.costs.five_year_krw == won(row["five years"])
        assert {str(key): Decimal(row[key]) for key in WEIGHTS} == {str(key): p for key, p in one.points.items()}
        assert (one.total, one.place) == (Decimal(row["total"]), int(row["place"]))


def test_the_sums_are_those_of_the_cost_tree() -> None:
    for one in judged().values():
        assert one.candidate.build_said == sum(one.candidate.heads[head] or 0 for head in BUILD_HEADS)
