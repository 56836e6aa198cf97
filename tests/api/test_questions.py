"""Questions of invited suppliers and the firm's answers, by program as on the pages."""

from __future__ import annotations

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Question, Rfq
from tests.api.asking import program
from tests.sourcing.stages import accepted_rfq

pytestmark = pytest.mark.django_db
WORDS = {"text": "설비가 몇 대인가요?"}


@pytest.fixture
def rfq(sme: User, supplier: User) -> Rfq:
    return accepted_rfq(sme, supplier)


def path(rfq: Rfq) -> str:
    return f"invitations/{rfq.invitations.get().pk}/questions/"


def test_asked_once_answered_once_and_read_by_both(rfq: Rfq, sme: User, supplier: User) -> None:
    asks, firm = program(supplier), program(sme)
    first, again = asks.create(path(rfq), WORDS), asks.create(path(rfq), WORDS)
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    firm.get(f"questions/{first.json()['id']}/")
    told = firm.write("POST", f"questions/{first.json()['id']}/answer/", {"text": "12대입니다"})
    assert (told.status_code, told.json()["answer"]) == (200, "12대입니다")
    other = firm.do(f"questions/{first.json()['id']}/answer/", {"text": "13대입니다"})
    assert (other.status_code, other.json()["code"]) == (409, "answer_given")
    lists = [asks.get(path(rfq)).json(), firm.get(f"requests/{rfq.pk}/questions/").json()]
    assert [[one["answer"] for one in told["results"]] for told in lists] == [["12대입니다"]] * 2


def test_nobody_learns_who_asked(rfq: Rfq, sme: User, supplier: User) -> None:
    told = program(supplier).create(path(rfq), WORDS).json()
    assert set(told) == {"id", "text", "answer", "created_at", "answered_at"}


def test_strangers_and_those_who_left_find_nothing(rfq: Rfq, other_sme: User, supplier: User, rival: User) -> None:
    key = program(supplier).create(path(rfq), WORDS).json()["id"]
    assert program(rival).create(path(rfq), WORDS).status_code == 404
    assert program(other_sme).do(f"questions/{key}/answer/", WORDS).status_code == 404
    rfq.invitations.update(status="declined")
    assert program(supplier).get(path(rfq)).status_code == 404


@pytest.mark.parametrize("bad", [{}, {"text": ""}, {"text": "x" * 1001}, {"text": 3}, {"text": "a", "to": "b"}])
def test_bad_input_is_named_and_nothing_is_kept(rfq: Rfq, supplier: User, bad: dict[str, object]) -> None:
    answer = program(supplier).create(path(rfq), bad)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in ("/text", "/to")
    assert not Question.objects.exists()
