"""Where the engine's callers find the reader; the work is in ``reading/``."""

from .reading import MAX_CHARACTERS, Vocabulary, read_need

__all__ = ["MAX_CHARACTERS", "Vocabulary", "read_need"]
