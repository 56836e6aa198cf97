"""What reviewers read: cases that wait, one case, and how often each rule was right."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from matchmaker.accounts.access import scoped
from matchmaker.accounts.models import Organisation
from matchmaker.coverage.flags.choices import FlagStatus, Verdict
from matchmaker.coverage.flags.models import Flag
from matchmaker.coverage.flags.rules import RULES
from matchmaker.sourcing.models import Quote


def cases(office: Organisation, *, waiting: bool) -> QuerySet[Quote]:
    """Quotes of the office's firms with something raised: those that wait, the most urgent first, or those decided."""
    rows = scoped(Quote.objects.filter(flags__verdict=Verdict.RAISED), office, "rfq__need__firm__region")
    rows = rows.annotate(
        raised=Count("flags", filter=Q(flags__verdict=Verdict.RAISED), distinct=True),
        left=Count("flags", filter=Q(flags__status=FlagStatus.RAISED), distinct=True),
        due=Min("flags__due_at"),
    )
    rows = rows.filter(left__gt=0) if waiting else rows.filter(left=0)
    return rows.select_related("rfq__need__firm__organisation").order_by("due" if waiting else "-due", "pk")


def case_rows(office: Organisation) -> QuerySet[Quote]:
    rows = scoped(Quote.objects.filter(flags__isnull=False).distinct(), office, "rfq__need__firm__region")
    return rows.select_related("rfq__need__firm__organisation").prefetch_related("parts__supplier__organisation")


@dataclass(frozen=True)
class Precision:
    """How a rule fared: what reviewers confirmed of what they decided."""

    rule: str
    looked: int
    raised: int
    unknown: int
    confirmed: int
    decided: int

    @property
    def share(self) -> float | None:
        return self.confirmed / self.decided if self.decided else None


def precision() -> list[Precision]:
    """Every rule, over all offices: one query."""
    of = {
        "looked": Count("pk"),
        "raised": Count("pk", filter=Q(verdict=Verdict.RAISED)),
        "unknown": Count("pk", filter=Q(verdict=Verdict.UNKNOWN)),
        "confirmed": Count("pk", filter=Q(status=FlagStatus.CONFIRMED)),
        "decided": Count("pk", filter=Q(status__in=(FlagStatus.CONFIRMED, FlagStatus.CLEARED))),
    }
    found = {row.pop("rule"): row for row in Flag.objects.order_by().values("rule").annotate(**of)}
    return [Precision(rule.id, **found.get(rule.id, dict.fromkeys(of, 0))) for rule in RULES]
