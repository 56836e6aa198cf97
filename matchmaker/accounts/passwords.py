"""Rules for passwords after NIST SP 800-63B: long enough, not a common one, not our own name; no rule about signs."""

from __future__ import annotations

import unicodedata

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from matchmaker.accounts import obvious

ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "가나다라마바사아자차카타파하",
)
LEAST_OWN = 4  # letters that a password must have beside an obvious word
LONGEST = 256  # a password manager's longest is far below; more only costs the server time


def password_normal(raw: str) -> str:
    """The same word typed on any keyboard: a Mac writes Hangul as single letters, others as whole syllables."""
    return unicodedata.normalize("NFKC", raw)


class LengthValidator(password_validation.MinimumLengthValidator):
    """Django's rule; this and the next two say in plain words what to do."""

    def get_error_message(self) -> str:
        return _("비밀번호가 짧습니다. %(n)s자 이상으로 정해 주세요.") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return _("%(n)s자 이상으로 정해 주세요.") % {"n": self.min_length}


class CommonValidator(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("많은 사람이 쓰는 비밀번호라 쉽게 짐작됩니다. 다른 것으로 정해 주세요.")

    def get_help_text(self) -> str:
        return _("많은 사람이 쓰는 흔한 비밀번호는 쓸 수 없습니다.")


class LikenessValidator(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("비밀번호가 이메일 주소와 비슷합니다. 다른 것으로 정해 주세요.")

    def get_help_text(self) -> str:
        return _("이메일 주소나 이름과 비슷하면 쓸 수 없습니다.")


class OwnWordsValidator:
    """Refuses what somebody guessing at this site tries first, and lengths that nobody types."""

    def validate(self, password: str, user: object = None) -> None:
        plain = password_normal(password).lower()
        if len(plain) > LONGEST:
            raise ValidationError(_("비밀번호가 너무 깁니다. 256자까지 쓸 수 있습니다."), code="password_too_long")
        if len(set(plain)) <= 2 or any(plain in row * 3 or plain in row[::-1] * 3 for row in ROWS):
            raise ValidationError(_("같은 글자나 순서대로 이어지는 글자는 쉽게 짐작됩니다."), code="password_pattern")
        if _hardly_more_than(plain, obvious.own()):
            raise ValidationError(_("이 사이트 이름이 들어간 비밀번호는 쉽게 짐작됩니다."), code="password_own_word")
        mine = obvious.about(user)
        if _hardly_more_than(plain, mine):
            raise ValidationError(
                _("이름, 이메일, 회사 이름이 들어간 비밀번호는 쉽게 짐작됩니다."), code="password_about_you"
            )
        if _hardly_more_than(plain, (*mine, *obvious.own(), *obvious.common())):
            raise ValidationError(
                _("흔한 말이나 글쇠 차례에 숫자와 기호만 붙인 비밀번호는 쉽게 짐작됩니다."), code="password_common_word"
            )

    def get_help_text(self) -> str:
        return _("띄어쓰기를 넣어 긴 문장으로 써도 됩니다. 특수문자는 없어도 됩니다.")


def _hardly_more_than(plain: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words is in it and little else but digits and signs."""
    return any(word in plain for word in words) and len(obvious.without(plain, words)) < LEAST_OWN
