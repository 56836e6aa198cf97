from django.contrib import admin

from matchmaker.notifications.models import Delivery, Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = ["kind", "recipient", "organisation", "created_at", "read_at"]
    list_filter = ["kind"]
    raw_id_fields = ["recipient", "organisation"]


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    list_display = ["address", "channel", "status", "attempts", "next_try_at", "sent_at"]
    list_filter = ["status", "channel"]
    raw_id_fields = ["message", "invitation"]
