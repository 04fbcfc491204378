"""The API for programs: what its own description says of it, asked by a machine that tries everything."""

import pytest
import schemathesis
from django.db import connection
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings

from certificates.api import api
from tests.factories import certificates as make
from tests.factories import geography
from tests.factories.support_plans import certificate as known_certificate

pytestmark = pytest.mark.django_db


def portal(environ, start_response):
    """The whole portal as the test's own line to the database sees it."""
    answer = ClientHandler()(environ | {"REMOTE_ADDR": "10.0.0.8"})
    start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
    return [answer.content]


described = schemathesis.openapi.from_dict(api.get_openapi_schema())
described.app = portal


@pytest.fixture
def unhurried(settings):
    settings.CERTIFICATES_API_PER_MINUTE = settings.CERTIFICATES_WRONG_CODES_PER_HOUR = 1_000_000


@described.parametrize()
@settings(max_examples=5, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case, unhurried):
    known_certificate("Chè", issued_on=None)
    case.call_and_validate()


def ask(client, name, *args, **query):
    return client.get(reverse(f"certificates:api:{name}", args=args), query)


@pytest.mark.parametrize("form", ["api", "csv", "json", "xlsx"])
def test_what_a_search_finds_is_counted_once(client, form):
    known_certificate("Miến dong Bình Liêu")
    with CaptureQueriesContext(connection) as captured:
        if form == "api":
            assert ask(client, "certificates", q="miến dong").json()["count"] == 1
        else:
            answer = client.get(reverse("certificates:register_data", args=[form]), {"q": "miến dong"})
            assert b"".join(answer)
    assert len([query for query in captured if "COUNT(" in query["sql"]]) == 1


def test_the_list_is_that_of_the_register(client):
    known_certificate("Miến dong Bình Liêu")
    known_certificate("Chè tuyết", province=geography.province("Lào Cai"), level="region")
    known_certificate("Kẹo dừa", province=geography.province_of_then("Bến Tre"), issued_on=None)

    def names(**query):
        return [row["product"] for row in ask(client, "certificates", **query).json()["items"]]

    today = geography.province("Vĩnh Long")
    region = geography.province("Lào Cai").region_memberships.filter(region__kind="vote").first().region
    assert sorted(names(province=today.code)) == ["Kẹo dừa", "Miến dong Bình Liêu"]
    assert names(region=region.code) == ["Chè tuyết"]
    assert names(q="mein dong") == ["Miến dong Bình Liêu"]
    assert names(force="unknown") == ["Kẹo dừa"]
    assert names(level="region", on="2026-01-01") == ["Chè tuyết"]
    assert names(on="2020-01-01") == []
    assert ask(client, "certificates", q="mein dong").json()["nearly"] is True


def test_the_list_leads_through_its_pages(client):
    for number in range(3):
        known_certificate(f"Chè {number}")
    first = ask(client, "certificates", page_size=2, q="che").json()
    assert (first["count"], first["pages"], len(first["items"])) == (3, 2, 2)
    second = client.get(first["next"]).json()
    assert (len(second["items"]), second["next"]) == (1, None)
    assert {row["code"] for row in first["items"]}.isdisjoint(row["code"] for row in second["items"])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"page_size": 101}, 422),
        ({"year": "mười"}, 422),
        ({"q": "\0"}, 422),
        ({"nam": "2025"}, 422),
        ({"province": "999"}, 404),
        ({"region": "dong"}, 404),
    ],
)
def test_what_is_not_understood_is_said_and_not_passed_over(client, query, status):
    known_certificate()
    answer = ask(client, "certificates", **query)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])


def test_the_check_says_what_the_twin_says_and_counts_wrong_codes(client, settings):
    issued = make.certificate()
    answer = ask(client, "check", issued.code.lower())
    assert answer.json() == client.get(reverse("certificates:check_json", args=[issued.code])).json()
    assert answer["X-Robots-Tag"] == "noindex"
    settings.CERTIFICATES_WRONG_CODES_PER_HOUR = 1
    answers = [ask(client, "check", code) for code in ("K7MNP2QRST", "K7MNP2QRSU", issued.code)]
    assert [one.status_code for one in answers] == [404, 429, 200]
    assert all("error" in one.json() for one in answers[:2])


def test_a_product_tells_what_its_page_tells_and_no_secret(client):
    issued = make.certificate()
    assert (ask(client, "product", issued.product_id).json()["photos"]) == []
    make.shown(issued)
    filed = issued.entry.version.content["establishment"]
    answer = ask(client, "product", issued.product_id)
    told = answer.json()
    assert (told["name"], [one["code"] for one in told["certificates"]]) == (issued.product_name, [issued.code])
    assert len(told["photos"]) == 3
    secrets = [filed[name] for name in ("phone", "email", "representative", "tax_code")]
    assert all(secrets)
    assert [secret for secret in secrets if secret in answer.content.decode()] == []
    assert ask(client, "product", 10**9).status_code == 404


def test_a_hurried_program_waits_a_minute_and_any_house_may_ask(client, settings):
    settings.CERTIFICATES_API_PER_MINUTE = 2
    answers = [ask(client, "provinces") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert {one["Access-Control-Allow-Origin"] for one in answers} == {"*"}
    assert client.get(reverse("certificates:api:provinces"), REMOTE_ADDR="10.0.0.7").status_code == 200


def test_a_program_that_has_the_answer_is_told_so(client):
    known_certificate()
    for name in ("certificates", "decisions", "provinces"):
        answer = ask(client, name)
        url = reverse(f"certificates:api:{name}")
        assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    known_certificate()
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_the_page_for_people_names_every_endpoint(client):
    page = client.get(reverse("certificates:open_data")).content.decode()
    paths = list(api.get_openapi_schema()["paths"])
    assert len(paths) == 6
    assert [path for path in paths if f"<code>{path}</code>" not in page] == []
    assert client.get(reverse("certificates:api:openapi-json")).json()["paths"].keys() == set(paths)
