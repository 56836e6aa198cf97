"""The administrator, and a newcomer who does not know where to begin."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from matchmaker.demo.seeding import LOGINS
from tests.journeys.people import Person, person
from tests.journeys.site import Site

pytestmark = [
    pytest.mark.browser,
]
APPLICANT = "새봄자동화"


def test_an_administrator_approves_a_supplier_and_sees_the_work(site: Site, browser: Browser) -> None:
    site.inside("supplier_applies", APPLICANT)
    with person(browser, site) as administrator:
        administrator.log_in(LOGINS["administrator"])
        administrator.look("board")
        page = administrator.page
        page.get_by_role("link", name="기업 확인", exact=True).first.click()
        administrator.arrive("기업 확인")
        administrator.look("verification")
        page.get_by_role("link", name=APPLICANT).click()
        administrator.arrive(APPLICANT)
        administrator.look("verification-case")
        page.get_by_role("button", name="확인 승인").click()
        administrator.arrive("기업 확인")
        expect(page.locator("main")).to_contain_text("결정을 기록하고 회사에 알렸습니다")
        expect(page.get_by_role("link", name=APPLICANT)).to_have_count(0)
        for path, title in (("unmet", "못 채운 요청"), ("runs", "찾기 기록"), ("firms", "기업 목록")):
            administrator.go(f"/programme/{path}/")
            administrator.arrive(title)
            administrator.look(path)


def test_a_newcomer_finds_where_to_begin(site: Site, browser: Browser) -> None:
    with person(browser, site) as newcomer:
        signs_up(newcomer)
        founds_the_firm(newcomer)
        checks_the_plant(newcomer)
        page = newcomer.page
        page.get_by_role("button", name=re.compile("이걸로 시작하기")).first.click()
        newcomer.arrive("이렇게 이해했습니다")
        assert page.locator(".ask.must").count() > 0
        page.get_by_role("button", name="이대로 찾기").click()
        newcomer.arrive("추천")
        newcomer.look("starter-packages")


def signs_up(newcomer: Person) -> None:
    """Comes from a page that needs a firm, and is not lost on the way."""
    page = newcomer.page
    newcomer.go("/")
    newcomer.look("front")
    newcomer.go("/accounts/signup/")
    page.locator("[name=email]").fill("newcomer@example.com")
    page.locator("[name=password1]").fill("새봄공장의 긴 비밀 문장")
    page.locator("[name=password1]").press("Enter")
    newcomer.arrive("회사를 등록해 주세요")


def founds_the_firm(newcomer: Person) -> None:
    page = newcomer.page
    newcomer.look("join")
    page.locator("[name=kind][value=demand]").check()
    page.locator("[name=name]").fill("새봄정밀")
    page.locator("[name=business_number]").fill("1234567890")
    page.get_by_role("button", name="등록하고 시작하기").click()
    expect(page.locator("[name=name]")).to_have_value("새봄정밀")
    page.locator("[name=business_number]").fill("123-45-67891")
    page.get_by_role("button", name="등록하고 시작하기").click()
    newcomer.arrive("내 요청")


def checks_the_plant(newcomer: Person) -> None:
    """Answers by the lowest step, every third question by 모름."""
    page = newcomer.page
    page.get_by_role("link", name="어디서부터 할지 모르겠어요").click()
    newcomer.arrive("어디서부터 할지")
    newcomer.look("self-check")
    questions = page.locator("fieldset[id^=q-]")
    for at in range(questions.count()):
        value = "unknown" if at % 3 == 2 else "0"
        box = questions.nth(at).locator(f"input[type=radio][value='{value}']")
        if box.count():
            box.check()
    page.get_by_role("button", name="결과 보기").click()
    newcomer.arrive("단계입니다")
    expect(page.get_by_role("heading", name="이 순서로 해 보세요")).to_be_visible()
    newcomer.look("roadmap")
