"""A delivery as an e-mail: text and HTML, in the recipient's language, to one address."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Invitation, User
from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.digest_mail import absolute, choices_of, digest_mail
from matchmaker.notifications.groups import Group, group_of
from matchmaker.notifications.models import Delivery, Message
from matchmaker.notifications.wording import prepared, words_of


def mail_of(delivery: Delivery) -> EmailMultiAlternatives:
    """The e-mail of a delivery. Its Message-ID stays the same over retries, so that a reader's program sees one."""
    if delivery.digest is not None:
        mail, choice = digest_mail(delivery.digest)
    else:
        mail, choice = _single(delivery)
    mail.to = [delivery.address]
    mail.metadata = {"delivery": str(delivery.pk)}  # a mail service gives it back with what it reports
    host = urlsplit(settings.SITE_URL).hostname or "matchmaker.invalid"
    mail.extra_headers = {"Message-ID": f"<delivery-{delivery.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    if "unsubscribe" in choice:
        mail.extra_headers["List-Unsubscribe"] = f"<{choice['unsubscribe']}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def _single(delivery: Delivery) -> tuple[EmailMultiAlternatives, dict[str, Any]]:
    if delivery.message is not None:
        message = delivery.message
        kind, payload, language = message.kind, message.payload, message.recipient.language
        path = reverse("notifications:message", args=[message.pk])
        choice = _choice(message)
    else:
        invitation = delivery.invitation
        kind, payload, language = MessageKind.TEAM_INVITATION, _invitation_payload(invitation), _language(invitation)
        path = reverse("accounts:invitation", args=[invitation.token])
        choice = {}
    with translation.override(language):
        return _mail(kind, payload, {"link": absolute(path), **choice}), choice


def _choice(message: Message) -> dict[str, Any]:
    """What a letter says of the reader's choice: where to choose, and the link that stops its group (RFC 8058)."""
    group = group_of(message.kind)
    if group is None:
        return {"preferences": absolute(reverse("notifications:preferences"))}
    return {"group": group, **choices_of(message.recipient_id, [group])}


def _mail(kind: str, payload: dict[str, Any], links: dict[str, Any]) -> EmailMultiAlternatives:
    """Drawn once for all who are told the same in the same language; each gets the own links into it."""
    own = {name: link for name, link in links.items() if name in PLACES}
    told = json.dumps(payload, sort_keys=True, cls=DjangoJSONEncoder)
    drawn = _drawn(kind, told, translation.get_language(), links.get("group"), frozenset(own))
    mail = EmailMultiAlternatives(subject=drawn.title, body=_linked(drawn.text, own))
    html = _linked(drawn.html, {name: escape(link) for name, link in own.items()})
    mail.attach_alternative(html, "text/html")
    return mail


@dataclass(frozen=True)
class Drawn:
    title: str
    text: str
    html: str


# Where a reader's own links go; no text has these words by chance.
PLACES = {name: f"{name}-{secrets.token_hex(12)}" for name in ("link", "preferences", "unsubscribe")}


@lru_cache(maxsize=64)
def _drawn(kind: str, told: str, language: str, group: Group | None, links: frozenset[str]) -> Drawn:
    payload = json.loads(told)
    words = words_of(kind, payload)
    context = {**prepared(payload), "words": words, "language": language, **{name: PLACES[name] for name in links}}
    if group is not None:
        context["group"] = group
    text = render_to_string("notifications/mail.txt", context)
    return Drawn(words.title, text, render_to_string(f"notifications/{kind}.html", context))


def _linked(text: str, links: dict[str, str]) -> str:
    for name, link in links.items():
        text = text.replace(PLACES[name], link)
    return text


def _invitation_payload(invitation: Invitation) -> dict[str, Any]:
    with translation.override("ko"):
        role = str(Role(invitation.role).label)
    return {
        "organisation": invitation.organisation.name,
        "inviter": str(invitation.invited_by or invitation.organisation.name),
        "role": role,
        "expires_at": invitation.expires_at.isoformat(),
    }


def _language(invitation: Invitation) -> str:
    """The invited person's language if known here, else the inviter's."""
    known = User.objects.filter(email__iexact=invitation.email).first() or invitation.invited_by
    return known.language if known else settings.LANGUAGE_CODE
