"""PDFs from the site's own templates, with fonts inside, and nothing fetched from outside the project."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from matchmaker.sourcing.errors import SourcingError

NOWHERE = "https://static.invalid"  # relative addresses of a template hang below it; no such host can exist


class PdfUnavailable(SourcingError):
    """The machine lacks what draws the letters."""

    message = _("이 서버에는 아직 PDF를 만드는 데 필요한 프로그램이 없습니다. 운영 담당자에게 아래 내용을 알려 주세요.")


def pdf_response(request: HttpRequest, template: str, context: dict[str, Any], filename: str) -> HttpResponse:
    """``template``, which extends sourcing/pdf_base.html, as a PDF to keep; where Pango is missing, what to install.

    Whoever calls this has checked that the reader may see what is in ``context``.
    """
    try:
        content = pdf_of(render_to_string(template, {**context, "request": request}))
    except PdfUnavailable as missing:
        return render(request, "sourcing/pdf_unavailable.html", {"missing": missing}, status=503)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, filename)
    answer["Cache-Control"] = "private, no-store"
    return answer


def pdf_of(html: str) -> bytes:
    """The PDF of a page. Raises PdfUnavailable where Pango is not installed."""
    try:
        # Loads shared libraries as it is imported, so a machine without them still runs everything else.
        from weasyprint import HTML
    except OSError as missing:
        raise PdfUnavailable from missing
    return HTML(string=html, base_url=NOWHERE, url_fetcher=_fetcher()).write_pdf()


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticOnly(URLFetcher):
        """Serves the project's own static files; every other address, a file's or the network's, is refused."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            path = static_file(url)
            if path is None:
                raise ValueError("no static file of this project")
            mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime})

    return StaticOnly()


def static_file(url: str) -> Path | None:
    """The static file behind an address below ``NOWHERE``; None for anything else."""
    begin = NOWHERE + "/" + settings.STATIC_URL.strip("/") + "/"
    if not url.startswith(begin):
        return None
    try:
        found = finders.find(unquote(urlsplit(url.removeprefix(begin)).path))
    except SuspiciousFileOperation:  # a path that leads out of the folder
        return None
    return Path(str(found)) if found else None
