"""A token opens the API for one person in one organisation and role, until it ends in one of many ways."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaker.accounts.api.tokens import MOST_TOKENS, OVERLAP, token_revoke, token_rotate
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import ApiToken, Membership, User
from matchmaker.accounts.services import TeamRefused
from tests.api.asking import Program, actor_for, program, token_for
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


def status(token: str) -> int:
    return Program(token).get("token/").status_code


def test_a_token_says_for_whom_it_stands(supplier: User) -> None:
    told = program(supplier, "offers:write").get("token/").json()
    assert told["organisation"]["name"] == "가온시스템"
    assert (told["role"], told["scopes"]) == ("member", ["offers:write"])


def test_the_secret_is_not_in_the_database(supplier: User) -> None:
    row, token = token_for(supplier)
    secret = token.split("_", 2)[2]
    row.refresh_from_db()
    assert secret not in str(ApiToken.objects.filter(pk=row.pk).values().get())
    assert secret not in row.digest


@pytest.mark.parametrize("bad", ["", "mm_", "mm__", "x", "mm_000000000000_abc", "Bearer", "mm_é_ü", "\\", "a b c"])
def test_whatever_is_no_token_is_told_to_bring_one(supplier: User, bad: str) -> None:
    answer = Program(bad).get("token/")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "token_needed"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_key_with_a_wrong_secret_opens_nothing(supplier: User) -> None:
    row, token = token_for(supplier)
    assert status(f"mm_{row.key}_wrong") == 401
    assert status(token) == 200


def test_after_a_rotation_both_open_until_the_overlap_is_over(supplier: User) -> None:
    row, old = token_for(supplier)
    new = token_rotate(token=row)
    assert (status(old), status(new)) == (200, 200)
    ApiToken.objects.update(former_until=timezone.now() - timedelta(seconds=1))
    assert (status(old), status(new)) == (401, 200)
    assert timedelta(hours=24) == OVERLAP


def test_expiry_revocation_and_leaving_end_it(supplier: User, sme: User, rival: User) -> None:
    (ended, one), (revoked, two), (_left, three) = token_for(supplier), token_for(sme), token_for(rival)
    ApiToken.objects.filter(pk=ended.pk).update(expires_at=timezone.now())
    token_revoke(token=revoked)
    Membership.objects.filter(user=rival).delete()
    assert [status(token) for token in (one, two, three)] == [401, 401, 401]
    for row in (ended, revoked):
        with pytest.raises(TeamRefused):
            token_rotate(token=row)


def test_a_person_who_is_barred_takes_the_token_along(supplier: User) -> None:
    token = token_for(supplier)[1]
    User.objects.filter(pk=supplier.pk).update(is_active=False)
    assert status(token) == 401


def test_the_token_may_no_more_than_its_person(supplier: User) -> None:
    asks = program(supplier, role=Role.MEMBER)
    assert asks.get("token/").status_code == 200
    Membership.objects.filter(user=supplier).update(role=Role.VIEWER)
    assert asks.create("offers/", {}).status_code == 404


def test_last_use_is_shown_and_not_written_at_every_request(supplier: User, django_assert_num_queries: object) -> None:
    row, token = token_for(supplier)
    status(token)
    row.refresh_from_db()
    assert row.last_used_at is not None
    with django_assert_num_queries(2):  # type: ignore[operator]
        status(token)


def test_twenty_tokens_and_no_more_even_at_once(supplier: User) -> None:
    for _ in range(MOST_TOKENS):
        token_for(supplier)
    with pytest.raises(TeamRefused):
        token_for(supplier)


@pytest.mark.django_db(transaction=True)
def test_two_owners_at_once_do_not_pass_the_limit(supplier: User) -> None:
    for _ in range(MOST_TOKENS - 1):
        token_for(supplier)
    actor_for(supplier)
    at_once(lambda: token_for(supplier), lambda: token_for(supplier))
    assert ApiToken.objects.count() == MOST_TOKENS
