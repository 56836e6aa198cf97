import pytest

from tests.engine.reading_cast import asked, read, strengths


@pytest.mark.parametrize(
    "text",
    [
        "MES 도입, ERP는 이미 있고",
        "MES 도입. ERP는 있음",
        "기존 ERP에 붙일 MES",
        "현재 쓰는 ERP 그대로 두고 MES만",
        "ERP는 더존 사용중이고 MES 필요",
        "MES와 ERP 연동",
        "MES integrated with our existing ERP",
        "we already have an ERP, need MES",
        "MES 필요, 이알피는 쓰고 있습니다",
        "ERP는 구축돼 있고 MES 검토",
    ],
)
def test_what_a_firm_has_is_not_asked_for(text: str) -> None:
    found = strengths(text)
    assert found.get("SOL-MES") == "must"
    assert found.get("SOL-ERP") == "owned"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("로봇 말고 컨베이어로", "EQP-ROBOT"),
        ("MES는 필요없고 바코드만", "SOL-MES"),
        ("AGV 아니고 컨베이어", "EQP-AGV"),
        ("not a robot, a conveyor", "EQP-ROBOT"),
        ("without ERP, only barcode", "SOL-ERP"),
        ("협동로봇은 싫고 전용기로", "EQP-COBOT"),
    ],
)
def test_what_a_firm_does_not_want_is_not_asked_for(text: str, code: str) -> None:
    assert code not in asked(text)
    assert strengths(text)[code] == "unwanted"


@pytest.mark.parametrize(
    "text",
    [
        "저희는 로봇 그리퍼를 만드는 회사인데 MES가 필요합니다",
        "컨베이어 만드는 업체입니다. MES 찾습니다",
        "We make sensors in Gumi and need an MES",
    ],
)
def test_what_a_firm_makes_is_not_what_it_asks_for(text: str) -> None:
    assert asked(text) == {"SOL-MES"}


def test_a_maker_that_is_looked_for_is_asked_for() -> None:
    assert "EQP-SPM" in asked("전용기 만드는 업체 찾습니다")


def test_a_refused_word_carries_no_phrase() -> None:
    assert asked("AI는 됐고 검사기록 전산화") == {"SOL-QMS"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("거래처가 로트번호 달라는데 우린 그런 게 없습니다", "SOL-TRACE"),
        ("납기 맞추기 힘듭니다 주문이 몰리면 뭐부터 해야 할지 몰라서", "SOL-APS"),
        ("AS 접수를 전화로만 받아서 빠뜨려요", "SOL-CRM"),
        ("열처리로 온도를 자동으로 기록해서 감사 때 보여 줘야 합니다", "SOL-IIOT"),
    ],
)
def test_a_pain_is_understood_without_its_name(text: str, code: str) -> None:
    found = asked(text)
    assert any(code in codes.split("|") for codes in found)
    assert not found & {"SVC-DIAG|SVC-CONSULT", "SOL-HACCP"}


def test_nice_to_have_is_kept_apart() -> None:
    assert strengths("MES 도입, 가능하면 대시보드")["SOL-BI"] == "nice"
    assert strengths("WMS 필요. 바코드도 있으면 좋겠음")["EQP-ID"] == "nice"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("로보트 용접 문의", "EQP-WELD"),
        ("머신비젼 검사", "EQP-VISION"),
        ("이알피 도입", "SOL-ERP"),
        ("피디에이 3대", "EQP-ID"),
        ("스마트해썹", "SOL-HACCP"),
        ("쓰리디프린터", "EQP-3DP"),
        ("콘베어 설치", "EQP-CONV"),
        ("엠이에스 도입", "SOL-MES"),
        ("Mes 도입", "SOL-MES"),
        ("바코도 출력", "EQP-ID"),
        ("에너지괸리 시스템", "SOL-FEMS"),
        ("창고괸리 프로그램", "SOL-WMS"),
        ("tracebility system", "SOL-TRACE"),
        ("협동로봇도입문의드립니다", "EQP-COBOT"),
        ("디지탈트윈 구축", "SOL-TWIN"),
        ("팔레타이져 견적", "EQP-PALLET"),
    ],
)
def test_spellings_and_typing_errors_are_understood(text: str, code: str) -> None:
    assert any(code in codes.split("|") for codes in asked(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("보안경을 쓰고 작업", "SOL-SEC"),
        ("교육청 납품 가구", "SVC-TRAIN"),
        ("as soon as possible we need ERP", "SVC-MAINT"),
        ("태권도장 매트 공장", "EQP-VISION"),
        ("SCM440 소재 가공", "SOL-SCM"),
        ("CNC 20대 보유한 업체", "EQP-CNC"),
        ("리스크 관리", "SVC-LEASE"),
        ("생산성 제고가 목표", "SOL-ERP"),
        ("로봇 부품 만드는 회사", "EQP-ROBOT"),
        ("우리 회사 비전은 세계 1위", "EQP-VISION"),
    ],
)
def test_look_alikes_are_not_requirements(text: str, code: str) -> None:
    assert code not in asked(text)


def test_pdm_and_pdm_differ() -> None:
    assert asked("PDM 도입, 도면 버전 정리") == {"SOL-PDM"}
    assert asked("PdM for spindle bearings") == {"SOL-PHM"}


def test_as_in_capitals_is_after_service() -> None:
    assert "SVC-MAINT" in asked("AS 잘 되는 MES")
    assert "SVC-MAINT" not in asked("MES as a service, as discussed")


def test_guesses_never_count_as_sure() -> None:
    reading = read("공장에 뭔가 이상한 냄새와 물류 흐름 문제")
    assert all(not r.sure for r in reading.requirements if r.rule == "similar")


def test_every_reading_says_which_words_and_rule_it_came_from() -> None:
    for requirement in read("바코드로 로트추적, ERP는 있음, 경주 7천만원").requirements:
        assert requirement.words
        assert requirement.rule in ("alias", "phrase", "typo", "similar")
