"""The lint of requirements notices what could change behind our back."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from matchmaker.lib.management.commands.check_pins import disagreements, pinned, unmet


def test_the_projects_own_files_are_in_order() -> None:
    call_command("check_pins", verbosity=0, stdout=io.StringIO())


@pytest.mark.parametrize(
    "line",
    ["django", "django>=5.2", "django~=5.2", "-e .", "git+https://example.com/x.git", "--index-url https://x", "./x"],
)
def test_anything_but_an_exact_version_is_named(line: str) -> None:
    assert pinned(f"celery==5.7.0\n{line}\n") == ({"celery": "5.7.0"}, [line])


def test_files_that_disagree_are_named() -> None:
    pins = {"requirements.txt": {"a": "1"}, "requirements-dev.txt": {"a": "2"}, "requirements-bench.txt": {"a": "2"}}
    assert disagreements(pins) == ["a==1 of requirements.txt is 2 in requirements-dev.txt"]


def test_what_is_asked_for_and_not_there_is_named() -> None:
    assert unmet(["Foo_Bar[x]==1.0", "baz"], {"foo-bar": "1.0", "baz": "3"}) == []
    assert len(unmet(["foo==1.0", "gone"], {"foo": "1.1"})) == 2
