"""Every example of docs/api.md runs as it stands there, one after the other, against a live server."""

from __future__ import annotations

import json
import re
import shlex
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from django.conf import settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from matchmaker.accounts.models import User
from tests.api.asking import token_for
from tests.exchange.tables import SAMPLES
from tests.sourcing.care.scenes import built
from tests.sourcing.stages import accepted_rfq

PAGE = Path(settings.BASE_DIR) / "docs" / "api.md"
EXAMPLE = re.compile(r"<!-- example: (\w+), (\d+)(?:, ([\w-]+: \w+))? -->\n```sh\n(.*?)```", re.S)

OFFERS = SAMPLES["offers"]


@dataclass
class Example:
    who: str
    status: int
    header: str
    words: str


def examples() -> list[Example]:
    found = [
        Example(who, int(status), header, words) for who, status, header, words in EXAMPLE.findall(PAGE.read_text())
    ]
    assert len(found) == PAGE.read_text().count("```sh"), "every example says who asks and what comes of it"
    return found


def run(words: str) -> tuple[int, dict[str, str], Any]:
    """What curl would do with these words."""
    url, method, data = "", "GET", None
    headers: dict[str, str] = {}
    fields: dict[str, Any] = {}
    parts = iter(shlex.split(words.replace("\\\n", " "))[1:])
    for part in parts:
        if part == "-X":
            method = next(parts)
        elif part == "-H":
            name, _sep, value = next(parts).partition(": ")
            headers[name] = value
        elif part == "-d":
            data = next(parts).encode()
        elif part == "-F":
            name, _sep, value = next(parts).partition("=")
            fields[name] = OFFERS.upload()["file"] if value.startswith("@") else value
        else:
            url = part
    if fields:
        data, headers["Content-Type"] = encode_multipart(BOUNDARY, fields), MULTIPART_CONTENT
    asked = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            told = answer.read() or b"null"
            return (
                answer.status,
                dict(answer.headers),
                json.loads(told) if "json" in answer.headers["Content-Type"] else None,
            )
    except HTTPError as refused:
        return refused.code, dict(refused.headers), json.loads(refused.read())


def rows_there(sme: User, supplier: User) -> dict[str, Any]:
    """What the examples of later stages speak of: a request that is answered, and a project that begins."""
    invitation, project = accepted_rfq(sme, supplier).invitations.get(), built(sme, supplier)
    return {"INVITATION": invitation.pk, "PROJECT": project.pk, "SLOT": project.slots.get().pk}


@pytest.mark.django_db(transaction=True)
def test_every_example_of_the_page_runs(live_server: Any, sme: User, supplier: User) -> None:
    tokens = {"sme": token_for(sme)[1], "supplier": token_for(supplier)[1]}
    known = {"HOST": live_server.url, **rows_there(sme, supplier)}
    for one in examples():
        known["TOKEN"] = tokens[one.who]
        words = re.sub(r"\$([A-Z]+)", lambda name: str(known[name[1]]), one.words)
        status, headers, body = run(words)
        assert status == one.status, f"{one.words}\n{body}"
        if one.header:
            name, _sep, value = one.header.partition(": ")
            assert headers[name] == value
        if status == 201 and "price_typical_krw" in body:
            known["OFFER"] = body["id"]
        elif status == 201 and "requirements" in body:
            known["NEED"] = body["id"]
        elif status == 201 and "answer" in body:
            known["QUESTION"] = body["id"]
        elif status == 201 and "filename" in body:
            known["IMPORT"] = body["id"]
