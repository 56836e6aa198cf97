"""The administrators' page of fair exposure: its curve is a stored job, its setting is logged, strangers get 404."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.models import User
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import jobs_sweep
from matchmaker.jobs.tasks import run
from matchmaker.matching.exposing import exposure_count, strength_in_force
from matchmaker.matching.exposure_curve import curve_request
from matchmaker.matching.models import ExposureCurve, ExposureSetting
from tests.cast import Browsers
from tests.matching.scenes import ask, finished_run, stock

pytestmark = pytest.mark.django_db
PAGE = "/programme/exposure/"


@pytest.fixture
def curve(sme: User, supplier: User, rival: User) -> ExposureCurve:
    stock(supplier, rival)
    finished_run(ask(sme, "SOL-MES", "EQP-HMI"))
    exposure_count()
    run(curve_request().pk)
    return ExposureCurve.objects.get()


def test_the_page_teaches_while_nothing_was_computed(administrator: User, client_for: Browsers) -> None:
    text = client_for(administrator).get(PAGE).content.decode()
    assert "아직 셈한 그림이 없습니다" in text
    assert '<svg class="trade"' not in text


def test_it_shows_the_stored_curve_and_todays_measures(
    curve: ExposureCurve, administrator: User, client_for: Browsers
) -> None:
    assert (curve.needs, curve.points[0]["strength"]) == (1, 0.0)
    text = client_for(administrator).get(PAGE, {"at": "2"}).content.decode()
    assert text.count("<circle") == len(curve.points)
    assert "요청 1건으로 셈했습니다" in text
    assert 'value="2" list="strengths"' in text
    assert "지금 쓰는 세기" not in text
    assert "지금 쓰는 세기" in client_for(administrator).get(PAGE, {"at": "nonsense"}).content.decode()


def test_the_table_can_be_taken_along(curve: ExposureCurve, administrator: User, client_for: Browsers) -> None:
    answer = client_for(administrator).get("/programme/exposure.csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("strength,relevance_lost_percent,gini")
    assert len(rows) == 1 + len(curve.points)
    assert answer["Content-Type"].startswith("text/csv")


def test_a_new_strength_is_logged_with_who_and_why(administrator: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    client.post(f"{PAGE}set/", {"strength": "0.2", "reason": "지역 기업을 더 보이게"})
    client.post(f"{PAGE}set/", {"strength": "0.2", "reason": "두 번 눌림"})
    assert strength_in_force() == 0.2
    row = ExposureSetting.objects.get()
    assert (row.actor, row.reason) == (administrator, "지역 기업을 더 보이게")
    text = client.get(PAGE).content.decode()
    assert "지역 기업을 더 보이게" in text
    assert "42 → 20" in text


@pytest.mark.parametrize("sent", [{"strength": "0.2"}, {"strength": "9", "reason": "x"}, {"reason": "x"}, {}])
def test_bad_input_changes_nothing_and_says_why(
    administrator: User, client_for: Browsers, sent: dict[str, str]
) -> None:
    answer = client_for(administrator).post(f"{PAGE}set/", sent)
    assert answer.status_code == 422
    assert not ExposureSetting.objects.exists()


@pytest.mark.parametrize("who", ["sme", "supplier"])
def test_nobody_else_sees_or_changes_it(who: str, request: Any, client_for: Browsers) -> None:
    client = client_for(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == 404
    assert client.get("/programme/exposure.csv").status_code == 404
    assert client.post(f"{PAGE}set/", {"strength": "0", "reason": "x"}).status_code == 404
    assert client.post(f"{PAGE}compute/").status_code == 404
    assert not ExposureSetting.objects.exists()


def test_pressing_twice_computes_once_and_a_lost_message_is_swept_up(administrator: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    client.post(f"{PAGE}compute/")
    client.post(f"{PAGE}compute/")
    job = Job.objects.get()
    assert f'hx-get="/jobs/{job.pk}/box/"' in client.get(PAGE).content.decode()
    Job.objects.update(status="queued", created_at="2026-01-01T00:00:00Z", finished_at=None)
    assert jobs_sweep() == [job.pk]
    run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result) == ("done", {"url": PAGE})
    assert ExposureCurve.objects.get().points == []


def test_the_rules_say_it_to_everybody(client_for: Browsers, administrator: User) -> None:
    text = client_for(administrator).get("/rules/").content.decode()
    assert "점수가 비슷하면 골고루 기회를 드립니다" in text
    assert "많아야 4.2점" in text
    client_for(administrator).post(f"{PAGE}set/", {"strength": "0", "reason": "끄기"})
    assert "지금은 쓰지 않고 있습니다" in client_for(administrator).get("/rules/").content.decode()
