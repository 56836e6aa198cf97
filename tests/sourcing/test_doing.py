"""A refusal is said in words, whichever floor it comes from and wherever it belongs."""

from __future__ import annotations

from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.test import RequestFactory

from demand.services import need_close, need_withdraw
from matchmaker.accounts.models import User
from matchmaker.sourcing.awards.services import award_make
from matchmaker.sourcing.doing import do
from matchmaker.sourcing.quotes.errors import AlreadyHandedIn
from tests.cast import Browsers
from tests.sourcing.awards.scenes import offered, status


def asking() -> HttpRequest:
    request = RequestFactory().post("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def said(request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.level_tag, str(one)) for one in get_messages(request)]


def test_a_refusal_of_the_needs_own_floor_is_said_like_any_other(sme: User, supplier: User) -> None:
    need, request = offered(sme, supplier)[0].rfq.need, asking()
    need_withdraw(need=need, actor=sme)
    assert not do(request, need_close, "끝", need=need, result="awarded", actor=sme)
    [(level, words)] = said(request)
    assert (level, words.split(".")[0]) == ("error", "이미 마감한 요청이라 바꿀 수 없습니다")


def test_confirming_after_the_need_was_withdrawn_says_so_on_the_page(
    sme: User, supplier: User, client_for: Browsers
) -> None:
    [quote] = offered(sme, supplier)
    award = award_make(quote=quote, actor=sme)
    need_withdraw(need=type(quote.rfq.need).objects.get(pk=quote.rfq.need_id), actor=sme)
    page = client_for(supplier).post(f"/awards/{award.pk}/confirm/", follow=True)
    assert page.status_code == 200
    assert "이미 마감한 요청입니다" in page.content.decode()
    assert status(award) == ["pending"]


def test_beside_a_field_nothing_is_left_for_the_next_page_and_what_is_harmless_is_no_error() -> None:
    def refuse() -> None:
        raise AlreadyHandedIn

    class Form(forms.Form):
        name = forms.CharField(required=False)

    form, request = Form({}), asking()
    assert form.is_valid()
    assert not do(request, refuse, "끝", beside=(form, "name"))
    assert form.errors["name"] == [str(AlreadyHandedIn.message)]
    assert said(request) == []
    do(request, refuse, "끝")
    do(request, lambda: None, "다 됐습니다")
    assert [level for level, _words in said(request)] == ["info", "success"]
