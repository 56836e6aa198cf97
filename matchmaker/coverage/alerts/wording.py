"""What an alert says: what it is about, its figures in a sentence, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaker.accounts.access import Actor
from matchmaker.coverage.alerts.choices import AlertRule, AlertStatus
from matchmaker.coverage.alerts.models import Alert
from matchmaker.coverage.fields import NAMES
from matchmaker.coverage.templatetags.gap_words import percent, short
from suppliers.vocabulary import name_of


def sides() -> dict[str, str]:
    return {"exposure": _("추천에 보인 횟수"), "invitations": _("받은 견적 요청"), "wins": _("뽑힌 견적")}


def subject_name(alert: Alert) -> str:
    """Of a cell, a field, or what is concentrated."""
    if alert.rule == AlertRule.CELL:
        names = {"what": name_of(alert.capability), "where": name_of(alert.region)}  # type: ignore[arg-type]
        return _("%(where)s %(what)s") % names
    if alert.subject in NAMES:
        return str(NAMES[alert.subject])
    return sides().get(alert.subject, alert.subject)


def title(alert: Alert) -> str:
    words = {
        AlertRule.CELL: _("%s: 답할 곳이 모자랍니다"),
        AlertRule.FIRST: _("%s: 첫 답이 늦어졌습니다"),
        AlertRule.PROMISE: _("%s: 닷새 안에 답 셋을 못 채우는 일이 늘었습니다"),
        AlertRule.TOP_FIVE: _("%s: 다섯 곳에 몰려 있습니다"),
        AlertRule.HHI: _("%s: 몇몇 곳에 몰려 있습니다(허핀달 지수)"),
        AlertRule.GINI: _("%s: 고르지 않습니다(지니계수)"),
    }
    return words[AlertRule(alert.rule)] % subject_name(alert)


def sentence(alert: Alert, figures: dict[str, Any]) -> str:
    """``figures``: those of the first night or of the last."""
    told = {name: figures.get(name) for name in ("now", "usual", "demand", "suppliers", "total")}
    given = {
        "value": short(figures["value"]),
        "share": percent(figures["value"]),
        "index": f"{figures['value']:.2f}",
        "now": short(told["now"]),
        "usual": short(told["usual"]),
        "kept": percent(told["now"]),
        "was": percent(told["usual"]),
        "demand": short(told["demand"]),
        "suppliers": told["suppliers"],
        "total": f"{told['total']:,.0f}" if told["total"] is not None else "–",
    }
    words = {
        AlertRule.CELL: _(
            "답 셋 가운데 %(value)s개를 기대할 수 있습니다. 요청 %(demand)s건, 닿는 공급기업 %(suppliers)s곳."
        ),
        AlertRule.FIRST: _("첫 답까지 %(now)s시간 걸립니다. 이 분야의 평소는 %(usual)s시간입니다."),
        AlertRule.PROMISE: _("닷새 안에 답 셋을 받은 요청이 %(kept)s입니다. 이 분야의 평소는 %(was)s입니다."),
        AlertRule.TOP_FIVE: _("지난 1년 동안 준 %(total)s건 가운데 %(share)s가 다섯 곳에 갔습니다."),
        AlertRule.HHI: _("허핀달 지수가 %(index)s입니다. 1이면 한 곳이 모두 받은 것입니다."),
        AlertRule.GINI: _("지니계수가 %(index)s입니다. 0이면 고르고, 1이면 한 곳이 모두 받은 것입니다."),
    }
    return words[AlertRule(alert.rule)] % given


def limit_words(alert: Alert) -> str:
    """When it closes, in the unit of its figure."""
    limit = alert.now.get("closes")
    if limit is None:
        return ""
    words = {
        AlertRule.CELL: _("%s개를 넘으면 저절로 닫힙니다."),
        AlertRule.FIRST: _("평소의 %s배 아래가 되면 저절로 닫힙니다."),
        AlertRule.PROMISE: _("평소가 지금의 %s배 아래가 되면 저절로 닫힙니다."),
        AlertRule.TOP_FIVE: _("%s 아래가 되면 저절로 닫힙니다."),
        AlertRule.HHI: _("%s 아래가 되면 저절로 닫힙니다."),
        AlertRule.GINI: _("%s 아래가 되면 저절로 닫힙니다."),
    }
    return words[AlertRule(alert.rule)] % (percent(limit) if alert.rule == AlertRule.TOP_FIVE else f"{limit:g}")


@dataclass(frozen=True)
class Step:
    """Something that can be done, and where."""

    words: str
    url: str


def steps(alert: Alert, actor: Actor) -> list[Step]:
    """What to do; only pages that the reader may open."""
    if alert.status == AlertStatus.CLOSED:
        return []
    if alert.rule == AlertRule.CELL:
        return _cell_steps(alert, actor)
    if alert.subject in NAMES:
        board = reverse("coverage:gaps")
        found = [
            Step(_("이 분야에서 답이 모자란 칸 보기"), f"{board}?rows=capability&field={alert.subject}#map"),
            Step(_("분기마다 답이 온 속도 보기"), f"{board}#answers"),
        ]
        if actor.sees_firms:
            found.append(Step(_("지금 답을 못 받고 있는 요청 챙기기"), reverse("coverage:unmet")))
        return found
    found = [Step(_("덜 소개된 곳을 얼마나 앞세울지 보고 정하기"), reverse("coverage:exposure"))]
    if actor.sees_firms:
        found.append(Step(_("답이 모자란 곳에 공급기업 더 모시기"), reverse("coverage:recruit")))
    found.append(Step(_("몰림 숫자 모두 보기"), reverse("coverage:gaps") + "#shares"))
    return found


def _cell_steps(alert: Alert, actor: Actor) -> list[Step]:
    cell = reverse("coverage:gap", args=[alert.capability_id, alert.region_id])
    if not actor.sees_firms:
        return [Step(_("이 칸의 숫자 보기"), cell)]
    found = [
        Step(_("넓혀 달라고 부탁할 이웃 공급기업, 모실 만한 명부의 회사 보기"), cell),
        Step(_("이것을 파는 곳을 누구부터 모실지 보기"), f"{reverse('coverage:recruit')}?only={alert.capability_id}"),
    ]
    if actor.may_steer:
        found.append(Step(_("이것을 파는 공급기업들에게 수요 레이더로 알리기"), reverse("coverage:recruit") + "#act"))
    return found
