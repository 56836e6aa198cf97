"""The table of kinds. They are named by string, so that nothing of the floors above is imported."""

from __future__ import annotations

from django.utils.module_loading import import_string

from matchmaker.accounts.models import Organisation
from matchmaker.exchange.kind import Kind

KINDS = {
    "offers": "suppliers.import_offers.OfferKind",
    "projects": "suppliers.import_projects.ProjectKind",
    "register": "suppliers.import_register.RegisterKind",
    "needs": "demand.import_needs.NeedKind",
}


def kind_class(name: str) -> type[Kind] | None:
    return import_string(KINDS[name]) if name in KINDS else None


def kind_for(name: str, organisation: Organisation) -> Kind:
    """The kind at work for one organisation. Raises KeyError for a name that nobody knows."""
    return import_string(KINDS[name])(organisation)
