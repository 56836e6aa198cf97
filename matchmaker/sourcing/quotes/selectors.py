"""Reads of joint quotes. ``opened_quotes`` is the one gate: what is not in it is read by nobody but its own members."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, QuerySet

from matchmaker.accounts.access import scoped
from matchmaker.accounts.models import Organisation
from matchmaker.matching.models import PackageItem
from matchmaker.sourcing.choices import InvitationStatus, QuoteStatus, RfqStatus
from matchmaker.sourcing.models import Quote, QuotePart, RfqInvitation, Round

UNREADABLE = (QuoteStatus.DRAFT, QuoteStatus.SUBMITTED)


def with_lines(rows: QuerySet[Quote]) -> QuerySet[Quote]:
    """Everything that totals, cover and pages read, in a fixed number of queries."""
    parts = QuotePart.objects.select_related("supplier__organisation", "signed_by").prefetch_related("lines")
    items = PackageItem.objects.select_related("offer").prefetch_related("offer__includes")
    asked = RfqInvitation.objects.select_related("supplier__organisation")
    related = ("rfq__need__firm__organisation", "rfq__round__programme", "rfq__package", "previous")
    return rows.select_related(*related).prefetch_related(
        Prefetch("parts", parts), Prefetch("rfq__package__items", items), Prefetch("rfq__invitations", asked)
    )


def opened_quotes() -> QuerySet[Quote]:
    """Every quote that the firm has been able to read at some time, those replaced or expired since among them."""
    return Quote.objects.filter(opened_at__isnull=False).exclude(status__in=UNREADABLE)


def quotes_readable_by(organisation: Organisation) -> QuerySet[Quote]:
    """What a demand firm may read: its own requests' quotes once opened."""
    return with_lines(opened_quotes().filter(rfq__need__firm__organisation=organisation))


def quotes_of_member(organisation: Organisation) -> QuerySet[Quote]:
    """Quotes in which this supplier has a part; whose lines it may see is the page's to decide."""
    return with_lines(Quote.objects.filter(parts__supplier__organisation=organisation))


def quotes_for_office(office: Organisation) -> QuerySet[Quote]:
    """What an office may read of the firms it looks after: nothing before its opening either."""
    return with_lines(scoped(opened_quotes(), office, "rfq__need__firm__region"))


def invitations_accepted(organisation: Organisation) -> QuerySet[RfqInvitation]:
    mine = RfqInvitation.objects.filter(supplier__organisation=organisation, status=InvitationStatus.ACCEPTED)
    return mine.select_related("rfq__need", "supplier")


def rounds_to_open(now: datetime) -> QuerySet[Round]:
    """Sealed rounds whose time has come."""
    due = Round.objects.filter(sealed=True, opened_at__isnull=True, quotes_due_at__lte=now)
    return due.order_by("quotes_due_at", "pk")


def quotes_run_out(now: datetime) -> QuerySet[Quote]:
    live = Quote.objects.filter(status__in=(QuoteStatus.SUBMITTED, QuoteStatus.OPENED), next_check_at__lte=now)
    return live.order_by("next_check_at", "pk")


def parts_left_behind() -> QuerySet[QuotePart]:
    """Parts of members that stepped out without this room being told: a suspended supplier's, say."""
    live = (QuoteStatus.DRAFT, QuoteStatus.SUBMITTED, QuoteStatus.OPENED)
    gone = QuotePart.objects.filter(quote__status__in=live, invitation__status=InvitationStatus.WITHDRAWN)
    return gone.exclude(quote__rfq__status=RfqStatus.CANCELLED).order_by("pk")
