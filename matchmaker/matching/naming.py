"""Names for the ids and codes in a result, looked up in bulk in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from matchmaker.lib.prepared import Gathered
from matchmaker.lib.templatetags.house import in_language
from matchmaker.matching.wording import BECAUSE
from matchmaker.reference.book import book
from matchmaker.reference.models import Capability
from suppliers.models import Offer, Supplier

Plain = dict[str, Any]
FIRMS: Gathered[Supplier] = Gathered(lambda keys: Supplier.objects.filter(pk__in=keys).select_related("organisation"))
OFFERS: Gathered[Offer] = Gathered(lambda keys: Offer.objects.filter(pk__in=keys))
INCLUDED: Gathered[Any] = Gathered(
    lambda keys: Offer.includes.through.objects.filter(offer__in=keys).values_list("offer_id", "capability_id")
)
# How many of the filtered offers of a slot are named; all are counted.
FILTERED_NAMED = 6


@dataclass(frozen=True)
class SlotView:
    """A thing to be covered, in words. ``because`` says why it is there when nobody asked for it."""

    at: int
    codes: tuple[str, ...]
    name: str
    plain: str
    must: bool
    asked: bool
    because: str
    weight: float
    waiting: bool


@dataclass
class Names:
    """Suppliers and offers by id; ``table`` is what ``wording.sentence`` takes."""

    suppliers: dict[int, Supplier]
    offers: dict[int, Offer]
    capabilities: dict[str, Capability]
    regions: dict[str, str]
    slots: dict[int, str] = field(default_factory=dict)

    def supplier(self, pk: int | None) -> str:
        known = self.firms.get(pk) if pk is not None else None
        return known or _("지금은 없는 기업")

    def capability(self, code: str) -> str:
        row = self.capabilities.get(code)
        return in_language(row) if row else code

    def covered(self, codes: tuple[str, ...], offer: Offer | None) -> str:
        """Of the alternatives the one that the offer covers; all of them while nobody does."""
        return self.choice(self._covered(codes, offer))

    def plainly(self, codes: tuple[str, ...], offer: Offer | None) -> str:
        """The same in words that say what it does; of several open alternatives the first."""
        row = self.capabilities.get(self._covered(codes, offer)[0])
        return in_language(row, "plain") if row else ""

    def choice(self, codes: Iterable[str]) -> str:
        return _(" 또는 ").join(self.capability(code) for code in codes)

    def _covered(self, codes: tuple[str, ...], offer: Offer | None) -> tuple[str, ...]:
        if offer is None or len(codes) == 1:
            return codes
        has = self.included.get(offer.pk, set()) | {offer.capability_id}
        return tuple(code for code in codes if code in has)[:1] or codes

    @cached_property
    def included(self) -> dict[int, set[str]]:
        """What offers contain beside their capability; one query, asked only where there were alternatives."""
        found: dict[int, set[str]] = {}
        for offer, code in INCLUDED.rows(self.offers):
            found.setdefault(offer, set()).add(code)
        return found

    @cached_property
    def firms(self) -> dict[int, str]:
        return {pk: str(row.organisation) for pk, row in self.suppliers.items()}

    def table(self) -> dict[str, dict[Any, str]]:
        return {"supplier": self.firms, "region": self.regions, "slot": self.slots}


def plain_cards(result: Plain) -> list[Plain]:
    """The cards shown: complete packages, or else the best partial one."""
    gap = result.get("infeasible") or {}
    return result.get("packages") or ([gap["partial"]] if gap.get("partial") else [])


def names_for(result: Plain, *, standing_by: Iterable[Plain] = ()) -> Names:
    """Everything a page says about this result, in two queries whatever its size.

    ``standing_by``: the cards whose standbys are named.
    """
    gap = result.get("infeasible") or {}
    suppliers = {
        one["supplier"] for slot in result.get("slots", []) for one in slot["filtered"]["shown"][:FILTERED_NAMED]
    }
    suppliers |= {
        notice["values"]["supplier"] for notice in result.get("notices", []) if "supplier" in notice["values"]
    }
    suppliers |= {step["supplier"] for one in gap.get("relaxations", []) for step in one["steps"] if step["supplier"]}
    cards = plain_cards(result) + [one["package"] for one in gap.get("relaxations", [])]
    return names_of(cards, standing_by=standing_by, suppliers=suppliers)


def names_of(cards: Iterable[Plain], *, standing_by: Iterable[Plain] = (), suppliers: Iterable[int] = ()) -> Names:
    """What these cards say, in two queries; ``suppliers`` are named too."""
    found = {supplier for card in cards for supplier in card["members"]} | set(suppliers)
    found |= {one["supplier"] for card in standing_by for slot in card["standbys"] for one in slot}
    return look_up(found, {offer for card in cards for offer in card["cover"] if offer is not None})


def look_up(suppliers: Iterable[int], offers: Iterable[int]) -> Names:
    facts = book()
    return Names(
        suppliers={row.pk: row for row in FIRMS.rows(suppliers)},
        offers={row.pk: row for row in OFFERS.rows(offers)},
        capabilities=facts.capabilities,
        regions=facts.names("regions"),
    )


def slots_of(result: Plain, names: Names) -> list[SlotView]:
    """The slots of a result in words; fills ``names.slots``."""
    found = []
    for at, one in enumerate(result.get("slots", [])):
        slot, code = one["slot"], one["slot"]["codes"][0]
        row = names.capabilities.get(code)
        view = SlotView(
            at=at,
            codes=tuple(slot["codes"]),
            name=names.choice(slot["codes"]),
            plain=in_language(row, "plain") if row else "",
            must=slot["must"],
            asked=slot["origin"] == "asked",
            because=because_text(slot, names),
            weight=slot["weight"],
            waiting=one["waiting"],
        )
        names.slots[at] = view.name
        found.append(view)
    return found


def because_text(slot: Plain, names: Names) -> str:
    if slot["origin"] == "asked" or not slot["because"]:
        return ""
    if slot["because"] in BECAUSE:
        return str(BECAUSE[slot["because"]])
    return _("‘%(name)s’에 꼭 있어야 해서") % {"name": names.capability(slot["because"])}
