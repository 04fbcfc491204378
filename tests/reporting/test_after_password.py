"""What is refused after the password is told on the page where one signs, with what was typed."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.accounts.models import Role
from reporting import operations
from reporting.models import HalfYearReport
from support_plans.models import MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.factories.accounts import make_member
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db
PASSWORD = "một-mật-khẩu-dài"


def with_password(person):
    person.set_password(PASSWORD)
    person.save()
    return person


def head():
    return with_password(make_member("kyten@donvi.vn", "Vũ Quang Ký", people.ministry_unit(), Role.HEAD, "Cục trưởng"))


def nothing_url(period):
    return reverse("reporting:report_nothing", args=[period.pk, support_plans.unit().pk])


def test_a_refused_nil_report_keeps_the_reason_and_is_sent_from_its_own_page(client_of):
    activity = support_plans.activity(money={MoneySource.UNIT: 100})
    url, client = nothing_url(make.period()), client_of(head())
    typed = {"reason": "Chưa được cấp kinh phí."}
    asked = client.post(url, typed)
    refused = client.post(asked["Location"], {"password": PASSWORD, "next": url})
    assert refused["Location"] == url
    page = client.get(url).content.decode()
    assert "phải gửi báo cáo đầy đủ" in page
    assert (f'action="{url}"' in page, typed["reason"] in page) == (True, True)
    assert activity.pk
    # It is drawn again once: whoever comes back another day finds an empty box.
    assert typed["reason"] not in client.get(url).content.decode()
    again = client.post(url, typed)
    assert (again.status_code, again.request["PATH_INFO"]) == (200, url)
    assert "phải gửi báo cáo đầy đủ" in again.content.decode()


def test_a_reason_without_a_word_is_refused_before_the_password_is_asked(client_of):
    support_plans.plan()
    answer = client_of(head()).post(nothing_url(make.period()), {"reason": "."})
    assert answer.status_code == 200
    assert "Hãy ghi lý do trong kỳ không có hoạt động nào." in answer.content.decode()


def test_who_cannot_sign_is_told_before_the_password_is_asked(client_of):
    support_plans.plan()
    url = nothing_url(make.period())
    client = client_of(with_password(people.unit_officer()))
    why = "Chỉ người đứng đầu đơn vị được ký và gửi báo cáo."
    assert why in client.get(url).content.decode()
    answer = client.post(url, {"reason": "Chưa được cấp kinh phí."})
    assert answer.status_code == 200
    assert [why in answer.content.decode(), "Chưa được cấp kinh phí." in answer.content.decode()] == [True, True]
    assert HalfYearReport.objects.count() == 0


def after_password(client, url, data):
    asked = client.post(url, data)
    return client.post(asked["Location"], {"password": PASSWORD, "next": url})


def test_a_refused_signature_of_a_report_ends_on_the_page_of_the_report(client_of):
    report = make.complete_report()
    answer = after_password(client_of(head()), reverse("reporting:report_submit", args=[report.pk]), {"seen": "cũ"})
    assert answer["Location"] == reverse("reporting:report_detail", args=[report.pk])


def test_a_refused_approval_ends_on_the_page_of_the_consolidation(client_of):
    made = make.submitted_consolidation()
    client = client_of(with_password(people.leader()))
    page = reverse("reporting:consolidation_detail", args=[made.pk])
    answer = after_password(client, reverse("reporting:consolidation_approve", args=[made.pk]), {"seen": "cũ"})
    assert answer["Location"] == page
    assert "Bản này đã được trình lại sau khi mở trang." in client.get(page).content.decode()


# A nil report where a draft stands already


def test_an_empty_draft_can_still_be_sent_as_nothing_by_the_head_and_by_nobody_else(client_of):
    report = make.started_report()
    run_jobs()
    pages = [reverse("reporting:report_list"), reverse("reporting:report_detail", args=[report.pk])]
    url = nothing_url(report.period)
    for page in pages:
        assert f'href="{url}"' in client_of(people.unit_head()).get(page).content.decode()
        officer = client_of(people.unit_officer()).get(page).content.decode()
        assert f'href="{url}"' not in officer
        assert "Chỉ người đứng đầu đơn vị được ký và gửi báo cáo." in officer
    sent = client_of(people.unit_head()).post(url, {"reason": "Chưa được cấp kinh phí."})
    assert sent["Location"] == pages[1]
    assert HalfYearReport.objects.get().is_nil


def test_a_draft_with_an_activity_offers_no_nil_report(client_of):
    support_plans.activity(money={MoneySource.UNIT: 100})
    report = make.drafted_report()
    pages = [reverse("reporting:report_list"), reverse("reporting:report_detail", args=[report.pk])]
    client = client_of(people.unit_head())
    assert [nothing_url(report.period) in client.get(page).content.decode() for page in pages] == [False, False]


def test_a_running_period_offers_no_nil_report_and_says_from_when(client_of):
    support_plans.plan()
    today = datetime.date.today()
    ends = today + datetime.timedelta(days=10)
    period = operations.open_period(
        regime=make.regime(),
        name="Báo cáo kỳ đang chạy",
        starts_on=today - datetime.timedelta(days=10),
        ends_on=ends,
        cut_off_on=ends,
        due_on=ends + datetime.timedelta(days=15),
        by=None,
        at=make.AT,
    )
    page = client_of(people.unit_head()).get(reverse("reporting:report_list")).content.decode()
    assert (f'href="{nothing_url(period)}"' in page, "Ký được từ ngày" in page) == (False, True)
