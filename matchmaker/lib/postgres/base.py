"""Django's PostgreSQL with three shorter ways, for what every page pays (docs/decisions/0028).

A query that never changes but for its values (``Fixed``, see ``lib/prepared.py``) is parsed and planned by the server
once a connection; every other one goes Django's way. Moments are read by the driver's C code. Whether a kept
connection still lives, its socket says, without a question to the server on each page.
"""

from __future__ import annotations

import select
from datetime import UTC
from typing import Any

from django.db import Error
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from psycopg import adapters
from psycopg.adapt import AdaptersMap
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName
from psycopg.pq import Format, TransactionStatus

from matchmaker.lib.postgres import Fixed


class _Preparing(CursorWrapper):
    """Values are written into a query here, as Django has it; those of a fixed one travel by themselves."""

    cursor: Any

    def _execute(self, sql: str, params: Any, *told: Any) -> Any:
        connection = self.db.connection
        if type(sql) is not Fixed or connection.prepare_threshold is None:
            if type(self.cursor) is base.ServerBindingCursor:
                self.cursor = self.db.create_cursor()
            return super()._execute(sql, params, *told)
        if type(self.cursor) is not base.ServerBindingCursor:
            self.cursor = base.ServerBindingCursor(connection)
        try:
            return super()._execute(sql, params, *told)
        except Error as failure:
            if not isinstance(failure.__cause__, FeatureNotSupported | InvalidSqlStatementName):
                raise
            # A migration changed a column's type, or a pooler handed us another server: prepare no more here.
            connection.prepare_threshold = None
            if connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            return self._execute(sql, params, *told)


class DatabaseWrapper(base.DatabaseWrapper):
    _fixed = False  # while a cursor for a fixed query is made

    def fixed_cursor(self) -> Any:
        """A cursor that binds on the server from the start, save where queries are kept to be looked at."""
        self._fixed = not self.queries_logged
        try:
            return self.cursor()
        finally:
            self._fixed = False

    def get_connection_params(self) -> dict[str, Any]:
        given = super().get_connection_params()
        # Django's cursors never prepare; ours do at once, unless the settings say None.
        given["prepare_threshold"] = self.settings_dict["OPTIONS"].get("prepare_threshold", 0)
        if self._in_utc:
            given["context"] = AdaptersMap(given["context"])
            given["context"].register_loader("timestamptz", adapters.get_loader(base.TIMESTAMPTZ_OID, Format.TEXT))
        return given

    def create_cursor(self, name: str | None = None) -> Any:
        if not self._in_utc:
            return super().create_cursor(name)
        if name is None:
            return base.ServerBindingCursor(self.connection) if self._fixed else self.connection.cursor()
        held = self.connection.autocommit
        return base.ServerSideCursor(self.connection, name=name, scrollable=False, withhold=held)

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        return _Preparing(cursor, self)

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
