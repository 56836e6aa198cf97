"""Notices on a phone: only registered texts, only to proved numbers, and by e-mail where they do not get through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.notifications import alimtalk
from matchmaker.notifications.alimtalk_standin import StandIn
from matchmaker.notifications.choices import INBOX_KINDS, Channel, DeliveryStatus
from matchmaker.notifications.models import Delivery, Phone, Preference
from matchmaker.notifications.phones import MOST_CODES_A_DAY, groups_choose
from matchmaker.notifications.tasks import deliver
from tests.cast import Browsers
from tests.notifications.test_sending import tell
from tests.notifications.test_wording import PAYLOAD

PAGE = "/inbox/phone/"
WHEN = "2026-11-24T18:00:00+09:00"
MORE = dict.fromkeys(["due_by", "due_at", "ends_at", "decide_by", "confirm_by", "answer_by"], WHEN)
MORE |= {"lead": "가온시스템", "by": "가온시스템"}


@pytest.fixture
def dealer(settings: Any, tmp_path: Path) -> Iterator[StandIn]:
    standin = StandIn(key="k", folder=tmp_path / "alimtalk").start()
    settings.ALIMTALK_URL, settings.ALIMTALK_KEY = standin.url, "k"
    yield standin
    standin.stop()


def with_phone(user: User, *groups: str, number: str = "01012345678") -> None:
    Phone.objects.create(user=user, number=number, confirmed_at=timezone.now())
    groups_choose(user=user, groups=groups)


def notice(**fields: Any) -> Delivery:
    return Delivery.objects.get(channel=Channel.ALIMTALK, **fields)


def test_every_template_is_of_a_kind_and_filled_by_what_its_payload_holds() -> None:
    for kind in set(alimtalk.templates()) - {"code"}:
        assert kind in INBOX_KINDS
        _, text = alimtalk.filled(kind, alimtalk.prepared(PAYLOAD | MORE))
        assert "#{" not in text


def test_a_wanted_notice_reaches_the_phone_beside_the_letter(dealer: StandIn, sme: User, tmp_path: Path) -> None:
    with_phone(sme, "matches")
    tell(sme, kind="shortlist_changed", payload={"need": "MES 도입", "added": 1, "removed": 0})
    row = notice()
    deliver(row.pk)
    deliver(row.pk)
    row.refresh_from_db()
    assert row.status == DeliveryStatus.SENT
    (asked,) = dealer.got.values()
    assert (asked["to"], asked["template"]) == ("01012345678", "MM_SHORTLIST_CHANGED")
    assert "“MES 도입” 요청의 추천 결과가 달라졌습니다" in asked["text"]
    assert asked["button"]["url"].endswith(f"/inbox/{row.message_id}/")
    assert "MES 도입" in (tmp_path / "alimtalk" / f"delivery-{row.pk}.txt").read_text("utf-8")
    assert Delivery.objects.get(channel=Channel.EMAIL).status == DeliveryStatus.QUEUED


def test_what_does_not_get_through_goes_by_e_mail(dealer: StandIn, sme: User) -> None:
    with_phone(sme, "matches", number="01000000000")
    Preference.objects.create(user=sme, group="matches", channel=Channel.EMAIL, cadence="off")
    tell(sme, kind="shortlist_changed", payload={"need": "MES 도입", "added": 1, "removed": 0})
    deliver(notice().pk)
    assert (notice().status, notice().error) == (
        DeliveryStatus.FAILED, "AlimTalkFailed: HTTP 422 no KakaoTalk at this number",
    )  # fmt: skip
    letter = Delivery.objects.get(channel=Channel.EMAIL)
    assert letter.status == DeliveryStatus.QUEUED
    deliver(letter.pk)
    assert len(mail.outbox) == 1


def test_a_dealer_in_trouble_is_asked_again_later(dealer: StandIn, sme: User) -> None:
    with_phone(sme, "matches")
    dealer.fails_with = 503
    tell(sme, kind="shortlist_changed", payload={"need": "MES 도입", "added": 1, "removed": 0})
    deliver(notice().pk)
    assert (notice().status, notice().attempts) == (DeliveryStatus.QUEUED, 1)
    dealer.fails_with = 0
    deliver(notice().pk)
    assert notice().status == DeliveryStatus.SENT


@pytest.mark.parametrize("lacks", ["proof", "choice", "template", "language", "dealer"])
def test_no_notice_without_proof_choice_template_language_and_dealer(
    lacks: str, dealer: StandIn, sme: User, settings: Any
) -> None:
    with_phone(sme, *([] if lacks == "choice" else ["matches"]))
    if lacks == "proof":
        Phone.objects.update(confirmed_at=None)
    if lacks == "language":
        User.objects.update(language="en")
    if lacks == "dealer":
        settings.ALIMTALK_URL = ""
    tell(sme, kind="run_failed" if lacks == "template" else "shortlist_changed")
    assert set(Delivery.objects.values_list("channel", flat=True)) == {Channel.EMAIL}


def test_a_number_is_proved_by_the_code_that_came_to_it(dealer: StandIn, sme: User, client_for: Browsers) -> None:
    client = client_for(sme)
    client.post(PAGE, {"step": "number", "number": "+82 10-1234-5678"})
    (asked,) = dealer.got.values()
    code = re.search(r"번호: (\d{6})", asked["text"])[1]
    assert asked["to"] == "01012345678"
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert client.post(PAGE, {"step": "code", "code": wrong}).status_code == 422
    assert Phone.objects.get().confirmed_at is None
    assert client.post(PAGE, {"step": "code", "code": code}).url == "/inbox/preferences/"
    assert Phone.objects.get().confirmed_at is not None
    assert client.post(PAGE, {"step": "code", "code": code}).status_code == 422
    text = client.get("/inbox/preferences/").content.decode()
    assert "01012345678" in text
    assert 'name="news-alimtalk"' in text
    client.post(PAGE, {"step": "remove"})
    assert not Phone.objects.exists()


def test_guessing_and_flooding_end_soon(dealer: StandIn, sme: User, client_for: Browsers) -> None:
    client = client_for(sme)
    for _ in range(MOST_CODES_A_DAY + 2):
        client.post(PAGE, {"step": "number", "number": "01012345678"})
    assert len(dealer.got) == MOST_CODES_A_DAY
    code = re.search(r"번호: (\d{6})", list(dealer.got.values())[-1]["text"])[1]
    for number in range(5):
        client.post(PAGE, {"step": "code", "code": f"{(int(code) + 1 + number) % 1_000_000:06}"})
    assert client.post(PAGE, {"step": "code", "code": code}).status_code == 422


@pytest.mark.parametrize("number", ["", "02-123-4567", "call me", "0101234567890123"])
def test_what_is_no_mobile_number_is_said_at_its_field(
    number: str, dealer: StandIn, sme: User, client_for: Browsers
) -> None:
    answer = client_for(sme).post(PAGE, {"step": "number", "number": number})
    assert answer.status_code == 422
    assert "010-1234-5678처럼" in answer.content.decode()
    assert not dealer.got
