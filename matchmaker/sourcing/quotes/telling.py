"""Who is told what when a quote moves. Rows only, in the caller's transaction; no amount ever travels in a message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from matchmaker.notifications.choices import MessageKind
from matchmaker.sourcing.letters import tell_firm, tell_suppliers
from matchmaker.sourcing.models import Quote, Round
from suppliers.models import Supplier


def members_of(quote: Quote) -> list[Supplier]:
    return [part.supplier for part in quote.parts.select_related("supplier__organisation")]


def _page(quote: Quote) -> str:
    return reverse("sourcing:quote", args=[quote.pk])


def _members(quote: Quote, kind: str, suppliers: Iterable[Supplier], key: str = "", **payload: Any) -> None:
    own = f"{quote.pk}{key}"
    tell_suppliers(suppliers, quote.rfq.need, kind, url=_page(quote), key=own, side="supplier", **payload)


def _firm(quote: Quote, kind: str, url: str = "", key: str = "", **payload: Any) -> None:
    address = url or reverse("sourcing:rfq", args=[quote.rfq_id])
    tell_firm(quote.rfq.need, kind, url=address, key=f"{quote.pk}{key}", side="demand", **payload)


def all_signed(quote: Quote) -> None:
    """The lead may hand in; said again only after signatures have come off and on again."""
    lead = [part.supplier for part in quote.parts.filter(lead=True).select_related("supplier__organisation")]
    _members(quote, MessageKind.QUOTE_SIGNED, lead, key=f":{quote.events.filter(reason='signed').count()}")


def handed_in(quote: Quote) -> None:
    around = quote.rfq.round
    sealed = quote.opened_at is None
    lead = quote.parts.select_related("supplier__organisation").get(lead=True).supplier
    said = {"supplier": str(lead), "sealed": sealed, "revision": quote.revision}
    if sealed and around:
        said["opens_at"] = around.quotes_due_at.isoformat()
    _firm(quote, MessageKind.QUOTE_HANDED_IN, url="" if sealed else _page(quote), **said)
    _members(quote, MessageKind.QUOTE_HANDED_IN, members_of(quote), **said)


def opened(around: Round, count: int) -> None:
    url = reverse("sourcing:round_compare", args=[around.pk])
    tell_firm(around.need, MessageKind.QUOTES_OPENED, url=url, key=str(around.pk), count=count)


def expired(quote: Quote) -> None:
    if quote.opened_at is not None:
        _firm(quote, MessageKind.QUOTE_EXPIRED, url=_page(quote))
    _members(quote, MessageKind.QUOTE_EXPIRED, members_of(quote))


def revising(quote: Quote) -> None:
    """A new revision has begun: everybody looks at their own lines and signs again."""
    _members(quote, MessageKind.QUOTE_REVISING, members_of(quote), scope=quote.scope)


def withdrawn(quote: Quote, supplier: Supplier, *, was_open: bool, reason: str) -> None:
    """``quote`` is the one that goes on without ``supplier``."""
    said = {"supplier": str(supplier), "reason": reason, "opened": was_open}
    _firm(quote, MessageKind.QUOTE_WITHDRAWN, key=f":{supplier.pk}", **said)
    _members(quote, MessageKind.QUOTE_WITHDRAWN, members_of(quote), key=f":{supplier.pk}", **said)


def reconfirmed(quote: Quote) -> None:
    _firm(quote, MessageKind.QUOTE_RECONFIRMED, url=_page(quote), key=f":{quote.need_version}")
