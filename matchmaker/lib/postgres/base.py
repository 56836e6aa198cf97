"""Django's PostgreSQL with three shorter ways, for what every page pays (docs/decisions/0028).

A query that never changes but for its values (see ``lib/prepared.py``) is parsed and planned by the server once a
connection, and said to it in one call; every other one goes Django's way. Moments are read by the driver's C code.
Whether a kept connection still lives, its socket says, without a question to the server on each page.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.db import Error
from django.db.backends.postgresql import base
from psycopg import adapters
from psycopg.adapt import AdaptersMap
from psycopg.errors import DuplicatePreparedStatement, FeatureNotSupported, InvalidSqlStatementName
from psycopg.pq import Format, TransactionStatus

from matchmaker.lib.postgres.statements import Statements

# A migration changed a column's type, or a pooler handed us another server.
ELSEWHERE = (FeatureNotSupported, InvalidSqlStatementName, DuplicatePreparedStatement)


class DatabaseWrapper(base.DatabaseWrapper):
    statements: Statements | None = None  # None where this connection prepares none

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        made = super().get_new_connection(conn_params)
        prepares = self._in_utc and self.settings_dict["OPTIONS"].get("prepare_threshold", 0) is not None
        self.statements = Statements(made) if prepares else None
        return made

    def fixed_rows(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Rows of a query that stays the same but for its values. Raises what a cursor of Django raises."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        watched = self.queries_logged or self.execute_wrappers  # whoever looks on sees it as any other
        if self.statements is None or watched or not self.statements.fit():
            return self._plain_rows(sql, values)
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        try:
            with self.wrap_database_errors:
                return self.statements.rows(sql, values)
        except Error as failure:
            if not isinstance(failure.__cause__, ELSEWHERE):
                raise
            self.statements = None
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            return self._plain_rows(sql, values)

    def _plain_rows(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def get_connection_params(self) -> dict[str, Any]:
        given = super().get_connection_params()
        if self._in_utc:
            given["context"] = AdaptersMap(given["context"])
            given["context"].register_loader("timestamptz", adapters.get_loader(base.TIMESTAMPTZ_OID, Format.TEXT))
        return given

    def create_cursor(self, name: str | None = None) -> Any:
        if not self._in_utc:
            return super().create_cursor(name)
        if name is None:
            return self.connection.cursor()
        held = self.connection.autocommit
        return base.ServerSideCursor(self.connection, name=name, scrollable=False, withhold=held)

    @property
    def _in_utc(self) -> bool:
        """Whether moments of this connection are what the driver's own code makes of them."""
        return self.timezone is UTC

    def is_usable(self) -> bool:
        """A server that has gone has closed the socket; after an error, or where something waits there, it is asked."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return super().is_usable() if self.errors_occurred or waiting.poll(0) else True
