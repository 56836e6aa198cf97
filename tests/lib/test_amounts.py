"""Amounts as they are typed."""

from __future__ import annotations

import contextlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.lib.amounts import AmountUnreadable, AmountVague, WonField, won_read
from matchmaker.lib.korea import won_ko


@pytest.mark.parametrize(
    ("typed", "won"),
    [
        ("3천만", 30_000_000),
        ("3,000만원", 30_000_000),
        ("30000000", 30_000_000),
        ("30,000,000원", 30_000_000),
        ("1억 2천", 120_000_000),
        ("1억 2,000만원", 120_000_000),
        ("1.5억", 150_000_000),
        ("억", 100_000_000),
        ("삼천오백만", 35_000_000),
        ("천만원", 10_000_000),
        ("5십만원", 500_000),
        ("₩30M", 30_000_000),
        ("0", 0),
        ("약 4500만", 45_000_000),
    ],
)
def test_amounts_are_read_as_people_say_them(typed: str, won: int) -> None:
    assert won_read(typed) == won


@pytest.mark.parametrize("typed", ["", "많이", "3천만~5천만", "1만 2억", "3..5억", "=1+1", "1" * 60])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(AmountUnreadable):
        won_read(typed)


def test_a_bare_thousand_is_asked_back() -> None:
    with pytest.raises(AmountVague):
        won_read("5천")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("-3천만", "negative"), ("1" + "0" * 17, "too_much"), ("10", "too_little"), ("글쎄", "unreadable")],
)
def test_the_field_says_what_is_wrong(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WonField(least=10_000).clean(typed)
    assert refused.value.code == code


@given(st.integers(min_value=0, max_value=10**13))
def test_what_is_shown_can_be_typed_back(amount: int) -> None:
    rounded = amount // 10_000 * 10_000
    assert won_read(won_ko(rounded)) == rounded


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    with contextlib.suppress(AmountUnreadable):
        assert won_read(text) >= 0
