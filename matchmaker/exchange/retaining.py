"""What had to stay goes by itself when its years are over: papers of old contracts, then names of erased firms."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import Organisation
from matchmaker.exchange.choices import ErasureStatus
from matchmaker.exchange.erasing import ERASED_NAME, STAYS, name_erase, plan_of
from matchmaker.exchange.models import Erasure

RETIRING = "matchmaker.sourcing.retiring.retire"


def contracts_retire() -> int:
    """Papers and words of contracts after their ten years; returns of how many."""
    return import_string(RETIRING)(timezone.localdate())


def names_retire() -> int:
    """Names of firms that were erased and stayed named for a contract's sake, once the last of those is over."""
    done = Erasure.objects.filter(status=ErasureStatus.DONE).exclude(organisation__name__startswith=ERASED_NAME)
    firms = [row.organisation for row in done.select_related("organisation").order_by("pk")]
    return sum(_name_retire(firm) for firm in firms)


@transaction.atomic
def _name_retire(organisation: Organisation) -> bool:
    stays = [item.until for item in plan_of(organisation) if item.fate == STAYS and item.until]
    if any(until >= timezone.localdate() for until in stays):
        return False
    name_erase(organisation)
    audit_write(actor=None, action=AuditAction.ERASED, target=organisation, detail={"step": "ten years"})
    return True
