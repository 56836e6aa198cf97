"""Letters that are due leave: taken in small batches by a few senders, each judged by itself."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from matchmaker.accounts.models import Membership
from matchmaker.lib.claims import MOST_CLAIMS, lapsed
from matchmaker.lib.metrics import LETTERS
from matchmaker.lib.outages import SETTLED, outlast
from matchmaker.notifications import alimtalk
from matchmaker.notifications.attending import crowded, kept_for_digest
from matchmaker.notifications.choices import Channel, DeliveryStatus, StopReason
from matchmaker.notifications.mail import mail_of
from matchmaker.notifications.models import Delivery, Heartbeat, StoppedAddress
from matchmaker.notifications.selectors import roles_told
from matchmaker.notifications.smtp import ServerUnreachable
from matchmaker.notifications.stopping import address_stop, is_no_mailbox, stopped

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
BATCH = 25
MAX_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
SERVER_WAIT = timedelta(seconds=30)
ALONE_AFTER = 2  # claims that ended with a dead worker
UNREACHABLE_FOR = timedelta(days=1)  # then even an innocent letter is given up
AWAY = "the server was away for a day"
READER = "message__recipient__attention"  # of nearly every letter; what few letters have is fetched for those alone
KIN = ("digest__user", "invitation__organisation", "invitation__invited_by")


class DealerAway(Exception):
    """Somebody else's notice has just waited in vain; this one is put off without losing a try."""


class Sender:
    """One conversation with the mail server, opened at the first letter and opened anew after trouble."""

    def __init__(self) -> None:
        self._mail: Any = None
        self.dealer_away = False

    def __enter__(self) -> Sender:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        if self._mail is not None:
            self._mail.close()
            self._mail = None

    def post(self, letter: EmailMultiAlternatives) -> None:
        """Raises ServerUnreachable, or what the server or the line said about this letter."""
        if self._mail is None:
            self._mail = get_connection()
            self._mail.open()
        letter.connection = self._mail
        try:
            letter.send()
        except (AnymailError, SMTPException, OSError):
            self.hang_up()
            raise

    def notify(self, delivery: Delivery) -> None:
        """Raises AlimTalkFailed; after a dealer that did not answer, DealerAway for the rest of this turn."""
        if self.dealer_away:
            raise DealerAway
        try:
            alimtalk.delivery_post(delivery)
        except alimtalk.AlimTalkFailed as failure:
            self.dealer_away = failure.unreachable
            raise


def slot_take(*, slot: int) -> bool:
    """Be the only sender of this number until done, or for a lease where the worker dies."""
    now = timezone.now()
    Heartbeat.objects.get_or_create(name=f"mail-{slot}", defaults={"at": now - LEASE})
    held = Q(at__gt=now, at__lte=now + 2 * LEASE)  # further ahead: a clock that ran ahead wrote it
    free = Heartbeat.objects.filter(~held, name=f"mail-{slot}")
    return bool(free.update(at=now + LEASE))


def slot_leave(*, slot: int, wait: timedelta = timedelta(0)) -> None:
    Heartbeat.objects.filter(name=f"mail-{slot}").update(at=timezone.now() + wait)


def slots_idle() -> list[int]:
    """Senders that could start; none where nothing is due."""
    if not _due().exists() and not _left_behind().exists():
        return []
    busy = set(
        Heartbeat.objects.filter(
            name__startswith="mail-", at__gt=timezone.now(), at__lte=timezone.now() + 2 * LEASE
        ).values_list("name", flat=True)
    )
    return [slot for slot in range(settings.MAIL_SENDERS) if f"mail-{slot}" not in busy]


def letters_send(*, slot: int, seconds: float) -> bool:
    """Send what is due for about ``seconds``; whether more is waiting. Nothing if the slot is taken."""
    if not slot_take(slot=slot):
        return False
    until, more, wait = time.monotonic() + seconds, False, timedelta(0)
    try:
        with Sender() as sender:
            while rows := deliveries_claim(limit=BATCH):
                Heartbeat.objects.filter(name=f"mail-{slot}").update(at=timezone.now() + LEASE)
                if not _batch_send(rows, sender):
                    wait = SERVER_WAIT
                    break
                if more := time.monotonic() >= until:
                    break
    finally:
        slot_leave(slot=slot, wait=wait)
    return more


def _batch_send(rows: list[Delivery], sender: Sender) -> bool:
    """Each letter by itself; False when the server could not be reached and the rest was put off."""
    may, halted = _members(rows), stopped(row.address for row in rows)
    full = crowded(row.message.recipient for row in rows if row.message is not None)
    halfway = time.monotonic() + LEASE.total_seconds() / 2
    for at, row in enumerate(rows):
        if time.monotonic() > halfway:  # slow letters: the rest goes back before its lease ends
            _put_back(rows[at:])
            break
        if not letter_send(delivery=row, sender=sender, may=may, halted=halted, full=full):
            _put_off(rows[at + 1 :])
            return False
    return True


def deliveries_claim(*, limit: int = BATCH) -> list[Delivery]:
    """Take up to ``limit`` letters for a lease, urgent ones first; two who ask at once get different ones.

    What a worker seems to have left behind is taken a moment later: if the database was away, that worker may be
    writing down just now that the letter is out.
    """
    if _left_behind().exists():
        time.sleep(SETTLED)
    return _claim(limit)


@transaction.atomic
def _claim(limit: int) -> list[Delivery]:
    now = timezone.now()
    alone = list(_locked(_left_behind().filter(attempts__gte=ALONE_AFTER))[:1])  # may be what kills its workers
    if alone:
        limit = 1
    keys = alone or list(_locked(_left_behind())[:limit])
    if len(keys) < limit:
        keys += _locked(_due())[: limit - len(keys)]
    if not keys:
        return []
    taken = {"status": DeliveryStatus.SENDING, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
    Delivery.objects.filter(pk__in=keys).update(**taken)
    rows = Delivery.objects.filter(pk__in=keys).select_related(READER).prefetch_related(*KIN)
    return list(rows.order_by("priority", "next_try_at", "pk"))


def _due() -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(status=DeliveryStatus.QUEUED, next_try_at__lte=timezone.now())
    return rows.order_by("priority", "next_try_at", "pk")


def _left_behind() -> QuerySet[Delivery]:
    """Held by a worker that died."""
    return Delivery.objects.filter(lapsed(DeliveryStatus.SENDING)).order_by("pk")


def _locked(rows: QuerySet[Delivery]) -> Any:
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows.values_list("pk", flat=True)


def _members(rows: Iterable[Delivery]) -> dict[tuple[int, int], str]:
    """The roles of those who are still in the organisations that the letters are about, by (person, organisation)."""
    told = [row.message for row in rows if row.message is not None]
    people, homes = {row.recipient_id for row in told}, {row.organisation_id for row in told}
    known = Membership.objects.filter(user__in=people, organisation__in=homes, user__is_active=True)
    return {(user, home): role for user, home, role in known.values_list("user_id", "organisation_id", "role")}


def letter_send(
    *,
    delivery: Delivery,
    sender: Sender,
    may: dict[tuple[int, int], str] | None = None,
    halted: dict[str, StoppedAddress] | None = None,
    full: set[int] | None = None,
) -> bool:
    """Send one claimed letter unless its address is stopped; False when the server could not be reached."""
    asked = full is None or (delivery.message is not None and delivery.message.recipient_id in full)
    if asked and kept_for_digest(delivery=delivery):
        return True
    halted = stopped([delivery.address]) if halted is None else halted
    if halt := halted.get(delivery.address.lower()):
        _record(delivery, DeliveryStatus.STOPPED, error=f"{halt.reason}: {halt.detail}"[:500])
        return True
    try:
        delivery_send(delivery=delivery, sender=sender, may=may)
    except ServerUnreachable as failure:
        _put_off([delivery], str(failure))
        return False
    except DealerAway:
        _put_off([delivery])
    return True


def delivery_send(*, delivery: Delivery, sender: Sender, may: dict[tuple[int, int], str] | None = None) -> None:
    """Send a claimed delivery and record how it went: sent, to be tried again later, or failed for good.

    Raises ServerUnreachable or DealerAway with nothing recorded.
    """
    if reason := _not_to_be_sent(delivery, _members([delivery]) if may is None else may):
        _record(delivery, DeliveryStatus.FAILED, error=reason)
        return
    try:
        if delivery.channel == Channel.ALIMTALK:
            sender.notify(delivery)
        else:
            sender.post(mail_of(delivery))
    except ServerUnreachable:
        raise
    except (alimtalk.AlimTalkFailed, AnymailError, SMTPException, OSError) as failure:
        _record_failure(delivery, failure)
        return
    now = timezone.now()
    outlast(lambda: _record_sent(delivery, now))


def _not_to_be_sent(delivery: Delivery, may: dict[tuple[int, int], str]) -> str:
    """Why this must not go out any more; empty if it may."""
    if delivery.attempts > MOST_CLAIMS:
        return f"given up after {MOST_CLAIMS} workers that died with it; {delivery.error}".rstrip("; ")
    if delivery.message is not None:
        message = delivery.message
        role = may.get((message.recipient_id, message.organisation_id))
        known = role in roles_told(message.kind)
        return "" if known else "the recipient has left the organisation, or sees figures alone now"
    if delivery.digest is not None:
        return "" if delivery.digest.user.is_active else "the recipient has left"
    invitation = delivery.invitation
    still_open = invitation.accepted_at is None and invitation.expires_at > timezone.now()
    return "" if still_open else "the invitation is no longer open"


@transaction.atomic
def _record_failure(delivery: Delivery, failure: Exception) -> None:
    error = f"{type(failure).__name__}: {failure}"[:500]
    if is_no_mailbox(failure):
        address_stop(address=delivery.address, reason=StopReason.BOUNCED, detail=error)
    if _permanent(failure) or delivery.attempts >= MAX_TRIES:
        if _record(delivery, DeliveryStatus.FAILED, error=error) and delivery.channel == Channel.ALIMTALK:
            by_mail_instead(delivery)
        return
    again = timezone.now() + FIRST_WAIT * 4 ** (delivery.attempts - 1)
    _record(delivery, DeliveryStatus.QUEUED, error=error, next_try_at=again, due_at=again)


def by_mail_instead(delivery: Delivery) -> None:
    """What did not arrive on the phone goes out by e-mail, if it was not going to anyway."""
    now = timezone.now()
    letters = Delivery.objects.filter(message=delivery.message_id, channel=Channel.EMAIL, status=DeliveryStatus.OFF)
    letters.update(status=DeliveryStatus.QUEUED, next_try_at=now, due_at=now)


def _permanent(failure: Exception) -> bool:
    """A server's 5xx answer on this letter. A refused log-in is ours to mend, so that one is tried again."""
    if isinstance(failure, alimtalk.AlimTalkFailed):
        return failure.permanent
    if isinstance(failure, (AnymailRecipientsRefused, AnymailInvalidAddress)):
        return True
    if isinstance(failure, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in failure.recipients.values())
    return isinstance(failure, SMTPDataError) and failure.smtp_code >= 500


def _record(delivery: Delivery, status: str, **fields: Any) -> bool:
    """Move on only if this worker still holds the row: its claim is the number of the attempt."""
    mine = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.SENDING, attempts=delivery.attempts)
    recorded = bool(mine.update(status=status, lease_until=None, **fields))
    if recorded:
        LETTERS.labels(delivery.channel, str(status)).inc()
    return recorded


def _record_sent(delivery: Delivery, now: datetime) -> None:
    """As ``_record`` does, in a statement of our own: once a letter, the ORM's building of it is most of its price."""
    table = connection.ops.quote_name(Delivery._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET status = %s, lease_until = NULL, error = '', sent_at = %s "  # noqa: S608  # nosec B608 # our own names
            "WHERE id = %s AND status = %s AND attempts = %s",
            (
                DeliveryStatus.SENT.value,
                connection.ops.adapt_datetimefield_value(now),
                delivery.pk,
                DeliveryStatus.SENDING.value,
                delivery.attempts,
            ),
        )
        if cursor.rowcount:
            LETTERS.labels(delivery.channel, DeliveryStatus.SENT.value).inc()


def _held(rows: list[Delivery]) -> QuerySet[Delivery]:
    """Those of a batch that are still this worker's; all of a batch were claimed with one lease."""
    until = {row.lease_until for row in rows}
    return Delivery.objects.filter(
        pk__in=[row.pk for row in rows], status=DeliveryStatus.SENDING, lease_until__in=until
    )


def _put_back(rows: list[Delivery]) -> None:
    _held(rows).update(status=DeliveryStatus.QUEUED, lease_until=None, attempts=F("attempts") - 1)


@transaction.atomic
def _put_off(rows: list[Delivery], error: str = "") -> None:
    """The server cannot be reached: the letters wait without losing a try, a day at most."""
    now, error = timezone.now(), error[:500]
    held = _held(rows)
    old = Q(due_at__lt=now - UNREACHABLE_FOR)
    held.filter(old).update(status=DeliveryStatus.FAILED, lease_until=None, error=error or AWAY)
    waits = {"status": DeliveryStatus.QUEUED, "lease_until": None, "next_try_at": now + SERVER_WAIT, "error": error}
    held.exclude(old).update(attempts=F("attempts") - 1, **waits)
