"""The project on paper, in Korean letters, for its own people only."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Project
from tests import factories
from tests.cast import Browsers
from tests.sourcing import stages


@pytest.fixture
def project(sme: User, supplier: User) -> Project:
    third = factories.supplier_user(email="third@example.com", firm="라온오토")
    award = stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier)))
    row = stages.project(award, standby=third)
    row.changes.create(
        by=sme.memberships.get().organisation,
        kind="price",
        reason="site",
        text="단말기 추가",
        price_delta_krw=5_000_000,
        status="accepted",
        answer_by=award.confirm_by,
        answered_at=award.confirm_by,
    )
    return row


def url(project: Project) -> str:
    return reverse("sourcing:project_pdf", args=[project.pk])


def test_both_sides_get_the_summary_as_a_download(
    project: Project, sme: User, supplier: User, client_for: Browsers
) -> None:
    for user in (sme, supplier):
        answer = client_for(user).get(url(project))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.content.startswith(b"%PDF-")
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    for words in ("가온시스템", "라온오토", "9,300만원", "최종점검", "단말기 추가"):
        assert words in text


def test_strangers_and_rivals_get_404(
    project: Project, other_sme: User, rival: User, administrator: User, client_for: Browsers
) -> None:
    for user in (other_sme, rival, administrator):
        assert client_for(user).get(url(project)).status_code == 404
