"""Referrals: the firm asks and reads how it stands; offices hand on, advisers say what they did."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from demand.choices import NeedStatus
from demand.models import Need
from matchmaker.accounts.access import administrators, demand_side, scoped
from matchmaker.accounts.audit import audited
from matchmaker.accounts.models import Organisation, User
from matchmaker.coverage.pages import page_of
from matchmaker.coverage.referrals import services
from matchmaker.coverage.referrals.choices import UNDER_WAY, ReferralStatus
from matchmaker.coverage.referrals.forms import CloseForm, HandForm, HelpForm
from matchmaker.coverage.referrals.models import Referral
from matchmaker.lib.transitions import MoveRefused

REFUSALS = (services.ReferralRefused, MoveRefused)


def _office(request: HttpRequest) -> Organisation:
    return request.actor.organisation  # type: ignore[attr-defined, no-any-return]


# --- the firm ---


@demand_side
def help_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for help with one's own need, or read how it stands."""
    rows = Need.objects.filter(firm__organisation=request.actor.organisation).select_related("firm")  # type: ignore[attr-defined]
    need = get_object_or_404(rows, pk=pk)
    referral = need.referrals.select_related("adviser", "office").order_by("-pk").first()
    open_now = need.status != NeedStatus.CLOSED and (referral is None or referral.status not in UNDER_WAY)
    form = HelpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and open_now and form.is_valid():
        services.referral_ask(need=need, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("부탁하신 것을 전했습니다. 이틀 안에 맡을 사람을 정해 알려 드립니다."))
        return redirect("coverage:help", need.pk)
    context = {"need": need, "referral": referral, "open_now": open_now, "form": form}
    return render(request, "coverage/help.html", context, status=422 if form.errors else 200)


@demand_side
@require_POST
def help_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Referral.objects.filter(need__firm__organisation=request.actor.organisation)  # type: ignore[attr-defined]
    row = get_object_or_404(rows, need__pk=pk, status__in=UNDER_WAY)
    services.referral_move(referral=row, actor=request.user, to=ReferralStatus.CANCELLED)  # type: ignore[arg-type]
    messages.success(request, _("상담 부탁을 거두었습니다."))
    return redirect("coverage:help", pk)


# --- offices ---


def _referrals(request: HttpRequest) -> QuerySet[Referral]:
    rows = scoped(Referral.objects.all(), _office(request), "need__firm__region")
    return rows.select_related("need__firm__organisation", "need__firm__region", "adviser", "office")


@administrators
@require_safe
@audited("coverage.referral")
def referrals(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    rows = _referrals(request)
    if show == "mine":
        rows = rows.filter(adviser=request.user.pk, status__in=UNDER_WAY)
    elif show == "ended":
        rows = rows.exclude(status__in=UNDER_WAY).order_by("-created_at", "-pk")
    else:
        show, rows = "", rows.filter(status__in=UNDER_WAY)
    return render(request, "coverage/referrals.html", {"page": page_of(request, rows), "show": show})


@administrators
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_referrals(request), pk=pk)
    form = _hand_form(request, row.need, row)
    if request.method == "POST":
        return _hand(request, row.need, form, row)
    return _page(request, row.need, form, row)


@administrators
def refer(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a referral of a need that nobody asked help for."""
    rows = scoped(Need.objects.select_related("firm__organisation"), _office(request), "firm__region")
    need = get_object_or_404(rows.exclude(status=NeedStatus.DRAFT), pk=pk)
    if (known := services.running(need)) is not None:
        return redirect("coverage:referral", known.pk)
    form = _hand_form(request, need)
    return _hand(request, need, form) if request.method == "POST" else _page(request, need, form)


def _hand_form(request: HttpRequest, need: Need, row: Referral | None = None) -> HandForm:
    advisers = services.advisers_for(need, _office(request))
    initial = {"reason": row.reason if row else "unmet", "note": row.note if row else ""}
    initial |= {"adviser": row.adviser_id, "centre": row.centre, "contact": row.contact} if row else {}
    return HandForm(request.POST if request.method == "POST" else None, advisers=advisers, initial=initial)


def _hand(request: HttpRequest, need: Need, form: HandForm, row: Referral | None = None) -> HttpResponse:
    if not form.is_valid():
        return _page(request, need, form, row)
    asked = form.cleaned_data
    asked["adviser"] = User.objects.filter(pk=asked["adviser"]).first() if asked["adviser"] else None
    try:
        done = services.referral_hand(need=need, office=_office(request), actor=request.user, **asked)  # type: ignore[arg-type]
    except services.ReferralRefused as refused:
        form.add_error("adviser", refused.message)
        return _page(request, need, form, row)
    messages.success(request, _("맡기고 수요기업에 알렸습니다."))
    return redirect("coverage:referral", done.pk)


def _page(request: HttpRequest, need: Need, form: HandForm, row: Referral | None = None) -> HttpResponse:
    context = {
        "need": need,
        "referral": row,
        "form": form,
        "may_hand": row is None or row.status in (ReferralStatus.ASKED, ReferralStatus.REFERRED),
        "closing": CloseForm(auto_id="id_close_%s"),
        "events": row.events.select_related("actor") if row else [],
    }
    return render(request, "coverage/referral.html", context, status=422 if form.errors else 200)


@administrators
@require_POST
def referral_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """``step``: contacted, done or cancelled."""
    row = get_object_or_404(_referrals(request), pk=pk)
    said = {}
    if step == ReferralStatus.DONE:
        form = CloseForm(request.POST, auto_id="id_close_%s")
        if not form.is_valid():
            messages.error(request, _("어떻게 되었는지 골라 주세요."))
            return redirect("coverage:referral", row.pk)
        said = form.cleaned_data
    try:
        services.referral_move(referral=row, actor=request.user, to=step, **said)  # type: ignore[arg-type]
    except REFUSALS as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("적고 수요기업에 알렸습니다."))
    return redirect("coverage:referral", row.pk)
