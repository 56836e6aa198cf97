"""Messages are written once, in the caller's transaction, for the organisation's members."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.notifications.models import Delivery, Message
from matchmaker.notifications.services import message_send
from tests import factories


def tell(user: User, **fields: Any) -> int:
    organisation = user.memberships.get().organisation
    given = {
        "kind": "run_failed",
        "payload": {"need": "MES 도입"},
        "url": "/needs/1/",
        "dedupe_key": "run-failed:1",
        **fields,
    }
    return message_send(organisation=organisation, **given)


def test_every_member_gets_one_message_and_one_letter(sme: User, other_sme: User) -> None:
    colleague = factories.member_of(sme.memberships.get().organisation, "second@example.com", Role.VIEWER)
    assert tell(sme) == 2
    assert set(Message.objects.values_list("recipient", flat=True)) == {sme.pk, colleague.pk}
    assert set(Delivery.objects.values_list("address", flat=True)) == {sme.email, colleague.email}


def test_telling_twice_does_nothing(sme: User) -> None:
    tell(sme)
    assert tell(sme) == 0
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 1)


def test_a_new_member_is_told_when_the_same_thing_is_sent_again(sme: User) -> None:
    tell(sme)
    factories.member_of(sme.memberships.get().organisation, "second@example.com")
    assert tell(sme) == 1
    assert Message.objects.count() == 2


def test_only_the_named_recipients_are_told_and_only_if_they_belong_there(sme: User, other_sme: User) -> None:
    factories.member_of(sme.memberships.get().organisation, "second@example.com")
    assert tell(sme, recipients=[sme, other_sme]) == 1
    assert Message.objects.get().recipient == sme


def test_people_who_may_not_log_in_any_more_are_not_told(sme: User) -> None:
    sme.is_active = False
    sme.save()
    assert tell(sme) == 0


def test_nothing_is_left_when_the_cause_is_rolled_back(sme: User) -> None:
    with transaction.atomic():
        tell(sme)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Delivery.objects.exists()


def test_an_unknown_kind_is_refused_before_anything_is_written(sme: User) -> None:
    with pytest.raises(ValueError, match="no kind"):
        tell(sme, kind="gossip")
    with pytest.raises(ValueError, match="no kind"):
        tell(sme, kind="team_invitation")
    assert not Message.objects.exists()


def test_as_many_queries_for_many_members_as_for_one(
    sme: User, other_sme: User, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        factories.member_of(sme.memberships.get().organisation, f"m{number}@example.com")
    for user in (other_sme, sme):
        organisation = user.memberships.get().organisation
        with django_assert_num_queries(8):
            message_send(kind="run_failed", organisation=organisation, payload={}, url="", dedupe_key=f"many:{user.pk}")
