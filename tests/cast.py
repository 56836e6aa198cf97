"""Names for the types of shared fixtures."""

from collections.abc import Callable

from django.test import Client

from matchmaker.accounts.models import User

Browsers = Callable[[User], Client]
