"""The doors of this room: whoever stands outside of it calls these. Each says in its own words what it raises."""

from matchmaker.sourcing.quotes.drafting import Entry, lines_save, part_sign, quote_open, terms_save
from matchmaker.sourcing.quotes.handing_in import quote_expire, quote_submit, round_open
from matchmaker.sourcing.quotes.revising import member_withdraw, part_leave, quote_reconfirm, quote_revise

__all__ = [
    "Entry",
    "lines_save",
    "member_withdraw",
    "part_leave",
    "part_sign",
    "quote_expire",
    "quote_open",
    "quote_reconfirm",
    "quote_revise",
    "quote_submit",
    "round_open",
    "terms_save",
]
