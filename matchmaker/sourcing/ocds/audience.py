"""Who reads an export, and what of it: the public, one firm about itself, or the office."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from django.conf import settings

from matchmaker.accounts.models import Organisation
from matchmaker.exchange.models import PublicNaming
from matchmaker.sourcing.choices.awards import AwardStatus, ProgrammeResult
from matchmaker.sourcing.models import Award


@dataclass(frozen=True)
class Audience:
    """``named``: organisations whose name the public may read. ``own``: the reader's organisation, if it is one's own.

    Amounts are the business of the two sides, unless public money is in them or the firm has agreed.
    """

    everything: bool = False
    own: int | None = None
    named: frozenset[int] = field(default_factory=frozenset)

    def names_buyer(self, organisation_id: int) -> bool:
        return self.everything or organisation_id == self.own or organisation_id in self.named

    def sees_money(self, award: Award | None, buyer_id: int) -> bool:
        if self.everything or self.own is not None or buyer_id in self.named:
            return True
        return award is not None and award.programme_result == ProgrammeResult.APPROVED

    def sees_award(self, award: Award) -> bool:
        """The public learns of an award once it holds; who fell through before is nobody else's business."""
        return self.everything or self.own is not None or award.status == AwardStatus.ACTIVE

    @property
    def sees_papers(self) -> bool:
        return self.everything or self.own is not None


def public() -> Audience:
    agreed = PublicNaming.objects.filter(withdrawn_at=None).values_list("organisation_id", flat=True)
    return Audience(named=frozenset(agreed))


def office() -> Audience:
    return Audience(everything=True)


def themselves(organisation: Organisation) -> Audience:
    return Audience(own=organisation.pk)


def pseudonym(kind: str, pk: int) -> str:
    """A name that stays the same in every export and says nothing of whose it is."""
    said = hmac.new(settings.SECRET_KEY.encode(), f"ocds:{kind}:{pk}".encode(), hashlib.sha256)
    return f"{kind}-{said.hexdigest()[:16]}"
