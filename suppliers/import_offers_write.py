"""Writing many offers at once: a fixed number of statements for some hundred rows, not for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from matchmaker.exchange.links import links_set, links_write
from suppliers.models import Offer, Supplier

BATCH = 500
LINKS = {"standards": "standard_id", "regions": "region_id", "includes": "capability_id"}


def offers_create(supplier: Supplier, values: Sequence[dict[str, Any]]) -> list[Offer]:
    """New drafts; runs inside the caller's transaction."""
    now = timezone.now()
    rows = [Offer(supplier=supplier, created_at=now, changed_at=now, **_own(value)) for value in values]
    Offer.objects.bulk_create(rows, batch_size=BATCH)
    links_write(Offer, LINKS, [(row.pk, value) for row, value in zip(rows, values, strict=True)])
    return rows


def offers_change(pairs: Sequence[tuple[Offer, dict[str, Any]]]) -> None:
    """Set offers to these values, those of an import or those of before it; matching sees the change."""
    if not pairs:
        return
    now = timezone.now()
    for row, value in pairs:
        for name, column in _own(value).items():
            setattr(row, name, column)
        row.changed_at = now
    names = [name.removesuffix("_id") for name in _own(pairs[0][1])]
    Offer.objects.bulk_update([row for row, _value in pairs], [*names, "changed_at"], batch_size=100)
    links_set(Offer, LINKS, [(row.pk, value) for row, value in pairs])


def _own(value: dict[str, Any]) -> dict[str, Any]:
    """Columns of the offer itself. Its status moves by its own moves only."""
    return {name: item for name, item in value.items() if name not in LINKS and name != "status"}
