"""A supplier's own tables, in the columns and words that an import reads: what left may be changed and come back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.exchange.sheets import AT_ONCE, Sheet
from matchmaker.reference.models import Region
from suppliers.import_offers import COLUMNS
from suppliers.import_offers_write import LINKS
from suppliers.import_projects import ProjectKind
from suppliers.models import Offer
from suppliers.selectors import projects_of
from suppliers.services import supplier_of


class OfferSheet(Sheet):
    open_to = OrganisationKind.SUPPLIER

    def header(self) -> list[str]:
        language = "ko" if self.korean else "en"
        return [*(column.title(language) for column in COLUMNS), _("상태")]

    def rows(self) -> Iterator[list[Any]]:
        everywhere = Region.objects.filter(valid_to__isnull=True).count()
        offers = Offer.objects.filter(supplier=supplier_of(self.actor.organisation)).order_by("pk")
        for offer in offers.select_related("capability").prefetch_related(*LINKS).iterator(chunk_size=AT_ONCE):
            yield self._row(offer, everywhere)

    def _row(self, offer: Offer, everywhere: int) -> list[Any]:
        served = list(offer.regions.all())
        cells = {
            "capability": self.named(offer.capability),
            "price_low": offer.price_low_krw,
            "price_typical": offer.price_typical_krw,
            "price_high": offer.price_high_krw,
            "price_unit": offer.get_price_unit_display(),
            "standards": "; ".join(row.name for row in offer.standards.all()),
            "regions": _("전국") if len(served) == everywhere else "; ".join(map(self.named, served)),
            "origin_software": offer.origin_software,
            "origin_parts": offer.origin_parts,
            "effort": offer.get_effort_display(),
            "includes": "; ".join(map(self.named, offer.includes.all())),
        }
        own = [cells[column.name] if column.name in cells else getattr(offer, column.name) for column in COLUMNS]
        return [*own, offer.get_status_display()]


class ProjectSheet(Sheet):
    open_to = OrganisationKind.SUPPLIER

    def header(self) -> list[str]:
        language = "ko" if self.korean else "en"
        return [*(column.title(language) for column in ProjectKind.columns), _("근거")]

    def rows(self) -> Iterator[list[Any]]:
        rows = projects_of(supplier_of(self.actor.organisation)).order_by("pk")
        for project in rows.iterator(chunk_size=AT_ONCE):
            cells = {
                "title": project.title,
                "finished_on": f"{project.finished_on}",
                "capabilities": "; ".join(map(self.named, project.capabilities.all())),
                "description": project.description,
                "amount_krw": project.amount_krw,
                "client_industry": self.named(project.client_industry),
                "client_region": self.named(project.client_region),
                "partners": "; ".join(str(partner) for partner in project.partners.all()),
            }
            yield [*(cells[column.name] for column in ProjectKind.columns), project.get_evidence_display()]
