"""Which ranker serves: one at any moment, switched whole, brought back at once when it does harm."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.engine.errors import CaseInvalid, RankerMismatch
from matchmaker.engine.judging.guards import Reason
from matchmaker.engine.judging.ladder import Decision, Size, Stage, Verdict
from matchmaker.engine.ranking import from_json, prior_ranker, to_json
from matchmaker.lib.transitions import MoveRefused
from matchmaker.matching.errors import NotProved
from matchmaker.matching.judging import evidence_of, rankers_judge, replies_signal, version_rule
from matchmaker.matching.models import Feedback, RankerVersion
from matchmaker.matching.ranker_services import (
    ranker_active,
    ranker_load,
    version_promote,
    version_roll_back,
    version_store,
    version_try,
)
from matchmaker.notifications.models import Message
from tests import factories
from tests.at_once import at_once
from tests.matching.scenes import firm
from tests.matching.versions import PROVED, candidate

pytestmark = pytest.mark.django_db


def said(verdict: Verdict, stage: Stage, code: str = "replies_fell") -> Decision:
    return Decision(stage, verdict, Size.PROMOTION, (Reason(code, {"z": -2.5, "limit": -1.645, "needs": 310}),))


def test_a_version_that_nobody_judged_may_nothing(db: None) -> None:
    version = candidate()
    for step in (version_try, version_promote):
        with pytest.raises(NotProved):
            step(version=version, actor=None)


def test_only_one_version_is_tried_at_a_time(db: None) -> None:
    candidate(status="trial")
    other = candidate(proof={"stage": "interleaving", "verdict": "advance", "reasons": []})
    with pytest.raises(MoveRefused):
        version_try(version=other, actor=None)


def test_promoting_twice_is_refused_the_second_time(db: None) -> None:
    version = candidate(status="trial", proof=PROVED)
    version_promote(version=RankerVersion.objects.get(pk=version.pk), actor=None)
    with pytest.raises(MoveRefused):
        version_promote(version=version, actor=None)
    assert ranker_active() == version


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_promote_at_once_one_wins() -> None:
    version = candidate(status="trial", proof=PROVED)
    found = at_once(
        *(lambda: version_promote(version=RankerVersion.objects.get(pk=version.pk), actor=None) for _ in range(2))
    )
    assert sorted(type(one) for one in found if one is not None) != []
    assert sum(one is None for one in found) == 1
    assert isinstance(next(one for one in found if one is not None), MoveRefused | NotProved)
    assert RankerVersion.objects.filter(status="serving").count() == 1


@pytest.mark.django_db(transaction=True)
def test_while_rankers_change_every_reader_sees_a_whole_one() -> None:
    """One thread promotes and rolls back, others keep asking: nobody fails or gets curves that were never stored."""
    prior = ranker_active()
    rows = [candidate(f"v{at}", status="trial" if not at else "candidate", proof=PROVED) for at in range(3)]
    known = {prior.checksum, *(row.checksum for row in rows)}

    def promote(pk: int) -> None:
        RankerVersion.objects.filter(pk=pk, status="candidate").update(status="trial")
        version_promote(version=RankerVersion.objects.get(pk=pk), actor=None)

    steps = [partial(promote, row.pk) for row in rows]
    steps.insert(2, lambda: version_roll_back(seen=RankerVersion.objects.get(pk=rows[1].pk), actor=None))

    def switch() -> int:
        while steps:  # where it has to be called again, it goes on at the step that was not done
            steps[0]()
            steps.pop(0)
        return 1

    def read() -> set[str]:
        seen = set()
        for _ in range(40):
            row = ranker_active()
            from_json(row.curves)
            seen.add(row.checksum)
        return seen

    done, *readers = at_once(switch, read, read)
    assert done == 1
    for seen in readers:
        assert isinstance(seen, set), seen
        assert seen <= known
    assert RankerVersion.objects.filter(status="serving").count() == 1


def test_a_broken_or_foreign_file_is_refused_and_nothing_changes(db: None) -> None:
    before = ranker_active()
    good: Any = to_json(prior_ranker())
    without = {**good, "curves": {name: one for name, one in good["curves"].items() if name != "price"}}
    dearer = {**good, "curves": {**good["curves"], "price": {"knots": [0.0, 1.0], "values": [0.0, 0.1]}}}
    for bad, why in ((b"\x80\x04", CaseInvalid), ({"kind": "pickle"}, CaseInvalid), (without, RankerMismatch)):
        with pytest.raises(why):
            ranker_load(name="bad", curves=bad)  # type: ignore[arg-type]
    with pytest.raises(RankerMismatch):
        version_store(name="dearer is better", curves=dearer)
    assert ranker_active() == before
    assert RankerVersion.objects.count() == 1


def test_going_back_passes_over_a_version_of_an_older_release(db: None) -> None:
    prior = ranker_active()
    now = timezone.now()
    old = RankerVersion.objects.create(
        name="old", checksum="old", curves={"kind": "additive", "curves": {"gone": {"knots": [0], "values": [0]}}},
        status="retired", served_until=now,
    )  # fmt: skip
    version = candidate(status="trial", proof=PROVED)
    version_promote(version=version, actor=None)
    RankerVersion.objects.filter(pk=old.pk).update(served_until=now + timedelta(days=1))
    assert version_roll_back(seen=version, actor=None) == prior


def test_what_does_harm_is_rolled_back_and_administrators_are_told_once(administrator: User) -> None:
    prior = ranker_active()
    version = candidate(status="trial", proof=PROVED)
    version_promote(version=version, actor=None)
    version_rule(version=version, decision=said(Verdict.ROLL_BACK, Stage.RETIRED))
    version.refresh_from_db()
    assert (version.status, ranker_active()) == ("refused", prior)
    assert version.events.first().reason == "replies_fell"
    told = Message.objects.get(kind="ranker_rolled_back")
    assert told.recipient == administrator
    rankers_judge()
    assert Message.objects.filter(kind="ranker_rolled_back").count() == 1


def test_with_nothing_to_go_back_to_the_version_stays_and_its_page_says_why(db: None) -> None:
    prior = ranker_active()
    version_rule(version=prior, decision=said(Verdict.ROLL_BACK, Stage.RETIRED))
    prior.refresh_from_db()
    assert prior.status == "serving"
    assert prior.proof["reasons"][0]["code"] == "replies_fell"


def test_a_rejected_candidate_leaves_with_its_reason(db: None) -> None:
    version = candidate()
    version_rule(version=version, decision=said(Verdict.REJECT, Stage.RETIRED, "swaps_against"))
    version.refresh_from_db()
    assert version.status == "refused"
    assert version.events.get().reason == "swaps_against"


def test_reply_rates_are_compared_before_and_since(sme: User, supplier: User) -> None:
    need, since = factories.need(sme), timezone.now() - timedelta(days=10)
    rows = [("accepted", 20, 18), ("silent", 20, 2), ("accepted", 5, 5), ("silent", 5, 15)]
    for kind, days, times in rows:
        at = timezone.now() - timedelta(days=days)
        Feedback.objects.bulk_create(
            Feedback(need=need, supplier=firm(supplier), kind=kind, at=at) for _ in range(times)
        )
    told = replies_signal(since)
    assert told is not None
    assert told.mean == pytest.approx(0.25 - 0.9)
    assert told.z < -3
    assert told.needs == 1
    assert replies_signal(None) is None


def test_evidence_for_the_ladder_says_what_was_not_measured(db: None) -> None:
    found = evidence_of(candidate())
    assert (found.stage, found.guards, found.quotes, found.needs) == (Stage.SHADOW, None, None, 0)
    assert [one.reasons[0].code for one in rankers_judge()] == ["nothing_against", "needs_too_few"]
