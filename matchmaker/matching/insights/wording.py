"""What a supplier reads about its own offers: levers, levels, advice. ``presenting`` fills the ``%(what)s`` parts."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

# A lever as "if you ..."; the number of needs stands beside it.
LEVERS: dict[str, Text] = {
    "standard": _("쓸 수 있는 제안마다 연결 방식 %(name)s도 갖추면"),
    "region": _("%(name)s에도 나가면"),
    "onsite": _("문제가 생겼을 때 %(hours)s시간 안에 현장에 가기로 약속하면"),
    "price": _("가격을 모두 %(percent)s%% 낮추면"),
    "weeks": _("걸리는 기간을 모두 %(percent)s%% 줄이면"),
    "capacity_1": _("한 분기에 한 건 더 맡을 수 있으면"),
    "capacity_2": _("한 분기에 두 건 더 맡을 수 있으면"),
    "reply": _("견적 요청 열 번 가운데 %(times)s번은 제때 답하면"),
    "service": _("모든 제안에 하자보수와 사후관리 조건을 적으면"),
    "evidence_1": _("납품 실적을 하나라도 서류로 확인받으면"),
    "evidence_2": _("지원사업 역량진단을 받으면"),
    "evidence_3": _("납품 실적을 하나라도 고객에게 확인받으면"),
}
# Where each kind is done: an address name.
PLACES: dict[str, str] = {
    "standard": "suppliers:offers", "region": "suppliers:offers", "onsite": "suppliers:offers",
    "price": "suppliers:offers", "weeks": "suppliers:offers", "service": "suppliers:offers",
    "capacity": "suppliers:profile", "evidence": "suppliers:projects", "reply": "sourcing:invitations",
}  # fmt: skip
FEATURES: dict[str, Text] = {
    "exactness": _("찾는 것만 담았나"),
    "text": _("찾는 말과 설명이 닮았나"),
    "votes": _("비슷한 일을 해 본 기록"),
    "industry": _("같은 업종 기록"),
    "price": _("가격"),
    "time": _("걸리는 기간"),
    "distance": _("공장과의 거리"),
    "onsite": _("현장에 가는 시간"),
    "standards": _("연결 방식"),
    "capacity": _("맡을 수 있는 여유"),
    "evidence": _("실적을 누가 확인했나"),
    "reply": _("견적 요청에 답한 비율"),
    "outcome": _("지난 일의 만족도"),
}
ADVICE: dict[str, Text] = {
    "exactness": _("여러 가지를 한데 묶은 제안은 하나씩도 올려 두면 더 정확히 맞습니다."),
    "text": _("제안 설명에 고객이 쓰는 말로 어떤 불편을 풀어 주는지 적어 보세요."),
    "votes": _("해 본 일을 납품 실적에 올려 주세요. 무엇을 했는지 자세할수록 좋습니다."),
    "industry": _("납품 실적마다 고객의 업종을 골라 두었는지 살펴봐 주세요."),
    "price": _("이 일에 보통 드는 돈과 견주어 비싼 편입니다. 꼭 필요하지 않은 것은 나눠서 올려 보세요."),
    "time": _("기한에 견주어 오래 걸리는 편입니다. 나눠서 먼저 끝낼 수 있는 것은 따로 올려 보세요."),
    "distance": _("거리는 바꾸기 어렵습니다. 가까운 곳의 공급기업과 함께하는 길도 있습니다."),
    "onsite": _("지킬 수 있는 현장 출동 시간을 제안마다 적어 주세요. 비어 있으면 일주일로 셈합니다."),
    "standards": _("실제로 다루는 연결 방식을 제안에 빠짐없이 골라 주세요."),
    "capacity": _("지금 맡을 수 있는 건수가 맞는지 회사 정보에서 살펴봐 주세요."),
    "evidence": _("실적을 서류나 고객 확인으로 증명하면 올라갑니다."),
    "reply": _("못 하는 일이라도 빨리 답하면 깎이지 않습니다. 답이 없을 때만 깎입니다."),
    "outcome": _("끝난 일의 고객 만족도에서 옵니다. 기록이 적으면 보통으로 셈합니다."),
}
# Share of what a feature can bring at most, from this share on.
LEVELS: tuple[tuple[float, str, Text], ...] = (
    (0.75, "ok", _("거의 다 받고 있습니다")),
    (0.40, "info", _("절반쯤 받고 있습니다")),
    (0.0, "warn", _("적게 받고 있습니다")),
)
FILTERED: dict[str, Text] = {
    "not_served_region": _("공장이 있는 지역에 나가지 않음"),
    "too_late": _("기한 안에 끝내지 못함"),
    "no_capacity": _("이번 분기에 더 맡을 여유가 없음"),
    "no_after_service": _("하자보수나 사후관리 조건이 없음"),
    "over_budget_alone": _("이것 하나로 예산을 넘음"),
    "standard_missing": _("고객이 말한 연결 방식·인증이 없음"),
}
