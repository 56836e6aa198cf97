"""What stands on the pages of programmes; a constant number of queries, whatever the market."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from matchmaker.accounts.access import Actor
from matchmaker.coverage.few import least_for
from matchmaker.coverage.programmes import budget
from matchmaker.coverage.programmes.budget import Grant, Group, Money
from matchmaker.coverage.programmes.wording import DIMENSION_NAMES, Names, change_rows, rule_rows
from matchmaker.lib.templatetags.house import in_language
from matchmaker.reference.models import Programme

OVER, SOON, RUNNING, ENDED = "over", "soon", "running", "ended"


@dataclass(frozen=True)
class Line:
    """One programme in the list. ``used``: granted of the plan; widths in per cent of the plan or of the longest."""

    programme: Programme
    state: str
    total: Group
    used: float | None
    granted_width: float
    asked_width: float


@dataclass(frozen=True)
class Part:
    """The budget by one dimension: rows of (name, group, share of the plan, widths)."""

    key: str
    title: Any
    rows: list[tuple[str, Group, float | None, float, float]]


def state_of(row: Programme) -> str:
    today = timezone.localdate()
    if row.ended_on is not None and row.ended_on <= today:
        return ENDED
    if row.valid_to < today:
        return OVER
    return SOON if row.valid_from > today else RUNNING


def years() -> list[int]:
    return list(Programme.objects.current().order_by("-year").values_list("year", flat=True).distinct())


def year_wanted(said: str, known: list[int]) -> int | None:
    """The year that was asked for, else the latest that there is."""
    wanted = int(said) if said.isdecimal() and len(said) == 4 else None
    return wanted if wanted in known else next(iter(known), None)


def list_context(query: Any, actor: Actor) -> dict[str, Any]:
    known = years()
    year = year_wanted(query.get("year", ""), known)
    rows = list(Programme.objects.current().filter(year=year).order_by("code")) if year else []
    past = all(state_of(row) in (OVER, ENDED) for row in rows)
    return {
        "year": year,
        "years": known,
        "lines": list(lines(rows, actor)),
        "none_now": past and year == next(iter(known), None),
        "regional": not actor.organisation.nationwide,
    }


def lines(rows: list[Programme], actor: Actor) -> Iterator[Line]:
    found = budget.by_family(budget.grants(actor.organisation, [row.family for row in rows]))
    least = least_for(actor)
    totals = {row.pk: budget.total(found[row.family], least) for row in rows}
    longest = max(((one.granted.krw or 0) + (one.asked.krw or 0) for one in totals.values()), default=0)
    for row in rows:
        total = totals[row.pk]
        (_group, granted, asked), *_rest = budget.widths([total], row.plan_krw or longest)
        used = budget.share_of(total.granted.krw, row.plan_krw)
        yield Line(row, state_of(row), total, used, granted, asked)


def programme_context(row: Programme, actor: Actor) -> dict[str, Any]:
    """Rules, versions and budget of a programme, ``row`` being its last version."""
    names, least = Names.read(), least_for(actor)
    rows = budget.grants(actor.organisation, [row.family])
    total = budget.total(rows, least)
    known = total.granted.krw
    return {
        "programme": row,
        "state": state_of(row),
        "rules": rule_rows(row, names),
        "versions": versions(row, names),
        "total": total,
        "used": budget.share_of(known, row.plan_krw),
        "left": row.plan_krw - known if row.plan_krw is not None and known is not None else None,
        "bar": budget.widths([total], row.plan_krw)[0] if row.plan_krw else None,
        "parts": list(parts(rows, row, names, least)),
        "regional": not actor.organisation.nationwide,
    }


def versions(row: Programme, names: Names) -> list[tuple[Programme, list[tuple[Any, str, str]]]]:
    """Every version, the last first, with what it changed; one query."""
    every = list(Programme.objects.filter(family=row.family).order_by("version"))
    before: list[Programme | None] = [None, *every[:-1]]
    told = [(new, change_rows(old, new, names) if old else []) for old, new in zip(before, every, strict=True)]
    return told[::-1]


def parts(rows: list[Grant], row: Programme, names: Names, least: int) -> Iterator[Part]:
    for key, title in DIMENSION_NAMES.items():
        found = budget.widths(budget.groups(rows, key, least))
        yield Part(
            key,
            title,
            [
                (names.of(key, group.key), group, budget.share_of(group.granted.krw, row.plan_krw), granted, asked)
                for group, granted, asked in found
            ],
        )


def header() -> list[str]:
    """Of the budget as a table; ``table_rows`` has the rows."""
    return [
        _("코드"), _("지원사업"), _("나눈 기준"), _("이름"), _("계획(원)"), _("선정된 회사"), _("선정된 건"),
        _("선정된 지원금(원)"), _("계획에서 쓴 몫"), _("기다리는 회사"), _("기다리는 건"), _("기다리는 지원금(원)"),
    ]  # fmt: skip


def table_rows(rows: Iterable[Programme], actor: Actor) -> Iterator[list[object]]:
    """Of each programme the whole, then by region, size and industry."""
    rows, names, least = list(rows), Names.read(), least_for(actor)
    found = budget.by_family(budget.grants(actor.organisation, [row.family for row in rows]))
    for row in rows:
        mine = found[row.family]
        named = [row.family, in_language(row)]
        yield [*named, _("전체"), "", *_figures(row, budget.total(mine, least))]
        for key, title in DIMENSION_NAMES.items():
            for group in budget.groups(mine, key, least):
                yield [*named, str(title), names.of(key, group.key), *_figures(row, group)]


def _figures(row: Programme, group: Group) -> list[object]:
    used = budget.share_of(group.granted.krw, row.plan_krw)
    shown = round(used, 4) if used is not None else None
    return [row.plan_krw, *_side(group.granted), shown, *_side(group.asked)]


def _side(money: Money) -> list[object]:
    """Counts and amount; all three empty where few firms stand behind them."""
    return [None, None, None] if money.krw is None else [money.firms, money.awards, money.krw]
