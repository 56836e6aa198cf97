"""What a reader can do with a quote now: the buttons of its page."""

from __future__ import annotations

from dataclasses import dataclass, field

from matchmaker.accounts.access import Actor
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.sourcing.choices import HANDED_IN, QuoteStatus, RfqStatus
from matchmaker.sourcing.models import Quote, QuotePart
from matchmaker.sourcing.quotes.handing_in import terms_missing, unready


@dataclass(frozen=True)
class Actions:
    """``own`` is the reader's part; ``waits_for`` what still keeps the lead from handing in.

    ``terms_open``: the terms that a signature would be about are not all written.
    """

    own: QuotePart | None = None
    lead: bool = False
    edit: bool = False
    sign: bool = False
    submit: bool = False
    revise: bool = False
    reconfirm: bool = False
    withdraw: bool = False
    terms_open: bool = False
    waits_for: list[object] = field(default_factory=list)


def actions_for(quote: Quote, actor: Actor) -> Actions:
    own = next((part for part in quote.parts.all() if part.supplier.organisation_id == actor.organisation.pk), None)
    if own is None or actor.organisation.kind != OrganisationKind.SUPPLIER:
        return Actions()
    open_ = quote.rfq.status != RfqStatus.CANCELLED and actor.may_write
    draft = open_ and quote.status == QuoteStatus.DRAFT
    live = open_ and quote.status in (QuoteStatus.SUBMITTED, QuoteStatus.OPENED)
    newer = quote.status == QuoteStatus.EXPIRED or live
    waits_for = unready(quote) if quote.status == QuoteStatus.DRAFT else []
    return Actions(
        own=own,
        lead=own.lead,
        edit=draft,
        sign=draft and own.signed_at is None and bool(own.lines.all()),
        submit=draft and own.lead and not waits_for,
        revise=open_ and own.lead and newer,
        reconfirm=open_ and quote.status in HANDED_IN and own.lead and quote.stale,
        withdraw=draft or live,
        terms_open=draft and bool(terms_missing(quote)),
        waits_for=waits_for,
    )
