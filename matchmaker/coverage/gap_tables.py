"""Tables behind the pictures, for taking away: each is a title, a header and rows, made from one snapshot.

Whoever reports by mail calls ``table_of(name, snapshot)`` and hands it to ``lib.tables_out``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from demand.choices import Maturity
from matchmaker.coverage import gap_board as cards
from matchmaker.coverage.few import enough, without_few
from matchmaker.coverage.fields import FIELDS, NAMES
from matchmaker.coverage.gap_selectors import nights
from matchmaker.coverage.gap_store import cube_of
from matchmaker.coverage.models import GapSnapshot
from matchmaker.reference.models import Capability, Industry, Region
from suppliers.vocabulary import name_of

Rows = Iterable[list[object]]


@dataclass(frozen=True)
class Sheet:
    name: str
    title: str
    header: list[str]
    rows: Rows


def _words() -> dict[str, Capability]:
    return {row.pk: row for row in Capability.objects.all()}


def _figure(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def cells(snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    """Every cell of the day with all parts of its figure."""
    header = [_("날짜"), _("코드"), _("필요한 것"), _("지역 코드"), _("지역"), _("요청"), _("다음 분기에 더 올 요청")]
    header += [_("찾는 회사"), _("그 지역을 맡는 곳"), _("닿는 곳"), _("자리가 남은 곳"), _("답하는 비율"), _("여력")]
    header += [
        _("요청 하나에 답할 곳"),
        _("스스로의 빈틈"),
        _("먼저 갖출 것 때문에 더해진 빈틈"),
        _("빈틈"),
        _("다음 분기 빈틈"),
    ]
    parts = ("demand", "coming", "firms", "serving", "suppliers", "roomy", "answering", "capacity", "answers", "own")

    def rows() -> Iterator[list[object]]:
        found = snapshot.cells.select_related("capability", "region")
        for cell in found.order_by("capability__position", "region__code").iterator():
            if not enough(cell, least):
                continue
            named = [cell.capability_id, name_of(cell.capability), cell.region_id, name_of(cell.region)]
            own = cell.own if cell.demand > 0 else 0.0
            last = [cell.gap - own, cell.gap, cell.ahead]
            told = [getattr(cell, name) for name in parts[:-1]] + [own, *last]
            yield [snapshot.day, *named, *map(_figure, told)]

    return header, rows()


def cube(snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    """Every cell at its finest: by who asks as well."""
    header = [_("날짜"), _("코드"), _("필요한 것"), _("지역"), _("업종"), _("스마트공장 수준"), _("요청")]
    header += [_("요청 하나에 답할 곳"), _("그 업종에 납품해 본 곳"), _("빈틈")]
    kept, words = cube_of(snapshot), _words()
    kept = without_few(kept, snapshot.cells.all(), least) if kept and least else kept
    regions = {row.pk: name_of(row) for row in Region.objects.all()}
    trades = {row.pk: name_of(row) for row in Industry.objects.all()}  # type: ignore[arg-type]
    levels = [str(label) for _value, label in Maturity.choices]

    def rows() -> Iterator[list[object]]:
        if kept is None:
            return
        one = kept.cube
        for at in np.flatnonzero(one.demand >= least):
            code, place = kept.codes[one.code[at]], kept.regions[one.region[at]]
            trade = kept.industries[one.industry[at]] if one.industry[at] >= 0 else ""
            level = levels[one.level[at]] if one.level[at] >= 0 else ""
            told = [float(one.demand[at]), float(one.answers[at]), int(one.proven[at]), float(one.gap[at])]
            named = [code, name_of(words[code]) if code in words else "", regions.get(place, place)]
            yield [snapshot.day, *named, trades.get(trade, trade), level, *map(_figure, told)]

    return header, rows()


def history(_snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    header = [_("날짜"), _("전체 빈틈"), _("수도권"), _("수도권 밖")]
    return header, ([day, *map(_figure, rest)] for day, *rest in nights(4000))


def waiting(snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    rows = cards.waiting_rows(snapshot.measures)
    return [_("날짜"), _("까닭"), _("요청")], ([snapshot.day, row.name, int(row.count)] for row in rows)


def slots(snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    rows = cards.slot_rows(snapshot.measures, _words())
    return [_("날짜"), _("빈자리"), _("요청")], ([snapshot.day, row.name, int(row.count)] for row in rows)


def answers(snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    header = [_("날짜"), _("몇 분기 전"), _("견적을 물은 요청"), _("답을 받은 요청"), _("첫 답까지(시간, 가운데 값)")]
    header += [_("끝난 약속"), _("닷새 안에 답 셋")]
    names = ("asked", "answered", "first_hours", "promises", "kept")
    rows = cards.quarter_rows(snapshot.measures)
    return header, ([snapshot.day, ago, *(_figure(row[name]) for name in names)] for ago, row in rows)


def growth(snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    """By field and quarter: what was asked, and how many firms sold it."""
    header = [_("분야"), _("분기 끝"), _("요청"), _("파는 회사")]
    ends, table = snapshot.fields.get("ends", []), snapshot.fields.get("rows", {})
    return header, (
        [str(NAMES[key]), end, _figure(asked), int(sold)]
        for key in FIELDS
        if key in table
        for end, asked, sold in zip(ends, table[key]["asked"]["past"], table[key]["sold"]["past"], strict=True)
    )


def outlook(snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    """The next four quarters by field; empty where the forecast cannot be trusted, with the reason."""
    header = [_("분야"), _("무엇"), _("몇 분기 뒤"), _("예상"), _("낮으면"), _("높으면"), _("믿지 못하는 까닭")]
    sides = {"asked": _("요청"), "sold": _("파는 회사")}

    def rows() -> Iterator[list[object]]:
        for key, row in snapshot.fields.get("rows", {}).items():
            for side, name in sides.items():
                for at, why in enumerate(row[side]["why"]):
                    told = ["", "", ""] if why else [row[side][part][at] for part in ("expected", "low", "high")]
                    yield [str(NAMES[key]), name, at + 1, *told, cards.why_not(why)]

    return header, rows()


def places(snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    rows = cards.place_rows(snapshot.measures)
    header = [_("날짜"), _("무엇"), _("수도권"), _("수도권 밖")]
    return header, ([snapshot.day, name, _figure(one), _figure(other)] for name, _form, one, other in rows)


def origins(snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    header = [_("날짜"), _("코드"), _("필요한 것"), _("무엇이"), _("나라"), _("제품·서비스"), _("외국 몫")]
    header += [_("국산 기간(주, 평균)"), _("외산 기간(주, 평균)")]
    kinds = {"software": _("소프트웨어"), "parts": _("부품")}
    return header, (
        [snapshot.day, row.code, row.name, kinds[row.kind], name, count, *map(_figure, last)]
        for row in cards.origin_rows(snapshot.measures, _words())
        for last in [(row.share, row.home_weeks, row.away_weeks)]
        for name, count in row.countries
    )


def shares(snapshot: GapSnapshot, least: int = 0) -> tuple[list[str], Rows]:
    header = [_("날짜"), _("쏠림"), _("소개된 몫"), _("견적 요청"), _("선정")]
    rows = cards.share_rows(snapshot.measures)
    return header, ([snapshot.day, name, *map(_figure, values)] for name, values in rows)


TABLES: dict[str, tuple[Any, Callable[[GapSnapshot, int], tuple[list[str], Rows]]]] = {
    "cells": (gettext_lazy("빈틈 지도"), cells),
    "cube": (gettext_lazy("누가 찾느냐까지 나눈 빈틈"), cube),
    "history": (gettext_lazy("날짜별 빈틈"), history),
    "waiting": (gettext_lazy("묶음이나 견적이 없는 요청"), waiting),
    "slots": (gettext_lazy("빈자리가 있는 묶음"), slots),
    "answers": (gettext_lazy("답이 오는 속도"), answers),
    "growth": (gettext_lazy("수요와 공급이 자라는 속도"), growth),
    "outlook": (gettext_lazy("다음 네 분기"), outlook),
    "places": (gettext_lazy("수도권과 그 밖"), places),
    "origins": (gettext_lazy("외국에 기대는 것"), origins),
    "shares": (gettext_lazy("쏠림"), shares),
}


# Of the others every row is a count of a few.
FOR_ANALYSTS = frozenset({"cells", "cube", "history", "shares"})


def table_of(name: str, snapshot: GapSnapshot, *, least: int = 0) -> Sheet:
    """Raises KeyError for a table that there is not. What is about fewer than ``least`` is left out of FOR_ANALYSTS."""
    title, build = TABLES[name]
    header, rows = build(snapshot, least)
    return Sheet(name, str(title), header, rows)
