"""Handing in, opening and expiring: from here on a quote does not change, only its state does."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.models import User
from matchmaker.lib.korea import working_days_after
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.models import Feedback
from matchmaker.matching.services import feedback_record
from matchmaker.sourcing.choices import STANDING, QuoteStatus, RfqStatus
from matchmaker.sourcing.deadlines import OFFICE_CLOSES
from matchmaker.sourcing.models import Quote, QuotePart, Rfq, Round
from matchmaker.sourcing.quotes import telling
from matchmaker.sourcing.quotes.coverage import cover_of
from matchmaker.sourcing.quotes.drafts import lead_part, parts_follow, request_locked
from matchmaker.sourcing.quotes.errors import AlreadyHandedIn, Chosen, NotReady, QuoteFixed, TooLate
from suppliers.models import Offer, Supplier

DECIDE_WORKING_DAYS = 5
REPLACEABLE = (QuoteStatus.SUBMITTED, QuoteStatus.OPENED, QuoteStatus.SELECTED)
NEEDED = (
    "liability",
    "subcontract_pct",
    "valid_until",
    "delivery_weeks",
    "onsite_hours",
    "warranty_months",
    "data_owner",
)


@transaction.atomic
def quote_submit(*, quote: Quote, supplier: Supplier, actor: User) -> Quote:
    """Hand in for all: the lead does it once everybody has signed. An older revision is replaced.

    Unsealed it can be read at once; sealed it waits for the opening. Raises AlreadyHandedIn to whoever comes second,
    NotReady with all that is still to do, TooLate, Chosen, QuoteFixed, LeadOnly, RequestGone.
    """
    rfq = request_locked(quote.rfq_id)
    row = Quote.objects.select_related("rfq__need__firm__organisation", "rfq__round", "rfq__package").get(pk=quote.pk)
    if row.status != QuoteStatus.DRAFT:
        raise AlreadyHandedIn if row.submitted_at else QuoteFixed
    parts_follow(row)
    lead_part(row, supplier)
    if reasons := unready(row):
        raise NotReady(reasons)
    now = timezone.now()
    _in_time(row, now)
    until = end_of(row)
    advance(
        row, frm=row.status, to=QuoteStatus.SUBMITTED, actor=actor, submitted_at=now, submitted_by=actor,
        next_check_at=until,
    )  # fmt: skip
    _replace_older(rfq, row, actor)
    _feedback(row)
    if not still_sealed(row.rfq.round):
        _open(row, now)
    telling.handed_in(row)
    return row


def terms_missing(quote: Quote) -> list[str]:
    return [name for name in NEEDED if getattr(quote, name) in (None, "")]


def unready(quote: Quote) -> list[str | Promise]:
    """What is still to do before the quote can be handed in; empty when it is ready."""
    parts = list(quote.parts.select_related("supplier__organisation"))
    names = [str(part.supplier) for part in parts if part.signed_at is None]
    found: list[str | Promise] = []
    if names:
        found.append(_("아직 서명하지 않은 곳: %(names)s.") % {"names": ", ".join(names)})
    if missing := terms_missing(quote):
        labels = ", ".join(str(Quote._meta.get_field(name).verbose_name) for name in missing)
        found.append(_("아직 적지 않은 조건: %(labels)s.") % {"labels": labels})
    if quote.valid_until is not None and quote.valid_until <= timezone.localdate():
        found.append(_("견적 유효일은 오늘보다 뒤여야 합니다."))
    if waiting := cover_of(quote).waiting:
        found.append(_("아직 맡을 곳의 답을 기다리는 부분이 %(n)s개 있습니다.") % {"n": len(waiting)})
    return found


def still_sealed(around: Round | None) -> bool:
    return around is not None and around.sealed and around.opened_at is None


def end_of(quote: Quote) -> datetime:
    """The moment at which the quote is valid no more: the end of its last day."""
    assert quote.valid_until is not None  # nosec B101 # for the type checker
    return timezone.make_aware(datetime.combine(quote.valid_until + timedelta(days=1), time.min))


def _in_time(quote: Quote, now: datetime) -> None:
    """Sealed, all come in before the opening; later only a revision of what was opened then."""
    around = quote.rfq.round
    if around is None or not around.sealed or now < around.quotes_due_at:
        return
    if quote.previous is None or quote.previous.opened_at is None:
        raise TooLate


def _replace_older(rfq: Rfq, quote: Quote, actor: User) -> None:
    for old in rfq.quotes.filter(status__in=REPLACEABLE).exclude(pk=quote.pk):
        if old.awards.filter(status__in=STANDING).exists():
            raise Chosen
        advance(old, frm=old.status, to=QuoteStatus.REPLACED, actor=actor, reason="revised", next_check_at=None)


def _feedback(quote: Quote) -> None:
    """Each member quoted, once for a request, with the offer it was asked for."""
    run = quote.rfq.package.run_id
    told = Feedback.objects.filter(need=quote.rfq.need, run_id=run, kind=FeedbackKind.QUOTED)
    known = set(told.values_list("supplier_id", flat=True))
    for part in quote.parts.exclude(supplier__in=known).select_related("supplier", "invitation"):
        feedback_record(
            need=quote.rfq.need,
            supplier=part.supplier,
            kind=FeedbackKind.QUOTED,
            run=quote.rfq.package.run,
            offer=_offer_of(part),
        )


def _offer_of(part: QuotePart) -> Offer | None:
    """The offer that it was asked for, not the one that the package had there before somebody stepped in."""
    asked = part.invitation.slots if part.invitation else []
    return Offer.objects.filter(pk__in=[slot["offer"] for slot in asked[:1]]).first()


def _open(quote: Quote, now: datetime, *, actor: User | None = None) -> None:
    """Let the firm read it; the event is the record of the opening."""
    advance(quote, frm=QuoteStatus.SUBMITTED, to=QuoteStatus.OPENED, actor=actor, reason="opening", opened_at=now)
    around = quote.rfq.round
    if around is not None and around.decide_by is None:
        around.decide_by = decide_by(max(now, around.quotes_due_at))
        Round.objects.filter(pk=around.pk, decide_by__isnull=True).update(decide_by=around.decide_by)


def decide_by(since: datetime) -> datetime:
    """Close of office on the fifth Korean working day after the first quote could be read, or was due."""
    day = working_days_after(timezone.localdate(since), DECIDE_WORKING_DAYS)
    return timezone.make_aware(datetime.combine(day, OFFICE_CLOSES))


@transaction.atomic
def round_open(*, round: Round) -> int:
    """Open the sealed quotes of a need, all at once, when it is time. Returns how many rows moved; twice moves none."""
    live = Rfq.objects.filter(round=round).exclude(status=RfqStatus.CANCELLED)
    rfqs = list(live.select_for_update().order_by("pk"))
    row = Round.objects.select_for_update(of=("self",)).select_related("need__firm__organisation").get(pk=round.pk)
    now = timezone.now()
    if not row.sealed or row.opened_at is not None or row.quotes_due_at > now:
        return 0
    Round.objects.filter(pk=row.pk).update(opened_at=now)
    quotes = list(
        Quote.objects.filter(rfq__in=rfqs, status=QuoteStatus.SUBMITTED).select_related("rfq__round").order_by("pk")
    )
    for quote in quotes:
        _open(quote, now)
    telling.opened(row, len(quotes))
    return max(len(quotes), 1)


@transaction.atomic
def quote_expire(*, quote: Quote) -> bool:
    """The clock: past its last day a quote cannot be chosen any more. A chosen one stays with its award."""
    Rfq.objects.select_for_update().get(pk=quote.rfq_id)
    row = Quote.objects.select_related("rfq__need__firm__organisation", "rfq__round").get(pk=quote.pk)
    if row.status not in (QuoteStatus.SUBMITTED, QuoteStatus.OPENED) or end_of(row) > timezone.now():
        return False
    advance(row, frm=row.status, to=QuoteStatus.EXPIRED, reason="valid_until", next_check_at=None)
    telling.expired(row)
    return True
