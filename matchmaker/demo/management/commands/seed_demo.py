"""Fill an empty database with the simulated market."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from matchmaker.demo.market import build_market
from matchmaker.demo.seeding import market_seed, seeded


class Command(BaseCommand):
    help = "Fill an empty database with the simulated market; a second run keeps what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2019)

    def handle(self, *args: Any, **options: Any) -> None:
        if seeded():
            self.stdout.write("the demo market is already here")
            return
        counts = market_seed(build_market(options["seed"]), quiet=not options["verbosity"])
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()) + " (all simulated)")
