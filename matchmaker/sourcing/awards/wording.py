"""Words of the choice. The same state reads differently to whoever chooses and to whoever is chosen."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.choices import AwardStatus, Criterion, RefusalReason
from matchmaker.sourcing.models import Award

State = tuple[str | Promise, str]

FOR_FIRM: dict[str, State] = {
    AwardStatus.PENDING: (_("공급기업의 확인을 기다립니다"), "info"),
    AwardStatus.CONDITIONAL: (_("지원사업 결과를 기다립니다"), "info"),
    AwardStatus.ACTIVE: (_("확정되었습니다"), "ok"),
    AwardStatus.REFUSED: (_("성사되지 않았습니다"), "warn"),
    AwardStatus.LAPSED: (_("기한이 지나 넘어갔습니다"), "warn"),
}
FOR_SUPPLIER: dict[str, State] = {
    AwardStatus.PENDING: (_("선정되었습니다. 확인할 차례입니다"), "info"),
    AwardStatus.CONDITIONAL: (_("확인했습니다. 지원사업 결과를 기다립니다"), "info"),
    AwardStatus.ACTIVE: (_("함께하기로 정해졌습니다"), "ok"),
    AwardStatus.REFUSED: (_("이 선정은 끝났습니다"), ""),
    AwardStatus.LAPSED: (_("기한 안에 정해지지 않아 끝났습니다"), "bad"),
}
TAKEN_BACK = (_("선정을 거두셨습니다"), "")
# What tips the scales: the words where it does better than the other quote, and where it does worse.
BETTER: dict[str, str | Promise] = {
    Criterion.PRICE: _("구축비가 더 적습니다"),
    Criterion.RUNNING: _("5년 동안 드는 돈이 더 적습니다"),
    Criterion.TIME: _("더 빨리 구축합니다"),
    Criterion.COVERAGE: _("빠뜨린 것이 더 적습니다"),
    Criterion.SERVICE: _("사후관리 약속이 더 좋습니다"),
    Criterion.DATA: _("데이터가 더 분명하게 우리 것입니다"),
    Criterion.TRACK: _("지난 고객이 더 만족했습니다"),
}
WORSE: dict[str, str | Promise] = {
    Criterion.PRICE: _("구축비가 더 많습니다"),
    Criterion.RUNNING: _("5년 동안 드는 돈이 더 많습니다"),
    Criterion.TIME: _("구축이 더 오래 걸립니다"),
    Criterion.COVERAGE: _("빠뜨린 것이 더 많습니다"),
    Criterion.SERVICE: _("사후관리 약속이 더 적습니다"),
    Criterion.DATA: _("데이터가 덜 분명하게 우리 것입니다"),
    Criterion.TRACK: _("지난 고객의 만족이 더 낮습니다"),
}
NOT_CHOOSABLE: dict[str, str | Promise] = {
    "stale": _("요청이 바뀐 뒤 다시 확인하지 않은 견적이라 맨 뒤에 둡니다."),
    "expired": _("유효기간이 지난 견적이라 맨 뒤에 둡니다."),
}


def award_state(award: Award, *, firm: bool) -> State:
    if firm and award.reason == RefusalReason.BUYER:
        return TAKEN_BACK
    return (FOR_FIRM if firm else FOR_SUPPLIER)[award.status]
