"""The story from asking to choosing: a decline, a silence, a slot filled again, three joint quotes, one choice."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from matchmaker.coverage.clock import TIMERS
from matchmaker.demo.cast import Cast
from matchmaker.demo.walker import Page
from matchmaker.lib.korea import won_ko
from matchmaker.lib.timers import settle_due
from matchmaker.matching.models import Package
from matchmaker.sourcing.models import Award, Quote, QuotePart, Rfq, RfqInvitation
from matchmaker.sourcing.quotes.costing import totals_of
from suppliers.models import Offer

PROGRAMME = "2026-GOV"
FACTORS = (1.0, 0.93, 1.12)
TERMS = {
    "liability": "joint", "subcontract_pct": 10, "delivery_weeks": 18, "onsite_hours": 24, "warranty_months": 12,
    "data_owner": "client",
}  # fmt: skip


def ask(cast: Cast, package: Package) -> Rfq:
    """The first request also says until when quotes may come, and which programme the owner counts on."""
    tell, first = cast.tell, not Rfq.objects.filter(need=cast.need).exists()
    page = cast.owner.get(f"/packages/{package.pk}/request/")
    typed = {"note": "현장 방문 후 견적 부탁드립니다."} | ({"programme": PROGRAMME} if first else {})
    page = cast.owner.send(page, "|.*/request/", **typed)
    rfq = Rfq.objects.get(package=package)
    asked = [f"{row.supplier}: {len(row.slots)} part(s){', as lead' if row.lead else ''}" for row in invited(rfq)]
    tell.say(f"quotes are asked for on the package '{package.label}'", page.ms, *asked)
    return rfq


def invited(rfq: Rfq) -> list[RfqInvitation]:
    return list(rfq.invitations.select_related("supplier__organisation").order_by("pk"))


def answer(cast: Cast, row: RfqInvitation, reason: str = "") -> None:
    """Accept, or decline with a coded reason."""
    visitor = cast.of(row.supplier)
    page = visitor.get(f"/invitations/{row.pk}/")
    verb, typed = ("decline", {"reason": reason}) if reason else ("accept", {})
    done = visitor.send(page, rf"/invitations/{row.pk}/{verb}/", **typed)
    row.refresh_from_db()
    cast.tell.say(f"{row.supplier} reads and answers: {row.status} {row.reason}".rstrip(), page.ms + done.ms)


def the_next_is_asked(cast: Cast, after: RfqInvitation) -> list[RfqInvitation]:
    """Nobody presses anything: what came open finds its next best by itself, one supplier or several."""
    found = RfqInvitation.objects.filter(replaces=after).select_related("supplier__organisation").order_by("pk")
    spent = cast.tell.until(found.exists, "a replacement")
    asked = [f"{row.supplier}: {len(row.slots)} part(s)" for row in found]
    cast.tell.say(f"solved again with the others fixed; asked in place of {after.supplier}:", spent, *asked)
    return list(found)


def answers_come(cast: Cast, packages: list[Package]) -> list[Rfq]:
    """In the first package one member declines and the next stays silent; the third one asked says yes."""
    first = ask(cast, packages[0])
    rows = invited(first)
    answer(cast, rows[0])
    answer(cast, rows[1], "capacity")
    silent, *more = the_next_is_asked(cast, rows[1])
    for row in more:
        answer(cast, row)
    others = [ask(cast, package) for package in packages[1:]]
    for rfq in others:
        for row in invited(rfq):
            answer(cast, row)
    cast.days_pass(7, f"{silent.supplier} stays silent; the reminder and the deadline go by")
    silent.refresh_from_db()
    cast.tell.say(f"the invitation of {silent.supplier} is {silent.status}", 0.0)
    for row in the_next_is_asked(cast, silent):
        answer(cast, row)
    page = cast.owner.get(f"/requests/{first.pk}/")
    first.refresh_from_db()
    cast.tell.say(f"the owner sees the chain; the request is {first.status}", page.ms)
    return [first, *others]


def quotes_are_written(cast: Cast, rfqs: list[Rfq]) -> list[Quote]:
    return [
        write(cast, rfq, factor, forgets=nth == 1) for nth, (rfq, factor) in enumerate(zip(rfqs, FACTORS, strict=True))
    ]


def write(cast: Cast, rfq: Rfq, factor: float, *, forgets: bool) -> Quote:
    """Every member writes and signs its own lines, the lead the terms; then the lead hands it in, twice."""
    spent, told = 0.0, []
    accepted = rfq.invitations.filter(status="accepted").select_related("supplier__organisation")
    firsts = {row.supplier_id: row for row in accepted.order_by("lead", "-pk")}  # one a member, the lead last
    for row in firsts.values():
        visitor = cast.of(row.supplier)
        page = visitor.get(f"/invitations/{row.pk}/")
        if known := page.links(r"/quotes/\d+/"):
            page = visitor.get(f"{known[0]}lines/")
        else:  # the first of them begins it
            page = visitor.send(page, rf"/invitations/{row.pk}/quote/")
        part = QuotePart.objects.get(quote__rfq=rfq, quote__status="draft", supplier=row.supplier)
        spent += page.ms + lines(cast, page, part, factor, forgets=forgets) + sign(cast, part)
        told.append(f"{row.supplier} writes and signs {part.lines.count()} lines{', as lead' if part.lead else ''}")
    quote = Quote.objects.get(rfq=rfq, status="draft")
    spent += hand_in(cast, quote)
    quote.refresh_from_db()
    cast.tell.say(
        f"a joint quote of {len(told)} is handed in, pressed twice: {quote.status}", spent, *told, sums(quote)
    )
    return quote


def lines(cast: Cast, page: Page, part: QuotePart, factor: float, *, forgets: bool) -> float:
    """``forgets``: a member that says nothing of years 3 to 5 nor of leaving."""
    own = RfqInvitation.objects.filter(rfq=part.quote.rfq_id, supplier=part.supplier_id, status="accepted")
    offers = {slot["slot"]: slot["offer"] for row in own for slot in row.slots}
    prices = {slot: Offer.objects.get(pk=offer).price_typical_krw for slot, offer in offers.items()}
    typed = {f"item-{slot}": won_ko(round(prices[slot] * factor * 0.6, -4)) for slot in part.slots if slot in prices}
    whole = sum(prices.values()) * factor
    typed |= {"days-middle": round(whole * 0.2 / 400_000), "rate-middle": "40만원"}
    typed |= {
        "integration": won_ko(round(whole * 0.08, -4)),
        "training": won_ko(round(whole * 0.02, -4)),
        "installation": "0",
    }
    years = range(1, 3 if forgets else 6)
    typed |= {f"maintenance-{year}": won_ko(round(whole * 0.06, -4)) for year in years}
    typed |= {} if forgets else {"exit": won_ko(round(whole * 0.01, -4))}
    return cast.of(part.supplier).send(page, "", **typed).ms


def sign(cast: Cast, part: QuotePart) -> float:
    visitor = cast.of(part.supplier)
    page = visitor.get(f"/quotes/{part.quote_id}/")
    return page.ms + visitor.send(page, rf"/quotes/{part.quote_id}/sign/").ms


def hand_in(cast: Cast, quote: Quote) -> float:
    """The lead writes the terms, signs again if they took the signature off, and presses twice."""
    lead = quote.parts.get(lead=True)
    visitor = cast.of(lead.supplier)
    page = visitor.get(f"/quotes/{quote.pk}/terms/")
    until = timezone.localdate() + timedelta(days=150)
    spent = visitor.send(page, "", valid_until=until.isoformat(), **TERMS).ms
    for part in quote.parts.filter(signed_at=None).select_related("supplier__organisation"):
        spent += sign(cast, part)
    page = visitor.get(f"/quotes/{quote.pk}/")
    first = visitor.send(page, rf"/quotes/{quote.pk}/submit/")
    again = visitor.again(page, rf"/quotes/{quote.pk}/submit/")
    return spent + first.ms + again.ms


def sums(quote: Quote) -> str:
    found = totals_of(quote)
    least = "at least " if found.five_year_at_least else ""
    build = f"build {won_ko(found.build_krw)} + VAT {won_ko(found.vat_krw)}"
    return f"{build}; five years {least}{won_ko(found.five_year_krw)}"


def the_owner_compares(cast: Cast) -> None:
    page = cast.owner.get(f"/rounds/{cast.need.round.pk}/quotes/")
    cast.tell.say("the owner compares the quotes side by side", page.ms)


def award(cast: Cast, quote: Quote, *, programme: bool) -> Award:
    """Chosen by the owner, confirmed by the lead; with a programme it then waits for the result."""
    page = cast.owner.get(f"/quotes/{quote.pk}/award/")
    result_by = (timezone.localdate() + timedelta(days=60)).isoformat()
    typed = {"programme": PROGRAMME, "result_by": result_by} if programme else {"programme": "", "result_by": ""}
    done = cast.owner.send(page, "|.*/award/", **typed)
    row = Award.objects.filter(need=cast.need).latest("position")
    settle_due(TIMERS)  # the offices' checks of the quote, which beat asks for every few seconds as well
    lead = quote.parts.get(lead=True).supplier
    visitor = cast.of(lead)
    read = visitor.get(f"/awards/{row.pk}/")
    confirmed = visitor.send(read, rf"/awards/{row.pk}/confirm/")
    row.refresh_from_db()
    cast.tell.say(f"the quote led by {lead} is chosen and confirmed: {row.status}", done.ms + confirmed.ms, sums(quote))
    return row


def the_programme_refuses(cast: Cast, row: Award) -> Quote:
    """One click asks the same members for a smaller scope; they sign again and the lead hands it in."""
    page = cast.owner.get(f"/awards/{row.pk}/")
    done = cast.owner.send(page, rf"/awards/{row.pk}/result/", result="refused")
    row.refresh_from_db()
    cast.tell.say(f"the programme says no: the award is {row.status} ({row.reason})", done.ms)
    page = cast.owner.get(f"/awards/{row.pk}/")
    left_out = max(slot for part in row.quote.parts.all() for slot in part.slots)
    done = cast.owner.send(page, rf"/awards/{row.pk}/reoffer/", scope="reduced", left_out=[left_out])
    quote = Quote.objects.filter(rfq=row.quote.rfq).latest("revision")
    spent = sum(sign(cast, part) for part in quote.parts.select_related("supplier__organisation"))
    spent += hand_in(cast, quote)
    quote.refresh_from_db()
    cast.tell.say(
        f"the members offer it without part {left_out}: revision {quote.revision}", done.ms + spent, sums(quote)
    )
    return quote
