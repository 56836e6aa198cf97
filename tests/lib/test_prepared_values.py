"""A prepared query for plain values gives what the ORM gives, with any values, on every database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from matchmaker.accounts.models import Organisation, User
from matchmaker.lib.prepared import Prepared
from matchmaker.notifications.models import Message
from tests.notifications.test_sending import tell

pytestmark = pytest.mark.django_db


def told(organisation: int, kind: str, since: datetime) -> QuerySet[Any, Any]:
    mine = Message.objects.filter(recipient=OuterRef("pk"), kind=kind, created_at__gt=since).order_by()
    count = Subquery(mine.values("recipient").annotate(count=Count("pk")).values("count"))
    people = User.objects.filter(memberships__organisation=organisation).annotate(count=count)
    return people.order_by("pk").values_list("pk", "email", "date_joined", "is_active", "count")


def test_it_finds_what_the_orm_finds(sme: User, other_sme: User) -> None:
    prepared = Prepared(told, int, str, datetime)
    tell(sme)
    tell(sme, dedupe_key="more", kind="question_asked")
    now = timezone.now()
    for firm in Organisation.objects.all():
        for kind in ("run_failed", "question_asked", "'; --"):
            for since in (now - timedelta(days=1), now + timedelta(days=1)):
                assert prepared.rows(firm.pk, kind, since) == list(told(firm.pk, kind, since))
    assert prepared.rows(0, "", now) == []
