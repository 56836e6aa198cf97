"""``python -m benchmarks.pages [--quick]``: every page's p95 on the demo market, and need typed to packages on screen.

Pages are asked in this process (no network), after one warm-up; the journey goes over HTTP through a server of its own.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MATCHMAKER_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
        import django

        django.setup()
        return measure(3 if "--quick" in arguments else 60)


def measure(times: int) -> int:
    from django.core.management import call_command

    call_command("demo", prepare_only=True, verbosity=0)
    journey = journey_seconds(3 if times < 10 else 8)
    rows = page_rows(times)
    for row in rows:
        print(f"{row['p95_ms']:8.1f} ms p95  {row['queries']:3d} queries  {row['who']:<14} {row['path']}")
    worst = max(row["p95_ms"] for row in rows)
    print(f"worst page p95 {worst:.1f} ms (< 100): {'reached' if worst < 100 else 'missed'}")
    slow = max(journey)
    told = f"median {statistics.median(journey):.2f} s, slowest of {len(journey)} {slow:.2f} s"
    print(f"typed to packages on screen: {told} (< 3): {'reached' if slow < 3 else 'missed'}")
    out = Path("var/bench/pages.json")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"pages": rows, "journey_s": journey}, indent=1))
    return 0


def journey_seconds(times: int) -> list[float]:
    """Seconds from sending the typed need to the page with its packages, for different needs."""
    from demand.models import Need
    from matchmaker.demo.seeding import LOGINS, PASSWORD
    from matchmaker.demo.walker import OwnServer, Visitor
    from matchmaker.matching.models import MatchRun

    texts = list(Need.objects.filter(status="checked").order_by("pk").values_list("text", flat=True)[: 10 * times : 10])
    spent = []
    with OwnServer() as base:
        visitor = Visitor(base)
        visitor.log_in(LOGINS["sme"], PASSWORD)
        visitor.get("/needs/new/")
        for text in texts[:times]:
            start = time.perf_counter()
            need = visitor.post("/needs/new/", {"text": text}).url.split("/needs/")[1].split("/")[0]
            visitor.post(f"/needs/{need}/confirm/", {})
            visitor.get(f"/needs/{need}/packages/")
            while not MatchRun.objects.filter(need_id=need, status__in=["done", "failed"]).exists():
                time.sleep(0.05)
            visitor.get(f"/needs/{need}/packages/")
            spent.append(time.perf_counter() - start)
    return spent


def page_rows(times: int) -> list[dict[str, object]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from matchmaker.accounts.models import User

    rows: list[dict[str, object]] = []
    for email, paths in addresses().items():
        client = Client()
        if email:
            user = User.objects.get(email=email)
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        for path in paths:
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(path)
            queries = len(seen)  # the next request empties the log
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answers {answer.status_code}")
            spent = sorted(timed(client, path) for _ in range(times))
            p95 = spent[math.ceil(0.95 * len(spent)) - 1]
            rows.append({"who": email or "visitor", "path": path, "p95_ms": p95, "queries": queries})
    return rows


def timed(client: object, path: str) -> float:
    start = time.perf_counter()
    client.get(path)  # type: ignore[attr-defined]
    return 1000 * (time.perf_counter() - start)


def addresses() -> dict[str, list[str]]:
    from matchmaker.demo.seeding import LOGINS
    from matchmaker.matching.models import Package
    from suppliers.models import Offer, Supplier

    package = Package.objects.filter(run__need__firm__organisation__members__email=LOGINS["sme"]).first()
    need = package.run.need_id
    offer = Offer.objects.filter(supplier__organisation__members__email=LOGINS["supplier"]).first()
    firm = Supplier.objects.order_by("pk").first()
    sme = ["/needs/", "/needs/new/", f"/needs/{need}/", f"/needs/{need}/packages/", f"/packages/{package.pk}/"]
    sme += [f"/needs/{need}/what-if/", f"/needs/{need}/history/", f"/packages/{package.pk}/request/", "/requests/"]
    sme += ["/needs/firm/", "/needs/diagnosis/", f"/supply/firm/{firm.pk}/", "/inbox/", "/organisation/team/"]
    supplier = ["/supply/", "/supply/profile/", "/supply/offers/", f"/supply/offers/{offer.pk}/", "/supply/projects/"]
    supplier += ["/supply/certificates/", "/supply/import/", "/invitations/"]
    staff = ["", "verification/", "firms/", "runs/", "unmet/", "register/"]
    return {
        "": ["/", "/rules/", "/styleguide/", "/accounts/login/", "/accounts/signup/"],
        LOGINS["sme"]: sme,
        LOGINS["supplier"]: supplier,
        LOGINS["administrator"]: [f"/programme/{path}" for path in staff],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
