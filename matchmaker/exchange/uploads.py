"""An uploaded file's bytes in the database, a piece a row, so that no machine ever holds all of them in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from matchmaker.exchange.models import Import, ImportFile

PIECE = 512 * 1024


def file_keep(batch: Import, file: BinaryIO) -> None:
    """Inside the caller's transaction."""
    file.seek(0)
    number = 0
    while data := file.read(PIECE):
        ImportFile.objects.create(batch=batch, number=number, data=data)
        number += 1


@contextmanager
def file_kept(batch: Import) -> Iterator[BinaryIO]:
    """The whole file on this machine's disk, until the block ends."""
    pieces = ImportFile.objects.filter(batch=batch).order_by("number").values_list("data", flat=True)
    with tempfile.TemporaryFile() as file:
        for data in pieces.iterator(chunk_size=1):
            file.write(data)
        file.seek(0)
        yield file
