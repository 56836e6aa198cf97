"""The board's words are kept while the counts they tell of stand, for everybody who looks the same way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.coverage import gap_kept
from matchmaker.coverage.gap_map import Seen
from matchmaker.coverage.gap_services import snapshot_take
from matchmaker.coverage.models import GapSnapshot
from matchmaker.reference.models import Capability, ReferenceVersion
from tests.cast import Browsers
from tests.matching.scenes import ask, stock

pytestmark = pytest.mark.django_db
MAP = reverse("coverage:gaps")


@pytest.fixture
def counted(sme: Any, supplier: Any, rival: Any) -> GapSnapshot:
    stock(supplier, rival)
    ask(sme, "SOL-MES", "EQP-ASRS|EQP-AGV")
    gap_kept._kept.cache_clear()
    return snapshot_take()


def board(client: Any, **query: str) -> str:
    return client.get(MAP, query).content.decode().split('id="board"')[1].split("</form></details>")[0]


def test_a_board_is_drawn_once_and_then_read(counted: Any, administrator: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    first, again = board(client), board(client)
    assert gap_kept._kept.cache_info()[:2] == (1, 1)  # found, drawn
    assert "SOL-MES" in first
    assert [line for line in first.splitlines() if "csrf" not in line] == [
        line for line in again.splitlines() if "csrf" not in line
    ]


def test_each_way_of_looking_each_reader_and_each_language_has_its_own(
    counted: Any, administrator: User, analyst: User, client_for: Browsers
) -> None:
    def seen() -> list[str]:
        found = []
        for person, language in ((administrator, "ko"), (analyst, "ko"), (administrator, "en"), (analyst, "en")):
            User.objects.filter(pk=person.pk).update(language=language)
            client = client_for(person)
            found += [board(client), board(client, by="industry"), board(client, rows="field")]
        return ["".join(line for line in text.splitlines() if "csrf" not in line) for text in found]

    seen()
    kept = seen()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gap_kept, "_kept", gap_kept._drawn)
        anew = seen()
    assert kept == anew
    assert len({*kept[:3], *kept[6:9]}) == 6
    assert "SOL-MES/48" in kept[0]
    assert "SOL-MES/48" not in kept[3]  # of one firm alone: nothing for who sees figures


def test_a_new_count_and_one_of_the_same_day_are_seen_at_once(
    counted: GapSnapshot, sme: User, administrator: User, client_for: Browsers
) -> None:
    client = client_for(administrator)
    before = board(client)
    ask(sme, "SOL-ERP")
    snapshot_take()
    same_day = board(client)
    assert "SOL-ERP/" in same_day
    assert "SOL-ERP/" not in before
    assert "gap-nights" not in same_day
    snapshot_take(day=counted.day - timedelta(days=2))  # an earlier night, counted now: the year has a line
    assert "gap-nights" in board(client)


def test_other_reference_rows_are_seen_at_once(counted: Any, administrator: User, client_for: Browsers) -> None:
    client = client_for(administrator)
    assert "다른 이름" not in board(client)
    Capability.objects.filter(pk="SOL-MES").update(name_ko="다른 이름")
    ReferenceVersion.objects.filter(table="capabilities").update(loaded_at=timezone.now())
    assert "다른 이름" in board(client)


def test_in_another_year_days_are_told_with_theirs(counted: Any, monkeypatch: Any) -> None:
    gap_kept.texts_of(Seen(), 0)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2099, 1, 1))
    gap_kept.texts_of(Seen(), 0)
    assert gap_kept._kept.cache_info().misses == 2


def test_while_nobody_knows_what_is_loaded_nothing_is_kept(counted: Any) -> None:
    ReferenceVersion.objects.all().delete()
    first = gap_kept.texts_of(Seen(), 0)
    assert gap_kept.texts_of(Seen(), 0) is not first


def test_what_is_kept_is_bounded(counted: Any) -> None:
    for region in ("11", "26", "27", "28", "29", "30", "31", "36", "41", "43", "44", "46", "47", "48", "50", "51"):
        for least in (0, 5):
            gap_kept.texts_of(Seen(region=region), least)
    assert gap_kept._kept.cache_info().currsize == gap_kept.MOST
