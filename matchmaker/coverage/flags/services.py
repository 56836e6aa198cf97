"""Looking a quote through, and deciding about what was raised. The award waits meanwhile."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import User
from matchmaker.coverage.flags.choices import FlagStatus, Verdict
from matchmaker.coverage.flags.facts import case_of
from matchmaker.coverage.flags.models import Flag
from matchmaker.coverage.flags.rules import findings
from matchmaker.lib.transitions import advance
from matchmaker.notifications.choices import MessageKind
from matchmaker.sourcing.awards.reviewing import quote_review
from matchmaker.sourcing.choices import QuoteReview
from matchmaker.sourcing.deadlines import office_closes
from matchmaker.sourcing.letters import tell_offices
from matchmaker.sourcing.models import Quote

REVIEW_WORKING_DAYS = 5


@transaction.atomic
def quote_inspect(*, quote: Quote) -> bool:
    """Write down what every rule finds, once a quote; whatever is raised holds the award. False if it was done."""
    quote = Quote.objects.select_related("rfq__need__firm__organisation", "rfq__round", "rfq__package").get(pk=quote.pk)
    if quote.review != QuoteReview.UNSEEN:
        return False
    now, told = timezone.now(), findings(case_of(quote))
    held = [rule for rule, found in told.items() if found.verdict == Verdict.RAISED]
    to = QuoteReview.HELD if held else QuoteReview.CLEAR
    if not quote_review(quote=quote, frm=QuoteReview.UNSEEN, to=to):
        return False
    due = office_closes(now, REVIEW_WORKING_DAYS)
    clock = {"status": FlagStatus.RAISED, "due_at": due, "next_check_at": due}
    Flag.objects.bulk_create(
        Flag(
            quote=quote, rule=rule, verdict=found.verdict, reason=found.reason, evidence=found.evidence, at=now,
            **(clock if rule in held else {}),
        )
        for rule, found in told.items()
    )  # fmt: skip
    for flag in Flag.objects.filter(quote=quote, status=FlagStatus.RAISED):
        flag.events.create(frm="", to=flag.status)
    if held:
        _tell(quote, late=False)
    return True


def _tell(quote: Quote, *, late: bool) -> None:
    url, key = reverse("coverage:flag_case", args=[quote.pk]), f"{quote.pk}:{'late' if late else 'new'}"
    tell_offices(quote.rfq.need, MessageKind.FLAG_RAISED, url=url, key=key, late=late)


@transaction.atomic
def flag_decide(*, flag: Flag, actor: User, to: str, note: str = "") -> None:
    """A reviewer's verdict on one flag; after the last one the award goes on, or falls where any was confirmed.

    Raises MoveRefused when somebody else decided first.
    """
    quote = Quote.objects.select_for_update().get(pk=flag.quote_id)
    given = {"decided_at": timezone.now(), "note": note, "next_check_at": None}
    advance(flag, frm=FlagStatus.RAISED, to=to, actor=actor, **given)
    audit_write(actor=actor, action=AuditAction.DECIDED, target=flag, detail={"rule": flag.rule, "to": to})
    states = set(Flag.objects.filter(quote=quote).values_list("status", flat=True))
    if FlagStatus.RAISED in states:
        return
    outcome = QuoteReview.REFUSED if FlagStatus.CONFIRMED in states else QuoteReview.CLEAR
    quote_review(quote=quote, frm=QuoteReview.HELD, to=outcome, actor=actor)


def flags_due(now: datetime) -> QuerySet[Flag]:
    return Flag.objects.filter(next_check_at__lte=now, status=FlagStatus.RAISED).order_by("next_check_at", "pk")


@transaction.atomic
def flag_check(*, flag: Flag) -> bool:
    """Five working days are over: the offices are told once more, and the award goes on waiting."""
    if not Flag.objects.filter(pk=flag.pk, next_check_at__lte=timezone.now()).update(next_check_at=None):
        return False
    _tell(Quote.objects.select_related("rfq__need__firm__organisation").get(pk=flag.quote_id), late=True)
    return True
