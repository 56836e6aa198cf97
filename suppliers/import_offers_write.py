"""Writing many offers at once: a fixed number of statements per thousand rows, not per row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from suppliers.importing import CHANGED, NEW, Verdict
from suppliers.models import Offer, Supplier
from suppliers.services import offer_fields

BATCH = 500
MANY = {"standards": "standard_id", "regions": "region_id", "includes": "capability_id"}


def offers_write(supplier: Supplier, verdicts: list[Verdict], all_regions: list[str], now: datetime) -> None:
    """Create what is new as drafts and change what differs; runs inside the caller's transaction."""
    new = [verdict for verdict in verdicts if verdict.state == NEW]
    changed = [verdict for verdict in verdicts if verdict.state == CHANGED]
    for verdict in new:
        fields = offer_fields(verdict.cleaned)
        verdict.existing = Offer(supplier=supplier, created_at=now, changed_at=now, **fields)
    Offer.objects.bulk_create([verdict.existing for verdict in new], batch_size=BATCH)
    for verdict in changed:
        for name, value in offer_fields(verdict.cleaned).items():
            setattr(verdict.existing, name, value)
        verdict.existing.changed_at = now
    if changed:
        names = [*offer_fields(changed[0].cleaned), "changed_at"]
        columns = [name.removesuffix("_id") if name == "capability_id" else name for name in names]
        Offer.objects.bulk_update([verdict.existing for verdict in changed], columns, batch_size=100)
    for field, column in MANY.items():
        _link(field, column, new, changed, all_regions)


def _link(field: str, column: str, new: list[Verdict], changed: list[Verdict], all_regions: list[str]) -> None:
    through: Any = getattr(Offer, field).through
    for at in range(0, len(changed), BATCH):
        pks = [verdict.existing.pk for verdict in changed[at : at + BATCH]]
        through.objects.filter(offer_id__in=pks).delete()
    rows = [
        through(offer_id=verdict.existing.pk, **{column: value})
        for verdict in [*new, *changed]
        for value in _values(field, verdict.cleaned, all_regions)
    ]
    through.objects.bulk_create(rows, batch_size=BATCH)


def _values(field: str, cleaned: dict[str, Any], all_regions: list[str]) -> list[str]:
    return all_regions if field == "regions" and cleaned["nationwide"] else list(dict.fromkeys(cleaned[field]))
