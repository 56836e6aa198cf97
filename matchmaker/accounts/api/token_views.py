"""The owners' page of tokens: make, rotate, revoke. A token is shown in the answer that made it, and never again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matchmaker.accounts.access import own_or_404, owners
from matchmaker.accounts.api.forms import TokenForm
from matchmaker.accounts.api.scopes import SCOPES
from matchmaker.accounts.api.tokens import token_create, token_revoke, token_rotate, tokens_of
from matchmaker.accounts.factors import step_up
from matchmaker.accounts.models import ApiToken
from matchmaker.accounts.services import TeamRefused


@owners
@require_http_methods(["GET", "POST"])
@step_up
def tokens(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            row, secret = token_create(actor=request.actor, **form.cleaned_data)
        except TeamRefused as refused:
            form.add_error(None, refused.message)
        else:
            return _page(request, TokenForm(actor=request.actor), shown=(row, secret))
    return _page(request, form, status=422 if form.errors else 200)


@owners
@require_POST
@step_up
def token_rotate_view(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(ApiToken.objects.all(), pk, organisation=request.actor.organisation)
    try:
        secret = token_rotate(token=row, by=request.user)
    except TeamRefused as refused:
        messages.error(request, refused.message)
        return redirect("accounts:tokens")
    row.refresh_from_db()
    return _page(request, TokenForm(actor=request.actor), shown=(row, secret))


@owners
@require_POST
def token_revoke_view(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(ApiToken.objects.all(), pk, organisation=request.actor.organisation)
    token_revoke(token=row, by=request.user)
    messages.success(request, _("토큰을 없앴습니다. 이제 이 토큰으로는 아무것도 할 수 없습니다."))
    return redirect("accounts:tokens")


def _page(
    request: HttpRequest, form: TokenForm, *, shown: tuple[ApiToken, str] | None = None, status: int = 200
) -> HttpResponse:
    rows = [(row, [SCOPES[scope][0] for scope in row.scopes]) for row in tokens_of(request.actor.organisation)]
    context = {"form": form, "rows": rows, "shown": shown}
    answer = render(request, "accounts/tokens.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
