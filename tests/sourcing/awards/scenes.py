"""Quotes of one need side by side: what most tests of the choice begin with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Message
from matchmaker.reference.models import Programme
from matchmaker.sourcing.awards.services import award_confirm, award_make
from matchmaker.sourcing.models import Award, Quote
from tests import factories
from tests.sourcing.stages import accepted_rfq, opened_quote, round_of


def third(email: str = "third@example.com", firm: str = "라온오토") -> User:
    return factories.supplier_user(email=email, firm=firm)


def offered(sme: User, *leads: User, **terms: Any) -> list[Quote]:
    """An opened quote of each of these, for one need, the first the cheapest; the firm has five days to decide."""
    quotes: list[Quote] = []
    for at, lead in enumerate(leads):
        rfq = accepted_rfq(sme, lead, need=quotes[0].rfq.need if quotes else None)
        quotes.append(opened_quote(rfq, factor=1 + at / 10, **terms))
    round_of(quotes[0].rfq, decide_by=timezone.now() + timedelta(days=7))
    return quotes


def programme() -> Programme:
    return Programme.objects.order_by("-valid_to", "code").first()


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def conditional(quote: Quote, sme: User, lead: User, *, days: int = 30, **terms: Any) -> Award:
    award = award_make(quote=quote, actor=sme, programme=programme(), result_by=in_days(days), **terms)
    return award_confirm(award=award, actor=lead)


def kinds(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def status(*rows: Any) -> list[str]:
    return [type(row).objects.get(pk=row.pk).status for row in rows]
