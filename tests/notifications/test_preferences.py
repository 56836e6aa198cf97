"""A person chooses what reaches them by e-mail; the inbox keeps everything, and deadlines cannot be switched off."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Page

from matchmaker.accounts.models import User
from matchmaker.notifications.attending import preferences_save, unsubscribe_token
from matchmaker.notifications.choices import INBOX_KINDS, Cadence, DeliveryStatus
from matchmaker.notifications.groups import DEADLINE, Group, group_of
from matchmaker.notifications.models import Delivery, Message, Preference
from matchmaker.notifications.tasks import deliver, sweep_deliveries
from tests.browser import grave_violations
from tests.cast import Browsers
from tests.notifications.test_sending import tell
from tests.notifications.test_wording import PAYLOAD
from tests.query_budgets import assert_budget

PAGE = "/inbox/preferences/"


REST = {"quiet_from": "21:00", "quiet_until": "08:00", "zone": "Asia/Seoul", "daily_cap": "8"}


def chosen(**different: str) -> dict[str, str]:
    cadences = {**dict.fromkeys(set(Group.values) - {"office"}, Cadence.AT_ONCE.value), **different}
    return {**REST, **{f"news-{group}": cadence for group, cadence in cadences.items()}}


def letter_of(user: User, kind: str) -> mail.EmailMultiAlternatives:
    tell(user, kind=kind, payload=PAYLOAD, dedupe_key=kind)
    deliver(Delivery.objects.latest("pk").pk)
    return mail.outbox[-1]


def one_click(letter: mail.EmailMultiAlternatives) -> str:
    """The address as a mail program reads it, from the bytes that went out."""
    header = message_from_bytes(letter.message().as_bytes(), policy=policy.default)["List-Unsubscribe"]
    return re.fullmatch(r"<https?://[^/]+(/\S+)>", header.strip()).group(1)


def test_every_kind_has_one_group_or_a_deadline() -> None:
    for kind in INBOX_KINDS:
        assert (group_of(kind) is None) == (kind in DEADLINE)


def test_a_group_switched_off_sends_nothing_and_the_inbox_keeps_it(sme: User, client_for: Browsers) -> None:
    assert client_for(sme).post(PAGE, chosen(matches="off")).url == PAGE
    assert tell(sme) == 1
    assert tell(sme) == 0
    assert sweep_deliveries() == 0
    assert Delivery.objects.get().status == DeliveryStatus.OFF
    assert "MES 도입" in client_for(sme).get("/inbox/").content.decode()


def test_other_groups_and_other_people_are_not_touched(sme: User, other_sme: User) -> None:
    preferences_save(user=sme, cadences={"matches": "off"})
    tell(sme, kind="review_published", payload=PAYLOAD, dedupe_key="a")
    tell(other_sme, dedupe_key="b")
    assert set(Delivery.objects.values_list("status", flat=True)) == {DeliveryStatus.QUEUED}


def test_a_letter_that_still_waits_is_stopped_and_a_sent_one_stays_sent(sme: User) -> None:
    tell(sme, dedupe_key="sent")
    deliver(Delivery.objects.get().pk)
    tell(sme, dedupe_key="waits")
    preferences_save(user=sme, cadences={"matches": "off"})
    assert list(Delivery.objects.order_by("pk").values_list("status", flat=True)) == ["sent", "off"]


def test_what_has_a_deadline_goes_out_whatever_was_chosen(sme: User) -> None:
    preferences_save(user=sme, cadences=dict.fromkeys(Group.values, "off"))
    for kind in sorted(DEADLINE):
        letter = letter_of(sme, kind)
        assert "List-Unsubscribe" not in letter.message()
        assert "답할 기한이 있는 일은 늘" in letter.body
        assert PAGE in letter.body
        assert PAGE in letter.alternatives[0][0]
    assert len(mail.outbox) == len(DEADLINE)


@pytest.mark.parametrize("kind", sorted(INBOX_KINDS - DEADLINE))
def test_one_click_in_a_real_letter_stops_its_group_without_a_log_in(kind: str, sme: User) -> None:
    letter = letter_of(sme, kind)
    assert letter.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = one_click(letter)
    assert address in letter.body
    assert address in letter.alternatives[0][0]
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Preference.objects.values_list("user", "group", "cadence")) == [(sme.pk, group_of(kind), "off")]


def test_opening_the_link_only_shows_a_button(sme: User, client: Client) -> None:
    sme.language = "en"
    sme.save()
    page = client.get(one_click(letter_of(sme, "run_failed"))).content.decode()
    assert '<form method="post">' in page
    assert "Stop these e-mails" in page
    assert sme.email not in page
    assert not Preference.objects.exists()


def test_a_forged_link_and_one_of_somebody_gone_are_404(sme: User, client: Client) -> None:
    token = unsubscribe_token(user_id=sme.pk, groups=["matches"])
    assert client.post(f"/inbox/unsubscribe/{token[:-1]}x/").status_code == 404
    assert client.post(f"/inbox/unsubscribe/{unsubscribe_token(user_id=sme.pk, groups=['all'])}/").status_code == 404
    sme.is_active = False
    sme.save()
    assert client.post(f"/inbox/unsubscribe/{token}/").status_code == 404
    assert not Preference.objects.exists()


def test_bad_choices_are_refused_and_nothing_is_half_written(sme: User, client_for: Browsers) -> None:
    answer = client_for(sme).post(PAGE, chosen(quotes="hourly", matches="off"))
    assert answer.status_code == 422
    assert "quotes" in answer.context["form"].errors
    assert not Preference.objects.exists()


def test_the_page_shows_what_holds_and_is_linked_from_the_inbox(sme: User, client_for: Browsers) -> None:
    preferences_save(user=sme, cadences={"matches": "off"})
    browser = client_for(sme)
    assert browser.get(PAGE).context["form"]["matches"].initial == "off"
    assert PAGE in browser.get("/inbox/").content.decode()
    assert "office" not in browser.get(PAGE).context["form"].fields
    assert_budget(browser, PAGE, "notifications:preferences")


@pytest.mark.browser
def test_the_page_leaves_the_browsers_own_words_alone(
    sme: User, page: Page, live_server: Any, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    """A box named ``matches`` stood in the way of ``form.matches``, and every script of the page gave up."""
    sign_in(sme)
    page.goto(live_server.url + PAGE)
    assert grave_violations(page) == []
    assert complaints == []


def test_an_administrator_may_choose_for_the_office_too(administrator: User, client_for: Browsers) -> None:
    client_for(administrator).post(PAGE, chosen(office="off"))
    tell(administrator, kind="verification_applied", payload=PAYLOAD)
    assert Message.objects.count() == 1
    assert Delivery.objects.get().status == DeliveryStatus.OFF
