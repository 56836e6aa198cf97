"""My data: take everything away, agree to be named in public data, be erased. For owners only."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matchmaker.accounts.access import own_or_404, owners, requires
from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import OWNERS, AuditAction, OrganisationKind
from matchmaker.accounts.factors import step_up, step_up_to_look
from matchmaker.exchange import archiving, erasing
from matchmaker.exchange.models import Archive
from matchmaker.exchange.naming import naming_now, naming_set
from matchmaker.exchange.signing import public_pem
from matchmaker.jobs.selectors import unfinished_job
from matchmaker.jobs.tasks import wake
from matchmaker.lib.transitions import MoveRefused

firm_owners = requires(OrganisationKind.DEMAND, OrganisationKind.SUPPLIER, roles=OWNERS)


@owners
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    context = {
        "job": unfinished_job(key=f"{archiving.JOB}:{organisation.pk}"),
        "archives": Archive.objects.filter(organisation=organisation)[:5],
        "named": naming_now(organisation),
        "waiting": erasing.erasure_waiting(organisation),
    }
    return render(request, "exchange/own.html", context)


@owners
@require_POST
@step_up
def archive_make(request: HttpRequest) -> HttpResponse:
    job = archiving.archive_want(organisation=request.actor.organisation, by=request.user)  # type: ignore[attr-defined]
    wake(job.pk)
    return redirect("exchange:own")


@owners
@require_safe
@step_up_to_look
def archive(request: HttpRequest, pk: int) -> HttpResponseBase:
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    row = own_or_404(Archive.objects.all(), pk, organisation=organisation)
    audit_write(actor=request.actor, action=AuditAction.EXPORT, target=row)  # type: ignore[attr-defined]
    name = f"matchmaker-{organisation.pk}-{row.created_at:%Y-%m-%d}.json"
    answer = FileResponse(row.file.open("rb"), as_attachment=True, filename=name, content_type="application/json")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def archive_key(request: HttpRequest) -> HttpResponse:
    """The public key, for anybody who checks an archive."""
    return HttpResponse(public_pem(), content_type="application/x-pem-file")


@firm_owners
@require_POST
def naming(request: HttpRequest) -> HttpResponse:
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    naming_set(organisation=organisation, by=request.user, agreed="agree" in request.POST)
    messages.success(request, _("저장했습니다."))
    return redirect("exchange:own")


@firm_owners
@require_http_methods(["GET", "HEAD", "POST"])
@step_up
def erase(request: HttpRequest) -> HttpResponse:
    """What would go and what stays; a POST with the firm's name starts the two weeks, or takes the wish back."""
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    wrong = ""
    if request.method == "POST":
        wrong = _decide(request)
        if not wrong:
            return redirect("exchange:own")
    items = erasing.plan_of(organisation)
    context = {
        "groups": [(fate, [item for item in items if item.fate == fate]) for fate in ("blocks", "goes", "stays")],
        "blocked": any(item.fate == erasing.BLOCKS for item in items),
        "waiting": erasing.erasure_waiting(organisation),
        "days": erasing.WAIT.days,
        "wrong": wrong,
    }
    return render(request, "exchange/erase.html", context, status=422 if wrong else 200)


def _decide(request: HttpRequest) -> str:
    """Why it was not done, or nothing."""
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    try:
        if "withdraw" in request.POST:
            if (waiting := erasing.erasure_waiting(organisation)) is not None:
                erasing.erasure_withdraw(erasure=waiting, actor=request.user)  # type: ignore[arg-type]
            messages.success(request, _("지우기를 거두었습니다. 아무것도 지우지 않았습니다."))
            return ""
        if " ".join(request.POST.get("name", "").split()) != organisation.name:
            return _("회사 이름이 다릅니다. 위에 적힌 그대로 적어 주세요.")
        erasing.erasure_want(organisation=organisation, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("지우기를 맡겼습니다. 그 전에는 언제든 거둘 수 있습니다."))
    except erasing.ErasureBlocked:
        return _("아직 끝나지 않은 일이 있어 지울 수 없습니다.")
    except MoveRefused:
        return _("이미 지워졌습니다.")
    return ""
