"""The map of gaps between demand and supply. Everybody but programme staff gets 404."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts.access import administrators
from matchmaker.coverage import gap_pages as pages
from matchmaker.coverage.models import GapSnapshot
from matchmaker.coverage.tasks import wake_snapshot
from matchmaker.lib.tables_out import write_csv
from matchmaker.reference.models import Capability, Region


@administrators
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    context = pages.map_context(request.GET.get("by", ""), request.GET.get("stage", ""))
    return render(request, "coverage/gaps.html", context)


@administrators
@require_POST
def gaps_take(request: HttpRequest) -> HttpResponse:
    wake_snapshot()
    messages.success(request, _("세기 시작했습니다. 잠시 뒤 이 쪽을 다시 열면 새 숫자가 보입니다."))
    return redirect("coverage:gaps")


@administrators
@require_safe
def gaps_export(request: HttpRequest) -> HttpResponse:
    """All cells of the latest snapshot with their parts."""
    snapshot = GapSnapshot.objects.defer("groups", "measures").order_by("-day").first()
    if snapshot is None:
        raise Http404
    header = [_("날짜"), _("코드"), _("필요한 것"), _("지역 코드"), _("지역"), _("요청"), _("닿는 곳")]
    header += [_("답하는 비율"), _("여력"), _("요청 하나에 답할 곳"), _("빈틈")]
    disposition = f'attachment; filename="gaps-{snapshot.day}.csv"'
    table = write_csv(header, pages.export_rows(snapshot))
    return HttpResponse(table, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


@administrators
@require_safe
def gap(request: HttpRequest, code: str, region: str) -> HttpResponse:
    """One cell; who only reads sees figures and no names."""
    capability = get_object_or_404(Capability, pk=code)
    place = get_object_or_404(Region, pk=region)
    names = request.actor.may_write  # type: ignore[attr-defined]
    return render(request, "coverage/gap.html", pages.cell_context(capability, place, names=names))
