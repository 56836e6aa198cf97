"""Sessions in the database, as Django keeps them; the one question that every page asks is a prepared one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from matchmaker.lib.prepared import Prepared

BY_KEY: Prepared[Any] = Prepared(lambda key: db.SessionStore.get_model_class().objects.filter(session_key=key), str)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        found = BY_KEY.first(self.session_key)
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None
