"""A matching day as its host sees it: prepare, open, invite, schedule, check in, follow."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matchmaker.accounts.access import administrators
from matchmaker.accounts.audit import audited
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.jobs.selectors import unfinished_job
from matchmaker.jobs.tasks import wake
from matchmaker.lib.transitions import MoveRefused
from matchmaker.meetings import selectors, services
from matchmaker.meetings.choices import DayStatus, MeetingStatus
from matchmaker.meetings.errors import MeetingRefused
from matchmaker.meetings.forms import CancelForm, DayForm, FindForm, InviteForm
from matchmaker.meetings.jobs import schedule_start
from matchmaker.meetings.models import DayGuest, MatchingDay
from matchmaker.meetings.tickets import guest_key

REFUSALS = (MeetingRefused, MoveRefused)


def office_of(request: HttpRequest) -> Organisation:
    return request.actor.organisation  # type: ignore[attr-defined, no-any-return]


def _day(request: HttpRequest, pk: int) -> MatchingDay:
    return get_object_or_404(selectors.days_of_office(office_of(request)), pk=pk)


@administrators
@require_safe
def days(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/office_days.html", {"days": selectors.days_of_office(office_of(request))[:60]})


@administrators
def day_new(request: HttpRequest) -> HttpResponse:
    form = DayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.day_create(host=office_of(request), actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except MeetingRefused as refused:
            form.add_error("on", refused.message)
        else:
            messages.success(request, _("행사를 만들었습니다. 초대할 곳을 고른 뒤 신청을 받기 시작하세요."))
            return redirect("meetings:office_day", row.pk)
    return render(request, "meetings/day_form.html", {"form": form}, status=422 if form.errors else 200)


@administrators
def day_edit(request: HttpRequest, pk: int) -> HttpResponse:
    day = _day(request, pk)
    form = DayForm(request.POST if request.method == "POST" else None, instance=MatchingDay.objects.get(pk=day.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.day_change(day=day, **form.cleaned_data)
        except MeetingRefused as refused:
            form.add_error("on", refused.message)
        else:
            messages.success(request, _("고쳤습니다."))
            return redirect("meetings:office_day", day.pk)
    return render(request, "meetings/day_form.html", {"form": form, "day": day}, status=422 if form.errors else 200)


@administrators
@require_safe
@audited("meetings.matchingday")
def office_day(request: HttpRequest, pk: int) -> HttpResponse:
    day = _day(request, pk)
    guests = selectors.guests_of(day)
    meetings = list(selectors.meetings_of(day))
    find = FindForm(request.GET)
    wanted = find.wanted()
    open_for_guests = day.status in (DayStatus.DRAFT, DayStatus.OPEN)
    found = selectors.to_invite(office_of(request), day, **wanted)[: selectors.MOST_FOUND] if open_for_guests else []
    context: dict[str, Any] = {
        "day": day,
        "firms": [row for row in guests if row.organisation.kind == OrganisationKind.DEMAND],
        "suppliers": [row for row in guests if row.organisation.kind == OrganisationKind.SUPPLIER],
        "rows": selectors.schedule_of(day, meetings),
        "outcomes": _outcomes(meetings),
        "find": find,
        "found": found,
        "open_for_guests": open_for_guests,
        "arrivals": selectors.arrivals_of(day, guests),
        "cancelling": CancelForm(),
        "job": unfinished_job(key=f"matching_day:{day.pk}"),
    }
    return render(request, "meetings/office_day.html", context)


def _outcomes(meetings: list[Any]) -> list[tuple[str, int]]:
    counts = Counter(row.status for row in meetings)
    return [(str(status.label), counts[status]) for status in MeetingStatus if counts[status]]


def _done(request: HttpRequest, day: MatchingDay, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("meetings:office_day", day.pk)


def _refused(request: HttpRequest, day: MatchingDay, refused: MeetingRefused | MoveRefused) -> HttpResponse:
    messages.error(request, refused.message)
    return redirect("meetings:office_day", day.pk)


@administrators
@require_POST
def day_open(request: HttpRequest, pk: int) -> HttpResponse:
    day = _day(request, pk)
    try:
        services.day_open(day=day, actor=request.user)  # type: ignore[arg-type]
    except REFUSALS as refused:
        return _refused(request, day, refused)
    return _done(request, day, _("신청을 받기 시작했고, 초대한 곳에 알렸습니다."))


@administrators
@require_POST
def day_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    day, form = _day(request, pk), CancelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("이유를 골라 주세요."))
        return redirect("meetings:office_day", day.pk)
    try:
        services.day_cancel(day=day, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except REFUSALS as refused:
        return _refused(request, day, refused)
    return _done(request, day, _("취소하고 모두에게 알렸습니다."))


@administrators
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    day, office = _day(request, pk), office_of(request)
    sides = (OrganisationKind.SUPPLIER, OrganisationKind.DEMAND)
    allowed = [
        one for side in sides for one in selectors.to_invite(office, day, side=side).values_list("pk", flat=True)
    ]
    form = InviteForm(request.POST, allowed=allowed)
    if not form.is_valid():
        messages.error(request, _("초대할 곳을 골라 주세요."))
        return redirect("meetings:office_day", day.pk)
    asked = Organisation.objects.filter(pk__in=form.cleaned_data["organisations"])
    try:
        count = services.guests_invite(day=day, organisations=asked, actor=request.user)  # type: ignore[arg-type]
    except REFUSALS as refused:
        return _refused(request, day, refused)
    return _done(request, day, _("%(count)s곳을 초대했습니다.") % {"count": count})


@administrators
@require_POST
def day_plan(request: HttpRequest, pk: int) -> HttpResponse:
    day = _day(request, pk)
    job = schedule_start(day=day, user=request.user)
    wake(job.pk)
    return redirect("meetings:office_day", day.pk)


@administrators
@require_POST
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    guest = get_object_or_404(DayGuest.objects.select_related("day", "organisation"), pk=pk)
    day = _day(request, guest.day_id)
    if services.guest_check_in(guest=guest, actor=request.user):  # type: ignore[arg-type]
        return _done(request, day, _("%(who)s 도착을 적었습니다.") % {"who": guest})
    messages.info(request, _("이미 적었거나, 행사 날이 아닙니다."))
    return redirect("meetings:office_day", day.pk)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest, ticket: str) -> HttpResponse:
    """What the host's phone opens after reading a guest's picture: who it is, and one button. A look writes nothing."""
    related = ("day", "organisation", "need")
    guest = get_object_or_404(DayGuest.objects.select_related(*related), pk=guest_key(ticket))
    day = _day(request, guest.day_id)
    if request.method == "POST":
        if not services.guest_check_in(guest=guest, actor=request.user, how="ticket"):  # type: ignore[arg-type]
            messages.info(request, _("이미 적었거나, 행사 날이 아닙니다."))
        return redirect("meetings:office_ticket", ticket)
    context = {
        "guest": guest,
        "day": day,
        "first": next(iter(selectors.meetings_of_guest(guest)), None),
        "today": day.status == DayStatus.PLANNED and day.on == timezone.localdate(),
    }
    return render(request, "meetings/office_ticket.html", context)
