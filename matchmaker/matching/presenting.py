"""A result as a page shows it: cards with members, money, time and reasons in words. No queries here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from matchmaker.lib.templatetags.house import won
from matchmaker.matching.naming import FILTERED_NAMED, Names, Plain, SlotView, plain_cards, slots_of
from matchmaker.matching.recording import shown_label
from matchmaker.matching.wording import (
    CONFLICT,
    FILTERED,
    LABELS,
    RELAX,
    Text,
    fit_words,
    rounded,
    sentence,
    step_text,
    variant,
)

Table = dict[str, dict[Any, str]]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Which facts say most about a package, the strongest first; two of them stand on its card.
WHY = (
    "over_budget", "delivered_together", "one_supplier", "shared_standard", "lead_integrates", "covers_nice",
    "same_region", "within_budget", "within_deadline", "onsite_within", "overlap_discount", "covers_musts",
)  # fmt: skip
WHY_SHOWN = 2


@dataclass(frozen=True)
class MemberView:
    """``letter`` joins the picture, the list and the tables of one package."""

    letter: str
    pk: int
    name: str
    region: str
    simulated: bool
    lead: bool
    covers: tuple[str, ...]


@dataclass(frozen=True)
class CoverView:
    """One slot and who covers it; ``member`` None: open. ``name``, ``plain``: of the alternative that is covered."""

    slot: SlotView
    name: str
    plain: str
    member: MemberView | None
    offer: Any


@dataclass(frozen=True)
class CardView:
    """``pk`` is that of the stored package, None for a what-if. Money in KRW, time in weeks.

    ``facts`` are put into words, with ``names``, where they are asked for: most cards are shown with few of them.
    """

    pk: int | None
    label: str
    title: Text
    tagline: Text
    also: tuple[Text, ...]
    complete: bool
    members: tuple[MemberView, ...]
    cover: tuple[CoverView, ...]
    price_low: float
    price_typical: float
    price_high: float
    budget: float | None
    discount: float
    weeks: float
    deadline: float | None
    value: float
    fit: Text
    facts: tuple[Plain, ...]
    names: Table
    versus: tuple[str, ...]
    musts: int
    musts_covered: int
    nice: int
    nice_covered: int

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        return tuple(sentence(one["code"], one["values"], self.names) for one in self.facts)

    @cached_property
    def why(self) -> tuple[str, ...]:
        """The facts that say most."""
        told = [(variant(one["code"], one["values"]), one) for one in self.facts]
        told.sort(key=lambda one: WHY.index(one[0]) if one[0] in WHY else len(WHY))
        return tuple(sentence(one["code"], one["values"], self.names) for _, one in told[:WHY_SHOWN])

    @property
    def glance(self) -> tuple[str, ...]:
        """What it says at a glance: how it differs from the best card, or else why it is there."""
        return self.versus or self.why

    @property
    def open(self) -> bool:
        """Something asked for is left uncovered."""
        return any(one.member is None for one in self.cover)

    @property
    def over_budget(self) -> bool:
        return self.budget is not None and self.price_typical > self.budget

    @property
    def simulated(self) -> bool:
        return any(member.simulated for member in self.members)


@dataclass(frozen=True)
class FilteredView:
    slot: SlotView
    candidates: int
    total: int
    counts: tuple[tuple[Text, int], ...]
    shown: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True)
class RelaxView:
    steps: tuple[str, ...]
    card: CardView


@dataclass(frozen=True)
class GapView:
    open: tuple[SlotView, ...]
    nobody: tuple[SlotView, ...]
    conflict: tuple[str, ...]
    relaxations: tuple[RelaxView, ...]


@dataclass(frozen=True)
class ResultView:
    """Everything on the packages page. ``proof``: "optimal", "limit" or "greedy", with the gap as per cent."""

    cards: tuple[CardView, ...]
    slots: tuple[SlotView, ...]
    filtered: tuple[FilteredView, ...]
    filtered_total: int
    considered: int
    gap: GapView | None
    notices: tuple[str, ...]
    status: str
    proof: str
    gap_percent: float
    pool_complete: bool

    @property
    def added(self) -> list[SlotView]:
        """What nobody asked for and what is asked for cannot do without."""
        return [slot for slot in self.slots if slot.must and not slot.asked]


def present(result: Plain, names: Names, limits: Plain, packages: dict[int, int] | None = None) -> ResultView:
    """``limits``: the need's ``budget_krw`` and ``deadline_weeks``; ``packages``: position -> key of the stored one."""
    slots = slots_of(result, names)
    keys = packages or {}
    complete = bool(result.get("packages"))
    cards = tuple(
        card_view(card, slots, names, limits, complete=complete, pk=keys.get(at))
        for at, card in enumerate(plain_cards(result), start=1)
    )
    cards = cards[:1] + tuple(replace(card, versus=versus(card, cards[0])) for card in cards[1:])
    filtered = tuple(_filtered(one, slots[at], names) for at, one in enumerate(result.get("slots", [])))
    return ResultView(
        cards=cards,
        slots=tuple(slots),
        filtered=tuple(one for one in filtered if one.total),
        filtered_total=sum(one.total for one in filtered),
        considered=sum(one.total + one.candidates for one in filtered),
        gap=_gap(result, slots, names, limits),
        notices=tuple(sentence(one["code"], one["values"], names.table()) for one in result.get("notices", [])),
        status=result.get("status", ""),
        proof=result.get("status", "") if complete else "",
        gap_percent=100 * float(result.get("gap") or 0.0),
        pool_complete=bool(result.get("complete")),
    )


def card_view(
    card: Plain, slots: list[SlotView], names: Names, limits: Plain, *, complete: bool = True, pk: int | None = None
) -> CardView:
    members = _members(card, slots, names)
    by_supplier = {member.pk: member for member in members}
    cover = tuple(
        _cover(slot, names.offers.get(offer), by_supplier, names)
        for slot, offer in zip(slots, card["cover"], strict=True)
        if offer is not None or not slot.waiting
    )
    label = shown_label(card["label"])
    return CardView(
        pk=pk,
        label=label,
        title=LABELS[label][0],
        tagline=LABELS[label][1],
        also=tuple(LABELS[shown_label(one)][0] for one in card["also"]),
        complete=complete,
        members=members,
        cover=cover,
        discount=card["overlap_discount"] * card["price_typical"],
        budget=limits.get("budget_krw"),
        deadline=limits.get("deadline_weeks"),
        fit=_fit(card, slots),
        facts=tuple(card["reasons"]),
        names=names.table(),
        versus=(),
        **{name: card[name] for name in ("price_low", "price_typical", "price_high", "weeks", "value")},
        **_counts(cover),
    )


def _cover(slot: SlotView, offer: Any, members: dict[int, MemberView], names: Names) -> CoverView:
    member = members.get(offer.supplier_id) if offer is not None else None
    plain = names.plainly(slot.codes, offer)
    return CoverView(slot, names.covered(slot.codes, offer), plain, member, offer)


def _members(card: Plain, slots: list[SlotView], names: Names) -> tuple[MemberView, ...]:
    """Members in the order of the middle of what they cover, so that the picture has few crossings."""
    covered: dict[int, list[str]] = {}
    places: dict[int, list[int]] = {}
    for slot, pk in zip(slots, card["cover"], strict=True):
        if pk in names.offers:
            offer = names.offers[pk]
            covered.setdefault(offer.supplier_id, []).append(names.covered(slot.codes, offer))
            places.setdefault(offer.supplier_id, []).append(slot.at)
    middle = {pk: sum(rows) / len(rows) for pk, rows in places.items()}
    order = sorted((pk for pk in covered if pk in card["members"]), key=lambda pk: (middle[pk], pk))
    return tuple(_member(LETTERS[at], pk, card, covered[pk], names) for at, pk in enumerate(order))


def _member(letter: str, pk: int, card: Plain, covers: list[str], names: Names) -> MemberView:
    row = names.suppliers.get(pk)
    return MemberView(
        letter=letter,
        pk=pk,
        name=names.supplier(pk),
        region=names.regions.get(row.region_id or "", "") if row else "",
        simulated=bool(row and row.organisation.simulated),
        lead=pk == card["lead"],
        covers=tuple(dict.fromkeys(covers)),
    )


def versus(card: CardView, best: CardView) -> tuple[str, ...]:
    """How a card differs from the best one: money and time, then who changes place with whom."""
    lines = [one for one in (_money_against(card, best), _time_against(card, best)) if one]
    ours, theirs = {one.pk: one.name for one in card.members}, {one.pk: one.name for one in best.members}
    gone = ", ".join(name for pk, name in theirs.items() if pk not in ours)
    come = ", ".join(name for pk, name in ours.items() if pk not in theirs)
    if gone and come:
        lines.append(_("%(gone)s 대신 %(come)s") % {"gone": gone, "come": come})
    elif gone or come:
        lines.append((_("%(names)s 빠짐") if gone else _("%(names)s 들어옴")) % {"names": gone or come})
    return tuple(lines)


def _money_against(card: CardView, best: CardView) -> str:
    less = best.price_typical - card.price_typical
    if abs(less) < 0.002 * max(best.price_typical, 1.0):
        return ""
    text = _("‘%(best)s’보다 약 %(won)s 적게 듭니다.") if less > 0 else _("‘%(best)s’보다 약 %(won)s 더 듭니다.")
    return text % {"best": best.title, "won": won(rounded(abs(less)))}


def _time_against(card: CardView, best: CardView) -> str:
    less = round(best.weeks - card.weeks)
    if not less:
        return ""
    text = _("‘%(best)s’보다 %(weeks)s주 먼저 끝납니다.") if less > 0 else _("‘%(best)s’보다 %(weeks)s주 더 걸립니다.")
    return text % {"best": best.title, "weeks": abs(less)}


def _counts(cover: tuple[CoverView, ...]) -> dict[str, int]:
    musts = [one.offer is not None for one in cover if one.slot.must]
    nice = [one.offer is not None for one in cover if not one.slot.must and one.slot.asked]
    return {"musts": len(musts), "musts_covered": sum(musts), "nice": len(nice), "nice_covered": sum(nice)}


def _fit(card: Plain, slots: list[SlotView]) -> Text:
    """Words for the share of the points that the covered slots could bring at most."""
    most = sum(slot.weight for slot, offer in zip(slots, card["cover"], strict=True) if offer is not None)
    brought = sum(points for name, points in card["contributions"].items() if name.startswith("feature."))
    return fit_words(brought / most if most else 0.0)


def _filtered(one: Plain, slot: SlotView, names: Names) -> FilteredView:
    told = one["filtered"]
    shown = told["shown"][:FILTERED_NAMED]
    return FilteredView(
        slot=slot,
        candidates=one["candidates"],
        total=told["total"],
        counts=tuple((FILTERED[code], told["counts"][code]) for code in FILTERED if told["counts"].get(code)),
        shown=tuple(
            (names.supplier(row["supplier"]), ", ".join(str(FILTERED[r]) for r in row["reasons"])) for row in shown
        ),
        more=told["total"] - len(shown),
    )


def _gap(result: Plain, slots: list[SlotView], names: Names, limits: Plain) -> GapView | None:
    told = result.get("infeasible")
    if told is None:
        return None
    open_slots = [slots[at] for at in told["open_slots"]]
    empty = {at for at, one in enumerate(result["slots"]) if not one["candidates"] + one["filtered"]["total"]}
    relaxations = tuple(
        RelaxView(
            tuple(step_text(RELAX, step, names.table()) for step in one["steps"]),
            card_view(one["package"], slots, names, limits),
        )
        for one in told["relaxations"]
    )
    return GapView(
        open=tuple(open_slots),
        nobody=tuple(slot for slot in open_slots if slot.at in empty),
        conflict=tuple(step_text(CONFLICT, step, names.table()) for step in told["conflict"]),
        relaxations=relaxations,
    )
