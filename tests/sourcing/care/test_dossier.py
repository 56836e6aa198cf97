"""What whoever takes over must have: kept by the member, read by the firm and an agreed newcomer, nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.care.dossier import dossier_keep, looks_like_password, share_ready
from matchmaker.sourcing.care.handovers import handover_accept, handover_start
from matchmaker.sourcing.models import DossierItem, Project
from tests import factories
from tests.cast import Browsers
from tests.sourcing.care.scenes import built, slot_of
from tests.sourcing.projects import samples

WORDS = {"kind": "interface", "title": "PLC 연결 설명서", "note": "포트와 주소표", "ready": "on"}


@pytest.fixture
def heir(reference: None) -> User:
    return factories.supplier_user(email="heir@example.com", firm="라온솔루션")


def kept(project: Project, member: User, number: int = 0, **fields: Any) -> DossierItem:
    given = {"kind": "document", "title": "설계서", "ready": True, **fields}
    return dossier_keep(slot=slot_of(project, number), actor=member, **given)


def test_the_member_keeps_it_and_the_firm_reads_it(sme: User, supplier: User, client_for: Browsers) -> None:
    project = built(sme, supplier)
    at = f"/project-slots/{slot_of(project).pk}/dossier/"
    for _ in range(2):
        answer = client_for(supplier).post(at, {**WORDS, "file": samples.upload()})
        assert answer.url == f"/projects/{project.pk}/dossier/"
    row = DossierItem.objects.get()
    assert (row.kind, row.title, row.ready, row.file.kind) == ("interface", WORDS["title"], True, "dossier")
    page = client_for(sme).get(f"/projects/{project.pk}/dossier/").content.decode()
    assert all(words in page for words in ("PLC 연결 설명서", "포트와 주소표", "4가지 중 1가지 준비됨"))
    assert client_for(sme).get(f"/dossier/{row.pk}/file/").status_code == 200


def test_the_member_changes_it_and_takes_it_away(sme: User, supplier: User, client_for: Browsers) -> None:
    row = kept(built(sme, supplier), supplier)
    browser = client_for(supplier)
    browser.post(f"/dossier/{row.pk}/", {**WORDS, "title": "새 이름"})
    row.refresh_from_db()
    assert (row.title, row.kind) == ("새 이름", "interface")
    browser.post(f"/dossier/{row.pk}/remove/")
    assert not DossierItem.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "비밀번호: abc",
        "password=hunter2",
        "관리자 pw admin123!",
        "PW : 1234",
        "비번：사과",
        "암호는 abcd1234",
        "주소 10.0.0.1\n비밀번호 = 가나다",
    ],
)
def test_what_looks_like_a_password_is_refused_kindly(
    words: str, sme: User, supplier: User, client_for: Browsers
) -> None:
    slot = slot_of(built(sme, supplier))
    for field in ("note", "title"):
        answer = client_for(supplier).post(f"/project-slots/{slot.pk}/dossier/", {**WORDS, field: words})
        assert answer.status_code == 422
        assert "만나서 전해 주세요" in str(answer.context["form"].errors[field])
    assert not DossierItem.objects.exists()


@pytest.mark.parametrize(
    "words",
    ["서버 관리자 계정(admin)", "비밀번호: 직접 전달", "비밀번호 봉투는 금고에", "PLC 암호화 설정: AES", "PWM: 출력"],
)
def test_honest_words_pass(words: str) -> None:
    assert not looks_like_password(words)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "secret"}, "kind"),
        ({"title": ""}, "title"),
        ({"note": "가" * 2001}, "note"),
        ({"file": samples.upload("a.pdf", b"MZ nothing of the kind")}, "file"),
    ],
)
def test_bad_input_is_said_beside_the_field(
    data: dict[str, Any], field: str, sme: User, supplier: User, client_for: Browsers
) -> None:
    slot = slot_of(built(sme, supplier))
    answer = client_for(supplier).post(f"/project-slots/{slot.pk}/dossier/", {**WORDS, **data})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not DossierItem.objects.exists()


def test_the_share_counts_kinds_with_something_ready(sme: User, supplier: User) -> None:
    project = built(sme, supplier)
    rows = [kept(project, supplier), kept(project, supplier, title="둘째"), kept(project, supplier, kind="export")]
    rows.append(kept(project, supplier, kind="credential", ready=False))
    assert share_ready(rows) == 0.5
    assert share_ready([]) == 0.0


def test_a_member_reads_its_own_slots_only(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    project = built(sme, supplier, rival)
    row = kept(project, supplier, file=samples.upload())
    page = client_for(rival).get(f"/projects/{project.pk}/dossier/").content.decode()
    assert "설계서</b>" not in page
    for address in (f"/dossier/{row.pk}/", f"/dossier/{row.pk}/file/", f"/files/{row.file_id}/"):
        assert client_for(rival).get(address).status_code == 404
    assert client_for(rival).post(f"/dossier/{row.pk}/remove/").status_code == 404


def test_the_standby_sees_nothing_before_its_yes(sme: User, supplier: User, heir: User, client_for: Browsers) -> None:
    project = built(sme, supplier, standby=heir)
    item, browser = kept(project, supplier, file=samples.upload()), client_for(heir)
    addresses = (f"/projects/{project.pk}/dossier/", f"/dossier/{item.pk}/file/")
    row = handover_start(slot=slot_of(project), reason="sla")
    assert [browser.get(address).status_code for address in addresses] == [404, 404]
    assert "설계서</b>" not in browser.get(f"/handovers/{row.pk}/").content.decode()
    handover_accept(handover=row, actor=heir)
    assert [browser.get(address).status_code for address in addresses] == [200, 200]
    assert browser.post(f"/dossier/{item.pk}/remove/").status_code == 404


@pytest.mark.parametrize("who", ["rival", "other_sme", "administrator", "stranger"])
def test_others_get_404(who: str, sme: User, supplier: User, client_for: Browsers, request: Any) -> None:
    project = built(sme, supplier)
    row, browser = kept(project, supplier, file=samples.upload()), client_for(request.getfixturevalue(who))
    for address in (f"/projects/{project.pk}/dossier/", f"/dossier/{row.pk}/", f"/dossier/{row.pk}/file/"):
        assert browser.get(address).status_code == 404
    assert browser.post(f"/project-slots/{row.slot_id}/dossier/", WORDS).status_code == 404


def test_a_photo_of_a_fault_is_for_its_two_sides(sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    project = built(sme, supplier, rival)
    data = {"kind": "fault", "title": "멈춤", "text": "", "photo": samples.upload("a.png", samples.png())}
    client_for(sme).post(f"/project-slots/{slot_of(project).pk}/report/", data)
    row = project.tickets.get()
    assert row.photo.kind == "ticket"
    assert client_for(supplier).get(f"/tickets/{row.pk}/file/").status_code == 200
    for address in (f"/tickets/{row.pk}/file/", f"/files/{row.photo_id}/"):
        assert client_for(rival).get(address).status_code == 404


def test_a_bad_photo_is_said_beside_the_field(sme: User, supplier: User, client_for: Browsers) -> None:
    project = built(sme, supplier)
    data = {"kind": "fault", "title": "멈춤", "photo": samples.upload("a.exe", b"MZ")}
    answer = client_for(sme).post(f"/project-slots/{slot_of(project).pk}/report/", data)
    assert answer.status_code == 422
    assert answer.context["form"].errors["photo"]
    assert not project.tickets.exists()
