"""Reads of the choice: what may be compared, whose award is whose, what is due."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from demand.choices import NeedStatus
from demand.models import Need
from matchmaker.accounts.access import scoped
from matchmaker.accounts.models import Organisation
from matchmaker.sourcing.choices import HANDED_IN, READABLE, STANDING, AwardStatus, QuoteStatus
from matchmaker.sourcing.models import Award, Quote, QuotePart, Round
from matchmaker.sourcing.quotes.selectors import opened_quotes

COMPARED = READABLE | {QuoteStatus.EXPIRED}
HEAVY = tuple(f"rfq__package__run__{name}" for name in ("case", "params", "result"))


def rounds_of(organisation: Organisation) -> QuerySet[Round]:
    """The firm's own rounds."""
    rows = Round.objects.filter(need__firm__organisation=organisation)
    return rows.select_related("need__firm__organisation", "programme")


def with_lines(quotes: QuerySet[Quote]) -> QuerySet[Quote]:
    """Everything that comparing reads, in a fixed number of queries."""
    parts = QuotePart.objects.select_related("supplier__organisation").prefetch_related("lines")
    rows = quotes.select_related("rfq__package__run", "rfq__need__firm__organisation").defer(*HEAVY)
    return rows.prefetch_related(Prefetch("parts", parts), "rfq__package__items")


def compared_quotes(need: Need) -> QuerySet[Quote]:
    """What the firm may read side by side: opened ones, and those that ran out after they had been opened."""
    return with_lines(opened_quotes().filter(rfq__need=need, status__in=COMPARED)).order_by("pk")


def handed_in_count(need: Need) -> int:
    return Quote.objects.filter(rfq__need=need, status__in=HANDED_IN).count()


def quotes_of_firm(organisation: Organisation) -> QuerySet[Quote]:
    """Quotes that the firm may choose from, or look at what it chose."""
    rows = opened_quotes().filter(rfq__need__firm__organisation=organisation, status__in=READABLE)
    return rows.select_related("rfq__need__firm__organisation", "rfq__round__programme")


def standing_award(need: Need) -> Award | None:
    rows = Award.objects.filter(need=need, status__in=STANDING)
    return rows.select_related("quote__rfq", "programme", "need__firm__organisation").first()


def awards_of(organisation: Organisation) -> QuerySet[Award]:
    """Awards that the organisation is a side of: its own need's, or of a quote it is a member of."""
    member = QuotePart.objects.filter(quote=OuterRef("quote"), supplier__organisation=organisation)
    rows = Award.objects.filter(Q(need__firm__organisation=organisation) | Exists(member))
    return rows.select_related("need__firm__organisation", "need__round", "quote__rfq__package", "programme")


def lead_awards(organisation: Organisation) -> QuerySet[Award]:
    """Awards that the organisation, as the lead, confirms or refuses."""
    lead = QuotePart.objects.filter(quote=OuterRef("quote"), lead=True, supplier__organisation=organisation)
    return awards_of(organisation).filter(Exists(lead))


def firm_awards(organisation: Organisation) -> QuerySet[Award]:
    return awards_of(organisation).filter(need__firm__organisation=organisation)


def office_awards(office: Organisation) -> QuerySet[Award]:
    """Every award of the office's firms under a programme: pressed twice, the second finds it too."""
    return scoped(Award.objects.filter(programme__isnull=False), office, "need__firm__region")


def programme_awards(office: Organisation) -> QuerySet[Award]:
    """Awards that wait for a programme's result, the earliest result first; every office of the firm may record it."""
    rows = office_awards(office).filter(status=AwardStatus.CONDITIONAL)
    return rows.select_related("need__firm__organisation", "quote", "programme").order_by("result_by", "pk")


def lost_quotes(organisation: Organisation) -> QuerySet[Quote]:
    """Quotes that were not chosen, for their own members."""
    own = QuotePart.objects.filter(quote=OuterRef("pk"), supplier__organisation=organisation)
    rows = Quote.objects.filter(Exists(own), status=QuoteStatus.NOT_SELECTED)
    return rows.select_related("rfq__need__firm__organisation", "loss")


def quotes_of_supplier(organisation: Organisation) -> QuerySet[Quote]:
    """Its quotes, the newest first, each with its last award; what a newer revision replaced is left out."""
    own = QuotePart.objects.filter(quote=OuterRef("pk"), supplier__organisation=organisation)
    rows = Quote.objects.filter(Exists(own)).exclude(status=QuoteStatus.REPLACED)
    awards = Prefetch("awards", Award.objects.order_by("-position"))
    return rows.select_related("rfq__need__firm__organisation", "loss").prefetch_related(awards).order_by("-pk")


def awards_due(now: datetime) -> QuerySet[Award]:
    return Award.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")


def decisions_due(now: datetime) -> QuerySet[Round]:
    """Rounds whose clock was never set to remind, is to remind, or is over; none while an award stands."""
    standing = Award.objects.filter(need=OuterRef("need"), status__in=STANDING)
    moment = Q(remind_decision_at__isnull=True) | Q(decide_by__lte=now)
    moment |= Q(remind_decision_at__lte=now, remind_decision_at__lt=F("decide_by"))
    rows = Round.objects.filter(moment, ~Exists(standing), decide_by__isnull=False)
    return rows.exclude(need__status=NeedStatus.CLOSED).order_by("decide_by", "pk")
