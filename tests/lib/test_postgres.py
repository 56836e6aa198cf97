"""Our ways through PostgreSQL give what Django's own give: prepared statements, moments, kept connections."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, OperationalError, close_old_connections, connection, transaction
from django.db.backends.postgresql import base
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.pq import TransactionStatus

from matchmaker.accounts.models import User
from matchmaker.accounts.session_store import MEMBERSHIPS
from matchmaker.lib.session_store import BY_KEY
from tests.failures.servers import until

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the backend is PostgreSQL's"),
    pytest.mark.django_db,
]


LOCK = 20_261_130


def statements() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_a_fixed_query_is_prepared_once_and_asked_with_other_values(sme: User, supplier: User) -> None:
    for user in (sme, supplier, sme, supplier):
        assert MEMBERSHIPS.rows(user.pk)[0].user_id == user.pk
    assert sum("accounts_membership" in one for one in statements()) == 1


def test_every_other_query_goes_as_ever(sme: User) -> None:
    MEMBERSHIPS.rows(sme.pk)
    before = statements()
    with connection.cursor() as cursor:
        cursor.execute(MEMBERSHIPS._plan.sql, [sme.pk])
        cursor.execute("SELECT %s, %s", ["가", 2])
        assert cursor.fetchone() == ("가", 2)
    assert statements() == before


def test_values_of_any_kind_come_back_as_they_went() -> None:
    moment = timezone.now()
    asked = "SELECT %s::text, %s::bigint, %s::timestamptz, %s::text || '%%', NULL"
    for text in ("가 'x' $1 %s", "", "\\"):
        for number in (0, 1 - 2**63, 2**63 - 1):
            with connection.cursor() as cursor:
                cursor.execute(asked, [text, number, moment, "a"])
                assert connection.fixed_rows(asked, [text, number, moment, "a"]) == cursor.fetchall()
    assert connection.fixed_rows(asked, ["x", 1, moment, "a"]) == [("x", 1, moment, "a%", None)]


def test_columns_are_read_by_the_kind_they_have_with_these_values() -> None:
    moment = timezone.now()
    for value in (1, moment, 2**40, "가", 1, moment):
        assert connection.fixed_rows("SELECT %s", [value]) == [(value,)]


def test_a_connection_keeps_no_more_statements_than_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    assert User.objects.exists() is False  # the first query of a transaction goes the plain way in any case
    monkeypatch.setattr("matchmaker.lib.postgres.statements.MOST", 3)
    for _round in range(2):
        for at in range(5):
            assert connection.fixed_rows(f"SELECT {at} + %s::int", [1]) == [(at + 1,)]
            assert len(statements()) <= 3


@pytest.mark.django_db(transaction=True)
def test_others_of_the_process_go_on_while_the_server_thinks() -> None:
    def ask() -> None:
        found.extend(connection.fixed_rows("SELECT 1 FROM pg_advisory_lock(%s)", [LOCK]))
        connection.close()

    found: list[tuple[int]] = []
    with psycopg.connect(**_elsewhere(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        asking = threading.Thread(target=ask)
        asking.start()
        until(lambda: other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone(), "the question to wait")
        other.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        asking.join(timeout=30)
    assert found == [(1,)]


@pytest.mark.parametrize(
    ("asked", "values"),
    [("SELECT 1/%s", [0]), ("SELECT nothing", []), ("SELECT %s::text", ["\0"]), ("SELECT %s::int", ["x"])],
)
def test_what_fails_fails_as_it_does_with_a_cursor(asked: str, values: list[object]) -> None:
    told = []
    for ask in (connection.fixed_rows, connection._plain_rows):
        with pytest.raises(DatabaseError) as failure, transaction.atomic():
            ask(asked, values)
        told.append((failure.type, type(failure.value.__cause__), str(failure.value).splitlines()[0]))
    assert told[0] == told[1]


@pytest.mark.django_db(transaction=True)
def test_the_first_query_of_a_transaction_is_part_of_it(sme: User) -> None:
    with transaction.atomic():
        assert MEMBERSHIPS.rows(sme.pk)
        assert connection.connection.info.transaction_status == TransactionStatus.INTRANS
        assert MEMBERSHIPS.rows(sme.pk)
    assert connection.connection.info.transaction_status == TransactionStatus.IDLE


@pytest.mark.django_db(transaction=True)
def test_a_server_that_goes_in_between_is_told_as_an_outage_and_the_next_page_is_well(sme: User) -> None:
    MEMBERSHIPS.rows(sme.pk)
    with psycopg.connect(**_elsewhere(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    with pytest.raises(OperationalError):
        MEMBERSHIPS.rows(sme.pk)
    close_old_connections()
    assert MEMBERSHIPS.rows(sme.pk)[0].user_id == sme.pk


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
            second_query()
        with transaction.atomic():
            assert second_query().session_data == "x"


def second_query() -> Any:
    """The first one of a transaction goes the plain way in any case."""
    assert Session.objects.exists()
    return BY_KEY.first("k" * 32)


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
