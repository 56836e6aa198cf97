"""Levers on gaps: the list of whom to bring in, trying it out, asking firms, and the radar for suppliers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts.access import administrators, national_administrators, supplier_side
from matchmaker.coverage import recruit_pages as pages
from matchmaker.coverage import recruit_services as services
from matchmaker.coverage.gap_selectors import latest
from matchmaker.coverage.radar import LEAST_FIRMS, radar_of
from matchmaker.jobs.services import job_start
from matchmaker.jobs.tasks import wake
from matchmaker.reference.models import Capability, Region
from suppliers.models import RegisterEntry, Supplier


@administrators
@require_safe
def recruit(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "coverage/recruit.html",
        pages.recruit_context(request.GET.get("most", ""), request.GET.get("only", "")),
    )


@administrators
@require_POST
def recruit_try(request: HttpRequest) -> HttpResponse:
    """Ask a worker to answer every unmet need as if the list were there."""
    snapshot, asked = latest(), request.POST.get("most", "")
    if snapshot is None or not asked.isdecimal() or int(asked) not in pages.LENGTHS:
        raise Http404
    most, narrowed = int(asked), pages.capability_named(request.POST.get("only", ""))
    only = narrowed.pk if narrowed else ""
    picks = pages.picks_of(pages.plan_of(snapshot, most, only))
    job = job_start(
        kind=pages.TRY,
        user=request.user,  # type: ignore[arg-type]
        params={"picks": picks, "most": most},
        key=pages.key_of(snapshot, most, only),
    )
    wake(job.pk)
    return redirect(f"{request.path.removesuffix('try/')}?most={most}" + (f"&only={only}" if only else ""))


@administrators
@require_POST
def gap_extend(request: HttpRequest, code: str, region: str, pk: int) -> HttpResponse:
    capability, place = _square(request, code, region)
    supplier = get_object_or_404(Supplier.objects.filter(status="verified"), pk=pk)
    asked = services.supplier_ask_to_extend(
        supplier=supplier,
        capability=capability,
        region=place,
        actor=request.user,  # type: ignore[arg-type]
    )
    _told(request, asked, _("여쭈었습니다. 답은 회사가 제품·서비스에 지역을 더하는 것으로 옵니다."))
    return redirect("coverage:gap", code, region)


@administrators
@require_POST
def gap_invite(request: HttpRequest, code: str, region: str, pk: int) -> HttpResponse:
    capability, place = _square(request, code, region)
    entry = get_object_or_404(RegisterEntry.objects.filter(supplier__isnull=True), pk=pk)
    asked = services.entry_ask_to_join(
        entry=entry,
        capability=capability,
        region=place,
        actor=request.user,  # type: ignore[arg-type]
    )
    _told(request, asked, _("모신 것으로 적었습니다."))
    return redirect("coverage:gap", code, region)


def _square(request: HttpRequest, code: str, region: str) -> tuple[Capability, Region]:
    """Offices of other regions only look."""
    if not request.actor.organisation.covers(region):  # type: ignore[attr-defined]
        raise Http404
    return get_object_or_404(Capability, pk=code), get_object_or_404(Region, pk=region)


def _told(request: HttpRequest, asked: bool, words: str) -> None:
    if asked:
        messages.success(request, words)
    else:
        messages.info(request, _("이달에 이미 여쭈었습니다. 다음 달에 다시 할 수 있습니다."))


@national_administrators
@require_POST
def radar_send(request: HttpRequest) -> HttpResponse:
    count = services.radar_send()
    if count:
        words = ngettext("공급기업 %(n)s곳에 알렸습니다.", "공급기업 %(n)s곳에 알렸습니다.", count) % {"n": count}
        messages.success(request, words)
    else:
        messages.info(request, _("새로 알릴 곳이 없습니다. 찾는 회사가 다섯 곳이 안 되거나 이달에 이미 알렸습니다."))
    return redirect("coverage:recruit")


@supplier_side
@require_safe
def radar(request: HttpRequest) -> HttpResponse:
    """For suppliers: unserved demand, never so narrow that a firm could be guessed."""
    supplier = Supplier.objects.filter(organisation=request.actor.organisation).first()  # type: ignore[attr-defined]
    rows = radar_of(supplier) if supplier else []
    return render(request, "coverage/radar.html", {"rows": rows, "least": LEAST_FIRMS, "snapshot": latest()})
