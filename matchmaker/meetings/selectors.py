"""Reads of matching days. Each asks a fixed number of queries, however many guests and meetings there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from demand.choices import MATCHED
from demand.models import Need
from matchmaker.accounts.access import scoped
from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.meetings.choices import SCHEDULED, SEEN_BY_GUESTS, DayStatus, GuestStatus
from matchmaker.meetings.models import DayGuest, MatchingDay, Meeting, Wish
from suppliers.choices import Verification

MOST_FOUND = 60


def days_of_office(office: Organisation) -> QuerySet[MatchingDay]:
    """An office's own days; the whole country's office sees all."""
    firm = Q(guests__organisation__kind=OrganisationKind.DEMAND, guests__status=GuestStatus.COMING)
    supplier = Q(guests__organisation__kind=OrganisationKind.SUPPLIER, guests__status=GuestStatus.COMING)
    rows = MatchingDay.objects.all() if office.nationwide else MatchingDay.objects.filter(host=office)
    rows = rows.select_related("host", "region")
    return rows.annotate(
        firms=Count("guests", filter=firm, distinct=True), suppliers=Count("guests", filter=supplier, distinct=True)
    )


def days_of_guest(organisation: Organisation) -> QuerySet[MatchingDay]:
    """Days that are open to all, and those that the organisation is a guest of."""
    mine = DayGuest.objects.filter(day=OuterRef("pk"), organisation=organisation)
    rows = MatchingDay.objects.filter(status__in=SEEN_BY_GUESTS).select_related("region", "host")
    rows = rows.annotate(mine=Exists(mine))
    return rows.filter(Q(status=DayStatus.OPEN) | Q(mine=True))


def guest_of(day: MatchingDay, organisation: Organisation) -> DayGuest | None:
    return DayGuest.objects.filter(day=day, organisation=organisation).select_related("day", "need").first()


def guests_of(day: MatchingDay) -> list[DayGuest]:
    related = ("organisation__supplier__region", "organisation__demand_firm__region", "need")
    return list(day.guests.select_related(*related))


@dataclass(frozen=True)
class Arrivals:
    """Of those who said they come: who is here, whom we still wait for. ``over``: those are no-shows now."""

    here: int
    missing: list[DayGuest]
    over: bool


def arrivals_of(day: MatchingDay, guests: Iterable[DayGuest]) -> Arrivals | None:
    """From the day itself on, where there is a schedule; no queries."""
    if day.status not in SCHEDULED or day.on > timezone.localdate():
        return None
    coming = [row for row in guests if row.status == GuestStatus.COMING]
    missing = [row for row in coming if row.checked_in_at is None]
    return Arrivals(len(coming) - len(missing), missing, timezone.now() >= day.ends_at)


def needs_to_bring(organisation: Organisation) -> QuerySet[Need]:
    return Need.objects.filter(firm__organisation=organisation, status__in=MATCHED).order_by("-pk")


@dataclass(frozen=True)
class Other:
    """Somebody of the other side, with what was said of them."""

    guest: DayGuest
    yes: bool | None


def others_for(guest: DayGuest) -> list[Other]:
    """Who comes of the other side. A firm reads suppliers, a supplier firms with the title of what they ask for."""
    coming = DayGuest.objects.filter(day=guest.day_id, status=GuestStatus.COMING)
    coming = coming.exclude(organisation__kind=guest.organisation.kind)
    coming = coming.select_related("organisation__supplier__region", "organisation__demand_firm__region", "need")
    said = dict(Wish.objects.filter(guest=guest).values_list("other_id", "yes"))
    return [Other(row, said.get(row.pk)) for row in coming]


def meetings_of(day: MatchingDay) -> QuerySet[Meeting]:
    return Meeting.objects.filter(day=day).select_related(
        "day", "firm__organisation", "firm__need", "supplier__organisation__supplier", "draft"
    )


def meetings_of_guest(guest: DayGuest) -> list[Meeting]:
    return list(meetings_of(guest.day).filter(Q(firm=guest) | Q(supplier=guest)))


@dataclass
class Row:
    """One slot of the whole day's schedule."""

    begins: datetime
    meetings: list[Meeting] = field(default_factory=list)


def schedule_of(day: MatchingDay, meetings: Iterable[Meeting]) -> list[Row]:
    rows = [Row(day.begins(slot)) for slot in range(day.slots)]
    for meeting in meetings:
        if meeting.slot < len(rows):
            rows[meeting.slot].meetings.append(meeting)
    return rows


def to_invite(
    office: Organisation, day: MatchingDay, *, side: str, region: str = "", q: str = ""
) -> QuerySet[Organisation]:
    """Verified suppliers of the whole country, or the office's firms with a need in play; nobody already listed."""
    rows = Organisation.objects.exclude(days__day=day)
    if side == OrganisationKind.DEMAND:
        asking = Need.objects.filter(firm__organisation=OuterRef("pk"), status__in=MATCHED)
        rows = scoped(rows.filter(Exists(asking), kind=OrganisationKind.DEMAND), office, "demand_firm__region")
        place = "demand_firm__region"
    else:
        rows = rows.filter(kind=OrganisationKind.SUPPLIER, supplier__status=Verification.VERIFIED)
        place = "supplier__region"
    if region:
        rows = rows.filter(**{place: region})
    if q:
        rows = rows.filter(name__icontains=q)
    return rows.select_related("supplier__region", "demand_firm__region").order_by("name", "pk")
