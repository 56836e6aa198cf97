"""The official register: cp949 as it comes, regions from addresses, no contact data, once."""

from __future__ import annotations

import warnings

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from matchmaker.accounts.models import User
from matchmaker.exchange.models import Import, ImportLine
from matchmaker.jobs.choices import JobStatus
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import run
from suppliers.models import RegisterEntry
from tests.cast import Browsers
from tests.lib.test_addresses import REGISTER

PAGE = "/import/register/"
KOREAN = (
    "부여번호,기업명,주소,담당자연락처\n"
    "101,주식회사 동우,강원도 원주시,010-1234-5678\n"
    "102,비스캣,서울시 성동구,hong@example.com\n"
)
ENGLISH = "registry_no,company,address\n101,주식회사 동우,강원도 원주시\n"


def work_off() -> None:
    """A worker does what was queued: so many rows are no work for a request."""
    for pk in Job.objects.filter(status=JobStatus.QUEUED).values_list("pk", flat=True):
        run(pk)


def file(text: str, encoding: str = "utf-8") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("register.csv", text.encode(encoding))}


@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig"])
def test_the_file_as_published_is_taken_without_contact_data(
    administrator: User, client_for: Browsers, encoding: str
) -> None:
    client = client_for(administrator)
    address = client.post(PAGE, file(KOREAN, encoding)).url
    assert "010-1234" not in str(list(ImportLine.objects.values_list("raw"))) + client.get(address).content.decode()
    assert not RegisterEntry.objects.exists()
    client.post(address, {"mode": "all"})
    entries = RegisterEntry.objects.order_by("register_no").values_list("register_no", "name", "region_id")
    assert list(entries) == [("101", "주식회사 동우", "51"), ("102", "비스캣", "11")]


def test_our_english_copy_updates_by_number_and_twice_is_once(administrator: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    client.post(client.post(PAGE, file(KOREAN)).url, {"mode": "all"})
    seen = RegisterEntry.objects.get(register_no="101").seen_at
    client.post(client.post(PAGE, file(ENGLISH)).url, {"mode": "all"})
    assert RegisterEntry.objects.get(register_no="101").seen_at == seen
    client.post(client.post(PAGE, file(ENGLISH.replace("원주시", "춘천시"))).url, {"mode": "all"})
    assert RegisterEntry.objects.count() == 2
    assert RegisterEntry.objects.get(register_no="101").address == "강원도 춘천시"


def test_bad_rows_are_named_and_nothing_is_half_written(administrator: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    broken = KOREAN + "=1+1,,도쿄도\n" + "101,같은번호,서울\n"
    address = client.post(PAGE, file(broken)).url
    page = client.get(address).content.decode()
    for words in ("시·도를 찾지 못했습니다", "붙임표만", "2번째 줄과 같은"):
        assert words in page
    client.post(address, {"mode": "all"})
    assert not RegisterEntry.objects.exists()
    client.post(address, {"mode": "good"})
    assert RegisterEntry.objects.count() == 2


@pytest.mark.parametrize("who", ["sme", "supplier", "stranger"])
def test_nobody_but_administrators_imports(client_for: Browsers, request: pytest.FixtureRequest, who: str) -> None:
    assert client_for(request.getfixturevalue(who)).post(PAGE, file(KOREAN)).status_code == 404
    assert not Import.objects.exists()


def test_the_whole_register_goes_in(administrator: User, client_for: Browsers) -> None:
    if not REGISTER.exists():
        warnings.warn(f"NOT CHECKED: the register is not at {REGISTER}; set MATCHMAKER_SHARED", stacklevel=1)
        pytest.skip(f"no register at {REGISTER}")
    client = client_for(administrator)
    text = REGISTER.read_text(encoding="utf-8-sig")
    address = client.post(PAGE, file(text)).url
    work_off()
    client.post(address, {"mode": "all"})
    work_off()
    assert RegisterEntry.objects.filter(region__isnull=False).count() == 2277
