"""A stored insight in words. Nothing is computed here but shares and the choice of what to show first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from matchmaker.engine.features import NAMES
from matchmaker.lib.templatetags.house import in_language
from matchmaker.matching.insights.models import SupplierInsight
from matchmaker.matching.insights.selectors import names_of, partners_named
from matchmaker.matching.insights.wording import ADVICE, FEATURES, FILTERED, LEVELS, LEVERS, PLACES, Text
from matchmaker.matching.models import RankerVersion

Plain = dict[str, Any]
A_KIND, LEVERS_SHOWN, WEAK = 2, 8, 0.4


@dataclass(frozen=True)
class LeverView:
    """``needs``: in how many more one would have been among the first ten."""

    text: str
    needs: int
    place: str


@dataclass(frozen=True)
class PartView:
    """Points of 100 on the mean, of ``most``; ``advice`` only where little is got."""

    name: Text
    points: float
    most: float
    state: str
    level: Text
    advice: Text


def standing_context(insight: SupplierInsight) -> Plain:
    told = insight.figures
    chosen = chosen_levers(told["gained"])
    regions = names_of([one["code"] for one in chosen if one["kind"] == "region"])
    return {
        "insight": insight,
        "steps": [(name, told[name]) for name in ("asked", "candidates", "shortlisted", "packages")],
        "few": told["asked"] is None,
        "filtered": [(FILTERED[code], told["filtered"][code]) for code in FILTERED if code in told["filtered"]],
        "parts": part_views(told["parts"], insight.ranker),
        "levers": [LeverView(lever_text(one, regions), one["needs"], PLACES[one["kind"]]) for one in chosen],
        "held_back": told["held_back"],
    }


def chosen_levers(gained: list[Plain]) -> list[Plain]:
    """The most telling few: of one kind at most two, and no greater effort where a smaller one brings as much."""
    shown: list[Plain] = []
    for one in sorted(gained, key=lambda one: (-one["needs"], one["kind"], effort(one), one["code"])):
        same = [other for other in shown if other["kind"] == one["kind"]]
        ladder = bool(same) and not one["code"]
        if len(same) < A_KIND and not (ladder and same[-1]["needs"] == one["needs"]):
            shown.append(one)
    return shown[:LEVERS_SHOWN]


def effort(lever: Plain) -> float:
    """How hard a step of a ladder is: fewer hours and lower prices are harder, more of anything else is."""
    return -lever["amount"] if lever["kind"] in ("onsite", "price", "weeks") else lever["amount"]


def lever_text(lever: Plain, regions: dict[str, str]) -> str:
    kind, amount = lever["kind"], lever["amount"]
    key = f"{kind}_{amount:.0f}" if kind in ("capacity", "evidence") else kind
    return str(LEVERS[key]) % {
        "name": regions.get(lever["code"], lever["code"]),
        "hours": f"{amount:.0f}",
        "percent": f"{100 * (1 - amount):.0f}",
        "times": f"{10 * amount:.0f}",
    }


def part_views(parts: dict[str, float], ranker: RankerVersion | None) -> list[PartView]:
    """By what is still to be had, the most first; what the live curves give nobody anything for is left out."""
    curves = ranker.curves["curves"] if ranker is not None else {}
    found = []
    for name in (name for name in NAMES if name in parts and name in curves):
        values = curves[name]["values"]
        most, got = round(100 * (max(values) - min(values)), 6), parts[name] - 100 * min(values)
        if most >= 0.05:
            found.append((most - got, _part(name, got, most)))
    return [view for _, view in sorted(found, key=lambda one: -one[0])]


def _part(name: str, got: float, most: float) -> PartView:
    share = min(max(got / most, 0.0), 1.0)
    state, level = next((state, text) for least, state, text in LEVELS if share >= least)
    advice: str | Promise = ADVICE[name] if share < WEAK else ""
    return PartView(FEATURES[name], got, most, state, level, advice)


def partners_context(insight: SupplierInsight) -> Plain:
    """Suggestions whose firms are still verified, each with its row and the names of what it brings."""
    rows, names = partners_named(insight.partners)
    return {
        "insight": insight,
        "partners": [
            {**one, "row": rows[one["supplier"]], "brings": [names[code] for code in one["brings"] if code in names]}
            for one in insight.partners
            if one["supplier"] in rows
        ],
    }


def offers_without_prices(offers: list[Any]) -> list[Plain]:
    """What another supplier may read of an offer."""
    return [
        {
            "title": row.title,
            "capability": in_language(row.capability),
            "plain": in_language(row.capability, "plain"),
            "description": row.description,
            "standards": [standard.name for standard in row.standards.all()],
        }
        for row in offers
    ]
