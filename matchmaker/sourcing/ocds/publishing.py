"""Releases of a process, its record, and packages of either, written piece by piece.

A release's id ends in a digest of what it says: the same facts are the same release, and changed facts are a new one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from matchmaker.sourcing.ocds.audience import Audience
from matchmaker.sourcing.ocds.building import (
    award_of,
    buyer_ref,
    contract_of,
    moment,
    ocid_of,
    parties_of,
    planning_of,
    tender_of,
    without_blanks,
)
from matchmaker.sourcing.ocds.process import Process

RELEASES, RECORDS = "releases", "records"
VERSION = "1.1"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"


def releases_of(process: Process, audience: Audience) -> list[dict[str, Any]]:
    """Each moment of the process, oldest first: asked, decided, agreed, and how far the building is."""
    need, asked = process.need, process.need.round
    base = {"parties": parties_of(process, audience), "buyer": buyer_ref(process, audience)}
    facts = {"planning": planning_of(process, audience), "tender": tender_of(process, audience)}
    rows = [_release(need.pk, "tender", asked.created_at, base | facts)]
    for award in process.awards:
        if audience.sees_award(award):
            at = award.confirmed_at or award.created_at
            rows.append(_release(need.pk, "award", at, base | {"awards": [award_of(process, award, audience)]}))
    for project in process.projects:
        contract = contract_of(process, project, audience)
        doing = contract.pop("implementation", None)
        rows.append(_release(need.pk, "contract", project.created_at, base | {"contracts": [contract]}))
        decided = [row.decided_at for row in project.milestones.all() if row.decided_at]
        if doing and decided:
            seen = {"contracts": [{"id": contract["id"], "awardID": contract["awardID"], "implementation": doing}]}
            rows.append(_release(need.pk, "implementation", max(decided), base | seen))
    return sorted(rows, key=lambda row: row["date"])


def _release(need: int, tag: str, at: datetime, facts: dict[str, Any]) -> dict[str, Any]:
    facts = without_blanks(facts)
    said = hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]
    head = {"ocid": ocid_of(need), "id": f"{ocid_of(need)}-{tag}-{said}", "date": moment(at), "tag": [tag]}
    return head | {"initiationType": "tender", "language": "ko"} | facts


def record_of(process: Process, audience: Audience) -> dict[str, Any]:
    """All releases of a process and what they add up to."""
    releases = releases_of(process, audience)
    awards = [award_of(process, row, audience) for row in process.awards if audience.sees_award(row)]
    contracts = [contract_of(process, row, audience) for row in process.projects]
    ocid, latest = ocid_of(process.need.pk), releases[-1]["date"]
    compiled = {
        "ocid": ocid,
        "id": f"{ocid}-{latest}",
        "date": latest,
        "tag": ["compiled"],
        "initiationType": "tender",
        "language": "ko",
        "parties": parties_of(process, audience),
        "buyer": buyer_ref(process, audience),
        "planning": planning_of(process, audience),
        "tender": tender_of(process, audience),
        "awards": awards,
        "contracts": contracts,
    }
    return {"ocid": ocid, "releases": releases, "compiledRelease": without_blanks(compiled)}


def package_pieces(
    form: str, processes: Iterable[Process], audience: Audience, *, uri: str, at: datetime | None = None
) -> Iterator[str]:
    """A release package or a record package as JSON text, one process after the other."""
    head = {
        "uri": uri,
        "version": VERSION,
        "publishedDate": moment(at or timezone.now()),
        "publisher": {"name": "Matchmaker", "uri": settings.SITE_URL},
        "license": LICENSE,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + f', "{form}": ['
    first = True
    for process in processes:
        rows = releases_of(process, audience) if form == RELEASES else [record_of(process, audience)]
        for row in rows:
            yield ("" if first else ",") + "\n" + json.dumps(row, ensure_ascii=False)
            first = False
    yield "\n]}\n"
