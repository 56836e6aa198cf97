"""An active award becomes a project, once, with a standby for every slot that can have one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matchmaker.accounts.models import User
from matchmaker.lib.korea import is_working_day
from matchmaker.matching.models import PackageItem
from matchmaker.notifications.models import Message
from matchmaker.sourcing.choices import MilestoneKind, ProjectStatus
from matchmaker.sourcing.models import Award, Project
from matchmaker.sourcing.projects.planning import due_dates
from matchmaker.sourcing.projects.services import project_start
from suppliers.models import Offer, Supplier
from tests import factories
from tests.at_once import at_once
from tests.sourcing import stages
from tests.sourcing.scenes import firm


def award_of(sme: User, *members: User, **terms: Any) -> Award:
    return stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, *members), **terms))


def stand_by(award: Award, slot: int, *users: User, **fields: Any) -> list[Offer]:
    """Offers of these suppliers become the standbys of a slot, best first."""
    item = PackageItem.objects.get(package=award.quote.rfq.package, slot=slot)
    offers = [factories.offer(firm(user), item.codes[0], **fields) for user in users]
    item.standbys = [offer.pk for offer in offers]
    item.save()
    return offers


def test_price_terms_slots_and_milestones_come_from_the_quote(sme: User, supplier: User, rival: User) -> None:
    award = award_of(sme, supplier, rival, delivery_weeks=20, onsite_hours=8, warranty_months=24)
    project = project_start(award=award, actor=sme)
    assert project.price_krw == 93_000_000 + 9_300_000
    assert (project.weeks, project.onsite_hours, project.warranty_months) == (20, 8, 24)
    assert project.lead == firm(supplier)
    assert project.status == ProjectStatus.PLANNED
    assert [(row.slot, row.supplier, row.codes) for row in project.slots.all()] == [
        (0, firm(supplier), ["SOL-MES"]),
        (1, firm(rival), ["SVC-TRAIN"]),
    ]
    assert [row.kind for row in project.milestones.all()] == MilestoneKind.values
    assert all(row.next_check_at for row in project.milestones.all())


def test_dates_fall_on_working_days_one_after_another_however_short_the_time() -> None:
    for weeks in (1, 2, 3, 16, 52):
        days = list(due_dates(date(2026, 9, 21), weeks).values())  # before the harvest holidays
        assert days == sorted(set(days))
        assert all(is_working_day(day) for day in days)
    assert due_dates(date(2026, 3, 2), 16)["completion"] == date(2026, 6, 22)


def test_starting_twice_is_one_project(sme: User, supplier: User) -> None:
    award = award_of(sme, supplier)
    assert project_start(award=award, actor=sme) == project_start(award=award, actor=None)
    assert Project.objects.count() == 1
    assert Message.objects.filter(kind="project_started").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_make_one_project(sme: User, supplier: User) -> None:
    award = award_of(sme, supplier)
    made = at_once(*[lambda: project_start(award=award, actor=sme)] * 3)
    assert len({row.pk for row in made}) == 1
    assert Project.objects.get().milestones.count() == 5


def test_slots_left_out_of_a_reduced_scope_are_not_in_the_project(sme: User, supplier: User, rival: User) -> None:
    award = award_of(sme, supplier, rival, scope="reduced", left_out=[1])
    assert [row.slot for row in project_start(award=award, actor=sme).slots.all()] == [0]


def test_the_best_standby_that_can_take_over_is_named(sme: User, supplier: User, rival: User, third: User) -> None:
    award = award_of(sme, supplier)
    stand_by(award, 0, supplier, rival, third)
    Supplier.objects.filter(pk=firm(rival).pk).update(status="suspended")
    assert project_start(award=award, actor=sme).slots.get().standby == firm(third)


def test_nobody_stands_by_with_a_hidden_offer(sme: User, supplier: User, rival: User) -> None:
    award = award_of(sme, supplier)
    stand_by(award, 0, rival, status="hidden")
    assert project_start(award=award, actor=sme).slots.get().standby is None


def test_a_refilled_slot_takes_its_new_member_and_offer(sme: User, supplier: User, rival: User) -> None:
    award = award_of(sme, supplier)
    (own, other) = (award.quote.rfq.invitations.get(), factories.offer(firm(rival), "SOL-MES"))
    told = [{"slot": 0, "codes": ["SOL-MES"], "offer": other.pk, "must": True}]
    own.slots, own.supplier = told, firm(rival)
    own.save()
    award.quote.parts.update(supplier=firm(rival))
    stand_by(award, 0, rival, supplier)
    row = project_start(award=award, actor=sme).slots.get()
    assert (row.supplier, row.offer, row.standby) == (firm(rival), other, firm(supplier))


def test_everybody_in_it_is_told_in_words_for_their_side(sme: User, supplier: User, rival: User) -> None:
    project = project_start(award=award_of(sme, supplier, rival), actor=sme)
    told = Message.objects.filter(kind="project_started", url=f"/projects/{project.pk}/")
    assert {(row.recipient, row.payload["side"]) for row in told} == {
        (sme, "demand"),
        (supplier, "supplier"),
        (rival, "supplier"),
    }
