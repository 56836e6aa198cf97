"""The joint quote: its states, its common cost tree, and how members answer for it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class QuoteStatus(TextChoices):
    DRAFT = "draft", _("작성 중")
    SUBMITTED = "submitted", _("냈음, 아직 봉인됨")
    OPENED = "opened", _("열림")
    SELECTED = "selected", _("선정됨")
    NOT_SELECTED = "lost", _("선정되지 않음")
    REPLACED = "replaced", _("새 견적으로 바뀜")
    WITHDRAWN = "withdrawn", _("철회")
    EXPIRED = "expired", _("유효기간 지남")


_END = frozenset({QuoteStatus.REPLACED, QuoteStatus.WITHDRAWN, QuoteStatus.EXPIRED})
QUOTE_MOVES = {
    QuoteStatus.DRAFT: frozenset({QuoteStatus.SUBMITTED, QuoteStatus.WITHDRAWN}),
    QuoteStatus.SUBMITTED: frozenset({QuoteStatus.OPENED}) | _END,
    QuoteStatus.OPENED: frozenset({QuoteStatus.SELECTED, QuoteStatus.NOT_SELECTED}) | _END,
    # An award that fell through gives the quote back to the others, or closes it.
    QuoteStatus.SELECTED: frozenset({QuoteStatus.OPENED, QuoteStatus.NOT_SELECTED}) | _END,
    QuoteStatus.NOT_SELECTED: frozenset(),
    QuoteStatus.REPLACED: frozenset(),
    QuoteStatus.WITHDRAWN: frozenset(),
    QuoteStatus.EXPIRED: frozenset(),
}
HANDED_IN = frozenset({QuoteStatus.SUBMITTED, QuoteStatus.OPENED, QuoteStatus.SELECTED})
# What the firm may read and compare.
READABLE = frozenset({QuoteStatus.OPENED, QuoteStatus.SELECTED, QuoteStatus.NOT_SELECTED})


class QuoteScope(TextChoices):
    """What a revision is about: the whole work, the whole work on the firm's own money, or a part of it."""

    FULL = "full", _("전체")
    SELF_PAID = "self_paid", _("지원금 없이 전체")
    REDUCED = "reduced", _("범위를 줄인 견적")


class Liability(TextChoices):
    JOINT = "joint", _("공동이행")
    SEVERAL = "several", _("분담이행")
    PRIME = "prime", _("주계약자관리")


class DataOwner(TextChoices):
    CLIENT = "client", _("수요기업")
    SHARED = "shared", _("수요기업과 공급기업이 함께")
    SUPPLIER = "supplier", _("공급기업")


class CostHead(TextChoices):
    """The common cost tree, in the order of every table."""

    ITEM = "item", _("라이선스·장비")
    ENGINEERING = "engineering", _("개발·설정 인건비")
    INTEGRATION = "integration", _("다른 시스템과 연결")
    TRAINING = "training", _("교육")
    INSTALLATION = "installation", _("설치")
    MAINTENANCE = "maintenance", _("유지보수")
    EXIT = "exit", _("종료·데이터 반출")


# Paid once, before the system runs. Maintenance and exit come later and count in the five-year cost only.
BUILD_HEADS = frozenset(
    {CostHead.ITEM, CostHead.ENGINEERING, CostHead.INTEGRATION, CostHead.TRAINING, CostHead.INSTALLATION}
)
MAINTENANCE_YEARS = (1, 2, 3, 4, 5)


class QuoteReview(TextChoices):
    """What administrators' checks found in an opened quote; kept beside its status and moved by nobody else."""

    UNSEEN = "", _("아직 보지 않음")
    CLEAR = "clear", _("이상 없음")
    HELD = "held", _("운영기관이 확인 중")
    REFUSED = "refused", _("확인을 통과하지 못함")


class Grade(TextChoices):
    """Engineers' grades as Korean cost tables have them."""

    SPECIAL = "special", _("특급")
    HIGH = "high", _("고급")
    MIDDLE = "middle", _("중급")
    JUNIOR = "junior", _("초급")
