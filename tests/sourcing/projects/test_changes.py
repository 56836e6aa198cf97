"""Change orders: what one side proposes holds once the other has agreed, and not a day sooner."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.sourcing.choices import ChangeStatus
from matchmaker.sourcing.models import Project
from matchmaker.sourcing.projects import change_services as services
from matchmaker.sourcing.projects.errors import (
    ChangeOver,
    ChangeWaiting,
    NotYours,
)
from matchmaker.sourcing.tasks import sweep_timers
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing.projects.changing import FORM, answer, home, propose, url


@pytest.mark.parametrize("proposer", ["sme", "supplier"])
def test_either_side_proposes_and_the_other_agrees(
    project: Project, sme: User, supplier: User, rival: User, client_for: Browsers, proposer: str
) -> None:
    mine, other = (sme, supplier) if proposer == "sme" else (supplier, sme)
    assert client_for(mine).post(url("project_change", project.pk), FORM).status_code == 302
    row = project.changes.get()
    assert Message.objects.get(kind="change_proposed").recipient == other
    assert "답할 차례입니다" in client_for(other).get(url("project", project.pk)).content.decode()
    client_for(other).post(url("change_accept", row.pk))
    project.refresh_from_db()
    assert project.price_krw == 98_000_000
    assert set(Message.objects.filter(kind="change_closed").values_list("recipient", flat=True)) == {
        sme.pk,
        supplier.pk,
        rival.pk,
    }
    assert "9,800만원" in client_for(rival).get(url("project", project.pk)).content.decode()


def test_a_refused_withdrawn_or_waiting_change_changes_nothing(project: Project, sme: User, supplier: User) -> None:
    answer(propose(project, sme), supplier, accept=False)
    services.change_withdraw(change=propose(project, sme, text="다시"), by=home(sme), actor=sme)
    propose(project, sme, text="또")
    project.refresh_from_db()
    assert project.price_krw == 93_000_000
    assert sorted(project.changes.values_list("status", flat=True)) == ["proposed", "refused", "withdrawn"]


def test_nobody_answers_their_own_proposal_or_withdraws_the_others(
    project: Project, sme: User, supplier: User, client_for: Browsers
) -> None:
    row = propose(project, sme)
    with pytest.raises(NotYours):
        answer(row, sme, accept=True)
    with pytest.raises(NotYours):
        services.change_withdraw(change=row, by=home(supplier), actor=supplier)
    client_for(sme).post(url("change_accept", row.pk))
    row.refresh_from_db()
    assert row.status == ChangeStatus.PROPOSED


def test_the_same_proposal_again_is_the_same_and_one_of_a_kind_waits(
    project: Project, sme: User, supplier: User
) -> None:
    assert propose(project, sme) == propose(project, sme)
    assert Message.objects.filter(kind="change_proposed").count() == 1
    with pytest.raises(ChangeWaiting):
        propose(project, supplier, price_delta_krw=1_000_000)


def test_what_was_answered_stays_answered(project: Project, sme: User, supplier: User) -> None:
    row = answer(propose(project, sme), supplier, accept=True)
    assert answer(row, supplier, accept=True).status == ChangeStatus.ACCEPTED
    with pytest.raises(ChangeOver):
        answer(row, supplier, accept=False)
    with pytest.raises(ChangeOver):
        services.change_withdraw(change=row, by=home(sme), actor=sme)
    project.refresh_from_db()
    assert project.price_krw == 98_000_000


def test_silence_ends_a_proposal_after_five_working_days(project: Project, sme: User, supplier: User) -> None:
    row = propose(project, sme)
    with time_machine.travel(row.answer_by - timedelta(minutes=1), tick=False):
        sweep_timers()
        row.refresh_from_db()
        assert row.status == ChangeStatus.PROPOSED
    with time_machine.travel(row.answer_by + timedelta(minutes=1), tick=False):
        with pytest.raises(ChangeOver):
            answer(row, supplier, accept=True)
        sweep_timers()
        sweep_timers()
    row.refresh_from_db()
    assert (row.status, row.next_check_at) == (ChangeStatus.EXPIRED, None)
    assert Message.objects.filter(kind="change_closed").count() == 2


@pytest.mark.django_db(transaction=True)
def test_agreeing_and_withdrawing_at_once_one_wins(project: Project, sme: User, supplier: User) -> None:
    row = propose(project, sme)
    done = at_once(
        lambda: answer(row, supplier, accept=True),
        lambda: services.change_withdraw(change=row, by=home(sme), actor=sme),
        lambda: answer(row, supplier, accept=False),
    )
    assert sum(isinstance(one, ChangeOver) for one in done) == 2
    project.refresh_from_db()
    row.refresh_from_db()
    assert project.price_krw == (98_000_000 if row.status == ChangeStatus.ACCEPTED else 93_000_000)
    assert row.events.count() == 2


@pytest.mark.django_db(transaction=True)
def test_both_sides_proposing_at_once_one_waits(project: Project, sme: User, supplier: User) -> None:
    done = at_once(lambda: propose(project, sme), lambda: propose(project, supplier, price_delta_krw=1))
    assert sum(isinstance(one, ChangeWaiting) for one in done) == 1
    assert project.changes.count() == 1
