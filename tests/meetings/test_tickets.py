"""A guest's picture at the door: read by the host's phone it opens one button; nobody can make one up."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse

from matchmaker.accounts.models import User
from matchmaker.meetings.models import DayGuest, MatchingDay
from matchmaker.meetings.tickets import guest_key, picture_of, ticket_of
from tests.cast import Browsers


@pytest.fixture
def guest(planned: MatchingDay) -> DayGuest:
    return planned.guests.get(organisation__name="가온시스템")


def scanned(guest: DayGuest) -> str:
    return reverse("meetings:office_ticket", args=[ticket_of(guest)])


def test_the_phone_at_the_door_marks_the_guest_once(
    guest: DayGuest, administrator: User, supplier: User, client_for: Browsers
) -> None:
    day, client = guest.day, client_for(administrator)
    with time_machine.travel(day.begins(0), tick=False):
        page = client.get(scanned(guest)).content.decode()
        assert "도착 적기" in page
        assert "첫 만남" in page
        guest.refresh_from_db()
        assert guest.checked_in_at is None  # looking writes nothing
        for _ in range(2):
            assert client.post(scanned(guest), follow=True).status_code == 200
    guest.refresh_from_db()
    assert guest.checked_in_at == day.begins(0)
    assert guest.events.filter(reason="here_ticket", actor=administrator).count() == 1
    with time_machine.travel(day.begins(1)):
        assert "에 도착하셨습니다" in client.get(scanned(guest)).content.decode()
        assert "에 도착하셨습니다" in client_for(supplier).get(f"/days/{day.pk}/").content.decode()


def test_on_another_day_it_opens_and_marks_nobody(guest: DayGuest, administrator: User, client_for: Browsers) -> None:
    with time_machine.travel(guest.day.begins(0) - timedelta(days=1)):
        client = client_for(administrator)
        assert "도착 적기" not in client.get(scanned(guest)).content.decode()
        client.post(scanned(guest))
    guest.refresh_from_db()
    assert guest.checked_in_at is None


def test_a_ticket_is_of_its_guest_alone(guest: DayGuest, planned: MatchingDay) -> None:
    other = planned.guests.exclude(pk=guest.pk).first()
    assert guest_key(ticket_of(guest)) == guest.pk
    signature = ticket_of(guest).split(".", 1)[1]
    for made_up in ("", "1", f"{guest.pk}", f"{other.pk}.{signature}", ticket_of(guest) + "x", "."):
        assert guest_key(made_up) is None, made_up


def test_strangers_and_other_offices_get_nothing(
    guest: DayGuest, supplier: User, sme: User, other_sme: User, elsewhere: User, analyst: User, administrator: User,
    client_for: Browsers,
) -> None:  # fmt: skip
    for who in (supplier, sme, elsewhere, analyst):
        assert client_for(who).get(scanned(guest)).status_code == 404
        assert client_for(who).post(scanned(guest)).status_code == 404
    assert client_for(administrator).get(scanned(guest)[:-2] + "x/").status_code == 404
    picture = reverse("meetings:ticket", args=[guest.day_id])
    assert client_for(other_sme).get(picture).status_code == 404
    assert client_for(administrator).get(picture).status_code == 404


def test_the_picture_is_an_image_without_styles_and_each_guest_sees_their_own(
    guest: DayGuest, supplier: User, rival: User, client_for: Browsers
) -> None:
    picture = reverse("meetings:ticket", args=[guest.day_id])
    answer = client_for(supplier).get(picture)
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content == picture_of(guest) != client_for(rival).get(picture).content
    tags = [(one.tag.rpartition("}")[2], set(one.attrib)) for one in ElementTree.fromstring(answer.content).iter()]  # noqa: S314
    assert {name for name, _ in tags} <= {"svg", "path"}
    assert not any("style" in attributes for _, attributes in tags)
    assert picture in client_for(supplier).get(f"/days/{guest.day_id}/").content.decode()


def test_the_hosts_page_tells_who_came_and_who_did_not(
    guest: DayGuest, administrator: User, client_for: Browsers
) -> None:
    day, client, url = guest.day, client_for(administrator), reverse("meetings:office_day", args=[guest.day_id])
    with time_machine.travel(day.begins(0) - timedelta(days=1)):
        assert client.get(url).context["arrivals"] is None
    with time_machine.travel(day.begins(0)):
        client.post(scanned(guest))
        told = client.get(url).context["arrivals"]
        assert (told.here, {str(one) for one in told.missing}, told.over) == (1, {"한빛정밀", "다온테크"}, False)
        assert "아직 안 온 곳" in client.get(url).content.decode()
    with time_machine.travel(day.ends_at):
        page = client.get(url).content.decode()
        assert "오지 않은 곳" in page
        assert page.count("오지 않음") == 2
