"""The check for machines, and the end of guessing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from tests import people
from tests.factories import certificates as make
from tests.factories.support_plans import certificate as known_certificate

pytestmark = pytest.mark.django_db


def twin(client, code):
    return client.get(reverse("certificates:check_json", args=[code]))


def test_the_twin_says_what_the_page_says(client):
    issued = make.certificate()
    answer = twin(client, issued.code)
    said = answer.json()
    assert (said["number"], said["product"], said["standing"], said["is_valid"], said["valid_until"]) == (
        issued.number,
        issued.product_name,
        "in_force",
        True,
        issued.valid_until.isoformat(),
    )
    assert said["reason"] == issued.validity_on(timezone.localdate()).reason
    assert answer["X-Robots-Tag"] == "noindex"


def test_the_twin_leaves_the_unknown_unknown_and_knows_nobody(client):
    said = twin(client, known_certificate(issued_on=None).code).json()
    assert (said["number"], said["issued_on"], said["valid_until"], said["standing"]) == (None, None, None, "unknown")
    assert twin(client, "K7MNP2QRST").status_code == 404


def wrong(client, code="K7MNP2QRST", **sent):
    return client.get(reverse("certificates:check", args=[code]), **sent).status_code


def test_whoever_tries_many_wrong_codes_is_slowed_and_a_right_code_is_always_answered(client, settings):
    settings.CERTIFICATES_WRONG_CODES_PER_HOUR = 3
    code = known_certificate().code
    assert [wrong(client, f"K7MNP2QRS{n}") for n in range(2, 7)] == [404, 404, 404, 429, 429]
    assert [twin(client, found).status_code for found in ("K7MNP2QRST", code)] == [429, 200]
    form = reverse("certificates:check_form")
    assert [client.get(form, {"code": typed}).status_code for typed in ("K7MNP2QRST", code)] == [429, 302]
    assert client.get(reverse("certificates:check", args=[code])).status_code == 200
    assert wrong(client, REMOTE_ADDR="10.0.0.7") == 404


def test_pictures_on_a_foreign_page_do_not_count_against_the_network_of_its_reader(client, settings):
    settings.CERTIFICATES_WRONG_CODES_PER_HOUR = 1
    assert [wrong(client, HTTP_SEC_FETCH_SITE="cross-site") for _ in range(3)] == [404] * 3
    assert [wrong(client, HTTP_SEC_FETCH_SITE="same-origin") for _ in range(2)] == [404, 429]


def test_a_network_of_the_new_internet_counts_as_one_however_many_addresses_it_has(client, settings):
    settings.CERTIFICATES_WRONG_CODES_PER_HOUR = 1
    own = [wrong(client, REMOTE_ADDR=f"2405:4800:1:2::{n}") for n in range(1, 4)]
    assert (own, wrong(client, REMOTE_ADDR="2405:4800:1:3::1")) == ([404, 429, 429], 404)


def test_a_code_with_small_letters_leads_to_the_one_page_of_its_paper(client):
    issued = known_certificate()
    for name in ("certificates:check", "certificates:check_json"):
        for typed in (issued.code.lower(), issued.code.capitalize()):
            answer = client.get(reverse(name, args=[typed]))
            assert (answer.status_code, answer["Location"]) == (301, reverse(name, args=[issued.code]))


def test_nobody_reads_where_a_household_lives_or_who_held_the_token(client, client_of):
    issued = make.certificate()
    Certificate.objects.filter(pk=issued.pk).update(signed_by="Nguyễn Văn Giả")
    page = reverse("certificates:check", args=[issued.code])
    told = [issued.address, "Nguyễn Văn Giả"]
    public = client.get(page).content.decode()
    assert [words in public for words in (*told, issued.unit_name)] == [False, False, True]
    assert "Bản điện tử do người có thẩm quyền của cơ quan cấp ký" in public
    for person in (make.holder_of(issued), people.so_officer()):
        own = client_of(person).get(page).content.decode()
        assert [words in own for words in told] == [True, True]
    strange = client_of(people.cuc_officer()).get(page).content.decode()
    assert [words in strange for words in told] == [False, False]
