"""Schemathesis walks the whole schema with all checks on, good data and bad, with each role's token.

A bounded share runs here; ``make test-api`` walks ten thousand cases and more and prints how many.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode

from matchmaker.accounts.models import User
from matchmaker.lib.api.paging import PARAMETERS
from tests.api.world import api_addresses, api_world, arguments, everybody, tokens

pytestmark = pytest.mark.django_db
EACH = int(os.environ.get("API_CASES", "0"))
SIDE = {"supplier": "supplier", "demand": "sme", "programme": "administrator"}
OFFICES = ("administrator", "regional", "analyst")
# A well-formed body may not fit the row (412, 422), and a well-formed cursor may lead nowhere (400).
GOOD = ["2xx", "400", "401", "403", "404", "409", "412", "422"]
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": GOOD},
    "missing_required_header": {"expected-statuses": ["400", "401", "428"]},
}
QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]
QUIET += [HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.fixture
def keys(sme: User, supplier: User, administrator: User) -> dict[str, dict[str, Any]]:
    return api_world(sme, supplier, administrator)


@pytest.fixture
def people_known(
    sme: User, other_sme: User, supplier: User, rival: User, administrator: User, regional: User, analyst: User
) -> dict[str, User]:
    people = everybody(sme, other_sme, supplier, rival, administrator)
    return people | {"regional": regional, "analyst": analyst}


@pytest.fixture
def connection_stays() -> Iterator[None]:
    """As Django's own test client does: no request ends the connection that holds the test's transaction."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def schema(settings: Any, connection_stays: None) -> Any:
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    config = SchemathesisConfig.from_dict({"checks": CHECKS})
    return schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application(), config=config)


def names_of(path: str) -> str:
    """The address behind a path of the schema, found with any keys."""
    return resolve(path.replace("{id}", "1").replace("{requirement}", "1").replace("{", "").replace("}", "")).view_name


def fitting(name: str) -> tuple[str, ...]:
    """Who may do something there: of two sides the supplier; offices see different parts of the same."""
    kinds = api_addresses()[name].kinds
    who = next((who for kind, who in SIDE.items() if kind in kinds), "supplier")
    return OFFICES if who in OFFICES else (who,)


def asks_something(operation: Any) -> bool:
    """Whether it takes more than a key and the parameters of every list: others are one case good and none bad."""
    names = {one.name for one in operation.query}
    return bool(operation.body) or bool(names - set(PARAMETERS))


def walk(
    operation: Any, token: str, known: dict[str, Any], each: int, counted: Counter[str], *, bad: bool = True
) -> Iterator[str]:
    """Good and bad cases of one operation; half of them go to a row that is there and do not stumble over its state.

    Tells what was wrong, so that one walk finds all of it.
    """
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) if bad else (GenerationMode.POSITIVE,):
        anywhere = operation.as_strategy(mode)
        options = [anywhere]
        if known and mode == GenerationMode.POSITIVE:
            options.insert(0, operation.as_strategy(mode, path_parameters=known))

        @settings(
            max_examples=each,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=QUIET,
        )
        @given(case=st.one_of(*options), lucky=st.booleans())
        def cases(case: Any, lucky: bool) -> None:
            case.headers["Authorization"] = f"Bearer {token}"
            good = case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE
            if good and lucky and "If-Match" in case.headers:
                case.headers["If-Match"] = "*"
            with transaction.atomic():
                answer = case.call_and_validate()
                transaction.set_rollback(True)
            counted[f"{answer.status_code // 100}xx"] += 1

        try:
            cases()
        except Unsatisfiable:  # nothing about this operation can be wrong
            counted["none"] += 1
        except FailureGroup as wrong:
            yield f"{operation.label}: {wrong}"


def test_no_answer_is_undocumented_and_none_is_a_failure(
    schema: Any,
    keys: dict[str, dict[str, Any]],
    people_known: dict[str, User],
) -> None:
    people = tokens(people_known)
    counted: Counter[str] = Counter()
    found = [one.ok() for one in schema.get_all_operations()]
    wrong: list[str] = []
    for operation in found:
        name = names_of(operation.path)
        known = {key.replace("pk", "id"): value for key, value in arguments(name, keys).items()}
        asks = EACH > 0 or asks_something(operation)
        for at, who in enumerate(people if EACH else fitting(name)):
            cache.clear()
            each, bad = EACH or (2 if asks else 1), asks and (EACH > 0 or not at)
            for one in walk(operation, people[who], known, each, counted, bad=bad):
                wrong.append(f"{who}: {one}")
                print(wrong[-1], flush=True)  # a long walk tells at once
    total = sum(counted.values()) - counted["none"]
    print(f"\n{len(found)} operations, {total:,} cases: {dict(sorted(counted.items()))}")
    assert not wrong, "\n".join(wrong)
    assert counted["5xx"] == 0
    assert counted["2xx"] > total / 50
    assert total >= (10_000 if EACH else 100)
