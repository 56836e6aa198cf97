"""Every kind of message can be read in both languages, in the inbox and as an e-mail."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.utils import translation

from matchmaker.accounts.models import User
from matchmaker.notifications.choices import INBOX_KINDS
from matchmaker.notifications.models import Delivery
from matchmaker.notifications.tasks import deliver
from matchmaker.notifications.wording import words_of
from tests.notifications.test_sending import tell

PAYLOAD = {
    "firm": "Acme",
    "supplier": "Beta",
    "need": "MES",
    "slots": [{"ko": "생산관리", "en": "MES"}],
    "lead": True,
    "respond_by": "2026-11-24T18:00:00+09:00",
    "accepted": 2,
    "declined": 1,
    "silent": 1,
    "waiting": 1,
    "reason": "지금은 여력이 없습니다",
    "side": "demand",
    "added": 1,
    "removed": 2,
    "decision": "verified",
    "count": 3,
    "rows": 3,
}


@pytest.mark.parametrize("kind", sorted(INBOX_KINDS))
def test_a_kind_reads_in_korean_and_in_english(kind: str) -> None:
    with translation.override("ko"):
        korean = words_of(kind, PAYLOAD)
    with translation.override("en"):
        english = words_of(kind, PAYLOAD)
    assert re.search("[가-힣]", korean.title + korean.body)
    without_reason = english.body.replace(PAYLOAD["reason"], "")
    assert not re.search("[가-힣]", english.title + without_reason)
    assert english.title
    assert english.body


@pytest.mark.parametrize("kind", sorted(INBOX_KINDS))
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_letter_goes_out_in_the_recipients_language(kind: str, language: str, sme: User) -> None:
    sme.language = language
    sme.save()
    tell(sme, kind=kind, payload=PAYLOAD)
    with translation.override("en" if language == "ko" else "ko"):
        deliver(Delivery.objects.get().pk)
    letter = mail.outbox[0]
    html = letter.alternatives[0][0]
    assert f'<html lang="{language}">' in html
    assert bool(re.search("[가-힣]", letter.subject)) == (language == "ko")
    assert letter.subject in html
    assert letter.to == [sme.email]


def test_names_cannot_break_the_subject_line_or_the_markup(sme: User) -> None:
    tell(sme, kind="rfq_invited", payload={**PAYLOAD, "firm": "<b>Evil</b>\nBcc: all@example.com"})
    deliver(Delivery.objects.get().pk)
    letter = mail.outbox[0]
    assert "\n" not in letter.subject
    assert "<b>Evil</b>" in letter.subject
    assert "<b>Evil</b>" not in letter.alternatives[0][0]


def test_a_moment_is_said_as_people_say_it() -> None:
    with translation.override("ko"):
        assert "11월 24일(화) 오후 6시까지" in words_of("rfq_reminder", PAYLOAD).body
    with translation.override("en"):
        assert "by Tue 24 Nov, 18:00" in words_of("rfq_reminder", PAYLOAD).body


def test_a_particle_fits_the_name_in_korean_only() -> None:
    with translation.override("ko"):
        assert words_of("rfq_answered", {**PAYLOAD, "supplier": "가온시스템"}).title.startswith("가온시스템이 ")
    with translation.override("en"):
        assert words_of("rfq_answered", {**PAYLOAD, "supplier": "가온시스템"}).title.startswith("가온시스템 accepted")
