"""The signature under an archive: Ed25519, with a key made from a secret that is kept like the secret key.

An archive is three lines that are one JSON text; what is signed is the second line, byte by byte, so that anybody can
check it with the public key and a standard tool.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.conf import settings

OPENING, MIDDLE, CLOSING = b'{"archive":\n', b'\n,"signature":', b"}\n"


class ArchiveBroken(Exception):
    """The text is no archive of this form, or was changed since it was signed."""


def private_key() -> Ed25519PrivateKey:
    seed = hashlib.sha256(b"matchmaker archive key" + settings.ARCHIVE_KEY.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_pem() -> str:
    key = private_key().public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def signature_of(line: bytes) -> dict[str, str]:
    """Of the SHA-256 of the line, so that a long archive is read once, piece by piece."""
    sha256 = hashlib.sha256(line).digest()
    value = base64.b64encode(private_key().sign(sha256)).decode()
    return {"algorithm": "Ed25519", "signs": "SHA-256 of line 2", "sha256": sha256.hex(), "value": value}


def verify(file: BinaryIO, pem: str) -> dict[str, Any]:
    """The archive's content. Raises ArchiveBroken."""
    text = file.read()
    if not text.startswith(OPENING) or MIDDLE not in text or not text.endswith(CLOSING):
        raise ArchiveBroken("this is no archive of Matchmaker")
    line, _middle, end = text.removeprefix(OPENING).rpartition(MIDDLE)
    try:
        told = json.loads(end[: -len(CLOSING)])
        key = load_pem_public_key(pem.encode())
        if not isinstance(key, Ed25519PublicKey):
            raise ArchiveBroken("the key is no Ed25519 key")
        key.verify(base64.b64decode(told["value"]), hashlib.sha256(line).digest())
        return json.loads(line)
    except (InvalidSignature, ValueError, KeyError, TypeError) as wrong:
        raise ArchiveBroken("the archive was changed, or signed with another key") from wrong
