"""A night's count opens, keeps and closes alerts; muted, heard again, told once a night; strangers see none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from matchmaker.accounts.models import User
from matchmaker.coverage.alerts.figures import limits_now, standards
from matchmaker.coverage.alerts.services import alert_mute, alerts_ensure, alerts_settle, limits_set
from matchmaker.coverage.clock import TIMERS
from matchmaker.coverage.models import Alert, AlertLimit, AlertNight, GapCell, GapSnapshot
from matchmaker.coverage.tasks import snapshot_hourly
from matchmaker.jobs.models import Job
from matchmaker.jobs.tasks import run as do
from matchmaker.lib.timers import settle_due
from matchmaker.lib.transitions import MoveRefused
from matchmaker.notifications.models import Message
from matchmaker.notifications.wording import words_of
from tests.cast import Browsers

pytestmark = pytest.mark.django_db
PAGE = reverse("coverage:alerts")
LIMITS = reverse("coverage:alert_limits")
UNEVEN = {"top_five": 0.4, "hhi": 0.05, "gini": 0.4, "total": 100.0, "suppliers": 80}


def night(back: int, *gaps: float, regions: tuple[str, ...] = ("48", "41"), **measures: Any) -> GapSnapshot:
    """The count of so many days ago with one cell of MES in each region."""
    day = timezone.localdate() - timedelta(days=back)
    row = GapSnapshot.objects.create(day=day, measures=measures)
    GapCell.objects.bulk_create(
        GapCell(
            snapshot=row, capability_id="SOL-MES", region_id=region, demand=6, firms=6, suppliers=6, answering=0.5,
            capacity=0.5, answers=3 * (1 - gap), gap=gap,
        )
        for region, gap in zip(regions, gaps, strict=False)
    )  # fmt: skip
    return row


@pytest.fixture
def crossed(administrator: User, regional: User, elsewhere: User) -> list[GapSnapshot]:
    """MES runs short in both regions in the last night, and invitations go to five firms."""
    rows = [night(1, 0.1, 0.2), night(0, 0.6, 0.7, invitations=UNEVEN)]
    for row in rows:
        alerts_settle(snapshot=row)
    return rows


def subjects(**wanted: Any) -> set[str]:
    return set(Alert.objects.filter(**wanted).values_list("subject", flat=True))


def test_a_night_opens_what_crossed_and_the_same_night_again_nothing(crossed: list[GapSnapshot]) -> None:
    assert subjects(status="open") == {"SOL-MES:48", "SOL-MES:41", "invitations"}
    assert [alerts_settle(snapshot=row) for row in crossed] == [0, 0]
    assert alerts_ensure() == 0
    GapSnapshot.objects.filter(pk=crossed[1].pk).update(taken_at=timezone.now())
    assert alerts_ensure() == 0
    assert Alert.objects.count() == 3
    assert AlertNight.objects.count() == 2


def test_beat_counts_and_looks_and_a_second_beat_does_neither(administrator: User) -> None:
    snapshot_hourly()
    snapshot_hourly()
    do(Job.objects.get().pk)
    snapshot_hourly()
    assert Job.objects.count() == 1
    assert GapSnapshot.objects.count() == AlertNight.objects.count() == 1


def test_a_night_that_nobody_looked_at_is_made_up_for(administrator: User) -> None:
    alerts_settle(snapshot=night(2, 0.1))
    night(1, 0.6)
    alerts_settle(snapshot=night(0, 0.6))
    assert subjects(status="open") == {"SOL-MES:48"}


def test_it_stays_with_todays_figure_and_closes_past_the_second_limit(administrator: User) -> None:
    for back, gap in ((3, 0.1), (2, 0.6), (1, 0.45)):
        alerts_settle(snapshot=night(back, gap))
    row = Alert.objects.get()
    assert (row.status, row.since, row.day) == ("open", _day(2), _day(1))
    assert (row.first["value"], row.now["value"]) == (1.2, 1.65)
    alerts_settle(snapshot=night(0, 0.2))
    row.refresh_from_db()
    assert (row.status, row.now["value"], row.events.first().reason) == ("closed", 2.4, "back")


def _day(back: int) -> date:
    return timezone.localdate() - timedelta(days=back)


def test_administrators_are_told_once_a_night_in_their_language(
    crossed: list[GapSnapshot], administrator: User, regional: User
) -> None:
    told = {row.recipient_id: row for row in Message.objects.filter(kind="coverage_alerts")}
    assert Message.objects.filter(kind="coverage_alerts").count() == 3
    assert told[administrator.pk].payload["count"] == 3
    assert told[regional.pk].payload["count"] == 1
    with translation.override("ko"):
        words = words_of("coverage_alerts", told[administrator.pk].payload)
    assert "살펴볼 변화가 3건 있습니다" in words.title
    assert "경남 제조실행시스템" in words.body
    assert "몰려" in words.body
    with translation.override("en"):
        words = words_of("coverage_alerts", told[administrator.pk].payload)
    assert words.title == "3 new alerts"
    assert "too few can answer" in words.body


def test_a_mute_is_silent_until_its_day_and_then_told_with_the_next_night(
    crossed: list[GapSnapshot], regional: User, elsewhere: User, client_for: Browsers
) -> None:
    row = Alert.objects.get(subject="SOL-MES:48")
    url, client = reverse("coverage:alert_mute", args=[row.pk]), client_for(regional)
    until = timezone.localdate() + timedelta(days=10)
    assert client_for(elsewhere).post(url, {"reason": "at_work", "until": until}).status_code == 404
    for _twice in range(2):
        assert client.post(url, {"reason": "at_work", "until": until}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.muted_until) == ("muted", until)
    assert "이미 손쓰고 있습니다" in client.get(PAGE, {"show": "muted"}).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        settle_due(TIMERS)
        assert Alert.objects.get(pk=row.pk).status == "muted"
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        settle_due(TIMERS)
        settle_due(TIMERS)
        alerts_settle(snapshot=night(0, 0.6))
    row.refresh_from_db()
    assert (row.status, row.muted_until) == ("open", None)
    assert Message.objects.filter(kind="coverage_alerts", recipient=regional).count() == 2
    assert not Message.objects.filter(kind="coverage_alerts", recipient=elsewhere, payload__count__gt=1).exists()


def test_what_comes_back_within_its_mute_comes_back_muted_and_untold(
    crossed: list[GapSnapshot], administrator: User
) -> None:
    until = timezone.localdate() + timedelta(days=30)
    alert_mute(alert=Alert.objects.get(subject="SOL-MES:48"), actor=administrator, until=until, reason="later")
    for ahead, gap in ((1, 0.1), (2, 0.8)):
        alerts_settle(snapshot=night(-ahead, gap, 0.7, invitations=UNEVEN))
    assert list(Alert.objects.filter(subject="SOL-MES:48").order_by("pk").values_list("status", flat=True)) == [
        "closed",
        "muted",
    ]
    assert Message.objects.filter(kind="coverage_alerts", recipient=administrator).count() == 1


def test_unmuting_hears_it_again_and_a_closed_one_is_left(
    crossed: list[GapSnapshot], administrator: User, client_for: Browsers
) -> None:
    row = Alert.objects.get(subject="invitations")
    alert_mute(alert=row, actor=administrator, until=timezone.localdate(), reason="later")
    client, url = client_for(administrator), reverse("coverage:alert_unmute", args=[row.pk])
    assert [client.post(url).status_code for _ in range(2)] == [302, 302]
    row.refresh_from_db()
    assert (row.status, row.events.count()) == ("open", 3)
    alerts_settle(snapshot=night(-1, 0.6, 0.7))
    row.refresh_from_db()
    assert row.status == "closed"
    with pytest.raises(MoveRefused):
        alert_mute(alert=row, actor=administrator, until=timezone.localdate(), reason="later")
    assert client.post(url, follow=True).status_code == 200


def test_bad_input_comes_back_with_words(crossed: list[GapSnapshot], administrator: User, client_for: Browsers) -> None:
    row, client = Alert.objects.get(subject="invitations"), client_for(administrator)
    url = reverse("coverage:alert_mute", args=[row.pk])
    for until in ("", "soon", str(_day(1)), str(_day(-91))):
        answer = client.post(url, {"reason": "later", "until": until})
        assert answer.status_code == 422
        assert "90일" in answer.content.decode()
    assert client.post(url, {"reason": "because", "until": str(_day(-5))}).status_code == 422
    with pytest.raises(ValueError, match="within 90 days"):
        alert_mute(alert=row, actor=administrator, until=_day(-91), reason="later")
    assert Alert.objects.get(pk=row.pk).status == "open"


def test_each_reads_their_own_and_an_analyst_nothing_about_few(
    crossed: list[GapSnapshot], administrator: User, regional: User, elsewhere: User, analyst: User, sme: User,
    client_for: Browsers,
) -> None:  # fmt: skip
    Alert.objects.filter(subject="SOL-MES:41").update(fewest=4)

    def read(who: User) -> set[str]:
        return {one["row"].subject for one in client_for(who).get(PAGE).context["rows"]}

    assert read(administrator) == {"SOL-MES:48", "SOL-MES:41", "invitations"}
    assert (read(regional), read(elsewhere)) == ({"SOL-MES:48"}, {"SOL-MES:41"})
    assert read(analyst) == {"SOL-MES:48", "invitations"}
    page = client_for(analyst).get(PAGE).content.decode()
    assert "/mute/" not in page
    assert reverse("coverage:recruit") not in page
    assert client_for(sme).get(PAGE).status_code == 404
    for who, status in ((regional, 404), (analyst, 404), (sme, 404)):
        assert client_for(who).get(LIMITS).status_code == status
    sheet = reverse("exchange:export", args=["alerts", "csv"])
    table = client_for(regional).get(sheet)
    assert len(b"".join(table.streaming_content).decode("utf-8-sig").splitlines()) == 2  # type: ignore[attr-defined]
    assert client_for(analyst).get(sheet).status_code == 404


def test_every_alert_says_what_to_do_and_its_links_open(
    crossed: list[GapSnapshot], administrator: User, client_for: Browsers
) -> None:
    client = client_for(administrator)
    for one in client.get(PAGE).context["rows"]:
        assert one["steps"], one["title"]
        for step in one["steps"]:
            assert client.get(step.url.split("#")[0]).status_code == 200, step.url


def test_limits_are_changed_by_the_whole_country_alone_and_count_from_the_next_night(
    crossed: list[GapSnapshot], administrator: User, client_for: Browsers
) -> None:
    client = client_for(administrator)
    form = client.get(LIMITS).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not False}
    assert client.post(LIMITS, sent).status_code == 302
    assert not AlertLimit.objects.exists()
    bad = client.post(LIMITS, sent | {"cell-opens": "2.5", "cell-closes": "1", "gini-opens": "x"})
    assert bad.status_code == 422
    assert set(bad.context["form"].errors) == {"cell-closes", "gini-opens"}
    assert client.post(LIMITS, {}).status_code == 422
    assert (
        client.post(LIMITS, {name: value for name, value in sent.items() if name != "top_five-on"}).status_code == 302
    )
    assert not limits_now()["top_five"].on
    assert limits_set(actor=administrator, limits=[one.limit for one in standards().values()]) == 1
    assert limits_now() == {rule: one.limit for rule, one in standards().items()}


def test_the_board_counts_what_is_open(crossed: list[GapSnapshot], administrator: User, client_for: Browsers) -> None:
    assert "살펴볼 변화 3건" in client_for(administrator).get(reverse("coverage:gaps")).content.decode()
