"""What people are told about, and how a delivery fares.

Every kind has templates/notifications/<kind>.txt (first line: title; rest: body) and <kind>.html (the e-mail). What
each takes as payload stands here; values are JSON. Words that are msgids (reasons, states) travel in Korean and are
translated when read; keys that end in ``_at`` or ``_by`` are ISO moments and arrive in the template as datetimes;
{"ko": ..., "en": ...} arrives in the reader's language.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryStatus(TextChoices):
    QUEUED = "queued", _("대기")
    SENDING = "sending", _("보내는 중")
    SENT = "sent", _("보냄")
    FAILED = "failed", _("실패")
    OFF = "off", _("받지 않기로 함")
    DIGEST = "digest", _("모아 보낼 때를 기다림")
    BUNDLED = "bundled", _("모아서 보냄")
    SEEN = "seen", _("사이트에서 먼저 읽음")
    STOPPED = "stopped", _("멈춘 주소라 보내지 않음")
    BOUNCED = "bounced", _("되돌아옴")


GIVEN_UP = (DeliveryStatus.FAILED, DeliveryStatus.BOUNCED)


class Channel(TextChoices):
    EMAIL = "email", _("이메일")
    ALIMTALK = "alimtalk", _("카카오 알림톡")


class StopReason(TextChoices):
    BOUNCED = "bounced", _("편지가 되돌아왔습니다")
    COMPLAINED = "complained", _("받는 분이 스팸으로 신고하거나 수신을 거부했습니다")


class Cadence(TextChoices):
    AT_ONCE = "at_once", _("바로 받기")
    DAILY = "daily", _("하루치를 모아 받기")
    WEEKLY = "weekly", _("한 주치를 모아 받기")
    OFF = "off", _("이메일로 받지 않기")


class MessageKind(TextChoices):
    # firm, need, slots (list of {"ko", "en"} names), lead (bool), respond_by
    RFQ_INVITED = "rfq_invited", _("견적 요청이 왔습니다")
    # supplier, need, accepted (bool), reason (msgid), waiting (count)
    RFQ_ANSWERED = "rfq_answered", _("견적 요청에 답이 왔습니다")
    # need, accepted, declined, silent (counts)
    RFQ_ALL_ANSWERED = "rfq_all_answered", _("견적 요청의 답이 모두 모였습니다")
    # firm, need, respond_by
    RFQ_REMINDER = "rfq_reminder", _("답할 기한이 다가옵니다")
    # side ("demand" or "supplier"), need, supplier, firm
    RFQ_EXPIRED = "rfq_expired", _("답할 기한이 지났습니다")
    # need, firm
    RFQ_CANCELLED = "rfq_cancelled", _("견적 요청이 취소되었습니다")
    # --- requests: replacement, questions, changes of the need ---
    # side; demand: supplier, need, reason (msgid); supplier: firm, need (nobody is named)
    RFQ_WITHDRAWN = "rfq_withdrawn", _("함께하던 공급기업이 빠졌습니다")
    # firm, need
    RFQ_SUSPENDED = "rfq_suspended", _("자격 정지로 초대가 닫혔습니다")
    # side, need, slots (list of {"ko", "en"} names); demand: suppliers (names); supplier: firm, lead (it leads now)
    RFQ_REFILLED = "rfq_refilled", _("빈자리에 다음 공급기업을 초대했습니다")
    # side ("demand", "supplier", "office"), need, slots (list of {"ko", "en"} names), firm
    RFQ_GAP = "rfq_gap", _("맡을 곳을 찾지 못한 부분이 있습니다")
    # need, text
    QUESTION_ASKED = "question_asked", _("공급기업이 물었습니다")
    # firm, need, text, answer
    QUESTION_ANSWERED = "question_answered", _("질문에 답이 왔습니다")
    # firm, need, due_at
    NEED_AMENDED = "need_amended", _("요청 내용이 바뀌었습니다")
    # side ("demand", "office"), need, firm, answers, of (counts)
    PROMISE_MISSED = "promise_missed", _("닷새 안에 답을 다 모으지 못했습니다")
    # firm, need, due_at
    QUOTE_DUE = "quote_due", _("견적 마감이 하루 남았습니다")
    # side ("demand", "office"), need, firm
    NO_QUOTE = "no_quote", _("기한까지 들어온 견적이 없습니다")
    # need, ends_at
    NEED_ENDING = "need_ending", _("요청 기간이 곧 끝납니다")
    # side ("demand", "supplier"), need, firm
    NEED_ENDED = "need_ended", _("요청 기간이 끝났습니다")
    # --- quotes ---
    # need, side; to the lead
    QUOTE_SIGNED = "quote_signed", _("모두 서명했습니다")
    # supplier (the lead), need, firm, side, sealed (bool), opens_at where sealed, revision (number)
    QUOTE_HANDED_IN = "quote_handed_in", _("공동 견적이 들어왔습니다")
    # need, count
    QUOTES_OPENED = "quotes_opened", _("봉인한 견적을 열었습니다")
    # need, side, firm
    QUOTE_EXPIRED = "quote_expired", _("견적의 유효기간이 지났습니다")
    # need, firm, side, scope ("full", "self_paid", "reduced")
    QUOTE_REVISING = "quote_revising", _("고친 견적을 만들기 시작했습니다")
    # need, side, supplier (who left), opened (bool), reason (code)
    QUOTE_WITHDRAWN = "quote_withdrawn", _("함께하던 곳이 견적에서 빠졌습니다")
    # need, side
    QUOTE_RECONFIRMED = "quote_reconfirmed", _("견적이 그대로라고 다시 확인했습니다")
    # --- awards ---
    # firm, need, lead (bool), confirm_by
    AWARD_MADE = "award_made", _("견적이 선정되었습니다")
    # need, supplier, programme ({"ko", "en"} or {}), result_by (only with a programme)
    AWARD_CONFIRMED = "award_confirmed", _("공급기업이 선정을 확인했습니다")
    # side ("demand" or "supplier"), need, firm, supplier, reason (msgid, empty when a deadline passed)
    AWARD_FALLEN = "award_fallen", _("선정이 성사되지 않았습니다")
    # need, supplier
    AWARD_NEXT = "award_next", _("다음 견적으로 넘어갔습니다")
    # firm, need, reason (msgid)
    QUOTE_LOST = "quote_lost", _("견적이 선정되지 않았습니다")
    # side, need, firm, approved (bool), programme ({"ko", "en"})
    PROGRAMME_DECIDED = "programme_decided", _("지원사업 결과가 나왔습니다")
    # side ("demand" or "office"), need, firm, programme ({"ko", "en"}), result_by
    RESULT_DUE = "result_due", _("지원사업 결과를 알려 주세요")
    # need, decide_by
    DECISION_DUE = "decision_due", _("견적을 고를 기한이 다가옵니다")
    # side ("demand" or "office"), need, firm
    DECISION_OVER = "decision_over", _("견적을 고를 기한이 지났습니다")
    # side ("demand" or "office"), need, firm
    CANDIDATES_GONE = "candidates_gone", _("고를 수 있는 견적이 남지 않았습니다")
    # --- projects ---
    # side ("demand" or "supplier"), need, firm (to suppliers), lead
    PROJECT_STARTED = "project_started", _("프로젝트가 시작되었습니다")
    # need, lead, milestone (msgid), due_by, report
    MILESTONE_REPORTED = "milestone_reported", _("일정을 마쳤다고 알려 왔습니다")
    # need, firm, milestone (msgid), due_by, status (msgid), note
    MILESTONE_DECIDED = "milestone_decided", _("수요기업이 일정을 확인했습니다")
    # side, need, firm (to suppliers), milestone (msgid), due_by, decide (whether the firm's word is all that lacks)
    MILESTONE_DUE = "milestone_due", _("일정의 기한이 되었습니다")
    # side, need, firm (to suppliers), milestone (msgid), due_by
    MILESTONE_MISSED = "milestone_missed", _("일정을 지키지 못했습니다")
    # need, by, change (msgid), text, answer_by
    CHANGE_PROPOSED = "change_proposed", _("변경을 제안받았습니다")
    # need, change (msgid), text, status (msgid)
    CHANGE_CLOSED = "change_closed", _("변경 제안의 결과가 나왔습니다")
    # side, need, firm (to suppliers)
    PROJECT_CLOSED = "project_closed", _("프로젝트를 마쳤습니다")
    # --- after-care ---
    # need, firm, title, milestone (bool: title is a msgid), due_by
    TICKET_OPENED = "ticket_opened", _("고장·문의가 들어왔습니다")
    # need, supplier, title, milestone, status ("assigned", "on_site", "resolved")
    TICKET_MOVED = "ticket_moved", _("고장·문의 처리 소식")
    # need, firm, title, milestone, due_by
    TICKET_REMINDER = "ticket_reminder", _("약속한 시간이 다가옵니다")
    # side ("demand" or "supplier"), need, firm or supplier, title, milestone
    TICKET_BREACHED = "ticket_breached", _("약속한 시간이 지났습니다")
    # side, need, slots (names), reason (msgid), supplier
    HANDOVER_STARTED = "handover_started", _("이어받을 곳을 찾기 시작했습니다")
    # need, firm, slots, reason (msgid), respond_by
    HANDOVER_ASKED = "handover_asked", _("이어받아 달라는 요청이 왔습니다")
    # need, firm, slots, respond_by
    HANDOVER_REMINDER = "handover_reminder", _("이어받을지 답할 기한이 다가옵니다")
    # need, firm, slots
    HANDOVER_PAPERS = "handover_papers", _("인수인계 자료를 받았는지 알려 주세요")
    # side, need, supplier, slots, status ("accepted", "declined", "expired")
    HANDOVER_ANSWERED = "handover_answered", _("이어받을지 답이 왔습니다")
    # need, firm, slots
    HANDOVER_CANCELLED = "handover_cancelled", _("이어받기 요청이 취소되었습니다")
    # need, supplier, slots
    HANDOVER_RECEIVED = "handover_received", _("인수인계를 확인해 주세요")
    # need, supplier (the new one), before (the former one), slots
    HANDOVER_DONE = "handover_done", _("인수인계를 마쳤습니다")
    # side ("demand" or "programme"), need, firm, slots, supplier, reason (msgid)
    NO_STANDBY = "no_standby", _("이어받을 공급기업이 없습니다")
    # --- outcomes ---
    # firm, need, count
    KPIS_AGREED = "kpis_agreed", _("성과 지표가 정해졌습니다")
    # need, stage (msgid)
    OUTCOME_ASKED = "outcome_asked", _("어떻게 됐는지 알려 주세요")
    OUTCOME_REMINDER = "outcome_reminder", _("아직 답을 기다리고 있습니다")
    # need, firm, stage (msgid)
    OUTCOME_MISSED = "outcome_missed", _("성과를 물었지만 답이 없습니다")
    # need, firm, stage (msgid), in_use (bool), percent (0-100 or None)
    OUTCOME_ANSWERED = "outcome_answered", _("성과가 보고되었습니다")
    # side ("demand" or "supplier"), need, firm
    REVIEW_ASKED = "review_asked", _("함께한 곳을 평가해 주세요")
    # need, author
    REVIEW_PUBLISHED = "review_published", _("우리 회사에 대한 평가가 공개되었습니다")
    # need, added, removed (counts of packages)
    SHORTLIST_CHANGED = "shortlist_changed", _("추천 결과가 달라졌습니다")
    # need
    RUN_FAILED = "run_failed", _("묶음을 찾지 못했습니다")
    # version (its name)
    RANKER_ROLLED_BACK = "ranker_rolled_back", _("추천 기준을 저절로 되돌렸습니다")
    # supplier
    VERIFICATION_APPLIED = "verification_applied", _("공급기업이 확인을 신청했습니다")
    # need, firm, late (bool: five working days are over)
    FLAG_RAISED = "flag_raised", _("살펴볼 견적이 있습니다")
    # decision ("verified", "returned", "suspended", "lifted"), reason (msgid), until_by (of a suspension)
    VERIFICATION_DECIDED = "verification_decided", _("확인 결과가 나왔습니다")
    # due_by
    REVERIFY_SOON = "reverify_soon", _("회사 정보를 한 번 살펴봐 주세요")
    # what (list of {"ko", "en"} titles, the first few), count
    COVERAGE_ALERTS = "coverage_alerts", _("밤사이 달라진 곳이 있습니다")
    # supplier
    REVERIFY_DUE = "reverify_due", _("다시 확인할 때가 된 공급기업이 있습니다")
    # what, where ({"ko", "en"} names)
    GAP_EXTEND = "gap_extend", _("이 지역에도 와 주실 수 있는지 여쭙니다")
    # what (list of {"ko", "en"} names), count
    DEMAND_RADAR = "demand_radar", _("아직 맡을 곳이 모자란 일이 있습니다")
    # name, since_at
    WEBHOOK_BROKEN = "webhook_broken", _("연결한 주소가 소식을 받지 못합니다")
    # name, form ("xlsx", "pdf", "csv"), rows (count)
    REPORT_READY = "report_ready", _("보고서가 준비되었습니다")
    # --- matching days ---
    # day (its name), place, begins_at
    DAY_INVITED = "day_invited", _("매칭데이에 초대받았습니다")
    # day, place, begins_at, meetings (count)
    DAY_PLANNED = "day_planned", _("매칭데이 시간표가 나왔습니다")
    # day, place, begins_at, reason (msgid)
    DAY_CANCELLED = "day_cancelled", _("매칭데이가 취소되었습니다")
    # day, place, begins_at, supplier, draft (bool: a request that lies, else the outcome is asked)
    DAY_FOLLOW_UP = "day_follow_up", _("매칭데이에서 만난 곳과 어떻게 하기로 하셨나요?")
    # day, place, begins_at, firm, status ("wanted", "refused"), reason (msgid)
    DAY_OUTCOME = "day_outcome", _("매칭데이 만남의 결과가 나왔습니다")
    # day, firm, supplier
    DAY_UNTOLD = "day_untold", _("만남의 결과를 듣지 못했습니다")
    # --- referrals ---
    # need, firm, late (bool)
    REFERRAL_ASKED = "referral_asked", _("수요기업이 도움을 부탁했습니다")
    # need, firm, late (bool), due_by
    REFERRAL_YOURS = "referral_yours", _("상담을 맡으셨습니다")
    # need, status ("referred", "contacted", "done", "cancelled"), who, due_by (only when referred)
    REFERRAL_MOVED = "referral_moved", _("상담 소식")
    # organisation, inviter, role (msgid), expires_at; goes to an address, never to an inbox
    TEAM_INVITATION = "team_invitation", _("팀 초대")


INBOX_KINDS = frozenset(MessageKind) - {MessageKind.TEAM_INVITATION}
# What names no firm and no person: all that reaches people who see figures alone.
NAMELESS = frozenset({MessageKind.RANKER_ROLLED_BACK, MessageKind.REPORT_READY})
