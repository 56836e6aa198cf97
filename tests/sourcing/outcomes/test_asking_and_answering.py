"""A question comes on its morning, is reminded once, is recorded as missed, and is answered once, also late."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback
from matchmaker.notifications.models import Message
from matchmaker.sourcing.models import OutcomeCheck
from matchmaker.sourcing.outcomes.errors import CheckAnswered, CheckNotOpen
from matchmaker.sourcing.outcomes.selectors import check_counts
from matchmaker.sourcing.outcomes.services import check_answer
from matchmaker.sourcing.tasks import sweep_timers
from tests.cast import Browsers
from tests.sourcing.outcomes.scenes import asked, finished
from tests.sourcing.projects import samples

SEOUL = ZoneInfo("Asia/Seoul")
DAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 9, tzinfo=SEOUL)
SECOND = timedelta(seconds=1)


def kinds(user: User) -> list[str]:
    rows = Message.objects.filter(recipient=user, kind__startswith="outcome").order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_the_clock_asks_reminds_and_gives_up(sme: User, supplier: User, administrator: User) -> None:
    with time_machine.travel(MORNING - SECOND, tick=False) as clock:
        check = finished(sme, supplier, on=DAY).checks.get(stage="completion")
        sweep_timers()
        assert kinds(sme) == []
        for days, known in ((0, ["outcome_asked"]), (9, []), (10, ["outcome_reminder"]), (11, []), (29, [])):
            clock.move_to(MORNING + timedelta(days=days))
            before = kinds(sme)
            sweep_timers()
            sweep_timers()
            assert kinds(sme) == before + known
        assert kinds(administrator) == []
        clock.move_to(MORNING + timedelta(days=30))
        sweep_timers()
        sweep_timers()
    check.refresh_from_db()
    assert (check.status, check.next_check_at) == ("missed", None)
    assert kinds(administrator) == ["outcome_missed"]
    assert [event.to for event in check.events.order_by("pk")] == ["waiting", "asked", "missed"]
    assert check_counts(administrator.memberships.get().organisation)["percent"] == 100


def test_the_next_question_comes_three_months_later(sme: User, supplier: User) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        project = finished(sme, supplier, on=DAY)
        clock.move_to(datetime(2026, 6, 2, 8, 59, tzinfo=SEOUL))
        sweep_timers()
        assert project.checks.get(stage="month_3").status == "waiting"
        clock.move_to(datetime(2026, 6, 2, 9, tzinfo=SEOUL))
        sweep_timers()
        assert project.checks.get(stage="month_3").status == "asked"
        assert project.checks.get(stage="month_12").status == "waiting"


def test_an_answer_is_kept_told_and_learnt_from(sme: User, supplier: User, rival: User) -> None:
    check = asked(sme, supplier, rival)
    output, defects = check.project.kpis.all()
    check_answer(
        check=check, actor=sme, in_use=True, values={output.pk: Decimal(125), defects.pk: Decimal(2)}, note="좋음"
    )
    check.refresh_from_db()
    assert (check.status, check.in_use, check.note, check.next_check_at) == ("answered", True, "좋음", None)
    learnt = Feedback.objects.filter(kind="outcome")
    assert [(row.reason, row.value) for row in learnt] == [("completion", 0.7)] * 2  # 0.6 * 0.5 + 0.4 * 1
    assert Message.objects.get(recipient=supplier, kind="outcome_answered").payload["percent"] == 70


def test_nothing_measured_is_no_figure_and_never_full_marks(sme: User, supplier: User) -> None:
    check = asked(sme, supplier)
    check_answer(check=check, actor=sme, in_use=False, values={})
    row = Feedback.objects.get(kind="outcome")
    assert (row.reason, row.value) == ("unused", None)


def test_the_same_answer_twice_is_one_answer(sme: User, supplier: User, client_for: Browsers) -> None:
    check, client = asked(sme, supplier), client_for(sme)
    told = {"in_use": "yes", f"value_{check.project.kpis.first().pk}": "130"}
    for _again in range(2):
        assert client.post(f"/checks/{check.pk}/", told).status_code == 302
    assert (check.measures.count(), Feedback.objects.filter(kind="outcome").count()) == (1, 1)
    with pytest.raises(CheckAnswered):
        check_answer(check=check, actor=sme, in_use=False, values={})


def test_nobody_answers_before_the_day_but_late_is_welcome(sme: User, supplier: User) -> None:
    check = asked(sme, supplier)
    with time_machine.travel(datetime(2026, 1, 6, tzinfo=SEOUL), tick=False), pytest.raises(CheckNotOpen):
        check_answer(check=check.project.checks.get(stage="month_3"), actor=sme, in_use=True, values={})
    OutcomeCheck.objects.filter(pk=check.pk).update(status="missed")
    assert check_answer(check=check, actor=sme, in_use=True, values={}).status == "answered"


def test_figures_of_another_project_are_not_taken(sme: User, other_sme: User, supplier: User) -> None:
    check, other = asked(sme, supplier), asked(other_sme, supplier)
    check_answer(check=check, actor=sme, in_use=True, values={other.project.kpis.first().pk: Decimal(1)})
    assert not check.measures.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("-3", "error"), ("101", "100을 넘을 수 없습니다"), ("꽤", "숫자로 적어 주세요"), ("1" * 40, "error")],
)
def test_bad_values_are_said_beside_the_field(
    sme: User, supplier: User, client_for: Browsers, typed: str, said: str
) -> None:
    check = asked(sme, supplier)
    told = {"in_use": "yes", f"value_{check.project.kpis.last().pk}": typed}
    answer = client_for(sme).post(f"/checks/{check.pk}/", told)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    check.refresh_from_db()
    assert (check.status, check.measures.count()) == ("asked", 0)


def test_the_page_shows_before_target_and_measured_as_the_firms_own_figures(
    sme: User, supplier: User, client_for: Browsers
) -> None:
    check = asked(sme, supplier)
    output, defects = check.project.kpis.all()
    check_answer(check=check, actor=sme, in_use=True, values={output.pk: Decimal(125)})
    for reader in (sme, supplier):
        shown = client_for(reader).get(f"/projects/{check.project_id}/outcome/").content.decode()
        assert "수요기업이 스스로 잰 값" in shown
        assert "+25.0%" in shown
        assert "지표 2개 가운데 1개를 잰 값" in shown
        assert 'class="bar-value"' in shown


def test_only_the_firm_answers_and_only_offices_see_the_list(
    sme: User, supplier: User, rival: User, administrator: User, client_for: Browsers
) -> None:
    check = asked(sme, supplier)
    for other in (supplier, rival, administrator):
        assert client_for(other).get(f"/checks/{check.pk}/").status_code == 404
        assert client_for(other).post(f"/checks/{check.pk}/", {"in_use": "yes"}).status_code == 404
    assert client_for(rival).get(f"/projects/{check.project_id}/outcome/").status_code == 404
    assert client_for(administrator).get("/outcomes/").status_code == 200
    assert client_for(sme).get("/outcomes/").status_code == 404


def test_a_file_as_proof_is_kept_for_the_projects_people(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    check = asked(sme, supplier)
    told = {"in_use": "yes", f"value_{check.project.kpis.first().pk}": "130", "evidence": samples.upload()}
    assert client_for(sme).post(f"/checks/{check.pk}/", told).status_code == 302
    file = check.measures.get().evidence
    assert file.kind == "outcome"
    assert client_for(supplier).get(f"/files/{file.pk}/").status_code == 200
    assert client_for(rival).get(f"/files/{file.pk}/").status_code == 404
    assert f"/files/{file.pk}/" in client_for(supplier).get(f"/projects/{check.project_id}/outcome/").content.decode()


def test_a_file_that_we_do_not_take_keeps_nothing_at_all(sme: User, supplier: User, client_for: Browsers) -> None:
    check = asked(sme, supplier)
    program = SimpleUploadedFile("증빙.pdf", b"MZ\x90\x00 not a document")
    told = {"in_use": "yes", f"value_{check.project.kpis.first().pk}": "130", "evidence": program}
    answer = client_for(sme).post(f"/checks/{check.pk}/", told)
    assert answer.status_code == 422
    assert 'value="130"' in answer.content.decode()
    check.refresh_from_db()
    assert (check.status, check.measures.count(), check.project.files.count()) == ("asked", 0, 0)
