"""A bare Django page for comparison: as many queries as asked, twenty rows in a template, nothing else."""

from __future__ import annotations

import os

import dj_database_url
from django.conf import settings

settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    # No health checks: each would be one query more than were asked for.
    DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import Context, engines  # noqa: E402
from django.urls import path  # noqa: E402

QUERIES = int(os.environ.get("BARE_QUERIES", "12"))
ROWS = "SELECT id, title, price_typical_krw FROM suppliers_offer WHERE id > %s ORDER BY id LIMIT 20"
PAGE = """<html><body><table>{% for row in rows %}<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td><td>{{ row.2 }}</td></tr>
{% endfor %}</table></body></html>"""


def page(request: HttpRequest) -> HttpResponse:
    rows: list[tuple[object, ...]] = []
    with connection.cursor() as cursor:
        for at in range(QUERIES):
            cursor.execute(ROWS, [at])
            rows = cursor.fetchall()
    return HttpResponse(template.render(Context({"rows": rows})))


urlpatterns = [path("", page)]
application = get_wsgi_application()
template = engines["django"].engine.from_string(PAGE)
