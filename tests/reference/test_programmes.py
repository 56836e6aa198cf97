"""Rules of programmes: a version never changes, an amendment is a new one, and a bad row of the file stops the load."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from matchmaker.reference import programmes as services
from matchmaker.reference.loading import load_programmes, read_rows
from matchmaker.reference.models import Programme
from matchmaker.reference.programme_models import RulesStay
from matchmaker.reference.programme_rows import BadRow

pytestmark = pytest.mark.django_db
MID = date(2026, 6, 30)


def gov() -> Programme:
    return Programme.objects.get(pk="2026-GOV")


def test_an_amendment_is_a_new_version_and_the_old_one_stays() -> None:
    new = services.programme_amend(programme=gov(), rate=0.4, months=12)
    old = gov()
    assert (old.rate, old.months) == (0.5, 9)
    assert (new.pk, new.family, new.version, new.replaces, new.rate) == ("2026-GOV.2", "2026-GOV", 2, old, 0.4)
    assert services.changes(old, new) == [("rate", 0.5, 0.4), ("months", 9, 12)]
    assert list(Programme.objects.current().filter(family="2026-GOV")) == [new]
    assert "2026-GOV" not in {row.pk for row in Programme.objects.running(MID)}
    assert "2026-GOV" in {row.pk for row in Programme.objects.choosable(MID, kept="2026-GOV")}


def test_the_same_version_is_not_amended_twice() -> None:
    services.programme_amend(programme=gov(), rate=0.4)
    with pytest.raises(services.NotCurrent):
        services.programme_amend(programme=gov(), rate=0.3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme(**{**services.rules_of(gov()), "code": "X", "family": "X", "replaces": gov()}).save()


def test_an_amendment_that_changes_nothing_is_none() -> None:
    with pytest.raises(services.NothingChanged):
        services.programme_amend(programme=gov(), rate=0.5)
    assert not Programme.objects.filter(version=2).exists()


def test_a_code_that_was_used_is_not_used_again() -> None:
    services.programme_amend(programme=gov(), rate=0.4)
    for code in ("2026-GOV", "2026-GOV.2"):
        with pytest.raises(services.CodeTaken):
            services.programme_add(code=code, **services.rules_of(gov()))


def test_an_ended_programme_runs_no_more_and_cannot_be_amended() -> None:
    for _ in range(2):
        services.programme_end(programme=gov(), ended_on=MID)
    assert gov().ended_on == MID
    assert "2026-GOV" not in {row.pk for row in Programme.objects.running(MID)}
    assert "2026-GOV" in {row.pk for row in Programme.objects.running(date(2026, 6, 29))}
    with pytest.raises(services.Ended):
        services.programme_amend(programme=gov(), rate=0.4)
    with pytest.raises(services.EndsTooLate):
        services.programme_end(programme=Programme.objects.get(pk="2026-AUTO"), ended_on=date(2027, 1, 1))


def test_the_rules_of_a_row_cannot_be_written_over() -> None:
    row = gov()
    row.rate = 0.9
    for write in (row.save, lambda: row.save(update_fields=["rate"]), lambda: Programme.objects.update(rate=0.9)):
        with pytest.raises(RulesStay):
            write()
    assert gov().rate == 0.5


def test_the_plan_moves_with_the_last_version() -> None:
    services.programme_plan_set(programme=gov(), krw=10**9, simulated=True)
    new = services.programme_amend(programme=gov(), rate=0.4)
    assert (new.plan_krw, new.plan_simulated) == (10**9, True)
    with pytest.raises(services.NotCurrent):
        services.programme_plan_set(programme=gov(), krw=1)


def shipped(which: str = "2026-GOV", **cells: str) -> dict[str, str]:
    return {**next(row for row in read_rows("programmes") if row["code"] == which), **cells}


def test_loading_the_same_file_twice_changes_nothing() -> None:
    before = list(Programme.objects.values())
    load_programmes(read_rows("programmes"))
    assert list(Programme.objects.values()) == before


def test_a_file_that_says_something_else_makes_a_version_but_not_over_an_administrators() -> None:
    load_programmes([shipped(rate="0.6")])
    assert Programme.objects.get(pk="2026-GOV.2").rate == 0.6
    services.programme_amend(programme=Programme.objects.get(pk="2026-GOV.2"), rate=0.4)
    load_programmes([shipped(rate="0.7")])
    assert [row.rate for row in Programme.objects.filter(family="2026-GOV").order_by("version")] == [0.5, 0.6, 0.4]


def test_the_shipped_rules_of_the_autonomous_factory_are_data() -> None:
    row = Programme.objects.get(pk="2026-AUTO")
    assert (row.level_min, row.required_groups[1:]) == (2, (("SOL-TWIN",), ("SVC-DATA",)))
    assert Programme.objects.filter(plan_krw__isnull=False).count() == 0, "no budget is made up"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("code", ""),
        ("year", "올해"),
        ("rate", "1.2"),
        ("rate", "nan"),
        ("cap_krw", "-1"),
        ("months", "0"),
        ("level_min", "5"),
        ("level_max", "x"),
        ("regions", "경남"),
        ("sizes", "tiny"),
        ("requires", "SOL-NONE"),
        ("valid_from", "2026"),
        ("valid_to", "2025-01-01"),
        ("applies_to", "내일"),
        ("plan_krw", "많이"),
    ],
)
def test_a_bad_row_is_named_and_nothing_of_the_file_counts(column: str, cell: str) -> None:
    rows: list[dict[str, Any]] = [shipped(rate="0.6"), shipped("2026-AUTO", **{column: cell})]
    with pytest.raises(BadRow) as refused:
        load_programmes(rows)
    assert (refused.value.line, refused.value.column) == (3, column)
    assert gov().rate == 0.5
    assert not Programme.objects.filter(version=2).exists()
