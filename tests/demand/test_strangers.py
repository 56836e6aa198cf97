"""Nobody but the firm sees its needs; strangers get 404, so that they learn nothing."""

from collections.abc import Callable

import pytest
from django.test import Client

from demand import services
from demand.models import Need
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
READ = ["", "text/", "withdraw/"]
WRITE = ["text/", "facts/", "requirements/", "answer/", "confirm/", "withdraw/"]


@pytest.mark.parametrize("who", ["other_sme", "supplier", "administrator", "stranger"])
def test_a_stranger_gets_404_for_anothers_need(
    sme: User, request: pytest.FixtureRequest, client_for: ClientFor, who: str
) -> None:
    need = factories.need(sme)
    row = need.requirements.create(codes=["SOL-MES"], confirmed=True)
    client = client_for(request.getfixturevalue(who))
    for part in READ:
        assert client.get(f"/needs/{need.pk}/{part}").status_code == 404
    for part in [*WRITE, f"requirements/{row.pk}/"]:
        assert client.post(f"/needs/{need.pk}/{part}", {"text": "x", "strength": "nice"}).status_code == 404
    row.refresh_from_db()
    assert row.strength == "must"


def test_a_requirement_of_another_need_gets_404(sme: User, other_sme: User, client_for: ClientFor) -> None:
    mine, theirs = factories.need(sme), factories.need(other_sme)
    row = theirs.requirements.create(codes=["SOL-MES"], confirmed=True)
    answer = client_for(sme).post(f"/needs/{mine.pk}/requirements/{row.pk}/", {"remove": "1"})
    assert answer.status_code == 404
    assert theirs.requirements.exists()


def test_a_stranger_gets_404_for_anothers_diagnosis(sme: User, other_sme: User, client_for: ClientFor) -> None:
    firm = services.firm_ensure(organisation=sme.memberships.get().organisation)
    row = services.diagnosis_save(firm=firm, answers={"Q1": 0}, result={"score": 0})
    client = client_for(other_sme)
    assert client.get(f"/needs/diagnosis/{row.pk}/").status_code == 404
    assert client.post(f"/needs/diagnosis/{row.pk}/start/", {"starter": "B01"}).status_code == 404
    assert not Need.objects.exists()


def test_anonymous_visitors_are_sent_to_log_in(sme: User) -> None:
    need = factories.need(sme)
    for path in ["/needs/", "/needs/new/", f"/needs/{need.pk}/", "/needs/firm/", "/needs/diagnosis/"]:
        answer = Client().get(path)
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]


def test_a_viewer_reads_but_does_not_write(sme: User, client_for: ClientFor) -> None:
    need = factories.need(sme)
    viewer = factories.member_of(sme.memberships.get().organisation, "viewer@example.com", Role.VIEWER)
    client = client_for(viewer)
    assert client.get(f"/needs/{need.pk}/").status_code == 200
    assert client.post(f"/needs/{need.pk}/confirm/").status_code == 404
    assert client.post("/needs/new/", {"text": "MES"}).status_code == 404
