"""A first proposal of figures to watch, so that nobody has to invent them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from matchmaker.reference.models import Capability
from matchmaker.sourcing.choices import Better, KpiField
from matchmaker.sourcing.models import Project

ROWS = 5
# Field -> (name, unit, better), the most usual first; after the forms of the support programme.
USUAL = {
    KpiField.P: (
        (_("시간당 생산량"), _("개/시간"), Better.UP),
        (_("설비 가동률"), "%", Better.UP),
        (_("제품 하나가 나오기까지 걸리는 날"), _("일"), Better.DOWN),
    ),
    KpiField.Q: (
        (_("불량률"), "%", Better.DOWN),
        (_("고객 반품·불만"), _("건/월"), Better.DOWN),
    ),
    KpiField.C: (
        (_("제품 하나에 드는 작업 시간"), _("분"), Better.DOWN),
        (_("쌓아 두는 재고"), _("만원"), Better.DOWN),
    ),
    KpiField.D: (
        (_("납기를 지킨 비율"), "%", Better.UP),
        (_("주문에서 출하까지 걸리는 날"), _("일"), Better.DOWN),
    ),
    KpiField.E: (
        (_("안전사고"), _("건/년"), Better.DOWN),
        (_("전기 사용량"), "kWh", Better.DOWN),
    ),
}
# What adopters reported on average, in percent; no comparison group stands behind them.
REPORTED = {KpiField.P: 29, KpiField.Q: 43, KpiField.C: 16, KpiField.D: 16}


def fields_of(project: Project) -> list[str]:
    """The fields that the project's capabilities usually move, the most often named first."""
    codes = {slot.codes[0] for slot in project.slots.all() if slot.codes}
    dims = Capability.objects.filter(pk__in=codes).values_list("kpi_dims", flat=True)
    counts = Counter(dim for told in dims for dim in told.split(";") if dim in KpiField.values)
    return sorted(counts, key=lambda dim: (-counts[dim], KpiField.values.index(dim)))


def suggested(fields: Iterable[str]) -> list[dict[str, object]]:
    """About five rows without figures: first one of each field, then second ones; weights add up to 1."""
    order = list(fields) or [KpiField.P, KpiField.Q]
    rounds = range(max(len(USUAL[KpiField(dim)]) for dim in order))
    picked = [(dim, USUAL[KpiField(dim)][at]) for at in rounds for dim in order if at < len(USUAL[KpiField(dim)])]
    picked = picked[:ROWS]
    shares = equal_weights(len(picked))
    return [
        {"field": dim, "name": str(name), "unit": str(unit), "better": better, "weight": share}
        for (dim, (name, unit, better)), share in zip(picked, shares, strict=True)
    ]


def equal_weights(count: int) -> list[Decimal]:
    """Weights in hundredths that add up to exactly 1, the first ones a little heavier."""
    each, more = divmod(100, count)
    return [Decimal(each + (at < more)) / 100 for at in range(count)]
