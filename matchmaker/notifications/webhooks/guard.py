"""Where a webhook may lead: to public addresses only, decided after the name was resolved."""

from __future__ import annotations

import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = frozenset({443, 8443})
RESOLVE_SECONDS = 5.0
# Public by number, yet of the machine's own host: the metadata service of one large provider.
NOT_PUBLIC = (ipaddress.ip_network("168.63.129.16/32"),)
NAT64 = ipaddress.ip_network("64:ff9b::/96")
_resolvers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="resolve")


class TargetRefused(Exception):
    """We do not post there. ``message``: words for people, a msgid."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Target:
    """A URL with the one address that was checked; nothing is resolved again."""

    https: bool
    host: str
    port: int
    path: str
    address: str


def target_of(url: str) -> Target:
    """Take the URL apart, resolve its name and refuse whatever is not the public internet. Raises TargetRefused."""
    inside = settings.WEBHOOK_ALLOW_LOOPBACK
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise TargetRefused(gettext_noop("주소를 읽을 수 없습니다. https://로 시작하는 주소를 적어 주세요.")) from wrong
    if parts.scheme != "https" and not (inside and parts.scheme == "http"):
        raise TargetRefused(gettext_noop("https://로 시작하는 주소만 쓸 수 있습니다."))
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise TargetRefused(gettext_noop("주소에 이름이나 비밀번호를 넣지 말고, 사이트 이름을 적어 주세요."))
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS and not inside:
        raise TargetRefused(gettext_noop("443번이나 8443번 포트만 쓸 수 있습니다."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", parts.hostname, port, path, _checked(parts.hostname, port, inside))


def _checked(host: str, port: int, inside: bool) -> str:
    """The first of the name's addresses, if every one of them is public."""
    found = [ipaddress.ip_address(one) for one in _resolved(host, port)]
    allowed = [one for one in found if is_public(one) or (inside and one.is_loopback)]
    if not found or len(allowed) < len(found):
        raise TargetRefused(gettext_noop("인터넷에 열린 주소가 아닙니다. 내부망 주소로는 보내지 않습니다."))
    return str(allowed[0])


def _resolved(host: str, port: int) -> list[str]:
    try:
        rows = _resolvers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(RESOLVE_SECONDS)
    except (OSError, UnicodeError, TookTooLong) as failure:
        raise TargetRefused(gettext_noop("이 이름의 주소를 찾지 못했습니다. 철자를 확인해 주세요.")) from failure
    return list(dict.fromkeys(str(row[4][0]).split("%")[0] for row in rows))


def is_public(address: Address) -> bool:
    """Whether a packet to it leaves for the internet; addresses that wrap another one are judged by that one."""
    inner = _wrapped(address)
    if inner is not None:
        return is_public(inner)
    here = any(address in net for net in NOT_PUBLIC if net.version == address.version)
    return address.is_global and not address.is_multicast and not address.is_reserved and not here


def _wrapped(address: Address) -> Address | None:
    if address.version == 4:
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
