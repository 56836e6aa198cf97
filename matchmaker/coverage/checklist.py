"""What an administrator checks before verifying a firm. The list finds; the person decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.coverage.selectors import region_agrees
from matchmaker.lib.korea import business_number_valid
from suppliers.choices import OfferStatus
from suppliers.models import Offer, RegisterEntry, Supplier

OK, LOOK, BAD = "ok", "warn", "bad"
BAND = 3  # an estimate of a band is no law: only what lies more than three times outside is worth a look


@dataclass(frozen=True)
class Check:
    """``state`` is ok, warn (look at it) or bad (do not verify like this)."""

    state: str
    title: str | Promise
    note: str | Promise = ""


def checklist(supplier: Supplier) -> list[Check]:
    """All checks of one firm; six queries."""
    offers = list(supplier.offers.filter(status=OfferStatus.PUBLISHED).select_related("capability"))
    firm = [check(supplier) for check in (_number, _twins, _contact, _region)]
    return [*firm, _offers(offers), _register(supplier)]


def _number(supplier: Supplier) -> Check:
    number = supplier.organisation.business_number
    if not business_number_valid(number):
        return Check(BAD, _("사업자등록번호가 맞지 않습니다"), _("비어 있거나 검증 숫자가 틀립니다."))
    return Check(OK, _("사업자등록번호의 검증 숫자가 맞습니다"), _("영업 중인지는 이것만으로 알 수 없습니다."))


def _twins(supplier: Supplier) -> Check:
    firm = supplier.organisation
    others = Organisation.objects.filter(kind=OrganisationKind.SUPPLIER).exclude(pk=firm.pk)
    names = list(others.filter(name=firm.name).values_list("name", flat=True)[:3])
    if supplier.phone:
        names += others.filter(supplier__phone=supplier.phone).values_list("name", flat=True)[:3]
    if names:
        return Check(LOOK, _("이름이나 전화가 같은 다른 공급기업이 있습니다"), ", ".join(dict.fromkeys(names)))
    return Check(OK, _("겹치는 공급기업이 없습니다"))


def _contact(supplier: Supplier) -> Check:
    found = " · ".join(filter(None, (supplier.phone, supplier.homepage)))
    return Check(OK, _("연락할 곳이 있습니다"), found) if found else Check(BAD, _("연락할 곳이 없습니다"))


def _region(supplier: Supplier) -> Check:
    if region_agrees(supplier):
        return Check(OK, _("지역과 주소가 어긋나지 않습니다"), supplier.address)
    return Check(LOOK, _("고른 지역과 주소의 시·도가 다릅니다"), supplier.address)


def odd_price(offer: Offer) -> bool:
    """Whether the usual price lies far outside the band of its capability, where both are for the same unit."""
    band = offer.capability
    if offer.price_unit != band.price_unit:
        return False
    return not band.price_min_krw / BAND <= offer.price_typical_krw <= band.price_max_krw * BAND


def _offers(offers: list[Offer]) -> Check:
    if not offers:
        return Check(BAD, _("게시한 제품·서비스가 없습니다"))
    if odd := [offer.title for offer in offers if odd_price(offer)]:
        return Check(LOOK, _("가격이 보통 범위에서 크게 벗어난 것이 있습니다"), ", ".join(odd[:5]))
    return Check(OK, _("가격이 모두 보통 범위 가까이에 있습니다"))


def _register(supplier: Supplier) -> Check:
    entry = RegisterEntry.objects.filter(name=supplier.organisation.name).first()
    if entry:
        return Check(OK, _("공식 공급기업 명부에 같은 이름이 있습니다"), f"{entry.register_no} · {entry.address}")
    return Check(LOOK, _("공식 공급기업 명부에 같은 이름이 없습니다"), _("명부에 없다고 문제가 있는 것은 아닙니다."))
