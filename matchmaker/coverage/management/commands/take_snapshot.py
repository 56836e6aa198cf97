"""Count today's gaps between demand and supply."""

from typing import Any

from django.core.management.base import BaseCommand

from matchmaker.coverage.gap_services import snapshot_take


class Command(BaseCommand):
    help = "Count where supply falls short today; a second count on the same day replaces the first."

    def handle(self, *args: Any, **options: Any) -> None:
        row = snapshot_take()
        self.stdout.write(f"{row.day}: {row.cells.count()} cells, {row.needs} open needs, {row.suppliers} suppliers")
