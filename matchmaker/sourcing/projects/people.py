"""Who sits where at a project's table, and what each may do there."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.accounts.models import Organisation
from matchmaker.sourcing.models import Project

FIRM, LEAD, MEMBER, PAST = "firm", "lead", "member", "past"


@dataclass(frozen=True)
class Seat:
    """An organisation at a project: the firm, the lead, a present member, or one that has handed over."""

    organisation: Organisation
    place: str

    @property
    def firm(self) -> bool:
        return self.place == FIRM

    @property
    def lead(self) -> bool:
        return self.place == LEAD

    @property
    def signs(self) -> bool:
        """Whether it speaks for one of the two sides that agree on changes."""
        return self.place in (FIRM, LEAD)

    @property
    def works(self) -> bool:
        """Whether it still takes part; who has handed over only looks."""
        return self.place != PAST

    @property
    def side(self) -> str:
        return "demand" if self.firm else "supplier"


def seat_of(project: Project, organisation: Organisation) -> Seat:
    """Where somebody sits who may see the project. Reads ``project.slots`` as they were fetched."""
    if project.need.firm.organisation_id == organisation.pk:
        return Seat(organisation, FIRM)
    if project.lead.organisation_id == organisation.pk:
        return Seat(organisation, LEAD)
    own = [row for row in project.slots.all() if row.supplier.organisation_id == organisation.pk]
    return Seat(organisation, MEMBER if any(row.until is None for row in own) else PAST)
