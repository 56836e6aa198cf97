"""Uploading, downloading and throwing away a project's files."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.sourcing.choices import MilestoneKind
from matchmaker.sourcing.models import Attachment, Project
from matchmaker.sourcing.projects import files
from matchmaker.sourcing.projects.errors import FileKept, TooManyFiles
from tests import factories
from tests.at_once import at_once
from tests.cast import Browsers
from tests.sourcing import stages
from tests.sourcing.projects.samples import PDF, png, upload
from tests.sourcing.scenes import firm


@pytest.fixture
def project(sme: User, supplier: User) -> Project:
    return stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier))))


def add(project: Project, user: User, data: bytes = PDF, **fields: object) -> Attachment:
    home = user.memberships.get().organisation
    return files.attachment_add(project=project, by=home, actor=user, upload=upload(data=data), **fields)


def stored() -> int:
    """How many files lie in the storage, whatever the rows say."""
    return sum(one.is_file() for one in Path(default_storage.location).rglob("*"))


def url(name: str, pk: int) -> str:
    return reverse(f"sourcing:{name}", args=[pk])


def test_either_side_uploads_and_both_can_download(
    project: Project, sme: User, supplier: User, client_for: Browsers
) -> None:
    final = project.milestones.get(kind=MilestoneKind.FINAL_CHECK)
    sent = {"files": [upload("검수 결과.pdf"), upload("사진.png", png())], "milestone": final.pk}
    assert client_for(supplier).post(url("project_file_add", project.pk), sent).status_code == 302
    assert (
        client_for(sme).post(url("project_file_add", project.pk), {"files": upload("메모.txt", b"ok")}).status_code
        == 302
    )
    assert [(row.name, row.milestone) for row in project.files.all()] == [
        ("검수 결과.pdf", final),
        ("사진.png", final),
        ("메모.txt", None),
    ]
    page = client_for(sme).get(url("project", project.pk)).content.decode()
    assert "검수 결과.pdf" in page
    assert b"".join(client_for(sme).get(url("file", project.files.first().pk))) == PDF


def test_a_download_is_never_shown_run_guessed_or_kept(project: Project, sme: User, client_for: Browsers) -> None:
    row = files.attachment_add(
        project=project, by=firm_of(sme), actor=sme, upload=upload("결과; 보고 'v1'.pdf"), kind="outcome"
    )
    answer = client_for(sme).get(url("file", row.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="')
    assert "filename*=UTF-8''%EA%B2%B0%EA%B3%BC_%20%EB%B3%B4%EA%B3%A0%20%27v1%27.pdf" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


def firm_of(user: User) -> object:
    return user.memberships.get().organisation


def test_strangers_rivals_and_administrators_get_404(
    project: Project, other_sme: User, rival: User, administrator: User, supplier: User, client_for: Browsers
) -> None:
    row = add(project, supplier)
    for user in (other_sme, rival, administrator):
        assert client_for(user).get(url("file", row.pk)).status_code == 404
        assert client_for(user).post(url("file_delete", row.pk)).status_code == 404
        sent = client_for(user).post(url("project_file_add", project.pk), {"files": upload()})
        assert sent.status_code == 404
    assert project.files.count() == 1


def test_viewers_and_past_members_look_but_do_not_upload(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    both = stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier, rival))))
    row = add(both, supplier)
    both.slots.filter(supplier=firm(rival)).update(until=both.starts_on)
    viewer = factories.member_of(firm(supplier).organisation, "eye@example.com", Role.VIEWER)
    for user in (rival, viewer):
        assert client_for(user).get(url("file", row.pk)).status_code == 200
        assert (
            client_for(user).post(url("project_file_add", both.pk), {"files": upload("b.txt", b"b")}).status_code == 404
        )


def test_files_live_outside_the_web_root_under_random_names(project: Project, sme: User) -> None:
    row = add(project, sme)
    assert "증빙" not in row.file.name
    assert Path(row.file.name).suffix == ".pdf"
    assert len(Path(row.file.name).stem) == 32
    assert not row.file.path.startswith(str(Path(__file__).parents[3] / "static"))


def test_a_file_goes_with_the_transaction_that_brought_it(project: Project, sme: User) -> None:
    """A savepoint that fails takes its own files only; the whole taken back, nothing is left."""
    before = stored()
    with transaction.atomic():
        add(project, sme)
        with transaction.atomic():
            add(project, sme, PDF.replace(b"Catalog", b"Catalog/Lang(ko)"))
            assert stored() == before + 2
            transaction.set_rollback(True)
        assert stored() == before + 1
        transaction.set_rollback(True)
    assert stored() == before
    add(project, sme)
    assert stored() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_file_stays_once_its_transaction_is_through(sme: User, supplier: User) -> None:
    project = stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier))))
    row = add(project, sme)
    gc.collect()
    assert row.file.storage.exists(row.file.name)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("빈.pdf", b"", "빈 파일"),
        ("크다.txt", b"a" * (10 * 1024 * 1024 + 1), "10MB"),
        ("그림.svg", b"<svg/>", "올릴 수 없는 종류"),
        ("표.xlsx", PDF, "이름과 내용이 서로 다릅니다"),
        ("사진.png", png(inside=b"<script>alert(1)</script>"), "실행되는 내용"),
    ],
)
def test_a_refused_file_says_why_beside_the_field_and_writes_nothing(
    project: Project, sme: User, client_for: Browsers, name: str, data: bytes, words: str
) -> None:
    sent, before = {"files": [upload("좋은.txt", b"fine"), upload(name, data)]}, stored()
    answer = client_for(sme).post(url("project_file_add", project.pk), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not project.files.exists()
    assert stored() == before


def test_no_file_a_strange_milestone_and_too_many_files_are_refused(
    project: Project, sme: User, supplier: User, client_for: Browsers
) -> None:
    other = stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier))))
    client, where = client_for(sme), url("project_file_add", project.pk)
    assert client.post(where, {}).status_code == 422
    assert client.post(where, {"files": upload(), "milestone": other.milestones.first().pk}).status_code == 422
    assert client.post(where, {"files": [upload(f"{at}.txt", b"%d" % at) for at in range(11)]}).status_code == 422
    assert not Attachment.objects.exists()


def test_the_same_content_for_the_same_thing_is_one_file(project: Project, sme: User, supplier: User) -> None:
    final, done = project.milestones.filter(kind__in=["final_check", "completion"])
    assert add(project, supplier, milestone=final) == add(project, sme, milestone=final)
    assert add(project, supplier, milestone=done) != add(project, supplier, milestone=final)


def test_fifty_files_are_enough(project: Project, sme: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 2)
    for at in range(2):
        files.attachment_add(project=project, by=firm_of(sme), actor=sme, upload=upload("a.txt", b"%d" % at))
    with pytest.raises(TooManyFiles):
        files.attachment_add(project=project, by=firm_of(sme), actor=sme, upload=upload("a.txt", b"third"))


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_is_one_file(project: Project, sme: User) -> None:
    made = at_once(*[lambda: add(project, sme)] * 3)
    assert len({row.pk for row in made}) == 1
    assert Attachment.objects.count() == 1


def test_the_side_that_brought_it_may_throw_it_away_until_the_milestone_is_decided(
    project: Project, sme: User, supplier: User, client_for: Browsers, django_capture_on_commit_callbacks: object
) -> None:
    final = project.milestones.get(kind=MilestoneKind.FINAL_CHECK)
    row = add(project, supplier, milestone=final)
    client_for(sme).post(url("file_delete", row.pk))
    assert project.files.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        client_for(supplier).post(url("file_delete", row.pk))
    assert not project.files.exists()
    assert not default_storage.exists(row.file.name)
    again = add(project, supplier, milestone=final)
    project.milestones.filter(pk=final.pk).update(status="met")
    with pytest.raises(FileKept):
        files.attachment_remove(attachment=again, by=firm_of(supplier))
