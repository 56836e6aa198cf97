"""The feed tells an organisation everything once and in one order, whoever commits first."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from matchmaker.accounts.models import Organisation, User
from matchmaker.notifications.feed.models import Event
from matchmaker.notifications.feed.services import event_write, events_after
from suppliers.models import Supplier
from suppliers.services import offer_hide
from tests import factories
from tests.api.asking import program
from tests.at_once import at_once
from tests.sourcing.scenes import asked

pytestmark = pytest.mark.django_db


def home(user: User) -> Organisation:
    return Organisation.objects.get(memberships__user=user)


def test_what_people_are_told_and_what_became_of_own_rows_is_in_it(sme: User, supplier: User) -> None:
    asked(sme, supplier)
    offer = factories.offer(Supplier.objects.get(), "SOL-QMS")
    offer_hide(offer=offer, actor=supplier)
    told = program(supplier, "events:read").get("events/").json()
    assert [one["kind"] for one in told["events"]] == ["rfq_invited", "offer_hidden"]
    assert [one["position"] for one in told["events"]] == [1, 2]
    assert told["events"][1]["data"] == {"id": offer.pk, "from": "published", "to": "hidden", "reason": ""}


def test_a_team_of_many_is_told_once(sme: User, supplier: User) -> None:
    factories.member_of(home(supplier), "second@example.com")
    asked(sme, supplier)
    assert Event.objects.filter(organisation=home(supplier), kind="rfq_invited").count() == 1


def test_it_goes_on_where_the_last_answer_ended(supplier: User) -> None:
    for at in range(5):
        event_write(organisation=home(supplier), kind="test", key=str(at), data={"at": at})
    asks, after, seen = program(supplier), 0, []
    while True:
        told = asks.get(f"events/?after={after}&limit=2").json()
        seen += [one["data"]["at"] for one in told["events"]]
        after = told["after"]
        if not told["more"]:
            break
    assert seen == [0, 1, 2, 3, 4]
    assert asks.get(f"events/?after={after}").json() == {"events": [], "after": 5, "more": False}


def test_nobody_reads_anothers(sme: User, supplier: User, rival: User) -> None:
    asked(sme, supplier)
    assert program(rival).get("events/").json()["events"] == []
    assert program(supplier, "offers:read").get("events/").status_code == 403


def test_an_event_goes_with_its_transaction(supplier: User) -> None:
    firm = home(supplier)
    with transaction.atomic():
        event_write(organisation=firm, kind="test", key="never", data={})
        transaction.set_rollback(True)
    event_write(organisation=firm, kind="test", key="twice", data={})
    event_write(organisation=firm, kind="test", key="twice", data={})
    assert [row.key for row in events_after(organisation=firm, after=0)] == ["twice"]


@pytest.mark.django_db(transaction=True)
def test_writers_and_a_reader_at_once_leave_no_gap(supplier: User) -> None:
    firm, many, each = home(supplier), 4, 10
    seen: list[int] = []

    def write(who: int) -> None:
        for at in range(each):
            with transaction.atomic():
                event_write(organisation=firm, kind="test", key=f"{who}-{at}", data={})

    def read() -> None:
        while len(seen) < many * each:
            seen.extend(row.position for row in events_after(organisation=firm, after=seen[-1] if seen else 0))

    results = at_once(*[lambda who=who: write(who) for who in range(many)], read, lambda: list(_poll(firm)))
    assert [one for one in results if isinstance(one, Exception)] == []
    assert seen == list(range(1, many * each + 1))


def _poll(firm: Organisation) -> Any:
    for _ in range(10):
        yield len(events_after(organisation=firm, after=0))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_who_wrote_first_and_commits_last_stands_last(supplier: User) -> None:
    firm = home(supplier)
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            event_write(organisation=firm, kind="test", key="slow", data={})
            written.set()
            go_on.wait(10)

    def quick() -> list[str]:
        written.wait(10)
        event_write(organisation=firm, kind="test", key="quick", data={})
        first = [row.key for row in events_after(organisation=firm, after=0)]
        go_on.set()
        return first

    first = at_once(slow, quick)[1]
    assert first == ["quick"]
    assert [row.key for row in events_after(organisation=firm, after=1)] == ["slow"]
    assert Event.objects.get(key="slow").pk < Event.objects.get(key="quick").pk
