"""What matching days wait for; beat asks through the administrators' sweep."""

from __future__ import annotations

from matchmaker.lib.timers import Timer
from matchmaker.meetings.outcomes import day_check, days_due, meeting_check, meetings_due

TIMERS: tuple[Timer, ...] = (
    Timer("matching days", days_due, lambda row: day_check(day=row)),
    Timer("meetings", meetings_due, lambda row: meeting_check(meeting=row)),
)
