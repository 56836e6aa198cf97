"""Open contracting: valid, complete, stable, and no more than its reader may know."""

from __future__ import annotations

import io
import json
import warnings
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from jsonschema import Draft4Validator
from libcoveocds.lib.common_checks import get_bad_ocid_prefixes
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from matchmaker.accounts.choices import Role
from matchmaker.accounts.models import Organisation, User
from matchmaker.exchange.models import PublicNaming
from matchmaker.sourcing.models import Project
from matchmaker.sourcing.ocds import audience
from matchmaker.sourcing.ocds.process import needs_asked, processes
from matchmaker.sourcing.ocds.publishing import package_pieces, record_of, releases_of
from tests import factories
from tests.cast import Browsers
from tests.sourcing import stages
from tests.sourcing.ocds.schema import folder, schema

pytestmark = pytest.mark.django_db
FORMS = ("releases", "records")


@pytest.fixture
def project(sme: User, supplier: User, rival: User) -> Project:
    """A package of two firms, awarded, being built, one milestone met, one change agreed."""
    Organisation.objects.filter(name="가온시스템").update(business_number="1248100998")
    rfq = stages.accepted_rfq(sme, supplier, rival)
    project = stages.project(stages.active_award(stages.opened_quote(rfq)))
    now = timezone.now()
    first = project.milestones.order_by("position").first()
    type(first).objects.filter(pk=first.pk).update(status="met", decided_at=now)
    project.changes.create(
        by=project.lead.organisation, kind="price", reason="request", text="비밀 사정", status="accepted",
        answer_by=now + timedelta(days=3), answered_at=now,
    )  # fmt: skip
    return project


def package(form: str, told: audience.Audience) -> dict[str, Any]:
    pieces = package_pieces(form, processes(needs_asked()), told, uri="https://example.org/ocds.json")
    return json.loads("".join(pieces))


def problems(form: str, data: dict[str, Any]) -> list[str]:
    """What the published schemas say. A package's schema refers to the core release schema by its address; the copy of
    the record package at hand has a profile's own release merged in, which the core one replaces here.
    """
    found, core = schema(f"{form.removesuffix('s')}-package-schema"), schema("release-schema")
    if found is None or core is None:
        warnings.warn(f"NOT CHECKED: no schema in {folder()}; run make ocds-schema", stacklevel=1)
        pytest.skip("the published schema is not here")
    if form == "records":
        record = found["properties"]["records"]["items"]["properties"]
        record["releases"]["oneOf"][1]["items"] = record["compiledRelease"] = {"$ref": "urn:core"}
        record.pop("versionedRelease")
    resource = Resource.from_contents(core, default_specification=DRAFT4)
    errors = Draft4Validator(found, registry=Registry(retrieve=lambda _uri: resource)).iter_errors(data)
    return [f"{list(e.absolute_path)}: {e.message[-200:]}" for error in errors for e in (error.context or [error])]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("told", ["public", "office"])
def test_packages_are_valid_by_the_published_schema(project: Project, form: str, told: str) -> None:
    data = package(form, getattr(audience, told)())
    assert problems(form, data) == []
    assert len(data[form]) >= 1


def test_nothing_is_in_a_release_that_the_core_standard_does_not_know(project: Project) -> None:
    core = schema("release-schema")
    if core is None:
        pytest.skip("the published schema is not here")
    for release in package("releases", audience.office())["releases"]:
        assert list(unknown(release, core, core)) == []


def unknown(value: Any, rule: dict[str, Any], root: dict[str, Any], path: str = "") -> Any:
    while "$ref" in rule:
        rule = root["definitions"][rule["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, list):
        for item in value:
            yield from unknown(item, rule.get("items", {}), root, path)
    elif isinstance(value, dict):
        known = rule.get("properties", {})
        for name, item in value.items():
            if name not in known:
                yield f"{path}/{name}"
            else:
                yield from unknown(item, known[name], root, f"{path}/{name}")


def test_an_award_of_a_package_names_each_member_and_each_is_a_party(project: Project) -> None:
    (record,) = package("records", audience.office())["records"]
    compiled = record["compiledRelease"]
    names = {row["name"] for row in compiled["awards"][0]["suppliers"]}
    assert names == {"가온시스템", "다온테크"}
    roles = {party["name"]: party["roles"] for party in compiled["parties"]}
    assert roles["가온시스템"] == ["supplier", "tenderer"]
    assert roles["한빛정밀"] == ["buyer", "procuringEntity"]
    ids = {party["id"] for party in compiled["parties"]}
    assert {row["id"] for row in compiled["awards"][0]["suppliers"]} <= ids
    assert compiled["buyer"]["id"] in ids
    assert compiled["contracts"][0]["value"] == {"amount": project.price_krw, "currency": "KRW"}
    assert compiled["contracts"][0]["awardID"] == compiled["awards"][0]["id"]
    states = [row["status"] for row in compiled["contracts"][0]["implementation"]["milestones"]]
    assert states.count("met") == 1
    assert [tag for release in record["releases"] for tag in release["tag"]].count("contract") == 1


def test_the_public_reads_no_name_price_or_paper_of_a_small_firm_until_it_agrees(project: Project, sme: User) -> None:
    text = json.dumps(package("records", audience.public()), ensure_ascii=False)
    for secret in ("한빛정밀", str(project.price_krw), "비밀 사정", project.need.text, "documents", "300000000"):
        assert secret not in text, secret
    assert "가온시스템" in text
    PublicNaming.objects.create(organisation=project.need.firm.organisation, agreed_by=sme)
    text = json.dumps(package("records", audience.public()), ensure_ascii=False)
    assert "한빛정밀" in text
    assert str(project.price_krw) in text
    PublicNaming.objects.update(withdrawn_at=timezone.now())
    assert "한빛정밀" not in json.dumps(package("records", audience.public()), ensure_ascii=False)


def test_the_same_facts_are_the_same_releases_and_changed_facts_are_new_ones(project: Project) -> None:
    told = audience.office()

    def keys() -> set[str]:
        return {row["id"] for process in processes(needs_asked()) for row in releases_of(process, told)}

    before = keys()
    assert keys() == before
    project.milestones.exclude(status="met").update(status="met", decided_at=timezone.now() + timedelta(days=1))
    assert len(keys() - before) == 1
    (process,) = processes(needs_asked())
    record = record_of(process, told)
    assert {row["ocid"] for row in record["releases"]} == {record["ocid"]}
    assert record["compiledRelease"]["date"] == max(row["date"] for row in record["releases"])


def test_prefixes_are_seen_by_the_partnerships_own_checks(project: Project, settings: Any) -> None:
    settings.OCDS_PREFIX = "ocds-abc123"
    data = package("releases", audience.public())
    assert all(row["ocid"].startswith("ocds-abc123-need-") for row in data["releases"])
    assert callable(get_bad_ocid_prefixes)


def test_a_fixed_number_of_queries_whatever_the_number_of_needs(
    project: Project, sme: User, supplier: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        stages.project(stages.active_award(stages.opened_quote(stages.accepted_rfq(sme, supplier))))
    with django_assert_max_num_queries(22):
        assert len(package("records", audience.office())["records"]) == 4


def test_the_command_writes_what_the_public_may_read(project: Project) -> None:
    out = io.StringIO()
    call_command("export_ocds", records=True, stdout=out)
    assert json.loads(out.getvalue())["version"] == "1.1"
    assert "한빛정밀" not in out.getvalue()


def test_pages_give_the_office_all_a_firm_its_own_and_others_nothing(
    project: Project, sme: User, other_sme: User, supplier: User, administrator: User, client_for: Browsers
) -> None:
    def get(user: User, scope: str) -> Any:
        return client_for(user).get(f"/open-contracting/{scope}/records.json")

    def read(user: User, scope: str) -> dict[str, Any]:
        return json.loads(b"".join(get(user, scope).streaming_content))

    assert client_for(administrator).get("/open-contracting/").status_code == 200
    assert "한빛정밀" in json.dumps(read(administrator, "all"), ensure_ascii=False)
    assert "한빛정밀" in json.dumps(read(sme, "own"), ensure_ascii=False)
    assert len(read(supplier, "own")["records"]) == 1
    assert read(other_sme, "own")["records"] == []
    for user, scope in ((sme, "all"), (supplier, "all"), (administrator, "own")):
        assert get(user, scope).status_code == 404
    reader = factories.member_of(Organisation.objects.get(kind="programme"), "reads@example.com", Role.VIEWER)
    assert get(reader, "all").status_code == 404
    assert get(reader, "public").status_code == 200
