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
        ("화장품 제조", "20"),
        ("의료기기", "27"),
        ("food plant", "10"),
        ("조선기자재", "31"),
    ],
)
def test_industry(text: str, division: str) -> None:
    assert read(text).industry.value == division


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
