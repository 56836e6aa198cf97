"""The inbox: what one person has been told."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from matchmaker.accounts.access import ACTIVE_KEY, about_oneself, person
from matchmaker.lib.prepared import Prepared, counted_page
from matchmaker.notifications import selectors, services
from matchmaker.notifications.models import Message
from matchmaker.notifications.stopping import stop_of
from matchmaker.notifications.wording import words_of

PAGE = 20
ALL: Prepared[Message] = Prepared(
    lambda user, home: selectors.inbox(user=user, organisation=home).order_by().only("pk"), int, int
)
FIRST: Prepared[Message] = Prepared(
    lambda user, home: selectors.inbox(user=user, organisation=home)[: PAGE + 1], int, int
)


@about_oneself
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    user, home = request.user, request.actor.organisation
    keys = (user.pk, home.pk)

    def rows() -> QuerySet[Message]:
        return selectors.inbox(user=user, organisation=home)

    first = FIRST.rows(*keys)
    count = len(first) if len(first) <= PAGE else ALL.count(*keys)
    page = counted_page(request, rows, PAGE, count=count, first=lambda: first[:PAGE])
    entries = [(row, words_of(row.kind, row.payload)) for row in page]
    return render(
        request, "notifications/inbox.html", {"page": page, "entries": entries, "stop": stop_of(request.user.email)}
    )


@person
@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a message: mark it read, act for the organisation it was sent to, go where it points."""
    row = get_object_or_404(selectors.messages_of(user=request.user), pk=pk)
    services.message_read(message=row)
    request.session[ACTIVE_KEY] = row.organisation_id
    if row.url and url_has_allowed_host_and_scheme(row.url, allowed_hosts=None):
        return redirect(row.url)
    return render(request, "notifications/message.html", {"row": row, "words": words_of(row.kind, row.payload)})


@person
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Reading is nobody's but the reader's: viewers may do it too."""
    if request.actor is not None:
        services.messages_read_all(user=request.user, organisation=request.actor.organisation)
    return redirect("notifications:inbox")
