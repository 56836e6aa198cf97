"""What a journey asks of its site's database: python -m tests.journeys.inside FUNCTION ARGUMENT...; prints JSON.

It runs in a process of its own because the tests' own database is another one.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import django

PATIENCE = 45.0


def queue_work() -> dict[str, int]:
    """A run for every need that was confirmed and a letter to every demand firm: rows only, nobody is woken."""
    from demand.choices import MATCHED
    from demand.models import DemandFirm, Need
    from matchmaker.matching.services import run_request
    from matchmaker.notifications.services import message_send

    needs = Need.objects.filter(status__in=MATCHED)
    for need in needs:
        run_request(need=need, trigger="asked")
    letters = 0
    for firm in DemandFirm.objects.select_related("organisation"):
        payload = {"need": "생산실적 보기", "ends_at": "2030-01-02T09:00:00+00:00"}
        key = f"journey:{firm.pk}"
        letters += message_send(
            kind="need_ending", organisation=firm.organisation, payload=payload, url="/needs/", dedupe_key=key
        )
    return {"runs": len(needs), "letters": letters}


def counts() -> dict[str, dict[str, int]]:
    from matchmaker.matching.models import MatchRun
    from matchmaker.notifications.models import Delivery

    return {
        "runs": Counter(MatchRun.objects.values_list("status", flat=True)),
        "letters": Counter(Delivery.objects.values_list("status", flat=True)),
    }


def kill_in_the_middle(folder: str) -> dict[str, Any]:
    """SIGKILL the site that writes its ``pid`` here, as soon as some of its work is done while runs are left; tells
    what was left. A file says when this is ready to watch, since the site may be quick.
    """
    from matchmaker.notifications.models import Delivery

    def in_the_middle() -> bool:
        now = counts()
        unfinished = now["runs"]["queued"] + now["runs"]["running"]
        return unfinished > 2 and now["runs"]["done"] + now["letters"]["sent"] > 0

    pid = Path(folder) / "pid"
    counts()
    (Path(folder) / "watching").touch()
    until(lambda: pid.exists() and pid.read_text() != "" and in_the_middle())
    os.kill(int(pid.read_text()), signal.SIGKILL)
    held = Delivery.objects.filter(status="sending").values_list("address", flat=True)
    return counts() | {"held": list(held)}


def wait_for_all() -> dict[str, Any]:
    """Once nothing is left to do: how many finished runs each need's version has, and how the letters fared."""

    def over() -> bool:
        now = counts()
        return not any(now["runs"][name] for name in ("queued", "running")) and not any(
            now["letters"][name] for name in ("queued", "sending")
        )

    until(over)
    from django.db.models import Count, F

    from demand.models import Need

    done = Need.objects.filter(runs__status="done", runs__need_version=F("version")).annotate(done=Count("runs"))
    return counts() | {"done": [need.done for need in done]}


def wait_for_letters(part: str) -> list[str]:
    """The addresses of letters about something on ``part`` of the site, once they have all been sent."""
    from matchmaker.notifications.models import Delivery

    rows = Delivery.objects.filter(message__url__startswith=part, message__kind="rfq_invited")
    until(lambda: rows.exists() and not rows.exclude(status="sent").exists())
    return list(rows.values_list("address", flat=True))


def invited(request: str) -> list[dict[str, str]]:
    """Who was asked by a request: each firm with the e-mail of its member, the lead first."""
    from matchmaker.sourcing.models import RfqInvitation

    rows = RfqInvitation.objects.filter(rfq=int(request)).order_by("-lead", "pk")
    return [{"firm": str(row.supplier), "email": row.supplier.organisation.members.get().email} for row in rows]


def supplier_applies(name: str) -> str:
    """A supplier like a simulated one that has just asked to be verified; the name it is queued under."""
    from matchmaker.accounts.models import User
    from suppliers.models import Supplier
    from suppliers.verification import supplier_apply

    row = Supplier.objects.filter(offers__status="published").select_related("organisation").latest("pk")
    row.organisation.name = name
    row.organisation.save()
    Supplier.objects.filter(pk=row.pk).update(status="draft", verified_at=None, phone="055-000-0000")
    row.refresh_from_db()
    supplier_apply(supplier=row, actor=User.objects.get(memberships__organisation=row.organisation))
    return name


def owe_all() -> dict[str, int]:
    """A full run, for the night's sake, is owed to every open need; how many."""
    from demand.choices import MATCHED
    from demand.models import Need
    from matchmaker.matching.models import Shortlist

    packed = {"slots": 0, "offers": b"", "kth": b"", "digest": "before", "answered": "earlier", "owed": "nightly"}
    for need in Need.objects.filter(status__in=MATCHED):
        Shortlist.objects.update_or_create(need=need, defaults={"need_version": need.version, **packed})
    return {"owed": Need.objects.filter(status__in=MATCHED).count()}


def until(test: Any) -> None:
    limit = time.monotonic() + PATIENCE
    while not test():
        if time.monotonic() > limit:
            raise SystemExit(f"waited in vain; {json.dumps(counts())}")
        time.sleep(0.02)


KNOWN = (queue_work, counts, kill_in_the_middle, wait_for_all, wait_for_letters, invited, owe_all, supplier_applies)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    django.setup()
    chosen = {function.__name__: function for function in KNOWN}[sys.argv[1]]
    print(json.dumps(chosen(*sys.argv[2:])))
