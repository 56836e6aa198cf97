"""What an administrator approved, kept as it was, and what has changed since: before and after, in words.

``facts_of`` writes codes and numbers; ``changes_between`` finds what differs; words are put to it when it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from matchmaker.accounts.models import User
from suppliers.choices import OfferStatus
from suppliers.models import Approval, Certificate, Offer, Supplier

PROFILE = (
    "kind", "size", "region_id", "address", "founded_on", "employees", "sales_krw", "homepage", "phone", "about",
    "capacity_per_quarter", "can_lead", "programme_level", "programme_level_until",
)  # fmt: skip
OFFER = (
    "title", "capability_id", "description", "price_low_krw", "price_typical_krw", "price_high_krw", "price_unit",
    "weeks", "onsite_hours", "capacity_per_quarter", "warranty_months", "service_terms", "origin_software",
    "origin_parts", "effort",
)  # fmt: skip
OFFER_LISTS = ("includes", "standards", "regions")
CERTIFICATE = ("name", "number", "issued_on", "valid_until")
PROFILE_PART, OFFERS_PART, CERTIFICATES_PART = "profile", "offers", "certificates"
Facts = dict[str, Any]
HOLDS_FOR = timedelta(days=365)
REMINDED_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Change:
    """One thing that differs. ``what`` is "added", "removed" or "changed"; values are codes, numbers, lists or None.

    ``name``: the offer or certificate, empty for the profile. ``field`` is empty where all of it came or went.
    """

    part: str
    what: str
    name: str
    field: str = ""
    before: Any = None
    after: Any = None


def with_facts(rows: QuerySet[Supplier]) -> QuerySet[Supplier]:
    """Suppliers with everything that ``facts_of`` reads: five queries for any number of rows."""
    return rows.select_related("organisation").prefetch_related(*_wanted())


def _wanted() -> tuple[Prefetch, Prefetch]:
    offers = Offer.objects.filter(status=OfferStatus.PUBLISHED).prefetch_related(*OFFER_LISTS).order_by("pk")
    certificates = Certificate.objects.order_by("pk")
    return (
        Prefetch("offers", offers, to_attr="offers_published"),
        Prefetch("certificates", certificates, to_attr="certificates_now"),
    )


def facts_of(supplier: Supplier) -> Facts:
    """What a customer reads and an administrator answers for: profile, published offers, certificates."""
    if not hasattr(supplier, "offers_published"):
        prefetch_related_objects([supplier], *_wanted())
    profile = {name: _plain(getattr(supplier, name)) for name in PROFILE}
    profile["business_number"] = supplier.organisation.business_number
    profile["organisation"] = supplier.organisation.name
    return {
        PROFILE_PART: profile,
        OFFERS_PART: {str(row.pk): _offer(row) for row in supplier.offers_published},  # type: ignore[attr-defined]
        CERTIFICATES_PART: {
            str(row.pk): {name: _plain(getattr(row, name)) for name in CERTIFICATE}
            for row in supplier.certificates_now  # type: ignore[attr-defined]
        },
    }


def _offer(row: Offer) -> Facts:
    plain = {name: _plain(getattr(row, name)) for name in OFFER}
    return plain | {name: sorted(one.pk for one in getattr(row, name).all()) for name in OFFER_LISTS}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs, in a fixed order: the profile, then offers, then certificates. Empty where nothing does."""
    found = list(_fields(PROFILE_PART, "", before.get(PROFILE_PART, {}), after.get(PROFILE_PART, {})))
    for part in (OFFERS_PART, CERTIFICATES_PART):
        old, new = before.get(part, {}), after.get(part, {})
        for key in sorted({*old, *new}, key=int):
            if key not in new:
                found.append(Change(part, "removed", _name(old[key])))
            elif key not in old:
                found.append(Change(part, "added", _name(new[key])))
            else:
                found += _fields(part, _name(new[key]), old[key], new[key])
    return found


def _name(facts: Mapping[str, Any]) -> str:
    return str(facts.get("title") or facts.get("name") or "")


def _fields(part: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    """A field that was not kept at the time (it is newer than the approval) is no change."""
    for field, value in new.items():
        if field in old and old[field] != value:
            yield Change(part, "changed", name, field, old[field], value)


def last_approval(supplier: Supplier) -> Approval | None:
    return Approval.objects.filter(supplier=supplier).select_related("by").order_by("-pk").first()


def changes_since_approval(supplier: Supplier) -> tuple[Approval | None, list[Change]]:
    """The last approval, and what has changed since; no approval on record: (None, [])."""
    approval = last_approval(supplier)
    return approval, changes_between(approval.facts, facts_of(supplier)) if approval else []


def change_counts(suppliers: Iterable[Supplier]) -> dict[int, int | None]:
    """Supplier's key -> how many things differ from the last approval, None without one. One query beside the facts."""
    rows = {row.pk: row for row in suppliers}
    counts: dict[int, int | None] = dict.fromkeys(rows)
    for approval in Approval.objects.filter(supplier__in=rows).order_by("pk"):
        counts[approval.supplier_id] = len(changes_between(approval.facts, facts_of(rows[approval.supplier_id])))
    return counts


def approval_keep(*, supplier: Supplier, by: User | None, looked: dict[str, Any], renewal: bool = False) -> Approval:
    """Keep what was approved as it was, and begin the year anew. In the caller's transaction."""
    now = timezone.now()
    fields = {"verified_at": now, "reverify_at": now + HOLDS_FOR, "next_check_at": now + HOLDS_FOR - REMINDED_BEFORE}
    Supplier.objects.filter(pk=supplier.pk).update(**fields)
    for name, value in fields.items():
        setattr(supplier, name, value)
    return Approval.objects.create(
        supplier=supplier, by=by, at=now, renewal=renewal, facts=facts_of(supplier), looked=looked
    )
