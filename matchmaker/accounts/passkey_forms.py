"""Passkeys in our words. A new one can replace the password: that is what people expect of it."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm as Plain
from django import forms
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(Plain):
    name = forms.CharField(label=_("이 패스키의 이름"), required=False, max_length=100, help_text=_("예: 내 휴대전화"))
    passwordless = forms.BooleanField(
        label=_("비밀번호 없이 이 패스키만으로도 로그인"),
        required=False,
        initial=True,
        help_text=_("지문이나 화면 잠금이 있는 기기라면 켜 두세요."),
    )
