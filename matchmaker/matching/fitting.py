"""Where members' systems meet: which pairs speak a common language, and which will need work."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from matchmaker.matching.naming import Names
from matchmaker.matching.presenting import CardView, MemberView

SERVICE = "SVC-"


@dataclass(frozen=True)
class Interface:
    """``shared``: standards both sides state. None shared means that somebody has to build the link."""

    one: MemberView
    other: MemberView
    shared: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return bool(self.shared)


def interfaces(card: CardView, names: Names) -> tuple[Interface, ...]:
    """One line for each pair of members that bring a system or a machine; services have nothing to be plugged in."""
    spoken: dict[int, set[str]] = {}
    for one in card.cover:
        if one.member is not None and not one.offer.capability_id.startswith(SERVICE):
            standards = {standard.name for standard in one.offer.standards.all()}
            spoken.setdefault(one.member.pk, set()).update(standards)
    building = [member for member in card.members if member.pk in spoken]
    return tuple(
        Interface(one, other, tuple(sorted(spoken[one.pk] & spoken[other.pk])))
        for one, other in combinations(building, 2)
    )
