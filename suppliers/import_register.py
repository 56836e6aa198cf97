"""Rules for importing the official supplier register: number, name, address; contact columns are never read."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from suppliers.addresses import region_code_of
from suppliers.importing import CHANGED, NEW, Column, Verdict, form_errors
from suppliers.models import RegisterEntry

COLUMNS = (
    Column("register_no", "부여번호", "registry_no", needed=True, also=("register no", "등록번호")),
    Column("name", "기업명", "company", needed=True, also=("업체명", "회사명")),
    Column("address", "주소", "address", needed=True, also=("소재지",)),
)
WRITTEN = ("name", "address", "region_id")


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


class RegisterRules:
    """Rules for the register. Loads the stored entries once; ``judge`` asks no query."""

    columns = COLUMNS

    def __init__(self) -> None:
        self.form = RegisterRowForm()
        self.known = {row.register_no: row for row in RegisterEntry.objects.all()}

    def judge(self, raw: dict[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        self.form.data, self.form.is_bound = raw, True
        self.form.full_clean()
        if self.form.errors:
            return {}, form_errors(self.form)
        cleaned = dict(self.form.cleaned_data)
        return cleaned | {"region_id": region_code_of(cleaned["address"])}, []

    def identity(self, cleaned: dict[str, Any]) -> Hashable:
        return cleaned["register_no"]

    def existing(self, cleaned: dict[str, Any]) -> RegisterEntry | None:
        return self.known.get(cleaned["register_no"])

    def differs(self, cleaned: dict[str, Any], existing: RegisterEntry) -> bool:
        return any(getattr(existing, name) != cleaned[name] for name in WRITTEN)

    def write(self, verdicts: list[Verdict]) -> None:
        now = timezone.now()
        rows = [
            RegisterEntry(**verdict.cleaned, seen_at=now) for verdict in verdicts if verdict.state in (NEW, CHANGED)
        ]
        RegisterEntry.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["register_no"],
            update_fields=["name", "address", "region", "seen_at"],
        )
