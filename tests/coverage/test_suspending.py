"""Suspension: at once out of everything open, told, and over by itself on the day after its last."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.coverage.tasks import sweep_timers
from matchmaker.lib.transitions import MoveRefused
from matchmaker.notifications.models import Message
from matchmaker.sourcing.models import Quote, RfqInvitation
from suppliers.models import Supplier
from suppliers.standing import EndNeeded, supplier_suspend, suspension_change
from suppliers.verification import OwnFirm, ReasonNeeded
from tests import factories
from tests.cast import Browsers
from tests.sourcing.scenes import asked, firm, invitation
from tests.sourcing.stages import accepted_rfq, opened_quote


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def whole(supplier: User) -> Supplier:
    row = firm(supplier)
    Supplier.objects.filter(pk=row.pk).update(phone="02-123-4567", verified_at=timezone.now())
    Organisation.objects.filter(pk=row.organisation_id).update(business_number="1248100998")
    factories.offer(row, "SOL-MES")
    return Supplier.objects.select_related("organisation").get(pk=row.pk)


def told(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def press(client_for: Browsers, administrator: User, row: Supplier, **data: object) -> int:
    sent = {"reason": "promises", "until": in_days(30).isoformat(), **data}
    return client_for(administrator).post(f"/programme/verification/{row.pk}/suspend/", sent).status_code


def test_an_open_invitation_is_void_at_once_and_both_hear(
    whole: Supplier, sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    row = invitation(asked(sme, supplier), supplier)
    assert press(client_for, administrator, whole) == 302
    row.refresh_from_db()
    whole.refresh_from_db()
    assert (whole.status, whole.suspended_until, row.status, row.reason) == (
        "suspended", in_days(30), "void", "suspended"
    )  # fmt: skip
    assert "rfq_withdrawn" in told(sme)
    assert {"rfq_suspended", "verification_decided"} <= set(told(supplier))
    line = AuditEntry.objects.get(action="decided", target_kind="suppliers.supplier")
    assert (line.actor, line.detail["to"], line.detail["reason"]) == (administrator, "suspended", "promises")


def test_an_open_quote_no_longer_stands_and_the_firm_hears(
    whole: Supplier, sme: User, supplier: User, rival: User, administrator: User, client_for: Browsers
) -> None:
    alone = opened_quote(accepted_rfq(sme, supplier))
    joint = opened_quote(accepted_rfq(sme, supplier, rival))
    press(client_for, administrator, whole)
    assert {row.status for row in Quote.objects.filter(pk__in=[alone.pk, joint.pk])} == {"withdrawn"}
    draft = Quote.objects.get(rfq=joint.rfq, status="draft")
    assert [part.supplier for part in draft.parts.all()] == [firm(rival)]
    assert told(sme).count("quote_withdrawn") == 2
    assert not RfqInvitation.objects.filter(supplier=whole, status__in=["sent", "seen", "accepted"]).exists()


def test_it_lifts_itself_on_the_day_after_and_once(whole: Supplier, supplier: User, administrator: User) -> None:
    supplier_suspend(supplier=whole, actor=administrator, reason="silent", until=in_days(30))
    with time_machine.travel(timezone.make_aware(timezone.datetime(*in_days(30).timetuple()[:3], 23, 59))):
        assert sweep_timers() == 0
    with time_machine.travel(timezone.make_aware(timezone.datetime(*in_days(31).timetuple()[:3], 0, 1))):
        assert (sweep_timers(), sweep_timers()) == (1, 0)
    whole.refresh_from_db()
    event = whole.events.first()
    assert (whole.status, whole.suspended_until, event.to, event.reason, event.actor) == (
        "verified", None, "verified", "ended", None
    )  # fmt: skip
    assert [row.payload["decision"] for row in Message.objects.order_by("pk")] == ["suspended", "lifted"]


def test_a_listing_with_holes_goes_back_to_the_firm(whole: Supplier, administrator: User) -> None:
    supplier_suspend(supplier=whole, actor=administrator, reason="silent", until=in_days(1))
    whole.offers.update(status="hidden")
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        sweep_timers()
    whole.refresh_from_db()
    assert (whole.status, whole.events.first().reason, whole.verified_at) == ("returned", "incomplete", None)


def test_the_end_can_be_moved_and_the_old_one_is_forgotten(whole: Supplier, administrator: User) -> None:
    supplier_suspend(supplier=whole, actor=administrator, reason="silent", until=in_days(10))
    for _ in range(2):
        suspension_change(supplier=whole, actor=administrator, until=in_days(50))
    assert whole.events.count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        assert sweep_timers() == 0
    with time_machine.travel(timezone.now() + timedelta(days=52)):
        assert sweep_timers() == 1


@pytest.mark.parametrize("data", [{"until": ""}, {"until": "2020-01-01"}, {"until": "3000-01-01"}, {"reason": "x"}])
def test_bad_input_says_so_by_the_field(
    whole: Supplier, administrator: User, client_for: Browsers, data: dict[str, str]
) -> None:
    assert press(client_for, administrator, whole, **data) == 422
    whole.refresh_from_db()
    assert whole.status == "verified"


def test_nobody_suspends_without_an_end_a_reason_or_ones_own_firm_or_twice(
    whole: Supplier, administrator: User
) -> None:
    with pytest.raises(EndNeeded):
        supplier_suspend(supplier=whole, actor=administrator, reason="silent", until=in_days(0))
    with pytest.raises(ReasonNeeded):
        supplier_suspend(supplier=whole, actor=administrator, reason="evidence", until=in_days(5))
    supplier_suspend(supplier=whole, actor=administrator, reason="silent", until=in_days(5))
    with pytest.raises(MoveRefused):
        supplier_suspend(supplier=whole, actor=administrator, reason="silent", until=in_days(5))
    Membership.objects.create(user=administrator, organisation=whole.organisation)
    with pytest.raises(OwnFirm):
        suspension_change(supplier=whole, actor=administrator, until=in_days(9))


@pytest.mark.parametrize("who", ["sme", "supplier", "rival", "stranger"])
def test_strangers_get_404(whole: Supplier, client_for: Browsers, request: pytest.FixtureRequest, who: str) -> None:
    client = client_for(request.getfixturevalue(who))
    for verb in ("suspend", "renew"):
        assert client.post(f"/programme/verification/{whole.pk}/{verb}/").status_code == 404
    whole.refresh_from_db()
    assert whole.status == "verified"


def test_the_queue_has_a_list_for_each_case(whole: Supplier, administrator: User, client_for: Browsers) -> None:
    page = lambda show: client_for(administrator).get(f"/programme/verification/?show={show}").content.decode()  # noqa: E731
    assert "가온시스템" not in page("due")
    Supplier.objects.update(reverify_at=timezone.now())
    assert "가온시스템" in page("due")
    whole.approvals.create(facts={"profile": {"about": "전"}})
    whole.offers.update(changed_at=timezone.now())
    assert "2곳 달라짐" in page("changed")
    supplier_suspend(supplier=whole, actor=administrator, reason="silent", until=in_days(5))
    assert "가온시스템" in page("suspended")
    assert "기다리는 회사가 없습니다" in page("strange")
