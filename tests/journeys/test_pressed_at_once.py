"""The same button pressed twice at the same moment on PostgreSQL: one press wins, both see the same result."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import pytest
from django.http import HttpResponse

from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback, MatchRun
from matchmaker.sourcing.models import Rfq, RfqInvitation
from tests import factories
from tests.at_once import at_once
from tests.cast import Browsers
from tests.matching.scenes import ask
from tests.sourcing.scenes import asked, invitation, package_of

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="needs PostgreSQL"),
]


def presses(user: User, client_for: Browsers, path: str, *forms: dict[str, str]) -> list[HttpResponse]:
    """The answers to these forms, each sent from a window of its own at the same moment."""
    windows = [client_for(user) for _form in forms]
    answers: list[Any] = at_once(
        *[partial(window.post, path, form) for window, form in zip(windows, forms, strict=True)]
    )
    assert [type(answer) for answer in answers if isinstance(answer, Exception)] == []
    return answers


def test_two_presses_on_request_quotes_lead_to_one_request(sme: User, supplier: User, client_for: Browsers) -> None:
    package = package_of(sme, supplier)
    answers = presses(sme, client_for, f"/packages/{package.pk}/request/", {"note": "a"}, {"note": "b"})
    rfq = Rfq.objects.get()
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, f"/requests/{rfq.pk}/")}
    assert RfqInvitation.objects.count() == 1


def test_two_presses_on_accept_are_one_answer(sme: User, supplier: User, client_for: Browsers) -> None:
    row = invitation(asked(sme, supplier), supplier)
    answers = presses(supplier, client_for, f"/invitations/{row.pk}/accept/", {}, {})
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, f"/invitations/{row.pk}/")}
    row.refresh_from_db()
    assert row.status == "accepted"
    assert Feedback.objects.filter(kind="accepted").count() == 1
    assert row.events.filter(to="accepted").count() == 1


def test_two_presses_on_confirm_make_one_version(sme: User, client_for: Browsers) -> None:
    need = ask(sme, "SOL-MES")
    type(need).objects.filter(pk=need.pk).update(status="draft")
    answers = presses(sme, client_for, f"/needs/{need.pk}/confirm/", {}, {})
    assert {answer.status_code for answer in answers} == {302}
    need.refresh_from_db()
    assert need.status == "checked"
    assert need.events.filter(to="checked").count() == 1


def test_two_presses_on_find_again_make_one_run(sme: User, client_for: Browsers) -> None:
    need = ask(sme, "SOL-MES")
    answers = presses(sme, client_for, f"/needs/{need.pk}/run/", {}, {})
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, f"/needs/{need.pk}/packages/")}
    assert MatchRun.objects.count() == 1


def test_two_administrators_at_once_decide_once(administrator: User, client_for: Browsers) -> None:
    firm = factories.supplier_user(email="new@example.com", firm="새봄자동화", status="applied")
    row = firm.memberships.get().organisation.supplier
    form = {"seen": "applied", "decision": "returned", "reason": "contact"}
    answers = presses(administrator, client_for, f"/programme/verification/{row.pk}/", form, form)
    assert {answer.status_code for answer in answers} == {302}
    row.refresh_from_db()
    assert row.status == "returned"
    assert row.events.filter(to="returned").count() == 1
