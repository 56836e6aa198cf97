"""What support programmes granted and are asked for: by region, size and industry of the firm, against the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery, Sum

from matchmaker.accounts.access import scoped
from matchmaker.accounts.models import Organisation
from matchmaker.coverage.few import too_few
from matchmaker.sourcing.choices import STANDING, AwardStatus, ProjectStatus, QuoteScope
from matchmaker.sourcing.choices.quotes import BUILD_HEADS
from matchmaker.sourcing.models import Award, QuoteLine
from matchmaker.sourcing.quotes.costing import own_share

DIMENSIONS = ("region", "size", "industry")
FEW = "few"  # key of what was folded together


@dataclass(frozen=True)
class Grant:
    """The state's part of one award, under the rules that it was made with. ``granted`` or still asked for."""

    family: str
    firm: int
    granted: bool
    krw: int
    region: str
    size: str
    industry: str


@dataclass(frozen=True)
class Money:
    """``krw`` is None where so few firms stand behind it that it would tell of one."""

    firms: int = 0
    awards: int = 0
    krw: int | None = 0


@dataclass(frozen=True)
class Group:
    key: str
    granted: Money
    asked: Money


def grants(office: Organisation, families: Collection[str]) -> list[Grant]:
    """Of the office's firms, in one query. Granted: the award holds and its project was not broken off."""
    lines = QuoteLine.objects.filter(part__quote=OuterRef("quote"), head__in=BUILD_HEADS).order_by()
    build = lines.values("part__quote").annotate(krw=Sum("amount_krw")).values("krw")
    rows = Award.objects.filter(programme__family__in=families, status__in=STANDING)
    rows = rows.exclude(project__status=ProjectStatus.TERMINATED).exclude(quote__scope=QuoteScope.SELF_PAID)
    firm = [f"need__firm__{name}" for name in ("pk", "region_id", "size", "industry_id")]
    found = scoped(rows, office, "need__firm__region").annotate(build=Subquery(build))
    told = found.values_list("status", "build", "programme__family", "programme__rate", "programme__cap_krw", *firm)
    return [_grant(*row) for row in told.order_by("pk")]


def _grant(
    status: str, build: int | None, family: str, rate: float, cap_krw: int, firm: int, region: str | None, size: str,
    industry: str | None,
) -> Grant:  # fmt: skip
    krw = own_share(build or 0, rate, cap_krw).subsidy_krw
    return Grant(family, firm, status == AwardStatus.ACTIVE, krw, region or "", size, industry or "")


def total(rows: Iterable[Grant], least: int = 0) -> Group:
    """All of them as one; a side about fewer than ``least`` firms keeps its amount to itself."""
    return _hidden(_group("", list(rows)), least)


def groups(rows: Iterable[Grant], dimension: str, least: int = 0) -> list[Group]:
    """By region, size or industry of the firm ("" where the firm did not say), most money first."""
    by_key: dict[str, list[Grant]] = defaultdict(list)
    for row in rows:
        by_key[getattr(row, dimension)].append(row)
    found = [_group(key, mine) for key, mine in by_key.items()]
    return without_few(sorted(found, key=_weight, reverse=True), least)


def _weight(row: Group) -> tuple[int, int, str]:
    return (row.granted.krw or 0, row.asked.krw or 0, row.key)


def _group(key: str, rows: Sequence[Grant]) -> Group:
    return Group(key, *(_money([row for row in rows if row.granted is side]) for side in (True, False)))


def _money(rows: Sequence[Grant]) -> Money:
    return Money(len({row.firm for row in rows}), len(rows), sum(row.krw for row in rows))


def without_few(rows: Sequence[Group], least: int) -> list[Group]:
    """Groups about fewer than ``least`` firms folded into one, with as many of the next smallest as it takes to hide
    them; a firm stands in one group alone, so the firms of several add up.
    """
    few = [row for row in rows if not _enough(row, least)]
    shown = [row for row in rows if _enough(row, least)]
    if not least or not few:
        return list(rows)
    while shown and not _enough(_folded(few), least):
        few.append(shown.pop())
    return [*shown, _hidden(_folded(few), least)]


def _enough(row: Group, least: int) -> bool:
    return not (too_few(row.granted.firms, least) or too_few(row.asked.firms, least))


def _folded(rows: Sequence[Group]) -> Group:
    def side(of: Callable[[Group], Money]) -> Money:
        every = [of(row) for row in rows]
        firms, awards = sum(one.firms for one in every), sum(one.awards for one in every)
        return Money(firms, awards, sum(one.krw or 0 for one in every))

    return Group(FEW, side(lambda row: row.granted), side(lambda row: row.asked))


def _hidden(row: Group, least: int) -> Group:
    def side(one: Money) -> Money:
        return Money(one.firms, one.awards, None) if too_few(one.firms, least) else one

    return Group(row.key, side(row.granted), side(row.asked))


def share_of(krw: int | None, plan_krw: int | None) -> float | None:
    """How much of the plan that is; None where either is not told."""
    return krw / plan_krw if krw is not None and plan_krw else None


def by_family(rows: Iterable[Grant]) -> dict[str, list[Grant]]:
    found: dict[str, list[Grant]] = defaultdict(list)
    for row in rows:
        found[row.family].append(row)
    return found


def widths(rows: Sequence[Group], of: int | None = None) -> list[tuple[Group, float, float]]:
    """(group, granted, asked) in per cent of ``of``, else of the longest: asked stands after granted."""
    longest: Any = of or max(((row.granted.krw or 0) + (row.asked.krw or 0) for row in rows), default=0)
    if not longest:
        return [(row, 0.0, 0.0) for row in rows]
    found = []
    for row in rows:
        first = min(100 * (row.granted.krw or 0) / longest, 100.0)
        found.append((row, first, min(100 * (row.asked.krw or 0) / longest, 100.0 - first)))
    return found
