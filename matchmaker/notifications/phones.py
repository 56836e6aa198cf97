"""A person's phone for notices: named, proved by a code sent to it, chosen by group, taken away again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.notifications import alimtalk
from matchmaker.notifications.choices import Cadence, Channel
from matchmaker.notifications.groups import DEADLINE_GROUP, Group, group_of
from matchmaker.notifications.models import Phone, Preference

CODE_LASTS = timedelta(minutes=10)
MOST_TRIES, MOST_CODES_A_DAY = 5, 5


def phone_of(user: User) -> Phone | None:
    return Phone.objects.filter(user=user).first()


def number_normal(raw: str) -> str:
    """Digits of a Korean mobile number, "" if it is none."""
    digits = "".join(sign for sign in raw if sign.isdigit())
    if digits.startswith("82"):
        digits = "0" + digits[2:]
    return digits if digits.startswith("01") and len(digits) in (10, 11) else ""


def code_send(*, user: User, number: str) -> bool:
    """Send a fresh code to the number; False where too many were sent today. Raises AlimTalkFailed.

    The number counts for nothing until the code comes back. The row is written before the dealer is asked.
    """
    code = f"{secrets.randbelow(1_000_000):06}"
    if not _code_keep(user=user, number=number, code=code):
        return False
    template, text = alimtalk.filled("code", {"code": code})
    alimtalk.notice_post(to=number, code=template, text=text, link="", key=f"code-{user.pk}-{secrets.token_hex(8)}")
    return True


@transaction.atomic
def _code_keep(*, user: User, number: str, code: str) -> bool:
    now = timezone.now()
    row, _ = Phone.objects.get_or_create(user=user, defaults={"number": number})
    if row.codes_since < now - timedelta(days=1):
        Phone.objects.filter(pk=row.pk).update(codes_since=now, codes_sent=0)
    fields = {"code_hash": make_password(code), "code_until": now + CODE_LASTS, "code_tries": 0}
    room = Phone.objects.filter(pk=row.pk, codes_sent__lt=MOST_CODES_A_DAY)
    return bool(room.update(number=number, confirmed_at=None, codes_sent=F("codes_sent") + 1, **fields))


@transaction.atomic
def code_check(*, user: User, code: str) -> bool:
    """Whether this is the code that was sent; then the number is proved. Five wrong ones make the code void."""
    row = phone_of(user)
    if row is None or row.code_until is None or row.code_until < timezone.now() or row.code_tries >= MOST_TRIES:
        return False
    Phone.objects.filter(pk=row.pk).update(code_tries=F("code_tries") + 1)
    if not check_password(code, row.code_hash):
        return False
    return bool(Phone.objects.filter(pk=row.pk).update(confirmed_at=timezone.now(), code_hash="", code_until=None))


@transaction.atomic
def phone_remove(*, user: User) -> None:
    """The number goes; what was chosen for it as well."""
    Phone.objects.filter(user=user).delete()
    Preference.objects.filter(user=user, channel=Channel.ALIMTALK).delete()


def chosen_groups(user: User) -> set[str]:
    rows = Preference.objects.filter(user=user, channel=Channel.ALIMTALK, cadence=Cadence.AT_ONCE)
    return set(rows.values_list("group", flat=True))


@transaction.atomic
def groups_choose(*, user: User, groups: Iterable[str]) -> None:
    wanted = set(groups)
    for group in (DEADLINE_GROUP, *Group.values):
        cadence = Cadence.AT_ONCE if group in wanted else Cadence.OFF
        Preference.objects.update_or_create(
            user=user, group=group, channel=Channel.ALIMTALK, defaults={"cadence": cadence}
        )


def numbers(*, kind: str, people: Iterable[User]) -> dict[int, str]:
    """For each person's key the phone that this kind goes to as well: proved, wanted, in the reader's language."""
    if not alimtalk.available() or kind not in alimtalk.templates():
        return {}
    readers = [user.pk for user in people if user.language == "ko"]
    wanting = Preference.objects.filter(
        user__in=readers, channel=Channel.ALIMTALK, cadence=Cadence.AT_ONCE, group=group_of(kind) or DEADLINE_GROUP
    )
    rows = Phone.objects.filter(user__in=wanting.values("user"), confirmed_at__isnull=False)
    return dict(rows.values_list("user", "number"))
