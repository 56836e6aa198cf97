"""Pages about oneself: joining, profile, language, which organisation one acts for."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from matchmaker.accounts import services
from matchmaker.accounts.access import ACTIVE_KEY, goes_on, person
from matchmaker.accounts.forms import OrganisationForm, ProfileForm
from matchmaker.accounts.models import Invitation, Organisation
from matchmaker.accounts.selectors import invitation_state


@person
@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            firm = services.organisation_create(user=request.user, **form.cleaned_data)
        except services.TeamRefused as refused:
            form.add_error("business_number", refused.message)
        else:
            request.session[ACTIVE_KEY] = firm.pk
            return redirect(goes_on(firm, request.GET.get(REDIRECT_FIELD_NAME, "")))
    return render(request, "accounts/organisation_new.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link in an invitation's e-mail. Whoever holds it may see who asks; only the addressee may join."""
    row = get_object_or_404(Invitation.objects.select_related("organisation", "invited_by"), token=token)
    user = request.user if request.user.is_authenticated else None
    if request.method == "POST" and user is not None:
        try:
            services.invitation_accept(invitation=row, user=user)
            messages.success(request, _("이제 함께합니다. 환영합니다."))
        except services.TeamRefused:
            row.refresh_from_db()  # the page below says why
    state = invitation_state(row, user)
    if state == "joined":
        request.session[ACTIVE_KEY] = row.organisation_id
        return redirect("home")
    context = {"invitation": row, "state": state}
    return render(request, "accounts/invitation.html", context, status=410 if state == "over" else 200)


@person
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    mine = Organisation.objects.filter(memberships__user=request.user)
    wanted = request.POST.get("organisation", "")
    chosen = get_object_or_404(mine, pk=int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0)
    request.session[ACTIVE_KEY] = chosen.pk
    return redirect("home")


@person
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=request.user)
    if not form.is_valid():
        return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)
    user = form.save()
    translation.activate(user.language)
    messages.success(request, _("저장했습니다."))
    return _with_language(redirect("accounts:profile"), user.language)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The switch in the header: Django's own, and remembered for people who are logged in."""
    wanted = request.POST.get("language")
    if request.user.is_authenticated and wanted in dict(settings.LANGUAGES):
        services.user_language_set(user=request.user, language=wanted)
    return set_language(request)


def _with_language(response: HttpResponse, chosen: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response
