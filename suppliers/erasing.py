"""What of a supplier goes when its organisation is erased, and what has to stay."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_noop

from matchmaker.accounts.models import Organisation
from matchmaker.exchange.erasing import GOES, Item
from suppliers.choices import OfferStatus
from suppliers.models import Certificate, Offer, PastProject, Supplier


def plan(organisation: Organisation) -> list[Item]:
    mine = {"supplier__organisation": organisation}
    offers = Offer.objects.filter(**mine).count()
    records = PastProject.objects.filter(**mine).count() + Certificate.objects.filter(**mine).count()
    return [
        Item(GOES, gettext_noop("회사 소개와 연락처"), Supplier.objects.filter(organisation=organisation).count()),
        Item(GOES, gettext_noop("제품·서비스(추천에서 빠지고 설명은 지워집니다)"), offers),
        Item(GOES, gettext_noop("납품 실적과 인증"), records),
    ]


def erase(organisation: Organisation) -> None:
    """Runs inside the erasure's transaction. Offers stay as hidden rows without words: past answers cite them."""
    mine = {"supplier__organisation": organisation}
    now = timezone.now()
    PastProject.objects.filter(**mine).delete()
    Certificate.objects.filter(**mine).delete()
    gone = {"description": "", "service_terms": "", "changed_at": now}
    Offer.objects.filter(**mine).update(status=OfferStatus.HIDDEN, **gone)
    blank = {"address": "", "homepage": "", "phone": "", "about": "", "employees": None, "sales_krw": None}
    Supplier.objects.filter(organisation=organisation).update(**blank, changed_at=now)
