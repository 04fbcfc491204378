"""What makes a report more than a form: corrections, flags, nil reports, returns by section, versions."""

import datetime
import hashlib
import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.jobs.models import Job
from reporting import flags, operations, paper, queries
from reporting.models import HalfYearReport
from reporting.workflow import ReportState
from support_plans import operations as support
from support_plans.models import MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db
AT = make.AT
BY = {"at": AT}


def fair(amount=10_000_000, **changes):
    return support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: amount}, **changes)


def correct(report, reason="Hóa đơn về sau.", **values):
    line = report.lines.get()
    values = {"products": line.products, "establishments": line.establishments, "amount": line.amount} | values
    operations.correct_line(report=report, line=line, values=values, reason=reason, by=people.unit_officer(), at=AT)
    return report.lines.get()


# Corrections


def test_a_corrected_number_counts_and_the_recorded_one_stays_to_be_seen(client_of):
    fair()
    report = make.drafted_report()
    line = correct(report, amount=Decimal(12_000_000))
    assert (line.amount, line.corrections) == (
        12_000_000, {"amount": {"recorded": "10000000", "value": "12000000", "reason": "Hóa đơn về sau."}})  # fmt: skip
    assert report.sections.get(key="kinh-phi").text == "Tổng kinh phí thực hiện trong kỳ: 12.000.000 đồng."
    page = client_of(people.unit_officer()).get(reverse("reporting:report_detail", args=[report.pk])).content.decode()
    assert "đã ghi: 10.000.000; Hóa đơn về sau." in page
    [heading, listed] = paper.document(report).body[-2:]
    assert listed.items == ("Hội chợ: kinh phí (đồng) 12.000.000, đã ghi 10.000.000; lý do: Hóa đơn về sau.",)


def test_a_correction_wants_a_reason_and_goes_when_the_number_is_set_back():
    fair()
    report = make.drafted_report()
    with pytest.raises(Refused, match="lý do"):
        correct(report, reason=" ", amount=Decimal(5))
    correct(report, amount=Decimal(5))
    line = correct(report, reason="", amount=Decimal(10_000_000))
    assert (line.amount, line.corrections) == (10_000_000, {})


def test_a_fresh_draft_keeps_the_correction_beside_what_is_recorded_now():
    activity = fair()
    report = make.drafted_report()
    correct(report, amount=Decimal(12_000_000))
    change(activity, 11_000_000)
    operations.draft(report=report, by=people.unit_officer(), at=AT)
    line = report.lines.get()
    assert (line.amount, line.corrections["amount"]["recorded"]) == (12_000_000, "11000000")


def change(activity, amount):
    by = {"by": people.unit_officer(), "at": support_plans.AT}
    support.correct_activity(activity=activity, reason="Nhầm", **by)
    facts = support_plans.facts(activity.task, title=activity.title, money={MoneySource.UNIT: amount})
    support.change_activity(activity=activity, **facts, **by)
    activity.refresh_from_db()
    support.complete_activity(activity=activity, **by)


def text_of(report, key):
    return report.sections.get(key=key).text


def test_the_sentence_says_whose_numbers_it_tells_where_the_unit_corrected_them():
    fair()
    report = make.drafted_report()
    as_recorded = text_of(report, "ket-qua")
    correct(report, products=12)
    note = "Số sản phẩm, số cơ sở trong câu này là số đã ghi trên cổng; đơn vị sửa ở biểu số liệu, kèm lý do."
    said = f"{as_recorded} {note}"
    assert text_of(report, "ket-qua") == said
    operations.draft(report=report, by=people.unit_officer(), at=AT)
    assert text_of(report, "ket-qua") == said
    correct(report, reason="", products=0)
    assert text_of(report, "ket-qua") == as_recorded


def test_a_proposed_sentence_follows_the_table_also_beside_words_of_the_unit():
    fair()
    report = make.drafted_report()
    make.write(report, {"kinh-phi": f"{text_of(report, 'kinh-phi')}\nĐã quyết toán."})
    correct(report, amount=Decimal(12_000_000))
    assert text_of(report, "kinh-phi") == "Tổng kinh phí thực hiện trong kỳ: 12.000.000 đồng.\nĐã quyết toán."


def test_a_report_whose_sentence_and_table_disagree_is_not_signed():
    fair()
    report = make.complete_report()
    make.write(report, {"kinh-phi": "Tổng kinh phí thực hiện trong kỳ: 9.000.000 đồng, gồm cả vốn của cơ sở."})
    words = (
        "mục “II. Kinh phí” còn ghi “Tổng kinh phí thực hiện trong kỳ: 9.000.000 đồng”, khác biểu số liệu: "
        "hãy sửa cho khớp"
    )
    assert report.missing() == [words]
    with pytest.raises(Refused, match="khác biểu số liệu"):
        operations.submit(report=report, by=people.unit_head(), at=AT)


# Refresh


def test_what_a_refresh_would_change_is_shown_before_it_is_done(client_of):
    activity = fair()
    report = make.drafted_report()
    assert queries.changes_since(report) == []
    change(activity, 11_000_000)
    support_plans.activity(activity.task.plan, title="Tập huấn")
    assert [(c.kind, c.title, c.before, c.after) for c in queries.changes_since(report)] == [
        ("Đổi", "Hội chợ", "0 sản phẩm, 0 cơ sở, 10.000.000 đồng", "0 sản phẩm, 0 cơ sở, 11.000.000 đồng"),
        ("Thêm", "Tập huấn", "", "0 sản phẩm, 0 cơ sở, 0 đồng"),
    ]
    page = client_of(people.unit_officer()).get(reverse("reporting:report_refresh", args=[report.pk]))
    assert "11.000.000 đồng" in page.content.decode()
    assert report.lines.get().amount == 10_000_000


# Nil reports


def test_a_nil_report_is_one_act_of_the_head_with_a_reason():
    support_plans.plan()
    facts = {"period": make.period(), "organisation": support_plans.unit(), "at": AT}
    with pytest.raises(Refused, match="lý do"):
        operations.report_nothing(reason=" ", by=people.unit_head(), **facts)
    with pytest.raises(NotPermitted):
        operations.report_nothing(reason="Chưa được cấp kinh phí.", by=people.unit_officer(), **facts)
    assert HalfYearReport.objects.count() == 0
    report = operations.report_nothing(reason="Chưa được cấp kinh phí.", by=people.unit_head(), **facts)
    assert (report.state, report.is_nil, report.missing()) == (ReportState.SUBMITTED, True, [])
    run_jobs()
    assert set(Job.objects.values_list("kind", "state")) == {("reporting.print", Job.State.DONE)}


def test_words_and_papers_that_somebody_wrote_are_read_before_they_are_signed():
    report = make.started_report()
    run_jobs()
    make.write(report, {"kho-khan": "Không được cấp kinh phí, đề nghị xem xét."})
    nil = {"period": report.period, "organisation": report.organisation, "reason": "Chưa được cấp kinh phí."}
    with pytest.raises(Refused, match="đã được viết"):
        operations.report_nothing(**nil, by=people.unit_head(), at=AT)
    assert queries.empty_drafts([report]) == set()
    make.write(report, {"kho-khan": ""})
    assert queries.empty_drafts([report]) == {report.pk}
    assert operations.report_nothing(**nil, by=people.unit_head(), at=AT).is_nil


def test_a_unit_that_did_something_cannot_report_nothing():
    fair()
    with pytest.raises(Refused, match="có hoạt động đã ghi"):
        operations.report_nothing(
            period=make.period(), organisation=support_plans.unit(), reason="Không.", by=people.unit_head(), at=AT
        )
    assert HalfYearReport.objects.count() == 0


# Versions and returns


def test_each_sending_is_a_frozen_version_with_its_hash_and_two_are_compared(client_of):
    fair()
    report = make.submitted_report()
    operations.return_report(
        report=report,
        reason="Chưa rõ.",
        remarks={"kho-khan": "Nêu rõ khó khăn gì.", "kinh-phi": " "},
        by=people.cuc_officer(),
        at=AT,
    )
    url = reverse("reporting:report_detail", args=[report.pk])
    assert client_of(people.unit_officer()).get(url).content.decode().count("Nêu rõ khó khăn gì.") == 1
    assert client_of(people.unit_officer()).get(f"{url}so-sanh/").status_code == 409
    make.write(report, {"kho-khan": "Thiếu người có chuyên môn."})
    operations.submit(report=report, by=people.unit_head(), at=AT + datetime.timedelta(days=1))
    first, second = report.versions.all()
    assert [hashlib.sha256(v.content.encode()).hexdigest() for v in (first, second)] == [first.sha256, second.sha256]
    assert json.loads(first.content)["sections"][2][2] == "Không có khó khăn lớn."
    found = queries.compared(report)
    assert [tuple(pair) for pair in found["sections"]] == [
        ("III. Khó khăn, vướng mắc", "Không có khó khăn lớn.", "Thiếu người có chuyên môn.")]  # fmt: skip
    assert (found["gone"], found["come"]) == ([], [])
    page = client_of(people.leader()).get(f"{url}so-sanh/").content.decode()
    assert "Thiếu người có chuyên môn." in re.sub(r"</?(ins|del)>", "", page)
    assert "Nêu rõ khó khăn gì." not in client_of(people.unit_officer()).get(url).content.decode()


# Flags

SAME = "Kinh phí bố trí chậm, nhiều cơ sở chưa quen bán hàng trên mạng, thiếu cán bộ chuyên trách."


def ranked(**changes):
    before = flags.Before("Báo cáo 6 tháng cuối năm 2025", {"III. Khó khăn": SAME}, Decimal(100))
    facts = {
        "texts": {"III. Khó khăn": "Khác hẳn kỳ trước."},
        "amount": Decimal(100),
        "idle": [],
        "before": before,
        "share": Decimal("0.5"),
    }
    return flags.ranked(**(facts | changes))


def test_text_copied_from_the_last_period_is_flagged_and_a_short_phrase_is_not():
    copied = "Khó khăn mới.\n" + SAME.upper()
    [flag] = ranked(texts={"III. Khó khăn": copied})
    assert flag.words.startswith("Mục “III. Khó khăn” có 1 đoạn chép từ báo cáo 6 tháng cuối năm 2025.")
    assert flags.copied("Không có.", "Không có.") == 0


@pytest.mark.parametrize(("amount", "count"), [(150, 0), (151, 1), (50, 0), (49, 1)])
def test_money_that_jumps_by_more_than_half_is_flagged(amount, count):
    assert len(ranked(amount=Decimal(amount))) == count


def test_flags_are_few_and_the_gravest_comes_first():
    found = ranked(texts={"III. Khó khăn": SAME}, amount=Decimal(0), idle=list(enumerate(["một", "hai", "ba", "bốn"])))
    assert [flag.words.split()[0] for flag in found] == ["Mục", "Kinh", "Chưa", "Chưa", "Chưa"]


def test_a_flag_blocks_nothing():
    report = make.complete_report()
    assert [flag.words for flag in queries.flags_of(report)] == [
        "Chưa có hoạt động nào ở nội dung “Xúc tiến thương mại” mà kế hoạch giao cho đơn vị."
    ]
    operations.submit(report=report, by=people.unit_head(), at=AT)
    assert report.state == ReportState.SUBMITTED
