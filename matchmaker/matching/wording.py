"""Every code the engine gives, as a sentence. ``%(name)s`` parts are filled by ``sentence`` in the reader's form.

For a supplier there are three forms: ``supplier``, ``supplier_topic`` (은/는), ``supplier_subject`` (이/가).
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.korea import josa
from matchmaker.lib.templatetags.house import won

Text = str | Promise

# Facts on a whole package.
PACKAGE: dict[str, Text] = {
    "covers_musts": _("꼭 필요한 %(musts)s가지 가운데 %(covered)s가지를 해결합니다."),
    "covers_nice": _("있으면 좋은 %(nice)s가지 가운데 %(covered)s가지가 들어 있습니다."),
    "covers_no_nice": _("있으면 좋은 것은 이 묶음에 들어 있지 않습니다."),
    "within_budget": _("보통 가격이 예산보다 %(left)s 적습니다."),
    "at_budget": _("보통 가격이 예산과 거의 같습니다."),
    "over_budget": _("보통 가격이 예산보다 %(left)s 많습니다."),
    "within_deadline": _("가장 오래 걸리는 일이 %(weeks)s주라서 기한보다 %(left)s주 여유가 있습니다."),
    "at_deadline": _("가장 오래 걸리는 일이 %(weeks)s주로, 기한에 딱 맞습니다."),
    "over_deadline": _("가장 오래 걸리는 일이 %(weeks)s주라서 기한을 %(left)s주 넘깁니다."),
    "shared_standard": _("%(of)s곳 가운데 %(members)s곳이 같은 연결 방식(%(standard)s)을 다뤄 봐서 잇기 쉽습니다."),
    "same_region": _("%(of)s곳 가운데 %(members)s곳이 %(region)s에 있어 함께 움직이기 좋습니다."),
    "delivered_together": _("함께 일해 본 사이가 %(pairs)s쌍 있습니다."),
    "onsite_within": _("%(supplier_topic)s 문제가 생기면 약 %(hours)s시간 안에 현장에 옵니다."),
    "lead_integrates": _("대표를 맡는 %(supplier_subject)s 여러 시스템을 잇는 일을 직접 합니다."),
    "one_supplier": _("%(supplier)s 한 곳이 모두 맡아 연락할 곳이 하나입니다."),
    "overlap_discount": _("일이 겹치는 부분이 있어 많으면 %(percent)s%%(약 %(saved)s)까지 깎일 여지가 있습니다."),
    "pinned_without_offer": _("꼭 넣어 달라고 하신 %(supplier)s에는 조건에 맞는 제안이 없습니다."),
    "rotation_more": _(
        "골고루 기회 드리기 +%(points)s점: 점수에 견주어 덜 소개된 곳이라, 점수가 비슷할 때만 조금 더했습니다."
    ),
    "rotation_less": _(
        "골고루 기회 드리기 −%(points)s점: 점수에 견주어 많이 소개된 곳이라, 점수가 비슷할 때만 조금 뺐습니다."
    ),
    "members_rotation_more": _(
        "골고루 기회 드리기 +%(points)s점: 점수에 견주어 덜 소개된 곳이 들어 있어 조금 더했습니다."
    ),
    "members_rotation_less": _(
        "골고루 기회 드리기 −%(points)s점: 점수에 견주어 많이 소개된 곳이 들어 있어 조금 뺐습니다."
    ),
    "unwanted_kept": _("원하지 않는다고 하셨지만 ‘%(slot)s’ 없이는 다른 것이 돌아가지 않아 넣어 찾았습니다."),
}
# Facts on one offer for one thing asked: what speaks for it, and its weakest point.
STRONG: dict[str, Text] = {
    "exactness": _("필요한 것만 딱 맞게 담은 제안입니다."),
    "text": _("적어 주신 말과 제안 설명이 많이 닮았습니다."),
    "votes": _("비슷한 일을 해 본 기록이 있습니다."),
    "industry": _("같은 업종에서 일해 본 기록이 %(value)s건 있습니다."),
    "price": _("가격이 이 일의 몫으로 잡은 돈의 약 %(percent)s%%입니다."),
    "time": _("기한(안 정하셨으면 반년)의 약 %(percent)s%%면 끝납니다."),
    "distance": _("공장과 같은 지역이거나 바로 옆 지역에 있습니다."),
    "onsite": _("문제가 생기면 약 %(value)s시간 안에 현장에 올 수 있습니다."),
    "standards": _("다른 시스템과 잇는 공개된 연결 방식을 씁니다."),
    "capacity": _("지금 새로 맡을 수 있는 여유가 넉넉합니다."),
    "evidence": _("실적을 고객이나 지원사업에서 확인했습니다."),
    "reply": _("견적 요청에 잘 답하는 편입니다."),
    "outcome": _("지난 일의 고객 만족도가 높은 편입니다."),
}
WEAK: dict[str, Text] = {
    "exactness": _("찾지 않으신 것까지 함께 묶여 있습니다."),
    "text": _("적어 주신 말과 제안 설명이 겹치는 부분은 적습니다."),
    "votes": _("비슷한 일을 해 본 기록은 아직 없습니다."),
    "industry": _("같은 업종에서 일해 본 기록은 아직 없습니다."),
    "price": _("가격이 이 일의 몫으로 잡은 돈의 약 %(percent)s%%로 비싼 편입니다."),
    "time": _("기한(안 정하셨으면 반년)의 약 %(percent)s%%가 걸려 빠듯합니다."),
    "distance": _("공장에서 먼 지역에 있습니다."),
    "onsite": _("현장에 오겠다는 약속이 없거나 오래 걸립니다."),
    "standards": _("다른 시스템과 잇는 연결 방식을 적어 두지 않았습니다."),
    "capacity": _("지금 새로 맡을 수 있는 여유가 적습니다."),
    "evidence": _("실적이 아직 본인이 적은 것뿐입니다."),
    "reply": _("견적 요청에 답이 늦거나 없던 적이 있습니다."),
    "outcome": _("지난 일의 고객 만족도가 낮은 편입니다."),
}
# A learnt curve may praise or fault what the sentence above would not be true of: below (or from) a bound in the unit
# of the feature (docs/matching.md, section 3) this is said instead.
BELOW, FROM = "below", "from"
OTHERWISE: dict[str, tuple[str, float, Text]] = {
    "strong_text": (BELOW, 0.15, _("적어 주신 말과 제안 설명이 어느 정도 닮았습니다.")),
    "strong_distance": (
        FROM,
        1.5,
        _("공장까지 지역을 %(value)s번 넘어가지만, 이 거리로는 점수가 거의 깎이지 않습니다."),
    ),
    "strong_capacity": (BELOW, 2.0, _("지금 새로 맡을 수 있는 여유가 있습니다.")),
    "strong_evidence": (BELOW, 2.0, _("실적을 서류로 확인했습니다.")),
    "strong_reply": (BELOW, 0.7, _("견적 요청에 답하는 정도가 보통은 됩니다.")),
    "strong_outcome": (BELOW, 0.75, _("지난 일의 고객 만족도가 보통은 되거나, 아직 기록이 적습니다.")),
    "weak_votes": (FROM, 1e-9, _("비슷한 일을 해 본 기록이 적습니다.")),
    "weak_industry": (FROM, 0.5, _("같은 업종에서 일해 본 기록이 %(value)s건뿐입니다.")),
    "weak_price": (
        BELOW,
        1.0,
        _("가격이 이 일의 몫으로 잡은 돈의 약 %(percent)s%%입니다. 더 낮으면 점수가 더 높습니다."),
    ),
    "weak_time": (
        BELOW,
        0.8,
        _("기한(안 정하셨으면 반년)의 약 %(percent)s%%가 걸립니다. 더 빠르면 점수가 더 높습니다."),
    ),
    "weak_distance": (BELOW, 1.5, _("공장과 같은 지역은 아니고 바로 옆 지역에 있습니다.")),
    "weak_onsite": (BELOW, 72.0, _("현장에 오는 데 약 %(value)s시간이 걸립니다.")),
    "weak_standards": (FROM, 1e-9, _("다른 시스템과 잇는 연결 방식을 적게 적어 두었습니다.")),
    "weak_capacity": (FROM, 2.0, _("지금 새로 맡을 수 있는 여유가 아주 넉넉하지는 않습니다.")),
    "weak_evidence": (FROM, 1.0, _("실적을 누가 확인했는지가 아직 약합니다.")),
    "weak_reply": (FROM, 0.6, _("견적 요청에 답한 기록이 아직 적습니다.")),
    "weak_outcome": (FROM, 0.7, _("지난 일의 고객 만족도 기록이 아직 적습니다.")),
}
ELSE = "_else"
FEATURES: dict[str, Text] = {
    "exactness": _("필요한 것만 담음"),
    "text": _("적어 주신 말과 닮음"),
    "votes": _("비슷한 일을 해 본 기록"),
    "industry": _("같은 업종 기록"),
    "price": _("가격(제안마다)"),
    "time": _("걸리는 기간"),
    "distance": _("공장과의 거리"),
    "onsite": _("현장에 오는 시간(제안마다)"),
    "standards": _("연결 방식"),
    "capacity": _("맡을 수 있는 여유"),
    "evidence": _("실적을 누가 확인했나"),
    "reply": _("견적 요청에 답한 비율"),
    "outcome": _("지난 일의 만족도"),
}
# What each feature looks at, for the public page of rules; more or less of it is better by ``engine.features``.
MEANINGS: dict[str, Text] = {
    "exactness": _("제안에 담긴 것 가운데 이번에 찾는 것의 몫"),
    "text": _("적어 주신 말과 제안 설명에 같은 말이 얼마나 나오나"),
    "votes": _("납품한 일이 이번 일과 얼마나 닮았나(하는 일, 쓴 말, 업종)"),
    "industry": _("같은 업종에 납품한 건수, 5건까지"),
    "price": _("예산(없으면 보통 드는 돈)에서 이 일의 몫에 견준 가격"),
    "time": _("기한에 견준 기간(기한이 없으면 반년)"),
    "distance": _("회사에서 공장까지 넘어가는 지역 수"),
    "onsite": _("문제가 생겼을 때 현장에 오는 시간"),
    "standards": _("말씀하신 연결 방식을 쓰는 몫(없으면 공개된 연결 방식 3가지까지)"),
    "capacity": _("이번 분기에 더 맡을 수 있는 건수, 4건까지"),
    "evidence": _("실적을 누가 확인했나(본인, 서류, 지원사업, 고객 순)"),
    "reply": _("견적 요청에 제때 답한 비율. 거절도 답입니다"),
    "outcome": _("지난 일의 고객 평가와 잰 성과. 기록이 적으면 보통으로 셈함"),
}
TERMS: dict[str, Text] = {
    "fit": _("하나하나 얼마나 맞나"),
    "waiting": _("딸려 오는 일은 점수에서 뺌"),
    "lead": _("대표를 맡을 준비"),
    "supplier": _("현장에 오는 시간(기업마다)"),
    "protocol": _("같은 연결 방식을 씀"),
    "region": _("같은 지역에 있음"),
    "joint": _("함께 일해 본 사이"),
    "members": _("챙겨야 할 기업 수"),
    "price": _("묶음 전체의 가격"),
    "rotation": _("골고루 기회 드리기"),
}
FILTERED: dict[str, Text] = {
    "not_served_region": _("공장이 있는 지역에는 가지 않음"),
    "too_late": _("기한 안에 끝내지 못함"),
    "no_capacity": _("이번 분기에는 새 일을 맡지 못함"),
    "no_after_service": _("고장이나 문의에 대한 약속(AS)이 없음"),
    "over_budget_alone": _("이것 하나로 예산을 넘음"),
    "excluded": _("빼 달라고 하신 기업"),
    "standard_missing": _("말씀하신 연결 방식·인증이 없음"),
}
RELAX: dict[str, Text] = {
    "budget": _("예산을 약 %(money)s 늘리면"),
    "deadline": _("기한을 %(amount)s주 늦추면"),
    "region": _("%(amount)s개 지역 더 먼 곳까지 찾으면"),
    "members": _("기업을 %(amount)s곳 더 쓰면"),
    "slot": _("‘%(slot)s’ 하나를 나중으로 미루면"),
    "pinned": _("‘%(supplier)s’ 없이 찾으면"),
}
CONFLICT: dict[str, Text] = {
    "budget": _("예산"),
    "deadline": _("기한"),
    "region": _("지역"),
    "members": _("기업 수"),
    "slot": _("‘%(slot)s’"),
    "pinned": _("‘%(supplier)s’ 넣기"),
}
BECAUSE: dict[str, Text] = {
    "always": _("무엇을 들이든 쓰는 법을 배워야 해서"),
    "systems": _("프로그램이 셋 이상이라 서로 잇는 일이 필요해서"),
    "level": _("공장 정보를 지키는 일이 함께 필요해질 수 있어서"),
}
RUN_ERRORS: dict[str, Text] = {
    "internal": _("찾는 중에 문제가 생겼습니다. 적어 주신 내용은 그대로입니다. 다시 찾기를 눌러 주세요."),
    "need_not_ready": _("찾는 사이에 요청이 바뀌었습니다. 요청 내용을 확인하면 다시 찾습니다."),
    "unknown_code": _("요청에 지금은 쓰지 않는 항목이 있습니다. 요청 내용을 다시 확인해 주세요."),
}
LABELS: dict[str, tuple[Text, Text]] = {
    "best": (_("가장 잘 맞음"), _("여러 가지를 함께 따졌을 때 점수가 가장 높습니다.")),
    "cheapest": (_("가장 저렴"), _("점수가 비슷한 묶음 가운데 보통 가격이 가장 낮습니다.")),
    "fastest": (_("가장 빠름"), _("점수가 비슷한 묶음 가운데 가장 먼저 끝납니다.")),
    "nearest": (_("가장 가까움"), _("점수가 비슷한 묶음 가운데 공장에서 가장 가깝습니다.")),
    "upgrade": (_("확장하기 좋음"), _("나중에 다른 것을 잇기 쉬운 연결 방식을 가장 많이 씁니다.")),
    "other": (_("다른 묶음"), _("점수는 비슷하면서 기업 구성이 많이 다릅니다.")),
    "partial": (_("일부만 해결"), _("지금 조건에서 가장 많이 해결하는 묶음입니다.")),
}
# Share of the most points the covered things can bring; docs/matching-app.md says where the words begin.
FIT_WORDS: tuple[tuple[float, Text], ...] = (
    (0.75, _("아주 잘 맞음")),
    (0.60, _("잘 맞음")),
    (0.45, _("대체로 맞음")),
    (0.0, _("아쉬운 점이 있음")),
)


def sentence(code: str, values: dict[str, Any], names: dict[str, dict[Any, str]]) -> str:
    """The sentence of a reason. ``names``: ids and codes to names, under "supplier", "region" and "slot"."""
    text = catalogue_text(variant(code, values))
    return str(text) % _filled(values, names)


def catalogue_text(code: str) -> Text:
    """Raises KeyError for a code that has no sentence."""
    if code.endswith(ELSE):
        return OTHERWISE[code.removesuffix(ELSE)][2]
    for prefix, table in (("strong_", STRONG), ("weak_", WEAK)):
        if code.startswith(prefix):
            return table[code.removeprefix(prefix)]
    return PACKAGE[code]


def variant(code: str, values: dict[str, Any]) -> str:
    """A limit kept with room, just kept, or broken reads differently; so does nothing at all, and so does a strength
    or a weak point of a value that the plain sentence is not true of.
    """
    if code in OTHERWISE:
        side, bound, _text = OTHERWISE[code]
        return code + ELSE if (values["value"] < bound) == (side == BELOW) else code
    if code == "covers_nice":
        return code if values["covered"] else "covers_no_nice"
    if code not in ("within_budget", "within_deadline"):
        return code
    left, limit = float(values["left"]), float(values["budget" if code == "within_budget" else "deadline"])
    if abs(left) < 0.005 * max(limit, 1.0):
        return code.replace("within", "at")
    return code if left > 0 else code.replace("within", "over")


def _filled(values: dict[str, Any], names: dict[str, dict[Any, str]]) -> dict[str, str]:
    filled = {name: _number(value) for name, value in values.items()}
    if "budget" in values or "saved" in values:
        filled |= {name: won(rounded(abs(values[name]))) for name in ("left", "saved") if name in values}
    elif "left" in values:
        filled["left"] = _number(abs(values["left"]))
    if "value" in values:
        filled["percent"] = f"{100 * float(values['value']):.0f}"
    if "region" in values:
        filled["region"] = names["region"].get(values["region"], str(values["region"]))
    if "slot" in values:
        filled["slot"] = names["slot"].get(values["slot"], "?")
    if "supplier" in values:
        filled |= supplier_forms(names["supplier"].get(values["supplier"], "?"))
    return filled


def supplier_forms(name: str) -> dict[str, str]:
    return {"supplier": name, "supplier_topic": josa(name, "은/는"), "supplier_subject": josa(name, "이/가")}


def rounded(amount: float) -> int:
    """An estimate in two or three leading digits: nobody promises the last won."""
    step = 10 ** max(len(str(int(amount))) - 3, 0)
    return round(amount / step) * step


def _number(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def step_text(table: dict[str, Text], step: dict[str, Any], names: dict[str, dict[Any, str]]) -> str:
    """A step of a relaxation (RELAX) or a rule in a conflict (CONFLICT)."""
    return str(table[step["kind"]]) % {
        "money": won(rounded(step["amount"])),
        "amount": _number(float(step["amount"])),
        "slot": names["slot"].get(step.get("slot"), "?"),
        "supplier": names["supplier"].get(step.get("supplier"), "?"),
    }


def fit_words(share: float) -> Text:
    return next(text for least, text in FIT_WORDS if share >= least or least == 0.0)
