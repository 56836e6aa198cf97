"""The description of the API: served from this host under the site's policy, readable by everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.browser import DESK, PHONE, grave_violations, sideways


@pytest.mark.django_db
def test_nothing_comes_from_elsewhere_and_nothing_runs_in_the_page() -> None:
    page = Client().get("/api/docs/").content.decode()
    assert "http://" not in page
    assert "https://" not in page
    assert "<style" not in page
    assert "style=" not in page
    assert page.count("<script") == page.count("<script src=")


@pytest.mark.browser
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_grave_and_the_browser_does_not_complain(
    page: Page, live_server: Any, complaints: list[str], colours: str
) -> None:
    page.emulate_media(color_scheme=colours)
    page.goto(live_server.url + "/api/docs/")
    page.get_by_role("button", name="GET /api/v1/capabilities/ ").first.click()
    page.get_by_text("Any token.").first.wait_for()
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == colours
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert grave_violations(page) == []
        assert sideways(page) == 0
    assert complaints == []
