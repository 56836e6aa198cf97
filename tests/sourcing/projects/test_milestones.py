"""The lead reports, the firm decides; the project's state follows, and nothing is accepted without evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback
from matchmaker.notifications.models import Message
from matchmaker.sourcing.choices import ProjectStatus
from matchmaker.sourcing.models import Milestone, Project, ServiceTicket
from matchmaker.sourcing.projects.errors import EarlierFirst, EvidenceMissing, MilestoneDone, NotYetDue
from matchmaker.sourcing.projects.milestones import milestone_decide, milestone_report
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing import stages
from tests.sourcing.projects.samples import png, upload
from tests.sourcing.scenes import firm


@pytest.fixture
def project(sme: User, supplier: User, rival: User) -> Project:
    return stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier, rival))))


def stop(project: Project, kind: str) -> Milestone:
    return project.milestones.get(kind=kind)


def url(name: str, row: Milestone) -> str:
    return reverse(f"sourcing:milestone_{name}", args=[row.pk])


def decide(project: Project, kind: str, status: str, sme: User) -> Milestone:
    return milestone_decide(milestone=stop(project, kind), status=status, actor=sme)


def finish(project: Project, sme: User, supplier: User) -> None:
    """Both acceptances, each with a file."""
    for kind in ("final_check", "completion"):
        milestone_report(milestone=stop(project, kind), actor=supplier, text=kind, files=[upload()])
        decide(project, kind, "met", sme)


def test_the_lead_reports_with_evidence_and_the_firm_is_asked(
    project: Project, sme: User, supplier: User, client_for: Browsers
) -> None:
    row = stop(project, "final_check")
    sent = {"text": "설비 12대 연결", "files": [upload("검수.pdf"), upload("사진.png", png())]}
    assert client_for(supplier).post(url("report", row), sent).status_code == 302
    row.refresh_from_db()
    assert row.report == "설비 12대 연결"
    assert row.files.count() == 2
    assert Message.objects.get(kind="milestone_reported").recipient == sme
    assert "확인해 주세요" in client_for(sme).get(reverse("sourcing:project", args=[project.pk])).content.decode()


def test_only_the_lead_reports_and_only_the_firm_decides(
    project: Project, sme: User, other_sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    row = stop(project, "kick_off")
    for user in (sme, other_sme, rival):
        assert client_for(user).post(url("report", row), {"text": "다 했어요"}).status_code == 404
    for user in (supplier, rival, other_sme):
        assert client_for(user).post(url("decide", row), {"status": "met"}).status_code == 404
    row.refresh_from_db()
    assert (row.status, row.reported_at) == ("scheduled", None)


def test_the_firm_decides_and_the_members_hear_of_it(
    project: Project, sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    row = stop(project, "kick_off")
    answer = client_for(sme).post(url("decide", row), {"status": "partly", "note": "한 대가 남았습니다"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.status, row.note) == ("partly", "한 대가 남았습니다")
    told = Message.objects.filter(kind="milestone_decided")
    assert {one.recipient for one in told} == {supplier, rival}
    assert {one.payload["status"] for one in told} == {"일부만 마침"}


@pytest.mark.parametrize("kind", ["final_check", "completion"])
def test_acceptance_needs_a_file(project: Project, sme: User, supplier: User, client_for: Browsers, kind: str) -> None:
    Milestone.objects.filter(project=project, kind="final_check").exclude(kind=kind).update(status="met")
    answer = client_for(sme).post(url("decide", stop(project, kind)), {"status": "met", "note": "좋습니다"})
    assert answer.status_code == 422
    assert "증빙 파일이 하나도 없어" in answer.content.decode()
    assert "좋습니다" in answer.content.decode()
    assert stop(project, kind).status == "scheduled"
    with pytest.raises(EvidenceMissing):
        decide(project, kind, "met", sme)
    milestone_report(milestone=stop(project, kind), actor=supplier, text="끝", files=[upload()])
    assert decide(project, kind, "met", sme).status == "met"


def test_completion_rests_on_the_final_check_and_care_on_completion(
    project: Project, sme: User, supplier: User
) -> None:
    for kind in ("completion", "after_care"):
        with pytest.raises(EarlierFirst):
            decide(project, kind, "partly", sme)
        with pytest.raises(EarlierFirst):
            milestone_report(milestone=stop(project, kind), actor=supplier, text="끝")


def test_the_projects_state_follows_its_milestones(project: Project, sme: User, supplier: User) -> None:
    seen = [project.status]

    def look() -> None:
        project.refresh_from_db()
        seen.append(project.status)

    decide(project, "kick_off", "met", sme)
    look()
    milestone_report(milestone=stop(project, "final_check"), actor=supplier, text="봐 주세요", files=[upload()])
    look()
    finish(project, sme, supplier)
    look()
    assert seen == list(ProjectStatus.values[:4])
    assert list(project.events.order_by("pk").values_list("to", flat=True)) == ProjectStatus.values[1:4]


def test_completion_starts_care_asks_for_the_outcome_and_teaches_matching(
    project: Project, sme: User, supplier: User, rival: User
) -> None:
    finish(project, sme, supplier)
    project.refresh_from_db()
    assert project.completed_on == timezone.localdate()
    assert project.checks.count() == 4
    assert stop(project, "after_care").due_on >= project.completed_on + timedelta(days=180)
    told = Feedback.objects.filter(kind="completed", need=project.need)
    assert {row.supplier for row in told} == {firm(supplier), firm(rival)}
    assert told.count() == 2


def test_the_same_decision_again_does_nothing_and_met_is_for_good(project: Project, sme: User, supplier: User) -> None:
    finish(project, sme, supplier)
    decide(project, "completion", "met", sme)
    assert Feedback.objects.filter(kind="completed").count() == 2
    assert Message.objects.filter(kind="milestone_decided", recipient=supplier).count() == 2
    with pytest.raises(MilestoneDone):
        decide(project, "completion", "partly", sme)
    with pytest.raises(MilestoneDone):
        milestone_report(milestone=stop(project, "completion"), actor=supplier, text="또")


def test_the_same_report_again_tells_nobody_twice(project: Project, supplier: User) -> None:
    for _time in range(2):
        milestone_report(milestone=stop(project, "kick_off"), actor=supplier, text="시작", files=[upload()])
    assert Message.objects.filter(kind="milestone_reported").count() == 1
    assert project.files.count() == 1


def test_nothing_is_missed_before_its_day_is_over(project: Project, sme: User, client_for: Browsers) -> None:
    row = stop(project, "mid_check")
    with pytest.raises(NotYetDue):
        decide(project, "mid_check", "missed", sme)
    assert client_for(sme).post(url("decide", row), {"status": "missed"}).status_code == 422
    project.milestones.filter(pk=row.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert client_for(sme).post(url("decide", row), {"status": "missed"}).status_code == 302
    assert ServiceTicket.objects.get(milestone=row).supplier == project.lead


def test_what_was_missed_may_still_be_met(project: Project, sme: User, supplier: User) -> None:
    project.milestones.filter(kind="mid_check").update(due_on=timezone.localdate() - timedelta(days=3))
    decide(project, "mid_check", "missed", sme)
    milestone_report(milestone=stop(project, "mid_check"), actor=supplier, text="늦었지만 마쳤습니다")
    assert decide(project, "mid_check", "met", sme).status == "met"
    assert ServiceTicket.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "sent", "words"),
    [
        ("report", {"text": ""}, "무엇을 마쳤는지 적어 주세요"),
        ("report", {"text": "가" * 2001}, "2000"),
        ("decide", {}, "하나를 골라 주세요"),
        ("decide", {"status": "scheduled"}, "목록에서 골라 주세요"),
        ("decide", {"status": "met", "note": "가" * 301}, "300"),
    ],
)
def test_bad_input_is_refused_beside_its_field(
    project: Project, sme: User, supplier: User, client_for: Browsers, name: str, sent: dict[str, str], words: str
) -> None:
    client = client_for(supplier if name == "report" else sme)
    answer = client.post(url(name, stop(project, "kick_off")), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_refused_file_keeps_the_words_and_writes_nothing(
    project: Project, supplier: User, client_for: Browsers
) -> None:
    row = stop(project, "kick_off")
    sent = {"text": "설치 마침", "files": [upload("좋은.txt", b"fine"), upload("나쁜.svg", b"<svg/>")]}
    answer = client_for(supplier).post(url("report", row), sent)
    assert answer.status_code == 422
    assert "올릴 수 없는 종류" in answer.content.decode()
    assert "설치 마침" in answer.content.decode()
    row.refresh_from_db()
    assert row.reported_at is None
    assert not project.files.exists()


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_complete_the_project_once(project: Project, sme: User, supplier: User) -> None:
    milestone_report(milestone=stop(project, "final_check"), actor=supplier, text="끝", files=[upload()])
    decide(project, "final_check", "met", sme)
    milestone_report(milestone=stop(project, "completion"), actor=supplier, text="끝", files=[upload()])
    at_once(*[lambda: decide(project, "completion", "met", sme)] * 3)
    assert Feedback.objects.filter(kind="completed").count() == 2
    assert project.checks.count() == 4
    assert stop(project, "completion").events.count() == 1
