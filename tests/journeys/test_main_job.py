"""The main job with real people's browsers: words, packages, quotes asked for, answers seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from matchmaker.demo.seeding import LOGINS
from tests.journeys.people import Person, person
from tests.journeys.site import Site

pytestmark = [
    pytest.mark.browser,
]
WORDS = "MES 도입하려고 합니다. ERP는 이미 있고 연동 필수. 바코드도 필요. 협동로봇 자동화. 창원 자동차부품 4억 이내"


def test_an_owners_words_become_packages_and_suppliers_answer(site: Site, browser: Browser) -> None:
    with person(browser, site) as owner:
        owner.log_in(LOGINS["sme"])
        writes(owner)
        checks_what_was_read(owner)
        package = chooses(owner)
        request = asks_for_quotes(owner, package)
        asked = site.inside("invited", request)
        assert len(asked) > 1, "the market of the journeys should need two suppliers"
        with person(browser, site) as first:
            accepts(first, asked[0]["email"])
        with person(browser, site) as second:
            declines(second, asked[1]["email"])
        sees_the_answers(owner, asked)
    letters = site.inside("wait_for_letters", "/invitations/")
    everybody = {one["email"] for one in site.inside("invited", request)}  # with whoever was asked instead
    assert {one["email"] for one in asked} < everybody
    assert everybody <= set(letters)
    assert set(letters) <= set(site.addressees())


def writes(owner: Person) -> None:
    owner.arrive("내 요청")
    owner.look("needs")
    owner.page.get_by_role("link", name="새로 찾기").first.click()
    owner.look("need-new")
    owner.page.locator("textarea[name=text]").fill(WORDS)
    owner.page.get_by_role("button", name="다음").click()
    owner.arrive("이렇게 이해했습니다")


def checks_what_was_read(owner: Person) -> None:
    """One thing taken out, one question answered; the page changes in place."""
    page = owner.page
    expect(page.locator(".ask.owned")).to_have_count(1)
    must = page.locator(".ask.must")
    before = must.count()
    expect(page.locator("mark.read").first).to_be_visible()
    owner.look("need")
    barcode = must.filter(has_text="바코드").first
    barcode.locator("summary").click()
    barcode.get_by_role("button", name="빼기").click()
    expect(page.locator("#need-said")).to_contain_text("뺐습니다")
    expect(must).to_have_count(before - 1)
    question = page.locator(".question h2").inner_text()
    page.locator(".question form button").first.click()
    expect(page.locator("#need-said .notice")).to_be_visible()
    expect(page.locator(".question h2", has_text=question)).to_have_count(0)
    page.get_by_role("button", name="이대로 찾기").click()


def chooses(owner: Person) -> str:
    """Waits for packages, opens the best, takes one of several firms, tries another budget; returns its address."""
    page = owner.page
    owner.arrive("추천")
    expect(page.locator(".package-card")).not_to_have_count(0)
    owner.look("packages")
    page.get_by_role("link", name=re.compile("자세히 보기")).first.click()
    page.wait_for_url(re.compile(r"/packages/\d+/$"))
    owner.look("package")
    page.go_back()
    several = page.locator(".package-card").filter(has=page.locator(".members li:nth-child(2)"))
    several.first.get_by_role("link", name=re.compile("자세히 보기")).click()
    page.wait_for_url(re.compile(r"/packages/\d+/$"))
    chosen = page.url
    page.get_by_role("link", name="조건을 바꿔 보기").first.click()
    owner.arrive("조건을 바꿔 보기")
    slide(page)
    expect(page.locator("#what-if-answer .package-card, #what-if-answer .notice")).not_to_have_count(0)
    owner.look("what-if")
    return chosen


def slide(page: Page) -> None:
    """A quarter less money than the slider stands at."""
    budget = page.locator("input[type=range][name=budget]")
    low, now = (int(float(budget.evaluate(f"one => one.{field}"))) for field in ("min", "value"))
    step = int(float(budget.evaluate("one => Number(one.step) || 1")))
    budget.fill(str(low + max((now - low) * 3 // 4 // step, 1) * step))


def asks_for_quotes(owner: Person, package: str) -> str:
    """Returns the key of the request; pressing again shows the same one."""
    page = owner.page
    page.goto(package)
    page.get_by_role("link", name="견적 요청하기").first.click()
    owner.arrive("견적을 요청할까요?")
    owner.look("request-new")
    page.locator("[name=note]").fill("현장 방문 후 견적 부탁드립니다.")
    page.get_by_role("button", name="견적 요청 보내기").click()
    page.wait_for_url("**/requests/*/")
    request = page.url
    page.goto(package)
    page.get_by_role("link", name="견적 요청하기").first.click()
    page.wait_for_url(request)
    return request.rstrip("/").rsplit("/", 1)[1]


def opens_the_invitation(supplier: Person, email: str) -> None:
    supplier.log_in(email)
    supplier.look("supplier-home")
    supplier.page.locator("header a.inbox").click()
    supplier.arrive("알림")
    supplier.look("inbox")
    supplier.page.locator("ul.inbox h2 a").first.click()
    supplier.page.wait_for_url("**/invitations/*/")
    supplier.arrive("견적 요청")


def accepts(supplier: Person, email: str) -> None:
    opens_the_invitation(supplier, email)
    supplier.look("invitation")
    supplier.page.get_by_role("button", name="수락합니다").click()
    expect(supplier.page.locator("main")).to_contain_text("서로 연락처를 볼 수 있습니다")
    expect(supplier.page.get_by_role("link", name=LOGINS["sme"])).to_be_visible()


def declines(supplier: Person, email: str) -> None:
    opens_the_invitation(supplier, email)
    supplier.page.locator("button[name=reason][value=capacity]").click()
    expect(supplier.page.locator("main")).to_contain_text("거절했습니다")
    expect(supplier.page.get_by_role("button", name="수락합니다")).to_have_count(0)


def sees_the_answers(owner: Person, asked: list[dict[str, str]]) -> None:
    page = owner.page
    page.reload()
    cards = page.locator("li.card")
    answers = {
        one["firm"]: cards.filter(has=page.get_by_role("heading", level=3, name=one["firm"])).first for one in asked
    }
    expect(answers[asked[0]["firm"]]).to_contain_text(asked[0]["email"])
    expect(answers[asked[1]["firm"]]).to_contain_text("이유")
    expect(page.locator("main")).not_to_contain_text(asked[1]["email"])
    owner.look("request")
    owner.go("/requests/")
    owner.look("requests")
