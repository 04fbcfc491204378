"""Beside a report: evidence, the Word file that comes back, a sentence for a flag, the password at signing."""

import io
import json
from decimal import Decimal

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from cnnt_portal.accounts.models import Role
from cnnt_portal.errors import NotPermitted, Refused
from reporting import flags, operations, queries
from reporting.models import ReportPaper, digest_of
from reporting.workflow import ConsolidationState, ReportState
from support_plans.models import MoneySource
from tests import people
from tests.factories import files, support_plans
from tests.factories import reporting as make
from tests.factories.accounts import make_member

pytestmark = pytest.mark.django_db
AT = make.AT
PASSWORD = "một-mật-khẩu-dài"


def pdf(name="hop-dong.pdf"):
    return SimpleUploadedFile(name, files.pdf())


def word(words="Sửa câu chữ."):
    document, out = Document(), io.BytesIO()
    document.add_paragraph(words)
    document.save(out)
    return SimpleUploadedFile("bao-cao-sua.docx", out.getvalue())


def detail(client, report):
    return client.get(reverse("reporting:report_detail", args=[report.pk])).content.decode()


def test_evidence_is_sent_with_the_report_and_stays(client_of):
    report = make.complete_report()
    client = client_of(people.unit_officer())
    client.post(reverse("reporting:evidence_attach", args=[report.pk]), {"uploads": pdf()})
    paper = report.papers.get()
    assert "hop-dong.pdf" in detail(client, report)
    operations.submit(report=report, by=people.unit_head(), at=AT)
    assert json.loads(report.versions.get().content)["evidence"] == [["hop-dong.pdf", paper.file.sha256]]
    operations.return_report(report=report, reason="Thiếu.", by=people.cuc_officer(), at=AT)
    with pytest.raises(Refused, match="không gỡ được nữa"):
        operations.remove_evidence(paper=paper, by=people.unit_officer(), at=AT)


def test_a_wrong_file_is_taken_away_before_the_sending(client_of):
    report = make.complete_report()
    operations.add_evidence(report=report, uploads=[pdf()], by=people.unit_officer(), at=AT)
    url = reverse("reporting:evidence_remove", args=[report.pk, report.papers.get().pk])
    assert client_of(people.unit_officer()).post(url).status_code == 302
    assert report.papers.count() == 0


def test_the_same_file_laid_beside_again_after_the_sending_can_be_taken_away_and_is_not_read_before_it_is_sent():
    report = make.complete_report()
    by = {"by": people.unit_officer(), "at": AT}
    operations.add_evidence(report=report, uploads=[pdf()], **by)
    operations.submit(report=report, by=people.unit_head(), at=AT)
    operations.return_report(report=report, reason="Thiếu.", by=people.cuc_officer(), at=AT)
    operations.add_evidence(report=report, uploads=[pdf("ten-khac.pdf"), pdf()], **by)
    sent, renamed, twin = report.papers.all()
    assert queries.papers_read_by(people.cuc_officer(), report, ReportPaper.Kind.EVIDENCE) == [sent]
    for paper in (renamed, twin):
        operations.remove_evidence(paper=paper, **by)
    with pytest.raises(Refused, match="không gỡ được nữa"):
        operations.remove_evidence(paper=sent, **by)


def test_a_word_file_comes_back_beside_what_was_sent_and_changes_nothing_of_it(client_of):
    report = make.submitted_report()
    frozen = report.versions.get().content
    for who in (people.unit_officer(), people.cuc_officer()):
        client_of(who).post(reverse("reporting:edited_return", args=[report.pk]), {"upload": word()})
    papers = queries.papers_of(report, ReportPaper.Kind.EDITED)
    assert [(paper.version, paper.added_by) for paper in papers] == [
        (report.versions.get(), people.unit_officer()), (report.versions.get(), people.cuc_officer())]  # fmt: skip
    assert report.versions.get().content == frozen
    page = detail(client_of(people.leader()), report)
    assert (page.count("bao-cao-sua.docx"), "của bản gửi lần 1" in page) == (2, True)


def test_only_word_comes_back_and_only_to_a_sent_report(client_of):
    report = make.complete_report()
    with pytest.raises(NotPermitted, match="chưa gửi"):
        operations.keep_edited(report=report, upload=word(), by=people.unit_officer(), at=AT)
    operations.submit(report=report, by=people.unit_head(), at=AT)
    page = client_of(people.unit_officer()).post(
        reverse("reporting:edited_return", args=[report.pk]), {"upload": pdf()}
    )
    assert "Word (.docx)" in page.content.decode()
    assert report.papers.count() == 0


def test_a_flag_wants_one_sentence_and_the_cuc_reads_it(client_of):
    report = make.complete_report()
    [flag] = queries.flags_of(report)
    url = reverse("reporting:flag_answer", args=[report.pk, flag.key])
    client = client_of(people.unit_officer())
    assert "Ghi một câu giải trình" in detail(client, report)
    for sentence in ("Hội chợ dời sang quý III.", "Hội chợ dời sang tháng 9."):
        shown = client.get(url).context["form"]["shown"].value()
        client.post(url, {"sentence": sentence, "shown": shown})
    operations.submit(report=report, by=people.unit_head(), at=AT)
    page = detail(client_of(people.cuc_officer()), report)
    assert ("Hội chợ dời sang tháng 9." in page, "Ghi một câu" in page) == (True, False)
    assert client.get(reverse("reporting:flag_answer", args=[report.pk, "khac"])).status_code == 403


def flagged(**changes):
    facts = {"texts": {}, "amount": 100, "idle": [], "before": None, "share": Decimal("0.5")}
    return [flag.key for flag in flags.ranked(**(facts | changes))]


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({"planned": 200}, []),
        ({"planned": 201}, ["ke-hoach-nam"]),
        ({"planned": 60}, ["ke-hoach-nam"]),
        ({"planned": None}, []),
        ({"planned": 120, "share": 0.1}, ["ke-hoach-nam"]),
        ({"corrected": 2}, ["khong-nguon"]),
    ],
)
def test_money_that_strays_from_the_plan_and_numbers_without_a_paper_are_flagged(changes, keys):
    assert flagged(**changes) == keys


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ngày 05/07/2026 đơn vị đã tổ chức 12 gian hàng tại hội chợ Cần Thơ cho các cơ sở.", 1),
        ("Ngày 05/01/2026 đơn vị đã tổ chức 9 gian hàng tại hội chợ Huế cho các cơ sở.", 1),
        ("Đơn vị gặp khó khăn về kinh phí thuê mặt bằng nên phải giảm số gian hàng.", 0),
    ],
)
def test_a_text_in_which_only_the_date_or_a_word_changed_counts_as_copied(text, count):
    assert (
        flags.copied(text, "Ngày 05/01/2026 đơn vị đã tổ chức 9 gian hàng tại hội chợ Cần Thơ cho các cơ sở.") == count
    )


def test_what_the_portal_proposes_in_every_period_is_not_called_copied():
    support_plans.activity(money={MoneySource.UNIT: 100})
    first = make.submitted_report(year=2025)
    report = make.drafted_report()
    assert queries.previous_report(report) == first
    assert [flag.key for flag in queries.flags_of(report) if flag.key.startswith("chep")] == []


def head_with_password():
    head = make_member("kyten@donvi.vn", "Vũ Quang Ký", people.ministry_unit(), Role.HEAD, "Cục trưởng")
    head.set_password(PASSWORD)
    head.save()
    return head


def test_signing_asks_for_the_password_once_more_and_then_signs(client_of):
    report = make.complete_report()
    client = client_of(head_with_password())
    url = reverse("reporting:report_submit", args=[report.pk])
    asked = client.post(url, {"seen": make.seen(report)})
    assert asked["Location"].startswith("/tai-khoan/reauthenticate/")
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
    wrong = client.post(asked["Location"], {"password": "sai", "next": url})
    assert wrong.status_code == 200
    client.post(asked["Location"], {"password": PASSWORD, "next": url})
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_a_leader_approves_with_the_password(client_of):
    made = make.submitted_consolidation()
    leader = people.leader()
    leader.set_password(PASSWORD)
    leader.save()
    client = client_of(leader)
    url = reverse("reporting:consolidation_approve", args=[made.pk])
    asked = client.post(url, {"seen": made.submission})
    made.refresh_from_db()
    assert made.state == ConsolidationState.SUBMITTED
    client.post(asked["Location"], {"password": PASSWORD, "next": url})
    made.refresh_from_db()
    assert made.state == ConsolidationState.APPROVED


def test_what_was_changed_after_the_page_was_opened_is_not_signed(client_of):
    report = make.complete_report()
    read = make.seen(report)
    make.write(report, {"kho-khan": "Cán bộ viết lại trong lúc chờ ký."})
    url = reverse("reporting:report_submit", args=[report.pk])
    head = client_of(people.unit_head())
    page = head.post(url, {"seen": read})
    assert (page.status_code, "đã đổi sau khi mở trang" in page.content.decode()) == (409, True)
    fresh = head.get(reverse("reporting:report_detail", args=[report.pk])).context["seen"]
    assert fresh == make.seen(report)
    assert head.post(url, {"seen": fresh}).status_code == 302


def test_a_consolidation_that_was_rewritten_meanwhile_is_not_submitted(client_of):
    made = make.consolidation()
    read = made.digest()
    operations.write_consolidation(consolidation=made, texts={"kho-khan": "Viết lại."}, by=people.cuc_officer(), at=AT)
    client, url = client_of(people.cuc_head()), reverse("reporting:consolidation_submit", args=[made.pk])
    assert client.post(url, {"seen": read}).status_code == 409
    fresh = client.get(reverse("reporting:consolidation_detail", args=[made.pk])).context["seen"]
    assert client.post(url, {"seen": fresh}).status_code == 302


def test_papers_and_sentences_look_at_the_report_as_it_stands_and_not_as_it_was_loaded():
    report = make.complete_report()
    [flag] = queries.flags_of(report)
    operations.add_evidence(report=report, uploads=[pdf()], by=people.unit_officer(), at=AT)
    stale = type(report).objects.get(pk=report.pk)
    paper = stale.papers.get()
    operations.submit(report=report, by=people.unit_head(), at=AT)
    late = {"by": people.unit_officer(), "at": AT}
    with pytest.raises(NotPermitted, match="đã gửi"):
        operations.add_evidence(report=stale, uploads=[pdf()], **late)
    stale.state = ReportState.DRAFT
    with pytest.raises(NotPermitted, match="đã gửi"):
        operations.answer_flag(report=stale, flag=flag, sentence="Muộn.", **late)
    paper.report.state = ReportState.DRAFT
    with pytest.raises(NotPermitted, match="đã gửi"):
        operations.remove_evidence(paper=paper, **late)


def test_who_signs_in_by_vneid_alone_is_not_let_through_unasked(client_of):
    report = make.complete_report()
    head = people.unit_head()
    SocialAccount.objects.create(user=head, provider="vneid", uid="079")
    page = client_of(head).post(reverse("reporting:report_submit", args=[report.pk]), {"seen": make.seen(report)})
    assert (page.status_code, "VNeID" in page.content.decode()) == (409, True)
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_what_was_flagged_and_answered_is_frozen_with_each_sending(client_of):
    plan = support_plans.plan()
    report = make.complete_report()
    [flag] = queries.flags_of(report)
    by = {"by": people.unit_officer(), "at": AT}
    operations.answer_flag(report=report, flag=flag, sentence="Chưa được cấp kinh phí.", **by)
    operations.submit(report=report, by=people.unit_head(), at=AT)
    support_plans.amendment(plan, ended=[plan.tasks.get(lead__name=support_plans.OLD_BODY)])
    assert (queries.flags_of(report), queries.answered_flags(report)) == ([], [(flag, "Chưa được cấp kinh phí.")])
    first = report.versions.get()
    assert report.sha256 == digest_of(first.content)
    operations.return_report(report=report, reason="Nói rõ hơn.", by=people.cuc_officer(), at=AT)
    operations.answer_flag(report=report, flag=flag, sentence="Câu khác.", **by)
    page = client_of(people.leader()).get(reverse("reporting:report_detail", args=[report.pk])).content.decode()
    assert ["Chưa được cấp kinh phí." in page, "Câu khác." in page] == [True, False]
