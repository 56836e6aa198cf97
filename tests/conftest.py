"""The fixed cast: an SME, a supplier, an administrator, a stranger. Every test meets the same people."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.test import Client
from django.utils import timezone, translation

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from matchmaker.lib import packed
from tests import factories
from tests.browser import (  # noqa: F401  (fixtures for every test marked "browser")
    CHROMIUM,
    MISSING,
    browser_context_args,
    browser_type_launch_args,
    complaints,
    sign_in,
)
from tests.cast import enter
from tests.flushing import let_tests_flush

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver keeps an event loop in this thread


def pytest_configure() -> None:
    """Emptying tables works in tests; workers that share a Redis keep their caches in numbers of their own."""
    let_tests_flush()
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4
    cache = settings.CACHES["default"]
    if worker and str(cache.get("LOCATION", "")).startswith("redis"):
        cache["LOCATION"] = f"{cache['LOCATION'].rsplit('/', 1)[0]}/{15 - worker}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no core waits for a journey that another began last."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    from matchmaker.lib.management.commands.compile_catalogs import compile_catalogs

    compile_catalogs()


@pytest.fixture(scope="session")
def facts_stay() -> None:
    """The shipped facts come with the tables, once, and again after a test that emptied them."""
    post_migrate.connect(_load_facts, sender=apps.get_app_config("reference"))


def _load_facts(**_: object) -> None:
    call_command("load_reference", verbosity=0)


@pytest.fixture(scope="session")
def django_db_setup(facts_stay: None, django_db_setup: None) -> None:
    """The suite's database, with the facts in it."""


@pytest.fixture(autouse=True)
def nobody_elses_language() -> None:
    """A client that read English leaves its thread speaking English; the next test begins in Korean."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def what_is_shared_stays_as_it_was_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages share the values of packed columns (``lib/packed.py``): whichever test makes one write there fails."""
    read, kept = [], packed.kept

    def noted(text: str) -> object:
        read.append((text, kept(text)))
        return read[-1][1]

    monkeypatch.setattr(packed, "kept", noted)
    yield
    kept.cache_clear()
    assert all(value == packed.inflated(text) for text, value in dict(read).items())


@pytest.fixture(autouse=True)
def quick_and_contained(settings: object, tmp_path: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CHECK_BEFORE_AWARD = False  # coverage looks quotes through by beat, which no test runs by itself
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    # Set anew, not changed in place: only so the storage in use is dropped and no two tests share a folder.
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    }


@pytest.fixture
def reference(db: None) -> None:
    """The taxonomy, regions, industries and programmes as shipped: they are in the tables already."""


@pytest.fixture
def in_2026() -> Iterator[None]:
    """Whatever the calendar says, it is June 2026: the shipped programmes run, and end with that year."""
    with time_machine.travel(timezone.make_aware(datetime(2026, 6, 15, 12))):
        yield


@pytest.fixture
def sme(reference: None) -> User:
    return factories.demand_user(email="sme@example.com", firm="한빛정밀")


@pytest.fixture
def other_sme(reference: None) -> User:
    return factories.demand_user(email="other@example.com", firm="누리금속")


@pytest.fixture
def supplier(reference: None) -> User:
    return factories.supplier_user(email="supplier@example.com", firm="가온시스템")


@pytest.fixture
def rival(reference: None) -> User:
    return factories.supplier_user(email="rival@example.com", firm="다온테크")


@pytest.fixture
def administrator(reference: None) -> User:
    return factories.programme_user(email="admin@example.com")


@pytest.fixture
def regional(reference: None) -> User:
    """An administrator of the region where the cast's firms are."""
    return factories.programme_user(email="regional@example.com", firm="경남 지원센터", scope="48")


@pytest.fixture
def elsewhere(reference: None) -> User:
    """An administrator of another region."""
    return factories.programme_user(email="elsewhere@example.com", firm="경기 지원센터", scope="41")


@pytest.fixture
def analyst(reference: None) -> User:
    return factories.programme_user(email="analyst@example.com", role=Role.ANALYST)


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("stranger@example.com", "correct horse battery")


@pytest.fixture
def client_for() -> object:
    """``client_for(user)``: a browser-like client logged in as that person."""

    def make(user: User) -> Client:
        return enter(Client(), user)

    return make


def pytest_terminal_summary(terminalreporter: object) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if not CHROMIUM and any(MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.section("browser", sep="!", red=True, bold=True)
        terminalreporter.line(MISSING, red=True, bold=True)
