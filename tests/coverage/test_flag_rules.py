"""Every rule says one of three things, and says "cannot tell" where facts are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.coverage.flags.case import Bid, Case, Party
from matchmaker.coverage.flags.rules import RULES, findings
from matchmaker.coverage.flags.wording import REASONS, sentence
from matchmaker.coverage.flags.wording import RULES as TITLES

FIRM = Party(1, "한빛정밀", people={1: ("boss@hanbit.kr", "김한빛")})
GAON = Party(2, "(주)가온시스템", number="1248100998", phone="055-111-2222", employees=8)
DAON = Party(3, "다온테크", phone="02-333-4444", employees=30)
PLACES = [("item", 0, "", 0), ("engineering", -1, "high", 0), ("training", -1, "", 0), ("exit", -1, "", 0)]
PLACES += [("maintenance", -1, "", year) for year in (1, 2)]
LINES = dict(zip(PLACES, (60, 20, 2, 1, 5, 6), strict=True))
BID = Bid(10, (GAON,), LINES, {2: 200}, 16, 100)
CASE = Case(FIRM, "불량이 많아 고민입니다", BID, texts=(("need", "불량이 많아 고민입니다"),), band=(50, 150))
NET = frozenset({"203.0.113.0/24"})
LONG = "현장 조사 뒤 설비 신호를 모으고 작업 지시와 실적을 화면으로 보여 드리며 교육까지 맡겠습니다. 성실히 하겠습니다."


def rival(**fields: Any) -> tuple[Bid, ...]:
    return (Bid(11, (DAON,), {**LINES, PLACES[0]: 71, PLACES[2]: 3}, {}, 16, 110, **fields),)


RAISED = [
    ("fixed_before", "named", {"need_words": "가온 시스템과 하기로 했습니다"}),
    ("fixed_before", "numbered", {"need_words": "사업자 124-81-00998"}),
    ("shared_contact", "same_account", {"firm": replace(FIRM, people={7: ("a@x.kr", "")}),
                                        "bid": replace(BID, parties=(replace(GAON, people={7: ("a@x.kr", "")}),))}),
    ("shared_contact", "same_phone", {"rivals": (Bid(11, (replace(DAON, phone="0551112222"),)),)}),
    ("shared_contact", "same_person",
     {"bid": replace(BID, parties=(replace(GAON, people={8: ("b@y.kr", "김한빛")}),))}),
    ("shared_contact", "same_mail_host",
     {"bid": replace(BID, parties=(replace(GAON, people={8: ("b@hanbit.kr", "")}),))}),
    ("shared_contact", "same_network",
     {"firm": replace(FIRM, networks=NET), "bid": replace(BID, parties=(replace(GAON, networks=NET),))}),
    ("companion", "fixed_ratio", {"rivals": (Bid(11, (DAON,), {place: won * 3 for place, won in LINES.items()}),)}),
    ("companion", "same_words", {"bid": replace(BID, words=LONG), "rivals": rival(words=LONG + "!")}),
    ("grades", "too_many", {"bid": replace(BID, days={2: 16 * 5 * 9.0})}),
    ("pair_again", "again", {"together": 3, "leads": 5}),
    ("price", "above", {"bid": replace(BID, total_krw=196)}),
    ("price", "below", {"bid": replace(BID, total_krw=34)}),
    ("lines_changed", "all_new", {"before": Bid(9, (GAON,), {place: won + 1 for place, won in LINES.items()})}),
    ("words", "said", {"texts": (("quote", "자부담 대납 가능합니다"),)}),
    ("words", "said", {"texts": (("line", "설치비는 페이백 해 드려요"),)}),
]  # fmt: skip
QUIET = [
    ("fixed_before", {"need_words": "가공 설비 시스템"}),
    ("companion", {"rivals": rival()}),
    ("grades", {"bid": replace(BID, days={2: 16 * 5 * 8.0})}),
    ("pair_again", {"together": 3, "leads": 7}),
    ("pair_again", {"together": 2, "leads": 2}),
    ("price", {"bid": replace(BID, total_krw=195)}),
    ("price", {"bid": replace(BID, total_krw=35)}),
    ("lines_changed", {"before": Bid(9, (GAON,), {**LINES, PLACES[0]: 1})}),
    ("words", {"texts": (("need", "자부담은 30%까지 낼 수 있습니다"),)}),
]
UNKNOWN = [
    ("fixed_before", {"need_words": " "}),
    ("shared_contact", {"bid": replace(BID, parties=(replace(GAON, phone=""),))}),
    ("companion", {}),
    ("grades", {"bid": replace(BID, parties=(replace(GAON, employees=None),))}),
    ("price", {"band": None}),
    ("lines_changed", {"before": Bid(9, (GAON,), {PLACES[0]: 1})}),
    ("words", {"texts": (("need", ""),)}),
    ("words", {"texts": (("need", "페이백은 금지합니다"),)}),
]


@pytest.mark.parametrize(("rule", "reason", "facts"), RAISED)
def test_a_sign_is_raised_with_its_reason(rule: str, reason: str, facts: dict[str, Any]) -> None:
    found = findings(replace(CASE, **facts))[rule]
    assert (found.verdict, found.reason) == ("raised", reason)
    assert "%(" not in sentence(found.reason, found.evidence)


@pytest.mark.parametrize(("rule", "facts"), QUIET)
def test_what_lies_within_the_limit_is_not_raised(rule: str, facts: dict[str, Any]) -> None:
    assert findings(replace(CASE, **facts))[rule].verdict == "not_raised"


@pytest.mark.parametrize(("rule", "facts"), UNKNOWN)
def test_missing_facts_are_no_innocence(rule: str, facts: dict[str, Any]) -> None:
    assert findings(replace(CASE, **facts))[rule].verdict == "unknown"


def test_an_ordinary_quote_raises_nothing_and_every_rule_has_its_words() -> None:
    assert "raised" not in {found.verdict for found in findings(CASE).values()}
    assert {rule.id for rule in RULES} == set(TITLES)


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60), st.text(max_size=60), st.integers(0, 9), st.integers(0, 9), st.integers(0, 400),
    st.lists(st.integers(0, 3), min_size=len(PLACES), max_size=len(PLACES)),
)  # fmt: skip
def test_any_case_has_an_answer_and_a_sentence(
    need: str, words: str, together: int, leads: int, total: int, amounts: list[int]
) -> None:
    lines = dict(zip(PLACES, amounts, strict=True))
    case = replace(
        CASE, need_words=need, texts=(("need", need), ("quote", words)), together=together, leads=leads,
        bid=replace(BID, lines=lines, words=words, total_krw=total), rivals=rival(words=words),
    )  # fmt: skip
    for found in findings(case).values():
        assert found.verdict in ("raised", "not_raised", "unknown")
        assert found.reason in REASONS
        assert sentence(found.reason, found.evidence)
