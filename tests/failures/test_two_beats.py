"""Two beats by mistake do nothing twice; a row that always fails is set aside and the others go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from django.utils import timezone

from matchmaker.lib.korea import is_working_day, working_days_after
from tests.failures.servers import until
from tests.failures.stack import Stack
from tests.failures.table import FULL, tell
from tests.failures.test_outages import doubled, lost, unfinished

NEEDS, LETTERS = (100, 200) if FULL else (10, 30)


def test_two_beats_do_nothing_twice_and_poison_stops_nobody(stack: Callable[..., Stack]) -> None:
    site = stack()
    waiting = site.inside("digests")["people"]
    work = site.inside("fill", needs=NEEDS, letters=LETTERS)
    poisoned = site.inside("poison")["need"]
    ahead = until_a_working_day()
    site.worker(ahead=ahead)
    for name in ("one", "other"):
        # Digests are due every two minutes; here they are asked for at the start, by both.
        site.beat(name, ahead=ahead)
    digest = "from matchmaker.celery import app; app.send_task('notifications.sweep_digests')"
    for _ in range(4):
        site.run(digest)
    until(lambda: unfinished(site) == 0, "all work", 600)
    until(lambda: _digests(site) >= waiting, "digests", 120)
    until(lambda: unfinished(site) == 0, "their letters", 120)
    status, error, attempts = site.ask(
        f"SELECT status, error, attempts FROM matching_matchrun WHERE need_id = {poisoned}"
    )[0]
    made, periods = _digests(site), site.ask("SELECT count(DISTINCT (user_id, period)) FROM notifications_digest")[0][0]
    told = {"lost": lost(site, failed=1), "doubled": doubled(site) + made - periods}
    note = f"{made} digests for {waiting} people"
    tell("beat, two at a time", kills=0, work=work["runs"] - 1 + work["letters"] + waiting, note=note, **told)
    note = f"{attempts} tries, then {status} ({error}); its error is in the log: {'TypeError' in site.log()}"
    tell("a run that always fails", kills=0, work=1, lost=0, doubled=0, note=note)
    assert told == {"lost": 0, "doubled": 0}
    assert (status, error, attempts) == ("failed", "internal", 3)
    assert "TypeError" in site.log()
    assert made == waiting


def until_a_working_day() -> float:
    """Seconds until the next Korean working day's noon, when digests are due; the servers' clocks go ahead so far."""
    now = timezone.localtime()
    day = now.date() if is_working_day(now.date()) else working_days_after(now.date(), 1)
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    return max(0.0, (noon - now).total_seconds())


def _digests(site: Stack) -> int:
    return site.ask("SELECT count(*) FROM notifications_digest")[0][0]
