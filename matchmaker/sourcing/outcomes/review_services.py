"""Reviews that neither side reads before both have written, or two weeks have passed."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import Organisation, User
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.services import feedback_record
from matchmaker.sourcing.models import Project, Review
from matchmaker.sourcing.outcomes import telling
from matchmaker.sourcing.outcomes.deadlines import REVIEWS_SEALED
from matchmaker.sourcing.outcomes.errors import ReviewTooEarly, ReviewWritten
from matchmaker.sourcing.outcomes.shrinking import review_value
from suppliers.models import Supplier


@transaction.atomic
def review_write(
    *,
    project: Project,
    author: Organisation,
    subject: Organisation,
    parts: Mapping[str, int],
    actor: User | None,
    comment: str = "",
) -> Review:
    """One side's word on the other, once. Raises ReviewTooEarly before completion, ReviewWritten the second time.

    With both written they are published at once, otherwise two weeks later.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.completed_on is None:
        raise ReviewTooEarly
    if project.reviews.filter(author=author, subject=subject).exists():
        raise ReviewWritten
    now = timezone.now()
    row = project.reviews.create(
        author=author,
        subject=subject,
        parts=dict(parts),
        comment=comment,
        written_by=actor,
        created_at=now,
        next_check_at=now + REVIEWS_SEALED,
    )
    other = project.reviews.filter(author=subject, subject=author).first()
    if other is not None:
        for each in (other, row):
            _publish(each)
        row.refresh_from_db()
    return row


@transaction.atomic
def review_tick(*, review: Review) -> str:
    """Publish a review whose two weeks are over: "published" once, else ""."""
    Project.objects.select_for_update().get(pk=review.project_id)
    row = Review.objects.get(pk=review.pk)
    due = row.next_check_at is not None and row.next_check_at <= timezone.now()
    return "published" if due and _publish(row) else ""


def _publish(row: Review) -> bool:
    """Open the review to the other side, tell it, and let matching learn a supplier's rating; once."""
    fresh = Review.objects.filter(pk=row.pk, published_at__isnull=True)
    if not fresh.update(published_at=timezone.now(), next_check_at=None):
        return False
    supplier = Supplier.objects.filter(organisation=row.subject_id).first()
    if supplier is not None:
        value = review_value(row.parts)
        feedback_record(need=row.project.need, supplier=supplier, kind=FeedbackKind.RATING, value=value)
    telling.review_published(row)
    return True
