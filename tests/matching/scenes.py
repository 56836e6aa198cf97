"""A small market on rows, and a need that it can meet: what most tests of matching begin with."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from demand.models import Need, Requirement
from matchmaker.accounts.models import User
from matchmaker.lib.claims import claim
from matchmaker.matching.freshening import shortlists_freshen
from matchmaker.matching.models import MatchRun, Watermark
from matchmaker.matching.running import runs_execute
from matchmaker.matching.selectors import runs_owed
from matchmaker.matching.services import LEASE, outdated_owe, run_request
from suppliers.models import Supplier
from tests import factories


def firm(user: User) -> Supplier:
    return Supplier.objects.get(organisation__memberships__user=user)


def ask(user: User, *codes: str, nice: tuple[str, ...] = (), **fields: Any) -> Need:
    """A checked need with these confirmed musts."""
    need = factories.need(user, title="생산실적을 바로 보고 싶어요", **fields)
    for at, code in enumerate(codes + nice):
        strength = "nice" if code in nice else "must"
        Requirement.objects.create(need=need, codes=code.split("|"), strength=strength, confirmed=True, position=at)
    return need


def stock(*people: User) -> None:
    """The first supplier makes the software, the second everything around it."""
    first, second = (firm(person) for person in people[:2])
    Supplier.objects.filter(pk=first.pk).update(can_lead=True)
    factories.offer(first, "SOL-MES", price_typical_krw=90_000_000)
    factories.offer(first, "SVC-TRAIN")
    for code in ("SOL-MES", "EQP-HMI", "EQP-ID", "SVC-TRAIN"):
        factories.offer(second, code)


def stale_needs() -> list[Need]:
    """What the watch over the market finds to be asked again, after one more round of it."""
    if not Watermark.objects.exists():
        Watermark.objects.create(at=timezone.now())
    shortlists_freshen()
    outdated_owe()
    return [row.need for row in runs_owed(most=1000)]


def finished_run(need: Need, trigger: str = "asked") -> MatchRun:
    """Asked for, claimed and answered, as a worker would."""
    run = run_request(need=need, trigger=trigger)
    claimed = claim(MatchRun, run.pk, waiting="queued", busy="running", lease=LEASE)
    runs_execute(runs=[claimed])
    return MatchRun.objects.get(pk=run.pk)
