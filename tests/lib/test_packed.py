"""Packed JSON gives back what plain JSON would, reads rows from before, and refuses questions about its inside."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.lib.packed import KEPT_SIGNS, PackedJSON, pack, unpack
from matchmaker.matching.models import MatchRun
from tests import factories

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inside: st.lists(inside, max_size=9) | st.dictionaries(st.text(max_size=9), inside, max_size=9),
    max_leaves=60,
)


@given(st.lists(PLAIN, max_size=30) | st.dictionaries(st.text(max_size=9), PLAIN, max_size=30))
def test_any_plain_value_comes_back(value: Any) -> None:
    assert json.dumps(unpack(json.dumps(pack(value)))) == json.dumps(value)


def test_what_is_read_again_is_not_made_again_and_another_text_is_another_value() -> None:
    one, other = ([{"name": name * 400}, {"name": name * 700}] for name in "가나")
    texts = [json.dumps(pack(value)) for value in (one, other)]
    assert [unpack(text) for text in texts] == [one, other]
    assert unpack(texts[0]) is unpack(texts[0])


def test_a_value_too_large_to_keep_is_made_anew_each_time() -> None:
    large = [str(random.Random(at).random()) for at in range(9_000)]
    text = json.dumps(pack(large))
    assert len(text) > KEPT_SIGNS
    assert unpack(text) == large
    assert unpack(text) is not unpack(text)


@dataclass(frozen=True)
class Told:
    name: str
    parts: tuple[float, ...]
    counts: dict[int, int]


def test_dataclasses_are_objects_and_numbers_of_numpy_floats() -> None:
    told = Told("말", (0.1, np.float64(0.2), np.int64(3)), {7: 1})  # type: ignore[arg-type]
    plain = {"name": "말", "parts": [0.1, 0.2, 3.0], "counts": {"7": 1}}
    assert json.dumps(unpack(json.dumps(pack(told)))) == json.dumps(plain)
    assert unpack(json.dumps(pack([told] * 200))) == [plain] * 200
    assert asdict(told)["parts"][1] == 0.2


@pytest.mark.django_db
def test_rows_written_before_are_read_as_they_stand(sme: Any) -> None:
    large = {"slots": [{"offer": at, "말": f"{at}"} for at in range(500)]}
    run = MatchRun.objects.create(need=factories.need(sme), need_version=1, result=large)
    with connection.cursor() as cursor:
        cursor.execute("SELECT result FROM matching_matchrun")
        assert len(cursor.fetchone()[0]) < len(json.dumps(large)) / 3
        cursor.execute("UPDATE matching_matchrun SET result = %s", [json.dumps(large)])
    assert MatchRun.objects.get(pk=run.pk).result == large
    assert list(MatchRun.objects.values_list("result", flat=True)) == [large]


@pytest.mark.django_db
def test_nobody_can_ask_a_query_about_the_inside() -> None:
    with pytest.raises(FieldError):
        MatchRun.objects.filter(result__status="optimal").exists()


def test_migrations_see_the_column_that_it_is() -> None:
    assert PackedJSON(default=dict).deconstruct()[1] == "django.db.models.JSONField"
