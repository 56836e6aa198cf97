"""What is known of a need, as facts for ``reference.fitting``, and its reasons in an owner's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from demand.choices import FirmSize, Maturity, Strength
from demand.models import Need, Requirement
from matchmaker.lib.templatetags.house import day
from matchmaker.reference.fitting import AGAINST, OPEN, Facts, Fit, Reason

Named = Callable[[Iterable[str]], str]
WANTED = frozenset({Strength.MUST, Strength.NICE})


def facts_of(need: Need, rows: Iterable[Requirement], day: date) -> Facts:
    """``rows``: the need's requirements; only what was confirmed counts. The firm answers for what the need leaves."""
    firm = need.firm
    asked = [row for row in rows if row.confirmed and row.strength in WANTED]
    return Facts(
        day=day,
        level=int(firm.maturity) if firm.maturity else None,
        region=need.region_id or firm.region_id,
        size=firm.size,
        codes=frozenset(code for row in asked for code in row.codes) if asked else None,
    )


def levels_said(least: int | None, most: int | None) -> str:
    """In words: 중간1 이상, 기초 이하, 기초~중간1."""
    low, high = (Maturity(str(level)).label if level is not None else "" for level in (least, most))
    if low and high:
        return str(low) if low == high else f"{low}~{high}"
    return _("%(level)s 이상") % {"level": low} if low else _("%(level)s 이하") % {"level": high}


def sizes_said(sizes: Iterable[str]) -> str:
    return ", ".join(str(FirmSize(size).label) for size in FirmSize if size in set(sizes))


def said_why(fit: Fit, named: Named, regions: dict[str, str], *, notes: bool = True) -> tuple[str, ...]:
    """The reasons in words, those first that weigh most. ``named``: alternatives of capabilities as one phrase."""
    order = [AGAINST, OPEN] + (["note"] if notes else [])
    kept = sorted((one for one in fit.reasons if one.state in order), key=lambda one: order.index(one.state))
    return tuple(said_reason(one, named, regions) for one in kept)


def said_reason(reason: Reason, named: Named, regions: dict[str, str]) -> str:
    tell = TOLD[reason.code]
    return tell(reason.told, named, regions)


def _day(said: str) -> Callable[..., str]:
    return lambda told, *_rest: _(said) % {"day": day(told[0])}


def _number(said: str) -> Callable[..., str]:
    return lambda told, *_rest: _(said) % {"n": told[0], "now": told[-1]}


def _level(said: str) -> Callable[..., str]:
    def tell(told: tuple[Any, ...], *_rest: Any) -> str:
        return _(said) % {"levels": levels_said(*told)}

    return tell


def _level_now(least: bool) -> Callable[..., str]:
    def tell(told: tuple[Any, ...], *_rest: Any) -> str:
        levels = levels_said(told[0], None) if least else levels_said(None, told[0])
        now = Maturity(str(told[1])).label
        return _("스마트공장 수준이 %(levels)s이어야 합니다. 지금은 ‘%(now)s’입니다.") % {"levels": levels, "now": now}

    return tell


def _security(said: str) -> Callable[..., str]:
    return lambda told, *_rest: _(said) % {"level": Maturity(str(told[0])).label}


def _places(said: str) -> Callable[..., str]:
    def tell(told: tuple[Any, ...], _named: Named, regions: dict[str, str]) -> str:
        return _(said) % {"regions": ", ".join(regions.get(code, code) for code in told)}

    return tell


def _sizes(said: str) -> Callable[..., str]:
    return lambda told, *_rest: _(said) % {"sizes": sizes_said(told)}


def _parts(said: str) -> Callable[..., str]:
    return lambda told, named, _regions: _(said) % {"parts": ", ".join(named(group) for group in told)}


TOLD: dict[str, Callable[..., str]] = {
    "ended": _day(gettext_noop("운영기관이 %(day)s에 끝낸 사업입니다.")),
    "closed": _day(gettext_noop("접수가 %(day)s에 끝났습니다.")),
    "before": _day(gettext_noop("%(day)s부터 하는 사업입니다.")),
    "opens": _day(gettext_noop("접수는 %(day)s부터 받습니다.")),
    "until": _day(gettext_noop("접수는 %(day)s까지 받습니다.")),
    "level_unknown": _level(
        gettext_noop("스마트공장 수준이 %(levels)s이어야 합니다. 회사 정보에 우리 수준을 적으시면 확인해 드립니다.")
    ),
    "level_low": _level_now(least=True),
    "level_high": _level_now(least=False),
    "region_unknown": _places(gettext_noop("%(regions)s에 있는 공장만 받습니다. 공장이 있는 곳을 적어 주세요.")),
    "region": _places(gettext_noop("%(regions)s에 있는 공장만 받습니다.")),
    "size_unknown": _sizes(gettext_noop("%(sizes)s만 받습니다. 회사 정보에 기업 규모를 적어 주세요.")),
    "size": _sizes(gettext_noop("%(sizes)s만 받습니다.")),
    "requires_unknown": _parts(
        gettext_noop("%(parts)s도 함께 들여야 합니다. 필요한 것을 확인하시면 맞는지 알려 드립니다.")
    ),
    "requires": _parts(gettext_noop("%(parts)s도 함께 들여야 합니다.")),
    "security_unknown": _security(gettext_noop("%(level)s 수준부터는 보안 솔루션도 함께 들여야 합니다.")),
    "security": _security(gettext_noop("%(level)s 수준부터는 보안 솔루션도 함께 들여야 합니다.")),
    "members_later": _number(gettext_noop("공급기업 %(n)s곳 이상이 함께해야 합니다.")),
    "members": _number(gettext_noop("공급기업 %(n)s곳 이상이 함께해야 합니다. 이 견적은 %(now)s곳입니다.")),
    "months_later": _number(gettext_noop("%(n)s개월 안에 구축을 마쳐야 합니다.")),
    "months_unknown": _number(gettext_noop("%(n)s개월 안에 마쳐야 하는데, 이 견적에는 구축 기간이 없습니다.")),
    "months": _number(
        gettext_noop("%(n)s개월 안에 마쳐야 하는데, 이 견적은 %(now)s주가 걸립니다. 기간을 줄일 수 있는지 물어보세요.")
    ),
}
