"""Who sent it, unchanged, and when: HMAC-SHA256 over the moment and the body, as the receiver computes it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

HEADER = "Matchmaker-Signature"
REPLAY_WINDOW = 300  # seconds; a receiver refuses what is older


def sign(body: bytes, *, secrets: Iterable[str], at: int) -> str:
    """The header: ``t=<seconds>,v1=<hex>``, one v1 for each secret in force."""
    return ",".join([f"t={at}", *(f"v1={_mac(secret, at, body)}" for secret in secrets)])


def verify(header: str, body: bytes, *, secret: str, now: float) -> bool:
    """What a receiver does: whether one of the signatures is of this secret and no older than the window."""
    parts = [part.split("=", 1) for part in header.split(",") if "=" in part]
    moments = [value for name, value in parts if name == "t"]
    if len(moments) != 1 or not moments[0].isdigit() or abs(now - int(moments[0])) > REPLAY_WINDOW:
        return False
    wanted = _mac(secret, int(moments[0]), body)
    return any(hmac.compare_digest(wanted, value) for name, value in parts if name == "v1")


def _mac(secret: str, at: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
