"""Everything of sourcing that waits for a moment: one table of what is due and who handles it.

A handler takes one row, asks again under a lock whether something is due, and may be called at any time and any
number of times; it returns whether it did something.
"""

from __future__ import annotations

from matchmaker.lib.timers import Timer
from matchmaker.sourcing.amending import round_amend, rounds_amended
from matchmaker.sourcing.awards.deciding import decision_check
from matchmaker.sourcing.awards.selectors import awards_due, decisions_due
from matchmaker.sourcing.awards.services import award_check
from matchmaker.sourcing.care.handovers import handover_check, handover_start
from matchmaker.sourcing.care.selectors import handovers_due, slots_of_suspended, tickets_due
from matchmaker.sourcing.care.services import ticket_check
from matchmaker.sourcing.choices import CancelReason, HandoverReason
from matchmaker.sourcing.models import Handover, ProjectSlot, Rfq, RfqInvitation
from matchmaker.sourcing.outcomes.review_services import review_tick
from matchmaker.sourcing.outcomes.selectors import checks_due, reviews_due
from matchmaker.sourcing.outcomes.services import check_tick
from matchmaker.sourcing.projects.change_services import change_check
from matchmaker.sourcing.projects.milestones import milestone_check
from matchmaker.sourcing.projects.selectors import changes_due, milestones_due
from matchmaker.sourcing.quotes.selectors import parts_left_behind, quotes_run_out, rounds_to_open
from matchmaker.sourcing.quotes.services import part_leave, quote_expire, round_open
from matchmaker.sourcing.refilling import slot_refill
from matchmaker.sourcing.selectors import (
    invitations_due,
    invitations_of_suspended,
    needs_due,
    refills_due,
    rfqs_left_behind,
    rounds_due,
)
from matchmaker.sourcing.services import invitation_check, invitation_suspend, rfq_cancel
from matchmaker.sourcing.watching import need_check, round_check


def _withdraw(rfq: Rfq) -> Rfq:
    return rfq_cancel(rfq=rfq, actor=None, reason=CancelReason.WITHDRAWN)


def _suspend(row: RfqInvitation) -> bool:
    return invitation_suspend(invitation=row)


def _succeed(slot: ProjectSlot) -> Handover | None:
    return handover_start(slot=slot, reason=HandoverReason.SUSPENDED)


TIMERS: tuple[Timer, ...] = (
    # requests
    Timer("requests left behind", lambda now: rfqs_left_behind(), _withdraw),
    Timer("invitations", invitations_due, lambda row: invitation_check(invitation=row)),
    Timer("invitations of suspended suppliers", lambda now: invitations_of_suspended(), _suspend),
    Timer("changed needs", lambda now: rounds_amended(), lambda row: round_amend(row=row)),
    Timer("rounds", rounds_due, lambda row: round_check(row=row)),
    Timer("needs", needs_due, lambda row: need_check(need=row)),
    Timer("slots to refill", refills_due, lambda row: slot_refill(rfq=row)),
    # quotes
    Timer("sealed quotes to open", rounds_to_open, lambda row: round_open(round=row)),
    Timer("quotes past their last day", quotes_run_out, lambda row: quote_expire(quote=row)),
    Timer("members that left a quote", lambda now: parts_left_behind(), lambda row: part_leave(part=row, actor=None)),
    # awards
    Timer("awards", awards_due, lambda row: award_check(award=row)),
    Timer("decisions", decisions_due, lambda row: decision_check(round=row)),
    # projects
    Timer("milestones", milestones_due, lambda row: milestone_check(milestone=row)),
    Timer("change orders", changes_due, lambda row: change_check(change=row)),
    # care
    Timer("tickets", tickets_due, lambda row: ticket_check(ticket=row)),
    Timer("hand-overs", handovers_due, lambda row: handover_check(handover=row)),
    Timer("slots of suspended suppliers", slots_of_suspended, _succeed),
    # outcomes
    Timer("questions about outcomes", checks_due, lambda row: check_tick(check=row)),
    Timer("reviews under seal", reviews_due, lambda row: review_tick(review=row)),
)
