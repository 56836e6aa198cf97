"""The shortest list of suppliers to bring in, from the latest snapshot's cells; and what trying it out came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matchmaker.coverage.gap_selectors import latest
from matchmaker.coverage.models import GapSnapshot
from matchmaker.engine.recruiting import REPLY, Plan, recruit_plan
from matchmaker.jobs.choices import JobStatus
from matchmaker.jobs.models import Job
from matchmaker.jobs.selectors import unfinished_job
from matchmaker.matching.facts import taxonomy
from matchmaker.reference.models import Capability, Region
from suppliers.vocabulary import name_of

LENGTHS = (3, 5, 10, 20)
TRY = "recruit_try"


@dataclass(frozen=True)
class Pick:
    """One line of the list; ``share`` of all missing answers closed so far, ``sure`` of the best list as long."""

    code: str
    region: str
    name: str
    place: str
    reaches: str
    requests: float
    share: float
    sure: float


def plan_of(snapshot: GapSnapshot, most: int, only: str = "") -> Plan:
    """One query for the cells, those of ``only`` where a capability is named; merged regions are no seats."""
    facts = taxonomy()
    demand, answers = (np.zeros((len(facts.capabilities), len(facts.regions))) for _ in range(2))
    place = {code: at for at, code in enumerate(facts.capabilities)}
    where = {code: at for at, code in enumerate(facts.regions)}
    cells = snapshot.cells.filter(demand__gt=0, **({"capability": only} if only else {}))
    rows = cells.values_list("capability_id", "region_id", "demand", "answers")
    for code, region, asked, served in rows:
        if code in place and region in where:
            demand[place[code], where[region]], answers[place[code], where[region]] = asked, served
    return recruit_plan(demand, answers, facts.region_hops, most)


def picks_of(plan: Plan) -> list[tuple[str, str]]:
    """(capability, seat) of each pick."""
    facts = taxonomy()
    return [(facts.capabilities[one.code], facts.regions[one.region]) for one in plan.recruits]


def key_of(snapshot: GapSnapshot, most: int, only: str = "") -> str:
    return f"{TRY}:{snapshot.pk}:{snapshot.taken_at:%Y%m%d%H%M%S}:{most}" + (f":{only}" if only else "")


def capability_named(code: str) -> Capability | None:
    return Capability.objects.filter(pk=code).first() if code else None


def recruit_context(asked: str, only: str = "") -> dict[str, Any]:
    """A constant number of queries. ``only``: a capability that the list is narrowed to; an unknown one is none."""
    most = int(asked) if asked.isdecimal() and int(asked) in LENGTHS else LENGTHS[1]
    narrowed = capability_named(only)
    code = narrowed.pk if narrowed else ""
    snapshot, context = latest(), {"most": most, "lengths": LENGTHS, "reply": REPLY, "only": narrowed}
    if snapshot is None:
        return context
    plan, key = plan_of(snapshot, most, code), key_of(snapshot, most, code)
    picks = _picks(plan)
    return context | {
        "snapshot": snapshot,
        "picks": picks,
        "missing": plan.missing,
        "last": picks[-1] if picks else None,
        "job": unfinished_job(key=key),
        "tried": Job.objects.filter(key=key, status=JobStatus.DONE).first(),
    }


def _picks(plan: Plan) -> list[Pick]:
    facts = taxonomy()
    names, places = Capability.objects.in_bulk(), Region.objects.in_bulk()
    picks = []
    for at, one in enumerate(plan.recruits):
        near = [code for code, hops in zip(facts.regions, facts.region_hops[one.region], strict=True) if hops == 1]
        code, seat = facts.capabilities[one.code], facts.regions[one.region]
        picks.append(
            Pick(
                code=code,
                region=seat,
                name=name_of(names[code]),
                place=name_of(places[seat]),
                reaches=", ".join(name_of(places[region]) for region in near),
                requests=one.requests,
                share=float(plan.closed[at] / plan.missing) if plan.missing else 0.0,
                sure=float(plan.sure[at]),
            )
        )
    return picks
