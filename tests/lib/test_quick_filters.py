"""The quick filters say, sign for sign, what Django's own say of the same value."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.template import defaultfilters
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from matchmaker.lib import quick_filters

NUMBERS = (
    0.0, -0.0, 0.5, 1.5, 2.5, -0.5, -0.04, 0.045, 1.005, 2.675, 99.995, 1e-9, -1e-9, 1e14, 1e15, -1e15, 1e16, 1e22,
    1e300, 0.1 + 0.2, 123456789.987654321, float("inf"), float("-inf"), float("nan"), 7, -7, 10**30, True, None, "",
    "12.345", "word", SafeString("1.25"),
)  # fmt: skip
PLACES: tuple[Any, ...] = (0, 1, 2, 3, 5, 6, 9, -1, -2, "1", "2u", "2g", "x", True)
TEXTS = (
    "", "a", "가나다라마바사", "abc def", "café", "cafe\u0301 cafe\u0301", "e\u0301\u0302\u0303" * 4,
    "\u1100\u1161\u11a8" * 5,
    "<b>&" * 3, "줄\n바꿈 " * 4, "👩‍👩‍👧" * 3, mark_safe("<b>안전한 글</b>"),
    None, 12345678, translation.gettext_lazy("한국어"),
)  # fmt: skip
LENGTHS: tuple[Any, ...] = (-1, 0, 1, 2, 3, 5, 9, 60, "4", "x")


def same(quick: Any, plain: Any) -> None:
    assert (quick, type(quick)) == (plain, type(plain))


@pytest.mark.parametrize("language", ["ko", "en", "de"])
@pytest.mark.parametrize("places", PLACES)
def test_a_number_is_rounded_and_written_as_django_does(language: str, places: Any) -> None:
    lots = random.Random(0)
    drawn = [lots.uniform(-1, 1) * 10 ** lots.randint(-8, 16) for _ in range(300)]
    halves = [lots.randint(-10_000, 10_000) / 1000 for _ in range(300)]
    with translation.override(language):
        for number in (*NUMBERS, *drawn, *halves):
            same(quick_filters.floatformat(number, places), defaultfilters.floatformat(number, places))


def test_a_number_is_grouped_where_the_site_wants_it(settings: Any) -> None:
    settings.USE_THOUSAND_SEPARATOR = True
    for number in NUMBERS:
        same(quick_filters.floatformat(number, 2), defaultfilters.floatformat(number, 2))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("length", LENGTHS)
def test_a_text_is_cut_where_django_cuts_it(language: str, length: Any) -> None:
    with translation.override(language):
        for text in TEXTS:
            same(quick_filters.truncatechars(text, length), defaultfilters.truncatechars(text, length))


def test_what_templates_ask_about_a_filter_stays_the_same() -> None:
    for plain, quick in quick_filters.QUICK.items():
        told = {name: value for name, value in vars(plain).items() if name != "__wrapped__"}
        assert told == {name: value for name, value in vars(quick).items() if name != "__wrapped__"}
