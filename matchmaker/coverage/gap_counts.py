"""What a snapshot is counted from: open needs as arrays, and figures on invitations, wins, answers and unmet needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import numpy as np
from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from demand.choices import MATCHED, Strength
from demand.models import Need, Requirement
from matchmaker.coverage.selectors import open_slots, unmet_needs
from matchmaker.engine.exposure import gini, top_share
from matchmaker.engine.gaps import Demand, hhi, top_five, wanted_shares
from matchmaker.engine.types import Ints, Taxonomy
from matchmaker.matching.market import SUPPLIERS
from matchmaker.sourcing.choices.requests import EscalationStatus
from matchmaker.sourcing.models import Award, Escalation, QuotePart, RfqInvitation, Round

WINDOW = timedelta(days=365)
LEVELS = ("0", "1", "2", "3", "4")


@dataclass(frozen=True)
class Asked:
    """Open needs in the engine's form, with the traits of who asks (N,); -1 where not known."""

    demand: Demand
    industry: Ints
    level: Ints
    industries: tuple[str, ...]


def asked_now(facts: Taxonomy) -> Asked:
    """Needs in play with their confirmed musts: two queries. A place or industry not named is that of the firm."""
    rows = Need.objects.filter(status__in=MATCHED).order_by("pk")
    rows = rows.annotate(
        place=Coalesce("region_id", "firm__region_id"), trade=Coalesce("industry_id", "firm__industry_id")
    )
    needs = list(rows.values_list("pk", "place", "trade", "firm__maturity"))
    at = {row[0]: row_no for row_no, row in enumerate(needs)}
    code_at = {code: row for row, code in enumerate(facts.capabilities)}
    groups: list[list[tuple[int, ...]]] = [[] for _ in needs]
    musts = Requirement.objects.filter(need__status__in=MATCHED, strength=Strength.MUST, confirmed=True)
    for pk, codes in musts.order_by("pk").values_list("need_id", "codes"):
        known = tuple(code_at[code] for code in codes if code in code_at)
        if known and pk in at:
            groups[at[pk]].append(known)
    industries = tuple(sorted({row[2] for row in needs if row[2]}))
    return Asked(
        Demand(_places([row[1] for row in needs], facts.regions), wanted_shares(groups, len(facts.capabilities))),
        _places([row[2] for row in needs], industries),
        _places([row[3] for row in needs], LEVELS),
        industries,
    )


def _places(values: list[Any], names: tuple[str, ...]) -> Ints:
    place = {name: at for at, name in enumerate(names)}
    return np.array([place.get(value, -1) for value in values], dtype=np.int64)


def measures() -> dict[str, Any]:
    """Concentration and answers of the last 365 days, and what is unmet now; a fixed number of queries."""
    since = timezone.now() - WINDOW
    suppliers = list(SUPPLIERS.order_by("pk").values_list("pk", flat=True))
    asked = RfqInvitation.objects.filter(created_at__gte=since).order_by()
    wins = QuotePart.objects.filter(quote__awards__in=Award.objects.filter(confirmed_at__gte=since)).order_by()
    return {
        "days": WINDOW.days,
        "invitations": _concentration(suppliers, asked.values_list("supplier_id").annotate(Count("pk"))),
        "wins": _concentration(suppliers, wins.values_list("supplier_id").annotate(Count("quote", distinct=True))),
        "unmet": _unmet(),
        "answers": _answers(since),
    }


def _concentration(suppliers: list[int], counts: Any) -> dict[str, Any]:
    """Over all verified suppliers, those that got nothing included; shares are None where nothing was given."""
    found = dict(counts)
    values = np.array([found.get(pk, 0) for pk in suppliers], dtype=np.float64)
    told = {"total": int(values.sum()), "suppliers": len(values), "reached": int(np.count_nonzero(values))}
    if not told["total"]:
        return told | dict.fromkeys(("top_five", "top_tenth", "gini", "hhi"))
    figures = {"top_five": top_five(values), "top_tenth": top_share(values), "gini": gini(values), "hhi": hhi(values)}
    return told | {name: round(value, 6) for name, value in figures.items()}


def _unmet() -> dict[str, Any]:
    """Needs without a whole package by reason, and what waits for a coordinator by kind."""
    needs = list(unmet_needs())
    slots = open_slots(needs)
    nobody = sum(bool(slots.get(need.pk)) for need in needs)
    waiting = Escalation.objects.filter(status=EscalationStatus.OPEN).order_by()
    kinds = dict(waiting.values_list("kind").annotate(Count("pk")))
    return {"total": len(needs), "nobody": nobody, "limits": len(needs) - nobody, "escalations": kinds}


def _answers(since: datetime) -> dict[str, Any]:
    """Hours from a need's first invitation to its first answer (median), and how often the promise was kept."""
    given = RfqInvitation.objects.filter(created_at__gte=since).order_by().values_list("rfq__need")
    firsts = given.annotate(sent=Min("created_at"), first=Min("answered_at")).values_list("sent", "first")
    hours = [(first - sent).total_seconds() / 3600 for sent, first in firsts if first is not None]
    kept = Round.objects.filter(created_at__gte=since, promise_kept__isnull=False).order_by()
    told = dict(kept.values_list("promise_kept").annotate(Count("pk")))
    ended = sum(told.values())
    return {
        "asked": len(firsts),
        "answered": len(hours),
        "first_hours": round(median(hours), 2) if hours else None,
        "promises": ended,
        "kept": round(told.get(True, 0) / ended, 6) if ended else None,
    }
