"""Amounts as people type them into a form field: 3천만, 3,000만원, 1억 2천, 30000000, 30M."""

from __future__ import annotations

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.korea import won_ko

SMALL = {"십": 10, "백": 100, "천": 1_000}
BIG = {"만": 10_000, "억": 100_000_000, "조": 1_000_000_000_000}
DIGITS = {sign: str(at) for at, sign in enumerate("영일이삼사오육칠팔구")}
ENGLISH = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "b": 1_000_000_000}
ENGLISH["billion"] = ENGLISH["b"]
LONGEST = 40
NUMBER = r"\d{1,30}(?:\.\d{1,6})?"


class AmountUnreadable(ValueError):
    """The text is no single amount."""


class AmountVague(AmountUnreadable):
    """천 or 백 without 만: five thousand won, or fifty million?"""


def won_read(text: str) -> int:
    """Won meant by ``text``. After 억 a bare 천 means 천만, as in 1억 2천. Raises AmountUnreadable or AmountVague."""
    plain = re.sub(r"[\s,]|원정?$|^약|^[₩￦]|krw", "", text.strip().lower())
    plain = re.sub(r"[₩￦]", "", plain)
    if not plain or len(text) > LONGEST:
        raise AmountUnreadable(text)
    if re.fullmatch(NUMBER, plain):
        return _whole(Decimal(plain))
    if found := re.fullmatch(rf"({NUMBER})({'|'.join(ENGLISH)})(?:won)?", plain):
        return _whole(Decimal(found[1]) * ENGLISH[found[2]])
    return _korean(plain)


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value())


def _korean(plain: str) -> int:
    plain = re.sub("[영일이삼사오육칠팔구]", lambda found: DIGITS[found[0]], plain)
    tokens = re.findall(rf"{NUMBER}|[십백천만억조]", plain)
    if "".join(tokens) != plain:
        raise AmountUnreadable(plain)
    total, section, number, last_big = Decimal(0), Decimal(0), None, None
    for token in tokens:
        if token in SMALL:
            section += (number if number is not None else 1) * SMALL[token]
            number = None
        elif token in BIG:
            if last_big is not None and BIG[token] >= last_big:
                raise AmountUnreadable(plain)
            whole = section + (number or 0)
            total += (whole if whole or section or number is not None else 1) * BIG[token]
            section, number, last_big = Decimal(0), None, BIG[token]
        elif number is not None:
            raise AmountUnreadable(plain)
        else:
            number = Decimal(token)
    return _whole(total + _rest(plain, tokens, section, number, last_big))


def _rest(plain: str, tokens: list[str], section: Decimal, number: Decimal | None, last_big: int | None) -> Decimal:
    """What stands after the last 만, 억 or 조."""
    if last_big == BIG["억"] and tokens[-1] in SMALL:
        return section * BIG["만"]
    if last_big is None and tokens[-1] in SMALL:
        raise AmountVague(plain)
    return section + (number or 0)


class WonField(forms.CharField):
    """An amount in won, typed as people say it; ``cleaned_data`` holds whole won. Limits are in won."""

    default_error_messages = {
        "unreadable": _("금액을 알아볼 수 없습니다. 3,000만원, 1억 2천, 30000000처럼 적어 주세요."),
        "vague": _("'만'까지 적어 주세요. 예: 5천만원"),
        "negative": _("금액은 0보다 작을 수 없습니다."),
        "too_much": _("금액이 너무 큽니다. 0이 더 붙지 않았는지 확인해 주세요."),
        "too_little": _("금액이 너무 작습니다. '만원' 단위가 빠지지 않았는지 확인해 주세요."),
    }

    def __init__(self, *, least: int = 0, most: int = 100_000_000_000, **options: object) -> None:
        self.least, self.most = least, most
        options.setdefault("widget", amount_box())
        super().__init__(**options)  # type: ignore[arg-type]

    def clean(self, value: object) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        if re.match(r"\s*[₩￦]?\s*[-−–△▲(]", text):
            raise ValidationError(self.error_messages["negative"], code="negative")
        try:
            amount = won_read(text)
        except AmountVague as exc:
            raise ValidationError(self.error_messages["vague"], code="vague") from exc
        except AmountUnreadable as exc:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from exc
        if amount > self.most:
            raise ValidationError(self.error_messages["too_much"], code="too_much")
        if amount < self.least:
            raise ValidationError(self.error_messages["too_little"], code="too_little")
        return amount

    def has_changed(self, initial: object, data: object) -> bool:
        """Whether another amount is meant, however it is written."""
        if self.disabled:
            return False
        try:
            return self.clean(data) != (initial if initial != "" else None)
        except ValidationError:
            return True

    def prepare_value(self, value: object) -> object:
        """A stored amount goes back into the box as people say it, or as grouped digits; typed text stays as typed."""
        if not isinstance(value, int):
            return value
        return as_typed(value)


def as_typed(won: int) -> str:
    """An amount as one would type it in the reader's language: 3,000만원, or 30,000,000."""
    said = won >= BIG["만"] and won % BIG["만"] == 0 and (get_language() or "ko").startswith("ko")
    return won_ko(won) if said else f"{won:,}"


def amount_box(example: int = 30_000_000, **attrs: str) -> forms.TextInput:
    """The box of an amount; ``example`` in won shows how to write it."""
    return forms.TextInput(attrs={"inputmode": "text", "placeholder": lazy(as_typed, str)(example), **attrs})
