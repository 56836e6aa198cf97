"""A supplier that was suspended lets go of what it has open: its invitations end, its part leaves every live quote.

The clock does the same for whoever it finds; this is for the moment itself, so that nobody waits for the next sweep.
"""

from __future__ import annotations

from matchmaker.lib.timers import Timer, settle_due
from matchmaker.sourcing.quotes.selectors import parts_left_behind
from matchmaker.sourcing.quotes.services import part_leave
from matchmaker.sourcing.selectors import invitations_of_suspended
from matchmaker.sourcing.services import invitation_suspend
from suppliers.models import Supplier


def supplier_leaves(*, supplier: Supplier) -> int:
    """Returns how many rows moved. Each row in its own transaction; one that fails stays for the clock."""
    timers = (
        Timer(
            "invitations of a suspended supplier",
            lambda now: invitations_of_suspended().filter(supplier=supplier),
            lambda row: invitation_suspend(invitation=row),
        ),
        Timer(
            "parts of a suspended supplier",
            lambda now: parts_left_behind().filter(supplier=supplier),
            lambda row: part_leave(part=row, actor=None, reason="suspended"),
        ),
    )
    return settle_due(timers)
