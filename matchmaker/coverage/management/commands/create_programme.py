"""Programme offices see firms' affairs, so nobody opens one alone: whoever runs the site does it here."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from matchmaker.accounts.choices import OrganisationKind, Role, roles_in
from matchmaker.accounts.models import Membership
from matchmaker.accounts.services import TeamRefused, programme_create
from matchmaker.reference.models import Region


class Command(BaseCommand):
    help = "Create a programme office, or add a person to it: NAME EMAIL [--region CODE] [--role analyst]"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("email")
        parser.add_argument("--region", action="append", default=[], help="its regions, as codes; none: the country")
        parser.add_argument(
            "--role", default=Role.OWNER.value, choices=[role for role, _ in roles_in(OrganisationKind.PROGRAMME)]
        )

    def handle(self, *args: Any, **options: Any) -> None:
        given = {name: options[name] for name in ("name", "email", "role")}
        try:
            validate_email(options["email"])
            office, link = programme_create(regions=known(options["region"]), **given)
        except (ValidationError, TeamRefused) as refused:
            raise CommandError(getattr(refused, "message", str(refused))) from refused
        how = "is" if isinstance(link, Membership) else "is invited by e-mail as"
        self.stdout.write(f"{office.name} ({office.scope or 'whole country'}): {options['email']} {how} {link.role}")


def known(codes: list[str]) -> list[str]:
    """The codes, each once. Raises CommandError for one that no region has now."""
    regions = dict(Region.objects.filter(valid_to__isnull=True).values_list("code", "name_ko"))
    for code in codes:
        if code not in regions:
            told = ", ".join(f"{key} {name}" for key, name in regions.items())
            raise CommandError(f"no region {code}; there are {told}")
    return sorted(set(codes))
