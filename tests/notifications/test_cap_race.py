"""The day's cap holds even where several messages to one person are written in the same moment."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.models import Organisation
from matchmaker.notifications import tasks
from matchmaker.notifications.models import Attention, Delivery
from matchmaker.notifications.services import message_send
from tests import factories
from tests.at_once import at_once

CAP = 3


def news(organisation: Organisation, key: str) -> int:
    return message_send(
        kind="shortlist_changed",
        organisation=organisation,
        payload={"need": "생산실적 보기", "added": 1, "removed": 0},
        url="/needs/",
        dedupe_key=key,
    )


def awake(user: Any) -> None:
    Attention.objects.create(user=user, daily_cap=CAP, on_holidays=True, quiet_from="00:00", quiet_until="00:00")


@pytest.mark.django_db(transaction=True)
def test_messages_written_at_once_do_not_pass_the_cap(facts_stay: None) -> None:
    user = factories.demand_user(email="sme@example.com", firm="한빛정밀")
    awake(user)
    firm = user.memberships.get().organisation
    at_once(*(lambda at=at: news(firm, f"race:{at}") for at in range(8)))
    for pk in Delivery.objects.order_by("pk").values_list("pk", flat=True):
        tasks.deliver(pk)
    found = list(Delivery.objects.values_list("status", flat=True))
    assert found.count("sent") == CAP
    assert found.count("digest") == 8 - CAP


@pytest.mark.django_db
def test_letters_that_were_all_written_before_any_counted_keep_the_cap(sme: Any) -> None:
    awake(sme)
    firm = sme.memberships.get().organisation
    for at in range(6):
        news(firm, f"early:{at}")
    Delivery.objects.update(status="queued")  # as if none had seen the others
    for pk in Delivery.objects.order_by("-pk").values_list("pk", flat=True):
        tasks.deliver(pk)
    assert Delivery.objects.filter(status="sent").count() == CAP


@pytest.mark.django_db
def test_what_has_a_deadline_is_never_held_back(sme: Any) -> None:
    awake(sme)
    firm = sme.memberships.get().organisation
    for at in range(6):
        payload = {"need": "생산실적 보기", "ends_at": "2030-01-02T09:00:00+00:00"}
        key = f"due:{at}"
        message_send(kind="need_ending", organisation=firm, payload=payload, url="/needs/", dedupe_key=key)
    for pk in Delivery.objects.values_list("pk", flat=True):
        tasks.deliver(pk)
    assert Delivery.objects.filter(status="sent").count() == 6
