"""Whoever may only look is shown nothing to write with: no form that would be refused, with what they typed lost."""

from __future__ import annotations

import csv
import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.urls import resolve

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from tests import factories
from tests.cast import Browsers
from tests.look.test_no_dead_ends import walked
from tests.matching.scenes import ask, finished_run, firm, stock

FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\"[^>]*>", re.DOTALL)
ACTION = re.compile(r'\baction="([^"]*)"')
OF_OTHER_ROWS = {"accounts:member_remove", "accounts:member_role"}  # the matrix asks for somebody else's; all may leave


def refused(side: str) -> set[str]:
    """Addresses that take nothing from this reader, as the access matrix has it."""
    with (settings.BASE_DIR / "tests" / "access_matrix.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["method"] == "POST"]
    return {row["address"] for row in rows if row[side] == "404"} - OF_OTHER_ROWS


@pytest.fixture
def lived_in(sme: User, supplier: User, rival: User) -> None:
    """A need with its answer, a draft, one that was withdrawn; a supplier with something of everything."""
    stock(supplier, rival)
    finished_run(ask(sme, "SOL-MES"))
    factories.need(sme, status="draft")
    factories.need(sme, status="closed", result="withdrawn")
    firm(supplier).projects.create(title="MES 구축", finished_on="2024-05-01")
    firm(supplier).certificates.create(name="ISO 9001")


@pytest.mark.django_db
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(("who", "column"), [("sme", "sme_viewer"), ("supplier", "supplier_viewer")])
def test_a_viewer_is_shown_no_form_that_would_be_refused(
    request: pytest.FixtureRequest, client_for: Browsers, who: str, column: str, full: bool
) -> None:
    if full:
        request.getfixturevalue("lived_in")
    home = request.getfixturevalue(who).organisations.get()
    client, closed = client_for(factories.member_of(home, "viewer@example.com", Role.VIEWER)), refused(column)
    shown = []
    for address, status in walked(client).items():
        assert status == 200, address
        answer = client.get(address, follow=True)
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        for form in FORM.findall(main):
            action = ACTION.search(form)
            target = (
                urljoin(answer.request["PATH_INFO"], unescape(action[1])) if action else answer.request["PATH_INFO"]
            )
            if resolve(urlsplit(target).path).view_name in closed:
                shown.append((address, target))
    assert shown == []


@pytest.mark.django_db
def test_they_are_told_whom_to_ask(sme: User, supplier: User, client_for: Browsers) -> None:
    word = "보기 전용으로 들어오셨습니다"
    for user, pages in ((sme, ("/needs/new/", "/needs/diagnosis/")), (supplier, ("/supply/profile/",))):
        viewer = factories.member_of(user.organisations.get(), f"viewer.of.{user.email}", Role.VIEWER)
        for page in pages:
            assert word in client_for(viewer).get(page).content.decode()
            assert word not in client_for(user).get(page).content.decode()
