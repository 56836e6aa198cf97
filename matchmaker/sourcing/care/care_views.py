"""What administrators see of after-care: who is without cover, and where promises are broken."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from matchmaker.accounts.access import administrators
from matchmaker.reference.book import book
from matchmaker.sourcing.care import selectors
from matchmaker.sourcing.care.covering import uncovered_days
from matchmaker.sourcing.care.wording import HANDOVER_FOR_FIRM
from matchmaker.sourcing.presenting import capability_names, said


@administrators
@require_GET
def care(request: HttpRequest) -> HttpResponse:
    names, regions = capability_names(), book().regions
    office = request.actor.organisation
    projects = selectors.projects_ever_uncovered(office)
    days = uncovered_days(selectors.handovers_in(projects), selectors.gaps_in(projects), timezone.now())
    context = {
        "running": [
            (row, said(row.slot.codes, names), HANDOVER_FOR_FIRM[row.status], days.get(row.slot_id, 0.0))
            for row in selectors.running_handovers(office)
        ],
        "gaps": [
            (slot, said(slot.codes, names), days.get(slot.pk, 0.0)) for slot in selectors.slots_without_standby(office)
        ],
        "total": sum(days.values()),
        "slots": sum(1 for count in days.values() if count),
        "regions": [
            (regions.get(row["region"]), row["tickets"], row["breaches"], 100 * row["breaches"] / row["tickets"])
            for row in selectors.breaches_by_region(office)
        ],
    }
    return render(request, "sourcing/care/care.html", context)
