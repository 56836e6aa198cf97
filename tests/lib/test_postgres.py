"""Our ways through PostgreSQL give what Django's own give: prepared statements, moments, kept connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql import base
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matchmaker.accounts.access import MEMBERSHIPS
from matchmaker.accounts.models import User
from matchmaker.lib.session_store import BY_KEY

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the backend is PostgreSQL's"),
    pytest.mark.django_db,
]


def statements() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_a_fixed_query_is_prepared_once_and_asked_with_other_values(sme: User, supplier: User) -> None:
    for user in (sme, supplier, sme, supplier):
        assert MEMBERSHIPS.rows(user.pk)[0].user_id == user.pk
    assert sum("accounts_membership" in one for one in statements()) == 1


def test_every_other_query_goes_as_ever_also_on_the_same_cursor(sme: User) -> None:
    MEMBERSHIPS.rows(sme.pk)
    before = statements()
    with connection.cursor() as cursor:
        cursor.execute(MEMBERSHIPS._plan.sql, [sme.pk])
        cursor.execute("SELECT %s, %s", ["가", 2])
        assert cursor.fetchone() == ("가", 2)
    assert statements() == before


def test_a_fixed_query_is_shown_with_its_values_where_queries_are_kept(sme: User) -> None:
    with CaptureQueriesContext(connection) as caught:
        MEMBERSHIPS.rows(sme.pk)
    assert f'"user_id" = {sme.pk}' in caught[0]["sql"]


def test_moments_are_those_of_django(sme: User) -> None:
    read = User.objects.get(pk=sme.pk).date_joined
    assert read == sme.date_joined
    assert read.tzinfo is UTC
    assert [row.date_joined for row in User.objects.filter(pk=sme.pk).iterator()] == [sme.date_joined]


@contextmanager
def migrated_meanwhile() -> Iterator[None]:
    """A column of a query that is prepared already has another type, for as long as this lasts."""
    Session.objects.create(session_key="k" * 32, session_data="x", expire_date=timezone.now())
    assert BY_KEY.first("k" * 32) is not None
    with psycopg.connect(**_elsewhere(), autocommit=True) as other:
        other.execute("ALTER TABLE django_session ALTER COLUMN session_data TYPE varchar(900)")
        try:
            yield
        finally:
            other.execute("ALTER TABLE django_session ALTER COLUMN session_data TYPE text")
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_migration_meanwhile_is_lived_through() -> None:
    with migrated_meanwhile():
        assert BY_KEY.first("k" * 32).session_data == "x"
        assert BY_KEY.first("k" * 32).session_data == "x"


@pytest.mark.django_db(transaction=True)
def test_a_migration_in_the_midst_of_a_transaction_costs_that_one_only() -> None:
    with migrated_meanwhile():
        with pytest.raises(DatabaseError), transaction.atomic():
            BY_KEY.first("k" * 32)
        with transaction.atomic():
            assert BY_KEY.first("k" * 32).session_data == "x"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_closed_is_seen_without_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    asked: list[bool] = []
    whole = base.DatabaseWrapper.is_usable
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: asked.append(True) or whole(self))
    assert connection.is_usable()
    assert not asked
    with psycopg.connect(**_elsewhere(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    assert not connection.is_usable()
    connection.close()


def _elsewhere() -> dict[str, object]:
    given = connection.get_connection_params()
    return {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
