"""Many rows in small transactions, so that nobody waits long for the database."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

CHUNK = 500


def delete_in_chunks(rows: QuerySet[Any]) -> int:
    """Delete all of ``rows``; returns how many, without what went along with them."""
    gone = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        rows.model._base_manager.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone
