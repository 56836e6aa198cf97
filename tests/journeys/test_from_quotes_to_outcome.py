"""From a quote request to a factory that works: declined, silent, refused, late, and in the end in use."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests.journeys.people import SHOTS
from tests.journeys.site import Site

pytestmark = [pytest.mark.browser]
STEPS = (
    "declined capacity",
    "asked in place of",
    "is expired",
    "compares the quotes side by side",
    "chosen and confirmed: conditional",
    "the programme says no: the award is refused (programme)",
    "revision 2",
    "chosen and confirmed: active",
    "mid_check is missed",
    "promised times were missed twice",
    "without cover",
    "the project is operating",
    "month_3: the owner was asked and tells the figures: answered",
)


def test_the_whole_story_is_lived_through_in_a_browser(site: Site) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.journeys.whole_story", site.base, str(SHOTS)]
    done = subprocess.run(
        command, env=site.environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=420
    )
    assert done.returncode == 0, done.stderr[-6000:]
    place = 0
    for step in STEPS:  # each after the one before
        place = done.stderr.find(step, place)
        assert place >= 0, f"{step!r} did not happen in:\n{done.stderr}"
    assert json.loads(done.stdout) == []
