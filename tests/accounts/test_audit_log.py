"""What the audit log keeps, and that nobody takes anything out of it again."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.urls import reverse

from matchmaker.accounts.audit import audit_write, network_of
from matchmaker.accounts.audit_models import AuditEntry, AuditStays
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import User
from matchmaker.accounts.services import invitation_create
from matchmaker.lib.client_address import client_address
from suppliers.models import Supplier
from tests import factories
from tests.api.asking import Program, token_for
from tests.cast import Browsers
from tests.sourcing import stages

pytestmark = pytest.mark.django_db


def line(user: User, **more: object) -> AuditEntry:
    return audit_write(actor=user, action=AuditAction.READ, target_kind="a.thing", target_id=7, **more)


@pytest.mark.parametrize("detail", [{}, {"why": "한 줄", "count": 3, "all": None, "codes": ["a", "b"]}])
def test_a_line_is_written_as_django_would_write_it(stranger: User, detail: dict[str, object]) -> None:
    for user in (stranger, None):
        row = audit_write(actor=user, action=AuditAction.READ, target_kind="a.thing", target_id="가'%s", detail=detail)
        told = {field.attname: getattr(row, field.attname) for field in AuditEntry._meta.concrete_fields}
        other = AuditEntry.objects.create(**{name: value for name, value in told.items() if name != "id"})
        read, again = AuditEntry.objects.filter(pk__in=[row.pk, other.pk]).order_by("pk").values()
        assert read == told
        assert again == told | {"id": other.pk}


@pytest.mark.parametrize("verb", ["UPDATE accounts_auditentry SET target_id = 'x'", "DELETE FROM accounts_auditentry"])
def test_the_database_itself_refuses_to_change_or_drop_a_line(stranger: User, verb: str) -> None:
    row = line(stranger)
    with pytest.raises(DatabaseError, match="stay as they were written"), transaction.atomic():
        connection.cursor().execute(verb)
    assert AuditEntry.objects.get(pk=row.pk).target_id == "7"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL can empty a table at once")
def test_the_table_cannot_be_emptied_at_once() -> None:
    with pytest.raises(DatabaseError, match="stay as they were written"), transaction.atomic():
        connection.cursor().execute("TRUNCATE accounts_auditentry")


def test_neither_can_the_code(stranger: User) -> None:
    row = line(stranger)
    for attempt in (
        row.save,
        row.delete,
        lambda: AuditEntry.objects.update(target_id="x"),
        lambda: AuditEntry.objects.filter(pk=row.pk).delete(),
        lambda: AuditEntry.objects.bulk_update([row], ["target_id"]),
    ):
        with pytest.raises(AuditStays):
            attempt()


def test_a_person_may_go_and_the_lines_stay(stranger: User) -> None:
    row, key = line(stranger), stranger.pk
    stranger.delete()
    assert AuditEntry.objects.get(pk=row.pk).actor_id == key


def test_a_line_goes_when_its_transaction_goes(stranger: User) -> None:
    with transaction.atomic():
        line(stranger)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.filter(target_kind="a.thing").exists()


def test_an_unknown_action_is_a_mistake_of_ours_and_long_texts_are_cut(stranger: User) -> None:
    with pytest.raises(ValueError, match="no action"):
        audit_write(actor=stranger, action="looked", target_kind="a.thing")
    assert len(line(stranger, detail={"why": "x" * 500}).detail["why"]) == 200


def test_an_administrators_look_at_a_firm_is_noted_with_who_for_whom_and_from_where(
    administrator: User, supplier: User, client_for: Browsers
) -> None:
    firm = Supplier.objects.get(organisation__memberships__user=supplier)
    path = reverse("coverage:verification_case", args=[firm.pk])
    client_for(administrator).get(path, REMOTE_ADDR="203.0.113.77")
    row = AuditEntry.objects.filter(target_kind="coverage:verification_case").get()
    office = administrator.memberships.get().organisation_id
    assert (row.actor_id, row.organisation_id, row.target_id) == (administrator.pk, office, str(firm.pk))
    assert (row.action, row.address) == (AuditAction.READ, "203.0.113.0/24")


def test_a_look_that_was_refused_leaves_no_line(rival: User, supplier: User, client_for: Browsers) -> None:
    firm = Supplier.objects.get(organisation__memberships__user=supplier)
    assert client_for(rival).get(reverse("coverage:verification_case", args=[firm.pk])).status_code == 404
    assert not AuditEntry.objects.filter(action=AuditAction.READ).exists()


def test_reading_a_quote_is_noted_for_both_sides(sme: User, supplier: User, client_for: Browsers) -> None:
    factories.offer(Supplier.objects.get(organisation__memberships__user=supplier), "SOL-MES")
    quote = stages.opened_quote(stages.accepted_rfq(sme, supplier))
    for user in (sme, supplier):
        assert client_for(user).get(reverse("sourcing:quote", args=[quote.pk])).status_code == 200
    read = AuditEntry.objects.filter(target_kind="sourcing.quote", target_id=str(quote.pk))
    assert set(read.values_list("actor_id", flat=True)) == {sme.pk, supplier.pk}


def test_the_staff_pages_are_noted_too(administrator: User, client_for: Browsers) -> None:
    User.objects.filter(pk=administrator.pk).update(is_staff=True, is_superuser=True)
    client_for(administrator).get(reverse("admin:accounts_user_change", args=[administrator.pk]))
    assert AuditEntry.objects.filter(target_kind="admin:accounts_user_change", target_id=str(administrator.pk)).exists()


def test_rights_in_a_team_are_noted(supplier: User, client_for: Browsers) -> None:
    home = supplier.memberships.get().organisation
    mate = factories.member_of(home, "mate@example.com", "viewer")
    client = client_for(supplier)
    client.post(reverse("accounts:member_role", args=[mate.memberships.get().pk]), {"role": "member"})
    client.post(reverse("accounts:member_remove", args=[mate.memberships.get().pk]))
    invitation_create(organisation=home, email="new@example.com", role="member", invited_by=supplier)
    lines = {row.action: row for row in AuditEntry.objects.filter(organisation=home, actor=supplier)}
    assert lines[AuditAction.ROLE_CHANGED].detail == {"person": mate.pk, "before": "viewer", "role": "member"}
    assert lines[AuditAction.REMOVED].detail["person"] == mate.pk
    assert AuditAction.INVITED in lines


def test_coming_in_and_being_turned_away_are_noted(client: object, sme: User) -> None:
    url = reverse("account_login")
    client.post(url, {"login": sme.email, "password": "wrong"})
    client.post(url, {"login": "nobody@example.com", "password": "wrong"})
    client.post(url, {"login": sme.email, "password": factories.PASSWORD})
    failed = AuditEntry.objects.filter(action=AuditAction.LOGIN_FAILED).order_by("pk")
    assert [row.target_id for row in failed] == [str(sme.pk), ""]
    assert AuditEntry.objects.filter(action=AuditAction.LOGGED_IN, actor=sme).exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "198.51.100.1", "192.0.2.9"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),
        (2, "198.51.100.1, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.9"),
        (1, "", "192.0.2.9"),
    ],
)
def test_only_what_our_own_proxies_saw_is_believed(settings: object, proxies: int, forwarded: str, seen: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == seen


def test_only_the_network_is_kept() -> None:
    assert network_of("203.0.113.77") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::5") == "2001:db8:1::/48"
    assert network_of("nonsense") == ""


def test_a_program_that_reads_a_quote_is_noted_with_its_person(sme: User, supplier: User) -> None:
    factories.offer(Supplier.objects.get(organisation__memberships__user=supplier), "SOL-MES")
    quote = stages.opened_quote(stages.accepted_rfq(sme, supplier))
    assert Program(token_for(sme)[1]).ask("GET", reverse("api-sourcing:quote", args=[quote.pk])).status_code == 200
    row = AuditEntry.objects.get(target_kind="api-sourcing:quote")
    assert (row.actor_id, row.organisation_id) == (sme.pk, sme.memberships.get().organisation_id)
