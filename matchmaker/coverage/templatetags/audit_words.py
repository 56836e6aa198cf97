"""What a line of the audit log is about, in words; a kind that has none yet keeps its code."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()
KINDS = {
    "accounts.user": _("사람"),
    "accounts.organisation": _("회사·기관"),
    "accounts.auditentry": _("감사 기록"),
    "coverage.alert": _("살펴볼 변화"),
    "coverage.referral": _("상담 연결"),
    "coverage.report": _("보고서"),
    "coverage:firms": _("기업 목록"),
    "coverage:flags": _("살펴볼 견적"),
    "coverage:unmet": _("못 채운 요청"),
    "coverage:verification": _("기업 확인"),
    "exchange.archive": _("우리 자료 묶음"),
    "exchange.sheet": _("내려받은 표"),
    "exchange:export": _("내려받은 표"),
    "meetings.matchingday": _("매칭데이"),
    "reference.programme": _("지원사업"),
    "sourcing.award": _("선정"),
    "sourcing.project": _("프로젝트"),
    "sourcing.quote": _("견적"),
    "sourcing.rfqinvitation": _("견적 요청"),
    "sourcing:project_outcomes": _("성과와 평가"),
    "suppliers.supplier": _("공급기업"),
    "suppliers:public": _("공급기업"),
}


@register.filter
def kind_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))
