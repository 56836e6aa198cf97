"""A row behind every address of the API, and everybody who may come with a token."""

from __future__ import annotations

import contextlib
from typing import Any

from django.urls import get_resolver, reverse

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Membership, User
from tests import factories
from tests.api.asking import token_for
from tests.hostile.world import world

NOT_IN_IT = {"api-docs", "api-last"}


def api_addresses() -> dict[str, Any]:
    """Name of each address of the API and the view that answers there."""
    found = {}
    for entry in get_resolver().url_patterns:
        space = getattr(entry, "namespace", None) or ""
        if space.startswith("api-") and space not in NOT_IN_IT:
            found |= {f"{space}:{name.split(':')[-1]}": one for name, one in _views(entry)}
    return found


def _views(entry: Any) -> list[tuple[str, Any]]:
    return [(one.name, one.callback.view_class) for one in entry.url_patterns]


def operations() -> list[tuple[str, str]]:
    """(address, method) of everything the API offers."""
    methods = ("get", "post", "put", "patch", "delete")
    return [
        (name, method.upper())
        for name, view in sorted(api_addresses().items())
        for method in methods
        if getattr(view, method, None) is not None
    ]


def api_world(sme: User, supplier: User, administrator: User) -> dict[str, dict[str, Any]]:
    """Arguments for every address of the API that takes some, by its name; else by the first word of it."""
    keys = world(sme, supplier, administrator)
    asked = {"pk": keys["demand"]["pk"]}
    return keys | {
        "api-reference:capability": {"code": "SOL-MES"},
        "api-coverage:table": {"name": "cells"},
        "api-coverage:budget": {"code": "2026-GOV"},
        "api-suppliers:offer": keys["suppliers"],
        "api-suppliers:past_project": keys["suppliers:project"],
        "api-suppliers:certificate": keys["suppliers:certificate"],
        "api-webhooks:webhook": keys["notifications:webhook"],
        "api-webhooks:post_resend": keys["notifications:webhook_resend"],
        "api-exchange:import": keys["exchange:file"],
        "api-exchange:export": {"name": "offers"},
        "api-sourcing:file": keys["sourcing:file"],
        "api-demand:need": asked,
        "api-demand:requirements": asked,
        "api-demand:requirement": keys["demand"],
        "api-matching:runs": asked,
        "api-matching:what": asked,
        "api-matching:run": keys["matching:run_progress"],
        "api-matching:package": keys["matching:package"],
        "api-sourcing:request": keys["sourcing"],
        "api-sourcing:invitation": keys["sourcing:invitation"],
        "api-sourcing:invitation_quote": keys["sourcing:invitation_quote"],
        "api-sourcing:quote": keys["sourcing:quote"],
        **{f"api-sourcing:quote_{verb}": keys["sourcing:quote_edit"] for verb in ("lines", "terms", "sign", "submit")},
        "api-sourcing:award": keys["sourcing:award"],
        "api-sourcing:award_result": keys["sourcing:award_result"],
        **{f"api-sourcing:{name}": keys["sourcing:project"] for name in ("project", "outcomes", "reviews")},
        "api-sourcing:milestone": keys["sourcing:milestone"],
        "api-sourcing:check": keys["sourcing:check"],
        "api-sourcing:question": keys["sourcing:question_answer"],
        "api-sourcing:quote_feedback": keys["sourcing:quote_feedback"],
        "api-sourcing:kpis": keys["sourcing:project"],
        **{f"api-sourcing:{name}": keys[f"sourcing:{name}"] for name in ("round", "change", "ticket", "handover")},
    }


def arguments(name: str, keys: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What the address takes: nothing, or that of its whole name, or of its first word."""
    with contextlib.suppress(Exception):
        reverse(name)
        return {}
    space, _sep, last = name.partition(":")
    return next(keys[key] for key in (name, f"{space}:{last.split('_')[0]}") if key in keys)


def tokens(people: dict[str, User]) -> dict[str, str]:
    """A token with every scope for each of ``people``, and one that may only look for a side's viewer."""
    found = {}
    for who, user in people.items():
        role = Membership.objects.get(user=user).role
        found[who] = token_for(user, role=Role.MEMBER if role == Role.OWNER else role)[1]
    return found


def everybody(sme: User, other_sme: User, supplier: User, rival: User, administrator: User) -> dict[str, User]:
    people = {"sme": sme, "other_sme": other_sme, "supplier": supplier, "rival": rival, "administrator": administrator}
    for side, user in (("sme", sme), ("supplier", supplier)):
        home = user.memberships.get().organisation
        people[f"{side}_viewer"] = factories.member_of(home, f"{side}.looks@example.com", Role.VIEWER)
    return people
