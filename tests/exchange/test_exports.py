"""Tables that leave: one's own, complete, safe, and fit to come back; an office's lists for the office."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from demand.models import Need
from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Organisation, User
from matchmaker.exchange.models import Import
from matchmaker.exchange.sheets import SHEETS, sheet_class
from matchmaker.lib.tabular import read_table
from suppliers.models import Offer, RegisterEntry, Supplier
from tests import factories
from tests.cast import Browsers
from tests.exchange.tables import SAMPLES

pytestmark = pytest.mark.django_db
OFFICE = ("alerts", "firms", "register", "unmet")


def body(client: Client, name: str, form: str = "csv", **query: str) -> bytes:
    answer = client.get(f"/export/{name}.{form}", query)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("name", "form"), [("offers", "csv"), ("projects", "xlsx"), ("needs", "csv")])
def test_what_left_comes_back_as_the_same(
    supplier: User, rival: User, sme: User, client_for: Browsers, name: str, form: str, language: str
) -> None:
    sample = SAMPLES[name]
    client = client_for(sme if sample.who == "sme" else supplier)
    address = client.post(sample.page, sample.upload()).url
    client.post(address, {"mode": "all"})
    User.objects.update(language=language)
    table = body(client, name, form)
    client.post(sample.page, {"file": SimpleUploadedFile("back", table)})
    latest = Import.objects.order_by("-pk")[0]
    states = list(latest.lines.values_list("state", flat=True))
    assert states == ["same", "same"], [row.raw for row in latest.lines.all()]


def test_a_formula_leaves_as_text_and_only_ones_own_rows_leave(
    supplier: User, rival: User, client_for: Browsers
) -> None:
    mine, other = (Supplier.objects.get(organisation__memberships__user=user) for user in (supplier, rival))
    factories.offer(mine, "SOL-MES", title='=HYPERLINK("http://evil")')
    factories.offer(other, "SOL-MES", title="남의 것")
    text = body(client_for(supplier), "offers").decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "남의 것" not in text


def test_an_export_asks_no_more_for_many_rows(
    supplier: User, client_for: Browsers, django_assert_max_num_queries: object
) -> None:
    firm = Supplier.objects.get(organisation__memberships__user=supplier)
    for code in ("SOL-MES", "EQP-HMI", "SVC-SI", "SOL-QMS", "SOL-ERP"):
        factories.offer(firm, code)
    client = client_for(supplier)
    with django_assert_max_num_queries(16):
        assert len(read_table(body(client, "offers")).lines) == Offer.objects.count()


def test_the_office_takes_its_lists_with_the_filters_of_the_page(
    administrator: User, supplier: User, sme: User, client_for: Browsers
) -> None:
    RegisterEntry.objects.create(register_no="R1", name="가나", region_id="48")
    RegisterEntry.objects.create(register_no="R2", name="다라", region_id="11")
    factories.need(sme)
    client = client_for(administrator)
    assert len(read_table(body(client, "register", region="48")).lines) == 1
    firms = body(client, "firms", "xlsx", side="supplier")
    assert [line.cells[0] for line in read_table(firms).lines] == ["가온시스템"]
    assert body(client, "unmet").decode("utf-8-sig").startswith("요청")


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_nobody_takes_a_table_of_others(
    name: str, supplier: User, sme: User, administrator: User, client_for: Browsers
) -> None:
    side = administrator if name in OFFICE else sme if name == "needs" else supplier
    for user in {supplier, sme, administrator} - {side}:
        assert client_for(user).get(f"/export/{name}.csv").status_code == 404
    assert client_for(side).get(f"/export/{name}.pdf").status_code == 404
    if sheet_class(name).names_others:
        reader = factories.member_of(Organisation.objects.get(kind="programme"), "reads@example.com", Role.VIEWER)
        assert client_for(reader).get(f"/export/{name}.csv").status_code == 404
    assert Need.objects.count() == 0
