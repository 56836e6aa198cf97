"""A webhook as its owners describe it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.accounts.models import Organisation
from matchmaker.notifications.groups import Group
from matchmaker.notifications.webhooks.choices import TOPICS
from matchmaker.notifications.webhooks.guard import TargetRefused, target_of
from matchmaker.notifications.webhooks.models import Webhook
from matchmaker.notifications.webhooks.services import MOST_WEBHOOKS


class WebhookForm(forms.Form):
    url = forms.CharField(
        label=_("받을 주소"),
        max_length=500,
        help_text=_("귀사 서버의 https:// 주소입니다. 소식이 생기면 이 주소로 JSON을 보냅니다."),
        error_messages={"required": _("소식을 받을 주소를 적어 주세요.")},
        widget=forms.URLInput(attrs={"placeholder": "https://erp.example.com/hooks/matchmaker"}),
    )
    name = forms.CharField(label=_("이름"), max_length=80, required=False, help_text=_("예: 사내 ERP"))
    topics = forms.MultipleChoiceField(
        label=_("어떤 소식을 보낼까요?"),
        help_text=_("하나도 고르지 않으면 모두 보냅니다."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data)
        self.organisation = organisation
        office = organisation.kind == OrganisationKind.PROGRAMME
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (name, label) for name, label in TOPICS.items() if office or name != Group.OFFICE
        ]

    def clean_url(self) -> str:
        """Refused at once where nothing would ever be sent; asked again at every post, since names move."""
        url = self.cleaned_data["url"].strip()
        try:
            target_of(url)
        except TargetRefused as refused:
            raise forms.ValidationError(gettext(refused.message)) from refused
        if Webhook.objects.filter(organisation=self.organisation, url=url).exists():
            raise forms.ValidationError(gettext("이 주소는 이미 있습니다."))
        return url

    def clean(self) -> dict[str, Any]:
        if Webhook.objects.filter(organisation=self.organisation).count() >= MOST_WEBHOOKS:
            raise forms.ValidationError(gettext("주소는 10개까지 둘 수 있습니다. 쓰지 않는 것을 지워 주세요."))
        return self.cleaned_data
