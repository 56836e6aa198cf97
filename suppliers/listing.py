"""How complete a listing is, and what to add next. Pure: facts in, points out; no rows, no clock, no promise.

Fifteen parts add up to 100 points (the weights are ours, after the supplier guideline that the study asks for):

    number 4        a business number               described 10   published offers with 60 signs or more of text
    about 8         40 signs or more on the firm    served 8       regions (half) and on-site hours (half)
    region 4        where the firm is               standards 7    offers that name a standard they speak
    contact 4       telephone or homepage           aftercare 12   free repair months (half), terms of service (half)
    firm 5          kind, size, founding, staff     origin 3       where software or parts come from
    offer 15        one published offer             projects 7     up to three past projects
    certificates 3  one certificate                 proof 6        a past project that somebody else confirms
    level 4         result of the programme's capability check

Parts on offers give their points in proportion to the published offers that have it. Standards count only for
offers whose capability has any. The score says how much a buyer can read here, not how good the firm is and not how
often it will be recommended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

ABOUT_ENOUGH, DESCRIPTION_ENOUGH, PROJECTS_ENOUGH = 40, 60, 3


@dataclass(frozen=True)
class OfferFacts:
    """What one published offer says. ``standards`` is None where its capability knows none."""

    description: int
    regions: bool
    onsite: bool
    standards: bool | None
    warranty: bool
    terms: bool
    origin: bool


@dataclass(frozen=True)
class ListingFacts:
    """``about`` is a length in signs; ``firm`` counts how many of kind, size, founding date and staff are known."""

    number: bool = False
    about: int = 0
    region: bool = False
    contact: bool = False
    firm: int = 0
    offers: Sequence[OfferFacts] = ()
    projects: int = 0
    proven: int = 0
    certificates: int = 0
    level: bool = False


@dataclass(frozen=True)
class Part:
    code: str
    points: int
    share: float

    @property
    def missing(self) -> float:
        return self.points * (1 - self.share)

    @property
    def worth(self) -> int:
        """Points that filling this part adds, in whole points and at least one."""
        return max(1, round(self.missing))


def listing_parts(facts: ListingFacts) -> tuple[Part, ...]:
    """All fifteen parts with the share reached, 0 to 1, in the order of the table above."""
    standards = [offer.standards for offer in facts.offers if offer.standards is not None]
    return (
        Part("number", 4, facts.number),
        Part("about", 8, min(1.0, facts.about / ABOUT_ENOUGH)),
        Part("region", 4, facts.region),
        Part("contact", 4, facts.contact),
        Part("firm", 5, facts.firm / 4),
        Part("offer", 15, bool(facts.offers)),
        Part("described", 10, _share(facts.offers, lambda offer: min(1.0, offer.description / DESCRIPTION_ENOUGH))),
        Part("served", 8, _share(facts.offers, lambda offer: (offer.regions + offer.onsite) / 2)),
        Part("standards", 7, sum(standards) / len(standards) if standards else float(bool(facts.offers))),
        Part("aftercare", 12, _share(facts.offers, lambda offer: (offer.warranty + offer.terms) / 2)),
        Part("origin", 3, _share(facts.offers, lambda offer: float(offer.origin))),
        Part("projects", 7, min(1.0, facts.projects / PROJECTS_ENOUGH)),
        Part("proof", 6, facts.proven > 0),
        Part("certificates", 3, facts.certificates > 0),
        Part("level", 4, facts.level),
    )


def listing_score(parts: Sequence[Part]) -> int:
    """0 to 100; 100 only when nothing is missing."""
    return int(sum(part.points * part.share for part in parts) + 1e-9)


def next_best(parts: Sequence[Part], limit: int = 3) -> list[Part]:
    """What is missing, the most points first; what needs an offer waits until there is one."""
    no_offer = any(part.code == "offer" and not part.share for part in parts)
    waiting = {"described", "served", "standards", "aftercare", "origin"} if no_offer else set()
    open_parts = [part for part in parts if part.share < 1 and part.code not in waiting]
    return sorted(open_parts, key=lambda part: -part.missing)[:limit]


def _share(offers: Sequence[OfferFacts], of: Callable[[OfferFacts], float]) -> float:
    return sum(of(offer) for offer in offers) / len(offers) if offers else 0.0
