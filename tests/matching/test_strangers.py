"""Who may see and do what: strangers learn nothing, viewers change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from demand.models import DemandFirm
from matchmaker.matching.models import Feedback, Impression, MatchRun
from tests import factories
from tests.matching.scenes import ask, finished_run, stock

pytestmark = pytest.mark.django_db


def addresses(run: MatchRun) -> list[str]:
    need, package = run.need_id, run.packages.first().pk
    pages = [reverse(f"matching:{name}", args=[need]) for name in ("need", "history", "what_if")]
    return [*pages, reverse("matching:package", args=[package]), reverse("matching:run_progress", args=[run.pk])]


def test_others_get_404_and_leave_no_trace(
    sme: Any, other_sme: Any, supplier: Any, rival: Any, administrator: Any, stranger: Any, client_for: Any
) -> None:
    stock(supplier, rival)
    run = finished_run(ask(sme, "SOL-MES"))
    for person in (other_sme, supplier, administrator, stranger):
        for address in addresses(run):
            assert client_for(person).get(address).status_code == 404
        start = reverse("matching:run_start", args=[run.need_id])
        assert client_for(person).post(start).status_code == 404
    assert MatchRun.objects.count() == 1
    assert not Impression.objects.exists()
    assert not Feedback.objects.exists()


def test_visitors_are_asked_to_log_in(sme: Any, supplier: Any, rival: Any, client: Any) -> None:
    stock(supplier, rival)
    for address in addresses(finished_run(ask(sme, "SOL-MES"))):
        assert "/login/" in client.get(address).url


def test_a_viewer_sees_but_cannot_start(sme: Any, supplier: Any, rival: Any, client_for: Any) -> None:
    stock(supplier, rival)
    need = ask(sme, "SOL-MES")
    organisation = DemandFirm.objects.get(needs=need).organisation
    client = client_for(factories.member_of(organisation, "viewer@example.com", role="viewer"))
    assert "보기 전용" in client.get(reverse("matching:need", args=[need.pk])).content.decode()
    assert client.post(reverse("matching:run_start", args=[need.pk])).status_code == 404
    assert not MatchRun.objects.exists()
    run = finished_run(need)
    package = run.packages.first().pk
    answer = client.get(reverse("matching:package", args=[package]))
    assert answer.status_code == 200
    assert reverse("sourcing:rfq_new", args=[package]) not in answer.content.decode()


def test_starting_takes_a_post_and_a_double_press_is_one_run(sme: Any, client_for: Any) -> None:
    need = ask(sme, "SOL-MES")
    client, start = client_for(sme), reverse("matching:run_start", args=[need.pk])
    assert client.get(start).status_code == 405
    for _ in range(2):
        assert client.post(start).url == reverse("matching:need", args=[need.pk])
    assert MatchRun.objects.count() == 1


def test_a_draft_goes_back_to_be_confirmed(sme: Any, client_for: Any) -> None:
    need = ask(sme, "SOL-MES", status="draft")
    client = client_for(sme)
    for answer in (
        client.get(reverse("matching:need", args=[need.pk])),
        client.post(reverse("matching:run_start", args=[need.pk])),
    ):
        assert answer.url == reverse("demand:need", args=[need.pk])
    assert not MatchRun.objects.exists()
