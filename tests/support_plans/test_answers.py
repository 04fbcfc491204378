"""Proofs that a unit keeps, and what establishments say of the support recorded for them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Notice
from support_plans import operations, queries
from support_plans.models import Answer, Indicator, MoneySource
from tests import people
from tests.factories import files
from tests.factories import registrations as registered
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
MINE = reverse("support_plans:support_mine")


@pytest.fixture
def own(db):
    return registered.establishment()


def served(own, **changes):
    return make.activity(certificates=[make.certificate(product=registered.product(own))], **changes).served.get()


def answer(row, by, answer=Answer.CONFIRMED, note=""):
    return operations.answer_support(served=row, answer=answer, note=note, by=by, at=make.AT)


def test_the_establishment_confirms_or_disputes_and_the_unit_hears_of_it(own):
    row, owner = served(own), registered.owner_of(own)
    officer = people.unit_officer()
    answer(row, owner)
    assert (row.answer, Notice.objects.filter(recipient=officer).count()) == (Answer.CONFIRMED, 0)
    with pytest.raises(Refused, match="điều gì chưa đúng"):
        answer(row, owner, Answer.DISPUTED, "  ")
    answer(row, owner, Answer.DISPUTED, "Chúng tôi không dự hội chợ này.")
    notice = Notice.objects.get(recipient=officer)
    assert "Chúng tôi không dự hội chợ này." in notice.body
    page = {todo.title: todo.note for todo in queries.todo_for(officer, make.DAY)}
    assert page[f"Cơ sở nói chưa đúng: {row.activity.title}"].endswith("Chúng tôi không dự hội chợ này.")


def test_nobody_answers_for_others_and_nothing_planned_is_answered(own):
    row = served(own)
    for stranger in (people.outsider(), people.unit_officer(), people.cuc_officer()):
        with pytest.raises(NotPermitted):
            answer(row, stranger)
    with pytest.raises(NotPermitted, match="còn dự kiến"):
        answer(served(own, done=False), registered.owner_of(own))


def test_an_establishment_sees_its_own_support_and_no_other(client_of, own):
    mine = served(own, title="Hội chợ của tôi")
    make.activity(mine.activity.task.plan, title="Hội chợ của người khác", certificates=[])
    seen = client_of(registered.owner_of(own)).get(MINE).content.decode()
    assert ("Hội chợ của tôi" in seen, "Hội chợ của người khác" in seen) == (True, False)
    unseen = client_of(people.outsider()).get(MINE).content.decode()
    assert "Hội chợ của tôi" not in unseen


def test_the_list_of_support_asks_no_more_for_more_rows(client_of, own):
    certificate = make.certificate(product=registered.product(own))
    plan = make.plan([certificate])
    client = client_of(registered.owner_of(own))
    assert_constant_queries(client, MINE, lambda: make.activity(plan, certificates=[certificate]), queries=7)


def test_an_answer_survives_a_change_that_keeps_the_product(own):
    row, officer = served(own), people.unit_officer()
    answer(row, registered.owner_of(own))
    operations.correct_activity(activity=row.activity, reason="Sửa tên", by=officer, at=make.AT)
    facts = make.facts(row.activity.task, certificates=[row.certificate])
    operations.change_activity(activity=row.activity, **facts, by=officer, at=make.AT)
    row.refresh_from_db()
    assert row.answer == Answer.CONFIRMED


def test_sums_smaller_than_their_parts_are_refused(own):
    row, officer = served(own, done=False), people.unit_officer()
    type(row).objects.filter(pk=row.pk).update(turnover=5_000_000, amount=2_000_000)
    facts = make.facts(row.activity.task, certificates=[row.certificate])
    turnover, money = {Indicator.TURNOVER: 5_000_000}, {MoneySource.UNIT: 2_000_000}
    for changes, field in (
        ({"results": {Indicator.TURNOVER: 4_999_999}, "money": money}, "result_turnover"),
        ({"results": turnover, "money": {MoneySource.ESTABLISHMENT: 9_000_000}}, "money_national_promotion"),
    ):
        with pytest.raises(Refused, match="cộng lại") as refusal:
            operations.change_activity(activity=row.activity, **{**facts, **changes}, by=officer, at=make.AT)
        assert refusal.value.field == field
    operations.change_activity(
        activity=row.activity, **{**facts, "results": turnover, "money": money}, by=officer, at=make.AT
    )


def test_proofs_are_kept_shown_to_who_sees_the_activity_and_taken_away_only_while_it_is_open(client_of):
    activity = make.activity(done=False)
    client = client_of(people.unit_officer())
    attach = reverse("support_plans:evidence_attach", args=[activity.pk])
    upload = SimpleUploadedFile("Ảnh gian hàng.jpg", files.jpeg())
    assert client.post(attach, {"uploads": [upload]}).status_code == 302
    file = activity.evidence.get()
    url = reverse("support_plans:evidence", args=[activity.pk, file.pk])
    assert client_of(people.leader()).get(url).status_code == 200
    assert client_of(people.so_officer()).get(url).status_code == 404
    wrong = client.post(attach, {"uploads": [SimpleUploadedFile("ảnh.jpg", b"<script>")]})
    assert wrong.context["evidence_form"].errors.keys() == {"uploads"}
    operations.complete_activity(activity=activity, by=people.unit_officer(), at=make.AT)
    with pytest.raises(Refused, match="không gỡ được nữa"):
        operations.remove_evidence(activity=activity, file=file, by=people.unit_officer(), at=make.AT)


# What one house may know of another


def two_houses(**changes):
    """One fair for two houses, each with its own turnover and a complaint of the second."""
    first, second = registered.establishment(), registered.establishment()
    certificates = [make.certificate(product=registered.product(house)) for house in (first, second)]
    activity = make.activity(certificates=certificates, **changes)
    for number, row in enumerate(activity.served.order_by("pk"), start=1):
        type(row).objects.filter(pk=row.pk).update(turnover=number * 11_111_111, amount=number * 2_222_222)
    answer(activity.served.get(certificate=certificates[1]), registered.owner_of(second), Answer.DISPUTED, "Sai tiền")
    return activity, first, second


def test_a_house_reads_its_own_part_of_a_fair_and_an_office_the_whole(client_of):
    activity, first, second = two_houses(money={MoneySource.UNIT: 9_999_999}, results={Indicator.TURNOVER: 33_333_333})
    file = make.evidence(activity)
    page = reverse("support_plans:activity_detail", args=[activity.pk])
    paper = reverse("support_plans:evidence", args=[activity.pk, file.pk])
    others = (second.name, "22.222.222", "4.444.444", "Sai tiền", "33.333.333", "9.999.999", file.name, "Mai Anh Thư")
    reads = {}
    for name, person in (("unit", people.unit_officer()), ("first", registered.owner_of(first))):
        client = client_of(person)
        body = client.get(page).content.decode().partition("<main")[2]
        reads[name] = [words in body for words in others], "11.111.111" in body, client.get(paper).status_code
    assert reads == {"unit": ([True] * 8, True, 200), "first": ([False] * 8, True, 404)}


def test_a_house_that_was_served_alone_reads_everything(client_of, own):
    row = served(own, money={MoneySource.UNIT: 9_999_999})
    page = reverse("support_plans:activity_detail", args=[row.activity_id])
    assert "9.999.999" in client_of(registered.owner_of(own)).get(page).content.decode()


def test_an_objection_does_not_vanish_unheard_when_the_unit_drops_the_product():
    activity, first, second = two_houses()
    officer = people.unit_officer()
    operations.correct_activity(activity=activity, reason="Sửa", by=officer, at=registered.AT)
    assert queries.todo_for(officer, make.DAY) == []
    kept = [activity.served.get(certificate__product__establishment=first).certificate]
    facts = make.facts(activity.task, certificates=kept, money={MoneySource.UNIT: 9_999_999},
                       results={Indicator.TURNOVER: 33_333_333})  # fmt: skip
    operations.change_activity(activity=activity, **facts, by=officer, at=registered.AT)
    told = Notice.objects.filter(kind="support_plans.support_dropped")
    assert [notice.recipient for notice in told] == [registered.owner_of(second)]
    assert "Cơ sở nói chưa đúng – Sai tiền" in told.get().body


# Every answer is kept, with the figures that it was given to


def said(activity):
    return [(row.answer, row.note, row.amount, row.turnover) for row in activity.answers.all()]


def test_every_answer_is_kept_with_the_figures_of_that_day_and_the_latest_counts(own):
    row, owner = served(own, money={MoneySource.UNIT: 9_000}), registered.owner_of(own)
    type(row).objects.filter(pk=row.pk).update(amount=9_000)
    row.refresh_from_db()
    answer(row, owner, Answer.DISPUTED, "Chỉ nhận 7.000 đồng")
    answer(row, owner, Answer.DISPUTED, "Chỉ nhận 7.000 đồng")
    type(row).objects.filter(pk=row.pk).update(amount=7_000)
    row.refresh_from_db()
    answer(row, owner, note="Nay đã đúng")
    assert said(row.activity) == [
        (Answer.CONFIRMED, "Nay đã đúng", 7_000, None),
        (Answer.DISPUTED, "Chỉ nhận 7.000 đồng", 9_000, None),
    ]
    assert (row.answer, row.answer_note) == (Answer.CONFIRMED, "Nay đã đúng")


def test_a_disputed_figure_is_corrected_and_the_house_is_asked_again_about_the_new_one(client_of, own):
    row, officer = served(own, money={MoneySource.UNIT: 9_000}), people.unit_officer()
    owner = registered.owner_of(own)
    part = reverse("support_plans:part_change", args=[row.activity_id, row.pk])
    unit = client_of(officer)
    assert "Mở lại để sửa" in unit.post(part, {"amount": "7.000"}).content.decode()
    operations.correct_activity(activity=row.activity, reason="Sửa", by=officer, at=make.AT)
    unit.post(part, {"amount": "9.000"})
    operations.complete_activity(activity=row.activity, by=officer, at=make.AT)
    row = type(row).objects.get(pk=row.pk)
    answer(row, owner, Answer.DISPUTED, "Chỉ nhận 7.000 đồng")
    operations.correct_activity(activity=row.activity, reason="Cơ sở nói đúng", by=officer, at=registered.AT)
    wrong = unit.post(part, {"amount": "9.001", "turnover": "1"})
    assert list(wrong.context["form"].errors) == ["amount"]
    unit.post(part, {"amount": "7.000"})
    operations.complete_activity(activity=row.activity, by=officer, at=registered.AT)
    row = type(row).objects.get(pk=row.pk)
    assert (row.amount, row.answer, [note for _, note, _, _ in said(row.activity)]) == (
        7_000, "", ["Chỉ nhận 7.000 đồng"])  # fmt: skip
    told = Notice.objects.get(kind="support_plans.support_corrected")
    assert (told.recipient, "7.000" in told.body) == (owner, True)
    assert "Chỉ nhận 7.000 đồng" in client_of(owner).get(told.link).content.decode()


def test_who_is_asked_again_is_only_the_house_whose_figures_are_others():
    activity, first, second = two_houses(money={MoneySource.UNIT: 9_999_999}, results={Indicator.TURNOVER: 33_333_333})
    officer = people.unit_officer()
    kept = activity.served.get(certificate__product__establishment=first)
    answer(kept, registered.owner_of(first))
    operations.correct_activity(activity=activity, reason="Sửa", by=officer, at=registered.AT)
    other = activity.served.get(certificate__product__establishment=second)
    operations.change_part(served=other, amount=None, turnover=1, by=officer, at=registered.AT)
    operations.complete_activity(activity=activity, by=officer, at=registered.AT)
    standing = {row.certificate.product.establishment: row.answer for row in activity.served.all()}
    assert standing == {first: Answer.CONFIRMED, second: ""}


def test_what_a_house_said_of_a_dropped_product_stays_for_who_may_read_it(client_of):
    activity, first, second = two_houses(money={MoneySource.UNIT: 9_999_999}, results={Indicator.TURNOVER: 33_333_333})
    officer = people.unit_officer()
    operations.correct_activity(activity=activity, reason="Sửa", by=officer, at=registered.AT)
    kept = [activity.served.get(certificate__product__establishment=first).certificate]
    facts = make.facts(activity.task, certificates=kept, money={MoneySource.UNIT: 9_999_999},
                       results={Indicator.TURNOVER: 33_333_333})  # fmt: skip
    page = reverse("support_plans:activity_detail", args=[activity.pk])
    owner = client_of(registered.owner_of(first))
    before = "Sai tiền" in owner.get(page).content.decode()
    operations.change_activity(activity=activity, **facts, by=officer, at=registered.AT)
    reads = ["Sai tiền" in client.get(page).content.decode() for client in (client_of(officer), owner)]
    assert (before, reads) == (False, [True, False])
