"""Two at the same instant: one answer, one review each way, both published once."""

from __future__ import annotations

import pytest

from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback
from matchmaker.notifications.models import Message
from matchmaker.sourcing.models import Review
from matchmaker.sourcing.outcomes.errors import CheckAnswered
from matchmaker.sourcing.outcomes.services import check_answer, check_tick
from tests.at_once import at_once
from tests.sourcing.outcomes.scenes import asked, finished
from tests.sourcing.outcomes.test_reviewing import write

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_answers_at_once_one_is_kept(sme: User, supplier: User) -> None:
    check = asked(sme, supplier)

    def answer() -> str:
        return check_answer(check=check, actor=sme, in_use=True, values={}).status

    results = at_once(answer, answer)
    assert sorted(map(str, results)) == ["", "answered"]
    assert [type(one) for one in results if one != "answered"] == [CheckAnswered]
    assert Feedback.objects.filter(kind="outcome").count() == 1


def test_both_sides_writing_at_once_publish_both_once(sme: User, supplier: User) -> None:
    project = finished(sme, supplier)
    at_once(lambda: write(project, sme, supplier), lambda: write(project, supplier, sme))
    assert Review.objects.filter(published_at__isnull=False).count() == 2
    assert Feedback.objects.filter(kind="rating").count() == 1
    assert Message.objects.filter(kind="review_published").count() == 2


def test_two_clocks_ask_once(sme: User, supplier: User) -> None:
    check = finished(sme, supplier).checks.get(stage="completion")
    type(check).objects.filter(pk=check.pk).update(due_on="2026-01-05")
    assert sorted(at_once(lambda: check_tick(check=check), lambda: check_tick(check=check))) == ["", "asked"]
    assert Message.objects.filter(kind="outcome_asked").count() == 1
