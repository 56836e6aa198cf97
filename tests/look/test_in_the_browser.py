"""Pages of the look in a real browser: nothing grave by axe, nothing sideways, no complaint of the browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

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


def test_the_theme_button_is_remembered(page: Page, live_server: Any, complaints: list[str]) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(live_server.url + "/")
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.get_by_role("button", name="어둡게").click()
    assert page.evaluate(ground) != before
    page.reload()
    assert page.evaluate(ground) != before
    assert complaints == []


def test_the_menu_opens_and_closes_on_a_phone(page: Page, live_server: Any) -> None:
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + "/")
    way = page.locator("#site-nav").get_by_role("link", name="로그인")
    assert not way.is_visible()
    page.get_by_role("button", name="메뉴").click()
    assert way.is_visible()
    page.get_by_role("button", name="메뉴").click()
    assert not way.is_visible()


def test_the_way_is_there_without_javascript(browser: Browser, live_server: Any) -> None:
    with browser.new_context(java_script_enabled=False, viewport=PHONE, locale="ko-KR") as context:
        page = context.new_page()
        page.goto(live_server.url + "/")
        page.locator("#site-nav").get_by_role("link", name="로그인").click()
        assert page.get_by_role("heading", name="로그인").is_visible()
        assert sideways(page) == 0


def test_the_first_tab_stop_skips_to_the_content(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("cast", ["sme", "supplier", "administrator"])
@pytest.mark.parametrize("size", [{"width": 360, "height": 740}, {"width": 1024, "height": 700}, DESK])
def test_the_header_of_each_role_fits(
    request: pytest.FixtureRequest, page: Page, live_server: Any, sign_in: Any, cast: str, size: dict[str, int]
) -> None:
    sign_in(request.getfixturevalue(cast))
    page.set_viewport_size(size)
    page.goto(live_server.url + "/styleguide/")
    page.locator(".menu-button:visible, details.dropdown > summary:visible").first.click()
    assert sideways(page) == 0
    assert grave_violations(page) == []


def test_a_table_with_long_heads_stays_inside_its_narrow_card(page: Page, live_server: Any) -> None:
    """The English heads of a table once pushed it out of its card and under the next one."""
    page.goto(live_server.url + "/styleguide/")
    spilled = page.evaluate("""() => {
      const heads = ["When", "Requests that asked for quotes", "Hours to the first answer", "Three answers in time"];
      document.querySelector("main").insertAdjacentHTML("beforeend", `<div class="wall-grid"><section class="card">
        <table class="table keep"><thead><tr>${heads.map(one => `<th scope="col">${one}</th>`).join("")}</tr></thead>
        <tbody><tr><th scope="row">Last three months</th><td>37</td><td>7.1</td><td>92%</td></tr></tbody></table>
        </section><section class="card"></section></div>`);
      const card = document.querySelector("main > .wall-grid:last-child .card");
      return card.scrollWidth - card.clientWidth;
    }""")
    assert spilled == 0
