"""A digest as an e-mail, in its reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from matchmaker.notifications.attending import unsubscribe_token
from matchmaker.notifications.groups import group_of
from matchmaker.notifications.models import Digest, Message
from matchmaker.notifications.wording import words_of

MOST = 30  # messages written out in one letter; the inbox has the rest


def absolute(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def choices_of(user_id: int, groups: Iterable[str]) -> dict[str, str]:
    """Where the reader chooses, and the link that stops these groups without a log-in (RFC 8058)."""
    token = unsubscribe_token(user_id=user_id, groups=groups)
    return {
        "preferences": absolute(reverse("notifications:preferences")),
        "unsubscribe": absolute(reverse("notifications:unsubscribe", args=[token])),
    }


def digest_mail(digest: Digest) -> tuple[EmailMultiAlternatives, dict[str, str]]:
    """The letter of a digest, newest news first, and its links for stopping it."""
    messages = list(Message.objects.filter(deliveries__bundle=digest).order_by("-created_at", "-pk"))
    choice = choices_of(digest.user_id, {group for row in messages if (group := group_of(row.kind))})
    with translation.override(digest.user.language):
        count = len(messages)
        title = ngettext("모아 보내는 소식 %(n)d건", "모아 보내는 소식 %(n)d건", count) % {"n": count}
        context: dict[str, Any] = {"title": title, "items": [_item(row) for row in messages[:MOST]], **choice}
        context |= {"more": max(0, count - MOST), "link": absolute(reverse("notifications:inbox"))}
        context["language"] = translation.get_language()
        mail = EmailMultiAlternatives(subject=title, body=render_to_string("notifications/digest.txt", context))
        mail.attach_alternative(render_to_string("notifications/digest.html", context), "text/html")
    return mail, choice


def _item(row: Message) -> dict[str, Any]:
    return {
        "words": words_of(row.kind, row.payload),
        "link": absolute(reverse("notifications:message", args=[row.pk])),
    }
