"""Failures the engine expects; each carries a code that pages turn into a sentence in the reader's language."""


class EngineError(Exception):
    """Base of every expected failure. ``code`` is stable; ``detail`` holds plain values for the message."""

    code = "engine_error"

    def __init__(self, **detail: object) -> None:
        self.detail = detail
        super().__init__(f"{self.code}: {detail}" if detail else self.code)


class CaseInvalid(EngineError):
    """A case file that cannot be replayed: wrong shape, wrong version or unknown codes."""

    code = "case_invalid"


class TextTooLong(EngineError):
    """A need longer than the reader takes; ``detail`` has ``length`` and ``limit``."""

    code = "text_too_long"


class RankerMismatch(EngineError):
    """A ranker whose features are not the ones this engine computes."""

    code = "ranker_mismatch"


class UnknownCode(EngineError):
    """A need that names a capability, region or standard the taxonomy lacks; ``detail`` has ``codes``."""

    code = "unknown_code"
