"""Any sequence of calls on a need's way from request to project leaves a consistent state, in any order."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from matchmaker.accounts.models import User
from matchmaker.matching.models import Package
from matchmaker.sourcing.choices import REFUSAL_CHOICES, WITHDRAW_CHOICES
from matchmaker.sourcing.choices.quotes import Grade
from matchmaker.sourcing.models import Award, Project, Quote, Rfq, RfqInvitation
from tests import factories
from tests.api.asking import Program, program
from tests.api.must_hold import MustHold
from tests.sourcing.scenes import package_of

RUNS = int(os.environ.get("API_STORIES", "3"))
STEPS = int(os.environ.get("API_STEPS", "18"))
WHO = st.sampled_from(["lead", "member", "rival"])
FIRM = st.sampled_from(["sme", "other_sme"])
AMOUNT = st.integers(0, 50_000_000)
TERMS = {"liability": "joint", "subcontract_pct": 0, "delivery_weeks": 16, "onsite_hours": 24, "warranty_months": 12}
TERMS |= {"data_owner": "client", "valid_until": str(timezone.localdate() + timedelta(days=200))}
GRADE, WITHDRAW, REFUSE = Grade.values[0], WITHDRAW_CHOICES[0][0], REFUSAL_CHOICES[0][0]
CALLED: Counter[str] = Counter()
CAST: dict[str, User] = {}
pytestmark = pytest.mark.django_db


class Story(MustHold):
    """Each story has a need and a package of two of its own; all share the people."""

    @initialize()
    def begin(self) -> None:
        cache.clear()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.package: Package = package_of(CAST["sme"], CAST["lead"], CAST["member"])
        self.asks: dict[str, Program] = {who: program(user) for who, user in CAST.items()}

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def call(self, who: str, method: str, path: str, body: Any = None) -> Any:
        if method == "CREATE":
            answer = self.asks[who].create(path, body)
        else:
            answer = self.asks[who].write(method, path, body, etag="*")
        assert answer.status_code in (200, 201, 404, 409, 422), answer.content
        CALLED[f"{path.split('/')[0]}/{path.split('/')[-2]}" if answer.status_code < 300 else "refused"] += 1
        return answer

    def newest(self, model: Any) -> int:
        return getattr(model.objects.order_by("-pk").first(), "pk", 0)

    # --- the firm ---------------------------------------------------------------------------------------------

    @rule(who=FIRM, sealed=st.booleans())
    def ask(self, who: str, sealed: bool) -> None:
        self.call(who, "CREATE", "requests/", {"package": self.package.pk, "sealed": sealed})

    @rule(who=FIRM)
    def cancel(self, who: str) -> None:
        self.call(who, "POST", f"requests/{self.newest(Rfq)}/cancel/", {"reason": "changed"})

    @rule(who=FIRM, budget=st.integers(10_000_000, 90_000_000))
    def change_the_need(self, who: str, budget: int) -> None:
        self.call(who, "PATCH", f"needs/{self.package.run.need_id}/", {"budget_krw": budget})

    @rule(who=FIRM)
    def confirm_the_need(self, who: str) -> None:
        self.call(who, "POST", f"needs/{self.package.run.need_id}/confirm/")

    @rule(who=FIRM)
    def choose(self, who: str) -> None:
        self.call(who, "CREATE", "awards/", {"quote": self.newest(Quote) or 1})

    @rule(who=FIRM)
    def take_back(self, who: str) -> None:
        self.call(who, "POST", f"awards/{self.newest(Award)}/cancel/")

    @rule(who=FIRM, status=st.sampled_from(["met", "partly"]), at=st.integers(0, 9))
    def decide(self, who: str, status: str, at: int) -> None:
        self.call(who, "POST", f"milestones/{self.milestone(at)}/decide/", {"status": status})

    # --- the suppliers ----------------------------------------------------------------------------------------

    def invitation(self, who: str) -> int:
        rows = RfqInvitation.objects.filter(supplier__organisation__memberships__user=CAST[who])
        return getattr(rows.order_by("-pk").first(), "pk", 0)

    def milestone(self, at: int) -> int:
        project = Project.objects.order_by("-pk").first()
        rows = list(project.milestones.all()) if project else []
        return rows[at % len(rows)].pk if rows else 0

    @rule(who=WHO)
    def accept(self, who: str) -> None:
        self.call(who, "POST", f"invitations/{self.invitation(who)}/accept/")

    @rule(who=WHO)
    def decline(self, who: str) -> None:
        self.call(who, "POST", f"invitations/{self.invitation(who)}/decline/", {"reason": "price"})

    @rule()
    def everybody_says_yes_and_quotes(self) -> None:
        """A whole stretch of the way, so that stories get as far as the choice."""
        self.call("sme", "CREATE", "requests/", {"package": self.package.pk})
        for who in ("lead", "member"):
            self.call(who, "POST", f"invitations/{self.invitation(who)}/accept/")
        self.begin_a_quote("lead")
        for who, slot in (("lead", 0), ("member", 1)):
            self.write_lines(who, slot, 10_000_000, 500_000)
            self.call("lead", "PUT", f"quotes/{self.newest(Quote)}/terms/", TERMS)
        for who in ("lead", "member"):
            self.call(who, "POST", f"quotes/{self.newest(Quote)}/sign/")
        self.call("lead", "POST", f"quotes/{self.newest(Quote)}/submit/")

    @rule()
    def chosen_and_confirmed(self) -> None:
        """And a whole stretch further, so that stories get as far as a project."""
        self.everybody_says_yes_and_quotes()
        self.choose("sme")
        self.confirm_the_award("lead")

    @rule(at=st.integers(0, 9))
    def reported_and_decided(self, at: int) -> None:
        self.report("lead", at)
        self.decide("sme", "met", at)

    @rule(who=WHO)
    def begin_a_quote(self, who: str) -> None:
        self.call(who, "CREATE", f"invitations/{self.invitation(who)}/quote/")

    @rule(who=WHO, slot=st.integers(0, 2), item=AMOUNT, rate=st.integers(0, 900_000))
    def write_lines(self, who: str, slot: int, item: int, rate: int) -> None:
        lines: list[Any] = [{"head": "item", "slot": slot, "amount_krw": item}, {"head": "exit", "amount_krw": rate}]
        lines.append({"head": "engineering", "grade": GRADE, "days": 7.5, "rate_krw": rate})
        self.call(who, "PUT", f"quotes/{self.newest(Quote)}/lines/", {"lines": lines})

    @rule(who=WHO)
    def sign(self, who: str) -> None:
        self.call(who, "POST", f"quotes/{self.newest(Quote)}/sign/")

    @rule(who=WHO)
    def submit(self, who: str) -> None:
        self.call(who, "POST", f"quotes/{self.newest(Quote)}/submit/")

    @rule(who=WHO)
    def revise(self, who: str) -> None:
        self.call(who, "CREATE", f"quotes/{self.newest(Quote)}/revisions/")

    @rule(who=WHO)
    def step_out(self, who: str) -> None:
        self.call(who, "POST", f"quotes/{self.newest(Quote)}/withdraw/", {"reason": WITHDRAW})

    @rule(who=WHO)
    def confirm_the_award(self, who: str) -> None:
        self.call(who, "POST", f"awards/{self.newest(Award)}/confirm/")

    @rule(who=WHO)
    def refuse_the_award(self, who: str) -> None:
        self.call(who, "POST", f"awards/{self.newest(Award)}/refuse/", {"reason": REFUSE})

    @rule(who=WHO, at=st.integers(0, 9))
    def report(self, who: str, at: int) -> None:
        self.call(who, "POST", f"milestones/{self.milestone(at)}/report/", {"text": "마쳤습니다"})


def test_no_sequence_of_calls_reaches_an_inconsistent_state(
    sme: User, other_sme: User, supplier: User, rival: User, settings_of_calls: Any
) -> None:
    third = factories.supplier_user(email="third@example.com", firm="라온")
    CAST.update(sme=sme, other_sme=other_sme, lead=supplier, member=rival, rival=third)
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=quiet,
            phases=[Phase.generate, Phase.shrink] if RUNS > 3 else [Phase.generate],
        ),
    )
    print(f"\n{RUNS} stories of {STEPS} steps, {sum(CALLED.values())} calls: {dict(CALLED.most_common())}")
    assert CALLED["awards/confirm"], "some story got as far as a project"


@pytest.fixture
def settings_of_calls(settings: Any) -> Any:
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    return settings
