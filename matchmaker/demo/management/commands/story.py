"""make story: from an owner's words to what came of the project, driven through the pages, with timings."""

from __future__ import annotations

import json
import subprocess  # nosec B404 # starts our own engine
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demand.models import Need
from matchmaker.demo.cast import Cast
from matchmaker.demo.later_story import LaterStory
from matchmaker.demo.seeding import LOGINS, PASSWORD
from matchmaker.demo.teller import Teller
from matchmaker.demo.walker import OwnServer, Visitor
from matchmaker.lib.korea import won_ko
from matchmaker.matching.models import MatchRun, Package
from matchmaker.notifications.models import Delivery

WORDS = "MES 도입하려고 합니다. ERP는 이미 있고 연동 필수. 창원 자동차부품 2억 이내"


class Command(BaseCommand):
    help = "Walk the main journey through a server of its own and print every step with its time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.tell, self.began_at = Teller(self._line), timezone.now()
        self.say = self.tell.say
        prepared = self.tell.timed(lambda: call_command("demo", prepare_only=True, stdout=self.stderr))
        self.say("the market is prepared", prepared)
        with OwnServer() as base:
            self.base = base
            need = self.the_owner_writes()
            cards = self.packages_appear(need)
            LaterStory(Cast(self.tell, base, self.owner, need)).play(cards)
            self.the_administrator_looks()
            self.letters_go_out(need)
        self.the_run_is_replayed(cards[0].run)
        self.tell.done()

    def _line(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    # --- the steps --------------------------------------------------------------------------------------------

    def the_owner_writes(self) -> Need:
        self.owner = Visitor(self.base)
        self.say("the owner logs in", self.owner.log_in(LOGINS["sme"], PASSWORD).ms)
        self.owner.get("/needs/new/")
        page = self.owner.post("/needs/new/", {"text": WORDS})
        need = Need.objects.order_by("-pk")[0]
        read = [f"{row.strength:<9} {'|'.join(row.codes):<22} from {row.words!r}" for row in need.requirements.all()]
        facts = f"place {need.region}, budget {won_ko(need.budget_krw or 0)}, industry {need.industry}"
        self.say(f"the owner types: {WORDS}", page.ms, *read, facts)
        return need

    def packages_appear(self, need: Need) -> list[Package]:
        start = time.perf_counter()
        self.owner.post(f"/needs/{need.pk}/confirm/", {})
        self.owner.get(f"/needs/{need.pk}/packages/")
        done = MatchRun.objects.filter(need=need, status="done")
        self.tell.until(lambda: done.exists() or MatchRun.objects.filter(need=need, status="failed").exists(), "a run")
        if not done.exists():
            raise CommandError(f"the run failed: {MatchRun.objects.filter(need=need).latest('pk').error}")
        self.owner.get(f"/needs/{need.pk}/packages/")
        spent = 1000 * (time.perf_counter() - start)
        cards = list(done.latest("pk").packages.all())
        self.say("confirmed; packages on screen", spent, *(self.card(one) for one in cards))
        page = self.owner.get(f"/packages/{cards[0].pk}/")
        self.say("the best package is opened", page.ms, *self.members(cards[0]))
        page = self.owner.get(f"/needs/{need.pk}/what-if/")
        self.say("the what-if page is opened", page.ms)
        return cards

    def card(self, one: Package) -> str:
        price = f"{won_ko(one.price_low_krw)} to {won_ko(one.price_high_krw)}"
        firms = one.items.exclude(supplier=None).values("supplier").distinct().count()
        return f"{one.label:<9} {firms} members, {price}, {one.weeks:.0f} weeks, {one.value:.1f} points"

    def members(self, one: Package) -> list[str]:
        return [
            f"{'|'.join(item.codes):<30} {item.supplier or 'open'}"
            for item in one.items.select_related("supplier__organisation")
        ]

    def the_administrator_looks(self) -> None:
        visitor = Visitor(self.base)
        visitor.log_in(LOGINS["administrator"], PASSWORD)
        spent = [visitor.get(f"/programme/{path}").ms for path in ("", "verification/", "firms/", "runs/", "unmet/")]
        self.say("the administrator opens board, queue, firms, runs and unmet needs", sum(spent))

    def letters_go_out(self, need: Need) -> None:
        need.refresh_from_db()  # it has a title by now
        letters = Delivery.objects.filter(message__payload__need=str(need), message__created_at__gte=self.began_at)
        waiting = letters.filter(status__in=("queued", "sending"))
        due = lambda: waiting.filter(due_at__lte=timezone.now())  # noqa: E731
        spent = self.tell.until(lambda: letters.exists() and not due().exists(), "letters")
        if (lost := letters.filter(status="failed").count()) > 0:
            raise CommandError(f"{lost} letter(s) failed")
        sent = letters.filter(status="sent").count()
        later = f"{letters.count() - sent} wait for the morning or for a digest, or were read on the site"
        self.say(f"{sent} letter(s) about this need were sent by the worker; {later}", spent)

    def the_run_is_replayed(self, run: MatchRun) -> None:
        path = settings.VAR_DIR / "story-case.json"
        call_command("export_case", run.pk, out=str(path))
        start = time.perf_counter()
        engine = [sys.executable, "-m", "matchmaker.engine", str(path)]
        printed = subprocess.run(engine, capture_output=True, check=True, cwd=settings.BASE_DIR).stdout  # noqa: S603  # nosec B603
        same = json.loads(printed) == run.result
        self.say(
            f"the engine alone replays the run: {'identical' if same else 'DIFFERENT'}",
            1000 * (time.perf_counter() - start),
        )
        if not same:
            raise CommandError("the replay differs from what the site showed")
