"""Where allauth asks us: a new account keeps the language in which it was opened."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import get_language

from matchmaker.accounts.factors import recently_shown
from matchmaker.accounts.models import User
from matchmaker.lib.client_address import client_address


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        spoken = (get_language() or settings.LANGUAGE_CODE)[:2]
        user.language = spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A log-in of some minutes ago is answer enough; otherwise whoever just came in would be asked twice."""
        return not recently_shown(context.request)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "0.0.0.0"  # noqa: S104  # nosec B104 # nobody knows it; nothing listens there

    def send_account_already_exists_mail(self, email: str) -> None:
        """As much work as a new account costs: by the time it takes nobody learns that this address is known."""
        make_password("nobody's password")
        super().send_account_already_exists_mail(email)
