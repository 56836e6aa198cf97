"""Needs that were answered, looked at and followed by something: what a ranker learns from."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from demand.models import Need
from matchmaker.accounts.models import User
from matchmaker.matching.models import Feedback, Impression, MatchRun, PackageItem
from matchmaker.matching.services import impressions_record
from suppliers.models import Supplier
from tests import factories
from tests.matching.scenes import ask, finished_run, firm

AWARDED = ("invited", "accepted", "quoted", "awarded")
DAY = timedelta(days=1)


def two_sellers(cheap: User, quick: User) -> None:
    """Two firms that sell the same, so that each stands on a card of its own: one cheaper, the other quicker."""
    for person, price, weeks in ((cheap, 80_000_000, 24), (quick, 100_000_000, 10)):
        Supplier.objects.filter(pk=firm(person).pk).update(can_lead=True)
        prices = {"price_low_krw": price // 2, "price_typical_krw": price, "price_high_krw": 2 * price}
        factories.offer(firm(person), "SOL-MES", weeks=weeks, **prices)
        for code in ("EQP-ID", "SVC-TRAIN"):
            factories.offer(firm(person), code, weeks=4)


def answered(user: User, *, days_ago: float = 10.0, codes: tuple[str, ...] = ("SOL-MES",)) -> Need:
    """A need whose answer was given ``days_ago`` and looked at in the same minute."""
    need = ask(user, *codes)
    run = finished_run(need)
    at = timezone.now() - days_ago * DAY
    MatchRun.objects.filter(pk=run.pk).update(created_at=at, data_cut=at, finished_at=at)
    cards = [(package.pk, package.position) for package in run.packages.all()]
    impressions_record(run=run, viewer=user, page="packages", shown=cards)
    Impression.objects.filter(run=run).update(at=at)
    return need


def followed(need: Need, seller: User, *kinds: str, days_ago: float = 5.0, value: float | None = None) -> None:
    """These steps of ``seller``, one after the other, because of the need's answer."""
    run = MatchRun.objects.get(need=need)
    own = PackageItem.objects.filter(package__run=run, supplier=firm(seller), offer__isnull=False)
    item = own.order_by("package__position", "slot").first()
    assert item is not None, "the seller is in no package"
    for at, kind in enumerate(kinds):
        when = timezone.now() - days_ago * DAY + at * timedelta(minutes=1)
        fields = {"need": need, "supplier": firm(seller), "offer": item.offer, "kind": kind, "at": when}
        Feedback.objects.create(run=run, value=value, **fields)


def lived(user: User, seller: User, *, needs: int, days: float = 30.0) -> list[Need]:
    """``needs`` of them, evenly over the last ``days``, all won by ``seller``."""
    made = []
    for at in range(needs):
        ago = days * (1.0 - at / needs) + 2.0
        need = answered(user, days_ago=ago)
        followed(need, seller, *AWARDED, days_ago=ago - 1.0)
        made.append(need)
    return made
