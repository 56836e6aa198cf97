"""The cards of the board, from the latest snapshot alone: nothing is counted while somebody waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaker.coverage.fields import FIELDS, NAMES
from matchmaker.coverage.gap_measures import HOME
from matchmaker.coverage.models import GapSnapshot
from matchmaker.reference.models import Capability
from matchmaker.sourcing.choices.requests import DeclineReason
from suppliers.vocabulary import name_of

SIDES = ("exposure", "invitations", "wins")
MOST_ROWS = 12
# The picture of growth in its own units: bars run from the middle line, losses to the left.
WIDTH = 100.0


COUNTRIES = {
    "KR": gettext_lazy("국산"),
    "US": gettext_lazy("미국"),
    "JP": gettext_lazy("일본"),
    "CN": gettext_lazy("중국"),
    "DE": gettext_lazy("독일"),
    "": gettext_lazy("밝히지 않음"),
}


def country(code: str) -> str:
    return str(COUNTRIES.get(code, code))


def board_context(snapshot: GapSnapshot, words: dict[str, Capability], *, least: int = 0) -> dict[str, Any]:
    """Rows about fewer than ``least`` are left out."""
    figures = snapshot.measures
    return {
        "figures": figures,
        "waiting": [row for row in waiting_rows(figures) if row.count >= least],
        "slots": [row for row in slot_rows(figures, words) if row.count >= least],
        "growth": growth_rows(snapshot.fields),
        "basis": growth_basis(snapshot.fields),
        "places": [row for row in place_rows(figures) if not _few(row, least)],
        "origins": [row for row in origin_rows(figures, words) if row.offers >= least][:MOST_ROWS],
        "shares": share_rows(figures),
        "quarters": [(ago, row) for ago, row in quarter_rows(figures) if not least or row["asked"] >= least],
        "outlook": outlook_rows(snapshot.fields, least),
        "quality": quality_rows(snapshot.fields),
    }


# --- what waits ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """A count with its name; ``width`` per cent of the longest."""

    name: str
    count: float
    width: float = 0.0


def bars(rows: list[tuple[str, float]]) -> list[Bar]:
    most = max((count for _, count in rows), default=0) or 1
    return [Bar(name, count, round(100 * count / most, 1)) for name, count in rows]


def waiting_rows(figures: dict[str, Any]) -> list[Bar]:
    """Needs without a package and needs without a quote, each by its reason."""
    unmet, unquoted = figures.get("unmet"), figures.get("unquoted")
    rows: list[tuple[str, float]] = []
    if unmet:
        rows += [
            (_("묶음 없음: 맡을 곳이 없는 자리가 있음"), unmet["nobody"]),
            (_("묶음 없음: 예산이나 기한에 맞지 않음"), unmet["limits"]),
        ]
    if unquoted:
        rows += [(_("견적 없음: %s") % reason_name(key), count) for key, count in unquoted["reasons"].items()]
    return bars([row for row in rows if row[1]])


def reason_name(key: str) -> str:
    own = {"waiting": _("답을 기다리는 중"), "writing": _("쓰는 중"), "silent": _("아무도 답하지 않음")}
    return own.get(key) or str(dict(DeclineReason.choices).get(key, key))


def slot_rows(figures: dict[str, Any], words: dict[str, Capability]) -> list[Bar]:
    """Open slots of the best package of each need that has no whole one."""
    slots = (figures.get("unmet") or {}).get("slots", {})
    return bars([(name_of(words[code]), count) for code, count in slots.items() if code in words][:MOST_ROWS])


# --- growth -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Growth:
    """Shares by which requests and sellers grew; x and width of both bars in the picture."""

    field: str
    name: str
    asked: float | None
    sold: float | None
    asked_bar: tuple[float, float] = (0.0, 0.0)
    sold_bar: tuple[float, float] = (0.0, 0.0)
    zero: float = 0.0

    @property
    def behind(self) -> bool:
        """Whether supply grows slower than demand."""
        return self.asked is not None and self.sold is not None and self.sold < self.asked


def growth_basis(fields: dict[str, Any]) -> int:
    """Quarters on each side of the comparison: a year against the year before, else half a year; 0: too little past."""
    length = len(fields.get("ends", ()))
    return 4 if length >= 8 else 2 if length >= 4 else 0


def growth_rows(fields: dict[str, Any]) -> list[Growth]:
    """By how much supply lags behind demand, the worst first."""
    span = growth_basis(fields)
    if not span:
        return []
    found = [(key, _grown(fields["rows"][key], span)) for key in FIELDS if key in fields["rows"]]
    values = [value for _, pair in found for value in pair if value is not None]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    scale = WIDTH / ((high - low) or 1.0)
    zero = -low * scale
    rows = [
        Growth(key, str(NAMES[key]), *pair, _bar(pair[0], zero, scale), _bar(pair[1], zero, scale), round(zero, 2))
        for key, pair in found
        if pair != (None, None)
    ]
    return sorted(rows, key=lambda row: ((row.sold or 0.0) - (row.asked or 0.0), row.field))


def _grown(row: dict[str, Any], span: int) -> tuple[float | None, float | None]:
    asked, sold = row["asked"]["past"], row["sold"]["past"]
    before, after = sum(asked[-2 * span : -span]), sum(asked[-span:])
    then, now = sold[-span - 1] if len(sold) > span else sold[-span], sold[-1]
    return (after / before - 1 if before else None, now / then - 1 if then else None)


def _bar(value: float | None, zero: float, scale: float) -> tuple[float, float]:
    wide = abs(value or 0.0) * scale
    return round(zero - (wide if (value or 0.0) < 0 else 0.0), 2), round(wide, 2)


# --- places, origins, concentration, answers ----------------------------------------------------------------------


def place_rows(figures: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    """(name, how to write it, capital region, elsewhere)."""
    places, sides = figures.get("places") or {}, figures.get("sides") or {}
    answers = (figures.get("answers") or {}).get("sides") or {}
    rows = [
        (_("열린 요청"), "count", sides, "needs"),
        (_("빈틈"), "percent", sides, "gap"),
        (_("확인된 공급기업"), "count", places, "suppliers"),
        (_("남은 자리"), "count", places, "room"),
        (_("받은 견적 요청(1년)"), "count", places, "invitations"),
        (_("선정(1년)"), "count", places, "wins"),
        (_("첫 답까지(시간, 가운데 값)"), "short", answers, "first_hours"),
        (_("닷새 안에 답 셋"), "percent", answers, "kept"),
    ]
    return [(name, form, *(_told(table, side, key) for side in ("capital", "rest"))) for name, form, table, key in rows]


def _few(row: tuple[str, str, Any, Any], least: int) -> bool:
    return row[1] == "count" and any(0 < (value or 0) < least for value in row[2:])


def _told(table: dict[str, Any], side: str, key: str) -> Any:
    return (table.get(side) or {}).get(key)


@dataclass(frozen=True)
class Origin:
    """One item's foreign part: ``kind`` "software" or "parts"; weeks are means over offers."""

    code: str
    name: str
    kind: str
    offers: int
    share: float
    countries: list[tuple[str, int]]
    home_weeks: float | None
    away_weeks: float | None

    @property
    def width(self) -> float:
        return round(100 * self.share, 1)


def origin_rows(figures: dict[str, Any], words: dict[str, Capability]) -> list[Origin]:
    """Items by the share of offers that stand on foreign software or parts, the greatest first."""
    rows = []
    for kind, table in (figures.get("origins") or {}).items():
        for code, found in table.items():
            known = {key: value for key, value in found.items() if key}
            total, home = sum(one[0] for one in known.values()), known.get(HOME, [0, None])
            away = {key: value for key, value in known.items() if key != HOME}
            count = sum(one[0] for one in away.values())
            if code in words and count:
                weeks = sum(one[0] * one[1] for one in away.values()) / count
                countries = sorted(((country(key), int(one[0])) for key, one in away.items()), key=lambda one: -one[1])
                rows.append(
                    Origin(code, name_of(words[code]), kind, int(total), count / total, countries, home[1], weeks)
                )
    return sorted(rows, key=lambda row: (-row.share, -row.offers, row.code))


def share_rows(figures: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    """Rows of the table of concentration: name, then exposure, invitations and wins."""
    names = {
        "top_five": _("가장 많이 받은 다섯 곳의 몫"),
        "top_tenth": _("위쪽 10% 공급기업의 몫"),
        "gini": _("지니계수(0 고름, 1 한 곳이 모두)"),
        "hhi": _("허핀달 지수(1이면 한 곳이 모두)"),
    }
    return [(name, [(figures.get(side) or {}).get(key) for side in SIDES]) for key, name in names.items()]


def quarter_rows(figures: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    """(quarters ago, answers in it), the latest first."""
    return list(enumerate((figures.get("answers") or {}).get("quarters", [])))


@dataclass(frozen=True)
class Ahead:
    """One field's next quarters: (expected, low, high, "") or (None, None, None, why not) each."""

    name: str
    last: float
    quarters: list[tuple[float | None, float | None, float | None, str]]

    @property
    def known(self) -> bool:
        return any(not why for *_, why in self.quarters)


def outlook_rows(fields: dict[str, Any], least: int = 0) -> list[tuple[str, list[Ahead]]]:
    """("asked" or "sold", fields of the table) in their own order; fields with fewer than ``least`` are left out."""
    rows = fields.get("rows", {})
    if not fields.get("ends"):
        return []
    sides = {side: [_ahead(key, rows[key][side]) for key in FIELDS if key in rows] for side in ("asked", "sold")}
    return [(side, [one for one in found if one.last >= least]) for side, found in sides.items()]


def _ahead(key: str, side: dict[str, Any]) -> Ahead:
    parts = zip(side["expected"], side["low"], side["high"], side["why"], strict=True)
    told = [(None, None, None, why_not(why)) if why else (mid, low, high, "") for mid, low, high, why in parts]
    return Ahead(str(NAMES[key]), side["past"][-1], told)


def quality_rows(fields: dict[str, Any]) -> dict[str, list[tuple[int, int, float | None, float | None]]]:
    """For each side (quarters ahead, forecasts looked back on, share inside the interval, median error)."""
    return {
        side: list(zip(range(1, 5), found["tested"], found["covered"], found["error"], strict=True))
        for side, found in fields.get("quality", {}).items()
        if any(found["tested"])
    }


# --- the year in one line -----------------------------------------------------------------------------------------


def year_lines(nights: list[tuple[date, float, float, float]]) -> dict[str, str]:
    """Points of three lines in a box of 100 by 40, the oldest first; {} with fewer than two nights."""
    if len(nights) < 2:
        return {}
    first, span = nights[0][0], (nights[-1][0] - nights[0][0]).days or 1
    most = max(max(row[1:]) for row in nights) or 1.0
    names = ("all", "capital", "rest")
    lines = {
        name: " ".join(f"{100 * (row[0] - first).days / span:.2f},{40 - 40 * row[at] / most:.2f}" for row in nights)
        for at, name in enumerate(names, start=1)
    }
    return lines | {"most": f"{100 * most:.0f}"}


def why_not(reason: str) -> str:
    """Why a forecast is not shown."""
    words = {
        "short": _("지난 기록이 짧음"),
        "missed": _("지난 예상이 자주 빗나감"),
        "rough": _("이 분야는 예상과 차이가 큼"),
    }
    return words.get(reason, "")
