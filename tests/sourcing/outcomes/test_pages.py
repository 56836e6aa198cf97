"""What the pages of outcomes cost, whatever the number of rows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.outcomes.services import check_answer, check_tick
from tests.cast import Browsers
from tests.query_budgets import assert_budget
from tests.sourcing.outcomes.scenes import asked, finished
from tests.sourcing.outcomes.test_reviewing import write
from tests.sourcing.scenes import firm


@pytest.mark.parametrize("count", [1, 3], ids=["few", "many"])
def test_the_pages_keep_their_budgets(
    sme: User, supplier: User, rival: User, administrator: User, client_for: Browsers, count: int
) -> None:
    checks = [asked(sme, supplier, rival) for _at in range(count)]
    for check in checks:
        write(check.project, sme, supplier)
        write(check.project, supplier, sme)
    first = checks[0]
    check_answer(check=first, actor=sme, in_use=True, values={kpi.pk: Decimal(3) for kpi in first.project.kpis.all()})
    client = client_for(sme)
    client.get("/")
    page = f"/projects/{first.project_id}"
    assert_budget(client, f"{page}/outcome/", "sourcing:project_outcomes")
    assert_budget(client, f"{page}/figures/", "sourcing:project_kpis")
    assert_budget(client, f"/suppliers/{firm(supplier).pk}/reviews/", "sourcing:supplier_reviews")
    assert_budget(client_for(administrator), "/outcomes/", "sourcing:outcomes")


def test_the_question_keeps_its_budget(sme: User, supplier: User, client_for: Browsers) -> None:
    check, client = finished(sme, supplier).checks.get(stage="completion"), client_for(sme)
    check_tick(check=check)
    if check.status == "waiting":
        type(check).objects.filter(pk=check.pk).update(status="asked")
    assert_budget(client, f"/checks/{check.pk}/", "sourcing:check_answer")


def test_our_own_figures_are_asked_for_in_the_reader_s_language(
    sme: User, supplier: User, client_for: Browsers
) -> None:
    check, client = asked(sme, supplier), client_for(sme)
    User.objects.filter(pk=sme.pk).update(language="en")
    page = client.get(f"/checks/{check.pk}/").content.decode()
    assert "Output per hour" in page
    assert "시간당 생산량" not in page
