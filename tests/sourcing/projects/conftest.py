"""The project of most tests here: two members at work, a third standing by."""

from __future__ import annotations

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Project
from tests import factories
from tests.sourcing import stages


@pytest.fixture
def third(reference: None) -> User:
    return factories.supplier_user(email="third@example.com", firm="라온오토")


@pytest.fixture
def project(sme: User, supplier: User, rival: User, third: User) -> Project:
    award = stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier, rival)))
    return stages.project(award, standby=third)
