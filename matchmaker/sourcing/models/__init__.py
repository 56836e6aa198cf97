"""From a package to a factory that works: the rows of every stage."""

from matchmaker.sourcing.models.awards import Award, AwardEvent, LossNote
from matchmaker.sourcing.models.care import (
    DossierItem,
    Handover,
    HandoverEvent,
    ServiceTicket,
    TicketEvent,
)
from matchmaker.sourcing.models.outcomes import CheckEvent, Kpi, KpiMeasure, OutcomeCheck, Review
from matchmaker.sourcing.models.projects import (
    Attachment,
    ChangeEvent,
    ChangeOrder,
    Milestone,
    MilestoneEvent,
    Project,
    ProjectEvent,
    ProjectSlot,
)
from matchmaker.sourcing.models.quotes import Quote, QuoteEvent, QuoteLine, QuotePart
from matchmaker.sourcing.models.requests import (
    Escalation,
    EscalationEvent,
    InvitationEvent,
    Question,
    Rfq,
    RfqEvent,
    RfqInvitation,
    Round,
)

__all__ = [
    "Attachment",
    "Award",
    "AwardEvent",
    "ChangeEvent",
    "ChangeOrder",
    "CheckEvent",
    "DossierItem",
    "Escalation",
    "EscalationEvent",
    "Handover",
    "HandoverEvent",
    "InvitationEvent",
    "Kpi",
    "KpiMeasure",
    "LossNote",
    "Milestone",
    "MilestoneEvent",
    "OutcomeCheck",
    "Project",
    "ProjectEvent",
    "ProjectSlot",
    "Question",
    "Quote",
    "QuoteEvent",
    "QuoteLine",
    "QuotePart",
    "Review",
    "Rfq",
    "RfqEvent",
    "RfqInvitation",
    "Round",
    "ServiceTicket",
    "TicketEvent",
]
