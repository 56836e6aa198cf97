"""``docs/matching.md`` computes what the engine computes: its tables are read and held against the code."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from matchmaker.engine import exposure as fair
from matchmaker.engine.features import FEATURES, NAMES
from matchmaker.engine.matching import Matching, WhatIf, open_matching
from matchmaker.engine.ranking import PRIOR
from matchmaker.engine.retrieval import REASON_BITS
from matchmaker.engine.rules import ADVICE
from matchmaker.engine.types import Need, Slot
from tests.engine.markets import Deal, Firm, Work, market

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")


def table(header: str) -> list[list[str]]:
    """The rows below the table row that starts with ``header``."""
    lines = PAGE.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {header}"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().strip("*") for cell in line.strip("|").split("|")])
    return rows


def listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


@pytest.fixture(scope="module")
def example() -> Matching:
    firms = [
        Firm(int(id), region, onsite=float(hours), evidence=int(evidence), can_lead=lead == "yes")
        for id, region, hours, evidence, lead in table("Supplier | Region")
    ]
    deals = [
        Deal(int(firm), listed(covers), float(price), float(weeks), listed(speaks), service == "yes")
        for _, firm, covers, price, weeks, speaks, service in table("Offer | Supplier")
    ]
    need = Need(
        1, "", (Slot(("EQP-HMI",), True, 1.0),), region="41", industry="25", budget_krw=20e6, deadline_weeks=10.0
    )
    return open_matching(need, market(firms, deals, [Work(1, ("EQP-HMI",), 25)], [(1, 2, 1)]))


def test_the_table_of_features_is_the_prior() -> None:
    rows = table("Feature | Direction")
    assert [row[0] for row in rows] == list(NAMES)
    for (_, sign, meaning, points), feature in zip(rows, FEATURES, strict=True):
        curve = PRIOR[feature.code]
        pairs = [tuple(map(float, point.split(":"))) for point in points.split("·")]
        assert (sign, meaning) == ("+" if feature.sign > 0 else "-", feature.meaning)
        assert [knot for knot, _ in pairs] == list(curve.knots)
        assert [value for _, value in pairs] == pytest.approx([100 * value for value in curve.values])


def test_all_filter_reasons_and_advice_codes_are_told() -> None:
    assert [row[0] for row in table("Reason | Holds")] == list(REASON_BITS)
    paragraph = PAGE[PAGE.index("Advice alone") : PAGE.index("brings nothing along")]
    assert set(re.findall(r"`([A-Z-]+)`", paragraph)) == set(ADVICE)


def test_the_slots_and_the_filtered_offer_are_as_told(example: Matching) -> None:
    slots = example.result().slots
    told = re.search(r"EQP-HMI ([\d.]+), SVC-TRAIN ([\d.]+)\.", PAGE)
    assert told is not None
    assert [one.slot.weight for one in slots] == pytest.approx([float(part) for part in told.groups()], abs=5e-5)
    assert slots[0].filtered.shown[0].offer == 4
    assert slots[0].filtered.shown[0].reasons == ("no_after_service",)


def test_features_contributions_and_scores_are_as_told(example: Matching) -> None:
    offers = {offer.offer: offer for one in example.result().slots for offer in one.ranked}
    *rows, total = table("Feature | Offer 1")
    for place, (name, *cells) in enumerate(rows):
        assert name == NAMES[place]
        for number, (value, points) in zip((1, 2, 3), zip(cells[::2], cells[1::2], strict=True), strict=True):
            assert offers[number].values[place] == pytest.approx(float(value), abs=5e-5)
            assert 100 * offers[number].contributions[place] == pytest.approx(float(points), abs=5e-5)
    for number, score in zip((1, 2, 3), total[2::2], strict=True):
        assert 100 * offers[number].score == pytest.approx(float(score), abs=5e-5)


def test_the_terms_of_both_packages_are_as_told(example: Matching) -> None:
    best = example.result().packages[0]
    other = example.what_if(WhatIf(exclude=(1,))).package
    assert other is not None
    assert (best.cover, other.cover) == ((1, 3), (2, 2))
    *rows, value = table("Term | Offers")
    assert [row[0] for row in rows] == list(best.terms)
    for name, ours, theirs in rows:
        assert best.terms[name] == pytest.approx(float(ours), abs=5e-5)
        assert other.terms[name] == pytest.approx(float(theirs), abs=5e-5)
    assert [best.value, other.value] == pytest.approx([float(value[1]), float(value[2])], abs=5e-5)


def test_fair_exposure_is_as_told() -> None:
    rows = np.array([[float(cell) for cell in row[1:]] for row in table("Supplier | Own score")])
    own, merit, shown = rows[:, 0] / 100, rows[:, 1], rows[:, 2]
    strength = float(re.search(r"Strength ([\d.]+)\. Three suppliers", PAGE)[1])
    short = fair.deficits(merit, shown, new=np.array([False, False, True]), room=np.ones(3, dtype=int))
    points = fair.rotation_points(short, strength)
    added = fair.rotation(own, points)
    assert np.column_stack([short, points, 100 * added, 100 * (own + added)]) == pytest.approx(rows[:, 3:], abs=5e-5)
    earned, given = re.search(r"adds\n([\d., and]+) of merit, and ([\d., and]+) of exposure", PAGE).groups()
    total = fair.total_attention(3)
    assert fair.merit_share(own) * total == pytest.approx([float(n) for n in re.findall(r"[\d.]+\d", earned)], abs=5e-5)
    places = 1 + np.argsort(np.argsort(-(own + added)))
    assert fair.attention(places) == pytest.approx([float(n) for n in re.findall(r"[\d.]+\d", given)], abs=5e-5)
