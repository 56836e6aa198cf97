"""Queries that stay the same but for their values, said to the server in one call of its own library.

A cursor prepares, counts, waits and describes in Python each time, which takes longer than a small answer. Here a
statement is prepared once a connection, under the types of its values, and what reads its columns is kept with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from psycopg import Connection, OperationalError, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

PLACE = re.compile("%[s%]")
MOST = 400


class Statement:
    """Its names by the types of its values; the transformer keeps what writes values and reads rows of this kind."""

    def __init__(self, connection: Connection[Any], count: int) -> None:
        self.transformer = Transformer(connection)
        self.formats = [PyFormat.AUTO] * count
        self.names: dict[tuple[int, ...] | None, bytes] = {}
        self.read = b""  # the one whose columns it knows how to read


class Statements:
    """Those of one connection; not for two threads at a time, as no connection is."""

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection, self.server = connection, connection.pgconn
        self.known: dict[str, Statement] = {}
        self.count = 0

    def fit(self) -> bool:
        """Whether a query may be said now as it is; at the start of a transaction the driver has to say BEGIN first."""
        status = self.server.transaction_status
        return status == TransactionStatus.INTRANS or (status == TransactionStatus.IDLE and self.connection.autocommit)

    def rows(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """``sql`` with a ``%s`` for each value. Raises what a cursor of psycopg raises."""
        if self.count >= MOST:
            self._forget()
        known = self.known.get(sql)
        if known is None:
            known = self.known[sql] = Statement(self.connection, len(values))
        transformer = known.transformer
        given: Any = transformer.dump_sequence(values, known.formats)
        name = known.names.get(transformer.types)
        if name is None:
            name = known.names[transformer.types] = self._prepared(sql, transformer.types)
        result = self.server.exec_prepared(name, given, transformer.formats)
        self._refuse(result, ExecStatus.TUPLES_OK)
        transformer.set_pgresult(result, set_loaders=known.read != name)
        known.read = name
        try:
            return transformer.load_rows(0, result.ntuples, tuple)
        finally:
            transformer.set_pgresult(None, set_loaders=False)  # an answer is not held until the next one

    def _forget(self) -> None:
        """The server keeps memory for each; there are fewer than this, unless something goes wrong."""
        self._refuse(self.server.exec_(b"DEALLOCATE ALL"), ExecStatus.COMMAND_OK)
        self.known.clear()
        self.count = 0

    def _prepared(self, sql: str, types: tuple[int, ...] | None) -> bytes:
        """The name says what it is: where a pooler shares servers, no other statement can bear it."""
        name = b"fixed_" + blake2b(f"{types} {sql}".encode(), digest_size=16).hexdigest().encode()
        self._refuse(self.server.prepare(name, numbered(sql).encode(), types), ExecStatus.COMMAND_OK)
        self.count += 1
        return name

    def _refuse(self, result: Any, wanted: ExecStatus) -> None:
        if result.status == wanted:
            return
        if self.server.status != ConnStatus.OK:
            raise OperationalError(result.get_error_message())
        raise errors.error_from_result(result)


def numbered(sql: str) -> str:
    """The places for values as the server has them: ``$1``, ``$2``; a doubled percent sign is one."""
    count = 0

    def place(found: re.Match[str]) -> str:
        nonlocal count
        count += found[0] == "%s"
        return f"${count}" if found[0] == "%s" else "%"

    return PLACE.sub(place, sql)
