"""Everything that administrators' work waits for: one table of what is due and who handles it."""

from __future__ import annotations

from matchmaker.lib.timers import Timer
from suppliers.standing import supplier_check, suppliers_due

TIMERS: tuple[Timer, ...] = (Timer("suppliers' standing", suppliers_due, lambda row: supplier_check(supplier=row)),)
