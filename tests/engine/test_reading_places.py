import csv

import pytest

from matchmaker.reference.vocabulary import DATA, read_rows
from tests.engine.reading_cast import read, region


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("경주 7천만원", "47"),
        ("구미입니다", "47"),
        ("안산 반월, 8천만원", "41"),
        ("광주 하남산단 7천만원", "29"),
        ("경기 광주 1.2억", "41"),
        ("광주 평동", "29"),
        ("광주시 오포읍", "41"),
        ("강원 고성", "51"),
        ("경남 고성군", "48"),
        ("사천 항공부품 2억", "48"),
        ("이천 6천", "41"),
        ("양산 6천", "48"),
        ("충북 음성", "43"),
        ("음성 8억", "43"),
        ("구리시 800만원", "41"),
        ("충남 예산 사과즙", "44"),
        ("예산군", "44"),
        ("인천 서구", "28"),
        ("대구 서구", "27"),
        ("부산 강서", "26"),
        ("대불산단", "46"),
        ("오창 2억", "43"),
        ("Seongnam, 35M KRW", "41"),
        ("Gwangju Hanam complex", "29"),
        ("Incheon Namdong", "28"),
        ("전남광주통합특별시 하남산단", "29"),
        ("강원특별자치도 원주", "51"),
        ("전라북도 익산", "52"),
        ("경상남도 함안군 칠서면", "48"),
        ("제주 감귤", "50"),
        ("세종 부강", "36"),
    ],
)
def test_a_place_is_read(text: str, code: str) -> None:
    assert region(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "계산이 안 맞아요",
        "대구경 배관 용접",
        "부산물 처리",
        "양산 라인 증설",
        "음성 인식",
        "예산 5천 안쪽",
        "이천만원 정도",
        "고령 작업자가 많음",
        "상주 인력",
        "장수 제품",
        "무안하게",
        "거창한 건 아니고",
        "진도 관리",
        "번호 부여",
        "사상 최대 매출",
        "목표 달성",
        "남동생이 운영",
        "구리 도금",
        "경기가 안좋아서",
        "영양 성분",
        "공주풍",
    ],
)
def test_everyday_words_are_no_places(text: str) -> None:
    assert region(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("본사는 성남 판교지만 공장은 화성", "41"),
        ("본사는 서울이고 공장은 진천", "43"),
        ("사무소는 서울 가산, 공장 아산", "44"),
        ("판교 연구소 말고 평택 공장", "41"),
        ("현대차 울산공장에 납품하는 경주 업체", "47"),
        ("HQ in Seoul, plant in Gumi", "47"),
        ("고객사는 서울에 있고 저희는 밀양", "48"),
        ("서울 본사, 당진 공장", "44"),
    ],
)
def test_the_plant_counts_not_the_head_office_or_the_customer(text: str, code: str) -> None:
    assert region(text) == code


def test_two_places_of_equal_weight_are_offered_not_decided() -> None:
    found = read("창원 또는 대구").region
    assert not found.sure
    assert found.alternatives == ("27",)


def test_every_city_and_county_is_read_with_its_administrative_word() -> None:
    for row in read_rows("places"):
        if row["kind"] not in ("city", "county") or row["care"] == "shared":
            continue
        suffix = "군" if row["kind"] == "county" else "시"
        name = row["words"] if row["words"][-1] in "시군" else row["words"] + suffix
        assert region(f"{name}에 있는 공장") == row["region_code"], name


def test_every_region_has_places_and_every_place_a_region() -> None:
    with (DATA / "regions.csv").open(encoding="utf-8") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert {row["region_code"] for row in read_rows("places")} == codes
