"""Whoever follows every link of the pages they are shown never stands before a page that is not theirs."""

from __future__ import annotations

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from tests.cast import Browsers

LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')


def way(address: str) -> str:
    """Links to pages of one kind lead alike: the first of them is followed."""
    found = resolve(urlsplit(address).path)
    kind = [str(value) for value in found.kwargs.values() if isinstance(value, str)]
    return f"{found.view_name} {kind}"


def walked(client: Client, start: str = "/") -> dict[str, int]:
    """Address -> status of each page that can be reached, one of a kind."""
    ahead, seen, told = deque([start]), {way(start)}, {}
    while ahead:
        address = ahead.popleft()
        answer = client.get(address, follow=True)
        told[address] = answer.status_code
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        for link in LINK.findall(answer.content.decode()):
            target = urljoin(here, unescape(link)).split("#")[0]
            if urlsplit(target).netloc or not target.startswith("/") or way(target) in seen:
                continue
            seen.add(way(target))
            ahead.append(target)
    return told


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["sme", "supplier", "administrator", "regional", "analyst", "stranger"])
def test_no_link_leads_to_a_closed_door(request: pytest.FixtureRequest, client_for: Browsers, who: str) -> None:
    told = walked(client_for(request.getfixturevalue(who)))
    assert len(told) > 8
    assert {address: status for address, status in told.items() if status != 200} == {}
