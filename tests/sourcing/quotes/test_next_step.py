"""The page of a quote leads its member to one thing at a time."""

from __future__ import annotations

import re

import pytest

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import Quote
from tests.cast import Browsers
from tests.sourcing.stages import accepted_rfq, draft_quote

pytestmark = pytest.mark.django_db
SIGNING_AGAIN = "바뀌면 다시 서명하게 됩니다"


def leading(page: str) -> list[str]:
    """What the page asks for most."""
    found = re.findall(r'class="button[^"]*\bprimary\b[^"]*"[^>]*>(.*?)</(?:a|button)>', page, re.S)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def test_the_lead_writes_the_terms_before_it_signs(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    quote = draft_quote(accepted_rfq(sme, supplier, rival), liability="")
    address = f"/quotes/{quote.pk}/"
    page = client_for(supplier).get(address).content.decode()
    assert leading(page) == ["조건 쓰기"]
    assert SIGNING_AGAIN in page
    Quote.objects.update(liability="joint")
    page = client_for(supplier).get(address).content.decode()
    assert leading(page) == ["우리 줄에 서명"]
    assert SIGNING_AGAIN not in page


def test_a_member_is_not_hurried_to_sign_terms_that_nobody_wrote(
    sme: User, supplier: User, rival: User, client_for: Browsers
) -> None:
    quote = draft_quote(accepted_rfq(sme, supplier, rival), liability="")
    page = client_for(rival).get(f"/quotes/{quote.pk}/").content.decode()
    assert leading(page) == []
    assert "우리 줄에 서명" in page
