"""What waits on an administrator's desk: a held award, a matching day under way, a referral, a report on order.

The award is held because the rules were really run over a simulated case, the day's schedule is really solved.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from demand.models import DemandFirm, Need
from matchmaker.accounts.access import Actor
from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.coverage.flags.services import quote_inspect
from matchmaker.coverage.referrals.services import referral_ask, referral_hand
from matchmaker.coverage.reports.services import schedule_set, view_save
from matchmaker.demo import past_rows as past
from matchmaker.demo.past_rows import DAY
from matchmaker.engine.meetings import plan_day
from matchmaker.matching.models import MatchRun
from matchmaker.meetings.models import DayGuest, MatchingDay, Meeting, Wish
from matchmaker.meetings.planning import coming, problem_of
from matchmaker.sourcing.awards.services import award_make
from matchmaker.sourcing.choices import QuoteStatus
from matchmaker.sourcing.models import Award
from matchmaker.sourcing.projects.planning import close_of
from suppliers.models import Supplier

SAID = "자부담은 저희가 대납해 드리겠습니다. 설치 뒤 한 달은 매주 찾아뵙겠습니다."
FIRMS, SUPPLIERS, SLOTS, TABLES, HOUR = 6, 9, 6, 5, 10


def desk_seed(office: Actor, run: MatchRun, firms: list[DemandFirm], supplier: Supplier) -> None:
    """``run``: the answer that several simulated needs share; its need is of ``firms[0]``, the demo's SME."""
    held_award(run, firms[6])
    matching_day(office.organisation, run, firms[:1] + firms[7 : 6 + FIRMS], supplier)
    title, text = "무엇부터 바꿔야 할지 모르겠어요", "일이 자꾸 밀리는데 어디서부터 손대야 할지 모르겠습니다."
    asked = past.need_row(firms[5], title, text, [], at=timezone.now() - 2 * DAY, status="draft")
    referral_ask(need=asked, actor=_member(firms[5]), reason="stuck", words="전화로 먼저 여쭤보고 싶습니다.")
    told = {"adviser": office.user, "reason": "stuck", "note": "현장을 먼저 보고 싶어 하십니다."}
    referral_hand(need=asked, office=office.organisation, actor=office.user, **told)
    view = view_save(actor=office, listed="unmet", query="", name="못 채운 요청 모두", shared=True)
    schedule_set(actor=office, view=view, cadence="weekly", day=0, form="xlsx")


def seat_of(organisation: Organisation) -> Actor:
    row = Membership.objects.select_related("user").filter(organisation=organisation).order_by("pk")[0]
    return Actor(user=row.user, organisation=organisation, role=row.role)


def _member(firm: DemandFirm) -> User:
    return firm.organisation.members.order_by("pk")[0]


def _codes(run: MatchRun) -> list[str]:
    return [codes[0] for codes in run.need.requirements.values_list("codes", flat=True)]


def held_award(run: MatchRun, firm: DemandFirm) -> Award:
    """Two quotes; the one that was chosen writes of paying the firm's own share, so the award waits for a reviewer."""
    at = timezone.now() - 12 * DAY
    title = "설비마다 따로인 기록을 하나로 모으고 싶어요"
    need = past.need_row(firm, title, f"{title}. MES와 교육이 필요합니다.", _codes(run), at=at)
    round_ = past.round_row(
        need, at=at, quotes_due_at=at + 10 * DAY, decide_by=close_of(timezone.localdate() + 5 * DAY)
    )
    quotes = []
    for package, factor, note in zip(past.run_copied(run, need), (0.97, 1.08), (SAID, ""), strict=False):
        seats = past.seats_of(package)
        rfq = past.rfq_row(round_, package, seats, at=at)
        given = {"status": QuoteStatus.OPENED, "at": at + 9 * DAY, "factor": factor, "note": note}
        quotes.append(past.quote_row(rfq, seats, **given))
    award = award_make(quote=quotes[0], actor=_member(firm))
    quote_inspect(quote=quotes[0])
    return award


def matching_day(host: Organisation, run: MatchRun, firms: list[DemandFirm], own: Supplier) -> MatchingDay:
    """Today's: firms with needs like the demo's SME's, suppliers that its answer names; half of them are here."""
    now = timezone.now()
    day = MatchingDay.objects.create(
        host=host, name="경남 스마트제조 매칭데이", on=timezone.localdate(), starts=time(HOUR), place="창원 컨벤션센터",
        region_id="48", slots=SLOTS, minutes=30, tables=TABLES, most=4, status="planned", planned_at=now - 2 * DAY,
        created_at=now - 20 * DAY,
    )  # fmt: skip
    for firm in firms:
        title = "현장 실적을 바로 보고 싶어요"
        need = run.need if firm == run.need.firm else past.need_row(firm, title, title, _codes(run), at=now - 18 * DAY)
        _guest(day, firm.organisation, need)
    named = Supplier.objects.filter(offers__ranked__run=run).exclude(pk=own.pk).distinct().order_by("pk")
    for supplier in [own, *named[: SUPPLIERS - 1]]:
        _guest(day, supplier.organisation)
    guests = coming(day)
    _wishes(guests)
    plan = plan_day(problem_of(day, guests))
    Meeting.objects.bulk_create(
        Meeting(day=day, firm_id=one.firm, supplier_id=one.supplier, slot=one.slot, table=one.table, worth=one.worth)
        for one in plan.meetings
    )
    found = {"value": plan.value, "bound": plan.bound, "proven": plan.proven, "next_check_at": day.ends_at}
    MatchingDay.objects.filter(pk=day.pk).update(**found)
    for at, guest in enumerate(guests):
        if at % 2 and guest.organisation_id not in (run.need.firm.organisation_id, own.organisation_id):
            _arrived(guest, min(now, day.begins(0)) - timedelta(minutes=5 + at))
    return day


def _guest(day: MatchingDay, organisation: Organisation, need: Need | None = None) -> DayGuest:
    return DayGuest.objects.create(
        day=day, organisation=organisation, need=need, status="coming", created_at=day.created_at + 2 * DAY
    )


def _wishes(guests: list[DayGuest]) -> None:
    """Every firm would like to meet every second supplier, one after the other, and one it would rather not."""
    firms, suppliers = [row for row in guests if row.need_id], [row for row in guests if not row.need_id]
    Wish.objects.bulk_create(
        Wish(guest=firm, other=other, yes=(at + turn) % 7 != 0)
        for at, firm in enumerate(firms)
        for turn, other in enumerate(suppliers)
        if (at + turn) % 2 == 0
    )


def _arrived(guest: DayGuest, at: datetime) -> None:
    DayGuest.objects.filter(pk=guest.pk).update(checked_in_at=at)
    guest.events.create(frm="coming", to="coming", reason="here_desk", at=at)
