"""Workers that die in the middle of a job, and words that no paper was made for."""

import datetime
import io
import subprocess

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document

from cnnt_portal.files.kinds import Kind
from cnnt_portal.jobs import leasing
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.registry import kind_named
from cnnt_portal.jobs.running import LeaseLost, Run, work_on
from reporting import operations, tasks
from reporting.models import Consolidation, ReportLine
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans

pytestmark = pytest.mark.django_db
LEASE = datetime.timedelta(seconds=settings.JOBS_LEASE_SECONDS)


def killed_in_the_middle(job, effect):
    """A worker takes the job, does its effect, and dies before it could commit."""
    now = timezone.now()
    assert leasing.claim(job.pk, lease=LEASE, now=now)
    with transaction.atomic():
        effect()
        transaction.set_rollback(True)
    return now


def test_a_worker_killed_in_mid_draft_leaves_nothing_and_the_next_drafts_once():
    support_plans.activity()
    report = make.started_report()
    job = Job.objects.get(kind="reporting.draft")
    now = killed_in_the_middle(job, lambda: operations.draft(report=report, by=people.unit_officer(), at=make.AT))
    assert (ReportLine.objects.count(), report.sections.exclude(text="").count()) == (0, 0)
    work_on(job.pk, clock=lambda: now + LEASE / 2)
    assert ReportLine.objects.count() == 0
    for _ in range(2):
        work_on(job.pk, clock=lambda: now + 2 * LEASE)
    job.refresh_from_db()
    assert (job.state, job.attempts, ReportLine.objects.count()) == (Job.State.DONE, 2, 1)


def test_a_worker_killed_in_mid_consolidation_doubles_nothing():
    report = make.accepted_report()
    operations.make_obligations(by=None, at=make.AT)
    officer = people.cuc_officer()
    made = operations.request_consolidation(period=report.period, by=officer, at=timezone.now())
    job = Job.objects.get(kind="reporting.consolidate")
    # It had gathered and committed that; it died over the PDF.
    now = killed_in_the_middle(job, lambda: None)
    operations.gather(period=report.period, by=officer, at=now)
    sources = made.sources.count()
    work_on(job.pk, clock=lambda: now + 2 * LEASE)
    job.refresh_from_db()
    assert (job.state, Consolidation.objects.count(), made.sources.count()) == (Job.State.DONE, 1, sources)
    assert made.documents.count() == 3


def test_what_was_written_while_it_was_printed_is_not_filed_under_the_older_words():
    made = operations.request_consolidation(
        period=make.accepted_report().period, by=people.cuc_officer(), at=timezone.now()
    )
    printed = made.digest()
    made.sections.update(text="Viết thêm trong lúc in.")
    operations.keep_consolidation_documents(
        consolidation=made, digest=printed, forms={"pdf": (b"%PDF-", Kind.PDF)}, by=None, at=timezone.now()
    )
    assert made.documents.count() == 0


def test_a_worker_that_lost_its_lease_gathers_nothing():
    made = operations.request_consolidation(
        period=make.accepted_report().period, by=people.cuc_officer(), at=timezone.now()
    )
    job = Job.objects.get(kind="reporting.consolidate")
    with pytest.raises(LeaseLost):
        tasks.consolidate(Run(job, kind_named(job.kind), timezone.now))
    assert made.sources.count() == 0


WORDS = {
    "a formula": "=HYPERLINK('http://x')",
    "a paragraph of 10,000 letters": "Đoạn rất dài " * 770,
    "marks that turn the direction": "Trước \u202eđảo ngược\u202c sau",
    "words from right to left": "تقرير نصف سنوي",
    "pictures": "Kết quả tốt 🎉👩🏽‍🌾",
    "what XML cannot hold": "Trước\x00\x0b\x1fsau & <b>thẻ</b> ]]>",
}


@pytest.mark.parametrize("name", WORDS)
def test_any_words_can_be_written_signed_and_printed_in_every_form(name, client_of):
    report = make.complete_report()
    client = client_of(people.unit_officer())
    address = reverse("reporting:report_write", args=[report.pk])
    fields = {field.name: field.value() for field in client.get(address).context["form"]}
    assert client.post(address, fields | {"kho-khan": WORDS[name]}).status_code == 302
    assert report.sections.get(key="kho-khan").text != make.DIFFICULTIES
    # What a form takes out or refuses may still come by another way; only NUL is held by no row of PostgreSQL.
    words = {"kho-khan": WORDS[name].replace("\x00", "")}
    operations.write_sections(report=report, texts=words, by=people.unit_officer(), at=make.AT)
    content = {
        form: client.get(reverse("reporting:report_download", args=[report.pk, form])).content
        for form in ("docx", "pdf", "xlsx")
    }
    paragraphs = [paragraph.text for paragraph in Document(io.BytesIO(content["docx"])).paragraphs]
    assert [text for text in paragraphs if text.startswith(("=HYP", "Đoạn", "Trước", "تقرير", "Kết quả tốt"))] != []
    printed = subprocess.run(["pdftotext", "-", "-"], input=content["pdf"], capture_output=True, check=True)
    assert "KHÓ KHĂN" in printed.stdout.decode().upper()
