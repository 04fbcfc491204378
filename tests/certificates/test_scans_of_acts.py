"""The signed decision about a certificate is kept as its scan: at the confirmation, or when it comes later."""

import hashlib
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import CertificateAct
from tests import people
from tests.factories import certificates as make
from tests.factories import files

from .test_life import Kind, holder_of, now, operations, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered():
    """A suspension that waits for its second person."""
    act = propose(make.certificate(), Kind.SUSPEND)
    operations.reply_to_act(act=act, reply="Chúng tôi đã biết.", by=holder_of(act.certificate), at=now())
    return act


def confirmed(client, act, **files_):
    today = f"{timezone.localdate():%d/%m/%Y}"
    facts = {"number": "88/QĐ-UBND", "decided_on": today, "effective_on": today}
    facts |= {"signer_title": "PHÓ CHỦ TỊCH", "signer_name": "Huỳnh Văn Ổn"}
    return client.post(reverse("certificates:act_confirm", args=[act.pk]), facts | files_, follow=True)


def read(client, act):
    return b"".join(client.get(reverse("certificates:act_scan", args=[act.pk])).streaming_content)


def test_the_second_person_confirms_with_the_scan_and_the_holder_reads_it(client, client_of, answered):
    scan = files.pdf()
    page = confirmed(client_of(people.so_head()), answered, scan=files.upload(scan, "quyet-dinh.pdf"))
    assert "Xem bản quét quyết định" in page.content.decode()
    answered.refresh_from_db()
    assert answered.is_confirmed
    assert answered.scan.sha256 == hashlib.sha256(scan).hexdigest()
    assert read(client_of(holder_of(answered.certificate)), answered) == scan
    public = client.get(reverse("certificates:check", args=[answered.certificate.code])).content.decode()
    assert reverse("certificates:act_scan", args=[answered.pk]) not in public


def test_what_is_no_scan_leaves_the_decision_open(client_of, answered):
    page = confirmed(client_of(people.so_head()), answered, scan=files.upload(b"khong phai PDF", "a.pdf"))
    assert page.context["confirm_form"].errors.keys() == {"scan"}
    assert CertificateAct.objects.get().is_open


def test_a_scan_that_comes_later_is_sent_by_the_office_and_a_better_one_takes_its_place(client_of, answered):
    officer, address = client_of(people.so_officer()), reverse("certificates:act_attach", args=[answered.pk])
    early = officer.post(address, {"scan": files.upload(files.pdf(), "som.pdf")})
    assert early.status_code == 403
    confirmed(client_of(people.so_head()), answered)
    for scan in (files.pdf(), files.pdf(pages=2)):
        officer.post(address, {"scan": files.upload(scan, "quyet-dinh.pdf")})
        assert read(officer, answered) == scan


def test_after_a_refused_scan_the_page_that_waits_for_its_paper_asks_at_its_own_address(client_of):
    old = make.certificate()
    act = make.replaced(old).issuing_act
    officer, own = client_of(people.so_officer()), reverse("certificates:act_detail", args=[act.pk])
    refused = officer.post(
        reverse("certificates:act_attach", args=[act.pk]), {"scan": files.upload(b"khong phai PDF", "a.pdf")}
    )
    assert refused.context["scan_form"].errors.keys() == {"scan"}
    [asked] = re.findall(r'id="giay-thay-the" hx-get="([^"]+)"', refused.content.decode())
    assert asked == own
    assert officer.get(asked).status_code == 200


def test_after_a_refused_scan_the_page_of_a_decision_that_is_issuing_asks_at_its_own_address(client_of):
    entered = make.decision()
    officer, own = client_of(people.so_officer()), reverse("certificates:decision_detail", args=[entered.pk])
    officer.post(reverse("certificates:decision_issue", args=[entered.pk]))
    refused = officer.post(
        reverse("certificates:decision_attach", args=[entered.pk]), {"scan": files.upload(b"khong phai PDF", "a.pdf")}
    )
    assert refused.context["scan_form"].errors.keys() == {"scan"}
    asks = r'id="cap-giay" hx-get="([^"]+)"'
    assert re.findall(asks, refused.content.decode()) == [own]
    assert re.findall(asks, officer.get(own, {"trang": "2"}).content.decode()) == [f"{own}?trang=2"]
