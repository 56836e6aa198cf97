"""The cues beside the rules: they add what no rule knows, and keep quiet where the owner has spoken."""

from __future__ import annotations

from matchmaker.engine.reading.cues import Cues, find_cues

from .reading_cast import asked, read

ROWS = [
    {"cue": "*", "idf": "1", "weights": "SOL-PHM:-100 SOL-ERP:-100"},
    {"cue": "모터", "idf": "2", "weights": "SOL-PHM:400"},
    {"cue": "~ledger", "idf": "2", "weights": "SOL-ERP:300"},
]


def test_a_score_is_the_bias_and_the_weighed_mean_of_the_cues() -> None:
    scores = Cues.from_rows(ROWS).scores("모터가 ledger")
    assert scores["SOL-PHM"] == round(8 / 8**0.5 - 1, 6)
    assert scores["SOL-ERP"] == round(6 / 8**0.5 - 1, 6)


def test_words_without_a_known_cue_score_nothing() -> None:
    assert Cues.from_rows(ROWS).scores("안녕하세요") == {}


def test_a_name_with_a_number_is_not_taken_apart() -> None:
    assert "scm" not in find_cues("scm440 소재")


def test_cues_have_no_say_over_what_is_refused() -> None:
    assert "SOL-MES" not in asked("MES는 필요 없고 바코드만 있으면 됩니다")


def test_cues_have_no_say_over_what_a_rule_takes_for_the_setting() -> None:
    found = read("열처리로 온도를 자동으로 기록해서 고객사 감사 때 보여 줘야 합니다")
    assert not any("SOL-HACCP" in one.codes for one in found.requirements)
    assert any("SOL-IIOT" in one.codes for one in found.requirements)


def test_what_the_cues_add_names_words_of_the_text() -> None:
    text = "메인 모터가 작년에 두 번이나 타서 미리 좀 알았으면 합니다"
    found = [r for r in read(text).requirements if "SOL-PHM" in r.codes]
    assert found
    assert all(text[r.span.start : r.span.end] == r.words for r in found)
