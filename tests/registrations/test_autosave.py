"""The form saves itself; two tabs overwrite nothing silently; a dead line or an ended session loses nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from registrations.fields import SECTION_OF
from registrations.forms import SectionForm
from registrations.models import Dossier
from tests.browser.fixtures import *  # noqa: F403
from tests.factories import registrations as make

CULTURE = {"culture": "Làng nghề trăm năm", "design": "Tròn"}


def _address(entry, section="culture"):
    return reverse("registrations:dossier_edit", args=[entry.pk, section])


@pytest.mark.django_db
def test_what_is_typed_is_saved_without_leaving_the_page_and_each_save_moves_the_revision(client_of):
    entry = make.draft_entry()
    browser, by_itself = client_of(make.owner_of_entry(entry)), {"X-Autosave": "1"}
    first = browser.post(_address(entry), CULTURE | {"revision": "0"}, headers=by_itself).json()
    again = browser.post(_address(entry), CULTURE | {"design": "Vuông", "revision": "1"}, headers=by_itself).json()
    assert [(answer["saved"], answer["revision"]) for answer in (first, again)] == [(True, 1), (True, 2)]
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers == CULTURE | {"design": "Vuông"}


@pytest.mark.django_db
def test_a_save_over_somebody_elses_is_refused_and_says_whose(client_of):
    entry = make.draft_entry()
    owner = make.owner_of_entry(entry)
    browser, by_itself = client_of(owner), {"X-Autosave": "1"}
    browser.post(_address(entry), CULTURE | {"revision": "0"}, headers=by_itself)
    answer = browser.post(_address(entry), {"culture": "Khác", "revision": "0"}, headers=by_itself).json()
    assert (answer["saved"], answer["stale"], answer["revision"]) == (False, True, 1)
    assert answer["words"].startswith(f"{owner} vừa lưu phần này lúc")
    assert browser.get(_address(entry), headers=by_itself).json()["revision"] == 1
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers == CULTURE


@pytest.mark.django_db
def test_a_mistake_is_named_and_nothing_is_saved_over_it(client_of):
    entry = make.draft_entry()
    answer = client_of(make.owner_of_entry(entry)).post(
        _address(entry, "product"), {"first_year": "mười", "revision": "0"}, headers={"X-Autosave": "1"}
    )
    assert answer.json()["wrong"] is True
    assert "“Năm bắt đầu sản xuất”" in answer.json()["words"]
    entry.dossier.refresh_from_db()
    assert entry.dossier.revision == 0


@pytest.mark.django_db
def test_a_filed_dossier_saves_nothing_by_itself(client_of):
    entry = make.submitted_entry()
    answer = client_of(make.owner_of_entry(entry)).post(
        _address(entry), CULTURE | {"revision": "0"}, headers={"X-Autosave": "1"}
    )
    assert answer.status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_dead_line_and_an_ended_session_lose_nothing(page_of):
    entry = make.draft_entry()
    page = page_of(make.owner_of_entry(entry))
    page.goto(_address(entry))
    page.fill("[name=culture]", "Chữ thứ nhất")
    note = page.locator("[data-autosave-note]")
    expect(note).to_contain_text("Đã tự lưu vào cổng lúc")
    assert Dossier.objects.get(pk=entry.dossier_id).answers == {"culture": "Chữ thứ nhất"}

    page.context.set_offline(True)
    page.fill("[name=design]", "Gõ khi mất mạng")
    expect(note).to_contain_text("Mất kết nối với cổng")
    page.context.set_offline(False)
    expect(note).to_contain_text("Đã tự lưu vào cổng lúc", timeout=15000)
    assert Dossier.objects.get(pk=entry.dossier_id).answers["design"] == "Gõ khi mất mạng"

    kept = {row.pk: (row.session_data, row.expire_date) for row in Session.objects.all()}
    cookies = page.context.cookies()
    Session.objects.all().delete()
    page.fill("[name=design]", "Gõ khi hết phiên")
    expect(note).to_contain_text("Phiên đăng nhập đã hết")
    for key, (data, expires) in kept.items():
        Session.objects.create(session_key=key, session_data=data, expire_date=expires)
    page.context.add_cookies(cookies)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(note).to_contain_text("Đã tự lưu vào cổng lúc")
    assert Dossier.objects.get(pk=entry.dossier_id).answers["design"] == "Gõ khi hết phiên"

    page.context.set_offline(True)
    page.fill("[name=design]", "Gõ rồi đóng thẻ")
    expect(note).to_contain_text("Mất kết nối với cổng")
    page.close(run_before_unload=True)
    page = page.context.new_page()
    page.context.set_offline(False)
    note = page.locator("[data-autosave-note]")
    page.goto(_address(entry))
    page.get_by_role("button", name="Lấy lại nội dung đã gõ").click()
    expect(page.locator("[name=design]")).to_have_value("Gõ rồi đóng thẻ")
    expect(note).to_contain_text("Đã tự lưu vào cổng lúc")
    assert Dossier.objects.get(pk=entry.dossier_id).answers["design"] == "Gõ rồi đóng thẻ"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_two_tabs_see_each_other_and_overwrite_nothing(page_of):
    entry = make.draft_entry()
    owner = make.owner_of_entry(entry)
    one, other = page_of(owner), page_of(owner)
    one.goto(_address(entry))
    other.goto(_address(entry))
    one.fill("[name=culture]", "Của thẻ thứ nhất")
    expect(one.locator("[data-autosave-note]")).to_contain_text("Đã tự lưu")
    other.fill("[name=culture]", "Của thẻ thứ hai")
    expect(other.locator("[data-autosave-note]")).to_contain_text("vừa lưu phần này lúc")
    assert Dossier.objects.get(pk=entry.dossier_id).answers == {"culture": "Của thẻ thứ nhất"}
    other.get_by_role("button", name="Lưu", exact=True).click()
    expect(other.get_by_text("Nội dung đang lưu trên cổng")).to_be_visible()
    expect(other.locator("[name=culture]")).to_have_value("Của thẻ thứ hai")


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"X-Autosave": "1"}])
def test_one_wrong_box_leaves_the_good_ones_saved_and_its_own_answer_as_it_was(client_of, headers):
    entry = make.complete_entry()
    before = entry.dossier.answers["capacity"]
    browser, address = client_of(make.owner_of_entry(entry)), _address(entry, "production")
    page = browser.get(address).context["form"]
    typed = {name: page[name].value() or "" for name in page.fields} | {"equipment": "Máy mới", "capacity": "nhiều lắm"}
    answer = browser.post(address, typed, headers=headers)
    entry.dossier.refresh_from_db()
    assert (entry.dossier.answers["equipment"], entry.dossier.answers["capacity"]) == ("Máy mới", before)
    if headers:
        assert answer.json()["wrong"] is True
    else:
        assert (answer.status_code, answer.context["wrong"]) == (200, "“Công suất mỗi năm”")
        again = {"capacity": "3.000 chiếc", "revision": answer.context["form"]["revision"].value()}
        assert browser.post(address, typed | again).status_code == 302
        entry.dossier.refresh_from_db()
        assert entry.dossier.answers["capacity"] == "3000"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "unit", "read"), [("30 kg", "kg", "30"), ("30 tấn", "kg", None), ("3 triệu", "", None)]
)
def test_a_unit_behind_a_number_is_read_only_where_it_cannot_mean_another_number(typed, unit, read):
    data = {"revision": "0", "capacity": typed, "output_unit": unit}
    form = SectionForm(data, section=SECTION_OF["production"], years=make.YEARS)
    assert (form.is_valid(), form.answers().get("capacity")) == (read is not None, read)


@pytest.mark.django_db
def test_a_wrong_year_does_not_throw_away_the_good_years_beside_it():
    first, *others = make.YEARS
    data = {"revision": "0", f"revenue_{first}": "chín"} | {f"revenue_{year}": "100" for year in others}
    form = SectionForm(data, section=SECTION_OF["business"], years=make.YEARS)
    assert (form.is_valid(), set(form.answers()["revenue"])) == (False, {str(year) for year in others})
