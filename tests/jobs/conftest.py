"""Work for tests: each kind is a small handler, registered as an app would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from matchmaker.jobs.handlers import HANDLERS, job_handler
from matchmaker.jobs.models import Job
from matchmaker.jobs.services import job_start


@pytest.fixture
def handled() -> Iterator[Callable[..., Job]]:
    """``handled(run, **fields)``: a job that ``run`` will do."""
    before = dict(HANDLERS)

    def make(run: Callable[[Any], Any], **fields: Any) -> Job:
        if "테스트" not in HANDLERS:
            job_handler("테스트", label="시험 삼아 세기")(run)
        return job_start(kind="테스트", **fields)

    yield make
    HANDLERS.clear()
    HANDLERS.update(before)
