"""From what a firm asks for to everything a package must cover: prerequisites and the ten rules.

The rules (``docs/matching.md``, "The ten rules") become slots, or groups that an offer needs beside it:
robots need robot engineering and safety, AI and twins need data work, more than two systems need an integrator,
every build needs training. An advice-only need (a diagnosis, a consultation, a training day) gets nothing added.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from matchmaker.engine.errors import UnknownCode
from matchmaker.engine.types import Need, Slot, Taxonomy

TRAINING = "SVC-TRAIN"
INTEGRATION = "SVC-SI"
SECURITY = "SOL-SEC"
DATA_WORK = "SVC-DATA"
ROBOTS = frozenset({"EQP-ROBOT", "EQP-COBOT", "EQP-WELD"})
ROBOT_NEEDS = (("SVC-ROBOTSI",), ("EQP-SAFE",))
DATA_FIRST = frozenset({"SOL-AI", "SOL-TWIN"})
# Services that build nothing on the floor: on their own they call for no training, integrator or security.
ADVICE = frozenset(
    {
        "SVC-DIAG", "SVC-CONSULT", "SVC-TRAIN", "SVC-MAINT", "SVC-LAYOUT",
        "SVC-PMO", "SVC-LEASE", "SVC-CERT", "SVC-PROTO",
    }
)  # fmt: skip
# Security guards systems and cloud is a way of delivering one: neither is an end that has to be joined to others.
NOT_AN_END = frozenset({SECURITY, "SOL-CLOUD"})
SYSTEMS_WITHOUT_INTEGRATOR = 2
SECURITY_LEVEL = 2

ALWAYS, MANY_SYSTEMS, LEVEL = "always", "systems", "level"
# How much a derived slot weighs beside the weightiest asked slot, which counts 1; together at most half of the asked.
PREREQUISITE, RULE, PROPOSED, CONDITIONAL = 0.3, 0.2, 0.1, 0.05
DERIVED_LIMIT = 0.5
TOTAL_POINTS = 100.0

Group = tuple[str, ...]


@dataclass(frozen=True)
class Requirement:
    """An offer that covers ``code`` is usable only if slot ``slot`` is covered. ``within`` limits it to some slots."""

    code: str
    slot: int
    within: tuple[int, ...] | None = None


def refused(need: Need) -> frozenset[str]:
    """What the firm does not want and therefore never gets as a choice. What it owns or asks for by name is not."""
    asked = {code for slot in need.asked if set(slot.codes) <= set(need.unwanted) for code in slot.codes}
    return frozenset(need.unwanted) - asked - set(need.owned)


def without_refused(group: Group, unwanted: frozenset[str]) -> Group:
    """The alternatives that the firm would take; all of them where it wants none, since one has to be there."""
    return tuple(code for code in group if code not in unwanted) or group


def kept_against_wish(slots: tuple[Slot, ...], need: Need) -> tuple[int, ...]:
    """Rows of the must slots that can only be covered by what the firm said it does not want."""
    unwanted = refused(need)
    return tuple(row for row, slot in enumerate(slots) if slot.must and unwanted.issuperset(slot.codes))


def hard_groups(code: str, taxonomy: Taxonomy, unwanted: frozenset[str] = frozenset()) -> tuple[tuple[Group, str], ...]:
    """What has to stand beside ``code``: (group of alternatives, origin), from the taxonomy and from the rules."""
    groups = [(group, "prerequisite") for group in taxonomy.hard_needs.get(code, ())]
    ruled: tuple[Group, ...] = ()
    if code in ROBOTS:
        ruled = ROBOT_NEEDS
    elif code in DATA_FIRST:
        ruled = ((DATA_WORK,),)
    groups += [(group, "rule") for group in ruled if group not in taxonomy.hard_needs.get(code, ())]
    return tuple((without_refused(group, unwanted), origin) for group, origin in groups)


def is_conditional(slot: Slot) -> bool:
    """True for a slot that is filled only when some chosen offer needs it; it never earns points by itself."""
    return not slot.must and slot.origin != "asked" and slot.because != LEVEL


def is_advice_only(slots: tuple[Slot, ...] | list[Slot]) -> bool:
    return all(set(slot.codes) <= ADVICE for slot in slots)


def slots_for(need: Need, taxonomy: Taxonomy) -> tuple[Slot, ...]:
    """All slots of a need, asked first; the weights add up to 100.

    Raises UnknownCode for a capability that the taxonomy lacks. Returns () when the firm owns all it asked for.
    """
    slots = _asked(need, taxonomy)
    if slots and not is_advice_only(slots):
        _require(slots, need, taxonomy, list(slots))
        _add_rule_slots(slots, need, taxonomy)
        slots = _without_doubles(slots)
        _add_conditional(slots, need, taxonomy)
        _add_waiting_integrator(slots, taxonomy)
    return _weighted(slots)


def requirements(slots: tuple[Slot, ...], need: Need, taxonomy: Taxonomy) -> tuple[Requirement, ...]:
    """Which offers need which slots, for every prerequisite that no must slot settles already."""
    if is_advice_only(slots):
        return ()
    found = [
        Requirement(code, slot)
        for code in dict.fromkeys(code for slot in slots for code in slot.codes)
        for group, _ in hard_groups(code, taxonomy, refused(need))
        if (slot := _open_slot(slots, group, need)) is not None
    ]
    joining = next((r for r, slot in enumerate(slots) if slot.because == MANY_SYSTEMS and not slot.must), None)
    if joining is not None:
        open_ends = tuple(r for r, slot in enumerate(slots) if _ends(slot, taxonomy) and not _is_end(slot, taxonomy))
        codes = dict.fromkeys(code for r in open_ends for code in _ends(slots[r], taxonomy))
        found += [Requirement(code, joining, open_ends) for code in codes]
    return tuple(found)


def lead_must_integrate(slots: tuple[Slot, ...]) -> bool:
    """Rule 3: with more than two systems the one lead has to be able to integrate them."""
    return any(slot.must and slot.because == MANY_SYSTEMS for slot in slots)


def _asked(need: Need, taxonomy: Taxonomy) -> list[Slot]:
    """The asked slots without what is owned; the same slot twice counts once, as must if either is."""
    merged: dict[frozenset[str], Slot] = {}
    for slot in need.asked:
        unknown = [code for code in slot.codes if code not in taxonomy.capabilities]
        if unknown:
            raise UnknownCode(codes=unknown)
        codes = tuple(code for code in dict.fromkeys(slot.codes) if code not in need.owned)
        if not codes:
            continue
        codes = without_refused(codes, refused(need))
        kept = replace(slot, codes=codes, origin="asked", weight=slot.weight if slot.weight > 0 else 1.0)
        twin = merged.get(frozenset(codes))
        merged[frozenset(codes)] = kept if twin is None or kept.must else twin
    return list(merged.values())


def _require(slots: list[Slot], need: Need, taxonomy: Taxonomy, fresh: list[Slot]) -> None:
    """Close ``slots`` under the hard needs of must slots that have one single code."""
    while fresh:
        slot = fresh.pop(0)
        if not slot.must or len(slot.codes) > 1:
            continue
        for group, origin in hard_groups(slot.codes[0], taxonomy, refused(need)):
            added = _ensure(slots, need, group, origin, slot.codes[0])
            if added is not None:
                fresh.append(added)


def _ensure(slots: list[Slot], need: Need, group: Group, origin: str, because: str) -> Slot | None:
    """Have one of ``group`` as a must: owned, already there, an asked nice slot raised to must, or a new slot."""
    if set(group) & set(need.owned) or any(s.must and set(s.codes) <= set(group) for s in slots):
        return None
    for row, slot in enumerate(slots):
        if set(slot.codes) == set(group):
            slots[row] = replace(slot, must=True, because=because)
            return slots[row]
    slots.append(Slot(group, True, RULE if origin == "rule" else PREREQUISITE, origin, because))
    return slots[-1]


def _without_doubles(slots: list[Slot]) -> list[Slot]:
    """Drop a derived "any of these" where another must slot asks for one of them by name."""
    return [
        slot
        for slot in slots
        if slot.origin == "asked" or not any(o.must and set(o.codes) < set(slot.codes) for o in slots)
    ]


def _ends(slot: Slot, taxonomy: Taxonomy) -> list[str]:
    """The software systems among a slot's alternatives that would have to be joined to the others."""
    return [c for c in slot.codes if taxonomy.system[taxonomy.capabilities.index(c)] and c not in NOT_AN_END]


def _is_end(slot: Slot, taxonomy: Taxonomy) -> bool:
    """A slot that brings a system in any case."""
    return slot.must and len(_ends(slot, taxonomy)) == len(slot.codes)


def _add_rule_slots(slots: list[Slot], need: Need, taxonomy: Taxonomy) -> None:
    _ensure(slots, need, (TRAINING,), "rule", ALWAYS)
    if sum(_is_end(slot, taxonomy) for slot in slots) > SYSTEMS_WITHOUT_INTEGRATOR:
        _name_integrator(slots, must=True)
    built = [c for slot in slots if slot.origin == "asked" for c in slot.codes if c not in ADVICE]
    high = any(taxonomy.level[taxonomy.capabilities.index(code)] >= SECURITY_LEVEL for code in built)
    if high and SECURITY not in (*need.owned, *need.unwanted) and not any(SECURITY in slot.codes for slot in slots):
        slots.append(Slot((SECURITY,), False, PROPOSED, "rule", LEVEL))


def _add_waiting_integrator(slots: list[Slot], taxonomy: Taxonomy) -> None:
    """Where choices, not musts, may bring a third system: whoever brings it also needs an integrator in the package."""
    many = sum(bool(_ends(slot, taxonomy)) for slot in slots) > SYSTEMS_WITHOUT_INTEGRATOR
    if many and not any(slot.must and slot.codes == (INTEGRATION,) for slot in slots):
        _name_integrator(slots, must=False)


def _name_integrator(slots: list[Slot], *, must: bool) -> None:
    """A slot for integration whose ``because`` says so; an asked one is used. Not a must: nice systems wait for it."""
    for row, slot in enumerate(slots):
        if slot.codes == (INTEGRATION,):
            slots[row] = replace(slot, must=must or slot.must, because=MANY_SYSTEMS)
            return
    slots.append(Slot((INTEGRATION,), must, RULE if must else CONDITIONAL, "rule", MANY_SYSTEMS))


def _add_conditional(slots: list[Slot], need: Need, taxonomy: Taxonomy) -> None:
    """One waiting slot for each group that only some choices need; the list grows while it is walked."""
    for slot in slots:
        if slot.must and len(slot.codes) == 1:
            continue
        for code in slot.codes:
            for group, origin in hard_groups(code, taxonomy, refused(need)):
                if _is_settled(slots, group, need) or any(set(s.codes) == set(group) for s in slots):
                    continue
                slots.append(Slot(group, False, CONDITIONAL, origin, code))


def _is_settled(slots: list[Slot] | tuple[Slot, ...], group: Group, need: Need) -> bool:
    return bool(set(group) & set(need.owned)) or any(s.must and set(s.codes) <= set(group) for s in slots)


def _open_slot(slots: tuple[Slot, ...], group: Group, need: Need) -> int | None:
    """The row of the slot that has to be covered for ``group``, or None where nothing is left to require."""
    if _is_settled(slots, group, need):
        return None
    return next((r for r, s in enumerate(slots) if set(s.codes) == set(group)), None)


def _weighted(slots: list[Slot]) -> tuple[Slot, ...]:
    """Weights that add up to 100: asked as they came, derived beside the weightiest of them, at most half together."""
    if not slots:
        return ()
    unit = max(slot.weight for slot in slots if slot.origin == "asked")
    parts = [slot.weight / unit if slot.origin == "asked" else slot.weight for slot in slots]
    wanted = sum(p for p, slot in zip(parts, slots, strict=True) if slot.origin == "asked")
    derived = sum(parts) - wanted
    shrink = min(1.0, DERIVED_LIMIT * wanted / derived) if derived else 1.0
    parts = [p if slot.origin == "asked" else p * shrink for p, slot in zip(parts, slots, strict=True)]
    total = sum(parts)
    return tuple(replace(s, weight=TOTAL_POINTS * p / total) for s, p in zip(slots, parts, strict=True))
