"""Pages of matching take the same number of queries with few rows and with many."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from matchmaker.matching.models import MatchRun
from tests import factories
from tests.matching.scenes import ask, finished_run, firm, stock
from tests.query_budgets import assert_budget

pytestmark = pytest.mark.django_db
CODES = ("SOL-MES", "EQP-HMI", "EQP-ID", "SVC-TRAIN", "SOL-QMS", "SVC-SI", "SOL-ERP", "SOL-SEC")


@pytest.fixture(params=["few", "many"])
def run(request: Any, sme: Any, supplier: Any, rival: Any) -> MatchRun:
    """A run in a market of two suppliers, and one of eight with a longer need and an earlier run."""
    stock(supplier, rival)
    if request.param == "few":
        need = ask(sme, "SOL-MES")
    else:
        for at in range(6):
            person = factories.supplier_user(email=f"s{at}@example.com", firm=f"공급{at}", can_lead=True)
            for code in CODES:
                factories.offer(firm(person), code, price_low_krw=1, price_typical_krw=4_000_000 + at)
        need = ask(sme, "SOL-MES", "SOL-QMS", "SOL-ERP", nice=("EQP-ID",), budget_krw=900_000_000)
        for _ in range(3):
            finished_run(need)
    return finished_run(need)


def visit(client: Any, url: str) -> None:
    """The first view logs what was shown; the budget is that of the views after it."""
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", ["need", "history", "what_if"])
def test_pages_of_a_need_keep_their_budget(run: MatchRun, sme: Any, client_for: Any, name: str) -> None:
    client, url = client_for(sme), reverse(f"matching:{name}", args=[run.need_id])
    visit(client, url)
    assert_budget(client, url, f"matching:{name}")


def test_the_package_page_keeps_its_budget(run: MatchRun, sme: Any, client_for: Any) -> None:
    client, url = client_for(sme), reverse("matching:package", args=[run.packages.first().pk])
    visit(client, url)
    assert_budget(client, url, "matching:package")


def test_a_what_if_keeps_its_budget(run: MatchRun, sme: Any, client_for: Any) -> None:
    client, url = client_for(sme), reverse("matching:what_if", args=[run.need_id])
    visit(client, url)
    assert_budget(client, url, "matching:what_if answer", deadline=35)


def test_the_waiting_page_and_the_rules_keep_theirs(run: MatchRun, sme: Any, client_for: Any) -> None:
    client = client_for(sme)
    waiting = ask(sme, "SOL-ERP")
    url = reverse("matching:need", args=[waiting.pk])
    visit(client, url)
    assert_budget(client, url, "matching:need waiting")
    assert_budget(client, reverse("matching:rules"), "matching:rules")
