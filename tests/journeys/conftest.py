"""One site for all journeys in the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import refuse_or_skip
from tests.journeys.site import Site


@pytest.fixture(scope="session")
def site(catalogues: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    refuse_or_skip()
    made = Site(tmp_path_factory.mktemp("site"))
    try:
        made.prepare(suppliers=150, firms=10, needs=3)
        made.start()
        yield made
        assert "Traceback" not in made.log()
    finally:
        made.remove()
