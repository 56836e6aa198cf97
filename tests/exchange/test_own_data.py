"""My data: complete, signed, one's own; erased after two weeks, save what the law keeps."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Invitation, Membership, Organisation, User
from matchmaker.exchange.erasing import erasure_do, erasures_due
from matchmaker.exchange.models import Archive, Erasure, PublicNaming
from matchmaker.exchange.owning import LEFT_OUT, OWNED
from matchmaker.exchange.signing import ArchiveBroken, public_pem, verify
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import run
from matchmaker.sourcing.models import Project
from suppliers.models import Offer, Supplier
from tests import factories
from tests.cast import Browsers
from tests.sourcing import stages

pytestmark = pytest.mark.django_db
PAGE = "/my-data/"


def archive(user: User, client_for: Browsers) -> bytes:
    client = client_for(user)
    client.post(f"{PAGE}archive/")
    for job in Job.objects.filter(kind="archive", status="queued"):
        run(job.pk)
    row = Archive.objects.filter(organisation__memberships__user=user)[0]
    return b"".join(client.get(f"{PAGE}archive/{row.pk}/").streaming_content)


def sections(data: bytes) -> dict[str, list[Any]]:
    told: dict[str, list[Any]] = {}
    for section in verify(io.BytesIO(data), public_pem())["sections"]:
        told.setdefault(section["model"], []).extend(section["rows"])
    return told


def test_every_model_with_a_way_to_a_firm_is_archived_or_left_out_for_a_reason() -> None:
    reached, waiting = {Organisation}, [Organisation]
    while waiting:
        target = waiting.pop()
        for model in apps.get_models():
            links = [f for f in model._meta.get_fields() if f.concrete and (f.many_to_one or f.one_to_one)]
            if model not in reached and any(link.related_model is target for link in links):
                reached.add(model)
                waiting.append(model)
    said = {entry.model for entry in OWNED} | set(LEFT_OUT)
    missing = {model._meta.label for model in reached} - said - {"exchange.ErasureEvent"}
    assert {name for name in missing if not name.endswith("Event")} == set()


def test_the_archive_holds_all_that_is_ones_own_and_no_secret_and_nothing_of_others(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    project = stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier))))
    factories.offer(Supplier.objects.get(organisation__memberships__user=rival), "SOL-ERP", title="남의 비밀")
    home = Membership.objects.get(user=supplier).organisation
    later = timezone.now() + timedelta(days=1)
    invitation = Invitation.objects.create(organisation=home, email="new@example.com", expires_at=later)
    data = archive(supplier, client_for)
    told = sections(data)
    assert [row["id"] for row in told["sourcing.Project"]] == [project.pk]
    assert told["sourcing.QuoteLine"]
    assert told["suppliers.Offer"][0]["regions"]
    text = data.decode()
    assert invitation.token not in text
    assert supplier.password not in text
    assert "남의 비밀" not in text
    assert [row["id"] for row in sections(archive(sme, client_for))["demand.Need"]] == [project.need_id]


def test_a_changed_archive_is_found_out(sme: User, client_for: Browsers, tmp_path: Any) -> None:
    data = archive(sme, client_for)
    assert json.loads(data)["archive"]["name"] == "한빛정밀"
    file = tmp_path / "a.json"
    file.write_bytes(data)
    out = io.StringIO()
    call_command("verify_archive", str(file), stdout=out)
    assert out.getvalue().startswith("signed and unchanged: 한빛정밀")
    file.write_bytes(data.replace("한빛정밀".encode(), "한빛정미".encode(), 1))
    with pytest.raises(CommandError):
        call_command("verify_archive", str(file))
    for broken in (b"", b"{}", data[:-3], data[: len(data) // 2]):
        with pytest.raises(ArchiveBroken):
            verify(io.BytesIO(broken), public_pem())


def test_only_the_owner_takes_or_erases(sme: User, other_sme: User, client_for: Browsers) -> None:
    archive(sme, client_for)
    row = Archive.objects.get()
    home = Membership.objects.get(user=sme).organisation
    member = factories.member_of(home, "member@example.com", Role.MEMBER)
    for user in (member, other_sme):
        client = client_for(user)
        assert client.get(f"{PAGE}archive/{row.pk}/").status_code == 404
    client = client_for(member)
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}erase/", {"name": home.name}).status_code == 404
    assert not Erasure.objects.exists()


def test_consent_to_be_named_can_be_given_and_taken_back(sme: User, client_for: Browsers) -> None:
    client = client_for(sme)
    client.post(f"{PAGE}naming/", {"agree": "1"})
    assert PublicNaming.objects.get().withdrawn_at is None
    client.post(f"{PAGE}naming/", {"withdraw": "1"})
    assert PublicNaming.objects.get().withdrawn_at is not None


def test_an_erasure_needs_the_name_waits_two_weeks_and_can_be_taken_back(sme: User, client_for: Browsers) -> None:
    client = client_for(sme)
    assert client.post(f"{PAGE}erase/", {"name": "아무개"}).status_code == 422
    for _ in range(2):
        client.post(f"{PAGE}erase/", {"name": "한빛정밀"})
    assert Erasure.objects.get().status == "waiting"
    assert erasures_due() == []
    assert "지우기 거두기" in client.get(f"{PAGE}erase/").content.decode()
    client.post(f"{PAGE}erase/", {"withdraw": "1"})
    assert Erasure.objects.get().status == "withdrawn"
    assert User.objects.get(pk=sme.pk).email == "sme@example.com"


def due(user: User, client_for: Browsers, name: str) -> None:
    client_for(user).post(f"{PAGE}erase/", {"name": name})
    Erasure.objects.update(next_check_at=timezone.now())
    (pk,) = erasures_due()
    assert erasure_do(pk)
    assert Erasure.objects.get().status == "done"


def test_without_contracts_everything_personal_goes(sme: User, client_for: Browsers) -> None:
    factories.need(sme, text="사장님 010-1234-5678")
    home = Membership.objects.get(user=sme).organisation
    due(sme, client_for, "한빛정밀")
    sme.refresh_from_db()
    home.refresh_from_db()
    assert (sme.is_active, sme.name, sme.email) == (False, "", f"erased-{sme.pk}@erased.invalid")
    assert "한빛" not in home.name
    assert not Need.objects.filter(text__contains="010").exists()
    assert not Membership.objects.filter(organisation=home).exists()


def test_contracts_stay_with_their_reason_and_what_is_under_way_keeps_it_from_happening(
    sme: User, supplier: User, client_for: Browsers
) -> None:
    project = stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier))))
    client = client_for(supplier)
    page = client.get(f"{PAGE}erase/").content.decode()
    assert "먼저 끝내야 할 것" in page
    assert client.post(f"{PAGE}erase/", {"name": "가온시스템"}).status_code == 422
    Project.objects.update(status="closed", completed_on=timezone.localdate())
    page = client.get(f"{PAGE}erase/").content.decode()
    assert "상법 제33조" in page
    assert str(timezone.localdate().year + 10) in page
    due(supplier, client_for, "가온시스템")
    assert Organisation.objects.filter(name="가온시스템").exists()
    assert Project.objects.get().price_krw == project.price_krw
    assert set(Offer.objects.values_list("status", flat=True)) == {"hidden"}
    assert Erasure.objects.get().report["items"]
