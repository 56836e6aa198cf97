"""The cache on Redis, which may be away: then nothing is remembered, and no page fails for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _patient(name: str, instead: Callable[..., Any]) -> Any:
    """The method of that name; ``instead`` answers with the call's arguments while Redis does not."""
    original = getattr(RedisCache, name)

    @wraps(original)
    def method(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return original(self, *args, **kwargs)
        except RedisError as failure:
            logger.warning("the cache is away: %s", type(failure).__name__)
            return instead(*args, **kwargs)

    return method


class PatientRedisCache(RedisCache):
    """What depends on it (limits on log-ins and on calls of the API) is not counted while Redis is away."""

    get = _patient("get", lambda key, default=None, version=None: default)
    get_many = _patient("get_many", lambda keys, version=None: {})
    has_key = _patient("has_key", lambda key, version=None: False)
    add = _patient("add", lambda *args, **kwargs: True)
    set = _patient("set", lambda *args, **kwargs: None)
    set_many = _patient("set_many", lambda data, *args, **kwargs: list(data))
    touch = _patient("touch", lambda *args, **kwargs: False)
    delete = _patient("delete", lambda *args, **kwargs: False)
    delete_many = _patient("delete_many", lambda *args, **kwargs: None)
    incr = _patient("incr", lambda key, delta=1, version=None: delta)
    clear = _patient("clear", lambda: False)
