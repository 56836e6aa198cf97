"""The page for what nobody expected, and a kinder one while the database is away."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

AGAIN_IN = 5  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """503 with "try again in a moment" where the database does not answer; else 500. Neither asks the database."""
    failure = sys.exc_info()[1]
    if isinstance(failure, (OperationalError, InterfaceError)):
        page = HttpResponse(loader.get_template("503.html").render(), status=503)
        page["Retry-After"] = str(AGAIN_IN)
        return page
    return HttpResponse(loader.get_template("500.html").render(), status=500)
