"""Passwords after NIST SP 800-63B: long, not common, not ours; any sign, spaces and Hangul however typed."""

from __future__ import annotations

import unicodedata

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from matchmaker.accounts.models import User

GOOD = ["조용한 봄날 큰 나무 아래", "correct horse battery", "lowercaseonlyletters", "매치메이커 말고 다른 긴 문장"]
GOOD += ["x7#" * 20]
BAD = ["short pw", "password1234", "1234567890", "qwertyuiop", "aaaaaaaaaaaa", "matchmaker1!", "matchmaker2026"]
BAD += ["스마트공장 12345", "가나다라마바사아자차", "x" * 257, "9876543210"]


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
