"""An import's two steps: a preview that writes no offer, then one transaction that writes all of it or nothing."""

from __future__ import annotations

from collections import Counter

from django.db import transaction

from matchmaker.accounts.models import Organisation, User
from matchmaker.lib.tabular import read_table
from matchmaker.lib.transitions import advance
from suppliers.choices import ImportKind, ImportMode, ImportStatus
from suppliers.import_offers import OfferRules
from suppliers.import_register import RegisterRules
from suppliers.importing import BAD, GOOD, Rules, judge_rows, rows_of
from suppliers.models import ImportBatch, Supplier
from suppliers.services import supplier_of


class RowsBad(Exception):
    """All rows were asked for, but some are bad."""

    def __init__(self, bad: int) -> None:
        super().__init__(bad)
        self.bad = bad


class NothingToWrite(Exception):
    """Only good rows were asked for, but there is none."""


def rules_for(kind: str, organisation: Organisation) -> Rules:
    return RegisterRules() if kind == ImportKind.REGISTER else OfferRules(supplier_of(organisation))


@transaction.atomic
def import_start(*, organisation: Organisation, kind: str, filename: str, data: bytes) -> ImportBatch:
    """Read and judge an uploaded table and keep it as a preview. Raises TableUnreadable; then nothing is kept."""
    rules = rules_for(kind, organisation)
    rows = rows_of(read_table(data), rules.columns)
    for row, verdict in zip(rows, judge_rows(rules, rows), strict=True):
        row["state"] = verdict.state
    bad = sum(1 for row in rows if row["state"] == BAD)
    return ImportBatch.objects.create(
        organisation=organisation,
        kind=kind,
        filename=filename[-160:],
        rows=rows,
        good=len(rows) - bad,
        bad=bad,
    )


@transaction.atomic
def import_apply(*, batch: ImportBatch, mode: str, actor: User) -> Counter[str]:
    """Write the batch once; returns how many rows were new, changed, the same and bad.

    Rows are judged again, against what is stored now. Raises MoveRefused when the batch was already used, RowsBad when
    all rows are wanted and one is bad, NothingToWrite when none is good. On any of these nothing is written. Bad rows
    stay with the batch, so that they can be taken away and mended.
    """
    advance(batch, frm=ImportStatus.PREVIEW, to=ImportStatus.DONE, actor=actor)
    if batch.kind == ImportKind.OFFERS:
        Supplier.objects.select_for_update().get(organisation=batch.organisation)
    rules = rules_for(batch.kind, batch.organisation)
    verdicts = list(judge_rows(rules, batch.rows))
    counts = Counter(verdict.state for verdict in verdicts)
    if mode == ImportMode.ALL and counts[BAD]:
        raise RowsBad(counts[BAD])
    if not sum(counts[state] for state in GOOD):
        raise NothingToWrite
    rules.write([verdict for verdict in verdicts if verdict.state in GOOD])
    left = [row for row, verdict in zip(batch.rows, verdicts, strict=True) if verdict.state == BAD]
    ImportBatch.objects.filter(pk=batch.pk).update(rows=left, good=len(verdicts) - counts[BAD], bad=counts[BAD])
    return counts


def import_drop(*, batch: ImportBatch, actor: User) -> None:
    """Throw a preview away with its rows. Raises MoveRefused when it was used."""
    advance(batch, frm=ImportStatus.PREVIEW, to=ImportStatus.DROPPED, actor=actor, rows=[])
