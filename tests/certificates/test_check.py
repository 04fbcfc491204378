"""The check for machines, and the end of guessing."""

import pytest
from django.urls import reverse
from django.utils import timezone

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


def test_whoever_tries_many_wrong_codes_waits_and_good_codes_cost_nothing(client, settings):
    settings.CERTIFICATES_WRONG_CODES_PER_HOUR = 3
    code = known_certificate().code
    check = reverse("certificates:check", args=[code])
    assert [client.get(check).status_code for _ in range(5)] == [200] * 5
    wrong = [client.get(reverse("certificates:check", args=[f"K7MNP2QRS{n}"])).status_code for n in range(2, 7)]
    assert wrong == [404, 404, 404, 429, 429]
    assert twin(client, code).status_code == 429
    assert client.get(check, REMOTE_ADDR="10.0.0.7").status_code == 200
