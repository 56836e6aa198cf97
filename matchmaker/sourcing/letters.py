"""Telling one side of a need or project something: rows only, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from demand.models import Need
from matchmaker.accounts.selectors import offices
from matchmaker.notifications.services import message_send
from matchmaker.reference.models import Capability
from suppliers.models import Supplier


def tell_firm(need: Need, kind: str, *, url: str, key: str, **payload: Any) -> None:
    """Tell whoever posted the need. ``key`` makes it happen once."""
    words = {"need": str(need), **payload}
    message_send(kind=kind, organisation=need.firm.organisation, payload=words, url=url, dedupe_key=f"{kind}:{key}")


def tell_suppliers(suppliers: Iterable[Supplier], need: Need, kind: str, *, url: str, key: str, **payload: Any) -> None:
    """Tell each of these suppliers. ``key`` and the supplier make it happen once."""
    words = {"need": str(need), "firm": need.firm.organisation.name, **payload}
    for supplier in suppliers:
        own = f"{kind}:{key}:{supplier.pk}"
        message_send(kind=kind, organisation=supplier.organisation, payload=words, url=url, dedupe_key=own)


def tell_offices(need: Need, kind: str, *, url: str, key: str, **payload: Any) -> None:
    """Tell the programme offices that look after the firm."""
    words = {"need": str(need), "firm": need.firm.organisation.name, **payload}
    for office in offices(region=need.firm.region_id):
        own = f"{kind}:{key}:{office.pk}"
        message_send(kind=kind, organisation=office, payload=words, url=url, dedupe_key=own)


def slot_names(codes: Iterable[Iterable[str]]) -> list[dict[str, str]]:
    """Names of slots for a payload, in both languages: the first alternative of each slot."""
    firsts = [next(iter(alternatives), "") for alternatives in codes]
    known = Capability.objects.in_bulk(firsts)
    return [{"ko": known[code].name_ko, "en": known[code].name_en} for code in firsts if code in known]
