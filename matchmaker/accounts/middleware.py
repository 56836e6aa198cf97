"""Puts the actor on the request, and speaks the language that a known person chose."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from matchmaker.accounts.access import actor_of
from matchmaker.accounts.audit import asked_by, program_look_note, staff_look_note
from matchmaker.accounts.session_store import user_of


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = user_of(request)  # who it is gets known here anyway; the lazy stand-in only slows what follows
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        if request.user.is_authenticated and request.user.language != request.LANGUAGE_CODE:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        with asked_by(request):
            answer = self.get_response(request)
            staff_look_note(request, answer)
            program_look_note(request, answer)
            return answer
