"""Contracts whose ten years are over: their papers and words go; amounts, dates and figures stay, which name nobody."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.sourcing.choices.projects import IN_CARE
from matchmaker.sourcing.erasing import BOOKS
from matchmaker.sourcing.models import (
    Attachment,
    ChangeOrder,
    DossierItem,
    Milestone,
    OutcomeCheck,
    Project,
    Question,
    Review,
    Rfq,
    RfqInvitation,
    ServiceTicket,
)

GONE = "(지운 글)"
AT_ONCE = 100


def contracts_over(today: date) -> QuerySet[Project]:
    """Projects that ended so long ago and still have papers or words."""
    limit = today - BOOKS
    ended = Q(completed_on__lt=limit) | Q(completed_on=None, created_at__date__lt=limit)
    left = Q(pk__in=[])
    for rows in _words():
        left |= Q(Exists(rows.filter(project=OuterRef("pk"))))
    left |= Q(Exists(Attachment.objects.filter(project=OuterRef("pk"))))
    left |= Q(Exists(DossierItem.objects.filter(project=OuterRef("pk"))))
    return Project.objects.exclude(status__in=IN_CARE).filter(ended).filter(left).order_by("pk")


def _words() -> list[QuerySet[object]]:
    """Rows of projects that still say something."""
    return [
        ServiceTicket.objects.exclude(title=GONE),
        ChangeOrder.objects.exclude(text=GONE),
        Review.objects.exclude(comment=""),
        Milestone.objects.exclude(report="", note=""),
        OutcomeCheck.objects.exclude(note=""),
    ]


def retire(today: date) -> int:
    """Erase what may go of some of them, each in its own transaction; returns how many."""
    rows = list(contracts_over(today)[:AT_ONCE])
    for row in rows:
        _retire(row)
    return len(rows)


@transaction.atomic
def _retire(project: Project) -> None:
    Project.objects.select_for_update().get(pk=project.pk)
    files = list(project.files.all())
    for one in files:
        transaction.on_commit(lambda file=one.file: file.storage.delete(file.name))
    project.dossier.all().delete()
    project.files.all().delete()
    blanks: list[tuple[QuerySet[object], dict[str, str]]] = list(
        zip(
            _words(),
            (
                {"title": GONE, "text": "", "resolution": ""},
                {"text": GONE},
                {"comment": ""},
                {"report": "", "note": ""},
                {"note": ""},
            ),
            strict=True,
        )
    )
    for rows, blank in blanks:
        rows.filter(project=project).update(**blank)
    asked = Rfq.objects.filter(need=project.need_id)
    asked.update(note="")
    RfqInvitation.objects.filter(rfq__in=asked).update(note="")
    Question.objects.filter(round__need=project.need_id).update(text=GONE, answer="")
    audit_write(
        actor=None, action=AuditAction.ERASED, target=project, detail={"step": "ten years", "files": len(files)}
    )
