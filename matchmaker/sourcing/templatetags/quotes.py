"""Joint quotes on the pages of requests, which know nothing of quotes themselves."""

from __future__ import annotations

from typing import Any

from django import template

from matchmaker.sourcing.choices import QuoteStatus
from matchmaker.sourcing.models import Quote, Rfq, RfqInvitation
from matchmaker.sourcing.quotes.costing import totals_of
from matchmaker.sourcing.quotes.selectors import opened_quotes, with_lines
from matchmaker.sourcing.quotes.wording import QUOTE_FOR_FIRM

register = template.Library()


@register.simple_tag
def quotes_of_request(rfq: Rfq) -> dict[str, Any]:
    """What the firm may know: the opened quote with its sums, and that others are sealed or being written."""
    hidden = set(Quote.objects.filter(rfq=rfq, opened_at__isnull=True).values_list("status", flat=True))
    found = opened_quotes().filter(rfq=rfq).exclude(status=QuoteStatus.REPLACED).order_by("-revision")
    return {
        "readable": [(row, QUOTE_FOR_FIRM[row.status], totals_of(row)) for row in with_lines(found)[:1]],
        "sealed": QuoteStatus.SUBMITTED in hidden,
        "opens_at": rfq.round.quotes_due_at if rfq.round else None,
        "writing": QuoteStatus.DRAFT in hidden,
    }


@register.simple_tag
def quote_of_invitation(row: RfqInvitation) -> Quote | None:
    """The newest quote in which this member has a part."""
    return Quote.objects.filter(rfq=row.rfq_id, parts__supplier=row.supplier_id).order_by("-revision").first()
