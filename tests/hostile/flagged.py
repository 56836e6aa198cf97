"""A quote with a raised flag, for what walks over all addresses."""

from __future__ import annotations

from typing import Any

from matchmaker.coverage.models import Flag
from matchmaker.sourcing.models import Quote


def flagged(quote: Quote) -> dict[str, dict[str, Any]]:
    """The queue's case and its flag: of the quote's firm, whose office may read it."""
    Quote.objects.filter(pk=quote.pk).update(review="held")
    words = {"where": "quote", "words": "페이백"}
    flag = Flag.objects.create(
        quote=quote, rule="words", verdict="raised", reason="said", evidence=words, status="raised"
    )
    return {"coverage:flag_case": {"pk": quote.pk}, "coverage:flag_decide": {"pk": flag.pk}}
