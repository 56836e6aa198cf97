"""A real browser for tests marked ``browser``: the Chromium that is found, people signed in, and axe.

Without Chromium these tests are skipped and the summary says so loudly; with REQUIRE_BROWSER=1 they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from matchmaker.accounts.models import User
from tests.cast import enter

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
MISSING = "NO CHROMIUM FOUND: browser tests did not run (install chromium and a Korean font)"


def refuse_or_skip() -> None:
    """Ends a browser test where there is no browser."""
    if CHROMIUM:
        return
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    refuse_or_skip()
    return {"executable_path": CHROMIUM, "args": list(QUIET)}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "ko-KR", "viewport": DESK, "reduced_motion": "reduce"}


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console complains of, Content-Security-Policy above all; a test ends by asking for []."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def sign_in(page: Page, live_server: Any) -> Callable[[User], None]:
    """``sign_in(user)``: the page's browser now carries that person's session."""

    def carry(user: User) -> None:
        client = enter(Client(), user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return carry


def speak(page: Page, live_server: Any, language: str) -> None:
    """The pages that follow come in this language."""
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])


def grave_violations(page: Page) -> list[str]:
    """Serious and critical findings of axe, one readable line each.

    axe must not load the stylesheets a second time (``preload``): the policy forbids it, and complains in its name.
    """
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 is right."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
