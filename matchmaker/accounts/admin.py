from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from matchmaker.accounts.models import Invitation, Membership, Organisation, User


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    raw_id_fields = ["user"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "language", "is_active", "is_staff", "date_joined"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "language", "is_active", "is_staff", "is_superuser", "last_login", "date_joined"]
    readonly_fields = ["last_login", "date_joined"]


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "business_number", "simulated", "created_at"]
    list_filter = ["kind", "simulated"]
    search_fields = ["name", "business_number"]
    inlines = [MembershipInline]


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """The token stays hidden: it is a key to somebody's firm."""

    list_display = ["email", "organisation", "role", "expires_at", "accepted_at"]
    fields = ["organisation", "email", "role", "invited_by", "expires_at", "accepted_at"]
    raw_id_fields = ["organisation", "invited_by"]


def staff_login(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """There is one way in, with its limits and its second factor; Django's own form here would go round both."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next") or request.get_full_path())


def staff_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    return redirect("account_change_password")


admin.site.login = staff_login  # type: ignore[method-assign]
admin.site.password_change = staff_password  # type: ignore[method-assign]
