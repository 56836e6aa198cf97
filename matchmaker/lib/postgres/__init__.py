"""The database backend of the site on PostgreSQL; SQLite needs none of it."""


class Fixed(str):
    """SQL that stays the same but for its values, and is worth preparing."""

    __slots__ = ()
