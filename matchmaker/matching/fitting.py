"""Where members' systems meet: which pairs speak a common language, and which will need work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from matchmaker.lib.prepared import Gathered
from matchmaker.matching.presenting import CardView, MemberView
from suppliers.choices import OfferStatus
from suppliers.models import Offer

SERVICE = "SVC-"
LINKS = Offer.standards.through.objects.filter(standard__joins=True)
# Standards to join systems by: those that an offer states, and those that a supplier states in any published offer.
STATED: Gathered[tuple[int, str]] = Gathered(
    lambda offers: LINKS.filter(offer__in=offers).values_list("offer_id", "standard__name")
)
USED: Gathered[tuple[int, str]] = Gathered(
    lambda firms: (
        LINKS.filter(offer__supplier__in=firms, offer__status=OfferStatus.PUBLISHED)
        .values_list("offer__supplier", "standard__name")
        .distinct()
    )
)


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
    """Pairs of members that bring a system or a machine; services have nothing to be plugged in. Two queries."""
    plugged = [one for one in card.cover if one.member is not None and not one.offer.capability_id.startswith(SERVICE)]
    stated = _named(STATED.rows(one.offer.pk for one in plugged))
    spoken: dict[int, set[str]] = {}
    for one in plugged:
        spoken.setdefault(one.member.pk, set()).update(stated.get(one.offer.pk, set()))
    used = used_anywhere(spoken)
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


def used_anywhere(suppliers: Iterable[int]) -> dict[int, set[str]]:
    return _named(USED.rows(suppliers))


def _named(rows: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for key, name in rows:
        found.setdefault(key, set()).add(name)
    return found
