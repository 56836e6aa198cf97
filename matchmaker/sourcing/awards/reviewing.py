"""What an office's checks of a quote do to its award. Who checks, and why, is known only to the floor above."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.sourcing.awards import deadlines, errors, following, telling
from matchmaker.sourcing.choices import AwardStatus, QuoteReview, QuoteStatus, RefusalReason
from matchmaker.sourcing.models import Award, Quote

IN_PLAY = (AwardStatus.PENDING, AwardStatus.CONDITIONAL)


def quotes_unseen() -> QuerySet[Quote]:
    """Opened quotes that nobody looked through yet, the longest waiting first."""
    rows = Quote.objects.filter(review=QuoteReview.UNSEEN, opened_at__isnull=False)
    return rows.filter(status__in=(QuoteStatus.OPENED, QuoteStatus.SELECTED)).order_by("opened_at", "pk")


@transaction.atomic
def quote_review(*, quote: Quote, frm: str, to: str, actor: User | None = None) -> bool:
    """Write down what the check found; False when somebody else did so already.

    A clear one lets its award go on, with the lead's time to confirm begun anew where it had been held. A refused one
    lets the award fall and the next best have its turn.
    """
    if not Quote.objects.filter(pk=quote.pk, review=frm).update(review=to):
        return False
    quote.review = to
    award = Award.objects.filter(quote=quote, status__in=IN_PLAY).first()
    if award is not None and to == QuoteReview.REFUSED:
        _fall(award, actor)
    elif award is not None and frm == QuoteReview.HELD and award.status == AwardStatus.PENDING:
        due = deadlines.confirm_by(timezone.now())
        Award.objects.filter(pk=award.pk, status=AwardStatus.PENDING).update(confirm_by=due, next_check_at=due)
    return True


def _fall(award: Award, actor: User | None) -> None:
    from matchmaker.sourcing.awards.services import locked

    award, code = locked(award), RefusalReason.REVIEW.value
    following.fall(award, to=AwardStatus.REFUSED, reason=code, actor=actor, quote_to=QuoteStatus.WITHDRAWN)
    telling.fallen(award, lapsed=False)
    following.promote(award, actor=None)


def goes_on(quote: Quote) -> None:
    """Raises UnderReview or NotPassed where an award of this quote may not hold yet, or at all."""
    if quote.review == QuoteReview.REFUSED:
        raise errors.NotPassed
    if quote.review == QuoteReview.HELD or (settings.CHECK_BEFORE_AWARD and quote.review == QuoteReview.UNSEEN):
        raise errors.UnderReview
