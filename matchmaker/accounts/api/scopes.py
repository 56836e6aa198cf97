"""What a token may be allowed: areas of the API, to read or also to write, by the side its organisation stands on."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.choices import OrganisationKind

DEMAND, SUPPLIER, OFFICE = OrganisationKind.DEMAND, OrganisationKind.SUPPLIER, OrganisationKind.PROGRAMME
BOTH = (DEMAND, SUPPLIER)
SCOPES: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "organisation:read": (_("우리 회사 정보 보기"), (DEMAND, SUPPLIER, OFFICE)),
    "organisation:write": (_("우리 회사 정보 고치기"), BOTH),
    "offers:read": (_("제품·서비스 보기"), (SUPPLIER,)),
    "offers:write": (_("제품·서비스 등록하고 고치기"), (SUPPLIER,)),
    "needs:read": (_("요청과 추천 결과 보기"), (DEMAND,)),
    "needs:write": (_("요청 작성하고 추천 받기"), (DEMAND,)),
    "requests:read": (_("주고받은 견적 요청 보기"), BOTH),
    "requests:write": (_("견적 요청 보내고 답하기"), BOTH),
    "quotes:read": (_("공동 견적 보기"), BOTH),
    "quotes:write": (_("공동 견적 쓰고 내기"), (SUPPLIER,)),
    "awards:read": (_("선정 결과 보기"), BOTH),
    "awards:write": (_("선정하고 확인하기"), BOTH),
    "projects:read": (_("프로젝트 진행 보기"), (DEMAND, SUPPLIER)),
    "projects:write": (_("프로젝트 일정 알리고 확인하기"), BOTH),
    "outcomes:read": (_("성과와 평가 보기"), (DEMAND, SUPPLIER, OFFICE)),
    "outcomes:write": (_("성과와 평가 남기기"), BOTH),
    "tables:read": (_("표 올리기의 진행과 내려받을 표 보기"), (DEMAND, SUPPLIER, OFFICE)),
    "tables:write": (_("표 올려 반영하고 되돌리기"), (DEMAND, SUPPLIER, OFFICE)),
    "webhooks:read": (_("소식 보낼 주소 보기"), (DEMAND, SUPPLIER, OFFICE)),
    "webhooks:write": (_("소식 보낼 주소 더하고 끄기"), (DEMAND, SUPPLIER, OFFICE)),
    "coverage:read": (_("수급 현황 보기"), (OFFICE,)),
    "events:read": (_("변경 내역 받기"), (DEMAND, SUPPLIER, OFFICE)),
}


def scopes_for(kind: str) -> list[tuple[str, str | Promise]]:
    """Scopes that make sense for an organisation of this kind, as choices."""
    return [(scope, label) for scope, (label, kinds) in SCOPES.items() if kind in kinds]
