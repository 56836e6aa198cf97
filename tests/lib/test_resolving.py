"""An address whose shape is known leads where Django's own resolver leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import Resolver404, URLPattern, URLResolver
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter
from django.urls.resolvers import RegexPattern, RoutePattern

from matchmaker.lib.resolving import NUMBER, QuickResolver

USUAL = URLResolver(RegexPattern(r"^/"), settings.ROOT_URLCONF)
CONVERTERS = {IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter}
SAMPLES = {"int": "7", "str": "word", "slug": "a-slug", "path": "a/b", "uuid": "0f9f6d4e-6f0e-4c43-9a5b-5d5f0f0f0f0f"}


def leaves(resolver: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield (*before, one.pattern)
        else:
            yield from leaves(one, (*before, one.pattern))


ROUTES = list(leaves(USUAL))
PLAIN = sorted(
    {
        "/" + "".join(str(part) for part in route)
        for route in ROUTES
        if all(type(part) is RoutePattern for part in route)
    }
)


def filled(route: str, number: str) -> str:
    def value(match: re.Match[str]) -> str:
        return number if match[1] == "int" else SAMPLES.get(match[1] or "str", "word")

    return re.sub(r"<(?:(\w+):)?\w+>", value, route)


def seen(resolver: URLResolver, address: str) -> Any:
    """Everything that the match says, or that there is none."""
    try:
        match = resolver.resolve(address)
    except Resolver404 as nothing:
        return str(nothing.args[0]["path"])
    return {name: repr(value) for name, value in vars(match).items()} | {"view": match.func}


def test_every_route_is_found_with_any_number() -> None:
    quick = QuickResolver(RegexPattern(r"^/"), settings.ROOT_URLCONF)
    assert len(PLAIN) > 150
    for number in ("7", "0", "007", "20260731", "9" * 18, "9" * 19, "9" * 5000, "-1", "٣", "1.5", "7x", ""):
        for route in PLAIN:
            address = filled(route, number)
            assert seen(quick, address) == seen(USUAL, address), address[:80]
            assert seen(quick, address) == seen(USUAL, address), address[:80]  # the second time it is known
            assert seen(quick, address + "x") == seen(USUAL, address + "x"), address[:80]
            assert seen(quick, address.rstrip("/")) == seen(USUAL, address.rstrip("/")), address[:80]


@pytest.mark.parametrize(
    "address", ["", "/", "//", "/needs/5", "/needs/5//", "/needs/5/\n", "/needs/0\n/", "/5/", "/api/v1/5/"]
)
def test_odd_addresses_lead_where_they_did(address: str) -> None:
    quick = QuickResolver(RegexPattern(r"^/"), settings.ROOT_URLCONF)
    for one in ("/needs/5/", address, address):
        assert seen(quick, one) == seen(USUAL, one)


def test_nothing_is_kept_of_addresses_with_words_in_them() -> None:
    quick = QuickResolver(RegexPattern(r"^/"), settings.ROOT_URLCONF)
    for address in ("/organisation/invitation/secret/", "/api/v1/nothing/7/", "/staff/accounts/user/7/change/"):
        quick.resolve(address)
    with pytest.raises(Resolver404):
        quick.resolve("/nothing/here/7/")
    assert vars(quick)["kept"] == {}


def test_what_one_request_does_to_its_match_is_not_seen_by_the_next() -> None:
    quick = QuickResolver(RegexPattern(r"^/"), settings.ROOT_URLCONF)
    for number in (5, 6, 7):
        match = quick.resolve(f"/needs/{number}/")
        assert match.kwargs == match.captured_kwargs == {"pk": number}
        match.kwargs["pk"] = match.kwargs["more"] = 99
    assert quick.resolve("/needs/8/").kwargs == {"pk": 8}


def test_no_route_tells_one_number_from_another() -> None:
    """What the resolver rests on. Expressions are named here one by one: a new one is to be looked at."""
    parts = {part for route in ROUTES for part in route}
    for part in parts:
        if type(part) is RoutePattern:
            assert not NUMBER.search("/" + re.sub(r"<[^>]*>", "x", str(part))), str(part)
            assert {type(converter) for converter in part.converters.values()} <= CONVERTERS, str(part)
    expressions = {str(part) for part in parts if type(part) is not RoutePattern}
    assert {one for one in expressions if not one.startswith("^(?P<app_label>auth|")} == {
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        "(?P<url>.*)$",
        "^v1/",
    }
