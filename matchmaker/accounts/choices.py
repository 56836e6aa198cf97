"""Kinds of organisations and roles of their members."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    DEMAND = "demand", _("수요기업")
    SUPPLIER = "supplier", _("공급기업")
    PROGRAMME = "programme", _("지원사업 운영기관")


class Role(TextChoices):
    OWNER = "owner", _("대표 담당자")
    MEMBER = "member", _("담당자")
    VIEWER = "viewer", _("보기 전용")
    ANALYST = "analyst", _("분석 담당(숫자만)")


WRITERS = frozenset({Role.OWNER, Role.MEMBER})
OWNERS = frozenset({Role.OWNER})
SEE_FIRMS = frozenset(Role) - {Role.ANALYST}


def roles_in(kind: str) -> list[tuple[str, str]]:
    """Roles that a member of such an organisation can have: only offices have people who see figures alone."""
    office = kind == OrganisationKind.PROGRAMME
    return [(role.value, str(role.label)) for role in Role if office or role != Role.ANALYST]


class AuditAction(TextChoices):
    """What a line of the audit log may say was done."""

    READ = "read", _("열어 봄")
    EXPORT = "export", _("내려받음")
    CREATED = "created", _("만듦")
    CHANGED = "changed", _("바꿈")
    DELETED = "deleted", _("지움")
    DECIDED = "decided", _("결정함")
    SUSPENDED = "suspended", _("멈춤")
    RESTORED = "restored", _("되살림")
    IMPORTED = "imported", _("한꺼번에 올림")
    UNDONE = "undone", _("되돌림")
    ERASED = "erased", _("개인정보 삭제")
    INVITED = "invited", _("초대함")
    JOINED = "joined", _("팀에 들어옴")
    ROLE_CHANGED = "role_changed", _("역할 바꿈")
    REMOVED = "removed", _("팀에서 뺌")
    LOGGED_IN = "logged_in", _("로그인")
    LOGIN_FAILED = "login_failed", _("로그인 실패")
    LOGGED_OUT = "logged_out", _("로그아웃")
    PASSWORD_CHANGED = "password_changed", _("비밀번호 바꿈")
    EMAIL_CHANGED = "email_changed", _("이메일 바꿈")
    FACTOR_ADDED = "factor_added", _("로그인 확인 수단 추가")
    FACTOR_REMOVED = "factor_removed", _("로그인 확인 수단 삭제")
    SESSION_ENDED = "session_ended", _("다른 기기 로그아웃")
    TOKEN_ISSUED = "token_issued", _("API 토큰 만듦")
    TOKEN_REVOKED = "token_revoked", _("API 토큰 없앰")


class CloseReason(TextChoices):
    """Why an account was closed."""

    LEFT = "left", _("일을 그만두었습니다")
    ASKED = "asked", _("본인이 부탁했습니다")
    TWIN = "twin", _("같은 사람의 계정이 둘입니다")
    SECURITY = "security", _("계정이 위험합니다")
