"""Whether an organisation agrees that public data name it and its amounts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.audit import audit_write
from matchmaker.accounts.choices import AuditAction
from matchmaker.accounts.models import Organisation, User
from matchmaker.exchange.models import PublicNaming


def naming_now(organisation: Organisation) -> bool:
    return PublicNaming.objects.filter(organisation=organisation, withdrawn_at=None).exists()


@transaction.atomic
def naming_set(*, organisation: Organisation, by: User, agreed: bool) -> None:
    """Agree, or take it back; exports from then on know it."""
    if agreed == naming_now(organisation):
        return
    audit_write(actor=by, action=AuditAction.CHANGED, target=organisation, detail={"public_naming": agreed})
    if agreed:
        word = {"agreed_at": timezone.now(), "agreed_by": by, "withdrawn_at": None}
        PublicNaming.objects.update_or_create(organisation=organisation, defaults=word)
    else:
        PublicNaming.objects.filter(organisation=organisation).update(withdrawn_at=timezone.now())
