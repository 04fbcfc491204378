"""A returned report is rewritten in quiet: others read what was sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reporting import operations
from support_plans.models import MoneySource
from tests import people
from tests.factories import files, support_plans
from tests.factories import reporting as make
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db
AT = make.AT
OTHERS = (people.cuc_officer, people.leader)


def url(name, report, *more):
    return reverse(f"reporting:{name}", args=[report.pk, *more])


def rewritten_report():
    """Sent and printed with a fair of 10 million and a paper, returned, and then changed in every part."""
    activity = support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    report, officer = make.complete_report(), people.unit_officer()
    by = {"by": officer, "at": AT}
    operations.add_evidence(report=report, uploads=[SimpleUploadedFile("cu.pdf", files.pdf())], **by)
    operations.submit(report=report, by=people.unit_head(), at=AT)
    run_jobs()
    remarks = {"kho-khan": "Nêu rõ khó khăn gì."}
    operations.return_report(report=report, reason="Thiếu.", remarks=remarks, by=people.cuc_officer(), at=AT)
    make.write(report, {"kho-khan": "Đang viết dở."})
    new = SimpleUploadedFile("moi.pdf", files.pdf(pages=2))
    operations.add_evidence(report=report, uploads=[new], **by)
    support_plans.activity(activity.task.plan, title="Tập huấn", money={MoneySource.UNIT: 5_000_000})
    operations.draft(report=report, **by)
    return report


def test_others_read_the_sent_version_and_the_unit_what_it_is_writing(client_of):
    report = rewritten_report()
    read = {}
    for who in (*OTHERS, people.unit_officer):
        page = client_of(who()).get(url("report_detail", report)).content.decode()
        words = ("Đang viết dở.", "Tập huấn", "moi.pdf", "Không có khó khăn lớn.", "Hội chợ", "cu.pdf", "Nêu rõ khó")
        read[who] = [word in page for word in words]
    assert [read[who] for who in OTHERS] == [[False, False, False, True, True, True, True]] * 2
    assert read[people.unit_officer] == [True, True, True, False, True, True, True]


def test_others_load_down_what_was_printed_and_only_papers_that_were_sent(client_of):
    report = rewritten_report()
    old, new = report.papers.order_by("pk")
    printed = {row.form: row.file.size for row in report.documents.all()}
    for who in OTHERS:
        client = client_of(who())
        for form, size in printed.items():
            answer = client.get(url("report_download", report, form))
            assert (answer.status_code, len(b"".join(answer.streaming_content))) == (200, size)
        assert [client.get(url("paper_file", report, paper.pk)).status_code for paper in (old, new)] == [200, 404]
    own = client_of(people.unit_officer())
    assert "D%E1%BB%B1%20th%E1%BA%A3o" in own.get(url("report_download", report, "docx"))["Content-Disposition"]


def test_each_sending_stays_to_be_read(client_of):
    report = rewritten_report()
    operations.submit(report=report, by=people.unit_head(), at=AT)
    client = client_of(people.leader())
    first, second = (client.get(url("report_version", report, number)).content.decode() for number in (1, 2))
    assert [("Không có khó khăn lớn." in page, "Đang viết dở." in page) for page in (first, second)] == [
        (True, False), (False, True)]  # fmt: skip
    assert client.get(url("report_version", report, 3)).status_code == 404
    assert "Lần 2" in client.get(url("report_detail", report)).content.decode()
    compared = client.get(url("report_compare", report)).content.decode()
    assert ("<ins>Đang viết dở.</ins>" in compared, "<del>Không có khó khăn lớn.</del>" in compared) == (True, True)
