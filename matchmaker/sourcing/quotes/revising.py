"""After handing in: a new revision, a quote confirmed again after the need changed, a member that steps out."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from matchmaker.accounts.models import User
from matchmaker.lib.transitions import advance
from matchmaker.sourcing import services as requests
from matchmaker.sourcing.choices import STANDING, InvitationStatus, QuoteStatus
from matchmaker.sourcing.choices.quotes import HANDED_IN
from matchmaker.sourcing.models import Quote, QuotePart, Rfq, RfqInvitation
from matchmaker.sourcing.quotes import telling
from matchmaker.sourcing.quotes.drafts import draft_copy, lead_part, parts_follow, request_locked
from matchmaker.sourcing.quotes.errors import ChangedAgain, Chosen, NobodyYet, NotHandedIn
from suppliers.models import Supplier

REVISABLE = HANDED_IN | {QuoteStatus.NOT_SELECTED, QuoteStatus.EXPIRED, QuoteStatus.WITHDRAWN}


@transaction.atomic
def quote_revise(
    *, quote: Quote, actor: User | None, scope: str | None = None, left_out: Iterable[int] | None = None
) -> Quote:
    """A new draft that begins with what was handed in; unsigned, and its members are told. Handed in, it replaces it.

    ``left_out``: slots that a reduced scope leaves away; members without a slot drop out. A draft that is under way
    already is given back if it is about the same, else set aside. Raises NotHandedIn, RequestGone, NobodyYet when no
    member would remain, Chosen while an award stands on the quote.
    """
    rfq = request_locked(quote.rfq_id)
    old = Quote.objects.select_related("rfq__need__firm__organisation").get(pk=quote.pk)
    if old.status not in REVISABLE:
        raise NotHandedIn
    if old.awards.filter(status__in=STANDING).exists():
        raise Chosen
    about = {
        "scope": scope or old.scope,
        "left_out": sorted(set(old.left_out if left_out is None else left_out)),
    }
    draft = rfq.quotes.filter(status=QuoteStatus.DRAFT).first()
    if draft is not None:
        if all(getattr(draft, name) == value for name, value in about.items()):
            return draft
        advance(draft, frm=draft.status, to=QuoteStatus.WITHDRAWN, actor=actor, reason="set_aside")
    return _begin(old, actor, **about)


def _begin(old: Quote, actor: User | None, **about: object) -> Quote:
    draft = draft_copy(old, actor=actor, **about)
    if not draft.parts.exists():
        raise NobodyYet
    telling.revising(draft)
    return draft


@transaction.atomic
def quote_reconfirm(*, quote: Quote, supplier: Supplier, actor: User, need_version: int) -> Quote:
    """The lead says that the quote holds for the need as it is now. Twice is once.

    ``need_version`` is the one that the lead saw. Raises ChangedAgain when there is a newer one, NotHandedIn, LeadOnly.
    """
    request_locked(quote.rfq_id)
    row = Quote.objects.select_related("rfq__need__firm__organisation").get(pk=quote.pk)
    lead_part(row, supplier)
    if row.status not in HANDED_IN:
        raise NotHandedIn
    if need_version != row.rfq.need.version:
        raise ChangedAgain
    if not row.stale:
        return row
    row.stale, row.need_version = False, need_version
    row.save(update_fields=["stale", "need_version"])
    row.events.create(frm=row.status, to=row.status, actor=actor, reason="reconfirmed")
    telling.reconfirmed(row)
    return row


@transaction.atomic
def member_withdraw(*, invitation: RfqInvitation, actor: User, reason: str) -> Quote | None:
    """A member steps out: its slots come open again, its part leaves the quote. Returns the draft that goes on.

    What was handed in is withdrawn, and a draft without that member begins. None when nobody is left. Raises Chosen
    while an award stands on a quote with this member, and whatever ``invitation_withdraw`` raises.
    """
    request_locked(invitation.rfq_id)
    if _parts_of(invitation).filter(quote__awards__status__in=STANDING).exists():
        raise Chosen
    requests.invitation_withdraw(invitation=invitation, actor=actor, reason=reason)
    draft = None
    for part in _parts_of(invitation).order_by("quote__revision"):
        draft = part_leave(part=part, actor=actor, reason=reason)
    return draft


def _parts_of(invitation: RfqInvitation) -> QuerySet[QuotePart]:
    """Parts of live quotes of this request that the supplier has."""
    live = (QuoteStatus.DRAFT, QuoteStatus.SUBMITTED, QuoteStatus.OPENED, QuoteStatus.SELECTED)
    mine = QuotePart.objects.filter(quote__rfq=invitation.rfq_id, supplier=invitation.supplier_id)
    return mine.filter(quote__status__in=live)


@transaction.atomic
def part_leave(*, part: QuotePart, actor: User | None, reason: str = "") -> Quote | None:
    """Let a quote follow a member that is gone. Also what the clock does for members that were suspended.

    A draft loses the part with its lines and the others' signatures stay. Returns the draft that goes on, if any.
    """
    rfq = Rfq.objects.select_for_update().get(pk=part.quote.rfq_id)
    quote = Quote.objects.select_related("rfq__need__firm__organisation").get(pk=part.quote_id)
    supplier, was_open = part.supplier, quote.opened_at is not None
    if quote.status == QuoteStatus.DRAFT:
        _go_on(quote, actor, reason)
        return quote if quote.status == QuoteStatus.DRAFT else None
    if quote.status not in (QuoteStatus.SUBMITTED, QuoteStatus.OPENED):
        return None
    # Before the opening nobody but the members ever read it; after it the reason stands in the record.
    advance(quote, frm=quote.status, to=QuoteStatus.WITHDRAWN, actor=actor, reason=reason, next_check_at=None)
    draft = rfq.quotes.filter(status=QuoteStatus.DRAFT).first()
    if draft is not None:
        _go_on(draft, actor, reason)
    elif rfq.invitations.filter(status=InvitationStatus.ACCEPTED).exists():
        draft = draft_copy(quote, actor=actor, scope=quote.scope, left_out=quote.left_out)
        _go_on(draft, actor, reason)
    telling.withdrawn(draft or quote, supplier, was_open=was_open, reason=reason)
    return draft


def _go_on(draft: Quote, actor: User | None, reason: str) -> None:
    """A draft keeps those who are still with it; with nobody left it ends."""
    parts_follow(draft)
    if not draft.parts.exists():
        advance(draft, frm=draft.status, to=QuoteStatus.WITHDRAWN, actor=actor, reason=reason)
