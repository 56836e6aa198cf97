from datetime import date

import pytest

from tests.engine.reading_cast import read, weeks

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3개월안에", "13"),
        ("4개월 이내", "17"),
        ("6주 안에", "6"),
        ("두 달 안에", "9"),
        ("within 3 months", "13"),
        ("8 weeks", "8"),
        ("납기는 10주", "10"),
        ("반년", None),
        ("한달 걸려서", None),
        ("5년전에 설치", None),
        ("2주에 한번 점검", None),
        ("기계 20년 됐는데", None),
        ("월 30", None),
    ],
)
def test_a_span_of_time_is_a_deadline_only_when_meant_as_one(text: str, expected: str | None) -> None:
    assert weeks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("연말까지", "6"),
        ("내년 3월 가동", "14"),
        ("6월말까지", "31"),
        ("내년 상반기까지", "31"),
        ("by the end of March", "18"),
        ("다음달까지", "6"),
    ],
)
def test_a_date_is_read_when_the_day_is_known(text: str, expected: str | None) -> None:
    assert weeks(text, TODAY) == expected
    assert weeks(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("내년 봄 전에는 돌아가야 합니다", "2027-03-01"),
        ("봄이 오기 전에", "2027-03-01"),
        ("내년 봄까지", "2027-05-31"),
        ("내년 봄에 쓰고 싶어요", "2027-05-31"),
        ("올겨울 안에", "2027-02-28"),
        ("겨울까지", "2027-02-28"),
        ("2028년 겨울까지", "2029-02-28"),
        ("여름 성수기 전까지 부탁드려요", "2027-06-01"),
        ("다음 가을 전", "2027-09-01"),
        ("설 전에 끝냈으면 합니다", "2027-02-07"),
        ("설 연휴 전까지", "2027-02-07"),
        ("구정 쇠기 전", "2027-02-07"),
        ("추석 전까지", "2027-09-15"),
        ("내년 추석까지", "2027-09-15"),
        ("2028년 추석 전에", "2028-10-03"),
        ("명절 전에", "2027-02-07"),
        ("여름휴가 전에 설치", "2027-08-01"),
        ("내년 휴가철 전까지", "2027-08-01"),
        ("장마 오기 전에", "2027-06-20"),
        ("by next spring", "2027-05-31"),
        ("before next summer.", "2027-06-01"),
        ("by spring 2028", "2028-05-31"),
        ("before the end of this winter", "2027-02-28"),
        ("until fall, please", "2026-11-30"),
    ],
)
def test_a_season_a_feast_or_the_summer_break_is_a_date(text: str, day: str) -> None:
    assert weeks(text, TODAY) == str(round((date.fromisoformat(day) - TODAY).days / 7))
    assert weeks(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "작년 봄부터 불량이 늘었어요",
        "올여름에 너무 더웠습니다",
        "여름마다 최대전력을 넘겨요",
        "명절 때 주문이 몰립니다",
        "휴가 가면 난리납니다",
        "시설 전체를 바꾸려고요",
        "증설 전까지는 필요 없어요",
        "휴가 전자결재",
        "여름휴가 전 직원 동시에 갑니다",
        "한번 써봄까지만",
        "a rise or fall by spring loading",
        "check before spring assembly",
        "coil spring, fall arrest by summer students",
    ],
)
def test_a_season_that_is_told_of_is_no_deadline(text: str) -> None:
    assert weeks(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("직원 12명", "12"),
        ("20인 규모", "20"),
        ("25 employees", "25"),
        ("10-person workshop", "10"),
        ("12명 회사", "12"),
        ("검사원 3명이 봅니다", None),
    ],
)
def test_head_count(text: str, people: str | None) -> None:
    found = read(text).employees
    assert (found.value if found else None) == people


@pytest.mark.parametrize(
    ("text", "division"),
    [
        ("김치공장", "10"),
        ("도금 안산", "25"),
        ("사출기 8대 플라스틱 사출 업체", "22"),
        ("자동차부품", "30"),
        ("die-casting shop", "24"),
        ("열처리 업체", "25"),
        ("골판지 박스 공장", "17"),
        ("종이컵 만듭니다", "17"),
        ("현장 종이 없애기, 남양주 가구", "32"),
        ("화장품 제조", "20"),
        ("의료기기", "27"),
        ("food plant", "10"),
        ("조선기자재", "31"),
    ],
)
def test_industry(text: str, division: str) -> None:
    assert read(text).industry.value == division


@pytest.mark.parametrize(
    "text",
    [
        "작업일지를 종이로 씁니다",
        "기록이 전부 종이입니다",
        "we still type output from paper logs",
        "여름휴가 전까지",
        "어느 기계가 전기를 많이 먹는지",
        "유량 압력 온도 계기 50점",
        "회의만 두 시간",
        "automated guided vehicle for coils",
    ],
)
def test_words_that_only_look_like_an_industry_name_none(text: str) -> None:
    assert read(text).industry is None


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("보조금 받아서", "subsidy"),
        ("구독형 MES", "subscription"),
        ("턴키로", "turnkey"),
        ("해썹", "haccp"),
        ("OPC UA", "opcua"),
        ("모드버스", "modbus"),
        ("AAS 적용", "aas"),
        ("구축 실적 있는 업체만", "reference"),
        ("업체가 폐업", "takeover"),
        ("IATF 심사", "iatf16949"),
        ("heavy 2t loads", "heavy_load"),
        ("ERP는 있고 연동", "erp_integration"),
    ],
)
def test_flags(text: str, flag: str) -> None:
    assert flag in read(text).flags


def test_language() -> None:
    assert read("MES 도입하고 싶음, plant in Gumi").language == "ko"
    assert read("MES for a plant in Gumi").language == "en"
