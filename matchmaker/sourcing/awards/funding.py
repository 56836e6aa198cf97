"""Under which programme a quote may be chosen: those that fit first, the others with a warning."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from matchmaker.reference.models import Programme
from matchmaker.sourcing.awards.lineup import Entry
from matchmaker.sourcing.models import Round
from matchmaker.sourcing.presenting import capability_names
from matchmaker.sourcing.quotes.funding import Fundings, Offered


@dataclass(frozen=True)
class Choice:
    rows: QuerySet[Programme]
    unfit: tuple[str, ...]
    funding: Fundings


def programmes_for(row: Round, entry: Entry) -> Choice:
    """The round keeps the version that it began with, though it may have been replaced or ended since."""
    funding = Offered(row.programme, capability_names()).of(entry.quote, entry.totals)
    order = {one.programme.pk: at for at, one in enumerate(funding.every)}
    rows = Programme.objects.choosable(timezone.localdate(), kept=row.programme_id)
    if row.programme is not None:  # a newer version of what the round counts on would only confuse
        rows = rows.filter(~Q(family=row.programme.family) | Q(pk=row.programme_id))
    places = [When(pk=key, then=Value(at)) for key, at in order.items()]
    place = Case(*places, default=Value(len(order)), output_field=IntegerField())
    unfit = tuple(one.programme.pk for one in funding.every if one.fit.unfit)
    return Choice(rows.order_by(place, "code"), unfit, funding)
