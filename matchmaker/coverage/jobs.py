"""Long work that administrators ask for."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from matchmaker.coverage.alerts.services import alerts_ensure
from matchmaker.coverage.gap_services import COUNT, STEPS, now_counted, snapshot_keep
from matchmaker.coverage.recruit_pages import TRY
from matchmaker.coverage.recruit_services import recruits_try
from matchmaker.coverage.reports.making import report_make
from matchmaker.coverage.reports.services import JOB
from matchmaker.jobs.handlers import job_handler
from matchmaker.jobs.work import Work


@job_handler(TRY, label=_("모실 곳 시험해 보기"))
def recruit_try(work: Work) -> dict[str, Any]:
    """Each need is answered by the engine as if the suppliers of the list were there."""
    work.tell(note=gettext_noop("요청마다 묶음을 다시 찾아 보고 있습니다"))
    picks = [(code, region) for code, region in work.params["picks"]]
    result = recruits_try(picks, lambda done, total: work.tell(done, total=total))
    return result | {"url": f"{reverse('coverage:recruit')}?most={work.params['most']}"}


@job_handler(JOB, label=_("보고서 만들기"))
def report(work: Work) -> dict[str, Any]:
    return report_make(work)


@job_handler(COUNT, label=_("빈틈 세기"))
def gap_count(work: Work) -> dict[str, Any]:
    """Counted outside any transaction and written in one step; then alerts are told, once a count."""
    work.tell(0, total=STEPS, note=gettext_noop("요청과 제품을 맞대어 세고 있습니다"))
    count = now_counted(work.tell)
    with work.step(STEPS):
        snapshot_keep(day=timezone.localdate(), **count)
    alerts_ensure()
    return {"url": reverse("coverage:gaps")}
