"""Reading awards, judging by them, and completing a package."""

from __future__ import annotations

import gzip
from datetime import date
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from matchmaker.engine.awards.completing import NAMES, completion, several
from matchmaker.engine.awards.evidence import FEATURES, PLAIN_VOTE
from matchmaker.engine.awards.history import before
from matchmaker.engine.awards.protocol import learn, makers, measure, period, year_before
from matchmaker.engine.awards.records import AwardsInvalid, Question, Tender, gather, read_awards
from matchmaker.engine.awards.reporting import PARTS
from matchmaker.engine.peers import has_lightgbm
from tests.engine.award_logs import CUT, END, as_csv, drawn_log

LOG = drawn_log()


def tiny(day: int, text: str, *winners: str) -> Tender:
    return Tender(Question(f"{day}-{text}", text, "Museum", day), winners)


def test_a_table_is_read_plain_and_packed(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    plain.write_text(as_csv(LOG), encoding="utf-8")
    packed.write_bytes(gzip.compress(as_csv(LOG).encode("utf-8-sig")))
    assert read_awards(plain) == read_awards(packed) == LOG


def test_rows_without_a_supplier_are_left_out_and_a_winner_counts_once() -> None:
    row = {"tender_no": "1", "tender_description": "x", "agency": "a", "award_date": "2023-01-02", "supplier_name": "B"}
    assert gather([row, row, row | {"tender_no": "2", "supplier_name": ""}]) == (
        Tender(Question("1", "x", "a", date(2023, 1, 2).toordinal()), ("B",)),
    )


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", as_csv(LOG).replace("2023-", "the year 23-")])
def test_a_table_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(AwardsInvalid):
        read_awards(path)
    with pytest.raises(CommandError):
        call_command("evaluate_awards", str(path), cut=date(2023, 1, 1))
    (tmp_path / "b.csv.gz").write_text("not packed")
    with pytest.raises(AwardsInvalid):
        read_awards(tmp_path / "b.csv.gz")


def test_a_worked_case() -> None:
    """A and B delivered like work; C did not; D is new. A is found first, D counts as a miss."""
    past = [tiny(10, "steel pipes", "A"), tiny(20, "steel pipes and valves", "A", "B"), tiny(30, "lunch boxes", "C")]
    asked = [tiny(100, "steel pipes", "A", "D"), tiny(101, "steel valves", "D")]
    case = period([*past, *asked], 100, 200, makers([*past, *asked]))
    votes = case.table.X[:, PLAIN_VOTE]
    first = case.table.supplier[: int(case.ends[1])][np.argmax(votes[: int(case.ends[1])])]
    assert before(past, 100).suppliers[first] == "A"
    assert case.winners.tolist() == [2, 1]
    assert case.known.tolist() == [True, False]
    found = measure(case, votes)
    assert found.ndcg.tolist() == pytest.approx([1 / (1 + 1 / np.log2(3)), 0.0])
    assert found.recall.tolist() == [0.5, 0.0]
    assert found.mrr.tolist() == [1.0, 0.0]


def test_learning_beats_the_vote_where_buyers_have_favourites() -> None:
    make = makers(LOG)
    past, case = period(LOG, year_before(CUT), CUT, make), period(LOG, CUT, END, make)
    learnt = learn(past)
    ours = measure(case, learnt.predict(case.table.X)).ndcg.mean()
    assert ours > measure(case, case.table.X[:, PLAIN_VOTE]).ndcg.mean()
    parts = learnt.contributions(case.table.X)
    assert np.abs(parts.sum(axis=1) - learnt.predict(case.table.X)).max() <= 1e-9
    for (sign, _), curve in zip(FEATURES.values(), learnt.curves_, strict=True):
        assert curve.is_monotone(sign)


def test_the_revealed_winner_is_not_asked_for_again() -> None:
    make = makers(LOG)
    history = before(LOG, CUT)
    rest, revealed = several(LOG, CUT, END, history)
    assert rest
    assert all(name in history.place and name not in one.winners for one, name in zip(rest, revealed, strict=True))
    case = completion(LOG, CUT, END, make)
    assert case.table.X.shape[1] == len(NAMES)
    for number, name in enumerate(revealed):
        rows = case.table.supplier[int(case.ends[number]) : int(case.ends[number + 1])]
        assert history.place[name] not in rows.tolist()


def test_partners_of_the_revealed_one_are_candidates() -> None:
    log = [tiny(10, "steel pipes", "A", "B"), tiny(20, "lunch boxes", "C"), tiny(100, "garden chairs", "A", "B")]
    case = completion(log, 100, 200, makers(log))
    together = case.table.X[:, NAMES.index("together")]
    assert together[case.y > 0] == pytest.approx([np.log(2.0)])


def test_the_command_prints_all_parts_and_says_what_it_checked(tmp_path: Path) -> None:
    path, out = tmp_path / "a.csv", StringIO()
    path.write_text(as_csv(LOG))
    call_command("evaluate_awards", str(path), cut=date(2023, 1, 1), out=str(tmp_path / "f.json"), stdout=out)
    printed = out.getvalue()
    assert all(f"{part}: " in printed for part in PARTS)
    assert "Features do not change" in printed
    assert ("left out" in printed) != has_lightgbm()
    assert (tmp_path / "f.json").exists()


def test_too_short_a_log_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(as_csv(LOG))
    for cut in (date(2021, 6, 1), date(2030, 1, 1)):
        with pytest.raises(CommandError, match="more than a year"):
            call_command("evaluate_awards", str(path), cut=cut)


def test_a_past_without_words_is_no_evidence_and_no_failure() -> None:
    log = [tiny(10, "", "A"), tiny(20, "", "B"), tiny(100, "steel pipes", "A")]
    case = period(log, 100, 200, makers(log))
    assert case.table.questions == 1
    assert case.winners.tolist() == [1]


def test_suppliers_of_a_trade_are_found_without_a_common_word() -> None:
    """Valves and pipes are won by the same firm, so a question for valves finds who delivered pipes."""
    past = [tiny(day, text, "A") for day, text in enumerate(("steel pipes", "brass valves", "steel pipes brass"))]
    past += [tiny(9, "steel pipes", "B"), tiny(8, "lunch boxes", "C"), tiny(7, "garden chairs", "D")]
    asked = tiny(100, "valves", "B")
    case = period([*past, asked], 100, 200, makers([*past, asked]))
    found = before(past, 100).place["B"] == case.table.supplier
    assert case.table.X[found, list(FEATURES).index("words")].tolist() in ([0.0], [])
    assert case.table.X[found, list(FEATURES).index("trade")].max(initial=0.0) > 0
