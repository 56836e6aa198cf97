"""Reads of insights: a supplier's own row, and names for what stands in it."""

from __future__ import annotations

from typing import Any

from matchmaker.lib.prepared import Prepared
from matchmaker.lib.templatetags.house import in_language
from matchmaker.matching.insights.models import SupplierInsight
from matchmaker.reference.models import Capability, Region
from suppliers.choices import Verification
from suppliers.models import Supplier

INSIGHT: Prepared[SupplierInsight] = Prepared(
    lambda supplier: SupplierInsight.objects.filter(supplier=supplier).select_related("ranker"), int
)


def insight_of(supplier: Supplier) -> SupplierInsight | None:
    return INSIGHT.first(supplier.pk)


def names_of(regions: list[str]) -> dict[str, str]:
    return {row.code: in_language(row) for row in Region.objects.filter(code__in=regions)}


def partners_named(partners: list[dict[str, Any]]) -> tuple[dict[int, Supplier], dict[str, str]]:
    """Verified suppliers by id, and capabilities in words."""
    rows = Supplier.objects.filter(pk__in=[one["supplier"] for one in partners], status=Verification.VERIFIED)
    codes = {code for one in partners for code in one["brings"]}
    names = {row.code: in_language(row) for row in Capability.objects.filter(code__in=codes)}
    return {row.pk: row for row in rows.select_related("organisation", "region")}, names


def suggested_to(supplier: Supplier, pk: int) -> Supplier | None:
    """The verified supplier with this key if it was suggested to this one, else None."""
    insight = insight_of(supplier)
    if insight is None or pk not in [one["supplier"] for one in insight.partners]:
        return None
    return partners_named([{"supplier": pk, "brings": []}])[0].get(pk)
