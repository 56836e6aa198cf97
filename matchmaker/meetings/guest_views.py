"""A matching day as a guest sees it: sign up, say whom to meet, the own schedule, what came of each meeting."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts.access import demand_side, requires
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.lib.transitions import MoveRefused
from matchmaker.meetings import outcomes, selectors, services
from matchmaker.meetings.choices import AWAITED, SCHEDULED, DayStatus, GuestStatus
from matchmaker.meetings.errors import MeetingRefused
from matchmaker.meetings.forms import JoinForm, OutcomeForm, WishForm
from matchmaker.meetings.models import DayGuest, MatchingDay, Meeting
from matchmaker.meetings.tickets import picture_of

guests = requires(OrganisationKind.DEMAND, OrganisationKind.SUPPLIER)
REFUSALS = (MeetingRefused, MoveRefused)


def firm_of(request: HttpRequest) -> Organisation:
    return request.actor.organisation  # type: ignore[attr-defined, no-any-return]


def _day(request: HttpRequest, pk: int) -> MatchingDay:
    return get_object_or_404(selectors.days_of_guest(firm_of(request)), pk=pk)


def _guest(request: HttpRequest, day: MatchingDay) -> DayGuest:
    guest = selectors.guest_of(day, firm_of(request))
    if guest is None:
        raise Http404
    return guest


@guests
@require_safe
def days(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/days.html", {"days": selectors.days_of_guest(firm_of(request))[:60]})


@guests
@require_safe
def day(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _day(request, pk))


def _page(request: HttpRequest, day: MatchingDay, joining: JoinForm | None = None) -> HttpResponse:
    """``joining``: the form as it was sent, where that was not good."""
    firm = firm_of(request)
    guest = selectors.guest_of(day, firm)
    needs = selectors.needs_to_bring(firm) if firm.kind == OrganisationKind.DEMAND else None
    coming = guest is not None and guest.status == "coming"
    if joining is None and needs is not None:
        joining = JoinForm(needs=needs, initial={"need": guest.need_id if guest else None})
    context = {
        "day": day,
        "guest": guest,
        "coming": coming,
        "joining": joining,
        "has_needs": needs is None or needs.exists(),
        "others": selectors.others_for(guest) if guest and coming and day.status == "open" else [],
        "meetings": selectors.meetings_of_guest(guest) if guest and day.status in SCHEDULED else [],
        "today": day.on == timezone.localdate(),
        "passed": day.on < timezone.localdate(),
        "scheduled": day.status in SCHEDULED,
    }
    bad = joining is not None and joining.is_bound
    return render(request, "meetings/day.html", context, status=422 if bad else 200)


@guests
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    day, firm, need = _day(request, pk), firm_of(request), None
    if firm.kind == OrganisationKind.DEMAND:
        form = JoinForm(request.POST, needs=selectors.needs_to_bring(firm))
        if not form.is_valid():
            return _page(request, day, form)
        need = form.cleaned_data["need"]
    try:
        services.guest_join(day=day, organisation=firm, actor=request.user, need=need)  # type: ignore[arg-type]
    except REFUSALS as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("신청했습니다. 만나고 싶은 곳을 골라 두면 시간표에 먼저 반영합니다."))
    return redirect("meetings:day", day.pk)


@guests
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    day = _day(request, pk)
    try:
        services.guest_leave(guest=_guest(request, day), actor=request.user)  # type: ignore[arg-type]
    except REFUSALS as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("오지 않는 것으로 적었습니다."))
    return redirect("meetings:day", day.pk)


@guests
@require_POST
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    day, form = _day(request, pk), WishForm(request.POST)
    guest = _guest(request, day)
    if not form.is_valid():
        messages.error(request, _("누구를 만날지 알아볼 수 없습니다. 다시 골라 주세요."))
        return redirect("meetings:day", day.pk)
    other = get_object_or_404(DayGuest.objects.select_related("organisation"), pk=form.cleaned_data["other"], day=day)
    try:
        services.wish_say(guest=guest, other=other, yes=form.yes())
    except MeetingRefused as refused:
        messages.error(request, refused.message)
    return redirect("meetings:day", day.pk)


@guests
@require_safe
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture that is shown at the door, to those who come."""
    guest = _guest(request, _day(request, pk))
    if guest.status != GuestStatus.COMING or guest.day.status != DayStatus.PLANNED:
        raise Http404
    return HttpResponse(picture_of(guest), content_type="image/svg+xml", headers={"Cache-Control": "private"})


@guests
@require_POST
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    day = _day(request, pk)
    if services.guest_check_in(guest=_guest(request, day), actor=request.user, how="own"):  # type: ignore[arg-type]
        messages.success(request, _("도착하신 것을 적었습니다. 첫 만남 시간에 탁자로 와 주세요."))
    else:
        messages.info(request, _("이미 적었거나, 행사 날이 아닙니다."))
    return redirect("meetings:day", day.pk)


@demand_side
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of one of the firm's own meetings."""
    meeting = get_object_or_404(
        Meeting.objects.select_related("day", "firm__need", "firm__organisation", "supplier__organisation", "draft"),
        pk=pk,
        firm__organisation=firm_of(request),
    )
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            outcomes.outcome_tell(meeting=meeting, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except REFUSALS as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("남겼습니다. 상대에게도 알렸습니다."))
        return redirect("meetings:outcome", meeting.pk)
    context = {
        "meeting": meeting,
        "form": form,
        "package": outcomes.package_with(meeting) if meeting.status == "wanted" else None,
        "awaited": meeting.status in AWAITED,
    }
    return render(request, "meetings/outcome.html", context, status=422 if form.errors else 200)
