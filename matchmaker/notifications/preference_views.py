"""What may reach a person by e-mail: their page, and the link in a letter that needs no log-in (RFC 8058)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from matchmaker.accounts.access import person
from matchmaker.notifications import attending
from matchmaker.notifications.alimtalk import available
from matchmaker.notifications.choices import Cadence, MessageKind
from matchmaker.notifications.forms import AttentionForm, PreferencesForm
from matchmaker.notifications.groups import DEADLINE
from matchmaker.notifications.phones import groups_choose
from matchmaker.notifications.stopping import stop_of


@person
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = PreferencesForm(data, user=request.user)
    rest = AttentionForm(data, instance=attending.attention_of(request.user))
    if form.is_valid() and rest.is_valid():
        attending.preferences_save(user=request.user, cadences=form.cadences(), rest=rest.save(commit=False))
        if "alimtalk" in form.cleaned_data:
            groups_choose(user=request.user, groups=form.cleaned_data["alimtalk"])
        messages.success(request, _("이메일 설정을 저장했습니다."))
        return redirect("notifications:preferences")
    always = [kind.label for kind in MessageKind if kind in DEADLINE]
    context = {"form": form, "rest": rest, "always": always, "stop": stop_of(request.user.email)}
    context |= {"phone": form.phone, "phones": available()}
    return render(request, "notifications/preferences.html", context, status=422 if form.errors or rest.errors else 200)


@csrf_exempt  # mail programs post here without a page of ours; the signed token is the permission
@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Opening shows a button and changes nothing, since scanners open links; posting switches the groups off."""
    found = attending.token_read(token)
    if found is None:
        raise Http404
    user, groups = found
    if request.method == "POST":
        attending.preferences_save(user=user, cadences=dict.fromkeys(groups, Cadence.OFF))
    with translation.override(user.language):
        names = ", ".join(str(group.label) for group in groups)
        context = {"names": names, "done": request.method == "POST"}
        return render(request, "notifications/unsubscribe.html", context)
