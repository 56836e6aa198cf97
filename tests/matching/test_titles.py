"""Cards that hold no prize say what sets them apart, and say only what is true."""

from __future__ import annotations

from matchmaker.matching.contrasting import told_apart
from matchmaker.matching.presenting import CardView, MemberView

TITLES = {"best": "가장 잘 맞음", "cheapest": "가장 저렴", "other": "다른 묶음"}


def card(label: str, *names: str, price: float = 100.0, weeks: float = 10.0, lead: str = "") -> CardView:
    """Members are told by their names; the first leads if nobody is named."""
    members = tuple(
        MemberView("A", hash(name), name, region="", simulated=True, lead=name == (lead or names[0]), covers=())
        for name in names
    )
    return CardView(
        pk=None, label=label, title=TITLES[label], tagline="", also=(), complete=True, members=members,
        cover=(), price_low=price, price_typical=price, price_high=price, budget=None, discount=0.0,
        weeks=weeks, deadline=None, value=50.0, fit="", facts=(), names={}, versus=(), musts=1, musts_covered=1,
        nice=0, nice_covered=0,
    )  # fmt: skip


def titles(*cards: CardView) -> list[str]:
    return [str(one.title) for one in told_apart(cards)]


BEST = card("best", "가온시스템", "다온테크", "라온정보")


def test_the_one_with_the_fewest_firms_says_how_many() -> None:
    assert titles(BEST, card("other", "마루소프트", "나래")) == ["가장 잘 맞음", "2곳만으로 해결"]


def test_two_with_equally_few_firms_claim_nothing_of_it() -> None:
    found = titles(BEST, card("other", "마루소프트", "나래"), card("other", "바름", "사람과기계"))
    assert found[1:] == ["마루소프트가 이끄는 묶음", "바름이 이끄는 묶음"]


def test_price_and_time_are_told_against_the_best() -> None:
    same = ("가온시스템", "다온테크", "하람")
    found = titles(BEST, card("other", *same, price=80.0), card("other", *same, weeks=7.0))
    assert found[1:] == ["‘가장 잘 맞음’보다 저렴", "‘가장 잘 맞음’보다 빠름"]


def test_a_new_firm_names_the_package_where_nothing_else_does() -> None:
    assert titles(BEST, card("other", "가온시스템", "다온테크", "하람"))[1] == "하람이 들어간 묶음"


def test_three_others_have_three_titles() -> None:
    cards = [card("other", "가온시스템", name, price=80.0) for name in ("마루", "바다", "하늘")]
    assert len(set(titles(BEST, *cards))) == 4


def test_a_prize_keeps_its_title() -> None:
    assert titles(BEST, card("cheapest", "하람"))[1] == "가장 저렴"


def test_a_lead_that_leads_others_too_sets_nothing_apart() -> None:
    nearest = card("cheapest", "하람", "가온시스템", "나래", lead="하람")
    assert titles(BEST, nearest, card("other", "마루", "하람", "다온테크", lead="하람"))[2] == "마루가 들어간 묶음"
