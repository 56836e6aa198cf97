"""Whoever has shown long ago who they are shows it once more before what is hard to take back or worth stealing."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.exchange.models import Archive, Erasure
from matchmaker.jobs.models import Job
from suppliers.choices import SuspendReason
from suppliers.models import Supplier
from tests.cast import Browsers

pytestmark = pytest.mark.django_db
ASKED = "/accounts/reauthenticate/?next="


def shown(client: Client, seconds: int) -> Client:
    """Its person has shown so many seconds ago who they are."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - seconds}]
    session.save()
    return client


def test_taking_everything_away_asks_and_then_goes_on(sme: User, client_for: Browsers) -> None:
    client = shown(client_for(sme), 7200)
    assert client.post("/my-data/archive/").url.startswith(ASKED)
    assert not Job.objects.filter(kind="archive").exists()
    assert shown(client, 60).post("/my-data/archive/").url == "/my-data/"
    assert Job.objects.count() == 1


def test_an_archive_that_lies_there_asks_too(sme: User, client_for: Browsers) -> None:
    row = Archive(organisation=sme.memberships.get().organisation)
    row.file.save("a.json", ContentFile(b"{}"))
    path, client = f"/my-data/archive/{row.pk}/", shown(client_for(sme), 7200)
    assert client.get(path).url == f"{ASKED}{path.replace('/', '%2F')}"
    assert b"".join(shown(client, 60).get(path).streaming_content) == b"{}"


def test_an_erasure_asks_and_looking_at_it_does_not(sme: User, client_for: Browsers) -> None:
    client = shown(client_for(sme), 7200)
    assert client.get("/my-data/erase/").status_code == 200
    assert client.post("/my-data/erase/", {"name": "한빛정밀"}).url.startswith(ASKED)
    assert not Erasure.objects.exists()
    shown(client, 60).post("/my-data/erase/", {"name": "한빛정밀"})
    assert Erasure.objects.count() == 1


def test_a_suspension_asks(administrator: User, supplier: User, client_for: Browsers) -> None:
    firm = Supplier.objects.get()
    Supplier.objects.update(status="verified")
    until = timezone.localdate() + timedelta(days=30)
    path, sent = (
        f"/programme/verification/{firm.pk}/suspend/",
        {"reason": SuspendReason.values[0], "until": until.isoformat()},
    )
    client = shown(client_for(administrator), 7200)
    assert client.post(path, sent).url.startswith(ASKED)
    assert Supplier.objects.get().status == "verified"
    shown(client, 60).post(path, sent)
    assert Supplier.objects.get().status == "suspended"


def test_strangers_are_not_even_asked(rival: User, client_for: Browsers) -> None:
    row = Archive(organisation_id=rival.memberships.get().organisation_id)
    row.file.save("a.json", ContentFile(b"{}"))
    other = shown(client_for(User.objects.create_user("nobody@example.com")), 7200)
    assert ASKED not in other.get(f"/my-data/archive/{row.pk}/").headers.get("Location", "")
