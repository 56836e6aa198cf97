"""The clocks of a round and of its need: the promise, unfinished quotes, the end. Each may be called at any time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from demand.choices import NeedResult, NeedStatus
from demand.models import Need
from demand.services import need_close, need_ends, need_warns
from matchmaker.notifications.choices import MessageKind
from matchmaker.sourcing.choices import HANDED_IN, READABLE, STANDING, CancelReason, EscalationKind, RfqStatus
from matchmaker.sourcing.deadlines import ANSWERS_PROMISED, DECISION_WORKING_DAYS, office_closes, remind_at
from matchmaker.sourcing.escalating import escalate
from matchmaker.sourcing.letters import tell_firm, tell_offices, tell_suppliers
from matchmaker.sourcing.models import Award, Quote, Rfq, RfqInvitation, Round
from matchmaker.sourcing.progress import ANSWERS
from matchmaker.sourcing.rounds import next_moment
from matchmaker.sourcing.services import rfq_cancel

DAY = timedelta(days=1)


@transaction.atomic
def round_check(*, row: Round) -> bool:
    """Whatever of the round is due: judge the promise, remind leads, ask for help where no quote came in."""
    need = Need.objects.select_for_update().select_related("firm__organisation").get(pk=row.need_id)
    row, now = Round.objects.select_for_update().get(pk=row.pk), timezone.now()
    if row.next_check_at is None or row.next_check_at > now:
        return False
    row.need, live = need, _live(need)
    if need.status != NeedStatus.CLOSED and live:
        _judge(row, now)
        _remind(row, live, now)
        _ask_for_help(row, now)
    row.next_check_at = next_moment(row, now)
    row.save(update_fields=["promise_kept", "next_check_at"])
    return True


def _live(need: Need) -> list[Rfq]:
    return list(need.rfqs.exclude(status=RfqStatus.CANCELLED).order_by("pk"))


def _judge(row: Round, now: datetime) -> None:
    """Answers that came in time, from different suppliers, to any request of the need."""
    if row.promise_kept is not None or row.promise_by > now:
        return
    given = RfqInvitation.objects.filter(rfq__need=row.need, status__in=ANSWERS, answered_at__lte=row.promise_by)
    answers = given.values("supplier").distinct().count()
    row.promise_kept = answers >= ANSWERS_PROMISED
    if row.promise_kept:
        return
    counts = {"answers": answers, "of": ANSWERS_PROMISED}
    escalate(need=row.need, kind=EscalationKind.PROMISE, detail=counts)
    _tell_both(row, MessageKind.PROMISE_MISSED, row.promise_by, **counts)


def _remind(row: Round, live: list[Rfq], now: datetime) -> None:
    if not remind_at(row.quotes_due_at) <= now < row.quotes_due_at or _awarded(row.need):
        return
    late = [rfq for rfq in live if not rfq.quotes.filter(status__in=HANDED_IN).exists()]
    leads = RfqInvitation.objects.filter(rfq__in=late, lead=True, status="accepted")
    for lead in leads.select_related("supplier__organisation"):
        url, due = reverse("sourcing:invitation", args=[lead.pk]), row.quotes_due_at.isoformat()
        tell_suppliers(
            [lead.supplier], row.need, MessageKind.QUOTE_DUE, url=url, key=f"{lead.rfq_id}:{due}", due_at=due
        )


def _ask_for_help(row: Round, now: datetime) -> None:
    if row.quotes_due_at > now or _awarded(row.need) or _quoted(row.need):
        return
    escalate(need=row.need, kind=EscalationKind.NO_QUOTE)
    _tell_both(row, MessageKind.NO_QUOTE, row.quotes_due_at)


def _tell_both(row: Round, kind: str, moment: datetime, **payload: int) -> None:
    key = f"{row.pk}:{moment.isoformat()}"
    rfq = row.need.rfqs.exclude(status=RfqStatus.CANCELLED).latest("pk")
    tell_firm(row.need, kind, url=reverse("sourcing:rfq", args=[rfq.pk]), key=key, side="demand", **payload)
    tell_offices(row.need, kind, url=reverse("coverage:unmet"), key=f"office:{key}", side="office", **payload)


def _awarded(need: Need) -> bool:
    return Award.objects.filter(need=need, status__in=STANDING).exists()


def _quoted(need: Need) -> bool:
    return Quote.objects.filter(rfq__need=need, status__in=HANDED_IN | READABLE).exists()


@transaction.atomic
def need_check(*, need: Need) -> bool:
    """Warn the firm when 70 % of the time is over, close the need at its end; an award that stands keeps it open."""
    need, now = Need.objects.select_for_update().select_related("firm__organisation").get(pk=need.pk), timezone.now()
    if need.status != NeedStatus.OPEN or need.next_check_at is None or need.next_check_at > now:
        return False
    end = _end(need)
    if _awarded(need):  # it may still fall through
        Need.objects.filter(pk=need.pk).update(next_check_at=max(now, end) + DAY)
        return False
    if end > now:
        if need_warns(need.opened_at) <= now:
            url, key = reverse("matching:need", args=[need.pk]), f"{need.pk}:{need.opened_at.isoformat()}"
            tell_firm(need, MessageKind.NEED_ENDING, url=url, key=key, ends_at=end.isoformat())
        Need.objects.filter(pk=need.pk).update(next_check_at=end)
        return True
    _close(need)
    return True


def _end(need: Need) -> datetime:
    """The fifteenth working day, or the end of the round's own decision time where that is later."""
    end, row = need_ends(need.opened_at), Round.objects.filter(need=need).first()
    if row is None or not _live(need):
        return end
    decide = row.decide_by or office_closes(row.quotes_due_at, DECISION_WORKING_DAYS)
    return max(end, decide)


def _close(need: Need) -> None:
    """Expired where there was a quote to choose from, unmet where none ever came. All that were asked are told."""
    result = NeedResult.EXPIRED if _quoted(need) else NeedResult.UNMET
    for rfq in _live(need):
        rfq_cancel(rfq=rfq, actor=None, reason=CancelReason.ENDED)
    need_close(need=need, result=result, actor=None)
    url = reverse("matching:need", args=[need.pk])
    tell_firm(need, MessageKind.NEED_ENDED, url=url, key=str(need.pk), side="demand")
