"""What holds for every kind of table: looked at first, written at once or not, once, and taken back within a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from demand.models import Need
from demand.services import need_confirm, requirement_add
from matchmaker.accounts.models import Organisation, User
from matchmaker.exchange.choices import ImportStatus
from matchmaker.exchange.kinds import KINDS, kind_for
from matchmaker.exchange.models import Import, ImportChange
from matchmaker.exchange.services import imports_tidy
from matchmaker.lib.tabular import read_table
from suppliers.models import Offer, PastProject, RegisterEntry
from tests.cast import Browsers
from tests.exchange.tables import SAMPLES, Sample, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest, supplier: User, rival: User, sme: User, administrator: User) -> Sample:
    return SAMPLES[request.param]


@pytest.fixture
def client(sample: Sample, client_for: Browsers, request: pytest.FixtureRequest) -> object:
    return client_for(request.getfixturevalue(sample.who))


def snapshot(sample: Sample) -> list[object]:
    """All that the kind could write, as plain values."""
    kind = kind_for(sample.kind, Organisation.objects.get(memberships__user__email=f"{MAIL[sample.who]}@example.com"))
    model = {"offers": Offer, "projects": PastProject, "register": RegisterEntry, "needs": Need}[sample.kind]
    rows = kind.fetch(list(model.objects.order_by("pk").values_list("pk", flat=True)))
    return [kind.current(row) for row in rows.values()]


MAIL = {"supplier": "supplier", "sme": "sme", "administrator": "admin"}


def apply(client: object, address: str, mode: str = "all") -> Import:
    client.post(address, {"mode": mode})
    return Import.objects.order_by("-pk")[0]


def test_every_kind_has_a_sample() -> None:
    assert set(SAMPLES) == set(KINDS)


@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig", "utf-16"])
def test_a_preview_writes_nothing_and_applying_writes_all_once(sample: Sample, client: object, encoding: str) -> None:
    address = client.post(sample.page, sample.upload(encoding=encoding)).url
    page = client.get(address).content.decode()
    assert (sample.count(), Import.objects.get().good, page.count('class="ok"')) == (0, 2, 2)
    for _ in range(2):
        batch = apply(client, address)
    assert (sample.count(), batch.status, batch.made) == (2, "done", 2)
    again = apply(client, client.post(sample.page, sample.upload()).url)
    assert (sample.count(), again.made, again.changed, again.good) == (2, 0, 0, 2)


def test_one_bad_row_stops_all_or_is_left_out(sample: Sample, client: object) -> None:
    address = client.post(sample.page, sample.upload(sample.bad, *sample.rows)).url
    assert apply(client, address).status == "preview"
    assert sample.count() == 0
    assert apply(client, address, "good").status == "done"
    assert sample.count() == 2
    assert len(read_table(b"".join(client.get(f"{address}?bad=1").streaming_content)).lines) == 1


def test_an_undo_brings_back_what_stood_there(sample: Sample, client: object) -> None:
    apply(client, client.post(sample.page, sample.upload(sample.rows[0])).url)
    before = snapshot(sample)
    address = client.post(sample.page, sample.upload(sample.changed, sample.rows[1])).url
    batch = apply(client, address)
    assert (batch.made, batch.changed) == (1, 1)
    assert snapshot(sample)[0] != before[0]
    client.post(address, {"undo": "1"})
    assert Import.objects.get(pk=batch.pk).status == "undone"
    assert snapshot(sample) == before
    assert "2개를 올리기 전으로" in client.get(address).content.decode()


def test_an_undo_leaves_alone_what_moved_since_and_says_why(sample: Sample, client: object) -> None:
    address = client.post(sample.page, sample.upload()).url
    apply(client, address)
    first = list(ImportChange.objects.order_by("number"))[0].target
    touch(sample, first)
    client.post(address, {"undo": "1"})
    assert sample.count() == 1
    page = client.get(address).content.decode()
    assert "그 뒤에 다시 고친 것이라" in page
    assert "1개를 올리기 전으로" in page


def touch(sample: Sample, pk: int) -> None:
    if sample.kind == "needs":
        need = Need.objects.get(pk=pk)
        requirement_add(need=need, codes=["SOL-QMS"], strength="must", actor=None)
        need_confirm(need=need, actor=None)
    elif sample.kind == "register":
        RegisterEntry.objects.filter(pk=pk).update(address="부산시")
    else:
        {"offers": Offer, "projects": PastProject}[sample.kind].objects.filter(pk=pk).update(title="다른 이름")


def test_after_a_day_there_is_no_undo(sample: Sample, client: object) -> None:
    address = client.post(sample.page, sample.upload()).url
    apply(client, address)
    Import.objects.update(applied_at=timezone.now() - timedelta(days=1, minutes=1))
    assert 'name="undo"' not in client.get(address).content.decode()
    client.post(address, {"undo": "1"})
    assert (sample.count(), Import.objects.get().status) == (2, ImportStatus.DONE)
    imports_tidy()
    assert not ImportChange.objects.exists()


def test_a_workbook_and_the_template_come_in_like_a_csv(sample: Sample, client: object) -> None:
    rows = [line.split(",") for line in sample.text().splitlines()]
    client.post(sample.page, {"file": upload_of(workbook(*rows))})
    assert Import.objects.get().good == 2
    for form in ("csv", "xlsx"):
        table = b"".join(client.get(f"{sample.page}template.{form}").streaming_content)
        client.post(sample.page, {"file": upload_of(table)})
        latest = Import.objects.order_by("-pk")[0]
        assert latest.good >= 1, latest.filename
        assert latest.bad == 0


def upload_of(data: bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.bin", data)


def test_strangers_find_no_such_table(
    sample: Sample, client: object, client_for: Browsers, request: pytest.FixtureRequest
) -> None:
    address = client.post(sample.page, sample.upload()).url
    for who in {"supplier", "rival", "sme", "stranger", "administrator"} - {sample.who}:
        other = client_for(request.getfixturevalue(who))
        assert other.post(address, {"mode": "all"}).status_code == 404
        if not (sample.who == "supplier" and who == "rival"):
            assert other.post(sample.page, sample.upload()).status_code == 404
    with transaction.atomic():
        assert sample.count() == 0
