"""An uploaded table and what to do with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from matchmaker.exchange.choices import ImportMode
from matchmaker.lib.table_rows import MAX_BYTES


class UploadForm(forms.Form):
    """A table to import. Only the size is looked at here; its content decides the rest."""

    file = forms.FileField(
        label=_("파일"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={"required": _("올릴 파일을 골라 주세요.")},
    )

    def __init__(self, *args: Any, most_rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sizes = {"megabytes": MAX_BYTES // 1024 // 1024, "rows": f"{most_rows:,}"}
        words = _("엑셀(.xlsx) 또는 CSV, %(megabytes)s MB·%(rows)s줄까지")
        self.fields["file"].help_text = words % self.sizes

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            words = _(
                "파일이 %(size)s MB입니다. 한 번에 %(megabytes)s MB·%(rows)s줄까지 올릴 수 있으니 나누어 올려 주세요."
            )
            raise ValidationError(words, params=self.sizes | {"size": f"{upload.size / 1024 / 1024:.1f}"})
        return upload


class ApplyForm(forms.Form):
    mode = forms.ChoiceField(choices=ImportMode.choices)
