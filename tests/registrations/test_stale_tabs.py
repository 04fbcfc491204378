"""Who comes back to a page of before writes nothing over what happened since, and loses nothing of what was typed."""

import re

import pytest
from django.urls import reverse

from registrations import operations
from registrations.models import Entry, Reason
from registrations.workflow import EntryState
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def test_a_stale_tab_is_refused_and_both_texts_stand_on_the_page(client_of):
    entry = make.draft_entry()
    browser = client_of(make.owner_of_entry(entry))
    address = url("dossier_edit", entry.pk, "culture")
    first = {"revision": "0", "culture": "Bản của tab thứ nhất", "design": "Tròn"}
    second = {"revision": "0", "culture": "Bản của tab thứ hai", "design": "Vuông"}
    assert browser.post(address, first).status_code == 302
    page = browser.post(address, second)
    assert page.status_code == 200
    assert "Bản của tab thứ nhất" in page.content.decode()
    assert "Bản của tab thứ hai" in page.content.decode()
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers["culture"] == "Bản của tab thứ nhất"
    again = second | {"revision": str(page.context["form"]["revision"].value())}
    assert browser.post(address, again).status_code == 302
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers["culture"] == "Bản của tab thứ hai"


def test_a_stale_tab_with_a_wrong_box_shows_the_stored_text_too(client_of):
    entry = make.draft_entry()
    browser = client_of(make.owner_of_entry(entry))
    address = url("dossier_edit", entry.pk, "product")
    assert browser.post(address, {"revision": "0", "difference": "Bản của tab thứ nhất"}).status_code == 302
    typed = {"revision": "0", "difference": "Bản của tab thứ hai", "first_year": "năm ngoái"}

    page = browser.post(address, typed)

    text = page.content.decode()
    assert [words in text for words in ("Bản của tab thứ nhất", "Bản của tab thứ hai", "năm ngoái")] == [True] * 3
    assert "vừa lưu phần này" in text
    assert set(page.context["form"].errors) == {"__all__", "first_year"}
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers == {"difference": "Bản của tab thứ nhất"}
    again = typed | {"revision": str(page.context["form"]["revision"].value())}
    page = browser.post(address, again)
    assert set(page.context["form"].errors) == {"first_year"}
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers == {"difference": "Bản của tab thứ hai"}


# The office's desk

FAILED = {"photos": "failed", "photos_reason": "anh-khong-ro", "photos_note": "Ảnh tối"}


def desk(client_of, entry, person=None):
    """A browser and what the page of the entry carries in its checklist, as the officer would send it back."""
    browser = client_of(person or make.officer_of(entry.round))
    form = browser.get(url("entry_detail", entry.pk)).context["checklist_form"]
    return browser, {name: form[name].value() or "" for name in form.fields}


def found(entry):
    entry = Entry.objects.get(pk=entry.pk)
    return {check.part: (check.is_met, check.note) for check in entry.version.checks.all()}


def test_a_stale_checklist_leaves_a_colleague_s_finding_in_another_part(client_of, cast):
    entry = make.submitted_entry()
    first, typed = desk(client_of, entry, cast.so_officer)
    second, other = desk(client_of, entry, cast.so_head)
    assert second.post(url("entry_check_parts", entry.pk), other | FAILED).status_code == 302
    assert first.post(url("entry_check_parts", entry.pk), typed | {"form": "met"}).status_code == 302
    assert found(entry) == {"photos": (False, "Ảnh tối"), "form": (True, "")}


def test_of_two_findings_on_one_part_the_second_officer_reads_the_first_before_it_stands(client_of, cast):
    entry = make.submitted_entry()
    first, typed = desk(client_of, entry, cast.so_officer)
    second, other = desk(client_of, entry, cast.so_head)
    second.post(url("entry_check_parts", entry.pk), other | FAILED)

    page = first.post(url("entry_check_parts", entry.pk), typed | {"photos": "met", "photos_note": "Rõ nét"})

    assert page.status_code == 200
    text = page.content.decode()
    [sentence] = page.context["checklist_form"].errors["__all__"]
    assert str(cast.so_head) in sentence
    assert ["Ảnh tối" in text, "Rõ nét" in text] == [True, True]
    assert found(entry) == {"photos": (False, "Ảnh tối")}
    form = page.context["checklist_form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert first.post(url("entry_check_parts", entry.pk), again).status_code == 302
    assert found(entry) == {"photos": (True, "Rõ nét")}


def test_a_finding_may_be_taken_back(client_of, cast):
    entry = make.submitted_entry()
    browser, typed = desk(client_of, entry)
    browser.post(url("entry_check_parts", entry.pk), typed | FAILED)
    browser, typed = desk(client_of, entry)
    browser.post(url("entry_check_parts", entry.pk), typed | {"photos": "unchecked"})
    assert found(entry) == {}


def completed(entry):
    """Returned by a colleague and filed again, while a page of the first version stands open."""
    operations.return_for_completion(entry=entry, points=[make.POINT], by=make.officer_of(entry.round), at=make.AT)
    operations.complete(
        entry=entry, is_true_stated=True, unchanged_because="Đã gửi bản giấy", by=make.owner_of_entry(entry), at=make.AT
    )


def test_a_checklist_of_the_filing_before_writes_nothing_on_the_new_one(client_of):
    entry = make.submitted_entry()
    browser, typed = desk(client_of, entry)
    completed(entry)

    page = browser.post(url("entry_check_parts", entry.pk), typed | FAILED)

    [sentence] = page.context["checklist_form"].errors["__all__"]
    assert "nộp bổ sung" in sentence
    assert "Ảnh tối" in page.content.decode()
    assert found(entry) == {}
    form = page.context["checklist_form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert browser.post(url("entry_check_parts", entry.pk), again).status_code == 302
    assert found(entry) == {"photos": (False, "Ảnh tối")}


def seen_on(page):
    return re.search(r'name="(?:han-)?seen" value="(\d+)"', page.content.decode())[1]


def test_a_page_of_the_filing_before_does_not_accept_the_new_one(client_of):
    entry = make.submitted_entry()
    browser = client_of(make.officer_of(entry.round))
    seen = {"seen": seen_on(browser.get(url("entry_detail", entry.pk)))}
    completed(entry)

    page = browser.post(url("entry_accept", entry.pk), seen, follow=True)

    assert "nộp bổ sung" in "".join(map(str, page.context["messages"]))
    assert Entry.objects.get(pk=entry.pk).state == EntryState.SUBMITTED
    browser.post(url("entry_accept", entry.pk), {"seen": seen_on(page)})
    assert Entry.objects.get(pk=entry.pk).state == EntryState.ACCEPTED


def test_a_refusal_and_a_request_written_before_a_new_filing_wait_until_it_was_seen(client_of):
    entry = make.submitted_entry()
    browser = client_of(make.officer_of(entry.round))
    refusal = {"cause": Reason.objects.get(code="doc-ban").pk, "reason": "Không đúng loại", "article": "Điều 4"}
    points = {"diem-TOTAL_FORMS": "1", "diem-INITIAL_FORMS": "0", "han-due_on": ""}
    points |= {"diem-0-reason": Reason.objects.get(code="giay-to-het-han").pk, "diem-0-bring": "Mang giấy mới"}
    refuse, ask = url("entry_refuse", entry.pk), url("entry_return", entry.pk)
    refusal["seen"], points["han-seen"] = (seen_on(browser.get(address)) for address in (refuse, ask))
    completed(entry)

    pages = browser.post(refuse, refusal), browser.post(ask, points)

    for page, words in zip(pages, ("Không đúng loại", "Mang giấy mới"), strict=True):
        assert page.status_code == 200
        assert ["nộp bổ sung" in page.content.decode(), words in page.content.decode()] == [True, True]
    assert Entry.objects.get(pk=entry.pk).state == EntryState.SUBMITTED
    assert browser.post(refuse, refusal | {"seen": seen_on(pages[0])}).status_code == 302
    # The colleague decided: what the other was writing stands on the page with the reason why it cannot be sent.
    late = browser.post(ask, points | {"han-seen": seen_on(pages[1])})
    assert "Mang giấy mới" in late.content.decode()
    assert Entry.objects.get(pk=entry.pk).state == EntryState.REFUSED


def test_a_click_that_does_not_say_what_was_seen_decides_nothing(client_of):
    entry = make.submitted_entry()
    browser = client_of(make.officer_of(entry.round))
    sent = {
        "entry_accept": {},
        "entry_refuse": {
            "cause": Reason.objects.get(code="doc-ban").pk,
            "reason": "Không đúng loại",
            "article": "Điều 4",
        },
        "entry_return": {"diem-TOTAL_FORMS": "1", "diem-INITIAL_FORMS": "0"}
        | {"diem-0-reason": Reason.objects.get(code="giay-to-het-han").pk, "diem-0-bring": "Mang giấy mới"},
        "entry_check_parts": FAILED,
    }

    pages = {name: browser.post(url(name, entry.pk), data, follow=True) for name, data in sent.items()}
    bulk = browser.post(url("entry_bulk"), {"entries": [entry.pk], "deed": "tiep-nhan"}, follow=True)

    for page in (*pages.values(), bulk):
        assert "không cho biết bạn đã xem lần nộp nào" in page.content.decode()
    assert Entry.objects.get(pk=entry.pk).state == EntryState.SUBMITTED
    assert found(entry) == {}
    # What was typed stands, and the page that shows it may be sent again.
    assert "Mang giấy mới" in pages["entry_return"].content.decode()
    again = sent["entry_refuse"] | {"seen": seen_on(pages["entry_refuse"])}
    assert browser.post(url("entry_refuse", entry.pk), again).status_code == 302


def test_what_was_found_stands_on_the_page_when_a_colleague_decided_meanwhile(client_of, cast):
    entry = make.submitted_entry()
    browser, typed = desk(client_of, entry)
    operations.accept(entry=entry, by=cast.so_head, at=make.AT)

    page = browser.post(url("entry_check_parts", entry.pk), typed | FAILED)

    text = page.content.decode()
    assert page.status_code == 200
    assert "Chỉ kiểm tra hồ sơ đang chờ xử lý." in page.context["checklist_form"].errors["__all__"]
    assert ["Ảnh tối" in text, "Bạn đã chọn, chưa ghi" in text] == [True, True]
    assert str(Reason.objects.get(code="anh-khong-ro")) in text
    assert found(entry) == {}


def test_several_at_once_are_accepted_as_they_were_shown(client_of):
    round = make.open_round()
    stands, changes = make.submitted_entry(round), make.submitted_entry(round)
    browser = client_of(make.officer_of(round))
    keys = {"entries": [stands.pk, changes.pk], "deed": "tiep-nhan"}
    page = browser.get(url("entry_bulk"), keys)
    seen = dict(re.findall(r'name="(\d+-seen)" value="(\d+)"', page.content.decode()))
    completed(changes)

    browser.post(url("entry_bulk"), keys | seen)

    states = [Entry.objects.get(pk=entry.pk).state for entry in (stands, changes)]
    assert states == [EntryState.ACCEPTED, EntryState.SUBMITTED]
