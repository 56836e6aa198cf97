"""What a guest shows at the door: a signed link that the host's phone reads from a picture."""

from __future__ import annotations

import qrcode
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from qrcode.image.svg import SvgPathImage

from matchmaker.meetings.models import DayGuest

# Signed, so that nobody can make one up for another guest; that it is of use on its day alone is minded by the service.
SIGNER = Signer(salt="matching-day-ticket", sep=".")


def ticket_of(guest: DayGuest) -> str:
    return SIGNER.sign(guest.pk)


def guest_key(ticket: str) -> int | None:
    """Whose ticket it is; None where nobody here made it."""
    try:
        return int(SIGNER.unsign(ticket))
    except (BadSignature, ValueError):
        return None


def picture_of(guest: DayGuest) -> bytes:
    """An SVG without styles or scripts."""
    link = settings.SITE_URL.rstrip("/") + reverse("meetings:office_ticket", args=[ticket_of(guest)])
    return qrcode.make(link, image_factory=SvgPathImage).to_string()  # type: ignore[no-any-return]
