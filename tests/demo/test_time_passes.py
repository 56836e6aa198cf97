"""The story lives through weeks: time passes for one need, and the ordinary timers find what is due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from matchmaker.demo.passing import TO_NEED, time_passes
from tests.sourcing import stages

pytestmark = pytest.mark.django_db


def test_every_row_of_sourcing_has_a_way_to_its_need() -> None:
    names = {model.__name__ for model in apps.get_app_config("sourcing").get_models()}
    assert {name for name in names if not name.endswith("Event")} == set(TO_NEED)


def test_clocks_and_dates_move_together_and_other_needs_stay(sme: Any, other_sme: Any, supplier: Any) -> None:
    mine = stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier))))
    other = stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(other_sme, supplier))))
    dues = list(mine.milestones.values_list("due_on", flat=True))
    due_at, kept = mine.need.round.quotes_due_at, other.milestones.first().due_on
    time_passes(mine.need, timedelta(days=30))
    mine.refresh_from_db()
    assert list(mine.milestones.values_list("due_on", flat=True)) == [due - timedelta(days=30) for due in dues]
    mine.need.round.refresh_from_db()
    assert mine.need.round.quotes_due_at == due_at - timedelta(days=30)
    assert mine.starts_on == timezone.localdate() - timedelta(days=30)
    assert other.milestones.first().due_on == kept
