"""What to do about each missing part of a listing, in words, and the page where it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from suppliers.listing import Part


@dataclass(frozen=True)
class Advice:
    title: str | Promise
    how: str | Promise
    page: str


PROFILE, OFFERS, PROJECTS = "suppliers:profile", "suppliers:offers", "suppliers:projects"
ADVICE = {
    "number": Advice(_("사업자등록번호 적기"), _("확인을 신청하려면 꼭 필요합니다."), PROFILE),
    "about": Advice(_("회사 소개 쓰기"), _("무엇을 잘하는 회사인지 두세 문장이면 됩니다."), PROFILE),
    "region": Advice(_("회사 지역 고르기"), _("가까운 공장과 이어 드리는 데 씁니다."), PROFILE),
    "contact": Advice(_("전화나 홈페이지 적기"), _("운영기관이 확인할 때 씁니다."), PROFILE),
    "firm": Advice(_("회사 기본 정보 채우기"), _("사업 형태, 규모, 설립일, 종사자 수를 적어 주세요."), PROFILE),
    "offer": Advice(_("제품·서비스 하나 게시하기"), _("게시한 것이 있어야 추천에 나올 수 있습니다."), OFFERS),
    "described": Advice(_("제품·서비스 설명 늘리기"), _("무엇을 어디까지 해 드리는지 60자 이상 적어 주세요."), OFFERS),
    "served": Advice(
        _("갈 수 있는 지역과 출동 시간 적기"), _("고장 났을 때 몇 시간 안에 가는지가 고객의 큰 걱정입니다."), OFFERS
    ),
    "standards": Advice(
        _("통신·데이터 표준 표시하기"), _("다른 회사 장비와 바로 이어지는지 이것으로 알아봅니다."), OFFERS
    ),
    "aftercare": Advice(_("사후관리 조건 적기"), _("무상 하자보수 개월 수와 그 뒤의 조건을 적어 주세요."), OFFERS),
    "origin": Advice(_("원산지 적기"), _("부품 구하기와 수리에 걸리는 시간을 가늠하는 데 씁니다."), OFFERS),
    "projects": Advice(_("납품 실적 올리기"), _("세 건이면 충분합니다. 고객 이름은 적지 않아도 됩니다."), PROJECTS),
    "proof": Advice(
        _("납품 실적의 근거 확인받기"), _("확인 신청 때 운영기관이 서류를 보면 '서류 확인'으로 바뀝니다."), PROJECTS
    ),
    "certificates": Advice(
        _("인증서 올리기"), _("품질, 보안, 안전 인증이 있으면 적어 주세요."), "suppliers:certificates"
    ),
    "level": Advice(_("역량진단 등급 적기"), _("스마트제조 공급기업 역량진단을 받았다면 등급을 적어 주세요."), PROFILE),
}


def advise(parts: list[Part]) -> list[tuple[Part, Advice]]:
    return [(part, ADVICE[part.code]) for part in parts]
