"""Rankers to promote, try and roll back."""

from __future__ import annotations

from typing import Any

from matchmaker.engine.features import NAMES
from matchmaker.engine.ranking import prior_ranker, to_json
from matchmaker.matching.models import RankerVersion
from matchmaker.matching.ranker_services import ranker_active, version_store

PROVED = {"stage": "serving", "verdict": "promote", "reasons": [{"code": "awards_hold", "params": {"z": 0.4}}]}


def candidate(name: str = "2026-01-04", *, status: str = "candidate", only: str = "", **fields: Any) -> RankerVersion:
    """Curves a little unlike the prior's; with ``only`` a ranker that looks at nothing but this feature."""
    ranker_active()
    curves = to_json(prior_ranker())
    told: Any = curves["curves"]
    for one in NAMES:
        if only and one != only:
            told[one] = {"knots": [0.0], "values": [0.0]}
    told["price"]["values"][0] += 0.01 * (1 + RankerVersion.objects.count()) if not only else 0.0
    version = version_store(name=name, curves=curves, **fields)
    RankerVersion.objects.filter(pk=version.pk).update(status=status)
    version.refresh_from_db()
    return version
