"""Pages that anybody may open: they answer in the reader's language, under the policy, in one language at a time."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

HANGUL = re.compile("[가-힣]+")
OPEN = [("/", 200), ("/styleguide/", 200), ("/accounts/login/", 200), ("/accounts/signup/", 200), ("/nowhere/", 404)]
OPEN += [("/accounts/password/reset/", 200), ("/accounts/password/reset/done/", 200), ("/accounts/confirm-email/", 200)]


@pytest.fixture(params=["ko", "en"])
def reader(request: pytest.FixtureRequest, db: None) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = request.param
    return client


@pytest.mark.parametrize(("path", "status"), OPEN)
def test_a_page_answers_under_the_policy_and_in_the_readers_language(reader: Client, path: str, status: int) -> None:
    response = reader.get(path)
    language = reader.cookies[settings.LANGUAGE_COOKIE_NAME].value
    page = response.content.decode()
    assert response.status_code == status
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert f'<html lang="{language}">' in page
    assert not re.search(r'\sstyle="|\son\w+="|<script(?![^>]*(?:src=|type="application\/json"))|<style', page)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), OPEN)
def test_an_english_page_has_no_korean_left(path: str, status: int) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(path).content.decode()
    without_switch = re.sub(r'<button[^>]*lang="ko".*?</button>', "", page, flags=re.S)
    assert HANGUL.findall(without_switch) == []


@pytest.mark.django_db
def test_the_language_switch_brings_the_reader_back_to_the_same_page() -> None:
    client = Client()
    response = client.post("/i18n/setlang/", {"language": "en", "next": "/styleguide/"})
    assert response.url == "/styleguide/"
    assert '<html lang="en">' in client.get("/styleguide/").content.decode()


VOCABULARY = re.findall(
    r"\S+",
    """page-head lead actions card card-head stack cluster grid split button primary quiet danger small chip must nice
    owned unwanted guess badge ok warn bad info sim field help error optional form table meter notice empty facts tabs
    steps timeline figure bars muted number visually-hidden toolbar pager quote estimate read need-text package-card
    members pk pk-slot pk-member pk-link range plan contributions progress slider compare choice drop verdicts legend
    score price""",
)


@pytest.mark.django_db
def test_the_styleguide_shows_every_class_of_the_vocabulary(client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    shown = {name for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}
    assert set(VOCABULARY) - shown == set()


@pytest.mark.django_db
def test_the_styleguide_shows_every_icon_of_the_sprite(client: Client) -> None:
    sprite = (settings.BASE_DIR / "static" / "icons.svg").read_text(encoding="utf-8")
    names = set(re.findall(r'<symbol id="([^"]+)"', sprite)) - {"chevron"}
    page = client.get("/styleguide/").content.decode()
    assert {name for name in names if f"icons.svg#{name}" not in page} == set()
    used = set(re.findall(r"{% icon \"([^\"]+)\"", "".join(_sources())))
    assert used <= names | {"chevron"}


def _sources() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "templates").rglob("*.html")]
