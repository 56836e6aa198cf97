"""Importing the official supplier register: number, name, address; contact columns are never read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.exchange.kind import Column, Errors, Kind, Values, form_errors
from matchmaker.lib.addresses import region_code_of
from suppliers.choices import ImportKind
from suppliers.models import RegisterEntry

WRITTEN = ("register_no", "name", "address", "region_id")


class RegisterRowForm(forms.Form):
    register_no = forms.CharField(
        label=_("부여번호"),
        max_length=20,
        validators=[RegexValidator(r"^[0-9A-Za-z-]+$", _("번호에는 숫자, 영문자, 붙임표만 쓸 수 있습니다."))],
    )
    name = forms.CharField(label=_("기업명"), max_length=120)
    address = forms.CharField(label=_("주소"), max_length=200)

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        if region_code_of(address) is None:
            raise forms.ValidationError(
                _("주소에서 시·도를 찾지 못했습니다. '경기도 안산시'처럼 시·도부터 적어 주세요.")
            )
        return address


class RegisterKind(Kind):
    """The register of the support programme; an entry is known by its number."""

    name = ImportKind.REGISTER
    open_to = OrganisationKind.PROGRAMME
    columns = (
        Column("register_no", "부여번호", "registry_no", needed=True, also=("register no", "등록번호")),
        Column("name", "기업명", "company", needed=True, also=("업체명", "회사명")),
        Column("address", "주소", "address", needed=True, also=("소재지",)),
    )
    heading = _("공식 등록부 가져오기")
    how = _("공공데이터포털에서 받은 '스마트공장 공급기업 목록'을 그대로 올리면 됩니다. 연락처 열은 읽지 않습니다.")
    back = "coverage:register"
    titled_by = ("name", "register_no")

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(organisation)
        self.form = RegisterRowForm()

    def judge(self, raw: dict[str, str]) -> tuple[Values, Errors]:
        self.form.data, self.form.is_bound = raw, True
        self.form.full_clean()
        if self.form.errors:
            return {}, form_errors(self.form)
        cleaned = dict(self.form.cleaned_data)
        return cleaned | {"region_id": region_code_of(cleaned["address"])}, []

    def key(self, values: Values) -> str:
        return values["register_no"]

    def find(self, values: Sequence[Values]) -> dict[str, RegisterEntry]:
        rows = RegisterEntry.objects.filter(register_no__in=[self.key(value) for value in values])
        return {row.register_no: row for row in rows}

    def fetch(self, targets: Sequence[int]) -> dict[int, RegisterEntry]:
        return RegisterEntry.objects.in_bulk(targets)

    def current(self, row: RegisterEntry) -> Values:
        return {name: getattr(row, name) for name in (*WRITTEN, "supplier_id")}

    def create(self, values: Sequence[Values]) -> list[RegisterEntry]:
        return RegisterEntry.objects.bulk_create(RegisterEntry(**value) for value in values)

    def change(self, pairs: Sequence[tuple[Any, Values]]) -> None:
        now = timezone.now()
        for row, value in pairs:
            for name in WRITTEN:
                setattr(row, name, value[name])
            row.seen_at = now
        RegisterEntry.objects.bulk_update(
            [row for row, _value in pairs], ["name", "address", "region", "seen_at"], batch_size=100
        )

    def delete(self, rows: Sequence[Any]) -> None:
        RegisterEntry.objects.filter(pk__in=[row.pk for row in rows]).delete()

    def examples(self) -> list[list[str]]:
        return [["2024-0001", "가온시스템", "경상남도 창원시 성산구"]]
