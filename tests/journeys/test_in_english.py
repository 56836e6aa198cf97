"""An owner who reads English finds no Korean in the words of the pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import person
from tests.journeys.site import Site

pytestmark = pytest.mark.browser


def test_the_owners_pages_speak_english(site: Site, browser: Browser) -> None:
    with person(browser, site, "en-GB") as owner:
        owner.log_in("sme-002@example.com")
        page = owner.page
        page.get_by_role("button", name="English").click()
        owner.arrive("requests")
        owner.go("/needs/new/")
        words = "We want an MES. We have an ERP already, it must be connected. Changwon, car parts, 200 million won"
        page.locator("textarea[name=text]").fill(words)
        page.locator("main form button.primary").click()
        page.wait_for_url(re.compile(r"/needs/\d+/$"))
        owner.look("need-en")
        page.locator("form.go button.primary").click()
        expect(page.locator(".package-card")).not_to_have_count(0)
        owner.look("packages-en")
        page.locator(".package-card .actions a").first.click()
        page.wait_for_url("**/packages/*/")
        owner.look("package-en")
        labels = page.locator("main h1, main h2, main figcaption, main .button, header nav a").all_inner_texts()
        assert [text for text in labels if re.search("[가-힣]", text)] == []
