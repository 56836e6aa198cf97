"""The public page of rules says what is in force now, to anybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from matchmaker.engine.exposure import DEFAULT
from matchmaker.engine.features import NAMES
from matchmaker.engine.ranking import PRIOR, Curve, ready, to_json
from matchmaker.matching import wording
from matchmaker.matching.exposing import setting_change
from matchmaker.matching.ranker_services import ranker_load
from matchmaker.matching.rules_page import fair_context, rules_context

pytestmark = pytest.mark.django_db


def read(client: Any) -> str:
    answer = client.get(reverse("matching:rules"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_weights_are_those_of_the_serving_version(reference: None, client: Any) -> None:
    curves = PRIOR | {"price": Curve((0.0, 2.0), (0.5, 0.125)), "reply": Curve((0.0,), (0.0,))}
    row = ranker_load(name="learnt in spring", curves=to_json(ready(tuple(curves[name] for name in NAMES))))
    lines = {line["name"]: line for line in rules_context()["weights"]}
    assert lines[wording.FEATURES["price"]]["points"] == 37.5
    assert lines[wording.FEATURES["reply"]]["points"] == 0
    assert not lines[wording.FEATURES["price"]]["more"]
    page = read(client)
    assert "37.5점" in page
    assert f"learnt in spring에 배운 기준 ({row.checksum[:12]})" in page


def test_every_feature_says_what_it_looks_at() -> None:
    assert set(wording.MEANINGS) == set(NAMES)
    assert len(rules_context()["weights"]) == len(NAMES)


def test_the_strength_of_exposure_in_force_is_told(administrator: Any, client: Any) -> None:
    assert f"많아야 {10 * DEFAULT:.1f}점" in read(client)
    setting_change(strength=0.2, actor=administrator, reason="trial")
    assert "많아야 2점" in read(client)
    setting_change(strength=0.0, actor=administrator, reason="off")
    page = read(client)
    assert "지금은 쓰지 않고 있습니다" in page
    assert "많아야 2점" not in page


def test_the_bonus_told_is_what_the_engine_gives(administrator: Any) -> None:
    setting_change(strength=0.2, actor=administrator, reason="trial")
    assert fair_context() == pytest.approx({"most": 2.0, "packages": 1.0, "band": 4.0})


def test_money_and_objections_are_spoken_of(reference: None, client: Any) -> None:
    page = read(client)
    assert "돈은 순위에 들어가지 않습니다" in page
    assert "운영기관에 알려 주세요" in page
