"""What a person wants by e-mail: read when a letter is written, changed on a page or by one click in a letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation, User
from matchmaker.lib.prepared import Prepared
from matchmaker.notifications.choices import Cadence, Channel, DeliveryStatus
from matchmaker.notifications.groups import DEADLINE, Group, group_of, kinds_in
from matchmaker.notifications.models import Attention, Delivery, Message, Preference
from matchmaker.notifications.quiet import quiet_end
from matchmaker.notifications.selectors import roles_told

SALT = "notifications.unsubscribe"
DAY = timedelta(days=1)
NOT_YET_SENT = (DeliveryStatus.QUEUED, DeliveryStatus.DIGEST)
AT_ONCE = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING, DeliveryStatus.SENT)


@dataclass(frozen=True)
class Plan:
    status: DeliveryStatus
    leaves: datetime


def groups_of(user: User) -> list[Group]:
    """The groups that can ever concern this person."""
    office = user.memberships.filter(organisation__kind=OrganisationKind.PROGRAMME).exists()
    return [group for group in Group if group != Group.OFFICE or office]


def cadences_of(user: User) -> dict[str, str]:
    """How often each group reaches this person by e-mail; at once where nothing was chosen."""
    chosen = dict(Preference.objects.filter(user=user, channel=Channel.EMAIL).values_list("group", "cadence"))
    return {group: chosen.get(group, Cadence.AT_ONCE) for group in groups_of(user)}


def attention_of(user: User) -> Attention:
    """When this person may be disturbed: their row, or one with the defaults that is not saved."""
    try:
        return user.attention
    except Attention.DoesNotExist:
        return Attention(user=user)


RESTS = ("zone", "quiet_from", "quiet_until", "on_holidays", "daily_cap")


def readers(*, kind: str, organisation: Organisation) -> list[User]:
    """Who is told of this kind of news, with what ``plans`` asks of them; of a row only key, address and language."""
    asked: list[Any] = [organisation.pk]
    if (group := group_of(kind)) is not None:
        asked += [str(group), timezone.now() - DAY]
    rows = _asked(tuple(roles_told(kind)), group is not None).rows(*asked)
    return [_reader(*row) for row in rows]


def _reader(pk: int, email: str, language: str, *rest: Any) -> User:
    """``rest``: the person's attention, None where they chose nothing; of a group also its count and cadence."""
    user = User(pk=pk, email=email, language=language)
    user.told_today, user.cadence = rest[len(RESTS) :] or (0, "")
    chosen = dict(zip(RESTS, rest, strict=False)) if rest[0] is not None else {}
    Attention(user=user, **chosen)  # from now on the user's own, as if it were selected with them
    return user


@cache
def _asked(roles: tuple[str, ...], grouped: bool) -> Prepared[Any]:
    """Built once: every piece of news asks it."""
    return Prepared(partial(_readers, roles), *((int, str, datetime) if grouped else (int,)))


def _readers(
    roles: tuple[str, ...], organisation: int, group: str = "", since: datetime | None = None
) -> QuerySet[Any, Any]:
    """Rows of ``_reader``; without a group nobody's choice or count matters."""
    rows = User.objects.filter(memberships__organisation=organisation, memberships__role__in=roles, is_active=True)
    columns = ["pk", "email", "language", *(f"attention__{name}" for name in RESTS)]
    if since is not None:
        chosen = Preference.objects.filter(user=OuterRef("pk"), group=group, channel=Channel.EMAIL)
        mine = _told_since(since).filter(recipient=OuterRef("pk")).order_by().values("recipient")
        count = Subquery(mine.annotate(count=Count("pk")).values("count"))
        rows = rows.annotate(told_today=count, cadence=Subquery(chosen.values("cadence")))
        columns += ["told_today", "cadence"]
    return rows.order_by("pk").values_list(*columns)


def plans(*, kind: str, people: list[User]) -> dict[int, Plan]:
    """For each person's key, how a letter of this kind starts and when it may leave.

    What has a deadline leaves at once. Else the person's choice holds, then the cap a day (what is over it waits for
    the daily digest), then the quiet hours. ``people`` come from ``readers``, asked before the message was written.
    """
    now = timezone.now()
    if group_of(kind) is None:
        return {user.pk: Plan(DeliveryStatus.QUEUED, now) for user in people}
    # Nobody has more letters than messages: who was told less than their cap needs no counting.
    many = [user.pk for user in people if (user.told_today or 0) >= attention_of(user).daily_cap]
    sent = (
        _letters(list(_told_since(now - DAY).filter(recipient__in=many).values_list("pk", flat=True))) if many else {}
    )
    return {user.pk: _plan(user, user.cadence or Cadence.AT_ONCE, sent.get(user.pk, 0), now) for user in people}


def _plan(user: User, cadence: str, sent: int, now: datetime) -> Plan:
    rest = attention_of(user)
    if cadence == Cadence.OFF:
        return Plan(DeliveryStatus.OFF, now)
    if cadence != Cadence.AT_ONCE or sent >= rest.daily_cap:
        return Plan(DeliveryStatus.DIGEST, now)
    return Plan(DeliveryStatus.QUEUED, quiet_end(rest, now))


def _told_since(since: datetime) -> QuerySet[Message]:
    """What was told without a deadline after this moment."""
    return Message.objects.filter(created_at__gt=since).exclude(kind__in=DEADLINE)


def _letters(messages: list[int]) -> dict[int, int]:
    """How many of the messages with these keys are letters to go at once, by reader.

    By their keys, few a person and day: left to itself a database may walk through everybody's letters for it.
    """
    rows = Delivery.objects.filter(message__in=messages, channel=Channel.EMAIL, status__in=AT_ONCE).order_by()
    return dict(rows.values_list("message__recipient").annotate(count=Count("pk")))


def crowded(people: Iterable[User]) -> set[int]:
    """Keys of those whose letters of today, sent or on their way, are more than they want in a day.

    ``people`` come with their ``attention`` selected.
    """
    caps = {user.pk: attention_of(user).daily_cap for user in people}
    told = list(_told_since(timezone.now() - DAY).filter(recipient__in=caps).values_list("pk", "recipient_id"))
    counts = Counter(reader for _, reader in told)
    many = [key for key, reader in told if counts[reader] > caps[reader]]
    return {reader for reader, count in (_letters(many) if many else {}).items() if count > caps[reader]}


def kept_for_digest(*, delivery: Delivery) -> bool:
    """Whether a claimed letter goes to the digest after all, because its reader has had the day's letters.

    Two that write to one person in the same moment both count what was there before. Here each letter counts the ones
    that leave or left today and the ones written before it, so that no more than the cap goes out, whoever was first.
    """
    message = delivery.message
    if message is None or group_of(message.kind) is None:
        return False
    others = Delivery.objects.filter(message__recipient=message.recipient_id, channel=delivery.channel)
    others = others.filter(created_at__gt=timezone.now() - DAY).exclude(message__kind__in=DEADLINE)
    # What one sender took together leaves in order, so of its own batch only what stands before it counts.
    gone = Q(status=DeliveryStatus.SENT) | Q(status=DeliveryStatus.SENDING) & ~Q(lease_until=delivery.lease_until)
    gone |= Q(status=DeliveryStatus.SENDING, pk__lt=delivery.pk)
    before = others.filter(gone | Q(status=DeliveryStatus.QUEUED, pk__lt=delivery.pk)).exclude(pk=delivery.pk)
    if before.count() < attention_of(message.recipient).daily_cap:
        return False
    mine = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.SENDING, attempts=delivery.attempts)
    return bool(mine.update(status=DeliveryStatus.DIGEST, lease_until=None, attempts=0))


@transaction.atomic
def preferences_save(*, user: User, cadences: Mapping[str, str], rest: Attention | None = None) -> None:
    """Keep what was chosen for each group. Letters of a group switched off that have not left yet stay here."""
    if rest is not None:
        rest.save()
    for group, cadence in cadences.items():
        Preference.objects.update_or_create(
            user=user, group=Group(group), channel=Channel.EMAIL, defaults={"cadence": Cadence(cadence)}
        )
        if cadence == Cadence.OFF:
            waiting = Delivery.objects.filter(
                channel=Channel.EMAIL, message__recipient=user, message__kind__in=kinds_in(group)
            )
            waiting.filter(status__in=NOT_YET_SENT).update(status=DeliveryStatus.OFF)


def unsubscribe_token(*, user_id: int, groups: Iterable[str]) -> str:
    """What the link in a letter carries: whose choice, and of which groups. It does not expire: old letters hold it."""
    return signing.dumps([user_id, "+".join(sorted(map(str, groups)))], salt=SALT)


def token_read(token: str) -> tuple[User, list[Group]] | None:
    """The person and the groups of a token; None for one that was not signed here or whose person is gone."""
    try:
        pk, names = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    groups = [Group(name) for name in names.split("+") if name in Group.values]
    return (user, groups) if user is not None and groups else None
