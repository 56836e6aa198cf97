"""The firm's decision clock: five working days, once longer with a reason, then over."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from demand.choices import NeedStatus
from matchmaker.accounts.models import User
from matchmaker.sourcing.awards import deadlines, errors, following, telling
from matchmaker.sourcing.awards.selectors import standing_award
from matchmaker.sourcing.awards.services import locked_need
from matchmaker.sourcing.errors import NeedClosed
from matchmaker.sourcing.models import Round


@transaction.atomic
def round_extend(*, round: Round, actor: User, reason: str) -> Round:
    """Fifteen working days more to decide, once, with a written reason.

    Pressed twice with the same reason it is one extension; raises AlreadyExtended, DecisionOver, NeedClosed.
    """
    row = _locked(round)
    if row.extended_at is not None:
        if row.extension_reason == reason:
            return row
        raise errors.AlreadyExtended
    now = timezone.now()
    if row.need.status == NeedStatus.CLOSED:
        raise NeedClosed
    if row.decide_by is None or row.decide_by <= now:
        raise errors.DecisionOver
    row.decide_by, row.extended_at, row.extension_reason = deadlines.extended(row.decide_by), now, reason
    row.remind_decision_at = deadlines.remind_decision_at(row, now)
    row.save(update_fields=["decide_by", "extended_at", "extension_reason", "remind_decision_at"])
    return row


@transaction.atomic
def decision_check(*, round: Round) -> str:
    """What the clock asks of one round: "closed", "reminded" once, or "". Safe at any time, any number of times."""
    row, now = _locked(round), timezone.now()
    if row.decide_by is None or row.need.status == NeedStatus.CLOSED or standing_award(row.need) is not None:
        return ""
    if row.decide_by <= now:
        following.close_undecided(row.need, None)
        telling.decision_over(row)
        return "closed"
    moment = row.remind_decision_at or deadlines.remind_decision_at(row, now)
    reminded = moment <= now < row.decide_by and moment != row.decide_by
    if reminded:
        telling.decision_due(row)
        moment = row.decide_by
    Round.objects.filter(pk=row.pk).update(remind_decision_at=moment)
    return "reminded" if reminded else ""


def _locked(round: Round) -> Round:
    need = locked_need(round.need_id)
    row = Round.objects.get(pk=round.pk)
    row.need = need
    return row
