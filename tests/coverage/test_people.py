"""People and the audit log: found, changed by somebody else only, and every change on record."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.audit_models import AuditEntry
from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.accounts.people import PersonRefused, person_close, person_open, person_role_set
from matchmaker.accounts.services import TeamRefused
from matchmaker.coverage.people.audit_search import PER_PAGE, lines_found
from tests import factories
from tests.cast import Browsers


@pytest.fixture
def colleague(administrator: User) -> User:
    """Of the same office, and no owner of it."""
    return factories.member_of(administrator.organisations.get(), "colleague@example.com", "member")


def role_of(user: User) -> str:
    return Membership.objects.get(user=user).role


def test_a_person_is_found_by_name_address_or_organisation(
    administrator: User, supplier: User, sme: User, client_for: Browsers
) -> None:
    def found(query: str) -> str:
        return client_for(administrator).get(f"/programme/people/?{query}").content.decode()

    for query in ("q=supplier@", "q=가온", "kind=supplier"):
        page = found(query)
        assert "supplier@example.com" in page
        assert "sme@example.com" not in page
    assert "맞는 사람이 없습니다" in found("q=아무도")
    assert "맞는 사람이 없습니다" in found("state=closed")
    assert found("kind=x&state=y&page=z")


def test_a_role_is_changed_by_somebody_else_and_noted(
    administrator: User, supplier: User, client_for: Browsers
) -> None:
    factories.member_of(supplier.organisations.get(), "second@example.com")
    row = Membership.objects.get(user=supplier)
    client_for(administrator).post(f"/programme/people/roles/{row.pk}/", {"role": "viewer"})
    assert role_of(supplier) == "viewer"
    line = AuditEntry.objects.get(action="role_changed")
    assert (line.actor, line.detail["before"], line.detail["role"]) == (administrator, "owner", "viewer")


def test_nobody_raises_or_closes_themselves(administrator: User, colleague: User, client_for: Browsers) -> None:
    own = Membership.objects.get(user=colleague)
    client = client_for(colleague)
    client.post(f"/programme/people/roles/{own.pk}/", {"role": "owner"})
    client.post(f"/programme/people/{colleague.pk}/close/", {"reason": "left"})
    colleague.refresh_from_db()
    assert (role_of(colleague), colleague.is_active) == ("member", True)
    with pytest.raises(PersonRefused):
        person_role_set(membership=own, role="viewer", by=colleague)


def test_only_an_owner_changes_people_of_offices(administrator: User, colleague: User) -> None:
    with pytest.raises(PersonRefused):
        person_role_set(membership=Membership.objects.get(user=administrator), role="viewer", by=colleague)
    with pytest.raises(PersonRefused):
        person_close(person=administrator, by=colleague, reason="left")
    person_role_set(membership=Membership.objects.get(user=colleague), role="analyst", by=administrator)
    assert role_of(colleague) == "analyst"


def test_the_last_owner_stays_roles_exist_and_staff_is_out_of_reach(administrator: User, supplier: User) -> None:
    row = Membership.objects.get(user=supplier)
    with pytest.raises(TeamRefused):
        person_role_set(membership=row, role="viewer", by=administrator)
    with pytest.raises(PersonRefused):
        person_role_set(membership=row, role="analyst", by=administrator)
    User.objects.filter(pk=supplier.pk).update(is_staff=True)
    with pytest.raises(PersonRefused):
        person_close(person=User.objects.get(pk=supplier.pk), by=administrator, reason="left")


def test_a_closed_account_is_out_at_once_and_back_when_opened(
    administrator: User, supplier: User, client_for: Browsers
) -> None:
    theirs, office = client_for(supplier), client_for(administrator)
    assert theirs.get("/supply/").status_code == 200
    office.post(f"/programme/people/{supplier.pk}/close/", {"reason": ""})
    assert theirs.get("/supply/").status_code == 200
    for _ in range(2):
        office.post(f"/programme/people/{supplier.pk}/close/", {"reason": "security"})
    assert theirs.get("/supply/").status_code == 302
    assert AuditEntry.objects.filter(action="suspended", target_kind="accounts.user").count() == 1
    assert "계정 다시 열기" in office.get(f"/programme/people/{supplier.pk}/").content.decode()
    assert (person_open(person=supplier, by=administrator), person_open(person=supplier, by=administrator)) == (
        True,
        False,
    )
    assert theirs.get("/supply/").status_code == 200


@pytest.mark.parametrize("path", ["people/", "audit/", "audit/table/"])
def test_only_offices_of_the_whole_country_enter(
    administrator: User, sme: User, supplier: User, stranger: User, client_for: Browsers, path: str
) -> None:
    for who in (sme, supplier, stranger):
        assert client_for(who).get(f"/programme/{path}").status_code == 404
    assert client_for(administrator).get(f"/programme/{path}").status_code == 200
    Organisation.objects.filter(kind="programme").update(scope="48")
    assert client_for(administrator).get(f"/programme/{path}").status_code == 404


def test_lines_are_found_by_who_what_and_when(administrator: User, supplier: User, client_for: Browsers) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=10)):
        audit_write(actor=supplier, action="export", target_kind="sourcing.quote", target_id=7)
    audit_write(actor=administrator, action="decided", target_kind="suppliers.supplier", target_id=9)
    today = timezone.localdate()

    def found(**asked: object) -> list[str]:
        return [line.target_id for line in lines_found(**asked)]

    assert found(who="supplier@") == ["7"]
    assert found(action="decided") == ["9"]
    assert found(kind="quote", target="7") == ["7"]
    assert found(since=today) == ["9"]
    assert found(until=today - timedelta(days=5)) == ["7"]
    page = client_for(administrator).get("/programme/audit/?action=decided&since=x&who=%00").content.decode()
    assert "suppliers.supplier" in page


def test_lines_say_in_words_what_they_are_about(administrator: User, supplier: User, client_for: Browsers) -> None:
    audit_write(actor=supplier, action="export", target_kind="sourcing.quote", target_id=7)
    audit_write(actor=supplier, action="export", target_kind="nobody.knows", target_id=8)
    page = client_for(administrator).get("/programme/audit/").content.decode()
    assert ">견적 7</a>" in page
    assert ">nobody.knows 8</a>" in page


def test_older_lines_are_on_further_pages_and_none_is_lost(administrator: User, client_for: Browsers) -> None:
    for at in range(PER_PAGE + 3):
        audit_write(actor=None, action="login_failed", target_kind="accounts.user", target_id=at)
    client, seen, where = client_for(administrator), [], "?action=login_failed"
    for _ in range(2):
        answer = client.get(f"/programme/audit/{where}")
        seen += [line.target_id for line, _who, _firm in answer.context["lines"]]
        where = f"?action=login_failed&after={answer.context['after']}"
    assert seen == [str(at) for at in reversed(range(PER_PAGE + 3))]
    assert client.get("/programme/audit/?after=99999999999999999999").status_code == 200


def test_taking_lines_along_is_a_line_and_cells_are_safe(administrator: User, client_for: Browsers) -> None:
    User.objects.filter(pk=administrator.pk).update(name="=1+1")
    audit_write(actor=administrator, action="decided", target_kind="suppliers.supplier", target_id=9)
    answer = client_for(administrator).get("/programme/audit/table/?action=decided")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert (len(rows), rows[1][1]) == (2, "'=1+1")
    assert AuditEntry.objects.filter(action="export", target_kind="accounts.auditentry").count() == 1
