"""How a job ends before its end."""


class JobRefused(Exception):
    """It cannot be done, and trying again will not help. ``message``: words for people, a msgid."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class JobCancelled(Exception):
    """Somebody asked to stop; raised at the next step."""


class JobLost(Exception):
    """Another worker took over: this one writes nothing more."""
