"""Why this one: what is shown adds up to the score and is true of the offer, whatever curves the live ranker has."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.engine.explaining import reasons_by_offer
from matchmaker.engine.features import NAMES
from matchmaker.engine.ranking import PRIOR, AdditiveRanker, Curve, prior_ranker, ready, to_json
from matchmaker.matching import wording
from matchmaker.matching.models import MatchRun
from matchmaker.matching.ranker_services import ranker_load
from matchmaker.matching.rounding import adding_up
from tests.matching.scenes import ask, finished_run, stock

# Not the prior in any way: other knots, some flat, one not from zero, one that praises a single paper.
OTHER = {
    **{name: Curve(curve.knots, tuple(0.4 * value for value in curve.values)) for name, curve in PRIOR.items()},
    "evidence": Curve((0.0, 1.0), (0.0, 0.3)),
    "reply": Curve((0.0, 0.6), (0.02, 0.2)),
    "text": Curve((0.0,), (0.01,)),
    "onsite": Curve((1.0, 20.0), (0.25, 0.001)),
}
TABLES: dict[str, dict[Any, str]] = {"supplier": {}, "region": {}, "slot": {}}
BETWEEN = {"industry": 5, "price": 4, "time": 2, "distance": 9, "onsite": 168, "capacity": 4, "evidence": 3}


def other_ranker() -> AdditiveRanker:
    return ready(tuple(OTHER[name] for name in NAMES))


@pytest.mark.django_db
@pytest.mark.parametrize("live", [prior_ranker, other_ranker])
def test_a_stored_run_adds_up_exactly(sme: Any, supplier: Any, rival: Any, live: Any) -> None:
    stock(supplier, rival)
    ranker_load(name="live", curves=to_json(live()))
    run = finished_run(ask(sme, "SOL-MES", "EQP-HMI", nice=("EQP-ID",)))
    rows = list(run.ranked.all())
    assert rows
    assert max(abs(sum(row.contributions.values()) - row.score) for row in rows) <= 1e-9
    for card in run.result["packages"]:
        assert abs(sum(card["contributions"].values()) - card["value"]) <= 1e-9
    served = live()
    for slot in run.result["slots"]:
        for one in slot["ranked"]:
            parts = served.contributions(np.array([one["values"]]))[0]
            assert np.abs(parts - one["contributions"]).max() <= 1e-9


def numbers(table: str) -> list[float]:
    return [float(one.replace("−", "-")) for one in re.findall(r'"number">(?:<strong>)?([−\d.]+)<', table)]


@pytest.mark.django_db
def test_the_page_adds_up_digit_for_digit(sme: Any, supplier: Any, rival: Any, client_for: Any) -> None:
    stock(supplier, rival)
    ranker_load(name="live", curves=to_json(other_ranker()))
    run: MatchRun = finished_run(ask(sme, "SOL-MES", nice=("EQP-ID",)))
    page = client_for(sme).get(reverse("matching:package", args=[run.packages.first().pk])).content.decode()
    tables = re.findall(r"<caption[^>]*>기준마다 받은 점수</caption>(.*?)</table>", page, re.DOTALL)
    assert tables
    for table in tables:
        *parts, total = numbers(table)
        assert len(parts) == len(NAMES)
        assert round(sum(parts), 2) == total
    whole = re.search(r'<ul class="contributions">(.*?)</ul>', page, re.DOTALL)
    assert whole is not None
    *parts, total = [float(one.replace("−", "-")) for one in re.findall(r'"number">\+?(−?[\d.]+)<', whole[1])]
    assert round(sum(parts), 2) == total


# One draw gives all parts, -51 to 51: one divisor makes exact halves of the last digit, the other endless fractions.
@given(st.binary(min_size=2, max_size=41), st.sampled_from((640, 643)), st.integers(0, 3))
def test_rounded_parts_add_up_and_stay_near(drawn: bytes, divisor: int, digits: int) -> None:
    parts = (np.frombuffer(drawn[: len(drawn) // 2 * 2], dtype="<i2") / divisor).tolist()
    shown = adding_up(parts, digits)
    assert round(sum(shown) * 10**digits) == round(sum(10**digits * part for part in parts))
    assert all(abs(a - b) < 10**-digits + 1e-9 for a, b in zip(parts, shown, strict=True))


def reasons(ranker: AdditiveRanker, **values: float) -> dict[str, str]:
    """Code -> sentence of an offer that is middling but for these values."""
    row = np.array([values.get(name, 0.5) for name in NAMES])
    found = reasons_by_offer(row[None], ranker.contributions(row[None]), ranker)[0]
    return {one.code: wording.sentence(one.code, one.values, TABLES) for one in found}


def test_a_curve_that_praises_little_does_not_make_it_sound_like_much() -> None:
    told = reasons(other_ranker(), evidence=1.0, reply=0.6)
    assert "서류로" in told["strong_evidence"]
    assert "잘 답하는" not in told["strong_reply"]
    assert "고객이나 지원사업" in reasons(other_ranker(), evidence=3.0)["strong_evidence"]


def test_a_flat_curve_is_no_reason() -> None:
    told = reasons(other_ranker(), text=0.9)
    assert "strong_text" not in told
    assert "weak_text" not in told


def test_a_little_record_is_not_called_none() -> None:
    assert "기록이 적습니다" in wording.sentence("weak_votes", {"value": 0.14, "points": 2.0, "most": 14.0}, TABLES)
    assert "아직 없습니다" in wording.sentence("weak_votes", {"value": 0.0, "points": 0.0, "most": 14.0}, TABLES)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("code", sorted(wording.OTHERWISE))
def test_every_other_sentence_is_whole_and_is_reached(code: str, language: str) -> None:
    name = code.split("_", 1)[1]
    steps = np.linspace(0.0, BETWEEN.get(name, 1.0), 41)
    with translation.override(language):
        texts = [wording.sentence(code, {"value": float(at), "points": 1.0, "most": 2.0}, TABLES) for at in steps]
        kinds = {wording.variant(code, {"value": float(at)}) for at in steps}
    assert all(text.endswith(".") and "%(" not in text for text in texts)
    assert kinds == {code, code + wording.ELSE}
