"""Two people at one report, one form, one consolidation: nobody writes over words that they have not read."""

import pytest
from django.urls import reverse

from cnnt_portal.accounts.models import Role
from reporting import operations, queries
from support_plans.models import MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.factories.accounts import make_member

pytestmark = pytest.mark.django_db
AT = make.AT
SAYS = "trong lúc bạn đang soạn"


def opened(client, url):
    """What the browser holds of a page: every field as it was drawn."""
    form = client.get(url).context["form"]
    return {field.name: field.value() for field in form if field.value() not in (None, False)}


def both_open(client_of, url):
    colleague = make_member("hai@donvi.vn", "Đỗ Thị Hai", support_plans.unit(), Role.OFFICER, "Chuyên viên")
    clients = client_of(people.unit_officer()), client_of(colleague)
    return [(client, opened(client, url)) for client in clients]


def text_of(report, key):
    return report.sections.get(key=key).text


def test_what_each_wrote_in_a_section_of_their_own_is_kept(client_of):
    report = make.complete_report()
    url = reverse("reporting:report_write", args=[report.pk])
    (one, first), (two, second) = both_open(client_of, url)
    assert one.post(url, first | {"kho-khan": "Thiếu người."}).status_code == 302
    assert two.post(url, second | {"kinh-phi": "Chưa quyết toán."}).status_code == 302
    assert [text_of(report, key) for key in ("kho-khan", "kinh-phi")] == ["Thiếu người.", "Chưa quyết toán."]


def test_two_in_one_section_see_both_texts_and_the_second_saves_knowingly(client_of):
    report = make.complete_report()
    url = reverse("reporting:report_write", args=[report.pk])
    (one, first), (two, second) = both_open(client_of, url)
    one.post(url, first | {"kho-khan": "Thiếu người."})
    page = two.post(url, second | {"kho-khan": "Thiếu kinh phí.", "kinh-phi": "Chưa quyết toán."})
    assert page.status_code == 200
    assert [page.content.decode().count(words) for words in ("Thiếu người.", "Thiếu kinh phí.")] == [1, 1]
    assert page.context["form"].errors.keys() == {"kho-khan"}
    assert [text_of(report, key) for key in ("kho-khan", "kinh-phi")] == ["Thiếu người.", "Chưa quyết toán."]
    again = {field.name: field.value() for field in page.context["form"]}
    assert two.post(url, again | {"kho-khan": "Thiếu người và kinh phí."}).status_code == 302
    assert text_of(report, "kho-khan") == "Thiếu người và kinh phí."


def test_a_sentence_to_a_flag_that_a_colleague_wrote_meanwhile_is_not_written_over(client_of):
    report = make.complete_report()
    [flag] = queries.flags_of(report)
    url = reverse("reporting:flag_answer", args=[report.pk, flag.key])
    (one, first), (two, second) = both_open(client_of, url)
    assert one.post(url, first | {"sentence": "Hội chợ dời sang tháng 9."}).status_code == 302
    page = two.post(url, second | {"sentence": "Chưa được cấp kinh phí."})
    words = page.content.decode()
    assert [part in words for part in (SAYS, "dời sang tháng 9", "Chưa được cấp kinh phí.")] == [True] * 3
    assert report.flag_answers.get().sentence == "Hội chợ dời sang tháng 9."
    assert page.context["form"]["sentence"].value() == "Chưa được cấp kinh phí."
    again = {field.name: field.value() for field in page.context["form"]}
    assert two.post(url, again).status_code == 302
    assert report.flag_answers.get().sentence == "Chưa được cấp kinh phí."


def test_fresh_figures_reach_a_page_that_stood_open_and_the_section_follows_the_records_on(client_of):
    plan = support_plans.plan()
    support_plans.activity(plan, money={MoneySource.UNIT: 1_000_000})
    report, client = make.drafted_report(), client_of(people.unit_officer())
    url = reverse("reporting:report_write", args=[report.pk])
    page = opened(client, url)
    support_plans.activity(plan, money={MoneySource.UNIT: 2_000_000})
    operations.draft(report=report, by=people.unit_officer(), at=AT)
    assert client.post(url, page | {"kho-khan": "Không có."}).status_code == 302
    section = report.sections.get(key="kinh-phi")
    assert section.text == section.proposed == "Tổng kinh phí thực hiện trong kỳ: 3.000.000 đồng."
    stale = client.post(url, page | {"kho-khan": "Không có.", "kinh-phi": page["kinh-phi"] + " Đã quyết toán."})
    assert SAYS in stale.content.decode()
    assert "3.000.000 đồng" in stale.content.decode()


def test_two_officers_of_the_cuc_in_one_section_of_the_consolidation_see_both_texts(client_of):
    made = make.consolidation()
    url = reverse("reporting:consolidation_write", args=[made.pk])
    officer, head = client_of(people.cuc_officer()), client_of(people.cuc_head())
    first, second = opened(officer, url), opened(head, url)
    officer.post(url, first | {"kho-khan": "Cán bộ viết."})
    page = head.post(url, second | {"kho-khan": "Lãnh đạo Cục viết."}).content.decode()
    assert [SAYS in page, "Cán bộ viết." in page, "Lãnh đạo Cục viết." in page] == [True, True, True]
    assert made.sections.get(key="kho-khan").text == "Cán bộ viết."


def test_a_form_that_a_colleague_filled_meanwhile_is_not_filled_over(client_of):
    report = make.yearly_report()
    url = reverse("reporting:report_table", args=[report.pk, "can-bo"])
    one, two = client_of(people.so_officer()), client_of(people.so_head())
    first, second = opened(one, url), opened(two, url)
    assert one.post(url, first | {"o-0-trung-tam": "1", "o-0-can-bo": "20"}).status_code == 302
    page = two.post(url, second | {"o-0-can-bo": "35"})
    words = page.content.decode()
    assert [SAYS in words, "đang lưu: 20" in words, 'value="35"' in words] == [True, True, True]
    assert report.tables.get(key="can-bo").rows[0]["cells"] == {"trung-tam": "1", "can-bo": "20"}
    again = {field.name: field.value() for field in page.context["form"] if field.value() not in (None, False)}
    assert two.post(url, again | {"o-0-trung-tam": "1"}).status_code == 302
    assert report.tables.get(key="can-bo").rows[0]["cells"] == {"trung-tam": "1", "can-bo": "35"}


def test_a_line_that_a_colleague_corrected_or_a_refresh_took_anew_is_not_corrected_unread(client_of):
    plan = support_plans.plan()
    support_plans.activity(plan, money={MoneySource.UNIT: 10_000_000})
    report = make.drafted_report()
    line = report.lines.get()
    url = reverse("reporting:line_correct", args=[report.pk, line.pk])
    (one, first), (two, second) = both_open(client_of, url)
    one.post(url, first | {"amount": "12.000.000", "reason": "Hóa đơn về sau."})
    operations.draft(report=report, by=people.unit_officer(), at=AT)
    page = two.post(url, second | {"products": "3", "reason": "Đếm lại."})
    assert [SAYS in page.content.decode(), "12.000.000 đồng" in page.content.decode()] == [True, True]
    line.refresh_from_db()
    assert (line.products, line.amount) == (0, 12_000_000)
    again = {field.name: field.value() for field in page.context["form"]}
    assert two.post(url, again | {"amount": "12.000.000"}).status_code == 302
    line.refresh_from_db()
    assert (line.products, line.amount) == (3, 12_000_000)
