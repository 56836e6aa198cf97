from hypothesis import given
from hypothesis import strategies as st

from matchmaker.engine.answering import MOST_REPLIES, POINTS, NeedFacts, answerability, facts_of
from tests.engine.reading_cast import read

KEYS = st.frozensets(st.sampled_from(sorted(POINTS)))
CODES = st.frozensets(st.sampled_from(["SOL-MES", "SOL-IIOT", "EQP-ID", "SVC-TRAIN"]))


def test_nothing_known_scores_nothing_and_everything_known_scores_all() -> None:
    asked = frozenset({"SOL-IIOT", "SOL-MES"})
    assert answerability(NeedFacts(asked, frozenset())).score == 0
    full = answerability(NeedFacts(asked, frozenset(POINTS)))
    assert (full.score, full.replies, full.next) == (100, MOST_REPLIES, None)


def test_the_controllers_are_asked_only_where_machines_are_touched() -> None:
    def open_keys(code: str) -> set[str]:
        return {question.key for question in answerability(NeedFacts(frozenset({code}), frozenset())).questions}

    assert "machines" in open_keys("SOL-SCADA")
    assert "machines" not in open_keys("SVC-TRAIN")
    assert "owned" in open_keys("SOL-MES")
    assert "owned" not in open_keys("EQP-PALLET")


def test_a_reading_answers_what_its_text_says() -> None:
    facts = facts_of(read("MES 도입, ERP는 이미 있음. 창원 자동차부품 30명 2억 3개월 안에"))
    assert facts.known == {"wanted", "money", "region", "deadline", "industry", "employees", "owned"}
    assert facts_of(read("지멘스 PLC 20대 데이터 수집")).known >= {"wanted", "machines"}


@given(CODES, KEYS, st.sampled_from(sorted(POINTS)))
def test_an_answer_never_lowers_the_score_or_the_replies(
    asked: frozenset[str], known: frozenset[str], more: str
) -> None:
    before = answerability(NeedFacts(asked, known))
    after = answerability(NeedFacts(asked, known | {more}))
    assert after.score >= before.score
    assert after.replies >= before.replies


@given(CODES, KEYS)
def test_what_a_question_promises_is_what_its_answer_brings(asked: frozenset[str], known: frozenset[str]) -> None:
    for question in answerability(NeedFacts(asked, known)).questions:
        then = answerability(NeedFacts(asked, known | {question.key}))
        assert abs(then.replies - question.replies) <= 0.1 + 1e-9


@given(CODES, KEYS)
def test_the_most_valuable_question_comes_first(asked: frozenset[str], known: frozenset[str]) -> None:
    points = [question.points for question in answerability(NeedFacts(asked, known)).questions]
    assert points == sorted(points, reverse=True)
