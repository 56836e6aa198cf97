"""What allauth says on the way in is said in the words of this house."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core import mail
from django.test import Client

THEIRS = Path(allauth.__file__).parent / "locale" / "ko" / "LC_MESSAGES" / "django.po"
STIFF = ["당신", "귀하", "초기화", "하시겠습니까", "되었습니다"]


def entries(path: Path) -> dict[str, str]:
    with path.open("rb") as stream:
        return {message.id: message.string for message in read_po(stream) if isinstance(message.id, str) and message.id}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_said_anew_is_still_asked_for_and_keeps_its_gaps(language: str) -> None:
    ours = entries(settings.BASE_DIR / "locale" / "entrance" / language / "LC_MESSAGES" / "django.po")
    assert set(ours) - set(entries(THEIRS)) == set()
    told_without = {"%(user_display)s", "%(site_domain)s"}
    for asked, said in ours.items():
        gaps = [set(re.findall(r"%\(\w+\)s", text)) for text in (asked, said)]
        assert gaps[1] <= gaps[0]
        assert gaps[0] - gaps[1] <= told_without, asked


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/"])
def test_nobody_is_spoken_to_stiffly_on_the_way_in(client: Client, path: str) -> None:
    page = client.get(f"/accounts/{path}").content.decode()
    assert [word for word in STIFF if word in page] == []


@pytest.mark.django_db
def test_the_first_letter_is_short_and_says_what_to_press(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "new@plant.kr", "password1": "우리 공장은 창원에 있어요"})
    letter = mail.outbox[-1]
    assert letter.subject == "이메일을 확인해 주세요"
    assert re.search(r"이메일 확인이 끝납니다\.\n\nhttp\S+/accounts/confirm-email/\S+\n", letter.body)
    assert [word for word in STIFF if word in letter.body] == []
