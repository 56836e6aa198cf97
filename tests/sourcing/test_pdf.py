"""PDFs carry their fonts and their Korean words, fetch nothing from outside, and say what a machine lacks."""

from __future__ import annotations

import builtins
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pypdf import PdfReader

from matchmaker.sourcing.pdf import NOWHERE, PdfUnavailable, pdf_of, pdf_response, static_file

PAGE = '<link rel="stylesheet" href="/static/css/pdf.css"><h1>공동 견적서</h1><p>1억 2,000만원</p>'


def fonts(reader: PdfReader) -> list[Any]:
    """The descriptors of the letters' fonts."""
    found = []
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            found.append(inner["/FontDescriptor"].get_object())
    return found


def test_a_pdf_holds_its_korean_words_and_its_fonts() -> None:
    reader = PdfReader(BytesIO(pdf_of(PAGE)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "공동 견적서" in text
    assert "1억 2,000만원" in text
    found = fonts(reader)
    assert found
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one) for one in found)
    assert any("Nanum" in one["/FontName"] or "Noto" in one["/FontName"] for one in found)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "https://example.com/picture.png",
        "http://127.0.0.1:8000/static/css/pdf.css",
        f"{NOWHERE}/static/../manage.py",
        f"{NOWHERE}/static/..%2f..%2fmanage.py",
        f"{NOWHERE}/media/secret.pdf",
        "data:text/css,p{}",
    ],
)
def test_nothing_but_static_files_can_be_fetched(url: str) -> None:
    assert static_file(url) is None
    assert pdf_of(f'<img src="{url}"><p>가</p>').startswith(b"%PDF")


def test_the_projects_own_stylesheet_is_found() -> None:
    assert static_file(f"{NOWHERE}/static/css/pdf.css").name == "pdf.css"


@pytest.mark.django_db
def test_without_pango_a_page_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def broken(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(PdfUnavailable):
        pdf_of(PAGE)
    request = RequestFactory().get("/")
    request.user, request.actor, request.htmx, request.session = AnonymousUser(), None, False, {}
    answer = pdf_response(request, "sourcing/pdf_base.html", {}, "견적.pdf")
    assert answer.status_code == 503
    assert "libpango-1.0-0" in answer.content.decode()
