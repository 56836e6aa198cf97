"""Rules of a programme in words, and what an amendment changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from demand.choices import FirmSize, Maturity
from demand.fitting import sizes_said
from matchmaker.coverage.programmes.budget import FEW
from matchmaker.lib.templatetags.house import dated, in_language, won
from matchmaker.reference.models import Capability, Industry, Programme, Region
from matchmaker.reference.programmes import RULES, changes

LABELS: dict[str, Any] = {
    "year": gettext_lazy("연도"),
    "name_ko": gettext_lazy("이름"),
    "name_en": gettext_lazy("영어 이름"),
    "rate": gettext_lazy("지원비율"),
    "cap_krw": gettext_lazy("지원한도"),
    "months": gettext_lazy("구축 기한"),
    "level_min": gettext_lazy("스마트공장 수준, 이상"),
    "level_max": gettext_lazy("스마트공장 수준, 이하"),
    "regions": gettext_lazy("대상 지역"),
    "sizes": gettext_lazy("대상 기업 규모"),
    "requires": gettext_lazy("꼭 들어가야 하는 것"),
    "min_members": gettext_lazy("함께할 공급기업"),
    "security_from": gettext_lazy("보안 솔루션이 필요한 수준"),
    "conditions_ko": gettext_lazy("그 밖의 조건"),
    "conditions_en": gettext_lazy("그 밖의 조건(영어)"),
    "source": gettext_lazy("출처"),
    "valid_from": gettext_lazy("시작하는 날"),
    "valid_to": gettext_lazy("끝나는 날"),
    "applies_from": gettext_lazy("접수 시작"),
    "applies_to": gettext_lazy("접수 마감"),
    "result_on": gettext_lazy("결과가 나오는 날"),
}
DIMENSION_NAMES = {
    "region": gettext_lazy("지역"),
    "size": gettext_lazy("기업 규모"),
    "industry": gettext_lazy("업종"),
}
SHOWN = tuple(name for name in RULES if name not in ("year", "name_ko", "name_en", "conditions_en"))


@dataclass(frozen=True)
class Names:
    """What codes are called, in the reader's language; read once a page."""

    capabilities: dict[str, str] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    industries: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls) -> Names:
        return cls(
            *({row.pk: in_language(row) for row in model.objects.all()} for model in (Capability, Region, Industry))
        )

    def of(self, dimension: str, key: str) -> str:
        """The name of a group of the budget."""
        if key == FEW:
            return _("5곳 미만인 곳을 합친 것")
        known = {"region": self.regions, "industry": self.industries}.get(dimension)
        if not key:
            return _("적지 않음")
        return known.get(key, key) if known is not None else str(FirmSize(key).label)


def rule_rows(row: Programme, names: Names) -> list[tuple[Any, str]]:
    """(label, value) of every rule that there is, conditions in the reader's language."""
    told = [
        (LABELS[name], in_language(row, "conditions") if name == "conditions_ko" else said(row, name, names))
        for name in SHOWN
    ]
    return [(label, value) for label, value in told if value]


def change_rows(old: Programme, new: Programme, names: Names) -> list[tuple[Any, str, str]]:
    """(label, before, after)."""
    return [
        (LABELS[name], said(old, name, names) or _("없음"), said(new, name, names) or _("없음"))
        for name, *_both in changes(old, new)
    ]


def said(row: Programme, name: str, names: Names) -> str:
    value = getattr(row, name)
    if value in (None, "", []):
        return ""
    tell = SAID.get(name)
    return tell(value, names) if tell else str(value)


def requires_said(value: str, names: Names) -> str:
    """One line for all: each of the groups, alternatives with 또는."""
    groups = [group.split("|") for group in value.split(";") if group]
    return ", ".join(_(" 또는 ").join(names.capabilities.get(code, code) for code in group) for group in groups)


def percent_said(rate: float) -> str:
    return f"{100 * rate:.1f}".removesuffix(".0") + "%"


def _day(value: Any, _names: Names) -> str:
    return dated(value)


def _level(value: int, _names: Names) -> str:
    return str(Maturity(str(value)).label)


SAID: dict[str, Callable[[Any, Names], str]] = {
    "rate": lambda value, _names: percent_said(value),
    "cap_krw": lambda value, _names: won(value),
    "months": lambda value, _names: _("%(n)s개월") % {"n": value},
    "level_min": _level,
    "level_max": _level,
    "security_from": lambda value, names: _("%(level)s부터") % {"level": _level(value, names)},
    "regions": lambda value, names: ", ".join(names.regions.get(code, code) for code in value),
    "sizes": lambda value, _names: sizes_said(value),
    "requires": requires_said,
    "min_members": lambda value, _names: _("%(n)s곳 이상") % {"n": value},
} | dict.fromkeys(("valid_from", "valid_to", "applies_from", "applies_to", "result_on"), _day)
