"""States and kinds of the supply side."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SupplierKind(TextChoices):
    BOTH = "both", _("솔루션·서비스와 장비")
    SOLUTION_SERVICE = "solution_service", _("솔루션·서비스")
    EQUIPMENT = "equipment", _("장비")


class SupplierSize(TextChoices):
    SMALL = "small", _("소기업")
    MEDIUM = "medium", _("중기업")
    OTHER = "other", _("중견·대기업")


class Verification(TextChoices):
    DRAFT = "draft", _("작성 중")
    APPLIED = "applied", _("확인 신청")
    VERIFIED = "verified", _("확인 완료")
    RETURNED = "returned", _("보완 요청")
    SUSPENDED = "suspended", _("정지")


VERIFICATION_MOVES = {
    Verification.DRAFT: frozenset({Verification.APPLIED}),
    Verification.APPLIED: frozenset({Verification.VERIFIED, Verification.RETURNED}),
    Verification.RETURNED: frozenset({Verification.APPLIED}),
    Verification.VERIFIED: frozenset({Verification.SUSPENDED, Verification.RETURNED}),
    # What lifts itself at its end goes back to verified, or to returned where the listing is no longer whole.
    Verification.SUSPENDED: frozenset({Verification.VERIFIED, Verification.RETURNED}),
}


# From the application on, what is being checked must not change under the eyes of whoever checks it.
NUMBER_FIXED = frozenset({Verification.APPLIED, Verification.VERIFIED, Verification.SUSPENDED})


class OfferStatus(TextChoices):
    DRAFT = "draft", _("작성 중")
    PUBLISHED = "published", _("게시")
    HIDDEN = "hidden", _("비공개")


OFFER_MOVES = {
    OfferStatus.DRAFT: frozenset({OfferStatus.PUBLISHED, OfferStatus.HIDDEN}),
    OfferStatus.PUBLISHED: frozenset({OfferStatus.HIDDEN}),
    OfferStatus.HIDDEN: frozenset({OfferStatus.PUBLISHED}),
}


class Evidence(TextChoices):
    SELF = "self", _("본인 기재")
    DOCUMENT = "document", _("서류 확인")
    PROGRAMME = "programme", _("지원사업 역량진단")
    CUSTOMER = "customer", _("고객 확인")


EVIDENCE_RANK = {Evidence.SELF: 0, Evidence.DOCUMENT: 1, Evidence.PROGRAMME: 2, Evidence.CUSTOMER: 3}


class Effort(TextChoices):
    PLUG = "plug", _("꽂으면 바로 사용")
    CONFIGURE = "configure", _("설정 후 사용")
    ENGINEER = "engineer", _("맞춤 설계 필요")


class ImportKind(TextChoices):
    OFFERS = "offers", _("제품·서비스")
    PROJECTS = "projects", _("납품 실적")
    REGISTER = "register", _("공식 등록부")


class Origin(TextChoices):
    """Countries of origin that domain.md 1.2 speaks of (ISO 3166); ZZ is any other."""

    KR = "KR", _("국산")
    US = "US", _("미국")
    DE = "DE", _("독일")
    JP = "JP", _("일본")
    CN = "CN", _("중국")
    TW = "TW", _("대만")
    FR = "FR", _("프랑스")
    CH = "CH", _("스위스")
    ZZ = "ZZ", _("그 밖의 나라")


class ReturnReason(TextChoices):
    EVIDENCE = "evidence", _("증빙이 부족합니다")
    NUMBER = "number", _("사업자등록번호를 다시 확인해 주세요")
    OFFERS = "offers", _("등록한 역량 설명이 부족합니다")
    CONTACT = "contact", _("연락처를 확인할 수 없습니다")


class SuspendReason(TextChoices):
    """Why a verified firm is taken out of the market for a time."""

    FALSE = "false", _("적은 내용이 사실과 다릅니다")
    PROMISES = "promises", _("약속한 일이나 사후관리를 지키지 않았습니다")
    UNFAIR = "unfair", _("공정하지 않은 거래가 확인되었습니다")
    CLOSED = "closed", _("휴업이나 폐업이 확인되었습니다")
    SILENT = "silent", _("여러 번 연락해도 답이 없습니다")
    ASKED = "asked", _("회사가 쉬겠다고 부탁했습니다")


class StandingReason(TextChoices):
    """What the clock and renewals write beside a move."""

    ENDED = "ended", _("정지 기간이 끝났습니다")
    INCOMPLETE = "incomplete", _("정지가 끝났지만 필요한 내용이 빠져 있습니다")
    RENEWED = "renewed", _("한 해가 지나 다시 확인했습니다")
    EXTENDED = "extended", _("정지 기간을 바꾸었습니다")


class Look(TextChoices):
    """What only a person can check; ticked ones are kept with the approval."""

    OPEN = "open", _("사업자가 영업 중인지 국세청에서 확인했습니다")
    CALLED = "called", _("적힌 연락처로 연락해 보았습니다")
    PAPERS = "papers", _("인증서나 실적의 서류를 보았습니다")
    OFFERS = "offers", _("제품·서비스 설명을 읽어 보았습니다")
