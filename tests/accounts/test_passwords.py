"""Passwords after NIST SP 800-63B: long, not common, not ours; any sign, spaces and Hangul however typed."""

from __future__ import annotations

import unicodedata

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from matchmaker.accounts.models import User
from matchmaker.accounts.obvious import keys_of
from tests import factories

GOOD = ["조용한 봄날 큰 나무 아래", "correct horse battery", "lowercaseonlyletters", "매치메이커 말고 다른 긴 문장"]
GOOD += ["x7#" * 20]
BAD = ["short pw", "password1234", "1234567890", "qwertyuiop", "aaaaaaaaaaaa", "matchmaker1!", "matchmaker2026"]
BAD += ["스마트공장 12345", "가나다라마바사아자차", "x" * 257, "9876543210"]
# Common Korean words typed with the keyboard set to Latin (안녕하세요, 사랑해요, 비밀번호), and ways over the keys.
BAD += ["dkssudgktpdy", "tkfkdgody1!", "qlalfqjsgh", "gksrnr2026!", "qwer1234!@", "asdf1234!@", "abcd1234!@"]
BAD += ["korea12345", "samsung123!", "사랑해사랑해사랑해12", "123qwe!@#asd", "Tmakxmrhdwkd1"]
ABOUT = ["cheolsu1234", "김철수19800101!", "rlacjftn1980", "gaonsystem2026", "가온시스템2026!!", "rkdhstltmxpa1"]


@pytest.mark.parametrize("password", GOOD)
def test_a_long_uncommon_one_is_taken_without_rules_about_signs(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize("password", BAD)
def test_a_short_common_or_obvious_one_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


def test_ones_own_address_is_no_password(sme: User) -> None:
    with pytest.raises(ValidationError):
        validate_password("sme@example.com", User(email="sme@example.com"))


@pytest.mark.django_db
@pytest.mark.parametrize("password", ABOUT)
def test_ones_own_name_and_firm_are_no_passwords_in_either_alphabet(password: str) -> None:
    user = factories.supplier_user(email="kim.cheolsu@gaonsystem.co.kr", firm="(주)가온시스템")
    user.name = "김철수"
    with pytest.raises(ValidationError):
        validate_password(password, user)
    validate_password(GOOD[0], user)


def test_hangul_is_known_by_its_keys() -> None:
    assert [keys_of(word) for word in ("사랑해", "닭값", "왜 mes")] == ["tkfkdgo", "ekfrrkqt", "dho mes"]


def test_hangul_typed_on_a_mac_is_the_same_word(stranger: User) -> None:
    stranger.set_password(unicodedata.normalize("NFD", GOOD[0]))
    assert stranger.check_password(GOOD[0])
    assert stranger.check_password(unicodedata.normalize("NFC", GOOD[0]))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_signup"])
def test_password_managers_and_pasting_are_welcome(name: str) -> None:
    page = Client().get(reverse(name)).content.decode()
    assert "onpaste" not in page
    assert 'autocomplete="current-password"' in page or 'autocomplete="new-password"' in page


@pytest.mark.parametrize(
    ("password", "ko", "en"),
    [
        ("short pw", "비밀번호가 짧습니다. 10자 이상으로", "10 characters or more"),
        ("password1234", "많은 사람이 쓰는 비밀번호라", "Many people use this password"),
        ("sme@example.com", "이메일 주소와 비슷합니다", "much like your e-mail address"),
    ],
)
def test_a_refusal_says_what_to_do_in_the_reader_s_language(password: str, ko: str, en: str) -> None:
    for language, words in (("ko", ko), ("en", en)):
        with override(language), pytest.raises(ValidationError) as refused:
            validate_password(password, User(email="sme@example.com"))
        assert any(words in message for message in refused.value.messages)
