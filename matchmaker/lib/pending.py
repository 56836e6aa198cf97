"""Stands in for a page that a later commit of the same change brings; a test fails while any address still uses it."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def pending(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse(status=501)
