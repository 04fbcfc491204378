"""What everybody finds without an account, and what officers write there."""

import datetime
from io import BytesIO

import docx
import pytest
from django.urls import reverse

from registrations import agenda, fields, operations
from registrations.models import OfficeNotice, PolicyPage, PolicyVersion, VoteLevel
from tests import people
from tests.factories import accounts, geography
from tests.factories import registrations as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


@pytest.fixture
def policies():
    make.rule_sets()
    operations.load_policies(by=None, at=make.AT)


# The calendar


def test_the_calendar_tells_what_begins_and_what_ends_month_by_month():
    coming = make.open_round(opens_at=make.AT + datetime.timedelta(days=3))
    running = make.open_round()
    over = make.open_round(closes_at=make.OPENS + datetime.timedelta(days=1))

    months = agenda.by_month([coming, running, over], make.AT)

    told = [(event.round, event.is_deadline) for _, events in months for event in events]
    assert told == [(coming, False), (coming, True), (running, True)]
    assert all(event.day.replace(day=1) == month for month, events in months for event in events)


def test_a_coming_deadline_is_not_called_over_and_no_card_is_empty(client):
    make.open_round()
    page = client.get(url("start")).content.decode()

    assert ("Hạn cuối" in page, "Hết hạn" in page, "Chính sách khuyến công" in page) == (True, False, False)


def test_the_card_of_a_communes_round_says_commune(client):
    commune = make.open_round(VoteLevel.LOWEST)
    card = client.get(url("start")).content.decode().split("<article")[1].split("</article>")[0]

    assert commune.title in card
    assert ("Cấp xã" in card, "huyện trước" in card) == (True, False)


def test_a_province_sees_its_own_rounds_those_of_its_communes_its_region_and_the_nation(client):
    own = make.open_round(title="Tỉnh mình")
    commune = make.open_round(VoteLevel.LOWEST, title="Xã mình")
    region = make.open_round(VoteLevel.REGION, title="Khu vực mình")
    nation = make.open_round(VoteLevel.NATION, title="Cả nước mình")
    other = make.open_round(province="Lào Cai", title="Tỉnh khác")
    province = geography.province(people.PROVINCE)

    everything = client.get(url("start")).context["page"]
    mine = client.get(url("start"), {"tinh": province.pk}).context["page"]
    of_level = client.get(url("start"), {"tinh": province.pk, "cap": "lowest"}).context["page"]

    assert set(everything) == {own, commune, region, nation, other}
    assert set(mine) == {own, commune, region, nation}
    assert set(of_level) == {commune}


@pytest.mark.parametrize("query", [{"tinh": "khong-phai-so"}, {"tinh": "9" * 40}, {"cap": "x"}, {"trang": "-1"}])
def test_nonsense_in_the_calendars_address_filters_nothing(client, query):
    round = make.open_round()

    assert list(client.get(url("start"), query).context["page"]) == [round]


def test_the_start_page_asks_as_much_of_the_database_for_one_round_as_for_three(client, policies):
    assert_constant_queries(client, url("start"), make.open_round, 6)


# The questions


YES = {"hoi": "1", "producer": "co", "registered": "co", "self_made": "co", "series_made": "co", "no_breach": "co"}


def test_who_answers_yes_to_everything_is_told_the_way_in(client):
    response = client.get(url("eligible"), YES)

    assert response.context["obstacles"] == []
    assert "Bạn có thể đăng ký dự" in response.content.decode()


def test_a_no_explains_with_its_article_and_shows_no_way_in(client):
    text = client.get(url("eligible"), YES | {"series_made": "khong"}).content.decode()

    assert "Sản phẩm độc bản không được dự" in text
    assert fields.ELIGIBILITY in text
    assert "Bạn có thể đăng ký dự" not in text


def test_the_question_of_breaches_is_answered_in_words_so_that_no_honest_no_excludes(client):
    form = client.get(url("eligible")).context["form"]
    assert [label for _, label in form.fields["no_breach"].choices] == ["Không vi phạm", "Đang vi phạm"]
    assert [label for _, label in form.fields["self_made"].choices] == ["Có", "Không"]
    text = client.get(url("eligible"), YES | {"no_breach": "khong"}).content.decode()
    assert "Bạn trả lời “Đang vi phạm”." in text


def test_an_unanswered_question_is_asked_again(client):
    response = client.get(url("eligible"), {key: value for key, value in YES.items() if key != "registered"})

    assert list(response.context["form"].errors) == ["registered"]
    assert "answered" not in response.context


# Blank forms


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("blank_registration", [fields.SECTION_OF["eligibility"]]),
        ("blank_description", [section for section in fields.SECTIONS if section.key != "eligibility"]),
    ],
)
def test_a_blank_form_asks_everything_that_the_page_asks(client, name, sections):
    make.rule_sets()
    document = docx.Document(BytesIO(client.get(url(name)).content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)

    assert [f.label for section in sections for f in section.fields if f.label not in text] == []


# The policy


def write(page, **changed):
    facts = {
        "title": "Ưu tiên",
        "summary": "",
        "note": "Theo nghị định mới",
        "statements": [{"heading": "Địa bàn", "text": "Biên giới, hải đảo.", "article": "NĐ 235/2025/NĐ-CP"}],
        "shown": 1,
    }
    return operations.publish_policy(page=page, **(facts | changed), by=people.cuc_officer(), at=make.AT)


def test_every_statement_of_the_policy_names_its_article(client, policies):
    for shown in PolicyVersion.objects.all():
        text = client.get(url("policy", shown.page.slug)).content.decode()
        statements = list(shown.statements.all())
        assert statements
        assert text.count("Căn cứ:") == len(statements)


def test_a_new_version_is_shown_and_the_old_one_can_still_be_read(client, policies):
    page = PolicyPage.objects.get(slug="uu-tien")
    write(page)

    assert "Biên giới, hải đảo." in client.get(url("policy", page.slug)).content.decode()
    old = client.get(url("policy", page.slug), {"lan": "1"}).content.decode()
    assert "Biên giới, hải đảo." not in old
    assert "Bản cũ" in old
    assert client.get(url("policy", page.slug), {"lan": "9"}).status_code == 404


def test_loading_the_first_texts_again_leaves_an_officers_version(policies):
    page = PolicyPage.objects.get(slug="uu-tien")
    written = write(page)

    operations.load_policies(by=None, at=make.AT)

    assert page.versions.first() == written


def form_of(shown, **changed):
    data = {"title": shown.title, "summary": shown.summary, "note": "Sửa cho rõ", "shown": str(shown.number)}
    data |= {"cau-TOTAL_FORMS": "1", "cau-INITIAL_FORMS": "0"}
    return data | {"cau-0-heading": "", "cau-0-text": "Xã đảo.", "cau-0-article": "NĐ 45/2012/NĐ-CP"} | changed


def test_a_preview_shows_the_page_and_publishes_nothing(client_of, policies):
    shown = PolicyVersion.objects.get(page__slug="uu-tien")
    response = client_of(people.cuc_officer()).post(url("policy_edit", "uu-tien"), form_of(shown, preview="1"))

    assert [[row.text for row in rows] for _, rows in response.context["preview"]] == [["Xã đảo."]]
    assert PolicyVersion.objects.filter(page=shown.page).count() == 1


def test_a_statement_without_its_article_is_asked_for_it(client_of, policies):
    shown = PolicyVersion.objects.get(page__slug="uu-tien")
    data = form_of(shown, **{"cau-0-article": ""})
    response = client_of(people.cuc_officer()).post(url("policy_edit", "uu-tien"), data)

    assert list(response.context["statements"].errors[0]) == ["article"]
    assert "Xã đảo." in response.content.decode()


def test_two_officers_on_one_page_do_not_write_over_each_other(client_of, policies):
    shown = PolicyVersion.objects.get(page__slug="uu-tien")
    office = client_of(people.cuc_officer())
    first = form_of(shown, summary="Câu tóm tắt mới.", note="Rút gọn câu tóm tắt")
    assert office.post(url("policy_edit", "uu-tien"), first).status_code == 302

    late = office.post(url("policy_edit", "uu-tien"), form_of(shown, **{"cau-0-text": "Xã biên giới."}))

    assert "vừa công bố một lần sửa khác" in late.content.decode()
    assert "Xã biên giới." in late.content.decode()
    for words in ("Xã đảo.", "Câu tóm tắt mới.", "Rút gọn câu tóm tắt"):
        assert words in late.content.decode()
    assert PolicyVersion.objects.filter(page=shown.page).count() == 2
    # Publishing again from this page means: I have read the other version.
    again = {"shown": late.context["form"]["shown"].value(), "cau-0-text": "Xã biên giới."}
    assert office.post(url("policy_edit", "uu-tien"), form_of(shown) | again).status_code == 302


@pytest.mark.parametrize(
    ("typed", "place"), [({"title": "…"}, "title"), ({"note": "…"}, "note"), ({"cau-0-text": "…"}, "cau-0-text")]
)
def test_what_says_nothing_is_asked_for_at_its_box_and_the_top_leads_there(client_of, policies, typed, place):
    shown = PolicyVersion.objects.get(page__slug="uu-tien")
    page = client_of(people.cuc_officer()).post(url("policy_edit", "uu-tien"), form_of(shown, **typed))
    wrong = [*page.context["form"].errors, *(f"cau-0-{name}" for name in page.context["statements"].errors[0])]
    assert wrong == [place]
    assert f'href="#id_{place}"' in page.content.decode() or 'href="#cau-1"' in page.content.decode()


# The offices


def test_an_offices_page_shows_its_notices_and_rounds_and_no_others(client):
    own, foreign = make.open_round(title="Kỳ của Sở"), make.open_round(province="Lào Cai", title="Kỳ của Sở khác")
    make.draft_round(title="Kỳ chưa công bố")
    notice = make.notice()
    page = client.get(url("office_detail", own.organiser_id))

    assert list(page.context["notices"]) == [notice]
    assert list(page.context["rounds"]) == [own]
    assert foreign.title not in page.content.decode()


def test_a_withdrawn_notice_is_no_longer_shown_but_kept(client, client_of):
    notice = make.notice()
    client_of(people.so_officer()).post(url("notice_withdraw", notice.pk))

    assert list(client.get(url("office_detail", notice.organisation_id)).context["notices"]) == []
    assert OfficeNotice.objects.get().withdrawn_by == people.so_officer()


def test_offices_are_found_without_marks_and_those_that_tell_something_come_first(client):
    silent, telling = people.so("Lào Cai"), people.so()
    accounts.make_organisation("press", "Báo Công Thương Vĩnh Long")
    make.notice(telling)

    assert list(client.get(url("office_list"), {"q": "so cong thuong"}).context["page"]) == [telling, silent]
    assert list(client.get(url("office_list"), {"q": "vinh long"}).context["page"]) == [telling]
