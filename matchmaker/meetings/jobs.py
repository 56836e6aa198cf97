"""Making a schedule is long work: a job, with a page that may be left."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from matchmaker.jobs.errors import JobRefused
from matchmaker.jobs.handlers import job_handler
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import job_start
from matchmaker.jobs.work import Work
from matchmaker.lib.transitions import MoveRefused
from matchmaker.meetings.errors import MeetingRefused
from matchmaker.meetings.models import MatchingDay
from matchmaker.meetings.planning import day_schedule, day_solve

KIND = "matching_day"
SOLVING = gettext_noop("서로 만나고 싶은 정도와 길을 따져 자리를 정하고 있습니다")


def schedule_start(*, day: MatchingDay, user: Any) -> Job:
    """Pressing twice makes one schedule."""
    params = {"day": day.pk}
    return job_start(
        kind=KIND, organisation=day.host, user=user, params=params, subject=day.name, key=f"matching_day:{day.pk}"
    )


@job_handler(KIND, label=_("매칭데이 시간표 짜기"))
def matching_day(work: Work) -> dict[str, Any]:
    day = MatchingDay.objects.get(pk=work.params["day"])
    work.tell(total=1, note=SOLVING)
    try:
        plan, guests = day_solve(day=day)
        with work.step(1):
            day_schedule(day=day, plan=plan, guests=guests, actor=work.job.requested_by)
    except (MeetingRefused, MoveRefused) as refused:
        with translation.override("ko"):
            raise JobRefused(str(refused.message)) from refused
    return {"url": reverse("meetings:office_day", args=[day.pk])}
