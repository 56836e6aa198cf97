"""A POST that creates happens once: its answer is kept under the caller's key, in the transaction that created."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from matchmaker.accounts.models import OnceAnswer
from matchmaker.lib.api.problems import Problem, Wrong

KEPT = timedelta(hours=24)
REUSED = _("같은 열쇠로 다른 내용을 보냈습니다. 새 열쇠를 쓰거나 처음과 같은 내용을 보내 주세요.")


def once(request: Any, handler: Callable[[], Response]) -> Response:
    """The handler's answer, or the one it gave before to the same request. Runs inside a transaction.

    A second request with the key waits at the unique constraint until the first has ended. What was refused is not
    kept: the transaction takes the claim back too, so the caller may mend the body and keep the key.
    """
    now, key, told = timezone.now(), request.headers["Idempotency-Key"], _fingerprint(request)
    OnceAnswer.objects.filter(token=request.auth, key=key, expires_at__lte=now).delete()
    row, fresh = OnceAnswer.objects.get_or_create(
        token=request.auth, key=key, defaults={"fingerprint": told, "expires_at": now + KEPT}
    )
    if not fresh:
        return _again(row, told)
    answer = handler()
    row.status, row.body = answer.status_code, JSONRenderer().render(answer.data).decode()
    row.etag = answer.headers.get("ETag", "")
    row.save(update_fields=["status", "body", "etag"])
    return answer


def _again(row: OnceAnswer, told: str) -> Response:
    if row.fingerprint != told:
        raise Problem(422, "idempotency_key_reused", REUSED, errors=[Wrong("Idempotency-Key", "reused", str(REUSED))])
    headers = {"Idempotency-Replayed": "true", **({"ETag": row.etag} if row.etag else {})}
    return Response(json.loads(row.body), status=row.status, headers=headers)


def _fingerprint(request: Any) -> str:
    """Address and content: neither the order of names nor blanks make another request."""
    given = {name: _digest(value) for name, value in request.data.items()} if request.FILES else request.data
    content = json.dumps(given, sort_keys=True, ensure_ascii=True)
    return sha256(f"{request.path}\n{content}".encode()).hexdigest()


def _digest(value: Any) -> str:
    """A field as it is; a file by its name and content."""
    if isinstance(value, str):
        return value
    told = sha256(value.name.encode(errors="surrogatepass"))
    for piece in value.chunks():
        told.update(piece)
    value.seek(0)
    return told.hexdigest()


def answers_forget() -> int:
    """Drop answers past their time; returns how many."""
    return OnceAnswer.objects.filter(expires_at__lte=timezone.now()).delete()[0]
