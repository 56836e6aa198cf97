"""Fill an empty database with the simulated market."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from matchmaker.coverage.gap_services import snapshot_take
from matchmaker.demo.market import FIRMS, NEEDS, SUPPLIERS, build_market
from matchmaker.demo.seeding import market_seed, seeded

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
        counts = market_seed(build_market(options["seed"], **sizes), quiet=not options["verbosity"])
        snapshot_take()
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()) + " (all simulated)")
