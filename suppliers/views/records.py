"""Past projects and certificates: lists and forms."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from matchmaker.accounts.access import own_or_404, supplier_side
from suppliers.forms import CertificateForm, ProjectForm
from suppliers.models import Certificate, PastProject
from suppliers.selectors import projects_of
from suppliers.services import certificate_delete, certificate_save, project_delete, project_save
from suppliers.views.firm import mine


@supplier_side
def projects(request: HttpRequest) -> HttpResponse:
    page = Paginator(projects_of(mine(request)), 20).get_page(request.GET.get("page"))
    return render(request, "suppliers/projects.html", {"page": page})


@supplier_side
def project(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    supplier = mine(request)
    row = own_or_404(PastProject.objects.all(), pk, supplier=supplier) if pk else PastProject()
    if pk and "delete" in request.POST:
        project_delete(project=row)
        messages.success(request, _("납품 실적을 지웠습니다."))
        return redirect("suppliers:projects")
    form = ProjectForm(request.POST or None, instance=row, supplier=supplier)
    if request.method == "POST" and form.is_valid():
        many = {"capabilities": form.cleaned_data["capabilities"], "partners": form.cleaned_data["partner_names"]}
        project_save(project=form.instance, supplier=supplier, many=many, changed=form.has_changed())
        messages.success(request, _("납품 실적을 저장했습니다."))
        return redirect("suppliers:projects")
    return render(request, "suppliers/project.html", {"form": form, "project": row if pk else None})


@supplier_side
def certificates(request: HttpRequest) -> HttpResponse:
    page = Paginator(mine(request).certificates.order_by("name", "pk"), 20).get_page(request.GET.get("page"))
    return render(request, "suppliers/certificates.html", {"page": page})


@supplier_side
def certificate(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    supplier = mine(request)
    row = own_or_404(Certificate.objects.all(), pk, supplier=supplier) if pk else Certificate()
    if pk and "delete" in request.POST:
        certificate_delete(certificate=row)
        messages.success(request, _("인증을 지웠습니다."))
        return redirect("suppliers:certificates")
    form = CertificateForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        certificate_save(certificate=form.instance, supplier=supplier)
        messages.success(request, _("인증을 저장했습니다."))
        return redirect("suppliers:certificates")
    return render(request, "suppliers/certificate.html", {"form": form, "certificate": row if pk else None})
