"""Fill an empty database with the simulated market."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from tqdm import tqdm

from matchmaker.coverage.alerts.services import alerts_settle
from matchmaker.coverage.gap_history import snapshots_count_back, year_of_days
from matchmaker.coverage.gap_services import snapshot_take
from matchmaker.coverage.models import GapSnapshot
from matchmaker.demo.market import FIRMS, NEEDS, SUPPLIERS, build_market
from matchmaker.demo.past_years import Taken, room_then
from matchmaker.demo.seeding import market_seed, seeded
from matchmaker.engine.types import Ints, Market

LOOKED_AT = 4  # nights
SIZES = {"suppliers": SUPPLIERS, "firms": FIRMS, "needs": NEEDS}


def add_sizes(parser: CommandParser) -> None:
    """How big a market: by default as big as the surveys it follows."""
    for name, size in SIZES.items():
        parser.add_argument(f"--{name}", type=int, default=size)


class Command(BaseCommand):
    help = "Fill an empty database with the simulated market; a second run keeps what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2019)
        add_sizes(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if seeded():
            self.stdout.write("the demo market is already here")
            return
        sizes = {name: options[name] for name in SIZES}
        taken: Taken = []
        quiet, market = not options["verbosity"], build_market(options["seed"], **sizes)
        counts = market_seed(market, quiet=quiet, taken=taken)
        if counts["past needs"]:
            self.count_back(taken, quiet)
        snapshot_take()
        self.look_for_alerts()
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()) + " (all simulated)")

    def look_for_alerts(self) -> None:
        """The last nights are looked at as they would have been, today's is told."""
        *before, today = list(GapSnapshot.objects.order_by("-day")[:LOOKED_AT])[::-1]
        for row in before:
            alerts_settle(snapshot=row, tell=False)
        alerts_settle(snapshot=today)

    def count_back(self, taken: Taken, quiet: bool) -> None:
        """A year of the board's nights, by the code that counts every night; each row says that it was simulated."""
        now, days = timezone.now(), year_of_days(timezone.localdate())

        def room(market: Market, at: datetime) -> Ints:
            return room_then(taken, market.supplier_id, market.open_capacity, (now - at) / timedelta(days=1))

        rows = snapshots_count_back(days=days, room=room)
        for _row in tqdm(rows, total=len(days), desc="  past year ", ncols=78, unit="", disable=quiet):
            pass
