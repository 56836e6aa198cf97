import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.reading_cast import amount, read

MAN, EOK = 10_000, 100_000_000


@pytest.mark.parametrize(
    ("words", "won"),
    [
        ("3억", 3 * EOK),
        ("1.5억 이내", 150_000_000),
        ("0.7억", 70_000_000),
        ("1억5천", 150_000_000),
        ("1억 2천3백만", 123_000_000),
        ("1억2천3백만원", 123_000_000),
        ("2억 5,000만원", 250_000_000),
        ("5천", 50_000_000),
        ("3천5백", 35_000_000),
        ("삼천만원", 30_000_000),
        ("천만원", 10_000_000),
        ("천오백만원", 15_000_000),
        ("일억 오천만원", 150_000_000),
        ("150백만원", 150_000_000),
        ("500만원", 5_000_000),
        ("5,000만원", 50_000_000),
        ("80,000천원", 80_000_000),
        ("50,000,000원", 50_000_000),
        ("이천만원", 20_000_000),
        ("₩50,000,000", 50_000_000),
        ("35M KRW", 35_000_000),
        ("KRW 150 million", 150_000_000),
        ("400 million", 4 * EOK),
        ("~120M won", 120_000_000),
        ("90M", 90_000_000),
        ("2.5 billion won", 2_500_000_000),
        ("800k KRW", 800_000),
    ],
)
def test_an_amount_is_the_most_a_firm_will_pay(words: str, won: int) -> None:
    assert amount(f"창고관리 {words}") == (None, won, "once", "total")


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("4~5천", 40_000_000, 50_000_000),
        ("1~2억", EOK, 2 * EOK),
        ("5천~7천만원", 50_000_000, 70_000_000),
        ("5천에서 8천만원", 50_000_000, 80_000_000),
        ("8천만원~1억2천", 80_000_000, 120_000_000),
        ("4천만원대", 40_000_000, 49_000_000),
        ("1억원대", EOK, 199_000_000),
        ("30-50M KRW", 30_000_000, 50_000_000),
    ],
)
def test_a_range_keeps_both_ends(words: str, low: int, high: int) -> None:
    assert amount(f"MES {words}")[:2] == (low, high)


@pytest.mark.parametrize(
    ("words", "won", "period"),
    [
        ("월 30", 300_000, "month"),
        ("월 50만원 이하", 500_000, "month"),
        ("연 1500", 15_000_000, "year"),
        ("한달에 20만원", 200_000, "month"),
        ("<300k KRW per month", 300_000, "month"),
        ("15M won a year", 15_000_000, "year"),
        ("연간 800만원", 8_000_000, "year"),
        ("월 사용료 15만원", 150_000, "month"),
    ],
)
def test_a_period_is_read_with_its_amount(words: str, won: int, period: str) -> None:
    assert amount(f"클라우드 ERP {words}") == (None, won, period, "total")


@pytest.mark.parametrize(
    "words",
    [
        "25kg 포대 하루 천개",
        "5천개 생산",
        "20인 규모",
        "무인운반차 3대",
        "5G 구축",
        "heavy 2t loads",
        "PLC 30개",
        "ISO 9001",
        "3월에 시작",
        "천안 공장",
        "사천 공장",
        "이천 공장",
        "100 bags an hour",
        "볼트 M8 2천개",
    ],
)
def test_counts_and_names_are_not_money(words: str) -> None:
    assert amount(words) is None


def test_parts_of_the_money_keep_their_kind() -> None:
    found = {a.kind: a.high for a in read("총 4억 중 정부지원 2억, 자부담 2억").amounts}
    assert found == {"total": 4 * EOK, "subsidy": 2 * EOK, "own": 2 * EOK}


def test_a_rounded_amount_says_so() -> None:
    assert read("여수 5천만원 정도").amounts[0].about
    assert not read("여수 5천만원 이하").amounts[0].about


def test_a_lower_bound_is_not_an_upper_one() -> None:
    assert amount("예산은 1억 이상 있습니다")[:2] == (EOK, None)


def spellings(eok: int, cheon: int, baek: int) -> list[str]:
    head = f"{eok}억" if eok else ""
    tail = (f"{cheon}천" if cheon else "") + (f"{baek}백" if baek else "")
    figures = cheon * 1000 + baek * 100
    forms = [
        f"{head}{tail}",
        f"{head} {tail}만원",
        f"{head}{tail}만",
        f"{eok * 10000 + figures:,}만원",
        f"{eok * 10000 + figures}만",
    ]
    forms.append(f"{(eok * 10000 + figures) * MAN:,}원")
    return forms


@given(
    st.integers(0, 90), st.integers(0, 9), st.integers(0, 9), st.integers(0, 5), st.sampled_from(["", " 이내", " 정도"])
)
def test_any_amount_reads_back_from_any_korean_form(eok: int, cheon: int, baek: int, form: int, tail: str) -> None:
    won = eok * EOK + cheon * 1000 * MAN + baek * 100 * MAN
    if won < 100 * MAN:
        return
    if not cheon and not baek:
        form = 0
    words = spellings(eok, cheon, baek)[form]
    assert amount(f"프로그램 도입, {words.strip()}{tail}") == (None, won, "once", "total")


@given(st.integers(1, 10**30))
def test_absurd_figures_never_crash(number: int) -> None:
    read(f"예산 {number}억, {number}원, KRW {number} million")
