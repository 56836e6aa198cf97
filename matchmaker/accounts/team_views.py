"""The team page: everybody may look, owners change, anybody may leave."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matchmaker.accounts import selectors, services
from matchmaker.accounts.access import about_oneself, own_or_404, owners, person
from matchmaker.accounts.choices import OWNERS, roles_in
from matchmaker.accounts.factors import step_up
from matchmaker.accounts.forms import InviteForm, RoleForm
from matchmaker.accounts.models import Invitation, Membership


@about_oneself
@require_GET
def team(request: HttpRequest) -> HttpResponse:
    return _page(request, InviteForm(kind=request.actor.organisation.kind))


@owners
@require_POST
@step_up
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST, kind=request.actor.organisation.kind)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        services.invitation_create(
            organisation=request.actor.organisation, invited_by=request.user, **form.cleaned_data
        )
    except services.TeamRefused as refused:
        form.add_error("email", refused.message)
        return _page(request, form, status=422)
    messages.success(request, _("초대 메일을 보냅니다. 링크는 7일 동안 쓸 수 있습니다."))
    return redirect("accounts:team")


@owners
@require_POST
def invitation_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(Invitation.objects.all(), pk, organisation=request.actor.organisation, accepted_at=None)
    services.invitation_cancel(invitation=row, by=request.user)
    messages.success(request, _("초대를 취소했습니다."))
    return redirect("accounts:team")


@owners
@require_POST
@step_up
def member_role(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(Membership.objects.all(), pk, organisation=request.actor.organisation)
    form = RoleForm(request.POST, kind=request.actor.organisation.kind)
    if not form.is_valid():
        messages.error(request, _("목록에 있는 역할을 골라 주세요."))
        return redirect("accounts:team")
    try:
        services.member_role_change(membership=row, role=form.cleaned_data["role"], by=request.user)
        messages.success(request, _("역할을 바꿨습니다."))
    except services.TeamRefused as refused:
        messages.error(request, refused.message)
    return redirect("accounts:team")


@person
@require_POST
@step_up
def member_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """An owner removes anybody; everybody else only themselves."""
    if request.actor is None:
        raise Http404
    row = own_or_404(Membership.objects.all(), pk, organisation=request.actor.organisation)
    if request.actor.role not in OWNERS and row.user_id != request.user.pk:
        raise Http404
    try:
        services.member_remove(membership=row, by=request.user)
        messages.success(request, _("팀에서 뺐습니다."))
    except services.TeamRefused as refused:
        messages.error(request, refused.message)
    return redirect("home" if row.user_id == request.user.pk else "accounts:team")


def _page(request: HttpRequest, form: InviteForm, *, status: int = 200) -> HttpResponse:
    organisation = request.actor.organisation
    context = {
        "form": form,
        "members": selectors.team(organisation=organisation),
        "invitations": selectors.open_invitations(organisation=organisation),
        "roles": roles_in(organisation.kind),
        "may_change": request.actor.role in OWNERS,
    }
    return render(request, "accounts/team.html", context, status=status)
