"""The one set of rules for an offer: the page and every imported row go through this form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaker.lib.amounts import WonField
from matchmaker.lib.prepared import Prepared
from matchmaker.reference.choices import PriceUnit
from matchmaker.reference.models import Capability
from suppliers.choices import Effort, Origin
from suppliers.models import Offer
from suppliers.vocabulary import Vocabulary

NOT_LISTED = {"invalid_choice": _("고를 수 있는 값이 아닙니다: %(value)s")}
NO_CHOICE = ("", _("모름·해당 없음"))


def _some(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_LISTED,
    )


def _count(label: Any, least: int, most: int, help_text: Any = "", required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, help_text=help_text)


class OfferForm(forms.Form):
    """Prices in won (low and high may stay empty: then they equal the usual one), time in weeks and hours."""

    capability = forms.ChoiceField(label=_("역량"), error_messages=NOT_LISTED)
    title = forms.CharField(label=_("이름"), max_length=120, help_text=_("고객이 알아볼 수 있는 이름"))
    description = forms.CharField(
        label=_("설명"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("무엇을 어디까지 해 드리는지, 무엇은 빼는지 적어 주세요."),
    )
    price_low = WonField(label=_("최저 가격"), required=False)
    price_typical = WonField(label=_("보통 가격"), least=1_000)
    price_high = WonField(label=_("최고 가격"), required=False)
    price_unit = forms.ChoiceField(
        label=_("가격 단위"),
        choices=PriceUnit.choices,
        error_messages=NOT_LISTED,
        help_text=_("한 번에 받는 값이면 '건', 빌려주는 값이면 '월'이나 '년'"),
    )
    weeks = _count(_("걸리는 기간(주)"), 1, 260, _("계약부터 쓸 수 있게 되기까지"), required=True)
    standards = _some(
        _("쓸 수 있는 통신·데이터 표준"), _("다른 회사 제품과 이어질 때 쓰는 약속입니다. 모르면 비워 두세요.")
    )
    nationwide = forms.BooleanField(label=_("전국 어디나 갑니다"), required=False)
    regions = _some(_("갈 수 있는 지역"))
    onsite_hours = _count(_("고장 나면 몇 시간 안에 갑니까"), 1, 720)
    capacity_per_quarter = _count(_("석 달에 맡을 수 있는 건수"), 0, 500, required=True)
    warranty_months = _count(_("무상 하자보수(개월)"), 0, 120)
    service_terms = forms.CharField(
        label=_("그 뒤의 사후관리 조건"),
        max_length=200,
        required=False,
        help_text=_("예: 연 10% 유지보수 계약, 원격 지원은 그날 안에"),
    )
    origin_software = forms.ChoiceField(
        label=_("소프트웨어 원산지"), required=False, choices=[NO_CHOICE, *Origin.choices], error_messages=NOT_LISTED
    )
    origin_parts = forms.ChoiceField(
        label=_("부품 원산지"), required=False, choices=[NO_CHOICE, *Origin.choices], error_messages=NOT_LISTED
    )
    effort = forms.ChoiceField(
        label=_("연결에 드는 수고"), choices=Effort.choices, initial=Effort.CONFIGURE, error_messages=NOT_LISTED
    )
    includes = _some(_("값에 함께 들어 있는 것"), _("따로 돈을 받지 않고 같이 드리는 역량만 골라 주세요."))

    def __init__(self, *args: Any, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vocabulary = vocabulary
        self.fields["capability"].choices = vocabulary.capability_choices
        self.fields["includes"].choices = vocabulary.capability_choices
        self.fields["standards"].choices = vocabulary.standard_choices
        self.fields["regions"].choices = vocabulary.region_choices

    def judge(self, data: dict[str, Any]) -> bool:
        """Put other data through the same rules; building a new form for each of 10,000 rows is what this spares."""
        self.data, self.is_bound = data, True
        self.full_clean()
        return not self.errors

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._order_prices(data)
        if not data.get("nationwide") and not data.get("regions") and "regions" not in self.errors:
            self.add_error("regions", _("갈 수 있는 지역을 하나 이상 고르거나 '전국'을 골라 주세요."))
        if data.get("capability") in data.get("includes", []):
            self.add_error("includes", _("이 역량 자신은 함께 들어 있는 것에서 빼 주세요."))
        return data

    def _order_prices(self, data: dict[str, Any]) -> None:
        typical = data.get("price_typical")
        if typical is None:
            return
        for name in ("price_low", "price_high"):
            if data.get(name) is None and name not in self.errors:
                data[name] = typical
        if (low := data.get("price_low")) is not None and low > typical:
            self.add_error("price_low", _("최저 가격이 보통 가격보다 큽니다."))
        if (high := data.get("price_high")) is not None and high < typical:
            self.add_error("price_high", _("최고 가격이 보통 가격보다 작습니다."))


REGIONS: Prepared[Any] = Prepared(
    lambda offer: Offer.regions.through.objects.filter(offer=offer).values_list("region_id"), int
)
STANDARDS: Prepared[Any] = Prepared(
    lambda offer: Offer.standards.through.objects.filter(offer=offer).values_list("standard_id"), int
)
INCLUDES: Prepared[Any] = Prepared(
    lambda offer: Offer.includes.through.objects.filter(offer=offer).values_list("capability_id"), int
)


def initial_of(offer: Offer, vocabulary: Vocabulary) -> dict[str, Any]:
    """An offer as the form shows it."""
    same = ("title", "description", "price_unit", "weeks", "onsite_hours", "capacity_per_quarter", "warranty_months")
    same += ("service_terms", "origin_software", "origin_parts", "effort")
    regions = [code for (code,) in REGIONS.rows(offer.pk)]
    nationwide = set(vocabulary.regions) <= set(regions)
    return {name: getattr(offer, name) for name in same} | {
        "capability": offer.capability_id,
        "price_low": offer.price_low_krw,
        "price_typical": offer.price_typical_krw,
        "price_high": offer.price_high_krw,
        "standards": [str(pk) for (pk,) in STANDARDS.rows(offer.pk)],
        "regions": [] if nationwide else regions,
        "nationwide": nationwide,
        "includes": [code for (code,) in INCLUDES.rows(offer.pk)],
    }


def initial_for(capability: Capability, name: str) -> dict[str, Any]:
    """A new offer of this capability, with its usual unit."""
    return {
        "capability": capability.code,
        "title": name,
        "price_unit": capability.price_unit,
        "capacity_per_quarter": 2,
        "nationwide": False,
        "effort": Effort.CONFIGURE,
    }
