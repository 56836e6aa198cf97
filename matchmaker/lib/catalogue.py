"""Messages that were looked up once are kept beside their catalogue, which Django puts together from some forty files.

A page looks up about sixty. Who loads catalogues anew gets new objects, and with them nothing kept.
"""

from __future__ import annotations

from django.utils.translation.trans_real import DjangoTranslation

MOST = 20_000  # the site has a few thousand; words of people do not belong in a catalogue


def keep_messages() -> None:
    found = DjangoTranslation.gettext

    def gettext(self: DjangoTranslation, message: str) -> str:
        if type(message) is not str:
            return str(found(self, message))
        kept: dict[str, str] = self.__dict__.setdefault("kept", {})
        known = kept.get(message)
        if known is None:
            if len(kept) >= MOST:
                kept.clear()
            known = kept[message] = found(self, message)
        return known

    DjangoTranslation.gettext = gettext
