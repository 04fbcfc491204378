"""From the published list to numbered certificates."""

import datetime
import threading
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from certificates import operations, queries
from certificates.models import Certificate, Ending, NumberSeries, RecognitionDecision
from certificates.numbering import take_number
from certificates.paper import render
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from cnnt_portal.notifications.models import Mail, Notice
from judging.models import Outcome
from judging.queries import published_recognised_outcomes
from registrations.models import Entry, Establishment, Product, VoteLevel
from registrations.workflow import EntryState
from tests import people
from tests.factories.certificates import certificate, decision, numbered_certificate
from tests.factories.judging import decided_round, published_round
from tests.factories.support_plans import certificate as known_certificate

from .reading import text_of

ISSUER = "Ủy ban nhân dân tỉnh Vĩnh Long"


def enter(round_, by, **changes):
    facts = {
        "number": "77/QĐ-UBND",
        "decided_on": timezone.localdate(),
        "issuer": ISSUER,
        "signer_name": "Huỳnh Văn Ổn",
        "signer_title": "PHÓ CHỦ TỊCH",
        **changes,
    }
    return operations.enter_decision(round=round_, **facts, by=by, at=timezone.now())


@pytest.mark.django_db
def test_every_fact_is_copied_and_stays_when_the_product_is_renamed_later():
    issued = certificate()
    product = issued.product
    before = issued.product_name, issued.establishment_name
    type(product).objects.filter(pk=product.pk).update(name="Tên mới")
    issued.refresh_from_db()
    assert (issued.product_name, issued.establishment_name) == before
    assert issued.number == f"001/GCN-{issued.issued_on.year}"


@pytest.mark.django_db
def test_the_paper_names_what_the_council_judged_and_not_what_it_has_been_called_since():
    entered = decision(published_round(means=("80", "60")))
    entry = published_recognised_outcomes(entered.round).get().entry
    judged = entry.version.content
    Product.objects.update(name="Tên đổi sau khi chấm")
    Establishment.objects.update(name="Cơ sở đổi tên", address="Nơi khác")
    issued = certificate(entered)
    assert (issued.product_name, issued.establishment_name, issued.address) == (
        judged["product"]["name"],
        judged["establishment"]["name"],
        judged["establishment"]["address"],
    )
    assert issued.address.endswith("Tỉnh Vĩnh Long")


@pytest.mark.django_db
def test_the_holder_is_told_once_when_the_paper_is_there():
    issued = numbered_certificate()
    told = Notice.objects.filter(kind="certificates.certificate_issued")
    assert not told.exists()
    for _ in range(2):
        operations.attach_paper(certificate=issued, pdf=b"%PDF-1.7 mot", by=people.so_officer(), at=timezone.now())
    notice = told.get()
    assert notice.recipient.belongs_to(issued.product.establishment.organisation)
    assert notice.title == f"“{issued.product_name}” đã có giấy chứng nhận số {issued.number}"
    assert f"Có giá trị đến hết ngày: {issued.valid_until:%d/%m/%Y}" in notice.body
    assert Mail.objects.filter(kind=notice.kind).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("level", "year", "words"),
    [
        (VoteLevel.LOWEST, 2020, "Cấp huyện"),
        (VoteLevel.LOWEST, 2025, "Cấp cơ sở"),
        (VoteLevel.LOWEST, 2026, "Cấp xã"),
        (VoteLevel.REGION, 2020, "Cấp khu vực"),
    ],
)
def test_a_level_is_called_as_the_law_of_its_year_calls_it(level, year, words):
    known = known_certificate(level=level, issued_on=datetime.date(year, 12, 1))
    assert known.level_words == words


@pytest.mark.django_db
def test_a_certificate_of_today_is_valid_to_the_end_of_the_fourth_year():
    issued = certificate()
    assert issued.valid_until == datetime.date(issued.issued_on.year + 3, 12, 31)


@pytest.mark.django_db
def test_issuing_twice_gives_the_same_certificate():
    entered = decision(published_round(means=("80", "60")))
    assert certificate(entered) == certificate(entered)
    assert NumberSeries.objects.get().last == 1


@pytest.mark.django_db
def test_a_result_that_is_not_published_has_no_decision():
    round_ = decided_round()
    with pytest.raises(Refused, match="chưa công bố kết quả"):
        enter(round_, people.so_officer())


@pytest.mark.django_db
@pytest.mark.parametrize("who", [people.outsider, people.cuc_officer, people.chair, lambda: people.judge(1)])
def test_only_the_organising_office_enters_the_decision(who):
    round_ = published_round()
    with pytest.raises(NotPermitted, match="cơ quan thường trực"):
        enter(round_, who())


@pytest.mark.django_db
def test_a_decision_is_neither_of_tomorrow_nor_older_than_the_meeting():
    round_ = published_round()
    today = timezone.localdate()
    with pytest.raises(Refused, match="tương lai"):
        enter(round_, people.so_officer(), decided_on=today + datetime.timedelta(days=1))
    with pytest.raises(Refused, match="ngày họp hội đồng"):
        enter(round_, people.so_officer(), decided_on=today - datetime.timedelta(days=1))


@pytest.mark.django_db
def test_the_job_issues_and_prints_every_certificate_and_a_second_wish_is_refused():
    entered = decision(means=("90", "85", "60"))
    job = operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now())
    work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"certificates": 2})
    certificates = list(Certificate.objects.order_by("number"))
    assert [c.number[:3] for c in certificates] == ["001", "002"]
    assert all(c.paper.content_type == "application/pdf" for c in certificates)
    with pytest.raises(Refused, match="đã có giấy chứng nhận"):
        operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now())


@pytest.mark.django_db
def test_the_page_says_that_all_are_issued_as_long_as_they_are(client_of):
    entered, officer = decision(means=("90", "85", "60")), client_of(people.so_officer())
    said = "Đã cấp 2 giấy chứng nhận"
    address = reverse("certificates:decision_detail", args=[entered.pk])
    job = operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now())
    assert said not in officer.get(address).content.decode()
    work_on(job.pk)
    job.refresh_from_db()
    for _ in range(2):
        page = officer.get(address).content.decode()
        assert said in page
        assert f"{timezone.localtime(job.finished_at):%H:%M %d/%m/%Y}" in page


@pytest.mark.django_db
def test_a_job_that_died_between_number_and_paper_goes_on_without_a_second_number():
    entered = decision(published_round(means=("80", "60")))
    numbered = numbered_certificate(entered)
    job = operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now())
    work_on(job.pk)
    numbered.refresh_from_db()
    assert numbered.paper is not None
    assert NumberSeries.objects.get().last == 1


@pytest.mark.django_db
def test_what_its_establishment_withdrew_gets_no_certificate_and_holds_up_nobody_else():
    entered = decision(means=("90", "85"))
    withdrawn, other = queries.to_certify(entered)
    # The portal lets nobody withdraw once the list is fixed; whatever way it came to be, the paper is not issued.
    Entry.objects.filter(pk=withdrawn.entry_id).update(state=EntryState.WITHDRAWN)
    withdrawn.entry.refresh_from_db()
    with pytest.raises(Refused, match="đã rút sản phẩm này"):
        operations.issue(decision=entered, outcome=withdrawn, by=people.so_officer(), at=timezone.now())
    work_on(operations.request_issue(decision=entered, by=people.so_officer(), at=timezone.now()).pk)
    assert [(one.entry_id, one.number[:3]) for one in Certificate.objects.all()] == [(other.entry_id, "001")]
    assert queries.progress_of(entered).left == 0


@pytest.mark.django_db
def test_the_bytes_are_frozen():
    issued = certificate(pdf=b"%PDF-1.7 mot")
    paper = issued.paper_id
    operations.attach_paper(certificate=issued, pdf=b"%PDF-1.7 hai", by=None, at=timezone.now())
    issued.refresh_from_db()
    assert issued.paper_id == paper


@pytest.mark.django_db
def test_a_number_revoked_while_its_paper_was_being_drawn_gets_none():
    numbered = numbered_certificate()
    Certificate.objects.filter(pk=numbered.pk).update(ended_on=numbered.issued_on, ended_by=Ending.REVOKED)
    kept = operations.attach_paper(certificate=numbered, pdf=b"%PDF-1.7 gia", by=None, at=timezone.now())
    assert kept.paper_id is None
    assert Certificate.objects.get(pk=numbered.pk).paper_id is None


@pytest.mark.django_db
def test_another_round_of_the_same_year_and_issuer_goes_on_counting():
    certificate()
    year = timezone.localdate().year
    assert take_number(issuer=ISSUER, organisation=people.so(), level="province", year=year).startswith("002")


@pytest.mark.django_db
def test_the_preview_tells_how_many_and_the_first_and_last_number_as_they_come_to_be():
    entered = decision(means=("90", "85", "80"))
    told = queries.preview(entered)
    outcomes = list(queries.to_certify(entered))
    sampled = queries.sample_certificate(entered, 1)
    issued = [
        operations.issue(decision=entered, outcome=outcome, by=people.so_officer(), at=timezone.now())
        for outcome in outcomes
    ]
    assert (told.count, told.first, told.last) == (3, issued[0].number, issued[2].number)
    assert [(number, outcome.entry) for number, outcome in told.samples] == [(c.number, c.entry) for c in issued]
    assert (sampled.number, sampled.product_name) == (issued[1].number, issued[1].product_name)
    assert queries.preview(entered).count == 0


@pytest.mark.django_db
def test_a_sample_says_across_the_sheet_that_it_is_none():
    sample = queries.sample_certificate(decision(), 0)
    assert "BẢN XEM THỬ – KHÔNG CÓ GIÁ TRỊ" in text_of(render(sample, is_sample=True), "-raw")
    assert "BẢN XEM THỬ" not in text_of(render(sample), "-raw")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("issued_on", "until"),
    [
        (datetime.date(2018, 7, 20), datetime.date(2020, 12, 31)),
        (datetime.date(2018, 8, 15), datetime.date(2020, 12, 31)),
        (datetime.date(2018, 8, 16), datetime.date(2021, 12, 31)),
        (datetime.date(2019, 12, 2), datetime.date(2022, 12, 31)),
        (datetime.date(2023, 12, 1), datetime.date(2026, 12, 31)),
        (datetime.date(2025, 6, 30), datetime.date(2028, 12, 31)),
        (datetime.date(2025, 7, 1), datetime.date(2028, 12, 31)),
    ],
)
def test_the_law_of_the_day_of_issue_sets_the_last_day(issued_on, until):
    """Điều 17(3): the third year until 15/8/2018, the fourth since; the same at every level."""
    for level in (VoteLevel.LOWEST, VoteLevel.PROVINCE, VoteLevel.REGION, VoteLevel.NATION):
        assert known_certificate(issued_on=issued_on, level=level).valid_until == until


@pytest.mark.django_db
def test_the_list_of_a_decision_is_in_the_order_of_the_numbers():
    entered = decision(means=("75", "95"))
    for outcome in queries.to_certify(entered):
        operations.issue(decision=entered, outcome=outcome, by=people.so_officer(), at=timezone.now())
    best = published_recognised_outcomes(entered.round).order_by("-mean").first()
    assert best.entry.certificate.number.startswith("001")


@pytest.mark.django_db(transaction=True)
def test_sixteen_threads_take_sixteen_numbers_without_gap_or_double():
    taken, barrier, office = [], threading.Barrier(16), people.so()

    def take():
        try:
            barrier.wait()
            with transaction.atomic():
                taken.append(take_number(issuer=ISSUER, organisation=office, level="province", year=2026))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [f"{number:03d}/GCN-2026" for number in range(1, 17)]


@pytest.mark.django_db
def test_a_certificate_bears_the_decision_as_corrected_while_its_job_was_starting():
    loaded_before = decision(number="77/QĐ-UBND")
    facts = {name: getattr(loaded_before, name) for name in ("decided_on", "issuer", "signer_name", "signer_title")}
    operations.correct_decision(
        decision=RecognitionDecision.objects.get(pk=loaded_before.pk),
        number="78/QĐ-UBND",
        **facts,
        by=people.so_officer(),
        at=timezone.now(),
    )
    assert certificate(loaded_before).decision_number == "78/QĐ-UBND"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_enter_one_decision():
    round_ = published_round(means=("80",))
    officer, gate, answers = people.so_officer(), threading.Barrier(2), []

    def click():
        gate.wait()
        try:
            answers.append(enter(round_, officer).number)
        except Refused as refusal:
            answers.append(refusal.sentence)
        finally:
            connection.close()

    hands = [threading.Thread(target=click) for _ in range(2)]
    [hand.start() for hand in hands]
    [hand.join() for hand in hands]
    assert sorted(answers) == ["77/QĐ-UBND", "Quyết định này đã được nhập."]


@pytest.mark.django_db
def test_nobody_issues_in_another_s_name():
    round_ = published_round()
    for name in ("Thủ tướng Chính phủ", "Ủy ban nhân dân tỉnh Lào Cai", "", f"{ISSUER} "):
        with pytest.raises(Refused, match=f"do {ISSUER} ban hành") as refused:
            enter(round_, people.so_officer(), issuer=name)
        assert refused.value.field == "issuer"
    entered = enter(round_, people.so_officer())
    facts = {name: getattr(entered, name) for name in ("number", "decided_on", "signer_name", "signer_title")}
    with pytest.raises(Refused, match="ban hành"):
        operations.correct_decision(
            decision=entered, **facts, issuer="Thủ tướng Chính phủ", by=people.so_officer(), at=timezone.now()
        )


@pytest.mark.django_db
def test_an_issuer_that_the_portal_s_settings_name_may_issue_too(settings):
    settings.CERTIFICATES_OTHER_ISSUERS = ["Ban Quản lý khu kinh tế"]
    assert enter(published_round(), people.so_officer(), issuer="Ban Quản lý khu kinh tế").pk


@pytest.mark.django_db
def test_a_later_decision_of_a_round_takes_nothing_from_the_earlier_one_whichever_is_issued_first():
    first = decision(means=("90", "85"))
    [early, late] = queries.to_certify(first)
    # What a complaint adds is published after the first decision was entered, and is decided by one of its own.
    entered_at = timezone.now() - datetime.timedelta(hours=2)
    RecognitionDecision.objects.update(entered_at=entered_at)
    type(late).objects.filter(pk=early.pk).update(published_at=entered_at - datetime.timedelta(hours=1))
    type(late).objects.filter(pk=late.pk).update(published_at=entered_at + datetime.timedelta(hours=1))
    second = enter(first.round, people.so_officer(), number="9999/QĐ-UBND")
    first.refresh_from_db()
    assert [list(queries.to_certify(one)) for one in (first, second)] == [[early], [late]]
    assert [one.to_print for one in queries.decisions_of(people.so_officer()).order_by("pk")] == [1, 1]
    with pytest.raises(Refused, match="thuộc quyết định khác"):
        operations.issue(decision=second, outcome=early, by=people.so_officer(), at=timezone.now())
    for one in (second, first):
        work_on(operations.request_issue(decision=one, by=people.so_officer(), at=timezone.now()).pk)
    issued = {one.entry.outcome.pk: (one.number[:3], one.decision_number) for one in Certificate.objects.all()}
    assert issued == {late.pk: ("001", "9999/QĐ-UBND"), early.pk: ("002", first.number)}


def test_a_decision_of_before_steps_could_be_opened_again_holds_what_was_on_it(db):
    entered = decision(published_round(means=("80", "60")))
    Outcome.objects.update(taken_at=None)
    import_module("certificates.migrations.0002_decided_outcomes_are_held").hold(apps, None)
    held = Outcome.objects.filter(entry__round=entered.round).values_list("is_recognised", "taken_at")
    assert set(held) == {(True, entered.entered_at), (False, None)}
