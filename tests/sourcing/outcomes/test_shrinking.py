"""Few voices make no rating: a newcomer starts at the market's figure, and full marks have to be earned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import assume, given
from hypothesis import strategies as st

from matchmaker.sourcing.outcomes.shrinking import market_prior, review_value, shown

POINTS = st.floats(1, 5)
PRIORS = st.floats(3.5, 4.99)


@given(values=st.lists(POINTS, max_size=200))
def test_the_market_never_starts_anybody_at_full_marks(values: list[float]) -> None:
    assert 3.5 <= market_prior(sum(values), len(values)) < 5


@given(prior=PRIORS)
def test_a_newcomer_starts_at_the_prior_with_n_of_nothing(prior: float) -> None:
    assert shown([], prior).n == 0
    assert shown([], prior).mean == pytest.approx(prior)


@given(values=st.lists(POINTS, min_size=1, max_size=60), prior=PRIORS)
def test_the_mean_lies_between_the_prior_and_what_was_said(values: list[float], prior: float) -> None:
    told, plain = shown(values, prior), sum(values) / len(values)
    assert min(plain, prior) - 1e-9 <= told.mean <= max(plain, prior) + 1e-9
    assert 1 <= told.low <= told.mean <= told.high <= 5


@given(value=POINTS, prior=PRIORS, n=st.integers(1, 40))
def test_more_voices_narrow_the_range_and_count_more(value: float, prior: float, n: int) -> None:
    few, many = shown([value] * n, prior), shown([value] * 3 * n, prior)
    assume(few.low > 1 and many.low > 1)  # the scale itself cuts a range that runs over its end
    assert many.mean - many.low < few.mean - few.low
    assert abs(many.mean - value) <= abs(few.mean - value) + 1e-9


def test_one_full_review_does_not_make_full_marks() -> None:
    assert shown([5.0], 3.5).mean == pytest.approx(3.75)


def test_a_review_is_the_mean_of_its_parts() -> None:
    assert review_value({"skill": 5, "price": 2}) == 3.5
    with pytest.raises(ValueError, match="without parts"):
        review_value({})


def test_the_example_of_the_document_is_what_the_code_says() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "outcomes.md").read_text("utf-8")
    said = [float(each) for each in re.search(r"reviews of ([\d., ]+) shows", text)[1].split(", ")]  # type: ignore[index]
    told = shown(said, 3.5)
    assert f"{told.mean:.2f} (n = {told.n}, {told.low:.1f} to {told.high:.1f})" in text
