"""Puts the actor on the request: who acts, for which organisation, in which role."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from matchmaker.accounts.access import actor_of


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        return self.get_response(request)
