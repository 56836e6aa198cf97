"""What came of simulated projects: figures, answers, reviews; and forty finished ones, so that ratings differ."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from demand.models import DemandFirm
from matchmaker.accounts.models import Organisation
from matchmaker.demo import past_rows as past
from matchmaker.demo.past_rows import DAY, Seat
from matchmaker.matching.choices import FeedbackKind
from matchmaker.matching.models import Feedback, MatchRun
from matchmaker.sourcing.choices import QuoteStatus, ReviewOfFirm, ReviewOfSupplier, Stage
from matchmaker.sourcing.models import Kpi, KpiMeasure, OutcomeCheck, Project, Review
from matchmaker.sourcing.outcomes.deadlines import due_on, opening
from matchmaker.sourcing.outcomes.shrinking import review_value
from matchmaker.sourcing.outcomes.suggesting import fields_of, suggested
from suppliers.models import Offer

# Before and target of the usual figures, by (field, better): a small plant's.
FIGURES = {
    ("P", "up"): (62, 80),
    ("P", "down"): (12, 8),
    ("Q", "down"): ("4.2", "2"),
    ("C", "down"): (35, 28),
    ("D", "up"): (84, 95),
    ("D", "down"): (9, 6),
    ("E", "down"): (6, 3),
}
SAID = (
    "약속한 날짜를 잘 지켰고 설명이 쉬웠습니다.",
    "기술은 좋았지만 답이 조금 늦었습니다.",
    "현장 사정을 잘 살펴 주었습니다.",
    "교육을 한 번 더 받았으면 좋겠습니다.",
    "문제가 생겼을 때 바로 와 주었습니다.",
    "",
)
QUALITY, SPREAD = 3.9, 0.55


def kpis_past(project: Project) -> list[Kpi]:
    """The figures that the site itself would propose, with values."""
    rows = []
    for at, told in enumerate(suggested(fields_of(project))):
        before, target = FIGURES[str(told["field"]), str(told["better"])]
        rows.append(Kpi(project=project, position=at, before=Decimal(before), target=Decimal(target), **told))
    return Kpi.objects.bulk_create(rows)


def answer_past(check: OutcomeCheck, share: Decimal, *, note: str = "", in_use: bool = True) -> None:
    """Answered on the second day, with every figure so far on its way to the target; matching learns of it."""
    at = opening(check.due_on) + DAY
    told = {"status": "answered", "asked_at": opening(check.due_on), "answered_at": at, "next_check_at": None}
    OutcomeCheck.objects.filter(pk=check.pk).update(in_use=in_use, note=note, **told)
    kpis = list(check.project.kpis.all())
    KpiMeasure.objects.bulk_create(
        KpiMeasure(kpi=kpi, outcome=check, created_at=at, value=kpi.before + (kpi.target - kpi.before) * share)
        for kpi in kpis
    )
    members = set(check.project.slots.filter(until=None).values_list("supplier_id", flat=True))
    value = float(min(max(share, Decimal(0)), Decimal(1)))
    Feedback.objects.bulk_create(
        Feedback(
            need=check.project.need, supplier_id=pk, kind=FeedbackKind.OUTCOME, reason=check.stage, value=value, at=at
        )
        for pk in sorted(members)
    )


def review_past(
    project: Project, member: Organisation, *, points: int, back: int, at: datetime, comment: str = SAID[0],
    rng: random.Random | None = None,
) -> None:  # fmt: skip
    """Both sides wrote; ``points`` for the member and ``back`` for the firm, each part at most one off with ``rng``."""
    firm = project.need.firm.organisation
    both = ((firm, member, ReviewOfSupplier, points, comment), (member, firm, ReviewOfFirm, back, ""))
    for author, subject, parts, mean, said in both:
        given = {code: _near(mean, rng) for code in parts.values}
        Review.objects.create(
            project=project, author=author, subject=subject, parts=given, comment=said, created_at=at, published_at=at
        )
        if subject == member:
            Feedback.objects.create(
                need=project.need, supplier=member.supplier, kind=FeedbackKind.RATING, value=review_value(given), at=at
            )


def _near(points: int, rng: random.Random | None) -> int:
    step = rng.choice((-1, 0, 0, 0, 1)) if rng else 0
    return min(max(points + step, 1), 5)


def outcomes_of_others(
    firms: Sequence[DemandFirm], runs: Sequence[MatchRun], rng: random.Random, *, count: int
) -> int:  # fmt: skip
    """Finished projects of other firms, by suppliers of unlike quality; returns how many."""
    pools = {run.pk: _pools(run, rng) for run in runs}
    quality: dict[int, float] = {}
    made = 0
    for at, firm in enumerate(firms[:count]):
        run = runs[at % len(runs)]
        done = timezone.now() - timedelta(days=rng.randint(20, 420))
        project = _finished(firm, run, pools[run.pk], done, rng)
        for slot in project.slots.select_related("supplier__organisation"):
            level = quality.setdefault(slot.supplier_id, rng.gauss(QUALITY, SPREAD))
            points = min(max(round(rng.gauss(level, 0.5)), 1), 5)
            if not project.reviews.filter(subject=slot.supplier.organisation).exists():
                review_past(
                    project, slot.supplier.organisation, points=points, back=rng.choice((3, 4, 4, 5)),
                    at=done + 10 * DAY, comment=rng.choice(SAID), rng=rng,
                )  # fmt: skip
        _answers(project, rng)
        made += 1
    return made


def _pools(run: MatchRun, rng: random.Random) -> dict[int, list[Offer]]:
    """A few who sell each slot of the run's first package."""
    found = {}
    for item in run.packages.all()[0].items.filter(offer__isnull=False):
        rows = Offer.objects.filter(capability__in=item.codes, status="published", supplier__status="verified")
        every = list(rows.select_related("supplier__organisation").order_by("pk"))
        found[item.slot] = rng.sample(every, min(9, len(every)))
    return found


def _finished(
    firm: DemandFirm, run: MatchRun, pools: dict[int, list[Offer]], done: datetime, rng: random.Random
) -> Project:  # fmt: skip
    at = done - timedelta(days=190)
    codes = [row.codes[0] for row in run.need.requirements.all()]
    need = past.need_row(firm, run.need.title, run.need.text, codes, at=at)
    package = past.run_copied(run, need)[0]
    seats = [
        Seat(seat.slot, seat.codes, offer.supplier, offer)
        for seat in past.seats_of(package)
        for offer in [rng.choice(pools[seat.slot])]
    ]
    rfq = past.rfq_row(past.round_row(need, at=at), package, seats, at=at)
    quote = past.quote_row(rfq, seats, status=QuoteStatus.OPENED, at=at + 12 * DAY, factor=rng.uniform(0.85, 1.15))
    award = past.award_row(quote, at=at + 20 * DAY)
    price = sum(seat.offer.price_typical_krw or 0 for seat in seats)
    day = timezone.localdate(done)
    project = past.project_row(award, seats, at=at + 30 * DAY, price=price, status="operating", completed_on=day)
    over = project.milestones.filter(due_on__lte=timezone.localdate())
    over.update(status="met", next_check_at=None)
    if not project.milestones.exclude(status="met").exists():
        Project.objects.filter(pk=project.pk).update(status="closed")
    kpis_past(project)
    return project


def _answers(project: Project, rng: random.Random) -> None:
    """The four questions: those whose time has come answered, mostly; a few were missed."""
    if project.completed_on is None:
        return
    today = timezone.localdate()
    for stage in Stage.values:
        day = due_on(project.completed_on, stage)
        check = project.checks.create(stage=stage, due_on=day, next_check_at=opening(day))
        if day + 31 * DAY > today and stage != Stage.COMPLETION:
            continue
        if stage != Stage.COMPLETION and rng.random() < 0.15:
            OutcomeCheck.objects.filter(pk=check.pk).update(status="missed", asked_at=opening(day), next_check_at=None)
            continue
        share = Decimal(str(round(rng.uniform(0.25, 1.1), 2)))
        answer_past(check, share, in_use=rng.random() > 0.06)
