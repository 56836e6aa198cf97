"""Filters of Django's templates that go a shorter way for what they mostly meet; ``folding.py`` puts them in place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import wraps
from typing import Any
from unicodedata import combining, normalize

from django.conf import settings
from django.template import defaultfilters
from django.utils.formats import get_format
from django.utils.safestring import SafeString
from django.utils.text import add_truncation_text, calculate_truncate_chars_length
from django.utils.translation import get_language

STEPS = [Decimal(1).scaleb(-places) for places in range(6)]
LARGEST = 1e15  # up to here a number is written without an exponent
EXACT = Context(prec=60)


@wraps(defaultfilters.floatformat)
def floatformat(text: Any, arg: Any = -1) -> Any:
    """Numbers with up to five places: rounding once gives all their digits."""
    if (
        type(text) is not float
        or type(arg) is not int
        or not 0 <= arg < len(STEPS)
        or not -LARGEST < text < LARGEST
        or settings.USE_THOUSAND_SEPARATOR
    ):
        return defaultfilters.floatformat(text, arg)
    number = Decimal(repr(text)).quantize(STEPS[arg], ROUND_HALF_UP, EXACT)
    written = str(number or abs(number))
    separator = get_format("DECIMAL_SEPARATOR", get_language())
    return SafeString(written if separator == "." else written.replace(".", separator))  # nosec B703 # digits alone


@wraps(defaultfilters.truncatechars)
def truncatechars(value: Any, arg: Any) -> Any:
    """Where no mark stands upon another letter, as many letters are as many characters."""
    if type(value) is not str or type(arg) is not int or arg < 1:
        return defaultfilters.truncatechars(value, arg)
    text = normalize("NFC", value)
    if len(text) <= arg:
        return text
    if any(map(combining, text[: arg + 1])):
        return defaultfilters.truncatechars(value, arg)
    return add_truncation_text(text[: calculate_truncate_chars_length(arg, None)])


QUICK: dict[Callable[..., Any], Callable[..., Any]] = {
    defaultfilters.floatformat: floatformat,
    defaultfilters.truncatechars: truncatechars,
}
