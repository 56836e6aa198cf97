"""The one job of imports: whatever stage the import stands in, it is carried to the stage's end."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from matchmaker.accounts.models import Organisation
from matchmaker.exchange import archiving
from matchmaker.exchange.applying import import_apply, import_undo
from matchmaker.exchange.choices import ImportStatus
from matchmaker.exchange.models import Import
from matchmaker.exchange.reading import import_read
from matchmaker.exchange.services import JOB
from matchmaker.jobs.handlers import job_handler
from matchmaker.jobs.work import Work

STAGES: dict[str, tuple[Any, str]] = {
    ImportStatus.READING: (import_read, gettext_noop("줄마다 살펴보고 있습니다")),
    ImportStatus.APPLYING: (
        import_apply,
        gettext_noop("쓰고 있습니다. 멈추면 쓴 것까지 모두 되돌립니다"),
    ),
    ImportStatus.UNDOING: (import_undo, gettext_noop("마지막 줄부터 되돌리고 있습니다")),
}


@job_handler(JOB, label=_("표 올리기"))
def do(work: Work) -> dict[str, Any]:
    batch = Import.objects.select_related("organisation").get(pk=work.params["import"])
    if batch.status in STAGES:
        act, note = STAGES[batch.status]
        work.tell(note=note)
        act(batch=batch, work=work)
    return {"url": reverse("exchange:file", args=[batch.pk])}


@job_handler(archiving.JOB, label=_("내 데이터 모으기"))
def archive(work: Work) -> dict[str, Any]:
    work.tell(note=gettext_noop("우리 회사에 관한 것을 모두 모으고 있습니다"))
    organisation = Organisation.objects.get(pk=work.job.organisation_id)
    archiving.archive_make(organisation=organisation, work=work)
    return {"url": reverse("exchange:own")}
