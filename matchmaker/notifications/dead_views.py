"""Letters that were given up: staff read why, and send one again by a button."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matchmaker.accounts.access import national_administrators
from matchmaker.notifications import selectors, services
from matchmaker.notifications.models import Delivery

PAGE = 20


@national_administrators
@require_GET
def dead_letters(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.dead_letters(), PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/dead_letters.html", {"page": page})


@national_administrators
@require_POST
def dead_letter_resend(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Delivery.objects.all(), pk=pk)
    if services.delivery_resend(delivery=row):
        messages.success(request, _("다시 보내기로 했습니다. 몇 초 안에 나갑니다."))
    else:
        messages.info(request, _("이미 다시 보내기로 했거나 보낸 편지입니다."))
    return redirect("notifications:dead_letters")
