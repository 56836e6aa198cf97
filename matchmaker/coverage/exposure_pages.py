"""Fair exposure as administrators see it: today's concentration, the stored curve, and what each strength costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.engine.exposure import DEFAULT
from matchmaker.engine.rotating import STRENGTHS
from matchmaker.jobs.selectors import unfinished_job
from matchmaker.matching.exposing import WINDOW_DAYS, has_simulated, strength_in_force
from matchmaker.matching.exposure_curve import CURVE
from matchmaker.matching.models import ExposureCurve, ExposureSetting, ExposureSnapshot
from matchmaker.matching.rules_page import fair_context

CHANGES_SHOWN = 10
# Where the picture's lines stand, in its own units.
LEFT, RIGHT, TOP, BOTTOM = 52.0, 340.0, 34.0, 186.0
COLUMNS = ("strength", "lost", "gini", "top_tenth", "zero", "small", "regional", "new", "gap")


class StrengthForm(forms.Form):
    """One of the curve's strengths, and why."""

    strength = forms.TypedChoiceField(
        label=_("세기"),
        coerce=float,
        choices=[(f"{one:g}", f"{100 * one:g}") for one in STRENGTHS],
        error_messages={"required": _("세기를 골라 주세요."), "invalid_choice": _("목록에 있는 세기를 골라 주세요.")},
    )
    reason = forms.CharField(
        label=_("바꾸는 이유"),
        max_length=200,
        error_messages={"required": _("나중에 누가 보아도 알 수 있게 이유를 한 줄로 적어 주세요.")},
    )


@dataclass(frozen=True)
class Point:
    """One strength. Everything but ``strength``, ``gini``, ``x`` and ``y`` is per cent; ``x``, ``y`` place the dot."""

    strength: float
    lost: float
    gini: float
    top_tenth: float
    zero: float
    small: float
    regional: float
    new: float
    gap: float
    now: bool
    x: str = ""
    y: str = ""

    @property
    def index(self) -> int:
        return round(100 * self.strength)


def points_of(curve: ExposureCurve | None, strength: float) -> list[Point]:
    """The stored points in order, placed in the picture: right is more relevance lost, down is more even."""
    rows = curve.points if curve else []
    if not rows:
        return []
    best = rows[0]["ndcg"] or 1.0
    lost = [100 * (1 - row["ndcg"] / best) for row in rows]
    widest, ginis = max([*lost, 0.01]), [row["gini"] for row in rows]
    span = max(max(ginis) - min(ginis), 1e-6)
    return [
        Point(
            strength=row["strength"],
            lost=cost,
            gini=row["gini"],
            **{name: 100 * row[name] for name in ("top_tenth", "zero", "gap")},
            **{name: 100 * row["group"][name] for name in ("small", "regional", "new")},
            now=abs(row["strength"] - strength) < 1e-9,
            x=f"{LEFT + (RIGHT - LEFT) * max(cost, 0) / widest:.1f}",
            y=f"{BOTTOM - (BOTTOM - TOP) * (row['gini'] - min(ginis)) / span:.1f}",
        )
        for row, cost in zip(rows, lost, strict=True)
    ]


def share_lines(points: list[Point]) -> list[tuple[str, str]]:
    """(name, line) of the shares by strength: across from 0 to the strongest, up from 0 to 100 per cent."""
    most = max((one.strength for one in points), default=0.0) or 1.0

    def place(one: Point, name: str) -> str:
        x = LEFT + (RIGHT - LEFT) * one.strength / most
        return f"{x:.1f},{BOTTOM - (BOTTOM - TOP) * getattr(one, name) / 100:.1f}"

    return [(name, " ".join(place(one, name) for one in points)) for name in ("top_tenth", "small", "regional")]


def told_now(snapshot: ExposureSnapshot | None) -> dict[str, Any] | None:
    """Today's measures in per cent, group by group with its share of the suppliers."""
    if snapshot is None or not snapshot.measures.get("suppliers"):
        return None
    found = snapshot.measures
    shares = {name: (100 * found["group"][name], 100 * found["size"][name]) for name in ("small", "regional", "new")}
    return {
        "suppliers": found["suppliers"],
        "gini": found["gini"],
        **{name: 100 * found[name] for name in ("top_tenth", "zero", "gap")},
        **shares,
    }


def newest_curve() -> ExposureCurve | None:
    return ExposureCurve.objects.first()


def looked_at(points: list[Point], asked: str) -> Point | None:
    """The point that the reader moved the slider to, by its number; the one in force if that is none of them."""
    wanted = next((one for at, one in enumerate(points) if str(at) == asked), None)
    return wanted or next((one for one in points if one.now), None)


def exposure_context(asked: str = "", form: StrengthForm | None = None) -> dict[str, Any]:
    strength, curve = strength_in_force(), newest_curve()
    points = points_of(curve, strength)
    seen = looked_at(points, asked)
    snapshot = ExposureSnapshot.objects.first()
    return {
        "strength": 100 * strength,
        "standard": 100 * DEFAULT,
        **{"in_" + name: points for name, points in fair_context().items()},
        "days": WINDOW_DAYS,
        "snapshot": snapshot,
        "now": told_now(snapshot),
        "simulated": has_simulated(),
        "curve": curve,
        "job": unfinished_job(key=CURVE),
        "points": points,
        "line": " ".join(f"{one.x},{one.y}" for one in points),
        "shares": share_lines(points),
        "seen": seen,
        "seen_at": points.index(seen) if seen else 0,
        "last": len(points) - 1,
        "form": form or StrengthForm(initial={"strength": f"{(seen.strength if seen else strength):g}"}),
        "changes": list(ExposureSetting.objects.select_related("actor")[:CHANGES_SHOWN]),
    }


def table_rows() -> Iterator[list[str]]:
    """The curve as rows of text, a heading first."""
    yield ["strength", "relevance_lost_percent", "gini", *(f"{name}_percent" for name in COLUMNS[3:])]
    for one in points_of(newest_curve(), strength_in_force()):
        yield [f"{getattr(one, name):.4f}" for name in COLUMNS]
