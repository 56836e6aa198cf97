"""From guests and wishes to a schedule: the engine's problem is put together, solved, and its answer kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import User
from matchmaker.engine.meetings import Day, Guest, Pair, Plan, interest, plan_day, slots_within, worth_of
from matchmaker.lib.transitions import advance
from matchmaker.matching.choices import RunStatus
from matchmaker.matching.facts import region_hops
from matchmaker.matching.models import MatchRun, RankedOffer
from matchmaker.meetings import telling
from matchmaker.meetings.choices import DayStatus, GuestStatus
from matchmaker.meetings.errors import NobodyToMeet, TooLate
from matchmaker.meetings.models import DayGuest, MatchingDay, Meeting, Wish
from matchmaker.reference.models import Region
from suppliers.choices import Verification

FIRST_RANK, A_RANK, LEAST_FIT = 1.0, 0.05, 0.2  # the first place fits 1, each further one 0.05 less, never under 0.2
UNRANKED = 0.1  # a supplier that the ranking does not name, where one side asked for the meeting


@dataclass(frozen=True)
class Roads:
    """Regions between two regions; an unknown one counts as two away."""

    codes: dict[str, int]
    table: object

    def hops(self, one: str | None, other: str | None) -> float:
        if one not in self.codes or other not in self.codes:
            return 2.0
        return float(self.table[self.codes[one], self.codes[other]])  # type: ignore[index]


def roads() -> Roads:
    codes = tuple(Region.objects.order_by("code").values_list("code", flat=True))
    return Roads({code: at for at, code in enumerate(codes)}, region_hops(codes))


def coming(day: MatchingDay) -> list[DayGuest]:
    """Who comes and may meet: firms with a need, suppliers that are verified now."""
    related = ("organisation__supplier", "organisation__demand_firm", "need__firm")
    rows = day.guests.filter(status=GuestStatus.COMING).select_related(*related).order_by("pk")
    return [row for row in rows if _may_meet(row)]


def _may_meet(row: DayGuest) -> bool:
    if row.organisation.kind == OrganisationKind.SUPPLIER:
        firm = getattr(row.organisation, "supplier", None)
        return firm is not None and firm.status == Verification.VERIFIED
    return row.need_id is not None


def fits(guests: list[DayGuest]) -> dict[tuple[int, int], float]:
    """(firm's guest key, supplier's) -> fit, from the place of the supplier in the latest answer to the need."""
    firms = {row.need_id: row.pk for row in guests if row.need_id}
    suppliers = {row.organisation.supplier.pk: row.pk for row in guests if not row.need_id}
    runs: dict[int, int] = {}
    done = MatchRun.objects.filter(need__in=firms, status=RunStatus.DONE).order_by("created_at", "pk")
    for pk, need in done.values_list("pk", "need_id"):
        runs[need] = pk
    latest = {run: firms[need] for need, run in runs.items()}
    ranked = RankedOffer.objects.filter(run__in=latest, offer__supplier__in=suppliers).order_by()
    best = ranked.values_list("run_id", "offer__supplier_id").annotate(Min("rank"))
    return {
        (latest[run], suppliers[supplier]): max(LEAST_FIT, FIRST_RANK - A_RANK * (rank - 1))
        for run, supplier, rank in best
    }


def problem_of(day: MatchingDay, guests: list[DayGuest]) -> Day:
    """The engine's view of the day. A pair counts if the ranking names it or one of the two asked for it."""
    way, fit = roads(), fits(guests)
    said = {(row.guest_id, row.other_id): row.yes for row in Wish.objects.filter(guest__day=day)}
    firms = [row for row in guests if row.need_id]
    suppliers = [row for row in guests if not row.need_id]
    pairs = []
    for firm in firms:
        plant = firm.need.region_id or firm.organisation.demand_firm.region_id
        for supplier in suppliers:
            asked = said.get((firm.pk, supplier.pk)), said.get((supplier.pk, firm.pk))
            expected = fit.get((firm.pk, supplier.pk), UNRANKED if True in asked else 0.0)
            hops = way.hops(supplier.organisation.supplier.region_id, plant)
            worth = worth_of(*(interest(_number(word), expected) for word in asked), hops)
            if worth > 0:
                pairs.append(Pair(firm.pk, supplier.pk, worth))
    hour = day.starts.hour + day.starts.minute / 60

    def guest(row: DayGuest) -> Guest:
        home = row.organisation.demand_firm.region_id if row.need_id else row.organisation.supplier.region_id
        hops = way.hops(home, day.region_id)
        return Guest(row.pk, slots_within(hops=hops, starts=hour, minutes=day.minutes, count=day.slots), day.most)

    return Day(day.tables, tuple(map(guest, firms)), tuple(map(guest, suppliers)), tuple(pairs))


def _number(word: bool | None) -> int | None:
    return None if word is None else int(word)


def day_solve(*, day: MatchingDay) -> tuple[Plan, list[DayGuest]]:
    """The schedule as of now, not yet kept. Raises NobodyToMeet, TooLate. Takes seconds for a large day."""
    if day.begins(0) <= timezone.now():
        raise TooLate
    guests = coming(day)
    plan = plan_day(problem_of(day, guests))
    if not plan.meetings:
        raise NobodyToMeet
    return plan, guests


@transaction.atomic
def day_schedule(*, day: MatchingDay, plan: Plan, guests: list[DayGuest], actor: User | None) -> MatchingDay:
    """Keep a schedule and tell everybody; another one before the day replaces it. Raises TooLate, MoveRefused."""
    row = MatchingDay.objects.select_for_update().get(pk=day.pk)
    if row.begins(0) <= timezone.now():
        raise TooLate
    now = timezone.now()
    found = {"value": plan.value, "bound": plan.bound, "proven": plan.proven, "planned_at": now}
    found["next_check_at"] = row.ends_at
    if row.status == DayStatus.PLANNED:
        MatchingDay.objects.filter(pk=row.pk).update(**found)
        row.refresh_from_db()
        row.events.create(frm=row.status, to=row.status, actor=actor)
        row.meetings.all().delete()
    else:
        advance(row, frm=DayStatus.OPEN, to=DayStatus.PLANNED, actor=actor, **found)
    places = [
        Meeting(day=row, firm_id=one.firm, supplier_id=one.supplier, slot=one.slot, table=one.table, worth=one.worth)
        for one in plan.meetings
    ]
    Meeting.objects.bulk_create(places)
    counts: dict[int, int] = defaultdict(int)
    for one in plan.meetings:
        counts[one.firm] += 1
        counts[one.supplier] += 1
    telling.planned(row, guests, counts)
    return row
