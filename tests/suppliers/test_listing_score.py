"""The listing score: what counts, what comes next, and that it promises nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from suppliers.advice import ADVICE
from suppliers.listing import ListingFacts, OfferFacts, listing_parts, listing_score, next_best

FULL_OFFER = OfferFacts(60, True, True, True, True, True, True)
FULL = ListingFacts(
    number=True,
    about=40,
    region=True,
    contact=True,
    firm=4,
    offers=[FULL_OFFER],
    projects=3,
    proven=1,
    certificates=1,
    level=True,
)

offers = st.builds(
    OfferFacts,
    st.integers(0, 200),
    st.booleans(),
    st.booleans(),
    st.none() | st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
listings = st.builds(
    ListingFacts,
    number=st.booleans(),
    about=st.integers(0, 500),
    region=st.booleans(),
    contact=st.booleans(),
    firm=st.integers(0, 4),
    offers=st.lists(offers, max_size=4),
    projects=st.integers(0, 9),
    proven=st.integers(0, 2),
    certificates=st.integers(0, 3),
    level=st.booleans(),
)


def test_nothing_is_worth_nothing_and_everything_a_hundred() -> None:
    assert listing_score(listing_parts(ListingFacts())) == 0
    assert listing_score(listing_parts(FULL)) == 100
    assert next_best(listing_parts(FULL)) == []


def test_the_parts_add_up_to_a_hundred_points_and_each_has_advice() -> None:
    parts = listing_parts(ListingFacts())
    assert sum(part.points for part in parts) == 100
    assert {part.code for part in parts} == set(ADVICE)


def test_the_first_thing_to_add_is_an_offer_and_what_needs_one_waits() -> None:
    codes = [part.code for part in next_best(listing_parts(ListingFacts()), limit=20)]
    assert codes[0] == "offer"
    assert not {"described", "aftercare", "served", "standards", "origin"} & set(codes)


def test_standards_do_not_count_against_a_capability_that_has_none() -> None:
    facts = replace(FULL, offers=[replace(FULL_OFFER, standards=None)])
    assert listing_score(listing_parts(facts)) == 100


@given(listings)
def test_the_score_lies_between_0_and_100_and_next_best_falls(facts: ListingFacts) -> None:
    parts = listing_parts(facts)
    assert 0 <= listing_score(parts) <= 100
    worth = [part.missing for part in next_best(parts, limit=20)]
    assert worth == sorted(worth, reverse=True)
    assert all(0 <= part.share <= 1 for part in parts)


@given(listings)
def test_doing_what_is_advised_never_lowers_the_score(facts: ListingFacts) -> None:
    before = listing_score(listing_parts(facts))
    better = replace(facts, number=True, about=40, region=True, contact=True, firm=4, certificates=1, level=True)
    assert listing_score(listing_parts(better)) >= before
