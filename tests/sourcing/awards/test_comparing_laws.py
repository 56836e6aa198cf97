"""Laws of comparing: order plays no role, what is better never costs points, points add up, gaps win nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.sourcing.awards.candidates import Candidate
from matchmaker.sourcing.awards.comparing import WEIGHTS, Standing, compare, differences, shrunk_track
from matchmaker.sourcing.choices import CostHead, Criterion

HEADS = [head for head in CostHead.values if head != CostHead.MAINTENANCE]
money = st.integers(0, 300_000_000)
said = st.none() | money


@st.composite
def candidates(draw: st.DrawFn, key: int, *, whole: bool = False) -> Candidate:
    amount = money if whole else said
    return Candidate(
        key=key,
        heads={head: draw(amount) for head in HEADS},
        years={year: draw(amount) for year in range(1, 6)},
        items={slot: draw(amount) for slot in range(2)},
        unpriced=0 if whole else draw(st.integers(0, 1)),
        musts_asked=3,
        musts_covered=3 if whole else draw(st.integers(0, 3)),
        lines_missing=0 if whole else draw(st.integers(0, 13)),
        lines_asked=13,
        weeks=draw(st.none() | st.integers(1, 104)),
        onsite_hours=draw(st.none() | st.integers(0, 200)),
        warranty_months=draw(st.none() | st.integers(0, 120)),
        data_owner=draw(st.sampled_from(["", "client", "shared", "supplier"])),
        track=draw(st.none() | st.floats(0, 1)),
        state=draw(st.sampled_from(["", "", "stale", "expired"])),
    )


@st.composite
def groups(draw: st.DrawFn) -> list[Candidate]:
    return [draw(candidates(key)) for key in range(draw(st.integers(1, 4)))]


limits = {
    "budget_krw": st.none() | st.integers(1_000_000, 400_000_000),
    "deadline_weeks": st.none() | st.integers(1, 60),
}


def standing(rows: list[Candidate], key: int, **limits: int | None) -> Standing:
    return next(one for one in compare(rows, **limits) if one.candidate.key == key)


@settings(deadline=None)
@given(groups(), st.randoms(), st.fixed_dictionaries(limits))
def test_the_order_of_the_quotes_plays_no_role(rows: list[Candidate], random: object, given_: dict) -> None:
    other = rows[:]
    random.shuffle(other)
    assert compare(rows, **given_) == compare(other, **given_)


@settings(deadline=None)
@given(groups(), st.fixed_dictionaries(limits))
def test_the_points_add_up_to_the_last_tenth(rows: list[Candidate], given_: dict) -> None:
    for one in compare(rows, **given_):
        assert one.total == sum((part.points for part in one.parts), Decimal(0))
        assert all(0 <= part.score <= 1 and 0 <= part.points <= part.weight for part in one.parts)
        assert 0 <= one.total <= sum(WEIGHTS.values()) == 100


@settings(deadline=None)
@given(groups(), st.fixed_dictionaries(limits))
def test_differences_explain_the_whole_distance(rows: list[Candidate], given_: dict) -> None:
    order = compare(rows, **given_)
    for one in order:
        assert sum((row.points for row in differences(one, order[0])), Decimal(0)) == one.total - order[0].total


@settings(deadline=None)
@given(groups(), st.fixed_dictionaries(limits))
def test_what_cannot_be_chosen_stands_last_and_has_no_rank(rows: list[Candidate], given_: dict) -> None:
    order = compare(rows, **given_)
    able = [one.candidate.choosable for one in order]
    assert able == sorted(able, reverse=True)
    assert [one.place for one in order] == list(range(1, len(order) + 1))
    assert all(bool(one.ranks) == one.candidate.choosable for one in order)


@settings(deadline=None)
@given(groups(), st.fixed_dictionaries(limits), st.data())
def test_a_lower_price_never_lowers_the_total(rows: list[Candidate], given_: dict, data: st.DataObject) -> None:
    own = data.draw(st.sampled_from(rows))
    head = data.draw(st.sampled_from(HEADS))
    if own.heads[head] is None:
        return
    cheaper = replace(own, heads={**own.heads, head: data.draw(st.integers(0, own.heads[head]))})
    changed = [cheaper if row.key == own.key else row for row in rows]
    assert standing(changed, own.key, **given_).total >= standing(rows, own.key, **given_).total


@settings(deadline=None)
@given(groups(), st.fixed_dictionaries(limits), st.data())
def test_better_terms_never_lower_the_total(rows: list[Candidate], given_: dict, data: st.DataObject) -> None:
    own = data.draw(st.sampled_from(rows))
    better = replace(
        own,
        musts_covered=data.draw(st.integers(own.musts_covered, 3)),
        lines_missing=data.draw(st.integers(0, own.lines_missing)),
        weeks=data.draw(st.integers(1, own.weeks or 104)),
        onsite_hours=data.draw(st.integers(0, own.onsite_hours or 0)) if own.onsite_hours else own.onsite_hours,
        warranty_months=data.draw(st.integers(own.warranty_months or 0, 200)),
        data_owner="client",
        track=data.draw(st.floats(own.track, 1)) if own.track is not None else None,
    )
    changed = [better if row.key == own.key else row for row in rows]
    assert standing(changed, own.key, **given_).total >= standing(rows, own.key, **given_).total


@settings(deadline=None)
@given(candidates(0, whole=True), candidates(1, whole=True), st.data())
def test_leaving_something_out_never_helps_against_whoever_names_it(
    own: Candidate, other: Candidate, data: st.DataObject
) -> None:
    """Take a line away that costs no more than the other asks for it: the price counts no lower than before."""
    own, other = replace(own, state=""), replace(other, state="")
    head = data.draw(st.sampled_from(HEADS))
    if own.heads[head] > other.heads[head]:
        return
    shorter = replace(own, heads={**own.heads, head: None}, lines_missing=1)
    before, after = standing([own, other], 0), standing([shorter, other], 0)
    assert after.costs.five_year_krw >= before.costs.five_year_krw
    assert after.costs.build_krw >= before.costs.build_krw
    assert after.total <= before.total


@settings(deadline=None)
@given(candidates(0), candidates(1, whole=True))
def test_a_quote_with_holes_does_not_come_before_a_whole_one_by_cost(holed: Candidate, whole: Candidate) -> None:
    holed, whole = replace(holed, state="", items={0: None, 1: 1}), replace(whole, state="")
    ranks = standing([holed, whole], 1).ranks
    assert ranks[Criterion.PRICE] == ranks[Criterion.RUNNING] == 1


def test_equal_quotes_keep_the_order_of_their_keys_and_share_their_ranks() -> None:
    rows = [Candidate(key=key, heads={}, years={}, items={}) for key in (7, 3)]
    first, second = compare(rows)
    assert (first.candidate.key, second.candidate.key) == (3, 7)
    assert set(first.ranks.values()) == set(second.ranks.values()) == {1}


def test_without_any_rating_the_track_is_neutral() -> None:
    assert shrunk_track([]) is None
    assert shrunk_track([(0.0, 0), (0.0, 0)]) is None
    unknown = standing([Candidate(key=1, heads={}, years={}, items={})], 1)
    assert unknown.points[Criterion.TRACK] == Decimal("3.5")


def test_one_perfect_rating_moves_the_track_only_a_little() -> None:
    assert shrunk_track([(1.0, 1)]) == pytest.approx((1 + 2.1) / 4)
