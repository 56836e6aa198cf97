"""Programs read the rules as data: every version, and which of them hold today."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.reference.models import Programme
from matchmaker.reference.programmes import programme_amend, programme_end
from tests.api.asking import Program, token_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2026")]


def rows(reader: User, query: str = "") -> dict[str, dict[str, Any]]:
    answer = Program(token_for(reader)[1]).get(f"programmes/?limit=100&{query}")
    assert answer.status_code == 200
    return {row["code"]: row for row in answer.json()["results"]}


def test_every_version_is_there_with_its_rules(sme: User) -> None:
    programme_amend(programme=Programme.objects.get(pk="2026-GOV"), rate=0.4, regions=["48"])
    found = rows(sme)
    old, new = found["2026-GOV"], found["2026-GOV.2"]
    assert (old["rate"], old["current"], old["replaces"], old["regions"]) == (0.5, False, None, [])
    assert (new["rate"], new["current"], new["replaces"], new["regions"]) == (0.4, True, "2026-GOV", ["48"])
    assert found["2026-AUTO"]["required_groups"] == [["SOL-AI", "SOL-VISIONAI"], ["SOL-TWIN"], ["SVC-DATA"]]


def test_what_was_replaced_or_ended_does_not_run(sme: User) -> None:
    programme_amend(programme=Programme.objects.get(pk="2026-GOV"), rate=0.4)
    programme_end(programme=Programme.objects.get(pk="2026-ROBOT"), ended_on=timezone.localdate())
    assert set(rows(sme, "running=true")) == {"2026-GOV.2", "2026-AUTO", "2026-PROC"}
