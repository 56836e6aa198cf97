"""What concerns an organisation: every model with a way to one is here, or among those left out, with the reason.

Models are named by string, since most stand on floors above. A test walks all models and finds each in one of the two.
"""

from __future__ import annotations

from dataclasses import dataclass

S, D = "supplier__organisation", "firm__organisation"
N, P = "need__firm__organisation", "project__need__firm__organisation"
MEMBER = "project__slots__supplier__organisation"
READ = {"opened", "selected", "lost"}


@dataclass(frozen=True)
class Own:
    """Rows of ``model`` that concern an organisation by any of ``ways``, without the fields that are secrets."""

    model: str
    ways: tuple[str, ...]
    without: frozenset[str] = frozenset()
    only: tuple[tuple[str, object], ...] = ()


def own(model: str, *ways: str, without: str = "", **only: object) -> Own:
    return Own(model, ways, frozenset(without.split()), tuple(only.items()))


OWNED = (
    own("accounts.Organisation", "pk"),
    own("accounts.User", "memberships__organisation", without="password"),
    own("accounts.Membership", "organisation"),
    own("accounts.Invitation", "organisation", without="token"),
    own("accounts.ApiToken", "organisation", without="digest secret hashed hash key_hash token_hash"),
    own("accounts.AuditEntry", "organisation"),
    own("notifications.Message", "organisation"),
    own("notifications.Event", "organisation"),
    own("notifications.Webhook", "organisation", without="secret old_secret previous_secret"),
    own("jobs.Job", "organisation"),
    own("exchange.Import", "organisation"),
    own("exchange.PublicNaming", "organisation"),
    own("exchange.Archive", "organisation", without="file"),
    own("exchange.Erasure", "organisation"),
    own("suppliers.Supplier", "organisation"),
    own("suppliers.SupplierEvent", "row__organisation"),
    own("suppliers.Approval", S),
    own("suppliers.Offer", S),
    own("suppliers.OfferEvent", "row__supplier__organisation"),
    own("suppliers.PastProject", S),
    own("suppliers.Certificate", S),
    own("suppliers.RegisterEntry", S),
    own("demand.DemandFirm", "organisation"),
    own("demand.Diagnosis", D),
    own("demand.Need", D),
    own("demand.NeedEvent", "row__firm__organisation"),
    own("demand.Requirement", N),
    own("matching.MatchRun", N, without="case"),
    own("matching.Package", "run__need__firm__organisation"),
    own("matching.RankedOffer", "offer__supplier__organisation"),
    own("matching.Feedback", S),
    own("sourcing.Round", N),
    own("sourcing.Rfq", N, "invitations__supplier__organisation"),
    own("sourcing.RfqInvitation", S, "rfq__need__firm__organisation"),
    own("sourcing.Question", "asker__organisation", "round__need__firm__organisation"),
    own("sourcing.Quote", "parts__supplier__organisation"),
    own("sourcing.Quote", "rfq__need__firm__organisation", status__in=READ),
    own("sourcing.QuotePart", S),
    own("sourcing.QuotePart", "quote__rfq__need__firm__organisation", quote__status__in=READ),
    own("sourcing.QuoteLine", "part__supplier__organisation"),
    own("sourcing.QuoteLine", "part__quote__rfq__need__firm__organisation", part__quote__status__in=READ),
    own("sourcing.LossNote", "quote__parts__supplier__organisation"),
    own("sourcing.Award", N, "quote__parts__supplier__organisation"),
    own("sourcing.Project", N, "slots__supplier__organisation"),
    own("sourcing.ProjectSlot", S, P),
    own("sourcing.Milestone", P, MEMBER),
    own("sourcing.ChangeOrder", P, MEMBER),
    own("sourcing.Attachment", P, MEMBER, without="file"),
    own("sourcing.ServiceTicket", S, P),
    own("sourcing.Handover", "from_supplier__organisation", "to_supplier__organisation", P),
    own("sourcing.DossierItem", P, MEMBER),
    own("sourcing.Kpi", P, MEMBER),
    own("sourcing.OutcomeCheck", P, MEMBER),
    own("sourcing.KpiMeasure", "kpi__project__need__firm__organisation", "kpi__project__slots__supplier__organisation"),
    own("coverage.Referral", N),
    own("meetings.DayGuest", "organisation"),
    own("meetings.Meeting", "firm__organisation", "supplier__organisation"),
    own("sourcing.Review", "author"),
    own("sourcing.Review", "subject", published_at__isnull=False),
)
LEFT_OUT = {
    "matching.MarketBlock": "the market of a moment, of all suppliers; their own offers are there",
    "matching.MarketState": "which blocks made up a market; nobody's own",
    "coverage.Approach": "the office's own work",
    "coverage.Flag": "a suspicion that people still look into; told when something is decided",
    "coverage.Report": "an office's own list, made anew at any time",
    "coverage.ReportSchedule": "when an office wants its list",
    "coverage.SavedView": "an office's own filter",
    "meetings.MatchingDay": "the host's event; guests have their places and meetings",
    "meetings.Wish": "who a guest would like to meet; the meetings that came of it are there",
    "accounts.OnceAnswer": "copies of answers already in the rows themselves",
    "notifications.FeedHead": "a counter",
    "notifications.Delivery": "how a letter travelled; its words are in the message",
    "notifications.WebhookPost": "how an event travelled; its words are in the event",
    "exchange.ImportEvent": "moves of an import, told by the import",
    "exchange.ImportFile": "the organisation's own file",
    "exchange.ImportLine": "rows of the organisation's own file",
    "exchange.ImportChange": "kept for a day, for undoing only",
    "matching.SupplierExposure": "counted from ranked offers",
    "matching.SupplierInsight": "counted from ranked offers and invitations",
    "matching.PackageItem": "of a package; offers of others stand in it",
    "matching.Impression": "which page was looked at, for learning; nothing a person wrote",
    "matching.RunMerit": "of all suppliers together",
    "matching.Shortlist": "made anew from the need at any time",
    "sourcing.Escalation": "the office's own work",
    "sourcing.EscalationEvent": "the office's own work",
    "sourcing.RfqEvent": "moves, told by the request",
    "sourcing.InvitationEvent": "moves, told by the invitation",
    "sourcing.QuoteEvent": "moves, told by the quote",
    "sourcing.AwardEvent": "moves, told by the award",
    "sourcing.ProjectEvent": "moves, told by the project",
    "sourcing.MilestoneEvent": "moves, told by the milestone",
    "sourcing.ChangeEvent": "moves, told by the change",
    "sourcing.TicketEvent": "moves, told by the ticket",
    "sourcing.HandoverEvent": "moves, told by the hand-over",
    "sourcing.CheckEvent": "moves, told by the check",
}
SECRET_WORDS = ("password", "secret", "digest", "token", "hash")
