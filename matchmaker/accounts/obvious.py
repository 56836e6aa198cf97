"""What somebody who guesses passwords here tries first, in Hangul and under the keys that Hangul is typed with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

OWN_WORDS = ("matchmaker", "매치메이커", "smartfactory", "스마트공장", "스마트제조", "공급기업", "수요기업")
COMMON_WORDS = Path(__file__).with_name("data") / "obvious_words.txt"
# Keys of the usual two-set keyboard, by the place of a letter in Unicode: first consonants, vowels, last consonants.
FIRST, VOWEL, LAST = (
    line.split(",")
    for line in (
        "r,R,s,e,E,f,a,q,Q,t,T,d,w,W,c,z,x,v,g",
        "k,o,i,O,j,p,u,P,h,hk,ho,hl,y,n,nj,np,nl,b,m,ml,l",
        ",r,R,rt,s,sw,sg,e,f,fr,fa,fq,ft,fx,fv,fg,a,q,qt,t,T,d,w,c,z,x,v,g",
    )
)
SIGNS = "0123456789!@#$%^&*()_+-=[]{};:'\",.<>/?\\|`~ "
SHORTEST = 3  # of a name or an address: shorter ones are in any sentence


def keys_of(text: str) -> str:
    """What stands there when somebody types Hangul with the keyboard set to Latin, in small letters."""
    return "".join(_keys(sign) for sign in unicodedata.normalize("NFC", text)).lower()


def _keys(sign: str) -> str:
    at = ord(sign) - 0xAC00
    if not 0 <= at < 11_172:
        return sign
    return FIRST[at // 588] + VOWEL[at // 28 % 21] + LAST[at % 28]


@cache
def common() -> tuple[str, ...]:
    return _longest_first({form for word in COMMON_WORDS.read_text().split() for form in (word, keys_of(word))})


@cache
def own() -> tuple[str, ...]:
    return _longest_first({form for word in OWN_WORDS for form in (word, keys_of(word))})


def about(user: Any) -> tuple[str, ...]:
    """Words of a person's name, address and organisations."""
    found = {form for word in _words(user) for form in (word, keys_of(word)) if len(form) >= SHORTEST}
    return _longest_first(found)


def _words(user: Any) -> Iterator[str]:
    for text in (getattr(user, "email", ""), getattr(user, "name", "")):
        yield from re.split(r"[\W_\d]+", text.lower())
    if getattr(user, "pk", None):
        for name in user.organisations.values_list("name", flat=True):
            plain = re.sub(r"\(주\)|㈜|주식회사", "", name.lower())
            yield from (*plain.split(), re.sub(r"\s+", "", plain))


def without(password: str, words: tuple[str, ...]) -> str:
    """The letters that are left of a password when these words, digits and signs are taken away."""
    for word in words:
        password = password.replace(word, " ")
    return password.translate(str.maketrans("", "", SIGNS))


def _longest_first(words: set[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
