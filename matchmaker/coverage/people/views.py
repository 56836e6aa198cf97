"""People, their roles, and the audit log. For offices of the whole country alone; everybody else gets 404."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matchmaker.accounts import people
from matchmaker.accounts.access import national_administrators
from matchmaker.accounts.audit import audited
from matchmaker.accounts.choices import AuditAction, roles_in
from matchmaker.accounts.models import Membership, User
from matchmaker.accounts.services import TeamRefused
from matchmaker.coverage.pages import page_of
from matchmaker.coverage.people import audit_search as search
from matchmaker.coverage.people.forms import AuditForm, CloseForm, PeopleForm, RoleForm
from matchmaker.lib.tables_out import TYPES, table_file

LINES_SHOWN = 20


@national_administrators
@require_safe
@audited("accounts.user")
def people_list(request: HttpRequest) -> HttpResponse:
    form = PeopleForm(request.GET)
    wanted = form.wanted()
    rows = people.people_found(wanted["q"], kind=wanted["kind"], closed=wanted["state"] == "closed")
    return render(request, "coverage/people.html", {"form": form, "page": page_of(request, rows)})


@national_administrators
@require_safe
@audited("accounts.user")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(User, pk=pk)
    memberships = [
        (one, roles_in(one.organisation.kind))
        for one in row.memberships.select_related("organisation").order_by("joined_at", "pk")
    ]
    about = search.lines_found().filter(target_kind="accounts.user", target_id=str(row.pk))
    own = search.lines_found().filter(actor=row.pk)
    context = {
        "person": row,
        "memberships": memberships,
        "own": row.pk == request.user.pk,
        "closing": CloseForm(),
        "lines": search.named(list(about[:LINES_SHOWN])),
        "deeds": search.named(list(own[:LINES_SHOWN])),
    }
    return render(request, "coverage/person.html", context)


@national_administrators
@require_POST
def person_role(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk``: of the membership."""
    row = get_object_or_404(Membership, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("목록에 있는 역할을 골라 주세요."))
        return redirect("coverage:person", row.user_id)
    try:
        people.person_role_set(membership=row, role=form.cleaned_data["role"], by=request.user)  # type: ignore[arg-type]
    except (people.PersonRefused, TeamRefused) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("역할을 바꿨습니다."))
    return redirect("coverage:person", row.user_id)


@national_administrators
@require_POST
def person_close(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = get_object_or_404(User, pk=pk), CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("이유를 골라 주세요."))
        return redirect("coverage:person", row.pk)
    try:
        people.person_close(person=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except people.PersonRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("계정을 닫았습니다. 이 사람은 더는 들어올 수 없습니다."))
    return redirect("coverage:person", row.pk)


@national_administrators
@require_POST
def person_open(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(User, pk=pk)
    try:
        people.person_open(person=row, by=request.user)  # type: ignore[arg-type]
    except people.PersonRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("계정을 다시 열었습니다."))
    return redirect("coverage:person", row.pk)


@national_administrators
@require_safe
@audited("accounts.auditentry")
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditForm(request.GET)
    lines, after = search.page_after(search.lines_found(**form.wanted()), request.GET.get("after", ""))
    context = {"form": form, "lines": search.named(lines), "after": after, "first": "after" not in request.GET}
    return render(request, "coverage/audit.html", context)


@national_administrators
@require_safe
@audited("accounts.auditentry", action=AuditAction.EXPORT)
def audit_export(request: HttpRequest) -> HttpResponseBase:
    """The lines of a search as a table; that somebody took them is a line itself."""
    rows = search.lines_found(**AuditForm(request.GET).wanted())
    form = request.GET.get("form", "")
    name = f"audit-{timezone.localdate()}"
    return table_file(name, search.header(), search.export_rows(rows), form=form if form in TYPES else "csv")
