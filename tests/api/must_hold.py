"""What holds after every call on a need's way, whoever made it and however it ended."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis.stateful import RuleBasedStateMachine, invariant

from demand.choices import NeedStatus
from matchmaker.sourcing.choices import LIVE, STANDING, AwardStatus, InvitationStatus, QuoteStatus, RfqStatus
from matchmaker.sourcing.inviting import standing
from matchmaker.sourcing.models import Award, Project, Quote, QuoteLine, QuotePart, Rfq, RfqInvitation
from matchmaker.sourcing.projects import progress
from tests.api.asking import Program


class MustHold(RuleBasedStateMachine):
    """``asks``: the programs of the story's people, by name."""

    asks: Mapping[str, Program]

    @invariant()
    def one_award_at_most_stands_and_its_quote_is_chosen(self) -> None:
        standing_ones = list(Award.objects.filter(status__in=STANDING).select_related("quote__rfq"))
        assert len({row.need_id for row in standing_ones}) == len(standing_ones)
        chosen = set(Quote.objects.filter(status=QuoteStatus.SELECTED).values_list("pk", flat=True))
        assert chosen == {row.quote_id for row in standing_ones}

    @invariant()
    def lines_belong_to_their_members_own_slots(self) -> None:
        for line in QuoteLine.objects.select_related("part__quote__rfq"):
            assert line.slot == -1 or line.slot in line.part.slots
            if line.days is not None:
                assert line.amount_krw == round(line.days * line.rate_krw)
        for part in QuotePart.objects.select_related("quote"):
            asked = RfqInvitation.objects.filter(rfq=part.quote.rfq_id, supplier=part.supplier_id)
            assert asked.exists(), "no part without an invitation"

    @invariant()
    def sums_are_those_of_the_lines(self) -> None:
        for quote in Quote.objects.exclude(submitted_at=None).order_by("-pk")[:2]:
            told = self.asks["lead"].get(f"quotes/{quote.pk}/")
            if told.status_code != 200:
                continue
            lines = [line for part in told.json()["parts"] for line in part["lines"]]
            later = sum(line["amount_krw"] for line in lines if line["head"] in ("maintenance", "exit"))
            whole = sum(line["amount_krw"] for line in lines)
            assert told.json()["totals"]["five_year_krw"] == whole
            assert told.json()["totals"]["build_krw"] == whole - later

    @invariant()
    def requests_follow_from_their_invitations(self) -> None:
        for rfq in Rfq.objects.exclude(status=RfqStatus.CANCELLED).select_related("package"):
            said = {row.status for row in standing(rfq).live}
            if rfq.status == RfqStatus.COMPLETE:
                assert said == {InvitationStatus.ACCEPTED}
        for rfq in Rfq.objects.filter(status=RfqStatus.CANCELLED):
            assert not rfq.invitations.filter(status__in=LIVE - {InvitationStatus.ACCEPTED}).exists()

    @invariant()
    def drafts_are_one_a_request_and_signatures_stand_under_lines(self) -> None:
        drafts = list(Quote.objects.filter(status=QuoteStatus.DRAFT).values_list("rfq_id", flat=True))
        assert len(set(drafts)) == len(drafts)
        for part in QuotePart.objects.filter(signed_at__isnull=False):
            assert part.lines.exists()
        handed = Quote.objects.filter(status__in=(QuoteStatus.SUBMITTED, QuoteStatus.OPENED, QuoteStatus.SELECTED))
        for quote in handed:
            assert quote.parts.filter(lead=True).count() == 1
            assert not quote.parts.filter(signed_at=None).exists()

    @invariant()
    def a_project_stands_on_an_active_award_and_follows_its_milestones(self) -> None:
        for project in Project.objects.select_related("award__need"):
            assert project.award.status == AwardStatus.ACTIVE
            assert project.award.need.status == NeedStatus.CLOSED
            aim = progress.derived_status(project.milestones.all())
            assert progress.WAY.index(project.status) >= progress.WAY.index(aim)
