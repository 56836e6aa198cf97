"""The front page sends everybody to where their work is; visitors see what this is for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.demo.example import MOST, example

START = {
    OrganisationKind.DEMAND: "demand:needs",
    OrganisationKind.SUPPLIER: "suppliers:dashboard",
    OrganisationKind.PROGRAMME: "coverage:board",
}


def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        language = (get_language() or "ko")[:2]
        said = request.POST.get("say", "")
        return render(request, "home.html", {"example": example(language, said), "said": said[:MOST], "most": MOST})
    if request.actor is None:
        return redirect("accounts:organisation_new")
    return redirect(START[OrganisationKind(request.actor.organisation.kind)])


def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide.html")
