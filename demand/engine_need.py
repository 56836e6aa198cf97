"""A confirmed need in the engine's form. Guesses that nobody confirmed never get here."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import QuerySet

from demand.budget import package_budget
from demand.choices import Strength
from demand.models import DemandFirm, Need, Requirement
from demand.selectors import ASKED
from matchmaker.engine import types

logger = logging.getLogger(__name__)
WEIGHT = {Strength.MUST: 2.0, Strength.NICE: 1.0}
FLAG_STANDARDS = {
    "modbus": "Modbus",
    "opcua": "OPC UA",
    "mqtt": "MQTT",
    "aas": "AAS",
    "haccp": "HACCP",
    "iatf16949": "IATF 16949",
    "iso9001": "ISO 9001",
    "iso27001": "ISO 27001",
}


# What the engine hears of a need and its firm: ten thousand rows are read at night, so no more than this.
READ = (
    "text", "region_id", "industry_id", "employees", "budget_krw", "own_krw", "subsidy_krw", "budget_period",
    "deadline_weeks", "flags", "firm__region_id", "firm__industry_id", "firm__employees",
)  # fmt: skip


class Said(NamedTuple):
    """Of a confirmed requirement what the engine hears."""

    codes: list[str]
    strength: str


def asked_slots(rows: Sequence[Said | Requirement]) -> tuple[types.Slot, ...]:
    """Slots whose weights add up to 100; a must weighs twice a nice-to-have. The same codes twice are one slot."""
    strongest: dict[tuple[str, ...], str] = {}
    for row in rows:
        codes = tuple(row.codes)
        if strongest.get(codes) != Strength.MUST:
            strongest[codes] = row.strength
    total = sum(WEIGHT[Strength(strength)] for strength in strongest.values())
    return tuple(
        types.Slot(codes, strength == Strength.MUST, 100 * WEIGHT[Strength(strength)] / total)
        for codes, strength in strongest.items()
    )


def engine_need(need: Need, *, excluded: tuple[int, ...] = (), pinned: tuple[int, ...] = ()) -> types.Need:
    """What the engine works on: confirmed slots, what is owned, and the limits the firm set.

    A place, industry or head count the need does not name comes from the firm's profile.
    """
    return replace(Asked([need.pk]).of(need), excluded=excluded, pinned=pinned)


class Asked:
    """What some needs ask for and their firms own, in two queries."""

    def __init__(self, needs: list[int] | QuerySet[Need, Any]) -> None:
        self._said, self._kept = defaultdict[int, list[Said]](list), defaultdict[int, list[str]](list)
        rows = Requirement.objects.filter(confirmed=True, need__in=needs).order_by("position", "pk")
        for need_id, codes, strength in rows.values_list("need_id", "codes", "strength"):
            self._said[need_id].append(Said(codes, strength))
        owned = DemandFirm.owned.through.objects.filter(demandfirm__needs__in=needs).distinct()
        for firm, code in owned.values_list("demandfirm_id", "capability_id"):
            self._kept[firm].append(code)

    def of(self, need: Need) -> types.Need:
        return _of_rows(need, self._said[need.pk], self._kept[need.firm_id])


def engine_needs(needs: QuerySet[Need]) -> list[types.Need]:
    """``engine_need`` of many in three queries, in the order of ``needs``; the unreadable are logged."""
    asked, found = Asked(needs.order_by().values("pk")), []
    for need in needs.select_related("firm").only(*READ):
        try:
            found.append(asked.of(need))
        except Exception:  # a broken row must not hold up all others; its own run fails and says so
            logger.exception("need %s cannot be read", need.pk)
    return found


def _of_rows(need: Need, rows: list[Said], kept: list[str]) -> types.Need:
    """``kept``: codes in the firm's profile. Who asks for a thing wants it, whatever an old profile says."""
    asked = [row for row in rows if row.strength in ASKED]
    wanted = {code for row in asked for code in row.codes}
    owned = {code for row in rows if row.strength == Strength.OWNED for code in row.codes} | (set(kept) - wanted)
    unwanted = {code for row in rows if row.strength == Strength.UNWANTED for code in row.codes}
    return _plain(need, asked, owned=tuple(sorted(owned)), unwanted=tuple(sorted(unwanted)))


def _plain(
    need: Need, asked: Sequence[Said | Requirement], *, owned: tuple[str, ...], unwanted: tuple[str, ...]
) -> types.Need:
    firm, budget = need.firm, package_budget(need).krw
    return types.Need(
        id=need.pk,
        text=need.text,
        asked=asked_slots(asked),
        owned=owned,
        unwanted=unwanted,
        region=need.region_id or firm.region_id,
        industry=need.industry_id or firm.industry_id,
        employees=need.employees or firm.employees,
        budget_krw=None if budget is None else float(budget),
        deadline_weeks=None if need.deadline_weeks is None else float(need.deadline_weeks),
        standards=tuple(FLAG_STANDARDS[flag] for flag in need.flags if flag in FLAG_STANDARDS),
    )
