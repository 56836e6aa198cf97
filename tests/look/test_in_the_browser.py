"""Pages of the look in a real browser: nothing grave by axe, nothing sideways, no complaint of the browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import DESK, PHONE, grave_violations, sideways, speak

pytestmark = pytest.mark.browser
PAGES = ("/", "/accounts/login/", "/accounts/signup/", "/styleguide/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_grave(
    page: Page, live_server: Any, complaints: list[str], path: str, scheme: str, size: dict[str, int]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.goto(live_server.url + path)
    assert grave_violations(page) == []
    assert sideways(page) == 0
    assert complaints == []


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_sticks_out_at_360_pixels(page: Page, live_server: Any, path: str, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    speak(page, live_server, language)
    page.goto(live_server.url + path)
    assert sideways(page) == 0
