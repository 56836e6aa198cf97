"""Load the shipped facts. Safe to run as often as one likes."""

from typing import Any

from django.core.management.base import BaseCommand

from matchmaker.reference.loading import reference_load


class Command(BaseCommand):
    help = "Load capabilities, regions, industries, diagnosis questions and programmes from data/*.csv."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = reference_load()
        if options["verbosity"]:
            for name, rows in loaded.items():
                self.stdout.write(f"{name}: {rows} rows")
            if not loaded:
                self.stdout.write("reference data is up to date")
