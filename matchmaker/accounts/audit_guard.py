"""Triggers that keep the audit log as it was written, whoever connects to the database with the site's own account."""

from __future__ import annotations

from typing import Any

TABLE = "accounts_auditentry"
SAYS = "rows of the audit log stay as they were written"

SQLITE = tuple(
    f"CREATE TRIGGER audit_{verb} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    for verb in ("UPDATE", "DELETE")
)
SQLITE_OFF = ("DROP TRIGGER audit_UPDATE", "DROP TRIGGER audit_DELETE")

POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_stays()",
    f"CREATE TRIGGER audit_table BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()",
)
POSTGRESQL_OFF = (f"DROP TRIGGER audit_rows ON {TABLE}", f"DROP TRIGGER audit_table ON {TABLE}")

GUARD = {"sqlite": (SQLITE, SQLITE_OFF), "postgresql": (POSTGRESQL, POSTGRESQL_OFF)}


def guard_on(_apps: Any, schema_editor: Any) -> None:
    for statement in GUARD[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement)


def guard_off(_apps: Any, schema_editor: Any) -> None:
    for statement in GUARD[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement)
