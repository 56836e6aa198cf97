from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.engine.errors import TextTooLong
from matchmaker.engine.reading import MAX_CHARACTERS, read_need
from matchmaker.reference.vocabulary import load_vocabulary
from tests.engine.reading_cast import read

TODAY = date(2026, 11, 22)
FRAGMENTS = st.sampled_from(
    [
        "MES",
        "바코드",
        "로보트",
        "5천",
        "1억",
        "월 30",
        "경기 광주",
        "예산",
        "3개월 안에",
        "내년 3월",
        "말고",
        "이미 있고",
        "<script>alert(1)</script>",
        "'; DROP TABLE needs;--",
        "\x00",
        "😀",
        "ａｂｃ",
        "㎏",
        "ﷺ",
        "각",
        "١٢٣",
        "AS",
        "as",
        "\ud800",
        "\u200b",
        "９천",
        "ﬁ",
        "~",
        "²",
        "٣억",
    ]
)
HOSTILE = [
    "",
    " ",
    "\n\n",
    "😀" * 500,
    "<b>MES</b>",
    "'; DROP TABLE need; --",
    "\x00\x01MES\x02",
    "\ud800\udfff",
    "가" * 5000,
    "a" * 5000,
    "1" * 5000,
    "억" * 3000,
    "~" * 5000,
    "(" * 5000,
    "1,2,3," * 800,
    "천천천만만억" * 700,
    "3개월 " * 1200,
    "바코드 " * 1200,
    "경기 광주 " * 700,
    "로봇이 " * 1200,
    "\u1100\u1161\u11a8" * 1500,
    "İı" * 1000,
    "5천~" * 1200,
    "0" * 4000 + "억",
    "\u202e노보안",
    "​" * 300 + "MES",
]


def check_spans(text: str) -> None:
    reading = read(text, TODAY)
    singles = [v for v in (reading.region, reading.deadline_weeks, reading.industry, reading.employees) if v]
    for found in (*reading.requirements, *reading.amounts, *singles):
        assert 0 <= found.span.start <= found.span.end <= len(text)
        assert found.words.strip() == text[found.span.start : found.span.end].strip()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_read_without_a_crash(text: str) -> None:
    check_spans(text)


def test_a_text_beyond_the_limit_is_refused_with_both_numbers() -> None:
    with pytest.raises(TextTooLong) as refused:
        read("가" * 20_000)
    assert refused.value.detail == {"length": 20_000, "limit": MAX_CHARACTERS}


def test_empty_text_gives_an_empty_reading() -> None:
    reading = read("")
    assert (reading.requirements, reading.amounts, reading.region, reading.deadline_weeks) == ((), (), None, None)


@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_point_at_the_words(text: str) -> None:
    check_spans(text)


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=4)), max_size=25), st.sampled_from(["", " ", ". ", "\n"]))
def test_any_mixture_is_read_and_spans_point_at_the_words(parts: list[str], joint: str) -> None:
    check_spans(joint.join(parts))


@settings(max_examples=40)
@given(st.lists(FRAGMENTS, max_size=12))
def test_the_same_text_gives_the_same_reading(parts: list[str]) -> None:
    text = " ".join(parts)
    assert read_need(text, load_vocabulary(), TODAY) == read_need(text, load_vocabulary(), TODAY)


def test_decomposed_letters_read_like_composed_ones() -> None:
    import unicodedata

    text = "바코드 창고관리 김해 3천만원"
    apart = read(unicodedata.normalize("NFD", text))
    together = read(text)
    assert [r.codes for r in apart.requirements] == [r.codes for r in together.requirements]
    assert apart.region.value == together.region.value
    assert apart.amounts[0].high == together.amounts[0].high
