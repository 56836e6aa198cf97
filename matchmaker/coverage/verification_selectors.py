"""The verification queue: four lists of suppliers to look at, each with a fixed number of queries."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from suppliers.choices import OfferStatus, Verification
from suppliers.models import Offer, Supplier, SupplierEvent


class Queue(TextChoices):
    APPLIED = "applied", _("새 신청")
    DUE = "due", _("다시 확인할 때")
    CHANGED = "changed", _("확인 뒤 바뀜")
    SUSPENDED = "suspended", _("정지 중")


def _rows(queue: str) -> QuerySet[Supplier]:
    if queue == Queue.DUE:
        return Supplier.objects.filter(status=Verification.VERIFIED, reverify_at__lte=timezone.now())
    if queue == Queue.CHANGED:
        newer = Offer.objects.filter(supplier=OuterRef("pk"), changed_at__gt=OuterRef("verified_at"))
        moved = Q(changed_at__gt=F("verified_at")) | Exists(newer)
        return Supplier.objects.filter(moved, status=Verification.VERIFIED, approvals__isnull=False).distinct()
    if queue == Queue.SUSPENDED:
        return Supplier.objects.filter(status=Verification.SUSPENDED)
    return Supplier.objects.filter(status=Verification.APPLIED)


ORDER = {Queue.DUE: "reverify_at", Queue.CHANGED: "changed_at", Queue.SUSPENDED: "suspended_until"}


def verification_queue(queue: str = Queue.APPLIED) -> QuerySet[Supplier]:
    """Firms of one list, the most urgent first, with ``applied_at`` and ``published``."""
    applied = SupplierEvent.objects.filter(row=OuterRef("pk"), to=Verification.APPLIED)
    published = Offer.objects.filter(supplier=OuterRef("pk"), status=OfferStatus.PUBLISHED).order_by()
    counted = published.values("supplier").annotate(number=Count("pk")).values("number")
    rows = _rows(queue).select_related("organisation", "region")
    rows = rows.annotate(applied_at=Subquery(applied.order_by("-at").values("at")[:1]), published=Subquery(counted))
    return rows.order_by(ORDER.get(Queue(queue), "applied_at"), "pk")


def queue_counts() -> list[tuple[str, str, int]]:
    """(code, words, how many) of each list."""
    return [(queue.value, str(queue.label), _rows(queue).count()) for queue in Queue]
