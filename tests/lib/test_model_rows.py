"""Models made out of rows all at once are those that Django makes value by value."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_init, pre_init

from matchmaker.accounts.models import Membership, User
from matchmaker.lib.model_rows import Maker, maker, puts_values_only


def inside(made: Model) -> tuple[type[Model], dict[str, object], dict[str, object]]:
    values = {name: value for name, value in vars(made).items() if name != "_state"}
    return type(made), values, vars(made._state) | {"fields_cache": made._state.fields_cache}


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_every_model_of_the_site_is_made_as_django_makes_it(model: type[Model]) -> None:
    assert puts_values_only(model)
    names = [field.attname for field in model._meta.concrete_fields]
    for some in (names, names[:1], names[::2]):
        values = [object() for _name in some]
        quick, plain = Maker(model).from_db("default", some, values), model.from_db("default", some, values)
        assert inside(quick) == inside(plain)
        assert quick.get_deferred_fields() == plain.get_deferred_fields()


@pytest.fixture(params=[pre_init, post_init])
def watched(request: pytest.FixtureRequest) -> Iterator[list[object]]:
    seen: list[object] = []

    def note(sender: object, **_: object) -> None:
        seen.append(sender)

    request.param.connect(note, sender=Membership)
    yield seen
    request.param.disconnect(note, sender=Membership)


def test_where_somebody_listens_django_makes_it(watched: list[object]) -> None:
    assert maker(Membership) is Membership
    maker(Membership).from_db("default", ["id"], [1])
    assert watched == [Membership]
    assert type(maker(User)) is Maker


def test_a_model_with_a_constructor_of_its_own_is_made_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Membership, "__init__", lambda self, *values: Model.__init__(self, *values), raising=False)
    assert maker(Membership) is Membership
