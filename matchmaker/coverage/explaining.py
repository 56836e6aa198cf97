"""Why an offer stands where it stands in a run: what administrators answer an objection with."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet

from matchmaker.engine.features import NAMES
from matchmaker.matching.choices import RunStatus
from matchmaker.matching.models import MatchRun, RankedOffer
from matchmaker.matching.naming import Names, look_up, slots_of
from matchmaker.matching.rounding import adding_up
from matchmaker.matching.wording import FEATURES, TERMS, sentence

Plain = dict[str, Any]
ROTATION = "rotation"


def finished_runs() -> QuerySet[MatchRun]:
    rows = MatchRun.objects.filter(status=RunStatus.DONE)
    return rows.select_related("need__firm__organisation", "ranker").defer("case", "params", "difference")


def ranked_rows() -> QuerySet[RankedOffer]:
    """By slot and rank; ``points`` is the score of 100."""
    rows = RankedOffer.objects.select_related("offer__supplier__organisation").annotate(points=100 * F("score"))
    return rows.order_by("slot", "rank")


def run_context(run: MatchRun) -> Plain:
    """The run's slots, each with its ranked offers, the first above."""
    names = look_up([], [])
    slots = slots_of(run.result, names)
    rows = {at: list(found) for at, found in groupby(ranked_rows().filter(run=run), key=lambda row: row.slot)}
    told = [(slot, run.result["slots"][slot.at], rows.get(slot.at, [])) for slot in slots]
    return {"run": run, "slots": told, "has_case": MatchRun.objects.filter(pk=run.pk, case__isnull=False).exists()}


def ranked_context(row: RankedOffer, run: MatchRun) -> Plain:
    """Parts that add up to the score, what each could bring at most, and what the offer one place above got."""
    names = look_up([], [])
    slot = slots_of(run.result, names)[row.slot]
    found = run.result["slots"][row.slot]
    told = found["ranked"][row.rank - 1]
    above = ranked_rows().filter(run=run, slot=row.slot, rank=row.rank - 1).first()
    return {
        "row": row,
        "run": run,
        "slot": slot,
        "candidates": found["candidates"],
        "lines": part_lines(row, told, above, run),
        "score": 100 * row.score,
        "above": above,
        "behind": 100 * (above.score - row.score) if above else 0.0,
        "reasons": reasons_of(told, names),
        "has_case": MatchRun.objects.filter(pk=run.pk, case__isnull=False).exists(),
    }


def part_lines(row: RankedOffer, told: Plain, above: RankedOffer | None, run: MatchRun) -> list[Plain]:
    """A line a feature, the most points first; shown to two decimals they add up to the score as shown."""
    keys = [*NAMES, *([ROTATION] if ROTATION in row.contributions else [])]
    points = adding_up([100 * row.contributions[key] for key in keys])
    values = dict(zip(NAMES, told["values"], strict=True))
    curves = run.ranker.curves["curves"] if run.ranker else {}
    lines = [
        {
            "name": FEATURES.get(key) or TERMS[key],
            "value": values.get(key),
            "points": shown,
            "most": 100 * max(curves[key]["values"]) if key in curves else None,
            "versus": shown - 100 * above.contributions.get(key, 0.0) if above else None,
        }
        for key, shown in zip(keys, points, strict=True)
    ]
    return sorted(lines, key=lambda line: -line["points"])


def reasons_of(told: Plain, names: Names) -> list[str]:
    return [sentence(one["code"], one["values"], names.table()) for one in told["reasons"]]
