"""Who is told what of outcomes. Rows only, in the caller's transaction."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation

from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send
from matchmaker.sourcing.letters import tell_firm, tell_offices, tell_suppliers
from matchmaker.sourcing.models import OutcomeCheck, Project, Review
from matchmaker.sourcing.outcomes.selectors import present_members
from suppliers.models import Supplier


def _page(project: Project) -> str:
    return reverse("sourcing:project_outcomes", args=[project.pk])


def members(project: Project) -> list[Supplier]:
    return list(Supplier.objects.filter(pk__in=present_members(project)).select_related("organisation").order_by("pk"))


def kpis_agreed(project: Project) -> None:
    count = project.kpis.count()
    key, url = str(project.pk), reverse("sourcing:project_kpis", args=[project.pk])
    tell_suppliers(members(project), project.need, MessageKind.KPIS_AGREED, url=url, key=key, count=count)


def asked(check: OutcomeCheck, *, again: bool = False) -> None:
    kind = MessageKind.OUTCOME_REMINDER if again else MessageKind.OUTCOME_ASKED
    url = reverse("sourcing:check_answer", args=[check.pk])
    tell_firm(check.project.need, kind, url=url, key=str(check.pk), stage=_stage(check))


def missed(check: OutcomeCheck) -> None:
    url = reverse("sourcing:outcomes")
    tell_offices(check.project.need, MessageKind.OUTCOME_MISSED, url=url, key=str(check.pk), stage=_stage(check))


def answered(check: OutcomeCheck, percent: int | None) -> None:
    tell_suppliers(
        members(check.project),
        check.project.need,
        MessageKind.OUTCOME_ANSWERED,
        url=_page(check.project),
        key=str(check.pk),
        stage=_stage(check),
        in_use=check.in_use,
        percent=percent,
    )


def _stage(check: OutcomeCheck) -> str:
    """The msgid of the stage's name; translated when read."""
    with translation.override("ko"):
        return str(check.get_stage_display())


def reviews_asked(project: Project) -> None:
    """Both sides, once."""
    key, url = str(project.pk), _page(project)
    tell_firm(project.need, MessageKind.REVIEW_ASKED, url=url, key=key, side="demand")
    tell_suppliers(members(project), project.need, MessageKind.REVIEW_ASKED, url=url, key=key, side="supplier")


def review_published(review: Review) -> None:
    """Whoever was reviewed may read it now."""
    message_send(
        kind=MessageKind.REVIEW_PUBLISHED,
        organisation=review.subject,
        payload={"need": str(review.project.need), "author": review.author.name},
        url=_page(review.project),
        dedupe_key=f"{MessageKind.REVIEW_PUBLISHED}:{review.pk}",
    )
