"""A need that was changed while its requests are open: quotes must be confirmed anew, and there is time for it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from demand.choices import MATCHED, NeedStatus
from demand.models import Need
from demand.services import need_open
from matchmaker.notifications.choices import MessageKind
from matchmaker.sourcing.awards.deadlines import confirm_by
from matchmaker.sourcing.choices import HANDED_IN, LIVE, AwardStatus, RfqStatus
from matchmaker.sourcing.deadlines import AMENDED_WORKING_DAYS, office_closes
from matchmaker.sourcing.letters import tell_suppliers
from matchmaker.sourcing.models import Quote, Rfq, RfqInvitation, Round
from matchmaker.sourcing.rounds import next_moment


def rounds_amended() -> QuerySet[Round]:
    """Rounds with live requests whose need was changed and confirmed since."""
    changed = Round.objects.filter(need__version__gt=F("need_version"), need__status__in=MATCHED)
    live = Rfq.objects.exclude(status=RfqStatus.CANCELLED)
    return changed.filter(rfqs__in=live).distinct().order_by("pk")


def amended(row: Round | None, need: Need) -> bool:
    return row is not None and need.version > row.need_version and need.status in MATCHED


@transaction.atomic
def round_amend(*, row: Round) -> bool:
    """Take over the need's new version; whether there was one. Safe at any time, any number of times.

    The requests stay open and so does the need. Quotes handed in become stale until they are confirmed again, the one
    chosen too while its award waits for the lead or for a programme; what is agreed stays agreed. Where fewer than two
    working days are left, for quotes or for the lead's word, the deadline moves out by two; all invited are told.
    """
    need = Need.objects.select_for_update().select_related("firm__organisation").get(pk=row.need_id)
    row, now = Round.objects.select_for_update().get(pk=row.pk), timezone.now()
    if not amended(row, need) or not need.rfqs.exclude(status=RfqStatus.CANCELLED).exists():
        return False
    if need.status == NeedStatus.CHECKED:
        need_open(need=need, actor=None)
    old = Quote.objects.filter(rfq__round=row, status__in=HANDED_IN, need_version__lt=need.version)
    old.exclude(awards__status=AwardStatus.ACTIVE).update(stale=True)
    late = confirm_by(now)
    need.awards.filter(status=AwardStatus.PENDING, confirm_by__gt=now, confirm_by__lt=late).update(
        confirm_by=late, next_check_at=late
    )
    if row.quotes_due_at < office_closes(now, AMENDED_WORKING_DAYS):
        row.quotes_due_at = office_closes(max(row.quotes_due_at, now), AMENDED_WORKING_DAYS)
    row.need_version, row.next_check_at = need.version, next_moment(row, now)
    row.save(update_fields=["quotes_due_at", "need_version", "next_check_at"])
    _tell(row, need)
    return True


def _tell(row: Round, need: Need) -> None:
    """Each on its own invitation's page."""
    invited = RfqInvitation.objects.filter(rfq__round=row, status__in=LIVE).select_related("supplier__organisation")
    for one in invited:
        url, key = reverse("sourcing:invitation", args=[one.pk]), f"{row.pk}:{need.version}"
        due = row.quotes_due_at.isoformat()
        tell_suppliers([one.supplier], need, MessageKind.NEED_AMENDED, url=url, key=key, due_at=due)
