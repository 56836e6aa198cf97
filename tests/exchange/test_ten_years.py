"""After its ten years a contract loses its papers and words, and an erased firm its name; not a day before."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine

from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.models import Organisation, User
from matchmaker.exchange.erasing import erasure_do, erasure_want, erasures_due
from matchmaker.exchange.tasks import tidy_contracts
from matchmaker.sourcing.models import Attachment, Project, Review, ServiceTicket
from matchmaker.sourcing.projects.files import attachment_add
from tests.sourcing.care.scenes import built, reported
from tests.sourcing.projects import samples

pytestmark = pytest.mark.django_db
ENDED = date(2026, 3, 2)
DUE, EARLY = "2036-03-05 03:00:00+09:00", "2036-03-02 03:00:00+09:00"


@pytest.fixture
def project(sme: User, supplier: User) -> Project:
    row = built(sme, supplier)
    attachment_add(project=row, by=row.lead.organisation, actor=None, upload=samples.upload())
    reported(row, sme, "김 반장 자리 화면")
    row.reviews.create(author=row.lead.organisation, subject=row.need.firm.organisation, parts={}, comment="친절")
    Project.objects.update(status="closed", completed_on=ENDED)
    return row


def tidy_at(moment: str) -> None:
    with time_machine.travel(moment, tick=False):
        tidy_contracts()


def test_papers_and_words_go_and_figures_stay(project: Project, django_capture_on_commit_callbacks: Any) -> None:
    (row,) = Attachment.objects.all()
    path = Path(row.file.path)
    tidy_at(EARLY)
    assert (Attachment.objects.count(), path.exists()) == (1, True)
    with django_capture_on_commit_callbacks(execute=True):
        tidy_at(DUE)
    assert (Attachment.objects.count(), path.exists()) == (0, False)
    assert (ServiceTicket.objects.get().title, Review.objects.get().comment) == ("(지운 글)", "")
    after = Project.objects.get()
    assert (after.price_krw, after.completed_on) == (project.price_krw, ENDED)


def test_it_is_noted_once(project: Project) -> None:
    for _ in range(2):
        tidy_at(DUE)
    assert AuditEntry.objects.filter(action="erased", target_id=str(project.pk)).count() == 1


def test_what_is_in_care_stays_however_old(project: Project) -> None:
    Project.objects.update(status="operating")
    tidy_at(DUE)
    assert Attachment.objects.exists()


def test_an_erased_firm_loses_its_name_with_its_last_contract(project: Project, supplier: User) -> None:
    home = Organisation.objects.get(memberships__user=supplier)
    with time_machine.travel("2026-04-01 09:00:00+09:00", tick=False):
        erasure_want(organisation=home, by=supplier)
    with time_machine.travel("2026-04-20 09:00:00+09:00", tick=False):
        (pk,) = erasures_due()
        assert erasure_do(pk)
    for moment, kept in ((EARLY, True), (DUE, False), (DUE, False)):
        tidy_at(moment)
        home.refresh_from_db()
        assert (home.name == "가온시스템") is kept
    assert home.business_number == ""
