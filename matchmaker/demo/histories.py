"""Later stages for the three log-ins of the demo: quotes to compare, an award that waits, work, faults, outcomes.

Everything in it is simulated and says so, since every organisation is. What happened is written by ``past_rows``.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from demand.models import DemandFirm
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.demo import past_rows as past
from matchmaker.demo.office_desk import desk_seed, seat_of
from matchmaker.demo.past_outcomes import answer_past, kpis_past, outcomes_of_others, review_past
from matchmaker.demo.past_rows import DAY, WEEK, Seat
from matchmaker.demo.programmes import fitting, programmes_seed
from matchmaker.lib.korea import josa
from matchmaker.matching.models import MatchRun, Package
from matchmaker.sourcing.choices import MilestoneKind, QuoteStatus
from matchmaker.sourcing.models import Escalation, LossNote, Project, Quote, ServiceTicket
from matchmaker.sourcing.outcomes import telling
from matchmaker.sourcing.outcomes.services import checks_schedule
from matchmaker.sourcing.projects.planning import close_of
from matchmaker.sourcing.quotes.costing import totals_of
from suppliers.models import Supplier

TRAINING, MES = "SVC-TRAIN", "SOL-MES"
OTHERS = 40


@dataclass(frozen=True)
class Stage:
    """The people of the play and two answers of the engine that stand for all of theirs."""

    sme: DemandFirm
    supplier: Supplier
    firms: list[DemandFirm]
    wide: MatchRun  # the need with three quotes: MES and training
    own: MatchRun  # a need for what the demo's supplier sells, and training


def histories_seed(firms: list[DemandFirm], suppliers: list[Supplier], *, others: int = OTHERS) -> int:
    """Write all histories; returns how many projects there are. A market too small for packages gets none."""
    stage = _stage(firms, suppliers[0])
    if stage is None:
        return 0
    for play in (_compared, _sealed, _waiting_for_programme, _draft_to_fill, _lost, _escalated):
        play(stage)
    _being_built(stage)
    _in_operation(stage)
    office = Organisation.objects.filter(kind=OrganisationKind.PROGRAMME).order_by("pk").first()
    if office is not None:
        desk_seed(seat_of(office), stage.wide, stage.firms, stage.supplier)
    rng = random.Random(2019)  # noqa: S311  # nosec B311 # a simulation, nothing secret
    made = 2 + outcomes_of_others(stage.firms[20:], [stage.wide, stage.own], rng, count=others)
    programmes_seed()
    return made


def _stage(firms: list[DemandFirm], supplier: Supplier) -> Stage | None:
    now, sme = timezone.now(), firms[0]
    own = supplier.offers.exclude(capability=TRAINING).order_by("pk").first()
    if own is None or len(firms) < 60:
        return None
    title = "작업일지를 없애고 생산실적을 바로 보고 싶어요"
    text = "작업일지를 손으로 적어 실적이 다음 날에야 나옵니다. MES를 들이고 현장 교육까지 받고 싶습니다."
    wide = past.run_now(past.need_row(sme, title, text, [MES, TRAINING], at=now - 20 * DAY))
    name = own.capability.name_ko
    text = f"{josa(name, '을/를')} 들이고 직원 교육까지 부탁드립니다."
    mine = past.run_now(past.need_row(firms[1], f"{name} 도입", text, [own.capability_id, TRAINING], at=now - 18 * DAY))
    if not wide.packages.exists() or not mine.packages.exists():
        return None
    return Stage(sme, supplier, firms, wide, mine)


def _with_supplier(stage: Stage, package: Package) -> list[Seat]:
    """The package's seats with the demo's supplier on the slot of what it sells; who sat there stands by."""
    seats = past.seats_of(package)
    own = stage.supplier.offers.exclude(capability=TRAINING).select_related("supplier").order_by("pk").first()
    return [
        replace(seat, supplier=stage.supplier, offer=own, standby=_other(seat, stage.supplier))
        if own is not None and own.capability_id in seat.codes
        else seat
        for seat in seats
    ]


def _other(seat: Seat, supplier: Supplier) -> Supplier | None:
    return seat.supplier if seat.supplier.pk != supplier.pk else seat.standby


def _compared(stage: Stage) -> None:
    """Three joint quotes, one of them without its upkeep and training, to be decided within five working days."""
    need, at = stage.wide.need, timezone.now() - 12 * DAY
    by = close_of(timezone.localdate() + 5 * DAY)
    round_ = past.round_row(need, at=at, quotes_due_at=timezone.now() - DAY, decide_by=by)
    offers = ((1.0, {}), (0.86, {"without": ["maintenance", "training"]}), (1.17, {"onsite_hours": 8}))
    for package, (factor, terms) in zip(stage.wide.packages.all()[:3], offers, strict=False):
        seats = past.seats_of(package)
        rfq = past.rfq_row(round_, package, seats, at=at)
        past.quote_row(rfq, seats, status=QuoteStatus.OPENED, at=at + 8 * DAY, factor=factor, **terms)


def _sealed(stage: Stage) -> None:
    """Two quotes that nobody but their members can read before the day after tomorrow."""
    at = timezone.now() - 10 * DAY
    title, text = "2공장에도 생산관리 프로그램이 필요해요", "1공장과 같은 MES를 2공장에도 들이고 교육을 받고 싶습니다."
    need = past.need_row(stage.sme, title, text, [MES, TRAINING], at=at)
    opens = close_of(timezone.localdate() + 2 * DAY)
    round_ = past.round_row(need, at=at, sealed=True, quotes_due_at=opens)
    for package, factor in zip(past.run_copied(stage.wide, need), (1.0, 0.93), strict=False):
        seats = past.seats_of(package)
        rfq = past.rfq_row(round_, package, seats, at=at)
        past.quote_row(rfq, seats, status=QuoteStatus.SUBMITTED, at=at + 7 * DAY, factor=factor)


def _waiting_for_programme(stage: Stage) -> None:
    at = timezone.now() - 30 * DAY
    title, text = (
        "납기를 맞추려면 생산계획부터 바로잡아야 해요",
        "지원사업에 함께 신청할 곳을 찾습니다. MES와 교육이 필요합니다.",
    )
    need = past.need_row(stage.sme, title, text, [MES, TRAINING], at=at, subsidy_krw=50_000_000)
    programme = fitting(need, timezone.localdate())
    round_ = past.round_row(need, at=at, programme=programme)
    package = past.run_copied(stage.wide, need)[0]
    seats = past.seats_of(package)
    rfq = past.rfq_row(round_, package, seats, at=at)
    quote = past.quote_row(rfq, seats, status=QuoteStatus.OPENED, at=at + 12 * DAY)
    result = timezone.localdate() + 12 * DAY
    past.award_row(
        quote, at=at + 16 * DAY, status="conditional", programme=programme, result_by=result,
        next_check_at=close_of(result),
    )  # fmt: skip


def _draft_to_fill(stage: Stage) -> None:
    """For the demo's supplier: a joint quote in which only its own lines are still missing."""
    need, at = stage.own.need, timezone.now() - 5 * DAY
    round_ = past.round_row(need, at=at, quotes_due_at=close_of(timezone.localdate() + 8 * DAY))
    package = stage.own.packages.all()[0]
    seats = _with_supplier(stage, package)
    rfq = past.rfq_row(round_, package, seats, at=at)
    past.quote_row(rfq, seats, status=QuoteStatus.DRAFT, at=at + 2 * DAY, unpriced=[stage.supplier])


def _lost(stage: Stage) -> None:
    """For the demo's supplier: a quote that another one beat, with the reason and its places."""
    firm, at = stage.firms[2], timezone.now() - 60 * DAY
    need = past.need_row(firm, "현장 자료를 한곳에 모으고 싶어요", "자료를 모을 프로그램과 교육.", _codes(stage), at=at)
    round_ = past.round_row(need, at=at)
    packages = past.run_copied(stage.own, need)[:2]
    seats = _with_supplier(stage, packages[0])
    beaten = past.quote_row(
        past.rfq_row(round_, packages[0], seats, at=at), seats, status=QuoteStatus.OPENED, at=at + 10 * DAY, factor=1.2
    )
    Quote.objects.filter(pk=beaten.pk).update(status=QuoteStatus.NOT_SELECTED)
    type(need).objects.filter(pk=need.pk).update(status="closed", result="awarded")
    ranks = {"price": 3, "running": 2, "time": 1, "service": 2}
    note = "설명은 가장 친절했습니다. 값만 맞았다면 함께했을 겁니다."
    LossNote.objects.create(quote=beaten, reason="price", ranks=ranks, of=3, note=note, created_at=at + 20 * DAY)


def _codes(stage: Stage) -> list[str]:
    return [codes[0] for codes in stage.own.need.requirements.values_list("codes", flat=True)]


def _escalated(stage: Stage) -> None:
    """For the administrator: three needs that the market did not settle by itself."""
    at, told = timezone.now(), (("gap", 3), ("promise", 4), ("no_quote", 5))
    for days, (kind, firm) in enumerate(told, start=1):
        need = stage.firms[firm].needs.filter(status__in=["checked", "open"]).first()
        if need is None:
            title = "설비 상태를 사무실에서 보고 싶어요"
            need = past.need_row(stage.firms[firm], title, title, [MES], at=at - 15 * DAY)
        Escalation.objects.create(need=need, kind=kind, created_at=at - days * DAY)


def _project(stage: Stage, title: str, *, begun: timedelta, weeks: int) -> tuple[Project, list[Seat]]:
    """A project of the demo's SME with the demo's supplier in it, begun so long ago."""
    at = timezone.now() - begun - 40 * DAY
    need = past.need_row(stage.sme, title, f"{title}. 교육까지 부탁드립니다.", _codes(stage), at=at)
    round_ = past.round_row(need, at=at)
    package = past.run_copied(stage.own, need)[0]
    seats = _with_supplier(stage, package)
    rfq = past.rfq_row(round_, package, seats, at=at)
    quote = past.quote_row(rfq, seats, status=QuoteStatus.OPENED, at=at + 12 * DAY, delivery_weeks=weeks)
    award = past.award_row(quote, at=at + 20 * DAY)
    begun_at = timezone.now() - begun
    return past.project_row(award, seats, at=begun_at, price=totals_of(quote).build_krw), seats


def _being_built(stage: Stage) -> None:
    """Kicked off in time, its mid check missed, which opened a ticket to the lead."""
    project, _seats = _project(stage, "사출기 네 대를 한 화면에서 보고 싶어요", begun=9 * WEEK, weeks=16)
    past.milestones_met(project, MilestoneKind.KICK_OFF)
    late = project.milestones.get(kind=MilestoneKind.MID_CHECK)
    at = close_of(late.due_on)
    type(late).objects.filter(pk=late.pk).update(status="missed", next_check_at=None)
    late.events.create(frm="scheduled", to="missed", at=at)
    Project.objects.filter(pk=project.pk).update(status="building")
    kpis_past(project)
    _ticket(project, project.lead, str(MilestoneKind.MID_CHECK.label), at=at, kind="milestone", milestone=late)


def _in_operation(stage: Stage) -> None:
    """Finished a hundred days ago: measured, reviewed, with faults put right, and one that was not in time."""
    project, _seats = _project(stage, "불량 원인을 그날 알고 싶어요", begun=33 * WEEK, weeks=18)
    done = timezone.localdate() - 100 * DAY
    kinds = (MilestoneKind.KICK_OFF, MilestoneKind.MID_CHECK, MilestoneKind.FINAL_CHECK, MilestoneKind.COMPLETION)
    past.milestones_met(project, *kinds)
    Project.objects.filter(pk=project.pk).update(status="operating", completed_on=done)
    project.refresh_from_db()
    kpis_past(project)
    checks = {check.stage: check for check in checks_schedule(project=project)}
    answer_past(checks["completion"], Decimal("0.62"), note="작업일지를 쓰지 않게 됐습니다.")
    asked = timezone.now() - 5 * DAY
    late = checks["month_3"]
    type(late).objects.filter(pk=late.pk).update(status="asked", asked_at=asked, next_check_at=asked + 10 * DAY)
    telling.asked(late)
    review_past(project, stage.supplier.organisation, points=4, back=5, at=close_of(done + 9 * DAY))
    now, mine = timezone.now(), stage.supplier
    _ticket(project, mine, "바코드가 두 번씩 찍힙니다", at=now - 60 * DAY, solved=now - 59 * DAY)
    _ticket(project, mine, "보고서가 열리지 않습니다", at=now - 20 * DAY, solved=now - 13 * DAY, late=True)
    _ticket(project, mine, "현장 화면이 자주 멈춥니다", at=now - timedelta(hours=5))
    for kind, title in (("document", "설치 설명서"), ("interface", "설비 연결표"), ("credential", "계정 인계 목록")):
        project.dossier.get_or_create(kind=kind, title=title, slot=None, defaults={"ready": True})


def _ticket(project: Project, supplier: Supplier, title: str, *, at: Any, solved: Any = None, **fields: Any) -> None:
    slot = project.slots.filter(supplier=supplier).first() or project.slots.first()
    due = at + 2 * DAY
    late = fields.pop("late", False)
    missed = due if late or (solved is None and due < timezone.now()) else None
    state = "resolved" if solved else "escalated" if missed else "open"
    row = ServiceTicket.objects.create(
        project=project, slot=slot, supplier=slot.supplier, title=title, status=state, created_at=at, due_at=due,
        breached_at=missed, resolved_at=solved, resolution="원인을 찾아 고쳤습니다." if solved else "",
        next_check_at=None if solved or missed else due, opened_by=project.need.firm.organisation.members.first(),
        **fields,
    )  # fmt: skip
    row.events.create(frm="", to="open", at=at)
    if missed and state == "escalated":
        row.events.create(frm="open", to="escalated", at=missed)
    if solved:
        row.events.create(frm="open", to="resolved", at=solved)
