"""Support programmes in the demo: plans that nobody published, marked as made up, and awards that were granted."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from demand.fitting import facts_of
from demand.models import Need
from matchmaker.reference.fitting import best_first
from matchmaker.reference.models import Programme
from matchmaker.reference.programmes import programme_plan_set
from matchmaker.sourcing.models import Award, Round

PLANS_KRW = {"GOV": 1_200_000_000, "AUTO": 900_000_000, "ROBOT": 500_000_000, "PROC": 300_000_000}
TRACK = "GOV"  # the one that a general need goes to
OF_FIVE = 3  # so many of five past awards were made under it
WAITED = timedelta(days=8)


def fitting(need: Need, day: date) -> Programme | None:
    """The programme that fits a need best on that day; in a year without any, the newest."""
    running = list(Programme.objects.running(day).order_by("-year", "code"))
    if not running:
        return Programme.objects.order_by("-year", "code").first()
    return best_first(running, facts_of(need, need.requirements.all(), day))[0][0]


def programmes_seed() -> int:
    """Plans for what runs today, and some past awards of the same year under it; returns how many awards."""
    today, granted = timezone.localdate(), 0
    for row in Programme.objects.running(today).filter(plan_krw__isnull=True):
        if plan := PLANS_KRW.get(row.family.rpartition("-")[2]):
            programme_plan_set(programme=row, krw=plan, simulated=True)
    for row in Programme.objects.running(today).filter(family__endswith=f"-{TRACK}"):
        past = Award.objects.filter(status="active", programme=None, created_at__date__gte=row.valid_from)
        ours = past.filter(need__firm__organisation__simulated=True).order_by("pk").select_related("need")
        for at, award in enumerate(ours):
            if at % 5 < OF_FIVE:
                day = timezone.localdate(award.created_at + WAITED)
                Award.objects.filter(pk=award.pk).update(programme=row, programme_result="approved", result_by=day)
                Round.objects.filter(need=award.need_id).update(programme=row)
                granted += 1
    return granted
