"""Where members' systems meet: which pairs speak a common language, and which will need work."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from matchmaker.matching.presenting import CardView, MemberView
from matchmaker.reference.models import Standard
from suppliers.choices import OfferStatus

SERVICE = "SVC-"


@dataclass(frozen=True)
class Interface:
    """``shared``: standards that both sides' parts of this package state. None shared: somebody has to build the link.

    ``known``: what both firms use in other offers, a hint that they know how.
    """

    one: MemberView
    other: MemberView
    shared: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True)
class Interfaces:
    fit: tuple[Interface, ...]
    work: tuple[Interface, ...]


def interfaces(card: CardView) -> Interfaces:
    """Pairs of members that bring a system or a machine; services have nothing to be plugged in. One query."""
    spoken: dict[int, set[str]] = {}
    for one in card.cover:
        if one.member is not None and not one.offer.capability_id.startswith(SERVICE):
            standards = {standard.name for standard in one.offer.standards.all() if standard.joins}
            spoken.setdefault(one.member.pk, set()).update(standards)
    used = used_anywhere(list(spoken))
    building = [member for member in card.members if member.pk in spoken]
    pairs = [
        Interface(
            one,
            other,
            tuple(sorted(spoken[one.pk] & spoken[other.pk])),
            tuple(sorted(used.get(one.pk, set()) & used.get(other.pk, set()))),
        )
        for one, other in combinations(building, 2)
    ]
    return Interfaces(tuple(one for one in pairs if one.shared), tuple(one for one in pairs if not one.shared))


def used_anywhere(suppliers: list[int]) -> dict[int, set[str]]:
    """Standards to join systems by that each supplier states in any published offer."""
    shown = Standard.objects.filter(offers__supplier__in=suppliers, offers__status=OfferStatus.PUBLISHED)
    rows = shown.filter(joins=True).order_by()
    used: dict[int, set[str]] = {}
    for supplier, name in rows.values_list("offers__supplier", "name").distinct():
        used.setdefault(supplier, set()).add(name)
    return used
