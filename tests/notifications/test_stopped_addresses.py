"""A bounce or a complaint stops an address; its reader sees it on the site and takes it up again by a button."""

from __future__ import annotations

import base64
import json
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import include, path

from matchmaker import urls
from matchmaker.accounts.models import User
from matchmaker.notifications.choices import DeliveryStatus
from matchmaker.notifications.models import Delivery, StoppedAddress
from matchmaker.notifications.tasks import deliver
from tests.cast import Browsers
from tests.notifications.test_sending import tell

urlpatterns = [*urls.urlpatterns, path("anymail/", include("anymail.urls"))]


class NoMailbox(EmailBackend):
    answer = (550, b"5.1.1 no such user here")

    def send_messages(self, messages: list) -> int:
        raise SMTPRecipientsRefused({"sme@example.com": self.answer})


class NotWelcome(NoMailbox):
    answer = (550, b"5.7.1 your host is on a list")


def told(user: User, key: str = "k") -> Delivery:
    tell(user, dedupe_key=key)
    row = Delivery.objects.latest("pk")
    deliver(row.pk)
    row.refresh_from_db()
    return row


def report(event_type: str, **fields: Any) -> None:
    tracking.send(
        sender=None,
        esp_name="Test",
        event=AnymailTrackingEvent(event_type=event_type, recipient="SME@example.com", **fields),
    )


@pytest.mark.parametrize("event", ["bounced", "complained"])
def test_after_a_report_nothing_goes_out_until_the_reader_wants_it(event: str, sme: User, client_for: Browsers) -> None:
    first = told(sme)
    assert first.status == DeliveryStatus.SENT
    report(event, metadata={"delivery": str(first.pk)}, mta_response="550 5.1.1 gone")
    report(event)
    first.refresh_from_db()
    assert first.status == (DeliveryStatus.BOUNCED if event == "bounced" else DeliveryStatus.SENT)
    assert told(sme, "second").status == DeliveryStatus.STOPPED
    assert len(mail.outbox) == 1
    client = client_for(sme)
    for page in ("/inbox/", "/inbox/preferences/"):
        assert "sme@example.com 주소로는 이메일을 보내지 않고 있습니다" in client.get(page).content.decode()
    client.post("/inbox/revive/")
    assert told(sme, "third").status == DeliveryStatus.SENT
    assert "보내지 않고 있습니다" not in client.get("/inbox/").content.decode()


@pytest.mark.parametrize("event", ["deferred", "delivered", "opened", "queued"])
def test_what_is_only_late_stops_nothing(event: str, sme: User) -> None:
    report(event)
    assert not StoppedAddress.objects.exists()


def test_a_server_that_knows_no_such_mailbox_stops_it_and_one_that_dislikes_us_does_not(
    sme: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.NotWelcome"
    assert told(sme).status == DeliveryStatus.FAILED
    assert not StoppedAddress.objects.exists()
    settings.EMAIL_BACKEND = f"{__name__}.NoMailbox"
    assert told(sme, "second").status == DeliveryStatus.FAILED
    assert StoppedAddress.objects.get().address == "sme@example.com"


@pytest.mark.parametrize(("reason", "sent"), [("bounced", True), ("complained", False)])
def test_staff_may_try_a_bounced_address_again_but_not_one_that_complained(
    reason: str, sent: bool, sme: User, administrator: User, client_for: Browsers
) -> None:
    row = told(sme)
    Delivery.objects.update(status=DeliveryStatus.BOUNCED)
    StoppedAddress.objects.create(address="sme@example.com", reason=reason)
    mail.outbox.clear()
    client_for(administrator).post(f"/inbox/dead-letters/{row.pk}/")
    deliver(row.pk)
    assert len(mail.outbox) == sent


@pytest.mark.urls(__name__)
def test_a_mail_services_report_is_believed_only_with_the_secret(sme: User, settings: Any) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": "us:pw"}
    body = json.dumps({"RecordType": "Bounce", "Type": "HardBounce", "Email": "sme@example.com", "ID": 1,
                       "MessageID": "m", "BouncedAt": "2026-11-23T03:00:00Z", "Metadata": {}})  # fmt: skip
    for secret, stops in (("us:wrong", False), ("us:pw", True)):
        asked = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(secret.encode()).decode()}
        answer = Client().post("/anymail/postmark/tracking/", body, content_type="application/json", **asked)
        assert (answer.status_code == 200) == stops
        assert StoppedAddress.objects.exists() == stops
