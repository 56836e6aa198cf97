"""Three simulated years behind the demo: when offers came, what was asked for, and what came of it in the last year.

Sizes of growth are assumptions; only their signs are from the survey (``market.py``). Rows are written in bulk, by the
rules of ``past_rows``: as the services would have left them, told to nobody. Firms with a log-in of their own in the
demo's first page are left out, so their lists stay short.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from demand.models import DemandFirm, Need, NeedEvent, Requirement
from matchmaker.coverage.fields import field_of
from matchmaker.demo.market import GROWTH_DEMAND, GROWTH_SUPPLY
from matchmaker.demo.past_market import Course, PastMarket
from matchmaker.engine.types import Ints
from matchmaker.matching.market import market_snapshot
from matchmaker.matching.models import MatchRun, Package
from matchmaker.sourcing.choices import QuoteStatus
from matchmaker.sourcing.models import Quote, Rfq, RfqInvitation, Round
from suppliers.models import Offer

DAYS, ASKING_DAYS = 1092, 420
# The demo's own open needs are at most so old; before that the past begins.
RECENT = 61
A_DAY = 2.4
SURVEYED = 6 * 365.0
ASKS = 0.5
LEFT_OUT = 60
Codes = list[list[str]]


@dataclass(frozen=True)
class Past:
    """A need of the past before it is a row."""

    age: float
    firm: DemandFirm
    codes: Codes
    title: str


Taken = list[tuple[int, float, float]]


def years_seed(firms: list[DemandFirm], taken: Taken, *, seed: int = 2019, a_day: float = A_DAY) -> int:
    """Write it all; returns how many needs. A market without needs or with few firms gets no past.

    ``taken`` is filled with who was busy when: (supplier, from, until) in days before now, as negative numbers.
    """
    rng, now = np.random.default_rng(seed), timezone.now()
    models = _models()
    if not models or len(firms) <= LEFT_OUT:
        return 0
    needs = _needs(rng, firms[LEFT_OUT:], models, a_day)
    rows = _need_rows(needs, now)
    taken += _asked(rng, needs, rows, now)
    return len(rows)


def room_then(taken: Taken, ids: Ints, room: Ints, ago: float) -> Ints:
    """(S,) places left so many days ago, as the site would have known: those of today less what was being built."""
    busy = Counter(pk for pk, begun, ended in taken if begun < -ago < ended)
    return np.maximum(room - np.array([busy[int(pk)] for pk in ids], dtype=np.int64), 0)


def came_at(rng: random.Random, code: str, now: datetime) -> datetime:
    """The day an offer came: the slower its field grew, the likelier it was there from the beginning."""
    factor = GROWTH_SUPPLY.get(field_of(code), GROWTH_SUPPLY["all"])
    there = rng.random() < factor ** (-DAYS / SURVEYED)
    return now - timedelta(days=DAYS + 30 if there else rng.uniform(1, DAYS))


def _models() -> list[tuple[Codes, str]]:
    """What people ask for now, as a pattern of what they asked for then."""
    rows: dict[int, Codes] = {}
    titles: dict[int, str] = {}
    musts = Requirement.objects.filter(confirmed=True, strength="must").select_related("need").order_by("pk")
    for row in musts:
        rows.setdefault(row.need_id, []).append(row.codes)
        titles[row.need_id] = row.need.title or row.need.text[:40]
    return [(codes, titles[need]) for need, codes in sorted(rows.items())]


def _needs(
    rng: np.random.Generator, firms: list[DemandFirm], models: list[tuple[Codes, str]], a_day: float
) -> list[Past]:
    """The oldest first. At each age a pattern is as likely as its fields were asked for then."""
    yearly = np.array([GROWTH_DEMAND.get(field_of(codes[0][0]), GROWTH_DEMAND["all"]) for codes, _ in models])
    found = []
    for day in range(DAYS, RECENT, -1):
        weights = yearly ** (-day / SURVEYED)
        for _ in range(rng.poisson(a_day * float(weights.mean()))):
            codes, title = models[int(rng.choice(len(models), p=weights / weights.sum()))]
            found.append(Past(day + float(rng.random()), firms[int(rng.integers(len(firms)))], codes, title))
    return sorted(found, key=lambda one: -one.age)


def _need_rows(needs: list[Past], now: datetime) -> list[Need]:
    rows = []
    for at, one in enumerate(needs):
        posted = now - timedelta(days=one.age)
        closed = min(posted + timedelta(days=25 + at % 30), now - timedelta(days=1))
        rows.append(
            Need(
                firm=one.firm,
                status="closed",
                result="expired",
                title=one.title[:80],
                text=one.title,
                opened_at=posted,
                created_at=posted,
                changed_at=closed,
                region_id=one.firm.region_id,
                industry_id=one.firm.industry_id,
            )
        )
    made = Need.objects.bulk_create(rows, batch_size=500)
    Requirement.objects.bulk_create(
        (
            Requirement(need=need, codes=codes, confirmed=True, position=position)
            for need, one in zip(made, needs, strict=True)
            for position, codes in enumerate(one.codes)
        ),
        batch_size=1000,
    )
    NeedEvent.objects.bulk_create(
        (NeedEvent(row=need, frm="open", to="closed", at=need.changed_at) for need in made), batch_size=1000
    )
    return made


# --- what came of it ----------------------------------------------------------------------------------------------


def _asked(rng: np.random.Generator, needs: list[Past], rows: list[Need], now: datetime) -> Taken:
    """Most of the last year's needs asked for quotes: rounds, requests, invitations and quotes of what came of it."""
    pattern = MatchRun.objects.filter(status="done").order_by("pk").first()
    market = market_snapshot()
    created = dict(Offer.objects.values_list("pk", "created_at"))
    since = np.array([-(now - created[int(pk)]) / timedelta(days=1) for pk in market.offer_id])
    past = PastMarket(market, since, seed=int(rng.integers(1 << 30)))
    place = {code: at for at, code in enumerate(market.taxonomy.capabilities)}
    region = {code: at for at, code in enumerate(market.taxonomy.regions)}
    courses = []
    for one, row in zip(needs, rows, strict=True):
        if one.age > ASKING_DAYS or rng.random() > ASKS or row.region_id not in region:
            continue
        musts = [tuple(place[code] for code in group if code in place) for group in one.codes]
        courses.append((row, past.request(-one.age, region[row.region_id], musts)))
    if pattern is not None:
        _written(courses, pattern, market)
    return past.taken


def _written(courses: list[tuple[Need, Course]], pattern: MatchRun, market: Any) -> None:
    """In bulk. Every firm asked for three quotes, on three packages; a request that got none stays partly open."""
    same = {name: getattr(pattern, name) for name in ("ranker_id", "market_version", "taxonomy_version", "params")}
    same |= {"engine_version": pattern.engine_version, "result": pattern.result, "need_version": 1, "status": "done"}
    runs = MatchRun.objects.bulk_create(
        MatchRun(need=need, progress=100, created_at=need.created_at, finished_at=need.created_at, **same)
        for need, _ in courses
    )
    rounds = Round.objects.bulk_create(
        Round(
            need=need, need_version=1, created_at=need.created_at, promise_kept=course.answers >= 3,
            quotes_due_at=need.created_at + timedelta(days=14), promise_by=need.created_at + timedelta(days=7),
        )
        for need, course in courses
    )  # fmt: skip
    money = {"value": 0.0, "price_low_krw": 0, "price_typical_krw": 0, "price_high_krw": 0, "weeks": 12.0}
    packages = Package.objects.bulk_create(
        Package(run=run, position=position, label="other", complete=True, **money)
        for run in runs
        for position in (1, 2, 3)
    )
    by_run: dict[int, list[Package]] = {}
    for package in packages:
        by_run.setdefault(package.run_id, []).append(package)
    rfqs = Rfq.objects.bulk_create(
        Rfq(
            need=need, round=round_, package=package, created_at=need.created_at,
            status="complete" if at < len(course.quotes) else "partial",
        )
        for run, round_, (need, course) in zip(runs, rounds, courses, strict=True)
        for at, package in enumerate(by_run[run.pk])
    )  # fmt: skip
    by_need: dict[int, list[Rfq]] = {}
    for rfq in rfqs:
        by_need.setdefault(rfq.need_id, []).append(rfq)
    RfqInvitation.objects.bulk_create(
        (
            _invitation(need, one, by_need[need.pk][_rfq_of(course, one)], market)
            for need, course in courses
            for one in course.asked
        ),
        batch_size=1000,
    )
    Quote.objects.bulk_create(
        Quote(
            rfq=by_need[need.pk][at], status=QuoteStatus.EXPIRED, need_version=1,
            created_at=need.created_at, submitted_at=need.created_at + timedelta(days=10),
        )
        for need, course in courses
        for at in range(len(course.quotes))
    )  # fmt: skip


def _rfq_of(course: Course, asked: Any) -> int:
    """The request in which an invitation stands: that of its quote, for all others the first that got none."""
    own = (at for at, quote in enumerate(course.quotes) if any(one is asked for one in quote))
    return next(own, min(len(course.quotes), 2))


def _invitation(need: Need, one: Any, rfq: Rfq, market: Any) -> RfqInvitation:
    sent = need.created_at + timedelta(days=one.sent)
    codes = [code for code, there in zip(market.taxonomy.capabilities, market.covers[one.offer], strict=True) if there]
    slot = {"slot": one.slot, "codes": codes[:1], "offer": int(market.offer_id[one.offer]), "must": True}
    answered = None if one.answered is None else need.created_at + timedelta(days=one.answered)
    return RfqInvitation(
        rfq=rfq, supplier_id=int(market.supplier_id[one.supplier]), slots=[slot], status=one.said, reason=one.reason,
        created_at=sent, respond_by=sent + timedelta(days=2), answered_at=answered,
    )  # fmt: skip
