"""What of an SME goes when its organisation is erased: its own words, wherever no contract stands on them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from demand.choices import NeedResult, NeedStatus
from demand.models import DemandFirm, Diagnosis, Need
from demand.services import need_close
from matchmaker.accounts.models import Organisation
from matchmaker.exchange.erasing import GOES, Item

ERASED = "지운 글"


def _needs(organisation: Organisation) -> QuerySet[Need]:
    return Need.objects.filter(firm__organisation=organisation)


def plan(organisation: Organisation) -> list[Item]:
    checks = Diagnosis.objects.filter(firm__organisation=organisation).count()
    return [
        Item(GOES, gettext_noop("요청에 적은 글과 읽어 낸 내용"), _needs(organisation).count()),
        Item(GOES, gettext_noop("공장 진단 답"), checks),
    ]


def erase(organisation: Organisation) -> None:
    """Runs inside the erasure's transaction. Drafts go; what was answered stays closed, without its words."""
    Diagnosis.objects.filter(firm__organisation=organisation).delete()
    _needs(organisation).filter(status=NeedStatus.DRAFT, version=1).delete()
    for need in _needs(organisation).exclude(status=NeedStatus.CLOSED):
        need_close(need=need, result=NeedResult.WITHDRAWN, actor=None)
    _needs(organisation).update(text=ERASED, reading={}, employees=None)
    DemandFirm.objects.filter(organisation=organisation).update(employees=None, complex_name="")
