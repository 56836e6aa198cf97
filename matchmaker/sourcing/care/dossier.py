"""The as-built dossier: what whoever takes over must have, kept by the members from the first day on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.sourcing.choices import DossierKind, FileKind
from matchmaker.sourcing.models import DossierItem, Project, ProjectSlot
from matchmaker.sourcing.projects.files import attachment_add

KINDS = len(DossierKind)
WORD = r"(?:비밀\s*번호|비번|암호|패스워드|pass\s*word|pass\s*phrase|passwd|pwd|pw|api[\s_-]*key|secret)"
# What people write after the colon when they do the right thing.
KOREAN_WAYS = "직접|따로|별도|만나|봉투|금고|전화|없음|없습|모름|변경|바꾸|비공개|적지"
HARMLESS = rf"(?!\s*(?:{KOREAN_WAYS}|in person|separate|none|unknown|\*+\s*$))"
SAID = re.compile(rf"(?<![a-z]){WORD}\s*(?:[:=：]|->|→){HARMLESS}\s*\S", re.IGNORECASE | re.MULTILINE)
# "pw admin123!", "비밀번호는 abcd1234": a run of signs with a digit or a special sign in it.
SPOKEN = re.compile(rf"(?<![a-z]){WORD}(?:은|는|이|가)?\s+(?=\S*[0-9!@#$%^&*])[!-~]{{4,}}", re.IGNORECASE)


def looks_like_password(text: str) -> bool:
    """Whether some line seems to give a password away: "비밀번호: abc", "password=...", "pw abc123"."""
    return bool(SAID.search(text) or SPOKEN.search(text))


@transaction.atomic
def dossier_keep(
    *,
    slot: ProjectSlot,
    actor: User,
    kind: str,
    title: str,
    note: str = "",
    ready: bool = False,
    file: Any = None,
    item: DossierItem | None = None,
) -> DossierItem:
    """Write an item of a slot, or change ``item``. The same kind and title again is the same item.

    ``file``: an uploaded file that takes the place of the former one. Raises FileRefused.
    """
    project = Project.objects.select_for_update().get(pk=slot.project_id)
    if item is None:
        item = project.dossier.filter(slot__slot=slot.slot, kind=kind, title=title).first()
    item = item or DossierItem(project=project, slot=slot)
    item.kind, item.title, item.note, item.ready = kind, title, note, ready
    if file is not None:
        side = slot.supplier.organisation
        item.file = attachment_add(project=project, by=side, actor=actor, upload=file, kind=FileKind.DOSSIER)
    item.changed_at = timezone.now()
    item.save()
    return item


@transaction.atomic
def dossier_remove(*, item: DossierItem) -> None:
    """Take an item off the list; a second time does nothing. Its file stays with the project's records."""
    DossierItem.objects.filter(pk=item.pk).delete()


def kinds_ready(items: Iterable[DossierItem]) -> set[str]:
    """Kinds with at least one item that is ready."""
    return {item.kind for item in items if item.ready}


def share_ready(items: Iterable[DossierItem]) -> float:
    """Share of the four kinds of one slot that have something ready, from 0 to 1."""
    return len(kinds_ready(items)) / KINDS
