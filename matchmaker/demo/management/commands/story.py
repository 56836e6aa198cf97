"""make story: the main job from an owner's words to suppliers' answers, driven through the pages, with timings."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demand.models import Need
from matchmaker.demo.seeding import LOGINS, PASSWORD
from matchmaker.demo.walker import OwnServer, Page, Visitor
from matchmaker.lib.korea import won_ko
from matchmaker.matching.models import MatchRun, Package
from matchmaker.notifications.models import Delivery
from matchmaker.sourcing.models import Rfq

WORDS = "MES 도입하려고 합니다. ERP는 이미 있고 연동 필수. 창원 자동차부품 2억 이내"
PATIENCE = 60.0


class Command(BaseCommand):
    help = "Walk the main journey through a server of its own and print every step with its time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.begun = time.perf_counter()
        self.say(
            "the market is prepared", self.timed(lambda: call_command("demo", prepare_only=True, stdout=self.stderr))
        )
        with OwnServer() as base:
            need = self.the_owner_writes(base)
            package = self.packages_appear(need)
            rfq = self.quotes_are_requested(package)
            self.suppliers_answer(base, rfq)
            self.the_owner_sees_answers(rfq)
            self.the_administrator_looks(base)
            self.letters_go_out(rfq)
        self.the_run_is_replayed(package.run)
        self.stdout.write(f"done in {time.perf_counter() - self.begun:.1f} s")

    # --- printing ---------------------------------------------------------------------------------------------

    def timed(self, work: Any) -> float:
        start = time.perf_counter()
        work()
        return 1000 * (time.perf_counter() - start)

    def say(self, what: str, ms: float, *details: str) -> None:
        self.stdout.write(f"{ms:9.0f} ms  {what}")
        for line in details:
            self.stdout.write(f"{'':14}{line}")
        self.stdout.flush()

    def until(self, test: Any, what: str) -> float:
        """Ask again until the test holds; the milliseconds it took."""
        start = time.perf_counter()
        while not test():
            if time.perf_counter() - start > PATIENCE:
                raise CommandError(f"waited in vain for {what}")
            time.sleep(0.05)
        return 1000 * (time.perf_counter() - start)

    # --- the steps --------------------------------------------------------------------------------------------

    def the_owner_writes(self, base: str) -> Need:
        self.owner = Visitor(base)
        self.say("the owner logs in", self.owner.log_in(LOGINS["sme"], PASSWORD).ms)
        self.owner.get("/needs/new/")
        page = self.owner.post("/needs/new/", {"text": WORDS})
        need = Need.objects.order_by("-pk")[0]
        read = [f"{row.strength:<9} {'|'.join(row.codes):<22} from {row.words!r}" for row in need.requirements.all()]
        facts = f"place {need.region}, budget {won_ko(need.budget_krw or 0)}, industry {need.industry}"
        self.say(f"the owner types: {WORDS}", page.ms, *read, facts)
        return need

    def packages_appear(self, need: Need) -> Package:
        start = time.perf_counter()
        self.owner.post(f"/needs/{need.pk}/confirm/", {})
        self.owner.get(f"/needs/{need.pk}/packages/")
        done = MatchRun.objects.filter(need=need, status="done")
        self.until(lambda: done.exists() or MatchRun.objects.filter(need=need, status="failed").exists(), "a run")
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
        return cards[0]

    def card(self, one: Package) -> str:
        price = f"{won_ko(one.price_low_krw)} to {won_ko(one.price_high_krw)}"
        firms = one.items.exclude(supplier=None).values("supplier").distinct().count()
        return f"{one.label:<9} {firms} members, {price}, {one.weeks:.0f} weeks, {one.value:.1f} points"

    def members(self, one: Package) -> list[str]:
        return [
            f"{'|'.join(item.codes):<30} {item.supplier or 'open'}"
            for item in one.items.select_related("supplier__organisation")
        ]

    def quotes_are_requested(self, package: Package) -> Rfq:
        path = f"/packages/{package.pk}/request/"
        self.owner.get(path)
        page = self.owner.post(path, {"note": "현장 방문 후 견적 부탁드립니다."})
        rfq = Rfq.objects.get(package=package)
        again = self.owner.post(path, {"note": ""})
        told = [
            f"{row.supplier} asked for {len(row.slots)} part(s){', as lead' if row.lead else ''}"
            for row in rfq.invitations.all()
        ]
        self.say("quotes are requested; a second press is the same request", page.ms + again.ms, *told)
        return rfq

    def suppliers_answer(self, base: str, rfq: Rfq) -> None:
        for nth, invitation in enumerate(rfq.invitations.select_related("supplier__organisation").order_by("pk")):
            member = invitation.supplier.organisation.members.get()
            visitor = Visitor(base)
            visitor.log_in(member.email, PASSWORD)
            page: Page = visitor.get(f"/invitations/{invitation.pk}/")
            fields = {"reason": "capacity"} if nth == 1 else {}
            answer = visitor.post(f"/invitations/{invitation.pk}/{'decline' if nth == 1 else 'accept'}/", fields)
            invitation.refresh_from_db()
            self.say(
                f"{invitation.supplier} reads and answers: {invitation.status} {invitation.reason}", page.ms + answer.ms
            )

    def the_owner_sees_answers(self, rfq: Rfq) -> None:
        page = self.owner.get(f"/requests/{rfq.pk}/")
        rfq.refresh_from_db()
        self.say(f"the owner sees who answered; the request is {rfq.status}", page.ms)

    def the_administrator_looks(self, base: str) -> None:
        visitor = Visitor(base)
        visitor.log_in(LOGINS["administrator"], PASSWORD)
        spent = [visitor.get(f"/programme/{path}").ms for path in ("", "verification/", "firms/", "runs/", "unmet/")]
        self.say("the administrator opens board, queue, firms, runs and unmet needs", sum(spent))

    def letters_go_out(self, rfq: Rfq) -> None:
        letters = Delivery.objects.filter(message__organisation__supplier__rfq_invitations__rfq=rfq)
        spent = self.until(lambda: letters.exists() and not letters.exclude(status="sent").exists(), "letters")
        self.say(f"{letters.distinct().count()} letter(s) to suppliers were sent by the worker", spent)

    def the_run_is_replayed(self, run: MatchRun) -> None:
        path = settings.VAR_DIR / "story-case.json"
        call_command("export_case", run.pk, out=str(path))
        start = time.perf_counter()
        engine = [sys.executable, "-m", "matchmaker.engine", str(path)]
        printed = subprocess.run(engine, capture_output=True, check=True, cwd=settings.BASE_DIR).stdout  # noqa: S603
        same = json.loads(printed) == run.result
        self.say(
            f"the engine alone replays the run: {'identical' if same else 'DIFFERENT'}",
            1000 * (time.perf_counter() - start),
        )
        if not same:
            raise CommandError("the replay differs from what the site showed")
