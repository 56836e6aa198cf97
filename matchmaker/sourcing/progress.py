"""How a request and its round stand, as the firm's page shows it. No queries beyond those stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from matchmaker.matching.facts import job_factor
from matchmaker.sourcing.choices import InvitationStatus
from matchmaker.sourcing.deadlines import ANSWERS_PROMISED
from matchmaker.sourcing.inviting import Standing
from matchmaker.sourcing.models import Rfq, RfqInvitation, Round
from matchmaker.sourcing.wording import State
from suppliers.models import Offer

ANSWERS = (InvitationStatus.ACCEPTED, InvitationStatus.DECLINED, InvitationStatus.WITHDRAWN)
KEPT: State = (_("지켰습니다"), "ok")
BROKEN: State = (_("못 지켜 코디네이터가 나섭니다"), "warn")
RUNNING: State = (_("모으는 중"), "info")


@dataclass(frozen=True)
class Estimate:
    """Money in KRW and weeks of the package as it stands now; ``changed``: not what was asked for at first."""

    low: int
    typical: int
    high: int
    weeks: float
    changed: bool


@dataclass(frozen=True)
class Promise:
    """Three answers in five working days, or a coordinator steps in."""

    round: Round
    answers: int
    state: State
    of: int = ANSWERS_PROMISED


def answers_in(need_id: int) -> int:
    """Distinct suppliers that said yes or no to any request of the need; one query."""
    given = RfqInvitation.objects.filter(rfq__need=need_id, status__in=ANSWERS)
    return given.values("supplier").distinct().count()


def promise_of(row: Round | None) -> Promise | None:
    if row is None:
        return None
    answers = answers_in(row.need_id)
    kept = row.promise_kept
    if kept is None and answers >= ANSWERS_PROMISED:
        kept = True
    return Promise(row, answers, RUNNING if kept is None else KEPT if kept else BROKEN)


def estimate_of(rfq: Rfq, now: Standing) -> Estimate:
    """Sums over the offers of whoever is asked or has said yes; as at first where nobody was replaced."""
    package = rfq.package
    if not now.lost or not now.covered:
        return Estimate(
            package.price_low_krw, package.price_typical_krw, package.price_high_krw, package.weeks, changed=False
        )
    offers = list(Offer.objects.filter(pk__in=set(now.covered.values())))
    sums = {name: sum(_whole(offer, name) for offer in offers) for name in ("low", "typical", "high")}
    return Estimate(**sums, weeks=max(float(offer.weeks or 0) for offer in offers), changed=True)


def _whole(offer: Offer, name: str) -> int:
    """The price for the whole job; running fees as matching counts them."""
    amount: Any = getattr(offer, f"price_{name}_krw") or offer.price_typical_krw or 0
    return int(amount * job_factor(offer.price_unit))
