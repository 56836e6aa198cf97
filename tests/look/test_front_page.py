"""The front page: visitors see what is read from a sentence, everybody else goes to their work."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.demo.example import MOST, SENTENCES, example


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_sample_is_read_by_the_real_reader(language: str) -> None:
    shown = example(language)
    kinds = [one.kind for one in shown.found]
    assert kinds.count("must") >= 2
    assert "owned" in kinds
    assert {"region", "employees", "amount", "weeks"} <= set(kinds)
    assert [one.value for one in shown.found if one.kind == "amount"] == ["120000000"]


@pytest.mark.parametrize("said", [*SENTENCES.values(), "재고가 늘 안 맞아요", "😀 <b>로봇</b> 3천만원", "x" * 2 * MOST])
def test_the_pieces_put_together_are_the_text(said: str) -> None:
    assert "".join(piece.text for piece in example("ko", said).pieces) == said[:MOST]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "quoted"), [("ko", "‘([^’]{6,})[요]’"), ("en", "“(we [^”]+)”")])
def test_what_the_page_says_one_may_write_is_understood(client: Client, language: str, quoted: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    hints = re.findall(quoted, client.post("/", {"say": "ㅎ"}).content.decode())
    assert len(hints) >= 3
    assert [hint for hint in hints if not example(language, hint).found] == []


@pytest.mark.django_db
def test_a_visitor_may_try_own_words_and_nothing_is_stored(client: Client) -> None:
    page = client.post("/", {"say": "재고가 늘 안 맞아요. 부산 5천만원"}).content.decode()
    assert "5,000만원" in page
    assert "적으신 글" in page
    assert not Need.objects.exists()


@pytest.mark.django_db
def test_hostile_words_are_shown_as_words(client: Client) -> None:
    page = client.post("/", {"say": "<script>alert(1)</script> 로봇 필요해요"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["   ", "ㅎ", "x" * 20_000])
def test_words_that_say_nothing_do_no_harm(client: Client, said: str) -> None:
    assert client.post("/", {"say": said}).status_code == 200


def test_people_at_work_go_to_their_work(
    client_for: object, sme: User, supplier: User, administrator: User, stranger: User
) -> None:
    starts = {sme: "/needs/", supplier: "/supply/", administrator: "/programme/", stranger: "/organisation/join/"}
    assert {user: client_for(user).get("/").url for user in starts} == starts
