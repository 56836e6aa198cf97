"""Reading a need: what an owner typed becomes requirements, amounts, a place, a date, each with its words."""

from .reader import MAX_CHARACTERS, read_need
from .vocabulary import Vocabulary

__all__ = ["MAX_CHARACTERS", "Vocabulary", "read_need"]
