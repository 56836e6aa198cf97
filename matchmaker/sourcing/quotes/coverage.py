"""Which slots of a request a quote covers, which still wait for somebody, and which nobody will cover."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.sourcing.models import Quote


@dataclass(frozen=True)
class Cover:
    """Slots of the package, each in one of four: covered by a part, waited for, a stated gap, left out by the scope.

    ``musts_open``: how many of those that nobody covers the firm had called a must.
    """

    covered: tuple[int, ...]
    waiting: tuple[int, ...]
    gaps: tuple[int, ...]
    left_out: tuple[int, ...]
    musts_open: int = 0

    @property
    def whole(self) -> bool:
        return not self.waiting and not self.gaps


def cover_of(quote: Quote) -> Cover:
    """Reads the package's items, the request's ``gap`` and the quote's parts.

    A slot that nobody was ever found for is a gap from the start; one whose member said no, fell silent or withdrew is
    waited for until the request states it as a gap.
    """
    items = list(quote.rfq.package.items.all())
    left_out = {item.slot for item in items} & set(quote.left_out)
    covered = {slot for part in quote.parts.all() for slot in part.slots}
    asked = {slot["slot"] for row in quote.rfq.invitations.all() for slot in row.slots}
    rest = [item for item in items if item.slot not in covered | left_out]
    gaps = {item.slot for item in rest if item.slot in quote.rfq.gap or item.slot not in asked}
    return Cover(
        covered=tuple(sorted(covered)),
        waiting=tuple(item.slot for item in rest if item.slot not in gaps),
        gaps=tuple(sorted(gaps)),
        left_out=tuple(sorted(left_out)),
        musts_open=sum(item.must for item in rest),
    )
