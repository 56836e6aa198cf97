"""A prepared query finds what the same query finds when Django works it out anew, whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matchmaker.accounts.models import Membership, Organisation, User
from matchmaker.accounts.session_store import MEMBERSHIPS
from matchmaker.lib.prepared import MOST_KEYS, Gathered, Prepared, counted_page
from matchmaker.notifications.context import UNREAD
from matchmaker.notifications.selectors import inbox
from matchmaker.notifications.services import message_send

pytestmark = pytest.mark.django_db


def as_dicts(rows: list[Any]) -> list[dict[str, Any]]:
    return [{name: value for name, value in vars(row).items() if name != "_state"} for row in rows]


def test_everybody_gets_their_own_rows_with_what_belongs_to_them(sme: User, supplier: User) -> None:
    for user in (sme, supplier, sme):
        plain = Membership.objects.filter(user=user).select_related("organisation").order_by("pk")
        assert as_dicts(MEMBERSHIPS.rows(user.pk)) == as_dicts(list(plain))
        assert MEMBERSHIPS.rows(user.pk)[0].organisation == plain[0].organisation


def test_what_comes_with_a_row_costs_no_query_of_its_own(sme: User, django_assert_num_queries: Any) -> None:
    MEMBERSHIPS.rows(sme.pk)
    with django_assert_num_queries(1):
        assert MEMBERSHIPS.rows(sme.pk)[0].organisation.name


def test_a_new_row_and_a_change_are_seen_at_once(sme: User) -> None:
    before = MEMBERSHIPS.rows(sme.pk)
    second = Organisation.objects.create(kind="demand", name="둘째 공장")
    Membership.objects.create(user=sme, organisation=second, role="owner")
    assert [row.organisation for row in MEMBERSHIPS.rows(sme.pk)] == [before[0].organisation, second]
    Membership.objects.filter(pk=before[0].pk).update(role="viewer")
    assert MEMBERSHIPS.rows(sme.pk)[0].role == "viewer"


def test_unread_messages_are_counted_as_the_inbox_holds_them(sme: User, supplier: User) -> None:
    home = sme.organisations.get()
    for at in range(3):
        message_send(kind="need_ending", organisation=home, payload={}, url="/", dedupe_key=f"k{at}")
    inbox(user=sme, organisation=home).first().delete()  # type: ignore[union-attr]
    waiting = inbox(user=sme, organisation=home).filter(read_at__isnull=True).count()
    assert UNREAD.count(sme.pk, home.pk) == waiting == 2
    assert UNREAD.count(supplier.pk, home.pk) == 0


def test_the_database_is_asked_the_same_question(sme: User) -> None:
    def asked(ask: Any) -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            ask()
        return [row["sql"] for row in caught]

    MEMBERSHIPS.rows(sme.pk)
    plain = Membership.objects.filter(user=sme).select_related("organisation").order_by("pk")
    assert asked(lambda: MEMBERSHIPS.rows(sme.pk)) == asked(lambda: list(plain))


def test_a_value_that_does_not_stand_in_the_query_as_it_is_is_refused() -> None:
    changed = Prepared(lambda pk: User.objects.filter(pk=F("pk") + (pk + 1)), int)
    with pytest.raises(ValueError, match="as it is"):
        changed.rows(1)


def test_a_number_that_no_key_can_be_finds_nothing(sme: User, client_for: Any) -> None:
    assert MEMBERSHIPS.first(10**30) is None
    assert client_for(sme).get(f"/needs/{10**30}/").status_code == 404
    assert client_for(sme).get(f"/needs/{10**30}/packages/").status_code == 404


def test_rows_left_in_part_fetch_the_rest_when_asked(sme: User, django_assert_num_queries: Any) -> None:
    names = Prepared(lambda pk: User.objects.filter(pk=pk).only("email"), int)
    names.rows(sme.pk)
    with django_assert_num_queries(2):
        assert names.first(sme.pk).language == sme.language  # type: ignore[union-attr]


def test_pages_after_the_first_and_none_at_all_are_as_ever(sme: User, rf: Any, django_assert_num_queries: Any) -> None:
    home = sme.organisations.get()
    for at in range(5):
        message_send(kind="need_ending", organisation=home, payload={}, url="/", dedupe_key=f"k{at}")
    rows = inbox(user=sme, organisation=home)
    first = Prepared(lambda user, home: inbox(user=user, organisation=home)[:2], int, int)
    for number in ("1", "2", "3", "9", "x"):
        request = rf.get("/", {"page": number})
        page = counted_page(request, lambda: rows, 2, count=5, first=lambda: first.rows(sme.pk, home.pk))
        assert list(page) == list(Paginator(rows, 2).get_page(number))
    with django_assert_num_queries(0):
        assert (
            list(counted_page(rf.get("/"), lambda: rows, 2, count=0, first=lambda: first.rows(sme.pk, home.pk))) == []
        )


def test_rows_of_any_of_some_keys_are_found_however_many_there_are(sme: User, other_sme: User, supplier: User) -> None:
    found = Gathered(lambda keys: User.objects.filter(pk__in=keys).order_by("pk"))
    people = sorted([sme, other_sme, supplier], key=lambda row: row.pk)
    for size in range(4):
        keys = [row.pk for row in people[:size]]
        assert found.rows(keys) == people[:size]
        assert found.rows(iter([*keys, *keys])) == people[:size]
    assert found.rows([*range(-MOST_KEYS, 0), sme.pk]) == [sme]


def test_a_session_holds_until_its_end(client: Any, sme: User) -> None:
    client.force_login(sme, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session.model.objects.get()
    assert client.get("/inbox/").status_code == 200
    session.expire_date = timezone.now() - timedelta(seconds=1)
    session.save()
    assert client.get("/inbox/").status_code == 302


def test_a_session_that_was_deleted_elsewhere_is_over_at_once(client: Any, sme: User) -> None:
    client.force_login(sme, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/inbox/").status_code == 200
    client.session.model.objects.all().delete()
    assert client.get("/inbox/").status_code == 302
