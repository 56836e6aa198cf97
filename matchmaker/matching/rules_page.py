"""The public page of ranking rules: what the live version weighs, how it learns, how attention is shared."""

from __future__ import annotations

from typing import Any

from matchmaker.engine.exposure import SCALE, package_points, tie_band
from matchmaker.engine.features import FEATURES
from matchmaker.engine.judging.thresholds import Thresholds
from matchmaker.engine.ranking import prior_ranker, to_json
from matchmaker.engine.results import MatchParams
from matchmaker.matching import wording
from matchmaker.matching.choices import VersionStatus
from matchmaker.matching.exposing import strength_in_force
from matchmaker.matching.models import RankerVersion


def rules_context() -> dict[str, Any]:
    """Nothing on the page is typed: weights are those of the serving curves, the rest what the engine works with."""
    row = RankerVersion.objects.filter(status=VersionStatus.SERVING).first()
    curves = row.curves["curves"] if row else to_json(prior_ranker())["curves"]
    return {
        "ranker": row,
        "weights": weights(curves),
        "params": MatchParams(),
        "thresholds": Thresholds(),
        "fair": fair_context(),
    }


def weights(curves: Any) -> list[dict[str, Any]]:
    """A line a feature, the weightiest first: points of 100 between the ends of its curve, meaning and direction."""
    points = {name: round(100 * (max(one["values"]) - min(one["values"])), 6) for name, one in curves.items()}
    top = max(points.values()) or 1.0
    lines = [
        {
            "name": wording.FEATURES[feature.code],
            "meaning": wording.MEANINGS[feature.code],
            "more": feature.sign > 0,
            "points": points[feature.code],
            "width": f"{100 * points[feature.code] / top:.2f}",
        }
        for feature in FEATURES
    ]
    return sorted(lines, key=lambda line: -line["points"])


def fair_context() -> dict[str, float]:
    """Points of 100 by which fair exposure moves an offer and a member of a package at most, and the tie band."""
    strength = strength_in_force()
    return {
        "most": SCALE * strength,
        "packages": float(package_points(1.0, strength)),
        "band": tie_band(strength),
    }
