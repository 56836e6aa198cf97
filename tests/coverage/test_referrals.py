"""Referrals: asked in kind words, handed to somebody who may see the firm, with a clock, closed with a code."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.models import Organisation, User
from matchmaker.coverage.models import Referral
from matchmaker.coverage.referrals.services import ReferralRefused, referral_ask, referral_hand, referral_move
from matchmaker.coverage.tasks import sweep_timers
from matchmaker.notifications.models import Message
from tests import factories
from tests.cast import Browsers

MONDAY = timezone.make_aware(datetime(2026, 11, 30, 10))


@pytest.fixture
def need(sme: User) -> Need:
    return factories.need(sme, title="생산실적을 바로 보고 싶어요")


@pytest.fixture
def adviser(administrator: User) -> User:
    return factories.member_of(administrator.organisations.get(), "adviser@example.com", "member")


def told(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def handed(need: Need, by: User, **fields: object) -> Referral:
    return referral_hand(need=need, office=by.organisations.get(), actor=by, **fields)


def test_a_firm_asks_on_its_page_once_and_reads_who_helps_by_when(
    need: Need, sme: User, administrator: User, adviser: User, client_for: Browsers
) -> None:
    with time_machine.travel(MONDAY):
        client = client_for(sme)
        assert client.post(f"/programme/help/{need.pk}/", {}).status_code == 422
        for _ in range(2):
            client.post(f"/programme/help/{need.pk}/", {"reason": "stuck", "words": "뭘 먼저 해야 할지"})
        row = Referral.objects.get()
        assert "맡을 사람을 찾고 있습니다" in client.get(f"/programme/help/{need.pk}/").content.decode()
        assert told(administrator) == ["referral_asked"]
        office = client_for(administrator)
        assert "뭘 먼저 해야 할지" in office.get(f"/programme/referrals/{row.pk}/").content.decode()
        sent = {"adviser": adviser.pk, "reason": "stuck", "note": "사장님이 현장에 계심"}
        assert office.post(f"/programme/referrals/{row.pk}/", sent).status_code == 302
        page = client.get(f"/programme/help/{need.pk}/").content.decode()
    assert "12월 3일(목) 오후 6시" in page
    assert "사장님이 현장에" not in page
    assert (told(sme), told(adviser)[-1]) == (["referral_moved"], "referral_yours")


def test_an_unmet_need_is_handed_to_a_centre_outside(
    need: Need, sme: User, administrator: User, client_for: Browsers
) -> None:
    client, where = client_for(administrator), f"/programme/needs/{need.pk}/refer/"
    for bad in ({"reason": "unmet"}, {"reason": "unmet", "centre": "경남테크노파크"}, {"adviser": "x"}):
        assert client.post(where, bad).status_code == 422
    client.post(where, {"reason": "unmet", "centre": "경남테크노파크", "contact": "055-123-4567"})
    row = Referral.objects.get()
    assert (row.status, row.adviser, row.centre) == ("referred", None, "경남테크노파크")
    assert "055-123-4567" in client_for(sme).get(f"/programme/help/{need.pk}/").content.decode()
    assert client.get(where).url == f"/programme/referrals/{row.pk}/"


def test_only_people_who_may_see_the_firm_are_advisers(
    need: Need, administrator: User, supplier: User, adviser: User
) -> None:
    far = Organisation.objects.create(kind="programme", name="강원테크노파크", scope="51")
    stranger = factories.member_of(far, "far@example.com")
    analyst = factories.member_of(administrator.organisations.get(), "figures@example.com", "analyst")
    for who in (supplier, stranger, analyst):
        with pytest.raises(ReferralRefused):
            handed(need, administrator, adviser=who)
    assert not Referral.objects.exists()
    near = Organisation.objects.create(kind="programme", name="경남테크노파크", scope="48")
    assert handed(need, administrator, adviser=factories.member_of(near, "near@example.com")).status == "referred"


def test_the_clock_reminds_once_and_says_so_kindly(
    need: Need, sme: User, administrator: User, adviser: User, client_for: Browsers
) -> None:
    with time_machine.travel(MONDAY):
        handed(need, administrator, adviser=adviser)
    with time_machine.travel(MONDAY + timedelta(days=2)):
        assert sweep_timers() == 0
    with time_machine.travel(MONDAY + timedelta(days=4)):
        assert (sweep_timers(), sweep_timers()) == (1, 0)
        assert "죄송합니다" in client_for(sme).get(f"/programme/help/{need.pk}/").content.decode()
    late = Message.objects.filter(payload__late=True)
    assert sorted(late.values_list("kind", "recipient")) == sorted(
        [("referral_asked", administrator.pk), ("referral_asked", adviser.pk), ("referral_yours", adviser.pk)]
    )


def test_contact_and_end_are_steps_with_a_code_and_another_may_follow(
    need: Need, sme: User, administrator: User, adviser: User, client_for: Browsers
) -> None:
    row = handed(need, administrator, adviser=adviser)
    client, where = client_for(adviser), f"/programme/referrals/{row.pk}"
    client.post(f"{where}/contacted/")
    client.post(f"{where}/done/", {"result": ""})
    for _ in range(2):
        client.post(f"{where}/done/", {"result": "rewritten"})
    client.post(f"{where}/strange/")
    row.refresh_from_db()
    assert (row.status, row.result, row.next_check_at) == ("done", "rewritten", None)
    assert [event.to for event in row.events.all()] == ["done", "contacted", "referred", "asked"]
    assert told(sme) == ["referral_moved"] * 3
    with pytest.raises(ReferralRefused):
        referral_move(referral=row, actor=adviser, to="cancelled")
    assert referral_ask(need=need, actor=sme, reason="money").pk != row.pk


def test_it_can_be_handed_to_somebody_else_before_contact(need: Need, administrator: User, adviser: User) -> None:
    row = handed(need, administrator, adviser=adviser)
    again = handed(need, administrator, centre="센터", contact="1")
    assert (again.pk, again.adviser, again.centre) == (row.pk, None, "센터")
    referral_move(referral=again, actor=administrator, to="contacted")
    with pytest.raises(ReferralRefused):
        handed(need, administrator, adviser=adviser)


def test_the_firm_takes_it_back(need: Need, sme: User, administrator: User, client_for: Browsers) -> None:
    referral_ask(need=need, actor=sme, reason="money")
    client_for(sme).post(f"/programme/help/{need.pk}/cancel/")
    assert Referral.objects.get().status == "cancelled"
    assert client_for(sme).post(f"/programme/help/{need.pk}/cancel/").status_code == 404


def test_strangers_and_other_regions_see_nothing(
    need: Need, sme: User, other_sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    row = referral_ask(need=need, actor=sme, reason="money")
    for who in (other_sme, supplier):
        assert client_for(who).get(f"/programme/help/{need.pk}/").status_code == 404
        assert client_for(who).get(f"/programme/referrals/{row.pk}/").status_code == 404
    Organisation.objects.filter(kind="programme").update(scope="11")
    client = client_for(administrator)
    assert client.get(f"/programme/referrals/{row.pk}/").status_code == 404
    assert client.get(f"/programme/needs/{need.pk}/refer/").status_code == 404
    assert "생산실적" not in client.get("/programme/referrals/").content.decode()
