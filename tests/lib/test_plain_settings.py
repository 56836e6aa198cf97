"""Settings are found without Django's detour, and behave as ever."""

from __future__ import annotations

import copy

import pytest
from django.conf import LazySettings, global_settings, settings
from django.test import override_settings
from django.utils.functional import LazyObject


class Usual(LazySettings):
    """Settings with Django's own way of finding them."""

    __getattribute__ = LazyObject.__getattribute__


def test_the_detour_is_gone() -> None:
    assert "__getattribute__" in vars(LazyObject)
    assert LazySettings.__getattribute__ is object.__getattribute__


def test_every_setting_is_what_django_finds() -> None:
    usual = Usual()
    usual._wrapped = settings._wrapped
    for name in dir(usual):
        if name.isupper():
            assert getattr(settings, name) == getattr(usual, name), name
    assert dir(settings) == dir(usual)
    assert settings.__class__ is usual.__class__
    assert copy.copy(settings).__dict__ == copy.copy(usual).__dict__


@pytest.mark.parametrize("kind", [LazySettings, Usual])
def test_what_was_read_once_is_forgotten_when_it_changes(kind: type[LazySettings]) -> None:
    one = kind()
    assert not one.configured
    one.configure(default_settings=global_settings, PAGE="first")
    assert (one.configured, one.PAGE) == (True, "first")
    one.PAGE = "second"
    assert one.PAGE == "second"
    del one.PAGE
    with pytest.raises(AttributeError):
        _ = one.PAGE


def test_overriding_holds_inside_and_ends_after() -> None:
    before = settings.SESSION_COOKIE_AGE
    with override_settings(SESSION_COOKIE_AGE=7):
        assert settings.SESSION_COOKIE_AGE == 7
        with override_settings():
            del settings.SESSION_COOKIE_AGE
            with pytest.raises(AttributeError):
                _ = settings.SESSION_COOKIE_AGE
        assert settings.SESSION_COOKIE_AGE == 7
    assert before == settings.SESSION_COOKIE_AGE
