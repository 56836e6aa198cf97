"""A job's page may be left and opened again; strangers see nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.jobs.models import Job
from tests import factories
from tests.cast import Browsers
from tests.query_budgets import assert_budget

HTMX = {"HX-Request": "true"}


@pytest.fixture
def job(handled: Any, sme: User) -> Job:
    home = sme.memberships.get().organisation
    row = handled(lambda work: None, organisation=home, user=sme, subject="공급기업.xlsx")
    Job.objects.filter(pk=row.pk).update(status="running", done=1200, total=5000, note="줄을 읽고 있습니다")
    return row


def page(job: Job, name: str = "job") -> str:
    return reverse(f"jobs:{name}", args=[job.pk])


def test_the_page_shows_how_far_it_is_also_without_scripts(job: Job, sme: User, client_for: Browsers) -> None:
    text = client_for(sme).get(page(job)).content.decode()
    assert "공급기업.xlsx" in text
    assert 'value="24"' in text
    assert "줄을 읽고 있습니다…" in text
    assert "5,000 가운데 1,200" in text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert client_for(sme).get(page(job, "job_box")).url == page(job)


def test_the_moving_part_asks_again_until_the_end_then_fetches_its_page(
    job: Job, sme: User, client_for: Browsers
) -> None:
    client = client_for(sme)
    assert page(job, "job_box") in client.get(page(job, "job_box"), headers=HTMX).content.decode()
    Job.objects.update(status="done", result={"url": "/needs/"})
    assert client.get(page(job, "job_box"), headers=HTMX)["HX-Refresh"] == "true"
    assert 'href="/needs/"' in client.get(page(job)).content.decode()


def test_a_button_stops_it(job: Job, sme: User, client_for: Browsers) -> None:
    answer = client_for(sme).post(page(job, "job_cancel"), follow=True)
    assert "그만두고 있습니다" in answer.content.decode()
    job.refresh_from_db()
    assert job.cancel_requested_at is not None


def test_strangers_get_404_and_viewers_may_only_look(
    job: Job, sme: User, other_sme: User, administrator: User, client_for: Browsers
) -> None:
    viewer = factories.member_of(sme.memberships.get().organisation, "viewer@example.com", Role.VIEWER)
    assert client_for(viewer).get(page(job)).status_code == 200
    assert client_for(viewer).post(page(job, "job_cancel")).status_code == 404
    for user in (other_sme, administrator):
        assert client_for(user).get(page(job)).status_code == 404
        assert client_for(user).get(page(job, "job_box"), headers=HTMX).status_code == 404
        assert client_for(user).post(page(job, "job_cancel")).status_code == 404


def test_what_is_personal_is_for_nobody_else_in_the_firm(job: Job, sme: User, client_for: Browsers) -> None:
    colleague = factories.member_of(sme.memberships.get().organisation, "second@example.com")
    Job.objects.update(personal=True)
    assert client_for(sme).get(page(job)).status_code == 200
    assert client_for(colleague).get(page(job)).status_code == 404


def test_the_list_keeps_its_budget_with_few_and_with_many(
    job: Job, handled: Any, sme: User, client_for: Browsers
) -> None:
    client, home = client_for(sme), sme.memberships.get().organisation
    for number in range(6):
        assert_budget(client, reverse("jobs:jobs"), "jobs:jobs")
        handled(None, organisation=home, user=sme, subject=f"표 {number}.csv")
