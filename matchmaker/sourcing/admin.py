from django.contrib import admin

from matchmaker.sourcing.models import Rfq, RfqInvitation


class InvitationInline(admin.TabularInline):
    model = RfqInvitation
    extra = 0
    can_delete = False
    fields = readonly_fields = ["supplier", "status", "reason", "respond_by", "answered_at"]


@admin.register(Rfq)
class RfqAdmin(admin.ModelAdmin):
    """To look at; states move through the services only."""

    list_display = ["pk", "need", "status", "created_at"]
    list_filter = ["status"]
    raw_id_fields = ["need", "package", "created_by"]
    readonly_fields = ["status"]
    inlines = [InvitationInline]
