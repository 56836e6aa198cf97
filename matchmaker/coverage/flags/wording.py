"""The rules and their findings as reviewers read them."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.templatetags.house import won

RULES: dict[str, str | Promise] = {
    "fixed_before": _("요청을 올리기 전에 정해진 상대"),
    "shared_contact": _("연락처나 사람이 겹침"),
    "companion": _("들러리로 보이는 견적"),
    "grades": _("직원보다 많은 기술자"),
    "pair_again": _("되풀이되는 같은 짝"),
    "price": _("가격이 보통 범위를 벗어남"),
    "lines_changed": _("선정 뒤 모두 바뀐 견적 항목"),
    "words": _("자부담을 되돌려 준다는 말"),
}
WHERE = {
    "need": _("요청 글"),
    "request": _("견적 요청의 덧붙인 말"),
    "quote": _("견적의 덧붙인 말"),
    "line": _("견적 항목의 설명"),
    "question": _("질문"),
    "answer": _("답"),
}
REASONS: dict[str, str | Promise] = {
    "nothing": _("해당하는 것을 찾지 못했습니다."),
    "no_text": _("살펴볼 글이 없습니다."),
    "no_contacts": _("견줄 전화나 주소가 적혀 있지 않습니다."),
    "no_rival": _("견줄 만한 다른 견적이 없습니다."),
    "no_staff": _("기술자 일수, 기간, 직원 수 가운데 빠진 것이 있습니다."),
    "no_band": _("통째로 매긴 가격이 아니어서 보통 범위와 견줄 수 없습니다."),
    "few_lines": _("항목이 적어 견줄 수 없습니다."),
    "forbids": _("그런 말이 있지만, 하지 말라는 뜻으로 보입니다."),
    "named": _("요청 글에 견적을 낸 %(supplier)s의 이름이 있습니다."),
    "numbered": _("요청 글에 견적을 낸 %(supplier)s의 사업자등록번호가 있습니다."),
    "same_account": _("%(one)s, %(other)s 두 곳에 같은 계정이 있습니다."),
    "same_phone": _("%(one)s, %(other)s 두 곳의 전화가 같습니다."),
    "same_address": _("%(one)s, %(other)s 두 곳의 주소가 같습니다."),
    "same_person": _("%(one)s, %(other)s 두 곳에 이름이 같은 담당자가 있습니다."),
    "same_mail_host": _("%(one)s, %(other)s 두 곳이 같은 회사 이메일을 씁니다."),
    "same_network": _("%(one)s, %(other)s 두 곳이 최근 같은 인터넷망에서 로그인했습니다."),
    "same_words": _("견적 %(quote)s번과 글이 %(percent)s%% 같습니다."),
    "fixed_ratio": _("견적 %(quote)s번과 %(lines)s개 항목이 모두 같은 비율(%(ratio)s)입니다."),
    "too_many": _("%(supplier)s: 한꺼번에 %(needed)s명이 일해야 하는데 직원이 %(staff)s명입니다."),
    "again": _("두 해 동안 이 짝이 %(times)s번 맺어졌고, 이 공급기업이 맡은 일은 모두 %(of)s건입니다."),
    "above": _("구축비 %(total)s, 보통 범위 %(low)s ~ %(high)s보다 30%% 넘게 비쌉니다."),
    "below": _("구축비 %(total)s, 보통 범위 %(low)s ~ %(high)s보다 30%% 넘게 쌉니다."),
    "all_new": _("앞서 선정된 견적의 항목 가운데 그대로인 것이 없습니다(%(lines)s개)."),
    "said": _("%(where)s: “…%(words)s…”"),
}
MONEY = frozenset({"total", "low", "high"})


def sentence(reason: str, evidence: dict[str, Any]) -> str:
    """The finding in the reader's language."""
    told = {name: won(value) if name in MONEY else value for name, value in evidence.items()}
    if "where" in told:
        told["where"] = WHERE.get(told["where"], told["where"])
    return str(REASONS[reason]) % told
