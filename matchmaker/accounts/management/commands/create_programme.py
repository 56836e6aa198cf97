"""Programme offices see everything, so nobody opens one alone: whoever runs the site does it here."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from matchmaker.accounts.models import Membership
from matchmaker.accounts.services import TeamRefused, programme_create


class Command(BaseCommand):
    help = "Create a programme office, or add an owner to it: create_programme NAME EMAIL"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            office, link = programme_create(name=options["name"], email=options["email"])
        except (ValidationError, TeamRefused) as refused:
            raise CommandError(getattr(refused, "message", str(refused))) from refused
        how = "is an owner" if isinstance(link, Membership) else "is invited by e-mail as an owner"
        self.stdout.write(f"{office.name}: {options['email']} {how}")
