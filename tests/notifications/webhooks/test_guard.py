"""No post ever goes inside: not by number, not by name, not by any way of writing an address."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.accounts.models import User
from matchmaker.notifications.models import Webhook, WebhookPost
from matchmaker.notifications.webhooks import guard
from matchmaker.notifications.webhooks.guard import TargetRefused, is_public, target_of
from matchmaker.notifications.webhooks.tasks import webhook_post
from tests.notifications.test_sending import tell

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.1", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    "2001:0:1:2:3:4:80ff:fffe", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_public_is_let_through(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="127.0.0.0/8"))
def test_no_wrapping_makes_an_inner_address_public(inner: ipaddress.IPv4Address) -> None:
    number = int(inner)
    for prefix in (0xFFFF << 32, int(guard.NAT64.network_address), 0x2002 << 112 | number << 80):
        wrapped = ipaddress.IPv6Address(prefix if prefix >> 112 == 0x2002 else prefix | number)
        assert not is_public(wrapped)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/",
        "https://[::1]/", "https://[::ffff:169.254.169.254]/latest/meta-data/", "https://user:pw@example.com/",
        "https://example.com:22/", "https:///x", "https://[::1", "https://example.com:99999/",
        "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_what_may_not_be_posted_to_is_refused_with_words(url: str, monkeypatch: Any) -> None:
    def numbers_only(host: str, port: int, **how: Any) -> Any:
        return socket_getaddrinfo(host, port, flags=socket.AI_NUMERICHOST, **how)

    socket_getaddrinfo = socket.getaddrinfo
    monkeypatch.setattr(guard.socket, "getaddrinfo", numbers_only)
    with pytest.raises(TargetRefused) as refused:
        target_of(url)
    assert refused.value.message


def names(monkeypatch: Any, *answers: list[str]) -> None:
    """A name server that says something else every time it is asked."""
    said = iter(answers)

    def resolve(host: str, port: int, **how: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in next(said)]

    monkeypatch.setattr(guard.socket, "getaddrinfo", resolve)


def test_one_inner_address_among_public_ones_refuses_the_name(monkeypatch: Any) -> None:
    names(monkeypatch, ["8.8.8.8", "192.168.0.7"])
    with pytest.raises(TargetRefused):
        target_of("https://hook.example.com/")


def test_the_address_that_was_checked_is_the_one_that_is_used(monkeypatch: Any) -> None:
    names(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    target = target_of("https://hook.example.com:8443/in?x=1")
    assert (target.address, target.host, target.port, target.path) == ("8.8.8.8", "hook.example.com", 8443, "/in?x=1")


def test_a_name_that_moved_inside_after_it_was_added_is_refused_when_posting(
    hook: Webhook, sme: User, settings: Any
) -> None:
    tell(sme)
    settings.WEBHOOK_ALLOW_LOOPBACK = False
    row = WebhookPost.objects.get()
    webhook_post(row.pk)
    row.refresh_from_db()
    assert (row.status, row.answer_code) == ("queued", None)
    assert row.told == "https://로 시작하는 주소만 쓸 수 있습니다."
