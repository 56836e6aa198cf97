"""Everything that administrators' work waits for: one table of what is due and who handles it."""

from __future__ import annotations

from matchmaker.coverage.alerts.services import mute_check, mutes_due
from matchmaker.coverage.flags.services import flag_check, flags_due, quote_inspect
from matchmaker.coverage.referrals.services import referral_check, referrals_due
from matchmaker.coverage.reports.services import report_forget, reports_due, schedule_check, schedules_due
from matchmaker.lib.timers import Timer
from matchmaker.meetings.clock import TIMERS as MEETINGS
from matchmaker.sourcing.awards.reviewing import quotes_unseen
from suppliers.standing import supplier_check, suppliers_due

TIMERS: tuple[Timer, ...] = (
    Timer("suppliers' standing", suppliers_due, lambda row: supplier_check(supplier=row)),
    Timer("quotes to look through", lambda now: quotes_unseen(), lambda row: quote_inspect(quote=row)),
    Timer("flags past their five days", flags_due, lambda row: flag_check(flag=row)),
    Timer("muted alerts", mutes_due, lambda row: mute_check(alert=row)),
    Timer("scheduled reports", schedules_due, lambda row: schedule_check(schedule=row)),
    Timer("files of reports", reports_due, lambda row: report_forget(report=row)),
    Timer("referrals", referrals_due, lambda row: referral_check(referral=row)),
    *MEETINGS,
)
