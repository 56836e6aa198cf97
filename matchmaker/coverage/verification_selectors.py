"""The verification queue: four lists of suppliers to look at, each with a fixed number of queries."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.access import scoped
from matchmaker.accounts.models import Organisation
from suppliers.choices import OfferStatus, Verification
from suppliers.models import Approval, Offer, Supplier, SupplierEvent


class Queue(TextChoices):
    APPLIED = "applied", _("새 신청")
    DUE = "due", _("다시 확인할 때")
    CHANGED = "changed", _("확인 뒤 바뀜")
    SUSPENDED = "suspended", _("정지 중")


def _cases() -> dict[Queue, Q]:
    """What puts a supplier on each list."""
    newer = Offer.objects.filter(supplier=OuterRef("pk"), changed_at__gt=OuterRef("verified_at"))
    moved = Q(changed_at__gt=F("verified_at")) | Q(Exists(newer))
    known = Q(Exists(Approval.objects.filter(supplier=OuterRef("pk"))))
    verified = Q(status=Verification.VERIFIED)
    return {
        Queue.APPLIED: Q(status=Verification.APPLIED),
        Queue.DUE: verified & Q(reverify_at__lte=timezone.now()),
        Queue.CHANGED: verified & known & moved,
        Queue.SUSPENDED: Q(status=Verification.SUSPENDED),
    }


ORDER = {Queue.DUE: "reverify_at", Queue.CHANGED: "changed_at", Queue.SUSPENDED: "suspended_until"}


def verification_queue(office: Organisation, queue: str = Queue.APPLIED) -> QuerySet[Supplier]:
    """Firms of one list, the most urgent first, with ``applied_at`` and ``published``."""
    applied = SupplierEvent.objects.filter(row=OuterRef("pk"), to=Verification.APPLIED)
    published = Offer.objects.filter(supplier=OuterRef("pk"), status=OfferStatus.PUBLISHED).order_by()
    counted = published.values("supplier").annotate(number=Count("pk")).values("number")
    rows = scoped(Supplier.objects.filter(_cases()[Queue(queue)]), office, "region").select_related(
        "organisation", "region"
    )
    rows = rows.annotate(applied_at=Subquery(applied.order_by("-at").values("at")[:1]), published=Subquery(counted))
    return rows.order_by(ORDER.get(Queue(queue), "applied_at"), "pk")


def queue_counts(office: Organisation) -> list[tuple[str, str, int]]:
    """(code, words, how many) of each list, in one query."""
    every = scoped(Supplier.objects.all(), office, "region")
    counts = every.aggregate(**{name.value: Count("pk", filter=case) for name, case in _cases().items()})
    return [(queue.value, str(queue.label), counts[queue.value]) for queue in Queue]
