"""A round's time, asking anew after a programme's no, and why a quote was not chosen: by program."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.sourcing.awards.services import award_confirm, award_make, programme_result
from matchmaker.sourcing.models import Quote, Round
from tests.api.asking import program
from tests.sourcing.awards.scenes import conditional, offered

pytestmark = pytest.mark.django_db


def test_time_to_decide_is_taken_once_and_with_a_reason(sme: User, other_sme: User, supplier: User) -> None:
    (quote,) = offered(sme, supplier)
    Round.objects.update(decide_by=timezone.now() + timedelta(days=3))
    firm, path = program(sme), f"rounds/{quote.rfq.round_id}/"
    before = firm.get(path).json()["decide_by"]
    assert firm.write("POST", f"{path}extend/", {"reason": "네"}).json()["errors"][0]["field"] == "/reason"
    told = firm.write("POST", f"{path}extend/", {"reason": "이사회를 기다립니다"}).json()
    assert told["decide_by"] > before
    assert firm.do(f"{path}extend/", {"reason": "이사회를 기다립니다"}).json()["decide_by"] == told["decide_by"]
    assert firm.do(f"{path}extend/", {"reason": "또 다른 이유입니다"}).json()["code"] == "already_extended"
    assert [program(user).get(path).status_code for user in (other_sme, supplier)] == [404, 404]


def test_after_a_programmes_no_the_same_members_are_asked_for_less(
    sme: User, supplier: User, rival: User, other_sme: User
) -> None:
    (quote,) = offered(sme, supplier)
    award = conditional(quote, sme, supplier)
    firm, path, own = program(sme), f"awards/{award.pk}/reoffer/", {"scope": "self_paid"}
    assert firm.do(path, own).json()["code"] == "not_to_reoffer"
    programme_result(award=award, result="refused", actor=sme)
    assert firm.do(path, {"scope": "reduced"}).json()["errors"][0]["field"] == "/left_out"
    assert firm.do(path, {"scope": "full"}).status_code == 422
    assert [firm.do(path, own).status_code for _ in range(2)] == [200, 200]
    assert Quote.objects.filter(status="draft", scope="self_paid").count() == 1
    assert [program(user).do(path, own).status_code for user in (other_sme, supplier)] == [404, 404]


def test_who_was_not_chosen_reads_why_and_nobody_else_does(sme: User, supplier: User, rival: User) -> None:
    chosen, lost = offered(sme, supplier, rival)
    path = f"quotes/{lost.pk}/feedback/"
    assert program(rival).get(path).status_code == 404
    award_confirm(award=award_make(quote=chosen, actor=sme, losses={str(lost.pk): "price"}), actor=supplier)
    told = program(rival).get(path).json()
    assert (told["quote"], told["reason"], told["of"]) == (lost.pk, "price", 2)
    assert [program(user).get(path).status_code for user in (supplier, sme)] == [404, 404]
