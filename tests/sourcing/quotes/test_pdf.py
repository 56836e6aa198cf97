"""The PDF says what the page says, in the reader's language, to those who may read the page."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Quote
from tests.cast import Browsers
from tests.sourcing.stages import accepted_rfq, draft_quote, opened_quote
from tests.sourcing.test_pdf import fonts


@pytest.fixture
def opened(sme: User, supplier: User, rival: User) -> Quote:
    return opened_quote(accepted_rfq(sme, supplier, rival, programme_id="2026-GOV"))


def read(client: object, quote: Quote) -> PdfReader:
    answer = client.get(f"/quotes/{quote.pk}/pdf/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    return PdfReader(BytesIO(answer.content))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_firms_pdf_holds_the_korean_words_amounts_and_fonts(opened: Quote, sme: User, client_for: Browsers) -> None:
    reader = read(client_for(sme), opened)
    text = words(reader)
    for said in (
        "공동 견적서",
        "가온시스템",
        "다온테크",
        "1억 1,253만원",
        "1억 3,090만원",
        "5,115만",
        "확정이 아닙니다",
    ):
        assert said in text
    assert "16주" in text
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font) for font in fonts(reader))


def test_an_english_reader_gets_it_in_english(opened: Quote, sme: User, client_for: Browsers) -> None:
    sme.language = "en"
    sme.save()
    text = words(read(client_for(sme), opened))
    assert "Joint quote" in text
    assert "₩112.53M" in text
    assert "Training" in text


def test_a_members_pdf_of_a_draft_has_its_own_lines_only(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    quote = draft_quote(accepted_rfq(sme, supplier, rival))
    assert "6,000만원" in words(read(client_for(supplier), quote))
    text = words(read(client_for(rival), quote))
    assert "6,000만원" not in text
    assert "600만원" in text
    assert client_for(sme).get(f"/quotes/{quote.pk}/pdf/").status_code == 404
