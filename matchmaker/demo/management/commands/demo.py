"""make demo: everything from an empty folder to a running market in one process."""

import subprocess  # nosec B404 # starts this very Python with a module of ours
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from matchmaker.demo.management.commands.seed_demo import SIZES, add_sizes
from matchmaker.demo.seeding import LOGINS, PASSWORD
from matchmaker.notifications.alimtalk_standin import StandIn

WELCOME = """
  Matchmaker runs at  http://127.0.0.1:{port}   (Ctrl-C ends it)
  All firms in it are simulated.

  Log in as            e-mail                  password
    an SME             {sme:<22}  {password}
    a supplier         {supplier:<22}  {password}
    an administrator   {administrator:<22}  {password}
      of one region    {regional:<22}  {password}
      figures only     {analyst:<22}  {password}

  Try first: log in as the SME, press "새로 찾기" and type
    "MES 도입하려고 합니다. ERP는 이미 있고 연동 필수. 창원 자동차부품 2억 이내"
  then confirm what was read, look at the packages and ask for quotes.
  Every simulated supplier has a log-in too: supplier-002@example.com and so on, same password.
"""


class Command(BaseCommand):
    help = "Prepare the database, the reference data and the demo market, then serve web, worker and beat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare-only", action="store_true", help="stop before serving")
        add_sizes(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        compiling = subprocess.Popen(  # nosec B603 # no input but our own words
            [sys.executable, "-m", "matchmaker.engine.packaging"], cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL
        )
        self.step("1/4 words", "compile_catalogs")
        self.step("2/4 database", "migrate", verbosity=0)
        self.step("3/4 reference data", "load_reference", verbosity=0)
        compiling.wait()  # the first search would otherwise do the same once more
        self.step("4/4 demo market", "seed_demo", **{name: options[name] for name in SIZES})
        if connection.vendor == "postgresql":  # else it plans blindly until its own housekeeping has come by
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        if options["prepare_only"]:
            return
        if settings.FACTOR_FOR_ADMINISTRATORS:
            self.stdout.write("  FACTOR_FOR_ADMINISTRATORS=0 lets the administrator in without a second factor.\n")
        self.dealer()
        self.stdout.write(WELCOME.format(port=options["port"], password=PASSWORD, **LOGINS))
        self.stdout.flush()
        call_command("serve", port=options["port"])

    def dealer(self) -> None:
        """A phone needs a dealer: where none is named, one on this machine writes notices to files."""
        if not settings.ALIMTALK_URL:
            settings.ALIMTALK_URL = StandIn(key=settings.ALIMTALK_KEY, folder=settings.VAR_DIR / "alimtalk").start().url

    def step(self, title: str, command: str, **options: Any) -> None:
        self.stdout.write(f"  {title} ...")
        self.stdout.flush()
        call_command(command, **options)
