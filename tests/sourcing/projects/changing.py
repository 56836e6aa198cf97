"""A project with a third firm standing by, and what its two sides say about a change."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from matchmaker.accounts.models import User
from matchmaker.sourcing.models import ChangeOrder, Project
from matchmaker.sourcing.projects import change_services as services

FORM = {"kind": "price", "reason": "site", "text": "단말기 두 대를 더 답니다", "price_way": "1", "price": "500만원"}


def propose(project: Project, user: User, **fields: Any) -> ChangeOrder:
    given = {"kind": "price", "reason": "site", "text": "더 답니다", "price_delta_krw": 5_000_000, **fields}
    if given["kind"] != "price" and "price_delta_krw" not in fields:
        given["price_delta_krw"] = 0
    return services.change_propose(project=project, by=home(user), actor=user, **given)


def home(user: User) -> Any:
    return user.memberships.get().organisation


def answer(row: ChangeOrder, user: User, *, accept: bool) -> ChangeOrder:
    return services.change_answer(change=row, by=home(user), actor=user, accept=accept)


def url(name: str, pk: int) -> str:
    return reverse(f"sourcing:{name}", args=[pk])
