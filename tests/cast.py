"""Names for the types of shared fixtures."""

import time
from collections.abc import Callable

from django.test import Client

from matchmaker.accounts.models import User

TEN_YEARS = 10 * 365 * 86_400  # clocks move in tests; people stay logged in
Browsers = Callable[[User], Client]


def enter(client: Client, user: User) -> Client:
    """Log ``user`` in as if just now with all that their role asks for, and without the pages that ask for it."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + TEN_YEARS}]
    session["account_authentication_methods_user"] = str(user.pk)
    session["factor"] = True
    session.save()
    return client
