"""A certificate as a Verifiable Credential, read back by another library than the one that writes it."""

import base64
import datetime
import gzip
import json

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from certificates import signing
from tests import people
from tests.factories import certificates as make
from tests.factories.support_plans import certificate as known_certificate

from . import keys
from .test_keeping import revoke

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_key_is_kept():
    yield
    signing.forget_key()


@pytest.fixture
def with_a_key(tmp_path, settings):
    keys.write_key_file(tmp_path, settings)


def fetched(client, url):
    """The claims behind an address, verified by the key that the issuer's document names."""
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/vc+jwt")
    document = client.get(reverse("certificates:issuer_document")).json()
    known = [{**one["publicKeyJwk"], "kid": one["id"]} for one in document["verificationMethod"]]
    token = jws.deserialize_compact(answer.content, KeySet.import_key_set({"keys": known}), algorithms=["ES256"])
    claims = json.loads(token.payload)
    assert claims["iss"] == document["id"]
    assert token.headers()["kid"] in document["assertionMethod"]
    return claims


def credential_of(client, issued):
    return fetched(client, reverse("certificates:credential", args=[issued.code]))


def bit(client, entry):
    listed = fetched(client, entry["statusListCredential"].removeprefix("http://localhost:8000"))["credentialSubject"]
    assert listed["statusPurpose"] == entry["statusPurpose"]
    written = listed["encodedList"]
    assert written[0] == "u"
    bits = gzip.decompress(base64.urlsafe_b64decode(written[1:] + "=" * (-len(written[1:]) % 4)))
    assert len(bits) == 16 * 1024
    place = int(entry["statusListIndex"])
    return bits[place // 8] >> (7 - place % 8) & 1


@pytest.mark.usefixtures("with_a_key")
def test_a_credential_says_what_the_paper_says_and_is_verified_by_its_issuers_document(client):
    issued = make.certificate()
    claims = credential_of(client, issued)
    achievement = claims["credentialSubject"]["achievement"]
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert claims["issuer"]["name"] == issued.issuer
    assert claims["name"] == f"Giấy chứng nhận số {issued.number}: {issued.product_name}"
    assert issued.establishment_name in achievement["description"]
    assert claims["validFrom"] == f"{issued.issued_on}T00:00:00+07:00"
    assert claims["validUntil"] == f"{issued.valid_until}T23:59:59+07:00"
    assert claims["exp"] == datetime.datetime.fromisoformat(claims["validUntil"]).timestamp()


@pytest.mark.usefixtures("with_a_key")
def test_a_changed_credential_is_found_out(client):
    answer = client.get(reverse("certificates:credential", args=[make.certificate().code]))
    head, body, seal = answer.content.decode().split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    forged = base64.urlsafe_b64encode(json.dumps(claims | {"name": "Khác"}).encode()).decode().rstrip("=")
    own = client.get(reverse("certificates:issuer_document")).json()["verificationMethod"][0]["publicKeyJwk"]
    known = KeySet.import_key_set({"keys": [own]})
    assert jws.deserialize_compact(f"{head}.{body}.{seal}", known.keys[0], algorithms=["ES256"])
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(f"{head}.{forged}.{seal}", known.keys[0], algorithms=["ES256"])


@pytest.mark.usefixtures("with_a_key")
def test_the_status_list_tells_of_a_revocation_and_of_nothing_else(client):
    issued = make.certificate()
    entries = {entry["statusPurpose"]: entry for entry in credential_of(client, issued)["credentialStatus"]}
    assert [bit(client, entries[name]) for name in ("revocation", "suspension")] == [0, 0]
    revoke(issued)
    assert [bit(client, entries[name]) for name in ("revocation", "suspension")] == [1, 0]


@pytest.mark.usefixtures("with_a_key")
def test_a_text_is_signed_once_whatever_is_added_to_its_address_and_whoever_asks(client, client_of):
    issued = make.certificate()
    for url in (
        reverse("certificates:credential", args=[issued.code]),
        reverse("certificates:status_list", args=["thu-hoi", 0]),
    ):
        answers = {
            asking.get(f"{url}{more}").content
            for asking in (client, client_of(people.owner()))
            for more in ("", "?1", "?2")
        }
        assert len(answers) == 1


@pytest.mark.usefixtures("with_a_key")
def test_credentials_and_lists_are_asked_no_faster_than_the_api(client, settings):
    settings.CERTIFICATES_API_PER_MINUTE = 3
    urls = [
        reverse("certificates:credential", args=[make.certificate().code]),
        reverse("certificates:status_list", args=["thu-hoi", 0]),
    ]
    assert [client.get(url).status_code for url in (*urls, *urls)] == [200, 200, 200, 429]


@pytest.mark.usefixtures("with_a_key")
def test_what_came_from_history_has_no_credential(client):
    old = known_certificate()
    assert client.get(reverse("certificates:credential", args=[old.code])).status_code == 404
    assert "Chứng thư số" not in client.get(reverse("certificates:check", args=[old.code])).content.decode()


def test_without_a_key_or_with_an_expired_one_nothing_is_signed(client, tmp_path, settings):
    issued = make.certificate()
    url, page = (reverse(f"certificates:{name}", args=[issued.code]) for name in ("credential", "check"))
    assert client.get(url).status_code == 409
    assert client.get(reverse("certificates:issuer_document")).status_code == 409
    assert url not in client.get(page).content.decode()
    keys.write_key_file(tmp_path, settings, days=-1)
    answer = client.get(url)
    assert (answer.status_code, "đã hết hạn" in answer.content.decode()) == (409, True)
    cache.clear()
    keys.write_key_file(tmp_path, settings)
    assert url in client.get(page).content.decode()


@pytest.mark.usefixtures("with_a_key")
def test_only_lists_that_exist_are_signed(client):
    for purpose, part in (("thu-hoi", 1), ("thu-hoi", 10**30), ("khac", 0)):
        assert client.get(reverse("certificates:status_list", args=[purpose, part])).status_code == 404


def test_the_check_page_says_who_signed_the_file(client):
    page = reverse("certificates:check", args=[make.certificate(original=b"%PDF-1.7 ky so").code])
    assert "Cổng đã ký số bản điện tử" in client.get(page).content.decode()


def test_a_signed_paper_shows_on_the_kept_check_page_at_once(client):
    issued = make.numbered_certificate()
    page = reverse("certificates:check", args=[issued.code])
    assert "CHƯA PHÁT HÀNH" in client.get(page).content.decode()
    make.operations.attach_paper(
        certificate=issued, pdf=b"%PDF-1.7 a", original=b"%PDF-1.7 b", by=make.people.so_officer(), at=timezone.now()
    )
    assert "Cổng đã ký số bản điện tử" in client.get(page).content.decode()
