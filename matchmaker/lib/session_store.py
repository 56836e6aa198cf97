"""Sessions in the database, as Django keeps them; the one question that every page asks is a prepared one.

The row is read for every page. What its text says is kept, since the very same text signed with the very same keys says
the same; any other is unsigned, and refused, as ever.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.core import signing
from django.utils import timezone

from matchmaker.lib.prepared import Prepared

BY_KEY: Prepared[Any] = Prepared(lambda key: db.SessionStore.get_model_class().objects.filter(session_key=key), str)


class _Bare:
    """For the signer: what was signed, not yet read."""

    def loads(self, data: bytes) -> bytes:
        return data


@lru_cache(maxsize=1000)
def _unsigned(text: str, salt: str, *_keys: str) -> Any:
    """What was signed. Nothing is kept of a text that this site did not sign: that raises each time."""
    return signing.loads(text, salt=salt, serializer=_Bare)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        found = BY_KEY.first(self.session_key)
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None

    def decode(self, session_data: Any) -> dict[str, Any]:
        try:
            data = _unsigned(session_data, self.key_salt, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
            return self.serializer().loads(data)  # anew for each request, which may change it
        except Exception:  # Django's own tells what is wrong
            return super().decode(session_data)
