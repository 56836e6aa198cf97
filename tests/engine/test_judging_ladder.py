"""The ladder: each step by its figures, and never upwards because something got worse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.engine.judging.credit import Signal
from matchmaker.engine.judging.guards import Guards, Segment
from matchmaker.engine.judging.ladder import Decision, Evidence, Size, Stage, Verdict, decide

FINE = Guards(0.0, 0.0, 0.02, 1500, segments=(Segment("region", "KR-41", 200, 0.1, 2.0),))
ORDER = (Verdict.REJECT, Verdict.ROLL_BACK, Verdict.WAIT, Verdict.ADVANCE, Verdict.KEEP, Verdict.PROMOTE)


def z(value: float, needs: int = 500) -> Signal:
    return Signal(value, needs, needs, value / 10)


PROVED = Evidence(Stage.INTERLEAVING, 1200, z(2.0), z(2.5), z(0.1), z(1.0, 300), None, FINE)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def test_a_proved_candidate_serves_and_says_by_what() -> None:
    found = decide(PROVED)
    assert (found.stage, found.verdict, found.size) == (Stage.SERVING, Verdict.PROMOTE, Size.SMALL_EFFECTS)
    assert codes(found) == ["quotes_proved", "awards_hold"]
    assert dict(found.reasons[0].params) == {"z": 2.5, "limit": 1.645, "needs": 500}


@pytest.mark.parametrize(
    ("change", "verdict", "code"),
    [
        ({"quotes": z(1.6)}, Verdict.REJECT, "quotes_not_proved"),
        ({"awards": z(-1.1)}, Verdict.REJECT, "awards_against"),
        ({"recent": z(-1.7, 300)}, Verdict.REJECT, "recent_needs_against"),
        ({"quotes": z(3.0, 499)}, Verdict.WAIT, "interleaving_too_few"),
        ({"awards": None}, Verdict.WAIT, "interleaving_too_few"),
        ({"guards": None}, Verdict.WAIT, "guards_unmeasured"),
        ({"guards": replace(FINE, segments=None)}, Verdict.WAIT, "segments_unmeasured"),
        ({"guards": replace(FINE, calibration_cases=150)}, Verdict.WAIT, "calibration_too_few"),
        ({"guards": replace(FINE, gini_change=0.031)}, Verdict.REJECT, "gini_broken"),
        ({"guards": replace(FINE, zero_change=0.021)}, Verdict.REJECT, "zero_exposure_broken"),
        ({"guards": replace(FINE, calibration=0.051)}, Verdict.REJECT, "calibration_broken"),
        ({"guards": replace(FINE, unexplained=0.01)}, Verdict.REJECT, "unexplained_broken"),
    ],
)
def test_whoever_is_not_proved_does_not_serve(change: dict, verdict: Verdict, code: str) -> None:
    found = decide(replace(PROVED, **change))
    assert found.verdict is verdict
    assert code in codes(found)
    assert found.stage is (Stage.RETIRED if verdict is Verdict.REJECT else Stage.INTERLEAVING)


@pytest.mark.parametrize(
    ("needs", "change", "sign", "stops"),
    [(200, -0.2, -3.0, True), (49, -0.2, -3.0, False), (200, -0.04, -3.0, False), (200, -0.2, -1.0, False)],
)
def test_a_group_that_clearly_loses_stops_the_candidate(needs: int, change: float, sign: float, stops: bool) -> None:
    lost = Segment("industry", "25", needs, change, sign)
    found = decide(replace(PROVED, guards=replace(FINE, segments=(lost,))))
    assert (found.verdict is Verdict.REJECT) == stops
    assert ("segment_loses" in codes(found)) == stops
    assert ("segments_too_small" in codes(found)) == (needs < 50)


@pytest.mark.parametrize(
    ("seen", "verdict", "stage", "code"),
    [
        (None, Verdict.WAIT, Stage.SWAPS, "swaps_too_few"),
        (z(3.0, 499), Verdict.WAIT, Stage.SWAPS, "swaps_too_few"),
        (z(1.3), Verdict.ADVANCE, Stage.INTERLEAVING, "nominated"),
        (z(1.2), Verdict.WAIT, Stage.SWAPS, "swaps_undecided"),
        (z(-1.3), Verdict.REJECT, Stage.RETIRED, "swaps_against"),
    ],
)
def test_swaps_nominate_only(seen: Signal | None, verdict: Verdict, stage: Stage, code: str) -> None:
    found = decide(Evidence(Stage.SWAPS, 600, seen, guards=FINE))
    assert (found.verdict, found.stage, codes(found)) == (verdict, stage, [code])


def test_a_shadow_comes_forward_when_its_guards_hold() -> None:
    assert decide(Evidence(Stage.SHADOW, 60, guards=replace(FINE, segments=None))).stage is Stage.SWAPS
    assert codes(decide(Evidence(Stage.SHADOW, 60))) == ["guards_unmeasured"]
    assert codes(decide(Evidence(Stage.SHADOW, 49, guards=FINE))) == ["needs_too_few"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "nothing_against"),
        ({"recent": z(-1.6, 300)}, "nothing_against"),
        ({"recent": z(-9.0, 299)}, "nothing_against"),
        ({"recent": z(-1.7, 300)}, "recent_needs_against"),
        ({"replies": z(-1.7, 300)}, "replies_fell"),
        ({"guards": replace(FINE, calibration=0.06)}, "calibration_broken"),
    ],
)
def test_what_serves_is_rolled_back_for_a_reason(change: dict, code: str) -> None:
    found = decide(replace(PROVED, stage=Stage.SERVING, **change))
    kept = code == "nothing_against"
    assert (found.verdict, found.stage) == (
        (Verdict.KEEP, Stage.SERVING) if kept else (Verdict.ROLL_BACK, Stage.RETIRED)
    )
    assert codes(found)[0] == code


def test_the_same_curves_do_not_come_back() -> None:
    assert decide(replace(PROVED, stage=Stage.RETIRED)).stage is Stage.RETIRED


def test_a_second_look_is_refused() -> None:
    with pytest.raises(ValueError, match="one look"):
        decide(replace(PROVED, quotes=z(2.0, 501)))


@pytest.mark.parametrize(
    ("needs", "size"),
    [(0, "prior_only"), (50, "sign_only"), (200, "large_effects"), (999, "promotion"), (1000, "small_effects")],
)
def test_what_so_few_needs_can_tell_is_said(needs: int, size: str) -> None:
    assert decide(Evidence(Stage.SHADOW, needs)).size == size


SCORES = st.floats(-4, 4)
SIGNALS = st.none() | st.builds(z, SCORES, st.sampled_from([100, 300, 499, 500]))
SEGMENTS = st.lists(
    st.builds(Segment, st.just("size"), st.just("S"), st.sampled_from([10, 80]), st.floats(-0.3, 0.3), SCORES),
    max_size=3,
).map(tuple)
RISES = st.floats(-0.05, 0.05)
GUARDS = st.none() | st.builds(
    Guards,
    RISES,
    RISES,
    st.floats(0, 0.1),
    st.sampled_from([100, 400]),
    st.sampled_from([0.0, 0.1]),
    SEGMENTS | st.none(),
)
ANY = st.builds(
    Evidence, st.sampled_from(Stage), st.integers(0, 1500), SIGNALS, SIGNALS, SIGNALS, SIGNALS, SIGNALS, GUARDS
)
WORSE = st.floats(0, 3)


@given(ANY, st.lists(WORSE, min_size=5, max_size=5), st.lists(st.floats(0, 0.1), min_size=3, max_size=3))
def test_more_evidence_against_never_lifts_a_candidate(one: Evidence, drops: list[float], rises: list[float]) -> None:
    names = ("swaps", "quotes", "awards", "recent", "replies")
    signals = {
        name: replace(seen, z=seen.z - drop)
        for name, drop in zip(names, drops, strict=True)
        if (seen := getattr(one, name)) is not None
    }
    guards = one.guards and replace(
        one.guards,
        gini_change=one.guards.gini_change + rises[0],
        zero_change=one.guards.zero_change + rises[1],
        calibration=one.guards.calibration + rises[2],
        segments=one.guards.segments
        and tuple(replace(s, change=s.change - drops[0], z=s.z - drops[1]) for s in one.guards.segments),
    )
    worse = replace(one, guards=guards, **signals)
    assert ORDER.index(decide(worse).verdict) <= ORDER.index(decide(one).verdict)
