"""What a page may cost: the number of SQL queries, recorded in query_budgets.json, whatever the number of rows.

``assert_budget(client, url, name)`` fetches the page and compares. A page that needs one query more fails until the
record is changed on purpose: ``RECORD_QUERY_BUDGETS=1 pytest ...`` writes what it measured.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from matchmaker.reference.book import book

AUDIT = 'INSERT INTO "accounts_auditentry"'  # one line where a look at others is noted, whatever the page costs
RECORD = Path(__file__).with_name("query_budgets.json")


def budgets() -> dict[str, int]:
    return json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}


def assert_budget(client: Any, url: str, name: str, **query: Any) -> Any:
    """The answer of GET ``url``; fails unless it took exactly the recorded number of queries."""
    book()  # as in a process that has answered before
    with CaptureQueriesContext(connection) as counted:
        answer = client.get(url, query)
    caught = [row for row in counted.captured_queries if AUDIT not in row["sql"]]
    assert answer.status_code == 200, f"{name}: {answer.status_code}"
    if os.environ.get("RECORD_QUERY_BUDGETS") == "1" and name not in budgets():
        told = dict(sorted({**budgets(), name: len(caught)}.items()))
        RECORD.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    told = "\n".join(row["sql"][:160] for row in caught)
    assert len(caught) == budgets()[name], f"{name}: {len(caught)} queries, recorded {budgets()[name]}\n{told}"
    return answer
