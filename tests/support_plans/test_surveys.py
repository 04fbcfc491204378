"""The yearly short survey: who is asked, what is answered, who is reminded and who reads it."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Notice
from support_plans import operations, queries
from support_plans.models import SurveyAnswer
from tests import people
from tests.factories import geography, surveys
from tests.factories import registrations as registered
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
COUNTRY = queries.Scope("Cả nước")
# The people of an establishment have been there since its registration.
AT = registered.AT


def elsewhere():
    """An establishment of then's Trà Vinh, with a product in force, without people on the portal."""
    held = make.certificate(province=geography.province_of_then("Trà Vinh"))
    return held.product.establishment


def told(person):
    return Notice.objects.filter(recipient=person, kind="support_plans.survey_wanted").count()


def test_whoever_answered_stays_among_the_asked_when_the_certificate_was_none_that_day():
    asked = surveys.asked()
    call = surveys.call()
    surveys.answer(asked, call)
    asked.products.get().certificates.update(issued_on=make.AT.date() + datetime.timedelta(days=1))
    assert (list(queries.establishments_asked(call)), queries.survey_sums(call, COUNTRY).answers) == ([asked], 1)


def test_a_call_asks_whoever_has_a_product_in_force_and_tells_its_people_once():
    asked, silent = surveys.asked(), elsewhere()
    make.certificate("Hết hạn", "Cơ sở khác", issued_on=datetime.date(2021, 3, 1))
    call = surveys.call(at=AT, due_on=AT.date() + datetime.timedelta(days=40))
    assert set(queries.establishments_asked(call)) == {asked, silent}
    assert queries.survey_counts(call, COUNTRY) == {"da": 0, "chua": 1, "khong": 1}
    owner = registered.owner_of(asked)
    assert told(owner) == 1
    assert [todo.title for todo in queries.todo_for(owner, make.DAY)] == [f"Trả lời khảo sát năm 2025: {asked}"]
    surveys.answer(asked, call)
    assert queries.todo_for(owner, make.DAY) == []
    assert queries.survey_counts(call, COUNTRY) == {"da": 1, "chua": 0, "khong": 1}


def test_only_who_has_not_answered_is_reminded_by_hand_once_a_day_and_by_itself_once():
    asked = surveys.asked()
    owner = registered.owner_of(asked)
    due = AT.date() + datetime.timedelta(days=20)
    call = surveys.call(at=AT, due_on=due)
    for days in (0, 5, 7, 8, 20, 21):
        operations.remind_of_survey_in_time(by=None, at=AT + datetime.timedelta(days=days))
    assert told(owner) == 2
    for _ in range(2):
        assert operations.remind_of_survey(call=call, by=people.cuc_officer(), at=AT) == 1
    assert told(owner) == 3
    surveys.answer(asked, call)
    assert operations.remind_of_survey(call=call, by=people.cuc_officer(), at=AT + datetime.timedelta(days=1)) == 0
    assert told(owner) == 3
    with pytest.raises(NotPermitted):
        operations.remind_of_survey(call=call, by=people.so_officer(), at=AT)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"year": 2027}, "Năm 2027 chưa đến"),
        ({"year": 2024}, "Đã có đợt khảo sát năm 2025"),
        ({"year": 2026, "due_on": make.DAY}, "Hạn trả lời phải từ hôm nay"),
    ],
)
def test_a_call_that_cannot_be_is_refused(changes, sentence):
    surveys.call()
    with pytest.raises(Refused, match=sentence):
        surveys.call(**changes)


@pytest.mark.parametrize("shares", [(70, 30, 10), (0, 0, 0), (50, 30, 19)])
def test_markets_that_do_not_make_the_whole_are_refused_at_their_field(shares):
    asked = surveys.asked()
    names = ("local_share", "home_share", "export_share")
    with pytest.raises(Refused, match=f"đang là {sum(shares)}%") as refusal:
        surveys.answer(asked, **dict(zip(names, shares, strict=True)))
    assert (refusal.value.field, SurveyAnswer.objects.count()) == ("export_share", 0)


def test_who_sold_nothing_has_no_markets():
    nothing = {"revenue": 0, "local_share": 0, "home_share": 0, "export_share": 0, "channels": []}
    assert surveys.answer(surveys.asked(), **nothing).revenue == 0


def test_the_latest_answer_counts_until_the_next_call_opens():
    asked = surveys.asked()
    call = surveys.call()
    surveys.answer(asked, call, channels=["market"])
    again = surveys.answer(asked, call, labour=15, channels=["online"])
    assert list(SurveyAnswer.objects.standing()) == [again]
    kept = [(row.labour, [one.channel for one in row.channels.all()]) for row in SurveyAnswer.objects.order_by("pk")]
    assert kept == [(12, ["market"]), (15, ["online"])]
    assert (queries.survey_sums(call, COUNTRY).answers, queries.survey_sums(call, COUNTRY).labour) == (1, 15)
    assert [seen.answered for seen in queries.surveys_seen(people.leader(), COUNTRY)] == [1]
    assert [[row.labour for row in one.answers] for one in queries.survey_rows(call, COUNTRY, "da")] == [[15, 12]]
    surveys.call(year=2026)
    with pytest.raises(Refused, match="năm 2025 đã khép lại"):
        surveys.answer(asked, call)


def test_nobody_answers_for_another_and_who_is_not_asked_does_not_answer():
    asked = surveys.asked()
    call = surveys.call()
    with pytest.raises(NotPermitted):
        operations.answer_survey(call=call, establishment=asked, **surveys.facts(), by=people.outsider(), at=make.AT)
    other = registered.establishment(people.outsider())
    with pytest.raises(Refused, match="không hỏi cơ sở"):
        surveys.answer(other, call)


def test_who_reads_an_answer(cast):
    answer = surveys.answer(surveys.asked(registered.establishment(cast.owner)))
    readers = ("owner", "cuc_officer", "finance", "leader", "so_officer", "unit_officer", "outsider", "judge1")
    sees = {part: SurveyAnswer.objects.visible_to(getattr(cast, part)).exists() for part in readers}
    assert list(SurveyAnswer.objects.visible_to(cast.owner)) == [answer]
    assert sees == {
        "owner": True, "cuc_officer": True, "finance": True, "leader": True, "so_officer": True,
        "unit_officer": False, "outsider": False, "judge1": False,
    }  # fmt: skip
    assert not SurveyAnswer.objects.visible_to(people.so_officer(province="Lào Cai")).exists()


def test_a_so_reads_the_sums_and_rows_of_its_province_of_then_and_of_now(client_of):
    surveys.answer(surveys.asked(), revenue=1_000, labour=4, local_share=50, home_share=20, export_share=30)
    of_then = elsewhere()
    far = make.certificate(province=geography.province("Lào Cai")).product.establishment
    call = surveys.call()
    page = reverse("support_plans:survey_detail", args=[call.pk])
    so = client_of(people.so_officer()).get(page + "?xem=khong")
    assert (list(so.context["page"]), so.context["asked"]) == ([of_then], 2)
    another = client_of(people.so_officer(province="Lào Cai")).get(page + "?xem=khong")
    assert (list(another.context["page"]), another.context["sums"].answers) == ([far], 0)
    sums = client_of(people.leader()).get(page).context["sums"]
    assert (sums.answers, sums.revenue, sums.labour) == (1, 1_000, 4)
    assert sums.markets == [("Trong tỉnh", 500), ("Tỉnh khác", 200), ("Xuất khẩu", 300)]
    assert sum(amount for _, amount in sums.markets) == sums.revenue
    assert [words for words, count in sums.channels if count] == [
        "Bán tại cơ sở, cửa hàng của mình", "Siêu thị, trung tâm thương mại"]  # fmt: skip


def test_an_owner_answers_on_the_page_and_next_year_finds_last_year_s_markets(client_of):
    asked = surveys.asked()
    owner, call = client_of(registered.owner_of(asked)), surveys.call()
    page = reverse("support_plans:survey_answer", args=[call.pk, asked.pk])
    typed = {"revenue": "1,2 tỷ", "labour": "14", "local_share": "60", "home_share": "30", "export_share": "5"}
    wrong = owner.post(page, typed)
    assert wrong.context["form"].errors == {"export_share": ["Ba phần thị trường cộng lại phải là 100%, đang là 95%."]}
    assert 'value="1,2 tỷ"' in wrong.content.decode()
    owner.post(page, typed | {"export_share": "10", "channels": ["online", "export"], "note": "Thiếu vốn"})
    answer = SurveyAnswer.objects.get()
    assert (answer.revenue, answer.labour, answer.export_share, answer.note) == (1_200_000_000, 14, 10, "Thiếu vốn")
    listed = owner.get(reverse("support_plans:survey_mine")).context["page"]
    assert [row.pk for row in listed] == [answer.pk]
    later = surveys.call(year=2026)
    form = owner.get(reverse("support_plans:survey_answer", args=[later.pk, asked.pk])).context["form"]
    assert form.initial == {"local_share": 60, "home_share": 30, "export_share": 10, "channels": ["online", "export"]}


def test_the_cuc_opens_a_call_on_the_page_and_takes_the_answers_as_a_workbook(client_of):
    asked = surveys.asked()
    cuc = client_of(people.cuc_officer())
    typed = {"year": "2025", "due_on": "31/12/2099", "remind_before": "14"}
    cuc.post(reverse("support_plans:survey_call"), typed)
    call = queries.survey_open()
    surveys.answer(asked, call)
    file = cuc.get(reverse("exports:export_make", args=["support_plans.survey", "xlsx"]), {"dot": call.pk, "xem": "da"})
    page = load_workbook(BytesIO(file.content)).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert (rows[1][0], rows[1][2:8]) == (
        asked.name,
        [850_000_000, 12, 70, 30, 0, "Bán tại cơ sở, cửa hàng của mình; Siêu thị, trung tâm thương mại"],
    )
    unit = client_of(people.unit_officer())
    assert (
        unit.get(reverse("exports:export_make", args=["support_plans.survey", "xlsx"]), {"dot": call.pk}).status_code
        == 403
    )


def test_the_pages_ask_no_more_for_more_establishments(client_of):
    call = surveys.call()
    page = reverse("support_plans:survey_detail", args=[call.pk])
    names = iter("ABC")

    def add():
        owner = people.owner(people.establishment(f"Cơ sở {next(names)}"))
        surveys.answer(surveys.asked(registered.establishment(owner)), call)

    assert_constant_queries(client_of(people.leader()), page, add, queries=12)
