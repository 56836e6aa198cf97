"""Every code about rankers as a sentence for administrators; ``told`` fills in the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from demand.choices import FirmSize
from matchmaker.lib.templatetags.house import in_language
from matchmaker.reference.models import Industry, Region

Text = str | Promise

REASONS: dict[str, Text] = {
    "not_judged": _("아직 따져 보지 않았습니다. 매일 밤 한 번 따져 봅니다."),
    "needs_too_few": _(
        "견줄 수 있는 요청이 %(wanted)s건은 있어야 하는데 지금은 %(needs)s건입니다. 더 쌓일 때까지 후보로 둡니다."
    ),
    "guards_hold": _("살펴야 할 것에 문제가 없습니다."),
    "guards_unmeasured": _("치우침과 예상의 정확함을 아직 재지 못했습니다."),
    "calibration_too_few": _(
        "예상이 맞는지 보려면 답을 받은 견적 요청이 %(wanted)s건 필요한데 지금은 %(cases)s건입니다."
    ),
    "segments_unmeasured": _("지역·규모·업종별로 나빠진 곳이 없는지 아직 보지 못했습니다."),
    "segments_too_small": _(
        "요청이 %(wanted)s건이 안 되어 좋아졌는지 나빠졌는지 말할 수 없는 지역·규모·업종이 %(groups)s곳입니다."
    ),
    "swaps_too_few": _("두 자리를 바꿔 보여 준 요청이 %(wanted)s건 필요한데 지금은 %(needs)s건입니다."),
    "swaps_undecided": _(
        "자리를 바꿔 보여 준 요청 %(needs)s건으로는 아직 어느 쪽이 나은지 말할 수 없습니다(더 나을 가능성 %(chance)s)."
    ),
    "swaps_against": _("자리를 바꿔 보여 준 요청 %(needs)s건에서 지금 기준이 더 나았습니다."),
    "nominated": _("자리를 바꿔 보여 준 요청 %(needs)s건에서 더 나을 가능성이 %(chance)s입니다. 시험해 볼 만합니다."),
    "interleaving_too_few": _("두 기준의 묶음을 섞어 보여 준 요청이 %(wanted)s건 필요한데 지금은 %(needs)s건입니다."),
    "quotes_proved": _(
        "섞어 보여 준 요청 %(needs)s건에서 이 기준의 묶음이 견적을 더 많이 받았습니다(z %(z)s, 넘어야 할 값 %(limit)s)."
    ),
    "quotes_not_proved": _(
        "섞어 보여 준 요청 %(needs)s건에서 견적을 더 많이 받았다고 할 수 없습니다(z %(z)s, 넘어야 할 값 %(limit)s)."
    ),
    "awards_hold": _("선정에서도 밀리지 않았습니다(z %(z)s)."),
    "awards_against": _("선정에서 지금 기준에 밀렸습니다(z %(z)s, 넘어야 할 값 %(limit)s)."),
    "recent_needs_against": _("최근 요청 %(needs)s건에서 다른 기준에 뚜렷이 밀렸습니다(z %(z)s)."),
    "replies_fell": _("쓰기 시작한 뒤 답을 받는 비율이 뚜렷이 떨어졌습니다(요청 %(needs)s건, z %(z)s)."),
    "nothing_against": _("쓰는 데 문제가 보이지 않습니다."),
    "gini_broken": _("보이는 기회가 몇 곳에 더 몰립니다(불균형 %(value)s 늘어남, 한도 %(limit)s)."),
    "zero_exposure_broken": _("한 번도 보이지 않는 공급기업이 늘어납니다(%(value)s, 한도 %(limit)s)."),
    "unexplained_broken": _("점수와 설명의 합이 맞지 않습니다."),
    "calibration_broken": _("예상한 비율과 실제가 %(value)s만큼 어긋납니다(한도 %(limit)s, %(cases)s건)."),
    "segment_loses": _("%(kind)s ‘%(group)s’에서 나빠졌습니다(요청 %(needs)s건)."),
    "retired": _("이미 물러난 기준입니다."),
    # Why a version moved.
    "promoted": _("증명되어 쓰기 시작"),
    "loaded": _("불러와서 쓰기 시작함"),
    "nominated_move": _("시험 시작"),
    "stopped": _("시험을 그만둠"),
    "by_hand": _("담당자가 되돌림"),
    # Why a job ended without a version.
    "nothing_to_learn": _(
        "배울 만한 일이 아직 없습니다. 본 묶음 가운데 어느 것을 골랐는지 알 수 있는 요청이 하나도 없습니다."
    ),
    "internal": _("배우다가 문제가 생겼습니다. 다시 눌러 주세요. 계속되면 운영 담당자에게 알려 주세요."),
}
ASIDE: dict[str, Text] = {
    "own": _("같은 사람이 두 회사에 속해 있어서"),
    "no_answer": _("어느 추천에서 나온 일인지 알 수 없어서"),
    "future": _("추천보다 먼저 있었던 일이라서(나중에 옮겨 적은 기록)"),
    "not_seen": _("추천한 묶음을 본 기록이 없어서"),
    "other_features": _("그때의 자료가 지금 기준과 달라서"),
}
KINDS: dict[str, Text] = {"region": _("지역"), "size": _("기업 규모"), "industry": _("업종")}
SHARES = frozenset({"chance"})
FINE = frozenset({"z", "limit", "value"})


class _Numbers(dict[str, Any]):
    """A number that was not kept is said to be missing."""

    def __missing__(self, name: str) -> str:
        return "–"


def told(code: str, numbers: Mapping[str, Any]) -> str:
    """The sentence of a code with its numbers as people read them; an unknown code is said as it is."""
    text = REASONS.get(code)
    return str(text) % _Numbers({name: plain(name, value) for name, value in numbers.items()}) if text else code


def plain(name: str, value: Any) -> Any:
    if name in SHARES:
        return f"{100 * value:.0f}%"
    if name == "kind":
        return KINDS.get(value, value)
    return f"{value:.2f}" if name in FINE else value


def group_names() -> dict[tuple[str, str], str]:
    """(kind, key) -> name of each region, size and industry; two queries."""
    names = {("region", row.pk): in_language(row) for row in Region.objects.all()}
    names |= {("industry", row.pk): in_language(row) for row in Industry.objects.all()}
    return names | {("size", value): str(label) for value, label in FirmSize.choices}
