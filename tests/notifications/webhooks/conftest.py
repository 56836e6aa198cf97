from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Webhook
from matchmaker.notifications.webhooks.services import webhook_add
from tests.notifications.webhooks.receiver import Receiver, receiving


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    with receiving() as found:
        yield found


@pytest.fixture
def hook(sme: User, receiver: Receiver) -> Webhook:
    return webhook_add(organisation=sme.memberships.get().organisation, user=sme, url=receiver.url, name="사내 ERP")
