"""Several messages in one letter: made when due, once a person and period, only when there is something new."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from matchmaker.accounts.models import Organisation, User
from matchmaker.notifications.attending import attention_of
from matchmaker.notifications.choices import Cadence, DeliveryStatus
from matchmaker.notifications.groups import kinds_in
from matchmaker.notifications.models import Delivery, Digest, Message, Preference
from matchmaker.notifications.quiet import digest_due
from matchmaker.notifications.selectors import readable

BATCH = 200
LATER = 2  # behind everything else that waits
DIGESTED = (Cadence.DAILY, Cadence.WEEKLY)


def digests_make(*, limit: int = BATCH) -> int:
    """Make the digests that are due now, about ``limit`` at a time; returns how many.

    Asking twice, or two at a time, makes each once.
    """
    waiting = Delivery.objects.filter(status=DeliveryStatus.DIGEST).values("message__recipient")
    people = User.objects.filter(pk__in=waiting, is_active=True).select_related("attention").order_by("pk")
    made = 0
    for user in people.iterator():  # all of them: those who are not due yet must not stand in the way of others
        made += sum(digest_make(user=user, cadence=cadence) for cadence in DIGESTED)
        if made >= limit:
            break
    return made


@transaction.atomic
def digest_make(*, user: User, cadence: str) -> bool:
    """Bundle what waits for this person's digest into one letter; whether there was anything to do.

    What was read in the inbox meanwhile is no news any more. The unique period decides between two that try at once.
    """
    due = digest_due(attention_of(user), cadence, timezone.now())
    if due is None:
        return False
    period, moment = due
    items = _waiting(user, cadence).filter(created_at__lt=moment)
    items.filter(message__read_at__isnull=False).update(status=DeliveryStatus.SEEN)
    keys = list(items.values_list("pk", flat=True))
    if not keys:
        return False
    digest, fresh = Digest.objects.get_or_create(user=user, period=period)
    if fresh:
        Delivery.objects.filter(pk__in=keys, status=DeliveryStatus.DIGEST).update(
            status=DeliveryStatus.BUNDLED, bundle=digest
        )
        Delivery.objects.create(digest=digest, address=user.email, priority=LATER)
    return fresh


def _waiting(user: User, cadence: str) -> QuerySet[Delivery]:
    """What waits for the weekly digest is of the groups that the person wants weekly; the daily one takes the rest."""
    weekly = Preference.objects.filter(user=user, cadence=Cadence.WEEKLY).values_list("group", flat=True)
    kinds = [kind for group in weekly for kind in kinds_in(group)]
    mine = Organisation.objects.filter(memberships__user=user)
    own = readable(Message.objects.filter(recipient=user, organisation__in=mine))
    rows = Delivery.objects.filter(status=DeliveryStatus.DIGEST, message__in=own)
    return rows.filter(message__kind__in=kinds) if cadence == Cadence.WEEKLY else rows.exclude(message__kind__in=kinds)
