"""The story from the choice to what came of it: a missed milestone, two promises broken, the standby, the figures."""

from __future__ import annotations

from matchmaker.demo.cast import Cast
from matchmaker.demo.page_forms import form_of
from matchmaker.demo.walker import Page
from matchmaker.sourcing.models import Award, Handover, Milestone, OutcomeCheck, Project, ProjectSlot, ServiceTicket

EVIDENCE = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def play(cast: Cast, award: Award) -> None:
    project = Project.objects.select_related("lead__organisation").get(award=award)
    the_project_stands(cast, project)
    milestone(cast, project, "kick_off")
    cast.days_pass(70, "the mid check comes and goes without a word")
    ticket = the_mid_check_is_missed(cast, project)
    cast.days_pass(8, f"{ticket.supplier} does not answer in the time promised")
    broken = a_second_fault(cast, ticket.slot)
    cast.days_pass(8, "nor this time")
    the_standby_takes_over(cast, broken)
    project.refresh_from_db()
    for kind in ("mid_check", "final_check", "completion"):
        milestone(cast, project, kind)
    cast.days_pass(5, "the system runs; the first question about outcome is due")
    the_outcome_is_told(cast, project, "completion", reached=0.6)
    both_sides_review(cast, project)
    cast.days_pass(100, "three months later")
    the_outcome_is_told(cast, project, "month_3", reached=0.9)
    cast.tell.say("the owner keeps the summary as a PDF", cast.owner.get(f"/projects/{project.pk}/pdf/").ms)


def the_project_stands(cast: Cast, project: Project) -> None:
    page = cast.owner.get(f"/projects/{project.pk}/")
    told = [f"part {row.slot}: {row.supplier}, standing by: {row.standby or 'nobody'}" for row in present(project)]
    dues = ", ".join(f"{row.get_kind_display()} {row.due_on}" for row in project.milestones.all())
    cast.tell.say("the project stands, every part with its standby", page.ms, *told, dues)
    page = cast.owner.get(f"/projects/{project.pk}/figures/")
    done = cast.owner.send(page, "|.*/figures/", **figures(page))
    rows = [f"{row.name}: {row.before} to {row.target} {row.unit}, weight {row.weight}" for row in project.kpis.all()]
    cast.tell.say("the owner says which figures are to move", done.ms, *rows)


def present(project: Project) -> list[ProjectSlot]:
    return list(project.slots.filter(until=None).select_related("supplier__organisation", "standby__organisation"))


def figures(page: Page) -> dict[str, object]:
    """The rows that the page proposes, with numbers where it leaves them to the owner."""
    form = form_of(page.text, "|.*/figures/")
    given, typed = dict(form.fields), {}
    for name in sorted(form.names):
        if name.endswith("-before") and given.get(name.replace("-before", "-name")) and not given.get(name):
            up = given.get(name.replace("-before", "-better")) == "up"
            typed |= {name: 60 if up else 10, name.replace("-before", "-target"): 80 if up else 6}
    return typed


def milestone(cast: Cast, project: Project, kind: str) -> None:
    """The lead reports with a file; the owner looks and says it is done."""
    row = project.milestones.get(kind=kind)
    lead = cast.of(Project.objects.get(pk=project.pk).lead)
    page = lead.get(f"/projects/{project.pk}/")
    name = f"{kind}.pdf"
    report = lead.send(
        page,
        rf"/milestones/{row.pk}/report/",
        {"files": (name, EVIDENCE + kind.encode())},
        text="약속한 일을 마쳤습니다.",
    )
    page = cast.owner.get(f"/projects/{project.pk}/")
    done = cast.owner.send(page, rf"/milestones/{row.pk}/decide/", status="met")
    row.refresh_from_db()
    status = Project.objects.get(pk=project.pk).status
    cast.tell.say(
        f"{row.kind}: reported with {name}, the owner agrees: {row.status}; the project is {status}",
        report.ms + done.ms,
    )


def the_mid_check_is_missed(cast: Cast, project: Project) -> ServiceTicket:
    row: Milestone = project.milestones.get(kind="mid_check")
    ticket = ServiceTicket.objects.select_related("supplier__organisation", "slot").get(milestone=row)
    page = cast.owner.get(f"/projects/{project.pk}/")
    cast.tell.say(
        f"mid_check is {row.status}; a ticket was opened for {ticket.supplier}, due {ticket.due_at:%m-%d %H:%M}",
        page.ms,
    )
    return ticket


def a_second_fault(cast: Cast, slot: ProjectSlot) -> ServiceTicket:
    page = cast.owner.get(f"/project-slots/{slot.pk}/report/")
    done = cast.owner.send(page, "|.*/report/", title="바코드를 찍어도 화면에 안 나와요")
    ticket = ServiceTicket.objects.select_related("supplier__organisation", "slot").filter(slot=slot).latest("pk")
    cast.tell.say(f"the owner reports a fault to {ticket.supplier}, due {ticket.due_at:%m-%d %H:%M}", done.ms)
    return ticket


def the_standby_takes_over(cast: Cast, broken: ServiceTicket) -> None:
    """Two broken promises call the standby; it accepts, takes what there is, and the owner closes the hand-over."""
    row = Handover.objects.select_related("to_supplier__organisation", "from_supplier__organisation").get(
        slot=broken.slot
    )
    cast.tell.say(
        f"promised times were missed twice: {row.to_supplier} is asked to take over from {row.from_supplier}", 0.0
    )
    standby = cast.of(row.to_supplier)
    spent = standby.send(standby.get(f"/handovers/{row.pk}/"), rf"/handovers/{row.pk}/accept/").ms
    spent += standby.send(standby.get(f"/handovers/{row.pk}/"), rf"/handovers/{row.pk}/receive/").ms
    spent += cast.owner.send(cast.owner.get(f"/handovers/{row.pk}/"), rf"/handovers/{row.pk}/finish/").ms
    row.refresh_from_db()
    now = ProjectSlot.objects.get(project=row.project, slot=row.slot.slot, until=None)
    without = (row.accepted_at - row.uncovered_since).days
    cast.tell.say(
        f"{now.supplier} takes part {now.slot} over: {row.status}; {without} day(s) without cover", spent,
        f"standing by from now on: {now.standby or 'nobody'}",
    )  # fmt: skip


def the_outcome_is_told(cast: Cast, project: Project, stage: str, *, reached: float) -> None:
    """The owner's own figures, ``reached`` of the way from before to target."""
    row = OutcomeCheck.objects.get(project=project, stage=stage)
    typed = {
        f"value_{kpi.pk}": f"{float(kpi.before) + reached * float(kpi.target - kpi.before):.1f}"
        for kpi in project.kpis.all()
    }
    page = cast.owner.get(f"/checks/{row.pk}/")
    done = cast.owner.send(page, "|.*/checks/.*", in_use="yes", **typed)
    row.refresh_from_db()
    cast.tell.say(f"{stage}: the owner was asked and tells the figures: {row.status}", page.ms + done.ms)


def both_sides_review(cast: Cast, project: Project) -> None:
    firm, spent, members = project.need.firm.organisation, 0.0, {row.supplier for row in present(project)}
    for supplier in sorted(members, key=lambda one: one.pk):
        for visitor, subject in ((cast.owner, supplier.organisation), (cast.of(supplier), firm)):
            page = visitor.get(f"/projects/{project.pk}/reviews/{subject.pk}/")
            spent += visitor.send(page, "|.*/reviews/.*", **points(page)).ms
    cast.tell.say(f"the owner reviews {len(members)} member(s), and they the owner", spent)


def points(page: Page) -> dict[str, object]:
    names = form_of(page.text, "|.*/reviews/.*").names
    return {name: 4 for name in names if name not in ("comment", "csrfmiddlewaretoken")}
