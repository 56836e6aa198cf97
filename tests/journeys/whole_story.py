"""The story of ``make story`` lived through in a browser: python -m tests.journeys.whole_story BASE FOLDER.

It runs in the site's environment, as its own process, and ends by printing what was amiss as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import django

WORDS = "MES 도입하려고 합니다. ERP는 이미 있고 연동 필수. 바코드도 필요. 창원 자동차부품 3억 이내"


def main(base: str, folder: str) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser import CHROMIUM, QUIET

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, "--no-sandbox"])
        amiss = live(browser, base, Path(folder))
        browser.close()
    print(json.dumps(amiss, ensure_ascii=False))


def live(browser: Any, base: str, folder: Path) -> list[str]:
    """Everything from the first request to the figures after three months; what was amiss."""
    from matchmaker.demo.cast import Cast
    from matchmaker.demo.later_story import LaterStory
    from matchmaker.demo.seeding import LOGINS, PASSWORD
    from matchmaker.demo.teller import Teller
    from matchmaker.matching.models import Package
    from matchmaker.sourcing.models import Project
    from tests.journeys.browsing import BrowserVisitor

    people: list[BrowserVisitor] = []

    def visit(base: str) -> BrowserVisitor:
        people.append(BrowserVisitor(browser, base))
        return people[-1]

    tell, owner = Teller(lambda line: print(line, file=sys.stderr, flush=True)), visit(base)
    owner.log_in(LOGINS["sme"], PASSWORD)
    need = post_need(owner)
    cast = Cast(tell, base, owner, need, visit)
    LaterStory(cast).play(list(Package.objects.filter(run__need=need).order_by("position")))
    project = Project.objects.get(need=need)
    found = []
    for name, path in (
        ("comparison", f"/rounds/{need.round.pk}/quotes/"),
        ("project", f"/projects/{project.pk}/"),
        ("outcome", f"/projects/{project.pk}/outcome/"),
    ):
        owner.get(path)
        found += look(owner.tab, folder, name)
    return found + [f"{nth}: {said}" for nth, one in enumerate(people) for said in one.complaints]


def post_need(owner: Any) -> Any:
    from demand.models import Need

    owner.send(owner.get("/needs/new/"), "|/needs/new/", text=WORDS)
    need = Need.objects.latest("pk")
    owner.send(owner.get(f"/needs/{need.pk}/"), f"/needs/{need.pk}/confirm/")
    owner.tab.locator(".package-card").first.wait_for()
    return need


def look(tab: Any, folder: Path, name: str) -> list[str]:
    """A picture at both widths, axe, and nothing sideways."""
    from tests.browser import DESK, PHONE, grave_violations, sideways

    found = []
    for width, size in (("phone", PHONE), ("desk", DESK)):
        tab.set_viewport_size(size)
        tab.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        found += [f"{name} on a {width}: {one}" for one in grave_violations(tab)]
        if pixels := sideways(tab):
            found.append(f"{name} on a {width}: {pixels} pixels too wide")
    return found


if __name__ == "__main__":
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser driver keeps an event loop in this thread
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    django.setup()
    main(*sys.argv[1:])
