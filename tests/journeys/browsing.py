"""A person of the story with a real browser: what the story asks of a visitor, done by clicking and typing."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser, Locator
from playwright.sync_api import Page as Tab

from matchmaker.demo.page_forms import form_of
from matchmaker.demo.walker import Page
from tests.browser import DESK

PATIENCE_MS = 30_000


class BrowserVisitor:
    """Has the methods of ``matchmaker.demo.walker.Visitor``. ``complaints``: what the console said."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.base = base
        self.tab: Tab = browser.new_context(locale="ko-KR", viewport=DESK, reduced_motion="reduce").new_page()
        self.tab.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.tab.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    def get(self, path: str) -> Page:
        start = time.perf_counter()
        if path.endswith("/pdf/"):  # a browser saves it and stays where it is
            answer = self.tab.context.request.get(self.base + path)
            return Page(self.base + path, _good(answer.status, path), "", 1000 * (time.perf_counter() - start))
        answer = self.tab.goto(self.base + path)
        _good(answer.status if answer else 0, path)
        return self._page(start)

    def post(self, path: str, fields: dict[str, str]) -> Page:
        return self.send(self.get(path), f"|{re.escape(path)}", **fields)

    def log_in(self, email: str, password: str) -> Page:
        page = self.get("/accounts/login/")
        return self.send(page, "|/accounts/login/", login=email, password=password)

    def send(
        self, page: Page, pattern: str, files: Mapping[str, tuple[str, bytes]] | None = None, **typed: Any
    ) -> Page:
        """Raises LookupError when no form on the tab goes to ``pattern`` and has all the boxes."""
        if self.tab.url != page.url:
            self.tab.goto(page.url)
        start, form = time.perf_counter(), self._form(pattern, [*typed, *(files or {})])
        for summary in form.locator("xpath=ancestor::details[not(@open)]/summary").all():
            summary.click()
        pressed = [self._fill(form, name, value) for name, value in typed.items()]
        for name, (filename, content) in (files or {}).items():
            file = {"name": filename, "mimeType": "application/pdf", "buffer": content}
            form.locator(f"[name={name}]").set_input_files(file)
        button = next((one for one in pressed if one is not None), None)
        with self.tab.expect_navigation():
            (button or form.locator("button:not([type=button])").first).click()
        self.tab.wait_for_load_state("load")
        return self._page(start)

    def again(self, page: Page, pattern: str) -> Page:
        """The same form once more, although the tab has moved on: sent with the cookies of this browser."""
        start, form = time.perf_counter(), form_of(page.text, pattern)
        answer = self.tab.context.request.post(
            self.base + form.action, form=dict(form.filled()), headers={"Referer": page.url}
        )
        return Page(answer.url, _good(answer.status, form.action), "", 1000 * (time.perf_counter() - start))

    def _form(self, pattern: str, boxes: list[str]) -> Locator:
        for form in self.tab.locator("form").all():
            fits = re.fullmatch(pattern, form.get_attribute("action") or "")
            if fits and all(form.locator(f'[name="{name}"]').count() for name in boxes):
                return form
        raise LookupError(f"{self.tab.url}: no form goes to {pattern} with {boxes}")

    def _fill(self, form: Locator, name: str, value: Any) -> Locator | None:
        """Type, tick or choose; a button that carries the value is handed back, to be pressed at the end."""
        boxes = form.locator(f'[name="{name}"]')
        tag, kind = boxes.first.evaluate("one => [one.tagName, one.type]")
        if tag == "BUTTON":
            return form.locator(f'button[name="{name}"][value="{value}"]')
        if kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                form.locator(f'[name="{name}"][value="{one}"]').check(force=True)
        elif tag == "SELECT":
            boxes.select_option(str(value))
        else:
            boxes.fill(str(value))
        return None

    def _page(self, start: float) -> Page:
        return Page(self.tab.url, 200, self.tab.content(), 1000 * (time.perf_counter() - start))


def _good(status: int, path: str) -> int:
    if status != 200:
        raise RuntimeError(f"GET {path}: {status}")
    return status
