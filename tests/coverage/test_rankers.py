"""Administrators and the ranker: learn once, see why not, try, promote by proof, roll back with one press."""

from __future__ import annotations

import pytest
from django.test import Client

from matchmaker.accounts.models import User
from matchmaker.engine.judging.guards import Reason
from matchmaker.engine.judging.ladder import Decision, Size, Stage, Verdict
from matchmaker.lib.claims import claim
from matchmaker.matching.judging import version_rule
from matchmaker.matching.models import RankerVersion, TrainingRun
from matchmaker.matching.ranker_services import ranker_active, version_promote
from matchmaker.matching.services import LEASE
from matchmaker.matching.training import training_execute
from tests.cast import Browsers
from tests.matching.lived import lived, two_sellers
from tests.matching.versions import PROVED, candidate

pytestmark = pytest.mark.django_db
HOME = "/programme/rankers/"


@pytest.fixture
def admin(administrator: User, client_for: Browsers) -> Client:
    return client_for(administrator)


def press(client: Client, version: RankerVersion, step: str) -> str:
    answer = client.post(f"{HOME}{version.pk}/{step}/", follow=True)
    version.refresh_from_db()
    return answer.content.decode()


def test_an_empty_market_is_taught_what_will_come(admin: Client) -> None:
    page = admin.get(HOME).content.decode()
    assert "아직 배운 적이 없습니다" in page
    assert "<strong>500건</strong>" in page


def test_learning_is_asked_for_once_and_can_be_stopped(admin: Client) -> None:
    admin.post(f"{HOME}train/")
    admin.post(f"{HOME}train/")
    job = TrainingRun.objects.get()
    assert "있었던 일에서 배우고 있습니다" in admin.get(HOME).content.decode()
    assert admin.get(f"{HOME}jobs/{job.pk}/", HTTP_HX_REQUEST="true").status_code == 200
    admin.post(f"{HOME}jobs/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.status == "cancelled"
    ended = admin.get(f"{HOME}jobs/{job.pk}/", HTTP_HX_REQUEST="true")
    assert ended.headers["HX-Redirect"] == HOME


def test_an_office_of_one_region_follows_the_learning_and_is_shown_no_button_that_stops_it(
    admin: Client, regional: User, client_for: Browsers
) -> None:
    admin.post(f"{HOME}train/")
    stop = f"{HOME}jobs/{TrainingRun.objects.get().pk}/cancel/"
    assert stop in admin.get(HOME).content.decode()
    page = client_for(regional).get(HOME).content.decode()
    assert "있었던 일에서 배우고 있습니다" in page
    assert stop not in page
    assert client_for(regional).post(stop).status_code == 404


def test_a_market_without_a_past_is_told_so_in_words(admin: Client) -> None:
    admin.post(f"{HOME}train/")
    job = claim(TrainingRun, TrainingRun.objects.get().pk, waiting="queued", busy="running", lease=LEASE)
    training_execute(job=job)
    assert "배울 만한 일이 아직 없습니다" in admin.get(HOME).content.decode()


def test_while_it_learns_the_page_says_what_the_last_job_counted(admin: Client) -> None:
    TrainingRun.objects.create(status="done", counts={"telling": 43, "told": 60, "used": 50, "future": 10})
    admin.post(f"{HOME}train/")
    page = admin.get(HOME).content.decode()
    assert "<strong>43건</strong>" in page
    assert "기록 60건 가운데 50건을 썼습니다" in page
    assert "나중에 옮겨 적은 기록): 10건" in page


def test_what_was_learnt_stands_beside_what_serves_with_its_reasons(
    admin: Client, sme: User, supplier: User, rival: User
) -> None:
    two_sellers(supplier, rival)
    lived(sme, rival, needs=4)
    admin.post(f"{HOME}train/")
    training_execute(
        job=claim(TrainingRun, TrainingRun.objects.get().pk, waiting="queued", busy="running", lease=LEASE)
    )
    version = RankerVersion.objects.get(status="candidate")
    page = admin.get(HOME).content.decode()
    assert f"{HOME}{version.pk}/" in page
    assert "지금은 4건입니다" in page, "the reason says how many there are"
    told = admin.get(f"{HOME}{version.pk}/").content.decode()
    assert 'class="reliability"' in told
    assert "최근 요청 4건" in told


def test_a_candidate_that_is_not_proved_does_not_serve_and_the_page_says_why(admin: Client) -> None:
    few = {"code": "needs_too_few", "params": {"needs": 43, "wanted": 50}}
    version = candidate(proof={"stage": "shadow", "verdict": "wait", "reasons": [few]})
    before = ranker_active()
    for step in ("try", "promote"):
        assert "아직 이 단계로 올릴 수 없습니다" in press(admin, version, step)
    assert (version.status, ranker_active()) == ("candidate", before)
    assert "지금은 43건입니다" in admin.get(f"{HOME}{version.pk}/").content.decode()


def test_one_press_tries_promotes_and_rolls_back(admin: Client, administrator: User) -> None:
    version = candidate(proof={"stage": "interleaving", "verdict": "advance", "reasons": []})
    before = ranker_active()
    assert "시험을 시작했습니다" in press(admin, version, "try")
    assert version.status == "trial"
    RankerVersion.objects.filter(pk=version.pk).update(proof=PROVED)
    assert "이제 이 기준으로 추천합니다" in press(admin, version, "promote")
    assert ranker_active() == version
    assert "되돌렸습니다" in press(admin, version, "roll-back")
    assert (version.status, ranker_active()) == ("refused", before)
    assert [event.actor for event in version.events.all()] == [administrator] * 3


def test_a_trial_can_be_stopped(admin: Client) -> None:
    version = candidate(status="trial")
    press(admin, version, "stop")
    assert version.status == "candidate"


def test_what_was_rolled_back_by_itself_says_why_and_when(admin: Client) -> None:
    version = candidate(status="trial", proof=PROVED)
    version_promote(version=version, actor=None)
    fell = Reason("replies_fell", {"z": -2.5, "limit": -1.645, "needs": 310})
    version_rule(version=version, decision=Decision(Stage.RETIRED, Verdict.ROLL_BACK, Size.PROMOTION, (fell,)))
    page = admin.get(f"{HOME}{version.pk}/").content.decode()
    assert page.count("답을 받는 비율이 뚜렷이 떨어졌습니다(요청 310건, z -2.50)") == 2, (
        "as the verdict and as what happened"
    )
    RankerVersion.objects.filter(pk=version.pk).update(proof={})
    assert "요청 –건" in admin.get(f"{HOME}{version.pk}/").content.decode()


def test_nothing_to_go_back_to_is_said(admin: Client) -> None:
    prior = ranker_active()
    assert "되돌릴 이전 기준이 없습니다" in press(admin, prior, "roll-back")
    assert prior.status == "serving"


def test_asking_once_more_comes_before_anything_moves(admin: Client) -> None:
    version = candidate(status="trial", proof=PROVED)
    page = admin.get(f"{HOME}{version.pk}/promote/").content.decode()
    version.refresh_from_db()
    assert "이 기준으로 바꿀까요?" in page
    assert version.status == "trial"
    assert admin.get(f"{HOME}{version.pk}/burn/").status_code == 404
