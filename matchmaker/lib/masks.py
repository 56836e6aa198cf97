"""The mask that each page lays over its CSRF secret, drawn at one go.

Django asks the system for every one of its signs by itself, and looks up the place of every sign; that took a
hundredth of a page. Here the same signs come, each as likely, out of one draw from the same source.
"""

from __future__ import annotations

import os
from itertools import product

from django.middleware import csrf

SIGNS, LENGTH = csrf.CSRF_ALLOWED_CHARS, csrf.CSRF_SECRET_LENGTH
EVEN = 256 - 256 % len(SIGNS)  # of the bytes below, each sign gets as many
TABLE = bytes(ord(SIGNS[byte % len(SIGNS)]) for byte in range(256))
REFUSED = bytes(range(EVEN, 256))
SUMS = {
    (SIGNS[one], SIGNS[other]): SIGNS[(one + other) % len(SIGNS)] for one, other in product(range(len(SIGNS)), repeat=2)
}


def drawn() -> str:
    """As many signs as a secret has, each of them any of the allowed ones by chance."""
    while True:
        found = os.urandom(LENGTH + LENGTH // 2).translate(TABLE, REFUSED)
        if len(found) >= LENGTH:
            return found[:LENGTH].decode("ascii")


def masked(secret: str) -> str:
    mask = drawn()
    return mask + "".join([SUMS[pair] for pair in zip(secret, mask, strict=True)])


def quick_masks() -> None:
    csrf._get_new_csrf_string, csrf._mask_cipher_secret = drawn, masked
