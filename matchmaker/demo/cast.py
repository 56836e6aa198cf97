"""Everybody who takes part in the story, each with a browser of their own and logged in once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from demand.models import Need
from matchmaker.accounts.models import Organisation
from matchmaker.demo.passing import time_passes
from matchmaker.demo.seeding import PASSWORD
from matchmaker.demo.teller import Teller
from matchmaker.demo.walker import Visitor
from matchmaker.sourcing.tasks import sweep_timers
from suppliers.models import Supplier


class Cast:
    """``owner`` asked for ``need``; suppliers are met by their firm. ``visit`` opens a browser for one more person."""

    def __init__(
        self, tell: Teller, base: str, owner: Visitor, need: Need, visit: Callable[[str], Visitor] = Visitor
    ) -> None:
        self.tell, self.base, self.owner, self.need, self.visit = tell, base, owner, need, visit
        self._known: dict[int, Visitor] = {}

    def of(self, supplier: Supplier) -> Visitor:
        return self.somebody(supplier.organisation)

    def somebody(self, organisation: Organisation) -> Visitor:
        if organisation.pk not in self._known:
            visitor = self.visit(self.base)
            visitor.log_in(organisation.members.order_by("pk").first().email, PASSWORD)
            self._known[organisation.pk] = visitor
        return self._known[organisation.pk]

    def days_pass(self, days: int, why: str) -> None:
        """The clocks of this need's rows are moved, then the ordinary timers look at what is due."""
        time_passes(self.need, timedelta(days=days))
        spent = self.tell.timed(sweep_timers)
        self.tell.say(f"-- {days} days pass: {why}", spent)
