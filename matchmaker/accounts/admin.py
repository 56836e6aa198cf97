from django.contrib import admin

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
