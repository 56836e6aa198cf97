"""After-care on the page of a project: what would be left if a supplier went, and who is on what now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from matchmaker.accounts.access import Actor
from matchmaker.sourcing.care import presenting, selectors
from matchmaker.sourcing.care.covering import uncovered_days
from matchmaker.sourcing.care.handovers import RUNNING
from matchmaker.sourcing.care.wording import HANDOVER_FOR_FIRM, HANDOVER_FOR_STANDBY
from matchmaker.sourcing.models import Handover, Project
from matchmaker.sourcing.presenting import capability_names
from matchmaker.sourcing.wording import State


@dataclass(frozen=True)
class Box:
    """``shelves``: the dossiers that the reader may see; ``days``: number of a slot -> days without cover."""

    shelves: list[presenting.Shelf]
    tickets: list[presenting.TicketLine]
    handovers: list[tuple[Handover, State]]
    days: dict[int, float]
    total: float
    nobody: bool


def box_of(project: Project, actor: Actor, now: datetime) -> Box:
    home, names = actor.organisation, capability_names()
    slots = list(selectors.dossier_slots(home).filter(project=project))
    tickets = selectors.unsolved_tickets(home).filter(project=project)
    handovers = list(selectors.handovers_in([project.pk]))
    gaps = selectors.gaps_in([project.pk])
    days: dict[int, float] = {}
    number = {row.pk: row.slot for row in project.slots.all()}
    for key, count in uncovered_days(handovers, gaps, now).items():
        if key in number:  # a coordinator's row may name slots of an earlier project of the same need
            days[number[key]] = days.get(number[key], 0.0) + count
    present = {row.pk for row in project.slots.all() if row.until is None}
    return Box(
        shelves=presenting.dossier_shelves(slots, actor),
        tickets=[presenting.ticket_line(row, home, names, now) for row in tickets],
        handovers=[_seen(row, actor) for row in handovers if row.status in RUNNING and _part_of(row, project, actor)],
        days=days,
        total=sum(days.values()),
        nobody=any(until is None and key in present for key, _since, until in gaps),
    )


def _part_of(row: Handover, project: Project, actor: Actor) -> bool:
    home = actor.organisation.pk
    sides = (project.need.firm.organisation_id, row.from_supplier.organisation_id, row.to_supplier.organisation_id)
    return home in sides


def _seen(row: Handover, actor: Actor) -> tuple[Handover, State]:
    asked = row.to_supplier.organisation_id == actor.organisation.pk
    return row, (HANDOVER_FOR_STANDBY if asked else HANDOVER_FOR_FIRM)[row.status]
