"""A killed process loses no work and does none twice: rows are the queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.journeys.site import Site


@pytest.fixture
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("killed"), LEASE_SECONDS="6")
    try:
        site.prepare(suppliers=150, firms=50, needs=14)
        yield site
    finally:
        site.remove()


def test_a_kill_in_the_middle_loses_no_run_and_no_letter(small_site: Site) -> None:
    asked = small_site.inside("queue_work")
    assert asked["runs"] >= 6
    assert asked["letters"] == 50
    killed = small_site.inside_soon("kill_in_the_middle", small_site.folder)
    small_site.wait_for(small_site.folder / "watching")
    small_site.start(patiently=False)
    left = killed()
    assert small_site.process.wait(timeout=30) == -9
    assert left["runs"].get("queued", 0) + left["runs"].get("running", 0) > 0

    small_site.start()
    end = small_site.inside("wait_for_all")
    assert end["runs"] == {"done": asked["runs"]}
    assert end["done"] == [1] * asked["runs"]
    assert end["letters"] == {"sent": 50}

    written = Counter(small_site.addressees())
    assert len(written) == 50
    # Whoever was being written to at the very moment may get the letter again: no mailer can know better.
    twice = {address for address, times in written.items() if times > 1}
    assert twice <= set(left["held"])
    assert small_site.stop() == 0
    assert "Traceback" not in small_site.log()
