"""What the optimiser hands back besides ``Package`` and ``Solution``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matchmaker.engine.types import Package


@dataclass(frozen=True)
class Change:
    """One step of a what-if; everything left at its default stays as it is.

    ``budget``: new budget in KRW (``float("inf")``: none). ``drop``: slot rows no longer asked for; such a slot is
    still covered when another offer needs it, but earns nothing. ``exclude``, ``pin``, ``unpin``: supplier rows.
    ``members``: new most members.
    """

    budget: float | None = None
    drop: tuple[int, ...] = ()
    exclude: tuple[int, ...] = ()
    pin: tuple[int, ...] = ()
    unpin: tuple[int, ...] = ()
    members: int | None = None


@dataclass(frozen=True)
class Pool:
    """The best package of every member set whose value is within ``band`` of the best, best first.

    ``band`` is relative (0.03 = 3 %). ``complete`` is a certificate: no member set in the band is missing. Otherwise
    the search stopped at its node limit and a missing set is worth at most ``bound``.
    """

    packages: tuple[Package, ...]
    band: float
    complete: bool
    bound: float
    gap: float
    nodes: int


@dataclass(frozen=True)
class Card:
    """``label``: "best", "cheapest", "fastest", "nearest", "upgrade" or "different"; ``also``: further true labels."""

    label: str
    package: Package
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cards:
    """Up to five cards that differ in members, chosen from ``pool``; iterating yields the cards."""

    cards: tuple[Card, ...]
    pool: Pool

    def __iter__(self) -> Iterator[Card]:
        return iter(self.cards)

    def __len__(self) -> int:
        return len(self.cards)

    def __getitem__(self, index: int) -> Card:
        return self.cards[index]

    @property
    def band(self) -> float:
        return self.pool.band


@dataclass(frozen=True)
class Standby:
    """Who steps in for one slot: the package after the exchange keeps every rule, costs ``price`` KRW and is worth
    ``value``.
    """

    slot: int
    offer: int
    supplier: int
    price: float
    value: float

    def exchanged(self, cover: tuple[int, ...]) -> tuple[int, ...]:
        """The cover of the package after the exchange in ``cover``."""
        return (*cover[: self.slot], self.offer, *cover[self.slot + 1 :])


@dataclass(frozen=True)
class Step:
    """``kind``: "budget" (amount KRW more), "deadline" (weeks later), "region" (hops further), "members" (more of
    them), "slot" (row ``slot`` stays open) or "pinned" (supplier row ``slot`` need not be in).
    """

    kind: str
    amount: float
    slot: int = -1


@dataclass(frozen=True)
class Relaxation:
    """Steps that together make the need feasible, proved by ``package``, which keeps all other rules."""

    steps: tuple[Step, ...]
    package: Package


@dataclass(frozen=True)
class Infeasibility:
    """``partial``: covers as many must slots as any package can, and is the best of those; None if nobody may lead.

    ``open_slots``: the must slots it leaves open. ``conflict``: rules that cannot hold together although any of them
    alone could be given up, as (kind, row) with row -1 for whole rules: kinds are those of ``Step``.
    ``relaxations``: verified, single steps first. ``proved``: False where a limit ended the search for ``partial``.
    """

    partial: Package | None
    open_slots: tuple[int, ...]
    conflict: tuple[tuple[str, int], ...]
    relaxations: tuple[Relaxation, ...]
    proved: bool = True
