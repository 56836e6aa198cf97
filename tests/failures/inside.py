"""What the failure tests ask of a site's database: python -m tests.failures.inside FUNCTION JSON; prints JSON."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any

import django


def fill(needs: int = 0, letters: int = 0, offers: int = 0) -> dict[str, int]:
    """Rows only, nobody is woken: a run for each of ``needs`` needs (copies of the demo's), ``letters`` letters, and an
    import of ``offers`` offers that somebody wants written.
    """
    return {"runs": len(queue_runs(needs)), "letters": queue_letters(letters), "offers": queue_import(offers)}


def copies(count: int) -> list[int]:
    """Keys of ``count`` open needs: those of the demo, and copies of them."""
    from demand.choices import MATCHED
    from demand.models import Need, Requirement

    known = list(Need.objects.filter(status__in=MATCHED).order_by("pk"))
    keys = [need.pk for need in known]
    while len(keys) < count:
        model = known[len(keys) % len(known)]
        asked = list(Requirement.objects.filter(need_id=model.pk))
        need = Need.objects.get(pk=model.pk)
        need.pk = None
        need.save()
        for row in asked:
            row.pk, row.need_id = None, need.pk
        Requirement.objects.bulk_create(asked)
        keys.append(need.pk)
    return keys[:count]


def queue_runs(count: int, trigger: str = "nightly") -> list[int]:
    from demand.models import Need
    from matchmaker.matching.services import run_request

    return [run_request(need=need, trigger=trigger).pk for need in Need.objects.filter(pk__in=copies(count))]


def queue_letters(count: int, key: str = "failures") -> int:
    """Letters with a deadline, which leave at once, to the members of demand firms in turns."""
    from demand.models import DemandFirm
    from matchmaker.notifications.services import message_send

    firms = list(DemandFirm.objects.select_related("organisation").order_by("pk"))
    payload = {"need": "생산실적 보기", "ends_at": "2030-01-02T09:00:00+00:00"}
    told = 0
    while told < count:
        firm = firms[told % len(firms)]
        name = f"{key}:{told}"
        told += message_send(
            kind="need_ending", organisation=firm.organisation, payload=payload, url="/needs/", dedupe_key=name
        )
    return told


def queue_import(count: int) -> int:
    """An import of so many offers, read and judged, whose writing is asked for."""
    if not count:
        return 0
    from matchmaker.accounts.models import User
    from matchmaker.exchange.models import Import
    from matchmaker.exchange.services import import_start, import_want
    from matchmaker.jobs.models import Job
    from matchmaker.jobs.services import job_execute
    from matchmaker.jobs.work import LEASE
    from matchmaker.lib.claims import claim
    from suppliers.models import Supplier

    firm = Supplier.objects.filter(status="verified").order_by("pk").first()
    actor = User.objects.filter(memberships__organisation=firm.organisation).first()
    head = "역량,이름,보통가격,기간(주),지역,표준,포함역량"
    rows = [f"MES,들여온 {at:05},5천만원,12,전국,OPC UA,교육" for at in range(count)]
    file = io.BytesIO("\n".join([head, *rows]).encode())
    batch, job, _ = import_start(organisation=firm.organisation, kind="offers", filename="표.csv", file=file, by=actor)
    job_execute(job=claim(Job, job.pk, waiting="queued", busy="running", lease=LEASE))
    batch = Import.objects.get(pk=batch.pk)
    import_want(batch=batch, mode="all", actor=actor)
    return batch.good


def poison() -> dict[str, int]:
    """One open need whose row nobody can read, with a run; its key."""
    from demand.models import Need

    key = copies(1)[0]
    Need.objects.filter(pk=key).update(flags=7)
    return {"need": key}


def digests() -> dict[str, int]:
    """Three pieces of news that wait for the daily digest of each of ten people; how many people."""
    from datetime import timedelta

    from django.utils import timezone

    from demand.models import DemandFirm
    from matchmaker.accounts.models import User
    from matchmaker.notifications.models import Attention, Delivery
    from matchmaker.notifications.services import message_send

    firms = list(DemandFirm.objects.select_related("organisation").order_by("pk")[:10])
    for at, firm in enumerate(firms):
        for person in User.objects.filter(memberships__organisation=firm.organisation):
            rest = {"on_holidays": True, "quiet_from": "00:01", "quiet_until": "00:02"}
            Attention.objects.update_or_create(user=person, defaults=rest)
        for number in range(3):
            payload = {"need": "생산실적 보기", "added": 1, "removed": 0}
            name = f"digest:{at}:{number}"
            message_send(
                kind="shortlist_changed",
                organisation=firm.organisation,
                payload=payload,
                url="/needs/",
                dedupe_key=name,
            )
    ago = timezone.now() - timedelta(days=2)
    Delivery.objects.filter(message__kind="shortlist_changed").update(status="digest", created_at=ago)
    people = Delivery.objects.filter(status="digest").values("message__recipient").distinct().count()
    return {"people": people}


KNOWN = (fill, poison, digests, queue_letters)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    django.setup()
    chosen = {function.__name__: function for function in KNOWN}[sys.argv[1]]
    arguments: dict[str, Any] = json.loads(sys.argv[2])
    print(json.dumps(chosen(**arguments)))
