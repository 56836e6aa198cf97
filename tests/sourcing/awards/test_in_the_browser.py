"""The comparison and the award in a real browser: nothing grave by axe, nothing sideways, no complaint."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import LossNote, Quote, QuoteLine, Round
from tests.browser import DESK, PHONE, grave_violations, sideways
from tests.sourcing.awards.scenes import conditional, offered, programme, third

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS")


def test_the_pages_fit_a_phone_and_a_desk(
    page: Page,
    live_server: Any,
    complaints: list[str],
    sign_in: Callable[[User], None],
    sme: User,
    supplier: User,
    rival: User,
) -> None:
    quotes = offered(sme, supplier, rival, third())
    QuoteLine.objects.filter(part__quote=quotes[1], head__in=("training", "exit")).delete()
    Round.objects.update(programme=programme())
    compare = reverse("sourcing:round_compare", args=[quotes[0].rfq.round_id])
    chosen = reverse("sourcing:quote_award", args=[quotes[0].pk])
    sign_in(sme)
    _look(page, live_server, {"compare": compare, "choose": chosen})
    award = conditional(quotes[0], sme, supplier)
    _look(page, live_server, {"award": reverse("sourcing:award", args=[award.pk])})
    Quote.objects.filter(pk=quotes[0].pk).update(stale=True)
    _look(page, live_server, {"award-stale": reverse("sourcing:award", args=[award.pk])})
    sign_in(supplier)
    _look(page, live_server, {"results": reverse("sourcing:quotes"), "invitations": reverse("sourcing:invitations")})
    _look(page, live_server, {"award-lead-stale": reverse("sourcing:award", args=[award.pk])})
    sign_in(rival)
    Quote.objects.filter(pk=quotes[1].pk).update(status="lost")
    LossNote.objects.create(quote=quotes[1], reason="price", ranks={}, of=3)
    _look(page, live_server, {"results-lost": reverse("sourcing:quotes")})
    assert complaints == []


def _look(page: Page, live_server: Any, paths: dict[str, str]) -> None:
    for name, path in paths.items():
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            page.goto(live_server.url + path)
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name}-{size['width']}.png", full_page=True)
            assert sideways(page) == 0, (name, size)
            assert grave_violations(page) == [], (name, size)
