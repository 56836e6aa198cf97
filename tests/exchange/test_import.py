"""Importing offers: look first, then all in one go, once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from matchmaker.accounts.models import User
from matchmaker.exchange.models import Import, ImportLine
from suppliers.models import Offer, Supplier
from tests import factories
from tests.cast import Browsers
from tests.suppliers.forms import GOOD, OTHER, upload

PAGE = "/import/offers/"
FEW = "역량,이름,보통가격,기간,지역"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_preview_writes_no_offer_and_applying_writes_all(supplier: User, client_for: Browsers, encoding: str) -> None:
    client = client_for(supplier)
    answer = client.post(PAGE, upload(GOOD, OTHER, encoding=encoding))
    batch = Import.objects.get()
    assert answer.url == f"/import/file/{batch.pk}/"
    assert (batch.good, batch.bad, Offer.objects.count()) == (2, 0, 0)
    assert client.get(answer.url).status_code == 200
    client.post(answer.url, {"mode": "all"})
    mes, robot = Offer.objects.order_by("-capability_id")
    assert (mes.capability_id, mes.price_typical_krw, mes.weeks, mes.status) == ("SOL-MES", 50_000_000, 12, "draft")
    assert (mes.regions.count(), mes.standards.count(), mes.onsite_hours) == (17, 2, 24)
    assert sorted(robot.regions.values_list("pk", flat=True)) == ["11", "41"]


def test_applying_twice_and_uploading_the_same_again_change_nothing(supplier: User, client_for: Browsers) -> None:
    client = client_for(supplier)
    for _ in range(2):
        address = client.post(PAGE, upload(GOOD, OTHER)).url
        for _ in range(2):
            client.post(address, {"mode": "all"})
    assert Offer.objects.count() == 2
    assert not ImportLine.objects.exists()
    stamps = set(Offer.objects.values_list("changed_at", "created_at"))
    assert all(changed == created for changed, created in stamps)


def test_a_row_with_a_known_name_changes_that_offer_and_keeps_it_published(
    supplier: User, client_for: Browsers
) -> None:
    row = factories.offer(Supplier.objects.get(), "SOL-MES", title="가온 MES")
    client = client_for(supplier)
    client.post(client.post(PAGE, upload(GOOD)).url, {"mode": "all"})
    row.refresh_from_db()
    assert Offer.objects.count() == 1
    assert (row.price_low_krw, row.status, row.standards.count()) == (30_000_000, "published", 2)


BROKEN = "없는것,,설명,글쎄,-5,9,배럴,0,모르는표준,화성,999999,-1"


def test_every_error_of_a_row_is_shown_with_its_number(supplier: User, client_for: Browsers) -> None:
    client = client_for(supplier)
    page = client.get(client.post(PAGE, upload(GOOD, BROKEN)).url).content.decode()
    assert "3줄" in page
    for words in ("없는것", "모르는표준", "화성", "배럴", "0보다 작을 수 없습니다", "금액을 알아볼 수 없습니다"):
        assert words in page, words


def test_errors_come_in_the_readers_language(supplier: User, client_for: Browsers) -> None:
    client = client_for(supplier)
    address = client.post(PAGE, upload(BROKEN)).url
    User.objects.filter(pk=supplier.pk).update(language="en")
    page = client.get(address).content.decode()
    assert "cannot be below 0" in page
    assert "모르는표준" in page


def test_all_or_nothing_writes_nothing_when_a_row_is_bad_and_good_rows_can_go_alone(
    supplier: User, client_for: Browsers
) -> None:
    client = client_for(supplier)
    address = client.post(PAGE, upload(GOOD, BROKEN, OTHER)).url
    client.post(address, {"mode": "all"})
    assert (Offer.objects.count(), Import.objects.get().status) == (0, "preview")
    client.post(address, {"mode": "good"})
    assert (Offer.objects.count(), Import.objects.get().status) == (2, "done")
    assert list(ImportLine.objects.values_list("number", flat=True)) == [3]


def test_a_repeated_row_is_named_with_its_twin(supplier: User, client_for: Browsers) -> None:
    client = client_for(supplier)
    page = client.get(client.post(PAGE, upload(GOOD, OTHER, GOOD)).url).content.decode()
    assert "2번째 줄과 같은 것입니다" in page


def test_a_formula_is_kept_as_text_and_leaves_as_text(supplier: User, client_for: Browsers) -> None:
    client = client_for(supplier)
    evil = 'MES,"=HYPERLINK(""http://evil"")",@SUM(A1),x,,,,,,,,'
    address = client.post(PAGE, upload(evil)).url
    assert '<a href="http://evil' not in client.get(address).content.decode()
    table = b"".join(client.get(f"{address}?bad=1").streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK" in table
    assert "'@SUM" in table


def test_a_missing_column_and_a_strange_file_are_refused_with_a_sentence(supplier: User, client_for: Browsers) -> None:
    client = client_for(supplier)
    for content, words in [
        ("이름,가격\nMES,3천만", "필요한 열이 없습니다"),
        ("", "내용이 없습니다"),
        ("x" * (20 * 1024 * 1024 + 1), "20 MB"),
    ]:
        page = client.post(PAGE, {"file": SimpleUploadedFile("a.csv", content.encode())})
        assert page.status_code == 200
        assert words in page.content.decode(), words
    assert "골라 주세요" in client.post(PAGE).content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize("who", ["rival", "sme", "stranger", "administrator"])
def test_nobody_else_reaches_an_import(
    supplier: User, client_for: Browsers, request: pytest.FixtureRequest, who: str
) -> None:
    address = client_for(supplier).post(PAGE, upload(GOOD)).url
    other = client_for(request.getfixturevalue(who))
    assert other.get(address).status_code == 404
    assert other.post(address, {"mode": "all"}).status_code == 404
    assert not Offer.objects.exists()
