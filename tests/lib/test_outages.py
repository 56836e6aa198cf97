"""What happened outside is written down once the database is back, and not for ever."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from matchmaker.accounts.models import User
from matchmaker.lib import outages
from matchmaker.lib.outages import outlast


class Comes:
    """A write that finds no database ``away`` times."""

    def __init__(self, away: int) -> None:
        self.away, self.asked = away, 0

    def __call__(self) -> int:
        self.asked += 1
        if self.asked <= self.away:
            raise OperationalError("the database system is shutting down")
        return User.objects.count()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages, "PAUSE", 0.0)


@pytest.mark.django_db(transaction=True)
def test_it_is_asked_again_until_the_database_is_back() -> None:
    write = Comes(3)
    assert outlast(write) == 0
    assert write.asked == 4


@pytest.mark.django_db(transaction=True)
def test_past_its_time_the_error_flies() -> None:
    with pytest.raises(OperationalError):
        outlast(Comes(1), at_most=0.0)


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_asked_again() -> None:
    write = Comes(1)
    assert connection.in_atomic_block
    with pytest.raises(OperationalError):
        outlast(write)
    assert write.asked == 1
