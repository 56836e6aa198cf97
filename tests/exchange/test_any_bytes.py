"""Whatever bytes are uploaded, for any kind: an answer, never a crash, and either everything or nothing is written.

A small share runs in the suite; IMPORT_EXAMPLES=2000 (``make fuzz-imports``) runs many.
"""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.accounts.models import User
from matchmaker.exchange.models import Import
from tests.cast import Browsers
from tests.exchange.tables import SAMPLES, Sample, workbook

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("IMPORT_EXAMPLES", "12"))
BOOKS = {kind: workbook(*[row.split(",") for row in sample.text().splitlines()]) for kind, sample in SAMPLES.items()}
CELL = st.text(max_size=12) | st.sampled_from(
    ["MES", "전국", "3천만", "-1", "=1+1", "2025-06-30", "9" * 40, "서울;서울"]
)


def tables(sample: Sample) -> st.SearchStrategy[bytes]:
    """Noise; noise under a good header; a good table with a row of noise; a broken or cut workbook."""
    header, book = sample.header.encode(), BOOKS[sample.kind]
    row = st.lists(CELL, max_size=9).map(lambda cells: ",".join(cells).encode("utf-8", "replace"))
    return (
        st.binary(max_size=200)
        | st.lists(row | st.binary(max_size=40), max_size=6).map(lambda rows: b"\n".join([header, *rows]))
        | row.map(lambda noise: sample.text().encode() + noise)
        | st.tuples(st.integers(0, len(book) - 1), st.binary(min_size=1, max_size=8)).map(
            lambda hit: book[: hit[0]] + hit[1] + book[hit[0] + len(hit[1]) :]
        )
        | st.integers(0, len(book)).map(lambda length: book[:length])
    )


@pytest.fixture(params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest, supplier: User, rival: User, sme: User, administrator: User) -> Sample:
    return SAMPLES[request.param]


@pytest.fixture
def client(sample: Sample, client_for: Browsers, request: pytest.FixtureRequest) -> Client:
    return client_for(request.getfixturevalue(sample.who))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_bytes_are_answered_and_nothing_is_half_written(
    sample: Sample, client: Client, data: st.DataObject
) -> None:
    before = sample.count()
    answer = client.post(sample.page, {"file": SimpleUploadedFile("표.xlsx", data.draw(tables(sample)))})
    assert answer.status_code in (200, 302)
    assert sample.count() == before
    if answer.status_code == 200:
        return
    assert client.get(answer.url).status_code == 200
    for mode in ("all", "good"):
        assert client.post(answer.url, {"mode": mode}).status_code == 302
        batch = Import.objects.order_by("-pk")[0]
        assert sample.count() == before + (batch.made if batch.status == "done" else 0)
        assert batch.status in ("done", "preview", "failed")
    if batch.status == "done":
        assert batch.made + batch.changed <= batch.good
        client.post(answer.url, {"undo": "1"})
        assert sample.count() == before


def test_bombs_are_refused_before_they_are_unpacked(client: Client, sample: Sample) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"<x/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (90 * 1024 * 1024))
    answer = client.post(sample.page, {"file": SimpleUploadedFile("a.xlsx", out.getvalue())})
    assert "너무 큽니다" in answer.content.decode()
    assert not Import.objects.exists()
