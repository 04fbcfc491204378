"""A number is taken before its paper is printed: the public hears of a certificate when its bytes are frozen."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import operations, queries
from certificates.models import Certificate, CertificateAct
from certificates.permissions import kind_is_possible
from certificates.validity import Standing
from cnnt_portal.jobs import operations as jobs
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from tests import people
from tests.factories import certificates as make
from tests.factories.judging import published_round
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def addresses(numbered):
    """Public lists and pages that must not know of a number without a paper; {name: address}."""
    named = {
        "register": reverse("certificates:register"),
        "csv": reverse("certificates:register_data", args=["csv"]),
        "json": reverse("certificates:register_data", args=["json"]),
        "api": "/api/v1/certificates",
        "decisions": reverse("certificates:public_decisions"),
        "sitemap": reverse("certificates:sitemap"),
    }
    return named, {
        "product": reverse("certificates:product", args=[numbered.product_id]),
        "decision": reverse("certificates:public_decision", args=[numbered.decision_id]),
        "api product": f"/api/v1/products/{numbered.product_id}",
    }


def read(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def marks(numbered):
    return (numbered.code, numbered.number, f"/san-pham-tieu-bieu/{numbered.product_id}/", numbered.decision.number)


def test_the_public_hears_of_a_number_when_its_paper_is_there(client):
    numbered = make.numbered_certificate()
    lists, pages = addresses(numbered)
    told = {name for name, address in lists.items() if any(m in read(client.get(address)) for m in marks(numbered))}
    assert told == set()
    assert {name: client.get(address).status_code for name, address in pages.items()} == dict.fromkeys(pages, 404)
    operations.attach_paper(certificate=numbered, pdf=b"%PDF-1.7 gia", by=None, at=now())
    told = {name for name, address in lists.items() if any(m in read(client.get(address)) for m in marks(numbered))}
    assert told == set(lists)
    assert {client.get(address).status_code for address in pages.values()} == {200}


def test_a_number_without_its_paper_is_never_said_to_be_in_force(client):
    numbered = make.numbered_certificate()
    page = client.get(reverse("certificates:check", args=[numbered.code])).content.decode()
    assert "Giấy chứng nhận CHƯA PHÁT HÀNH" in page
    assert "CÒN HIỆU LỰC" not in page
    said = [
        client.get(reverse("certificates:check_json", args=[numbered.code])).json(),
        client.get(f"/api/v1/certificates/{numbered.code}").json(),
    ]
    assert {(one["standing"], one["is_valid"]) for one in said} == {("unprinted", False)}
    assert client.get(reverse("certificates:credential", args=[numbered.code])).status_code == 404
    today = timezone.localdate()
    assert not queries.in_force(today).exists()
    assert not numbered.was_in_force_between(numbered.issued_on, numbered.valid_until)
    assert [one.recognised for one in queries.products_by_province(today) if one.recognised] == []


def test_what_was_never_printed_is_neither_replaced_nor_issued_again_but_may_be_revoked():
    numbered, today = make.numbered_certificate(), timezone.localdate()
    allowed = {kind for kind in CertificateAct.Kind if kind_is_possible(numbered, kind, on=today)}
    assert allowed == {CertificateAct.Kind.REVOKE}


def half_done(means=("90", "85", "80")):
    """(decision, job) whose worker was told to stop after two numbers of three and the first paper of none."""
    entered = make.decision(published_round(means=means))
    job = operations.request_issue(decision=entered, by=people.so_officer(), at=now())
    outcomes = list(queries.to_certify(entered))
    for outcome in outcomes[:2]:
        operations.issue(decision=entered, outcome=outcome, by=people.so_officer(), at=now())
    jobs.cancel(job=job, by=people.so_officer(), at=now())
    return entered, job


def test_the_office_reads_what_a_cancelled_job_left_and_goes_on_with_the_same_numbers(client_of):
    entered, job = half_done()
    client = client_of(people.so_officer())
    address = reverse("certificates:decision_detail", args=[entered.pk])
    page = client.get(address)
    left = page.context["progress"]
    assert left.is_half_way
    taken = list(Certificate.objects.order_by("pk").values_list("number", flat=True))
    assert (left.printed, left.numbered, left.without_number) == (0, taken, 1)
    said = page.content.decode()
    assert "chưa công khai, chưa có hiệu lực" in said
    assert "Tiếp tục cấp giấy" in said
    assert "Chạy lại" not in said
    client.post(reverse("certificates:decision_issue", args=[entered.pk]))
    run_jobs()
    numbers = list(Certificate.objects.order_by("pk").values_list("number", flat=True))
    assert numbers[:2] == taken
    assert len(set(numbers)) == 3
    assert not Certificate.objects.filter(paper=None).exists()
    assert client.get(address).context["progress"].left == 0
    assert set(Job.objects.values_list("state", flat=True)) <= {Job.State.DONE, Job.State.CANCELLED}


def test_while_papers_are_made_the_page_of_the_office_asks_for_itself_again(client_of):
    entered = make.decision(published_round(means=("90", "85")))
    job = operations.request_issue(decision=entered, by=people.so_officer(), at=now())
    client = client_of(people.so_officer())
    address = reverse("certificates:decision_detail", args=[entered.pk])
    asking = f'hx-get="{address}"'
    assert asking in client.get(address).content.decode()
    work_on(job.pk)
    assert asking not in client.get(address).content.decode()


def test_the_new_paper_of_an_old_one_waits_for_its_bytes_too(client):
    old = make.certificate()
    successor = make.replaced(old)
    assert successor.validity_on(timezone.localdate()).standing is Standing.UNPRINTED
    page = client.get(reverse("certificates:check", args=[old.code])).content.decode()
    assert "ĐÃ ĐƯỢC THAY BẰNG GIẤY KHÁC" in page
    run_jobs()
    successor.refresh_from_db()
    assert successor.validity_on(timezone.localdate()).is_valid
