"""An invitation's link works once, in time, for the person it was sent to."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Invitation, Membership, User
from matchmaker.accounts.services import MOST_OPEN_INVITATIONS
from matchmaker.notifications.models import Delivery
from matchmaker.notifications.tasks import deliver, sweep_deliveries
from tests.cast import Browsers

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def invite(browser: Client, email: str = "Stranger@Example.com", role: str = "member") -> Any:
    return browser.post("/organisation/team/invite/", {"email": email, "role": role})


@pytest.fixture
def invitation(sme: User, client_for: Browsers) -> Invitation:
    invite(client_for(sme))
    return Invitation.objects.get()


def link(invitation: Invitation) -> str:
    return f"/organisation/invitation/{invitation.token}/"


def test_the_sweep_mails_the_link_once(invitation: Invitation) -> None:
    sweep_deliveries()
    sweep_deliveries()
    deliver(Delivery.objects.get().pk)
    letter = mail.outbox[0]
    assert letter.to == ["stranger@example.com"]
    assert link(invitation) in letter.body
    assert "한빛정밀" in letter.subject


def test_a_cancelled_invitation_is_not_mailed(invitation: Invitation, sme: User, client_for: Browsers) -> None:
    sweep_deliveries()
    queued = Delivery.objects.get().pk
    client_for(sme).post(f"/organisation/team/invitations/{invitation.pk}/cancel/")
    deliver(queued)
    assert mail.outbox == []
    assert client_for(sme).get(link(invitation)).status_code == 404


def test_the_addressee_joins_with_the_given_role(invitation: Invitation, stranger: User, client_for: Browsers) -> None:
    browser = client_for(stranger)
    assert "참여하기" in browser.get(link(invitation)).content.decode()
    assert browser.post(link(invitation)).url == "/"
    assert Membership.objects.get(user=stranger).role == Role.MEMBER


def test_the_link_works_once(invitation: Invitation, stranger: User, client_for: Browsers) -> None:
    browser = client_for(stranger)
    browser.post(link(invitation))
    assert browser.post(link(invitation)).url == "/"
    Membership.objects.filter(user=stranger).delete()
    assert browser.post(link(invitation)).status_code == 410
    assert not Membership.objects.filter(user=stranger).exists()


def test_somebody_else_cannot_join_with_it(invitation: Invitation, other_sme: User, client_for: Browsers) -> None:
    answer = client_for(other_sme).post(link(invitation))
    assert "초대 메일을 받은 주소로 다시 로그인해" in answer.content.decode()
    assert other_sme.memberships.count() == 1
    assert Invitation.objects.get().accepted_at is None


def test_a_visitor_is_shown_who_asks_and_comes_back_after_logging_in(invitation: Invitation, client: Client) -> None:
    page = client.get(link(invitation)).content.decode()
    assert "한빛정밀" in page
    assert f"next={link(invitation)}" in page
    assert client.post(link(invitation)).status_code == 200
    assert Invitation.objects.get().accepted_at is None


def test_after_seven_days_the_link_is_over(sme: User, stranger: User, client_for: Browsers) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        invite(client_for(sme))
        row = Invitation.objects.get()
        clock.shift(timedelta(days=7) - timedelta(seconds=1))
        assert client_for(stranger).get(link(row)).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert client_for(stranger).post(link(row)).status_code == 410
    assert not Membership.objects.filter(user=stranger).exists()


def test_inviting_twice_keeps_one_link_and_the_later_role(
    invitation: Invitation, sme: User, client_for: Browsers
) -> None:
    invite(client_for(sme), role="viewer")
    again = Invitation.objects.get()
    assert (again.token, again.role) == (invitation.token, Role.VIEWER)


def test_an_expired_invitation_is_replaced(invitation: Invitation, sme: User, client_for: Browsers) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    invite(client_for(sme))
    assert Invitation.objects.get().token != invitation.token


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x" * 300 + "@example.com", "sme@example.com"])
def test_a_bad_address_or_a_member_is_refused_beside_the_field(email: str, sme: User, client_for: Browsers) -> None:
    answer = invite(client_for(sme), email=email)
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors
    assert not Invitation.objects.exists()


def test_only_so_many_invitations_are_open_at_once(sme: User, client_for: Browsers) -> None:
    browser = client_for(sme)
    for number in range(MOST_OPEN_INVITATIONS):
        assert invite(browser, email=f"p{number}@example.com").status_code == 302
    assert invite(browser, email="one.more@example.com").status_code == 422


def test_a_rivals_owner_cannot_cancel_it(invitation: Invitation, other_sme: User, client_for: Browsers) -> None:
    answer = client_for(other_sme).post(f"/organisation/team/invitations/{invitation.pk}/cancel/")
    assert answer.status_code == 404
    assert Invitation.objects.exists()


def test_the_command_opens_a_programme_office_once(stranger: User) -> None:
    out = StringIO()
    for _ in range(2):
        call_command("create_programme", "지원센터", stranger.email, stdout=out)
        call_command("create_programme", "지원센터", "new@example.com", stdout=out)
    assert Membership.objects.get(user=stranger).organisation.kind == "programme"
    assert Invitation.objects.get().role == Role.OWNER
    with pytest.raises(CommandError):
        call_command("create_programme", "지원센터", "no address")


def test_signing_up_from_the_link_leads_back_to_it(invitation: Invitation, client: Client) -> None:
    data = {"email": "stranger@example.com", "password1": "correct horse battery", "next": link(invitation)}
    assert client.post("/accounts/signup/", data).url == link(invitation)
    assert client.post(link(invitation)).url == "/"
    assert Membership.objects.get(user__email="stranger@example.com").role == Role.MEMBER


def test_logging_out_of_another_account_leads_back_to_it(
    invitation: Invitation, other_sme: User, client_for: Browsers
) -> None:
    assert client_for(other_sme).post("/accounts/logout/", {"next": link(invitation)}).url == link(invitation)
