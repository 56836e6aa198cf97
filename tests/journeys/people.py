"""A person with a browser on the journey's site, and what every page that they meet must keep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from matchmaker.demo.seeding import PASSWORD
from tests.browser import DESK, PHONE, grave_violations, sideways
from tests.journeys.site import Site

SHOTS = Path(settings.BASE_DIR) / "test-results" / "journeys"
PATIENCE_MS = 30_000


class Person:
    """``page`` is theirs alone; ``complaints`` is what the console said, ``findings`` what ``look`` found amiss."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.complaints: list[str] = []
        self.findings: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: self._heard(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, text: str) -> None:
        """A form that is refused on purpose answers 422, and the browser mentions it; all else is amiss."""
        if "status of 422" not in text:
            self.complaints.append(text)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status == 200, path

    def log_in(self, email: str, password: str = PASSWORD) -> None:
        self.go("/accounts/login/")
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("[name=password]").press("Enter")
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def arrive(self, title: str) -> None:
        """The page whose main heading holds these words is on screen."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title, timeout=PATIENCE_MS)

    def look(self, name: str) -> None:
        """At phone and desk width: a picture, nothing grave by axe, nothing sideways."""
        for width, size in (("phone", PHONE), ("desk", DESK)):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
            self.findings += [f"{name} on a {width}: {found}" for found in grave_violations(self.page)]
            if pixels := sideways(self.page):
                self.findings.append(f"{name} on a {width}: {pixels} pixels too wide")


@contextmanager
def person(browser: Browser, site: Site, language: str = "ko-KR") -> Iterator[Person]:
    """Somebody with a fresh browser; at the end nothing must be amiss."""
    expect.set_options(timeout=PATIENCE_MS)
    with browser.new_context(locale=language, viewport=DESK, reduced_motion="reduce") as context:
        one = Person(context.new_page(), site.base)
        yield one
        assert not one.findings, "\n".join(one.findings)
        assert not one.complaints, "\n".join(one.complaints)
