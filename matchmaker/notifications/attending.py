"""What a person wants by e-mail: read when a letter is written, changed on a page or by one click in a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core import signing
from django.db import transaction

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import User
from matchmaker.notifications.choices import Cadence, Channel, DeliveryStatus
from matchmaker.notifications.groups import Group, group_of, kinds_in
from matchmaker.notifications.models import Delivery, Preference

SALT = "notifications.unsubscribe"
NOT_YET_SENT = (DeliveryStatus.QUEUED,)


def groups_of(user: User) -> list[Group]:
    """The groups that can ever concern this person."""
    office = user.memberships.filter(organisation__kind=OrganisationKind.PROGRAMME).exists()
    return [group for group in Group if group != Group.OFFICE or office]


def cadences_of(user: User) -> dict[str, str]:
    """How often each group reaches this person by e-mail; at once where nothing was chosen."""
    chosen = dict(Preference.objects.filter(user=user, channel=Channel.EMAIL).values_list("group", "cadence"))
    return {group: chosen.get(group, Cadence.AT_ONCE) for group in groups_of(user)}


def statuses(*, kind: str, people: Iterable[User]) -> dict[int, DeliveryStatus]:
    """For each person's key, how a letter of this kind starts."""
    people, group = list(people), group_of(kind)
    told = {user.pk: DeliveryStatus.QUEUED for user in people}
    if group is None:
        return told
    chosen = Preference.objects.filter(user__in=people, group=group, channel=Channel.EMAIL)
    for user, cadence in chosen.values_list("user", "cadence"):
        if cadence == Cadence.OFF:
            told[user] = DeliveryStatus.OFF
    return told


@transaction.atomic
def preferences_save(*, user: User, cadences: Mapping[str, str]) -> None:
    """Keep what was chosen for each group. Letters of a group switched off that have not left yet stay here."""
    for group, cadence in cadences.items():
        Preference.objects.update_or_create(
            user=user, group=Group(group), channel=Channel.EMAIL, defaults={"cadence": Cadence(cadence)}
        )
        if cadence == Cadence.OFF:
            waiting = Delivery.objects.filter(message__recipient=user, message__kind__in=kinds_in(group))
            waiting.filter(status__in=NOT_YET_SENT).update(status=DeliveryStatus.OFF)


def unsubscribe_token(*, user_id: int, group: str) -> str:
    """What the link in a letter carries: whose choice, and of which group. It does not expire: old letters hold it."""
    return signing.dumps([user_id, str(group)], salt=SALT)


def token_read(token: str) -> tuple[User, Group] | None:
    """The person and the group of a token; None for one that was not signed here or whose person is gone."""
    try:
        pk, group = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return (user, Group(group)) if user is not None and group in Group.values else None
