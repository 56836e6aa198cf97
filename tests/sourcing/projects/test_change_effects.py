"""What an agreed change moves: the dates that have not come yet, and who does the work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.lib.korea import is_working_day
from matchmaker.sourcing.errors import SourcingError
from matchmaker.sourcing.models import Handover, Project
from matchmaker.sourcing.projects.errors import (
    NobodyToTakeOver,
)
from suppliers.models import Supplier
from tests.cast import Browsers
from tests.sourcing.projects.changing import answer, propose, url
from tests.sourcing.scenes import firm


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
