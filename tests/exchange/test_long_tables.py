"""What a long table asks of memory and of the database: little that grows with its rows."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.accounts.models import Organisation, User
from matchmaker.exchange import services, uploads
from matchmaker.exchange.kind import digest
from matchmaker.exchange.known import Known
from matchmaker.exchange.models import Import, ImportFile
from matchmaker.jobs.tasks import run
from tests.exchange.tables import SAMPLES, workbook

REGISTER = SAMPLES["register"]
WORDS = st.lists(st.text(max_size=3), max_size=30)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, WORDS, WORDS)
def test_known_rows_are_those_that_a_dictionary_would_know(
    first: list[str], later: list[str], asked: list[str]
) -> None:
    told = [(digest(word), at) for at, word in enumerate([*first, *later])]
    known = Known(told[: len(first)])
    known.add(told[len(first) :])
    plain = dict(told)
    wanted = [digest(word) for word in {*asked, *later}]
    assert known.rows_of(wanted) == {plain[key]: key for key in wanted if key in plain}


@pytest.mark.django_db
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_in_many_pieces_is_read_as_one(
    administrator: User, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setattr(uploads, "PIECE", 7)
    home = Organisation.objects.get(memberships__user=administrator)
    text = REGISTER.text()
    data = workbook(*[line.split(",") for line in text.splitlines()]) if packed else text.encode()
    batch, job, short = services.import_start(
        organisation=home, kind="register", filename="표", file=io.BytesIO(data), by=administrator
    )
    assert (short, ImportFile.objects.count()) == (True, -(-len(data) // 7))
    with uploads.file_kept(batch) as file:
        assert file.read() == data
    run(job.pk)
    batch = Import.objects.get()
    assert (batch.status, batch.good, ImportFile.objects.exists()) == ("preview", 2, False)
