"""Periods that open by themselves, who owes a report, reminders, extensions, lateness."""

import datetime

import pytest
from django.http import QueryDict
from django.urls import reverse

from cnnt_portal.accounts.models import Role
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.exports.registry import listing_named
from cnnt_portal.notifications.models import Notice
from reporting import operations, queries
from reporting.models import Extension, Obligation, Reminder, ReportingPeriod, ReportRegime
from reporting.periods import periods_of, working_days_late
from reporting.seeding.foundations import data_of, first_kept
from support_plans import operations as support
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.factories.accounts import make_member
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
CALENDAR = data_of("reporting", "half_year_regime.json")["calendar"]


def day(*parts):
    return datetime.date(*parts)


def moment(*parts):
    return datetime.datetime(*parts, 9, tzinfo=support_plans.VIETNAM)


def kept_regime():
    facts = data_of("reporting", "half_year_regime.json")
    return operations.load_regime(
        facts=facts, receiver=people.cuc(), kept_from=day(2026, 1, 1), by=None, at=moment(2026, 1, 1)
    )


def beat(*at):
    """What the hourly task does, at a moment of one's choice."""
    for step in (operations.open_periods, operations.make_obligations, operations.remind):
        step(by=None, at=moment(*at))


def owing_units():
    return list(Obligation.objects.order_by("pk").values_list("period__name", "organisation__name"))


def test_the_calendar_is_read_for_a_year():
    first, second = periods_of(CALENDAR, 2026)
    assert (first["name"], first["starts_on"], first["due_on"]) == (
        "Báo cáo 6 tháng đầu năm 2026", day(2026, 1, 1), day(2026, 7, 15))  # fmt: skip
    assert (second["cut_off_on"], second["due_on"], second["closes_on"]) == (
        day(2026, 12, 31), day(2027, 1, 15), day(2027, 6, 30))  # fmt: skip


@pytest.mark.parametrize(
    ("today", "running", "over"),
    [
        (day(2026, 11, 22), day(2026, 7, 1), day(2026, 1, 1)),
        (day(2026, 6, 30), day(2026, 1, 1), day(2025, 7, 1)),
        (day(2026, 7, 1), day(2026, 7, 1), day(2026, 1, 1)),
        (day(2027, 1, 1), day(2027, 1, 1), day(2026, 7, 1)),
    ],
)
def test_a_fresh_portal_begins_with_the_running_period_and_a_demonstration_with_the_one_over(today, running, over):
    assert first_kept(CALENDAR, today, with_last_period=False) == running
    assert first_kept(CALENDAR, today, with_last_period=True) == over


def test_a_period_opens_on_its_first_day_and_is_owed_when_its_figures_are_closed():
    support_plans.plan()
    kept_regime()
    beat(2026, 6, 30)
    assert list(ReportingPeriod.objects.values_list("name", flat=True)) == ["Báo cáo 6 tháng đầu năm 2026"]
    assert owing_units() == []
    beat(2026, 7, 1)
    assert ReportingPeriod.objects.count() == 2
    units = [people.cuc().name, support_plans.unit().name, people.finance_unit().name]
    assert owing_units() == [("Báo cáo 6 tháng đầu năm 2026", name) for name in sorted(units)]


def test_a_beat_that_was_away_catches_up_and_doubles_nothing():
    support_plans.plan()
    kept_regime()
    people.unit_officer()
    for _ in range(2):
        beat(2027, 1, 20)
    assert ReportingPeriod.objects.count() == 3
    assert Obligation.objects.count() == 6
    assert sorted(Notice.objects.filter(kind="reporting.report_due").values_list("title", flat=True)) == [
        "Hạn gửi báo cáo 6 tháng cuối năm 2026: 15/01/2027 (quá hạn 5 ngày)"]  # fmt: skip


def test_each_reminder_comes_once_and_suppresses_no_other():
    support_plans.plan()
    kept_regime()
    officer = people.unit_officer()
    for date in ((2026, 7, 1), (2026, 7, 8), (2026, 7, 9), (2026, 7, 14), (2026, 7, 15), (2026, 7, 15), (2026, 7, 18)):
        beat(*date)
    titles = officer.notices.filter(kind="reporting.report_due").order_by("pk").values_list("title", flat=True)
    assert [title.partition("(")[2] for title in titles] == [
        "còn 7 ngày)",
        "còn 1 ngày)",
        "hôm nay)",
        "quá hạn 3 ngày)",
    ]


def test_who_has_sent_is_not_reminded():
    waiting = people.finance_unit()
    other = make_member("vu@bo.vn", "Lý Văn Tài", waiting, Role.OFFICER, "Chuyên viên")
    people.cuc_officer()
    report = make.submitted_report()
    type(report.period.regime).objects.update(reminders=[-7])
    beat(2026, 7, 10)
    assert Obligation.objects.count() == 3
    reminded = Notice.objects.filter(kind="reporting.report_due").values_list("recipient", flat=True)
    assert set(reminded) == {other.pk, people.cuc_officer().pk}


def test_a_new_version_of_the_regime_ends_the_one_before():
    old = kept_regime()
    facts = data_of("reporting", "half_year_regime.json") | {"valid_from": "2027-01-01"}
    operations.load_regime(facts=facts, receiver=people.cuc(), kept_from=day(2027, 1, 1), by=None, at=make.AT)
    beat(2027, 2, 1)
    old.refresh_from_db()
    assert old.valid_to == day(2026, 12, 31)
    assert [(p.name, p.regime.valid_from.year) for p in ReportingPeriod.objects.order_by("starts_on")] == [
        ("Báo cáo 6 tháng đầu năm 2026", 2020),
        ("Báo cáo 6 tháng cuối năm 2026", 2020),
        ("Báo cáo 6 tháng đầu năm 2027", 2027),
    ]


def test_the_cuc_changes_dates_and_reminders_from_a_day_on_and_open_periods_keep_theirs(client_of):
    regime, cuc = kept_regime(), client_of(people.cuc_officer())
    beat(2026, 7, 2)
    address = reverse("reporting:regime_change", args=[regime.pk])
    form = cuc.get(address).context["form"]
    typed = {field.name: field.value() for field in form if field.value() not in (None, False)}
    assert (typed["due-0"], typed["due-1"]) == ("15/07", "15/01 năm sau")
    typed |= {"before": "10, 2", "after": "", "due-0": "20/07", "valid_from": "01/01/2099"}
    wrong = cuc.post(address, typed | {"due-1": "31/02", "before": "bảy", "valid_from": "01/01/2020"})
    assert wrong.context["form"].errors.keys() == {"due-1", "before"}
    assert cuc.post(address, typed | {"valid_from": "01/01/2020"}).context["form"].errors.keys() == {"valid_from"}
    assert "theo thứ tự" in cuc.post(address, typed | {"due-0": "20/06"}).content.decode()
    assert cuc.post(address, typed).status_code == 302
    old, new = ReportRegime.objects.order_by("valid_from")
    assert (old.valid_to, old.calendar, old.reminders) == (day(2098, 12, 31), regime.calendar, regime.reminders)
    assert (new.valid_from, new.reminders, new.calendar[0]["due"]) == (day(2099, 1, 1), [-10, -2, 0], "07-20")
    assert new.outline == old.outline
    assert ReportingPeriod.objects.get(starts_on="2026-07-01").due_on == day(2027, 1, 15)
    page = cuc.get(reverse("reporting:regime_list")).content.decode()
    assert "trước hạn 10 ngày, 2 ngày; đúng ngày hạn" in page
    assert cuc.get(address).status_code == 404


def test_what_a_merged_body_did_in_the_period_is_in_its_heirs_report():
    """The old body ended on 28/2/2025; its fair of January stands in the report of the unit that carries its work."""
    plan = support_plans.plan()
    heir, old = support_plans.unit(), support_plans.old_body()
    january = datetime.date(2025, 1, 20)
    fair = support_plans.activity(plan, title="Hội chợ xuân", starts_on=january, ends_on=january, at=moment(2025, 2, 1))
    type(fair).objects.filter(pk=fair.pk).update(unit=old)
    report = make.drafted_report(year=2025, at=moment(2025, 7, 6))
    assert (report.organisation, [line.title for line in report.lines.all()]) == (heir, ["Hội chợ xuân"])


def test_the_heirs_first_report_stands_beside_what_the_ended_body_planned_and_reported():
    last = make.submitted_report(year=2025, at=moment(2025, 7, 6))
    support_plans.sent_year_plan(support_plans.call(year=2026))
    heir = support_plans.closed_unit(last_day=datetime.date(2026, 3, 31))
    officer = make_member("moi@thu.vn", "Người mới", heir, Role.OFFICER)
    report = operations.start_report(period=make.period(), organisation=heir, by=officer, at=make.AT)
    assert (queries.previous_report(report), queries.planned_in(report)) == (last, 2_500_000_000)


def test_what_is_no_longer_given_is_no_flag():
    plan, report = support_plans.plan(), make.complete_report()
    task = plan.tasks.get(lead__name=support_plans.OLD_BODY)
    assert [flag.key for flag in queries.flags_of(report)] == [f"chua-lam-{task.content_id}"]
    support_plans.amendment(plan, ended=[task])
    assert queries.flags_of(report) == []


def test_what_was_recorded_too_late_for_one_period_stands_in_the_next_and_only_there():
    """What was reported and then mended was not recorded too late, though its record is younger than the report."""
    plan = support_plans.plan()
    may = datetime.date(2026, 5, 12)
    fair = support_plans.activity(plan, title="Ghi kịp", starts_on=may, ends_on=may)
    support_plans.activity(plan, title="Ghi muộn", starts_on=may, ends_on=may, at=moment(2026, 7, 2))
    first = make.submitted_report()
    mended = {"activity": fair, "by": people.unit_officer(), "at": moment(2026, 9, 1)}
    support.correct_activity(reason="Sai chính tả ở địa điểm.", **mended)
    support.complete_activity(**mended)
    autumn = {**periods_of(CALENDAR, 2026)[1]}
    second = operations.open_period(regime=make.regime(), **autumn, by=None, at=make.AT)
    report = operations.start_report(
        period=second, organisation=support_plans.unit(), by=people.unit_officer(), at=moment(2027, 1, 4)
    )
    operations.draft(report=report, by=people.unit_officer(), at=moment(2027, 1, 4))
    assert [[line.title for line in one.lines.all()] for one in (first, report)] == [["Ghi kịp"], ["Ghi muộn"]]


# Reminders by hand


def test_the_cuc_reminds_those_who_owe_in_its_own_words_and_the_same_words_once_a_day(client_of):
    report = make.submitted_report()
    operations.make_obligations(by=None, at=make.AT)
    cuc = people.cuc_officer()
    clerk = make_member("vanthu@donvi.vn", "Lê Thị Bích", people.finance_unit(), Role.OFFICER, "Chuyên viên")
    client, url = client_of(cuc), reverse("reporting:period_remind", args=[report.period_id])
    owing = queries.owing(report.period)
    assert client.get(url).context["form"]["obligations"].initial == [
        row.pk for row in owing.order_by("organisation__name")
    ]
    late = owing.get(organisation=people.finance_unit())
    told = report.period.obligations.get(organisation=report.organisation)
    # From a unit's own line only that unit is chosen.
    page = client.get(reverse("reporting:period_detail", args=[report.period_id])).content.decode()
    assert (page.count(f'href="{url}?don-vi='), f'href="{url}?don-vi={late.pk}"' in page) == (2, True)
    assert client.get(url, {"don-vi": late.pk}).context["form"]["obligations"].initial == [late.pk]
    # One who has sent is no choice, however long the page was left open.
    assert client.post(url, {"obligations": [told.pk], "words": ""}).context["form"].errors
    page = client.post(url, {"obligations": [late.pk], "words": "Lãnh đạo Bộ chờ số liệu."}, follow=True)
    assert "Đã nhắc 1 đơn vị, trên cổng và qua thư." in page.content.decode()
    again = client.post(url, {"obligations": [late.pk], "words": "Lãnh đạo Bộ chờ số liệu."}, follow=True)
    again = again.content.decode()
    assert ("Đã nhắc 1 đơn vị" in again, f"đã được nhắc đúng lời này: {late.organisation}." in again) == (False, True)
    for words, told in (("Mai họp.", (1, [], [])), ("Mai họp.", (0, [late.organisation.name], [])), ("", (1, [], []))):
        asked = {"period": report.period, "obligations": [late], "words": words, "by": cuc, "at": moment(2026, 7, 20)}
        assert operations.remind_by_hand(**asked) == told
    assert [row.words for row in Reminder.objects.order_by("pk")] == ["Lãnh đạo Bộ chờ số liệu.", "Mai họp.", ""]
    letters = clerk.notices.filter(kind="reporting.report_asked").order_by("pk")
    assert ["Lãnh đạo Bộ chờ số liệu." in letter.body for letter in letters] == [True, False, False]
    assert people.unit_head().notices.filter(kind="reporting.report_asked").count() == 0
    assert ", đã nhắc " in client.get(url).content.decode()


def test_a_unit_in_which_nobody_has_an_account_is_named_and_not_called_reminded():
    period = make.period()
    lonely = support_plans.unit("Vụ Chưa Có Ai")
    row = Obligation.objects.create(period=period, organisation=lonely, due_on=period.due_on, made_at=make.AT)
    asked = {"period": period, "obligations": [row], "words": "", "by": people.cuc_officer(), "at": make.AT}
    assert operations.remind_by_hand(**asked) == (0, [], ["Vụ Chưa Có Ai"])
    assert not row.reminders.exists()


def test_whoever_can_no_longer_send_is_not_reminded_to():
    make.submitted_report()
    operations.make_obligations(by=None, at=make.AT)
    period = ReportingPeriod.objects.get()
    ReportingPeriod.objects.filter(pk=period.pk).update(closes_on=day(2026, 8, 31))
    late = period.obligations.get(organisation=people.finance_unit())
    late.due_on = day(2026, 12, 31)
    late.save()
    assert [row.pk for row in queries.to_remind(period, day(2026, 9, 1))] == [late.pk]


def test_the_file_of_who_owes_holds_what_the_page_shows(client_of):
    report = make.submitted_report()
    operations.make_obligations(by=None, at=make.AT)
    wish = QueryDict(f"ky={report.period_id}&chua-gui=1")
    rows = list(listing_named("reporting.obligations")(people.cuc_officer(), wish, day(2026, 7, 17)).rows)
    assert report.organisation not in [row.obligation.organisation for row in rows]
    assert len(rows) == queries.owing(report.period).count() == 2


def test_what_can_be_signed_stands_before_the_periods_that_still_run(client_of):
    support_plans.plan()
    kept_regime()
    beat(2026, 7, 6)
    rows = queries.periods_to_report(people.unit_officer(), day(2026, 7, 6))
    assert [row.period.name for row in rows] == ["Báo cáo 6 tháng đầu năm 2026", "Báo cáo 6 tháng cuối năm 2026"]


# Extensions


def test_the_cuc_gives_more_time_with_a_reason_and_the_units_are_told():
    support_plans.plan()
    period = make.period()
    operations.make_obligations(by=None, at=make.AT)
    head, cuc = people.unit_head(), people.cuc_officer()
    later = {"period": period, "due_on": day(2026, 7, 31), "by": cuc, "at": make.AT}
    with pytest.raises(Refused, match="lý do"):
        operations.extend(reason=" ", **later)
    with pytest.raises(Refused, match="ngày đã qua"):
        operations.extend(reason="Bão", **{**later, "due_on": day(2026, 7, 1)})
    with pytest.raises(NotPermitted):
        operations.extend(reason="Bão", **{**later, "by": head})
    extended, nobody = operations.extend(reason="Bão số 3", **later)
    assert (extended, sorted(nobody)) == (3, [people.finance_unit().name])
    assert set(Obligation.objects.values_list("due_on", flat=True)) == {day(2026, 7, 31)}
    extension = Extension.objects.get(obligation__organisation=support_plans.unit())
    assert (extension.due_before, extension.reason, extension.by) == (day(2026, 7, 15), "Bão số 3", cuc)
    assert head.notices.get().title == "Báo cáo 6 tháng đầu năm 2026 được gia hạn đến 31/07/2026"
    with pytest.raises(Refused, match="Không đơn vị nào"):
        operations.extend(reason="Bão", **later)


def test_units_in_which_nobody_has_an_account_are_not_called_told_and_a_few_of_many_are_named(client_of):
    period = make.period()
    for number in range(1, 8):
        unit = support_plans.unit(f"Vụ Chưa Có Ai {number}")
        Obligation.objects.create(period=period, organisation=unit, due_on=period.due_on, made_at=make.AT)
    url, typed = reverse("reporting:period_extend", args=[period.pk]), {"due_on": "01/01/2099", "reason": "Bão số 3"}
    page = client_of(people.cuc_officer()).post(url, typed, follow=True).content.decode()
    assert "Đã gia hạn cho 7 đơn vị." in page
    named = "; ".join(f"Vụ Chưa Có Ai {number}" for number in range(1, 6))
    assert f"7 đơn vị chưa được báo, vì chưa ai có tài khoản trên cổng: {named} và 2 đơn vị khác." in page


def test_after_the_closing_day_only_more_time_lets_a_report_in():
    report = make.complete_report()
    ReportingPeriod.objects.update(closes_on=day(2026, 8, 31))
    operations.make_obligations(by=None, at=make.AT)
    report.refresh_from_db()
    with pytest.raises(Refused, match="chỉ nhận báo cáo đến hết ngày 31/08/2026"):
        operations.submit(report=report, by=people.unit_head(), at=moment(2026, 9, 1))
    operations.extend(
        period=report.period, due_on=day(2026, 9, 10), reason="Bão", by=people.cuc_officer(), at=moment(2026, 9, 1)
    )
    operations.submit(report=report, by=people.unit_head(), at=moment(2026, 9, 1))


# Lateness


@pytest.mark.parametrize(
    ("acts", "today", "late"),
    [
        ([], day(2026, 7, 15), 0),
        ([], day(2026, 7, 17), 2),
        ([("submit", day(2026, 7, 15))], day(2026, 9, 1), 0),
        # 18 and 19/7/2026 are a weekend.
        ([("submit", day(2026, 7, 20))], day(2026, 9, 1), 3),
        # An empty report on the last day, returned a week later and sent again after two working days more.
        (
            [("submit", day(2026, 7, 15)), ("return", day(2026, 7, 22)), ("submit", day(2026, 7, 24))],
            day(2026, 9, 1),
            2,
        ),
        ([("submit", day(2026, 7, 15)), ("return", day(2026, 7, 22))], day(2026, 7, 23), 1),
        ([("submit", day(2026, 7, 8)), ("return", day(2026, 7, 9)), ("submit", day(2026, 7, 14))], day(2026, 9, 1), 0),
    ],
)
def test_lateness_counts_the_working_days_in_the_units_own_hands(acts, today, late):
    assert working_days_late(day(2026, 7, 15), acts, today) == late


def test_the_page_of_a_period_says_who_owes_what(client_of):
    report = make.returned_report()
    operations.make_obligations(by=None, at=make.AT)
    rows = {
        row.obligation.organisation.name: (row.words, row.days_late, row.returned)
        for row in queries.with_standing(queries.obligations_of(report.period), day(2026, 7, 17))
    }
    assert rows == {
        "Cục Xúc tiến thương mại": ("Trả lại để sửa", 2, 1),
        people.cuc().name: ("Chưa soạn", 2, 0),
        people.finance_unit().name: ("Chưa soạn", 2, 0),
    }
    page = client_of(people.leader()).get(reverse("reporting:period_detail", args=[report.period_id]))
    assert "Trả lại để sửa" in page.content.decode()


def test_the_page_of_a_period_asks_the_same_for_many_units(client_of):
    period = make.period()
    names = iter(["Vụ Một", "Vụ Hai", "Vụ Ba"])

    def add_unit():
        unit = support_plans.unit(next(names))
        Obligation.objects.create(period=period, organisation=unit, due_on=period.due_on, made_at=make.AT)

    url = reverse("reporting:period_detail", args=[period.pk])
    assert_constant_queries(client_of(people.leader()), url, add_unit, queries=12)
