"""A clock that jumps a day ahead, and back: nothing is lost, nothing is done twice, nothing waits for a day."""

from __future__ import annotations

from collections.abc import Callable

from tests.failures.servers import until
from tests.failures.stack import Stack
from tests.failures.table import FULL, tell
from tests.failures.test_outages import doubled, lost, unfinished

NEEDS, LETTERS = (100, 200) if FULL else (12, 30)
DAY = 86_400.0


def test_a_clock_that_jumps_a_day_and_back_loses_nothing(stack: Callable[..., Stack]) -> None:
    site = stack()
    work = site.inside("fill", needs=NEEDS, letters=LETTERS)
    worker, beat = site.worker(ahead=DAY), site.beat(ahead=DAY)
    until(lambda: site.counts("matching_matchrun")["done"] >= 2, "work done tomorrow")
    until(lambda: site.counts("matching_matchrun")["running"], "a run under way", 20)
    site.end(worker)  # what it held is leased until tomorrow
    site.end(beat)
    assert unfinished(site) > 0
    site.worker()
    site.beat("right")
    until(lambda: unfinished(site) == 0, "the rest, today", 600)
    told = {"lost": lost(site), "doubled": doubled(site)}
    tell("clock, a day ahead and back; worker killed", kills=1, work=work["runs"] + work["letters"], **told)
    assert told == {"lost": 0, "doubled": 0}
