"""A quote's pages take the same number of queries with one member and with three."""

from __future__ import annotations

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Quote
from tests import factories
from tests.cast import Browsers
from tests.query_budgets import assert_budget
from tests.sourcing.stages import accepted_rfq, draft_quote, opened_quote


@pytest.mark.parametrize("members", [1, 3])
def test_pages_of_a_quote(members: int, sme: User, supplier: User, rival: User, client_for: Browsers) -> None:
    third = factories.supplier_user(email="third@example.com", firm="라온정보")
    rfq = accepted_rfq(sme, *(supplier, rival, third)[:members], programme_id="2026-GOV")
    opened = opened_quote(rfq, revision=2)
    old = opened_quote(rfq)
    Quote.objects.filter(pk=old.pk).update(status="replaced")
    Quote.objects.filter(pk=opened.pk).update(previous=old)
    draft = draft_quote(rfq, revision=3)
    assert_budget(client_for(sme), f"/quotes/{opened.pk}/", "sourcing:quote")
    assert_budget(client_for(sme), f"/quotes/{opened.pk}/changes/", "sourcing:quote_changes")
    assert_budget(client_for(supplier), f"/quotes/{draft.pk}/", "sourcing:quote member")
    assert_budget(client_for(supplier), f"/quotes/{draft.pk}/lines/", "sourcing:quote_edit")
