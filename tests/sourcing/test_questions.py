"""Invited suppliers ask, the firm answers, all that are invited read both and nobody reads who asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.errors import AnswerGiven, QuestionsClosed
from matchmaker.sourcing.models import Question
from matchmaker.sourcing.questions import question_answer, question_ask
from matchmaker.sourcing.services import invitation_decline
from tests.cast import Browsers
from tests.sourcing.scenes import asked, invitation


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def test_all_invited_read_question_and_answer_without_the_askers_name(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    rfq = asked(sme, supplier, rival)
    own, other = invitation(rfq, supplier), invitation(rfq, rival)
    client_for(supplier).post(f"/invitations/{own.pk}/ask/", {"text": "설비가 몇 대인가요?"})
    assert told("question_asked") == {sme.email}
    page = client_for(sme).get(f"/requests/{rfq.pk}/").content.decode()
    assert "설비가 몇 대인가요?" in page
    question = Question.objects.get()
    client_for(sme).post(f"/questions/{question.pk}/answer/", {"text": "열두 대입니다"})
    assert told("question_answered") == {supplier.email, rival.email}
    page = client_for(rival).get(f"/invitations/{other.pk}/").content.decode()
    assert "설비가 몇 대인가요?" in page
    assert "열두 대입니다" in page
    assert "가온시스템" not in page


def test_sending_it_twice_asks_and_answers_once(sme: User, supplier: User) -> None:
    row = invitation(asked(sme, supplier), supplier)
    for _ in range(2):
        question = question_ask(invitation=row, actor=supplier, text="몇 대인가요?")
        question_answer(question=question, actor=sme, text="열두 대입니다")
    assert Question.objects.count() == Message.objects.filter(kind="question_answered").count() == 1
    with pytest.raises(AnswerGiven):
        question_answer(question=question, actor=sme, text="열세 대입니다")


def test_after_the_deadline_nobody_asks_or_answers(sme: User, supplier: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier)
    row = invitation(rfq, supplier)
    question = question_ask(invitation=row, actor=supplier, text="몇 대인가요?")
    with time_machine.travel(rfq.round.quotes_due_at + timedelta(seconds=1)):
        with pytest.raises(QuestionsClosed):
            question_ask(invitation=row, actor=supplier, text="더 있나요?")
        with pytest.raises(QuestionsClosed):
            question_answer(question=question, actor=sme, text="열두 대")
        assert "물어보기" not in client_for(supplier).get(f"/invitations/{row.pk}/").content.decode()


@pytest.mark.parametrize("text", ["", "   ", "가" * 1001])
def test_a_bad_question_is_named_beside_the_field(text: str, sme: User, supplier: User, client_for: Browsers) -> None:
    row = invitation(asked(sme, supplier), supplier)
    answer = client_for(supplier).post(f"/invitations/{row.pk}/ask/", {"text": text})
    assert answer.status_code == 422
    assert answer.context["ask"].errors
    assert not Question.objects.exists()


def test_an_empty_answer_is_named_beside_the_field(sme: User, supplier: User, client_for: Browsers) -> None:
    row = invitation(asked(sme, supplier), supplier)
    question = question_ask(invitation=row, actor=supplier, text="몇 대인가요?")
    answer = client_for(sme).post(f"/questions/{question.pk}/answer/", {"text": " "})
    assert answer.status_code == 422
    assert "답을 적어 주세요" in answer.content.decode()


@pytest.mark.parametrize("who", ["rival", "sme", "stranger"])
def test_who_is_not_invited_gets_404(who: str, sme: User, supplier: User, client_for: Browsers, request: Any) -> None:
    row = invitation(asked(sme, supplier), supplier)
    browser = client_for(request.getfixturevalue(who))
    assert browser.post(f"/invitations/{row.pk}/ask/", {"text": "?"}).status_code == 404


@pytest.mark.parametrize("who", ["other_sme", "supplier", "stranger"])
def test_nobody_else_answers(who: str, sme: User, supplier: User, client_for: Browsers, request: Any) -> None:
    question = question_ask(invitation=invitation(asked(sme, supplier), supplier), actor=supplier, text="?")
    browser = client_for(request.getfixturevalue(who))
    assert browser.post(f"/questions/{question.pk}/answer/", {"text": "!"}).status_code == 404


def test_whoever_said_no_reads_no_more(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    rfq = asked(sme, supplier, rival)
    row = invitation(rfq, supplier)
    question_ask(invitation=invitation(rfq, rival), actor=rival, text="몇 대인가요?")
    invitation_decline(invitation=row, actor=supplier, reason="far")
    assert "몇 대인가요?" not in client_for(supplier).get(f"/invitations/{row.pk}/").content.decode()
    assert client_for(supplier).post(f"/invitations/{row.pk}/ask/", {"text": "?"}).status_code == 404
