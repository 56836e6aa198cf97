"""Whatever code the engine gives has words in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.engine.explaining import FILTER_REASONS, REASONS, TERMS
from matchmaker.engine.features import NAMES
from matchmaker.matching import wording
from matchmaker.matching.choices import CardLabel
from matchmaker.matching.drawing import width, wrapped

TABLES = {"supplier": {7: "가온시스템"}, "region": {"48": "경남"}, "slot": {0: "MES"}}
SAMPLE: dict[str, Any] = {"supplier": 7, "region": "48", "standard": "OPC UA", "slot": 0}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_reason_is_a_whole_sentence(code: str, language: str) -> None:
    for sign in (1, 0, -1):
        values = {name: SAMPLE.get(name, 3.0) for name in REASONS[code]}
        values |= {"left": 3.0 * sign} if "left" in values else {}
        with translation.override(language):
            text = wording.sentence(code, values, TABLES)
        assert text.endswith(".")
        assert not re.search(r"%\(\w+\)s", text)
        assert "None" not in text
        assert language == "ko" or text.isascii() or "가온시스템" in text or "₩" in text or "경남" in text


def test_every_feature_term_filter_and_label_has_words() -> None:
    assert set(wording.FEATURES) == set(NAMES) == set(wording.STRONG) == set(wording.WEAK)
    assert set(wording.TERMS) == {*TERMS, "fit"}
    assert set(wording.FILTERED) == set(FILTER_REASONS)
    assert set(wording.LABELS) == set(CardLabel.values)
    assert set(wording.RELAX) == set(wording.CONFLICT)


def test_limits_kept_just_kept_and_broken_read_differently() -> None:
    texts = {
        wording.sentence("within_budget", {"price": 1e8, "budget": 1e8, "left": left}, TABLES)
        for left in (2e7, 0.0, -2e7)
    }
    assert len(texts) == 3
    assert any("2,000만원 적습니다" in text for text in texts)


def test_particles_follow_the_name() -> None:
    assert wording.sentence("lead_integrates", {"supplier": 7}, TABLES).startswith("대표를 맡는 가온시스템이 ")


def test_no_letter_of_a_name_stands_alone_on_its_second_line() -> None:
    assert wrapped("B 금강누리소프트", 15) == ["B 금강누리", "소프트"]
    assert wrapped("A 태백솔루션", 15) == ["A 태백솔루션"]
    assert wrapped("가나다라", 4) == ["가나", "다라"]


@given(st.text(max_size=60), st.integers(4, 30))
def test_a_label_never_runs_out_of_its_box(words: str, units: int) -> None:
    lines = wrapped(words, units)
    assert len(lines) <= 2
    assert all(width(line) <= units + 1 for line in lines)
