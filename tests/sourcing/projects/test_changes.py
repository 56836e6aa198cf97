"""Change orders: what one side proposes holds once the other has agreed, and not a day sooner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.lib.korea import is_working_day
from matchmaker.notifications.models import Message
from matchmaker.sourcing.choices import ChangeStatus
from matchmaker.sourcing.errors import SourcingError
from matchmaker.sourcing.models import ChangeOrder, Handover, Project
from matchmaker.sourcing.projects import change_services as services
from matchmaker.sourcing.projects.errors import (
    ChangeAbsurd,
    ChangeOver,
    ChangeWaiting,
    NobodyToTakeOver,
    NotYours,
    ProjectOver,
)
from matchmaker.sourcing.tasks import sweep_timers
from suppliers.models import Supplier
from tests import factories
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing import stages
from tests.sourcing.scenes import firm

FORM = {"kind": "price", "reason": "site", "text": "단말기 두 대를 더 답니다", "price_way": "1", "price": "500만원"}


@pytest.fixture
def third(reference: None) -> User:
    return factories.supplier_user(email="third@example.com", firm="라온오토")


@pytest.fixture
def project(sme: User, supplier: User, rival: User, third: User) -> Project:
    award = stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier, rival)))
    return stages.project(award, standby=third)


def propose(project: Project, user: User, **fields: Any) -> ChangeOrder:
    given = {"kind": "price", "reason": "site", "text": "더 답니다", "price_delta_krw": 5_000_000, **fields}
    if given["kind"] != "price" and "price_delta_krw" not in fields:
        given["price_delta_krw"] = 0
    return services.change_propose(project=project, by=home(user), actor=user, **given)


def home(user: User) -> Any:
    return user.memberships.get().organisation


def answer(row: ChangeOrder, user: User, *, accept: bool) -> ChangeOrder:
    return services.change_answer(change=row, by=home(user), actor=user, accept=accept)


def url(name: str, pk: int) -> str:
    return reverse(f"sourcing:{name}", args=[pk])


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


def test_members_strangers_and_rivals_have_no_say(
    project: Project, sme: User, rival: User, other_sme: User, third: User, client_for: Browsers
) -> None:
    row = propose(project, sme)
    for user in (rival, other_sme, third):
        assert client_for(user).post(url("project_change", project.pk), FORM).status_code == 404
        for name in ("change_accept", "change_refuse", "change_withdraw"):
            assert client_for(user).post(url(name, row.pk)).status_code == 404
    with pytest.raises(NotYours):
        propose(project, rival)


def test_an_agreed_delay_moves_what_has_not_come_yet(project: Project, sme: User, supplier: User) -> None:
    project.milestones.filter(kind="kick_off").update(status="met")
    before = dict(project.milestones.values_list("kind", "due_on"))
    answer(propose(project, supplier, kind="schedule", weeks_delta=3), sme, accept=True)
    after = dict(project.milestones.values_list("kind", "due_on"))
    assert after["kick_off"] == before["kick_off"]
    for kind in ("mid_check", "final_check", "completion", "after_care"):
        assert timedelta(weeks=3) <= after[kind] - before[kind] <= timedelta(weeks=3, days=10)
        assert is_working_day(after[kind])
    project.refresh_from_db()
    assert project.weeks == 19
    assert project.milestones.get(kind="completion").next_check_at.date() == after["completion"]


def test_sooner_keeps_the_order_and_never_lies_in_the_past(project: Project, sme: User, supplier: User) -> None:
    answer(propose(project, supplier, kind="schedule", weeks_delta=-15), sme, accept=True)
    days = list(project.milestones.values_list("due_on", flat=True))
    assert days == sorted(set(days))
    assert days[0] > timezone.localdate()


@pytest.mark.parametrize(
    "fields",
    [
        {"price_delta_krw": 0},
        {"price_delta_krw": -93_000_000},
        {"price_delta_krw": 93_000_001},
        {"kind": "schedule", "weeks_delta": 0},
        {"kind": "schedule", "weeks_delta": 53},
        {"kind": "schedule", "weeks_delta": -16},
    ],
)
def test_absurd_changes_are_refused(project: Project, sme: User, fields: dict[str, Any]) -> None:
    with pytest.raises(ChangeAbsurd):
        propose(project, sme, **fields)
    assert not project.changes.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"price": "-500만원"}, "0보다 작을 수 없습니다"),
        ({"price": "많이"}, "금액을 알아볼 수 없습니다"),
        ({"price": "9억"}, "두 배까지"),
        ({"price": ""}, "얼마나 달라지는지"),
        ({"price_way": ""}, "늘어나는지 줄어드는지"),
        ({"kind": "schedule", "weeks_way": "1", "weeks": "-3"}, "1부터 52까지"),
        ({"kind": "schedule", "weeks_way": "1", "weeks": "3.5"}, "1부터 52까지"),
        ({"kind": "schedule"}, "어떻게 달라지는지"),
        ({"kind": "member", "price_way": "", "price": ""}, "어느 부분을 바꾸는지"),
        ({"kind": "member"}, "따로 내 주세요"),
        ({"kind": "magic"}, "목록에서 골라 주세요"),
        ({"reason": ""}, "이유를 하나 골라 주세요"),
        ({"text": ""}, "상대가 알아볼 수 있게"),
        ({"kind": "member", "slot": "999999"}, ""),
        ({"kind": "member", "newcomer": "x"}, ""),
    ],
)
def test_bad_input_is_refused_beside_its_field(
    project: Project, sme: User, client_for: Browsers, fields: dict[str, str], words: str
) -> None:
    answer = client_for(sme).post(url("project_change", project.pk), {**FORM, **fields})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not project.changes.exists()


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


def test_two_changes_together_may_not_go_where_one_may_not(project: Project, sme: User, supplier: User) -> None:
    first = propose(project, sme, price_delta_krw=-60_000_000)
    second = propose(project, sme, kind="scope", text="줄입니다", price_delta_krw=-60_000_000)
    answer(first, supplier, accept=True)
    with pytest.raises(ChangeAbsurd):
        answer(second, supplier, accept=True)
    second.refresh_from_db()
    assert second.status == ChangeStatus.PROPOSED


def test_an_agreed_change_of_member_asks_the_standby(
    project: Project, sme: User, supplier: User, rival: User, third: User, client_for: Browsers
) -> None:
    slot = project.slots.get(supplier=firm(rival))
    sent = {"kind": "member", "reason": "member", "text": "교육을 맡을 사람이 없습니다", "slot": slot.pk}
    assert client_for(supplier).post(url("project_change", project.pk), sent).status_code == 302
    row = project.changes.get()
    assert row.newcomer == firm(third)
    client_for(sme).post(url("change_accept", row.pk))
    handover = Handover.objects.get()
    assert (handover.from_supplier, handover.to_supplier, handover.reason) == (firm(rival), firm(third), "change")
    assert handover.status == "requested"


def test_a_change_of_member_needs_somebody_fit(project: Project, sme: User, rival: User, third: User) -> None:
    slot = project.slots.get(supplier=firm(rival))
    member = {"kind": "member", "slot": slot, "reason": "member"}
    with pytest.raises(SourcingError):
        propose(project, sme, **member, newcomer=firm(rival))
    Supplier.objects.filter(pk=firm(third).pk).update(status="suspended")
    slot.refresh_from_db()
    with pytest.raises(SourcingError):
        propose(project, sme, **member)
    slot.standby = None
    slot.save()
    with pytest.raises(NobodyToTakeOver):
        propose(project, sme, **member)


def test_over_is_over(project: Project, sme: User) -> None:
    Project.objects.filter(pk=project.pk).update(status="operating")
    with pytest.raises(ProjectOver):
        propose(project, sme, kind="schedule", weeks_delta=1)
    Project.objects.filter(pk=project.pk).update(status="closed")
    with pytest.raises(ProjectOver):
        propose(project, sme)


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
