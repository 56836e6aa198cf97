"""What-ifs on a stored case: the same market slice, ranker and scores, other limits. Opened cases are held a while."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

from matchmaker.engine.cases import plain_result
from matchmaker.engine.matching import Matching, WhatIf, changed_need, with_members
from matchmaker.engine.ranking import AdditiveRanker
from matchmaker.engine.results import MatchParams
from matchmaker.engine.retrieval import MarketIndex
from matchmaker.engine.types import Need
from matchmaker.matching.models import MatchRun
from matchmaker.matching.naming import Plain
from matchmaker.matching.states import case_opened

CASES_HELD = 8
Opened = tuple[Need, MarketIndex, AdditiveRanker, MatchParams]
_opened: OrderedDict[bytes, Opened] = OrderedDict()


def opened(run: MatchRun) -> Opened:
    """The run's case, ready to be asked. Raises CaseInvalid or RankerMismatch for what an older engine wrote."""
    key = hashlib.sha256(bytes(run.case or b"") + str(run.market_state_id).encode()).digest()
    found = _opened.pop(key, None)
    if found is None:
        need, market, ranker, params = case_opened(run)
        found = (need, MarketIndex(market), ranker, params)
    _opened[key] = found
    while len(_opened) > CASES_HELD:
        _opened.popitem(last=False)
    return found


def answer(run: MatchRun, change: WhatIf) -> tuple[Plain, Plain]:
    """The whole result under ``change`` with all scores those of the need as posted, and its limits."""
    need, index, ranker, params = opened(run)
    tried = changed_need(need, change)
    result = Matching(tried, index, ranker, with_members(params, change), scored_as=need).result()
    return plain_result(result), {"budget_krw": tried.budget_krw, "deadline_weeks": tried.deadline_weeks}
