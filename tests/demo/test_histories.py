"""Every log-in of the demo finds its later stages filled, by rows that the clock leaves in peace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from matchmaker.accounts.models import Organisation, User
from matchmaker.coverage.models import Referral, ReportSchedule
from matchmaker.demo.market import build_market
from matchmaker.demo.seeding import LOGINS, market_seed
from matchmaker.meetings.models import MatchingDay
from matchmaker.notifications.models import Message
from matchmaker.reference.models import Programme
from matchmaker.sourcing.models import (
    Award,
    Escalation,
    LossNote,
    Milestone,
    Project,
    Quote,
    QuotePart,
    Review,
    ServiceTicket,
)
from matchmaker.sourcing.outcomes.selectors import check_counts, ratings_of
from matchmaker.sourcing.quotes.costing import totals_of
from matchmaker.sourcing.tasks import sweep_timers
from suppliers.models import Supplier
from tests.cast import Browsers


@pytest.fixture(scope="module")
def one_market(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Seeded once for this file, since it takes its time; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        market_seed(build_market(2019, suppliers=160, firms=64, needs=2), quiet=True)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def seeded(one_market: None, db: None) -> None:
    """What a test writes is undone after it; the market stays."""


def login(who: str) -> User:
    return User.objects.get(email=LOGINS[who])


def home(who: str) -> Organisation:
    return login(who).memberships.get().organisation


@pytest.fixture
def clients(seeded: None, client_for: Browsers) -> dict[str, Client]:
    return {who: client_for(login(who)) for who in LOGINS}


def test_the_sme_has_quotes_to_compare_seals_to_wait_for_and_an_award_on_condition(clients: dict[str, Client]) -> None:
    mine = Quote.objects.filter(rfq__need__firm__organisation=home("sme"))
    opened = list(mine.filter(status="opened"))
    assert len(opened) == 3
    assert len({totals_of(quote).build_krw for quote in opened}) == 3
    missing = [{gap.of for gap in totals_of(quote).missing} for quote in opened]
    assert not missing[0]
    assert {"training", 1} <= missing[1]  # and no upkeep in any year
    assert mine.filter(status="submitted", opened_at=None, rfq__round__sealed=True).count() == 2
    award = Award.objects.get(need__firm__organisation=home("sme"), status="conditional")
    assert award.programme is not None
    assert award.result_by is not None
    for quote in opened:
        assert clients["sme"].get(f"/quotes/{quote.pk}/").status_code == 200
    sealed = mine.filter(status="submitted").first()
    assert sealed is not None
    assert clients["sme"].get(f"/quotes/{sealed.pk}/").status_code == 404


def test_budgets_are_used_and_every_plan_is_marked_as_made_up() -> None:
    plans = Programme.objects.filter(plan_krw__isnull=False)
    assert plans
    assert not plans.filter(plan_simulated=False)
    granted = Award.objects.filter(status="active", programme__in=plans)
    assert granted.count() >= 5
    assert set(granted.values_list("programme_result", flat=True)) == {"approved"}


def test_both_sides_have_one_project_being_built_and_one_in_operation(clients: dict[str, Client]) -> None:
    projects = {row.status: row for row in Project.objects.filter(need__firm__organisation=home("sme"))}
    assert set(projects) == {"building", "operating"}
    stones = Milestone.objects.filter(project=projects["building"]).values_list("status", flat=True)
    assert {"met", "missed"} <= set(stones)
    running = projects["operating"]
    tickets = ServiceTicket.objects.filter(project=running)
    assert (tickets.count(), tickets.exclude(breached_at=None).count()) == (3, 1)
    assert {check.status for check in running.checks.all()} == {"answered", "asked", "waiting"}
    assert running.reviews.count() == 2
    for who in ("sme", "supplier"):
        for project in projects.values():
            assert clients[who].get(f"/projects/{project.pk}/").status_code == 200
            assert clients[who].get(f"/projects/{project.pk}/outcome/").status_code == 200


def test_the_supplier_has_lines_to_write_and_a_loss_to_learn_from(clients: dict[str, Client]) -> None:
    part = QuotePart.objects.get(supplier__organisation=home("supplier"), quote__status="draft")
    assert (part.signed_at, part.lines.count()) == (None, 0)
    assert clients["supplier"].get(f"/quotes/{part.quote_id}/").status_code == 200
    assert LossNote.objects.filter(quote__parts__supplier__organisation=home("supplier")).count() == 1


def test_the_administrator_has_escalations_and_sees_who_answered(clients: dict[str, Client]) -> None:
    assert Escalation.objects.count() == 3
    assert check_counts(home("administrator"))["missed"] > 0
    assert clients["administrator"].get("/outcomes/").status_code == 200


def test_the_administrator_finds_something_on_every_page_of_the_desk(clients: dict[str, Client]) -> None:
    client = clients["administrator"]
    award = Award.objects.get(quote__review="held")
    assert list(award.quote.flags.filter(verdict="raised").values_list("rule", flat=True)) == ["words"]
    assert client.get(f"/programme/flags/{award.quote_id}/").status_code == 200
    day = MatchingDay.objects.get()
    assert day.proven
    assert day.meetings.count() >= 10
    assert day.guests.filter(checked_in_at=None).exists()
    assert day.guests.exclude(checked_in_at=None).count() >= 3
    assert client.get(f"/programme/days/{day.pk}/").status_code == 200
    assert clients["sme"].get(f"/days/{day.pk}/").status_code == 200
    referral = Referral.objects.get()
    assert (referral.status, referral.adviser) == ("referred", login("administrator"))
    assert ReportSchedule.objects.get().view.name in client.get("/programme/views/").content.decode()


def test_ratings_differ_and_nobody_has_full_marks(seeded: None) -> None:
    shown = ratings_of(Supplier.objects.values_list("pk", flat=True)).values()
    rated = [row for row in shown if row.n]
    assert len(rated) >= 10
    assert len({round(row.mean, 2) for row in rated}) >= 8
    assert max(row.mean for row in shown) < 5


def test_everything_is_marked_as_simulated_and_the_clock_finds_nothing_left_undone(seeded: None) -> None:
    assert not Organisation.objects.filter(simulated=False).exists()
    sweep_timers()
    assert not Message.objects.filter(kind__in=["milestone_missed", "outcome_missed", "ticket_breached"]).exists()
    assert sweep_timers() == 0
    assert Review.objects.filter(published_at=None).count() == 0
