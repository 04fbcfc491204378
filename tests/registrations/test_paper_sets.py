"""What reaches the office on paper, photos of the items of a set, the same file twice, and what must be renewed."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cnnt_portal.errors import Refused
from cnnt_portal.files.models import StoredFile
from cnnt_portal.notifications.models import Notice
from registrations import eligibility, operations, parts, queries
from registrations.fields import SECTION_OF
from registrations.models import Entry, PaperKind, PaperSets
from tests import people
from tests.factories import registrations as make
from tests.factories.files import bitmap, pdf

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def test_the_office_writes_down_the_paper_sets_and_the_establishment_hears_of_it(client_of):
    entry = make.submitted_entry()
    office = client_of(people.so_officer())

    office.post(
        url("paper_sets", entry.pk), {"sets": "2", "way": "post", "arrived_on": f"{make.AT:%d/%m/%Y}", "note": ""}
    )

    received = PaperSets.objects.get()
    assert (received.sets, received.way, received.received_by) == (2, "post", people.so_officer())
    assert Notice.objects.filter(kind="registrations.paper_sets_arrived").count() == 1
    assert office.get(url("entry_detail", entry.pk)).context["paper_sets"] == 2
    own = client_of(make.owner_of_entry(entry)).get(url("entry_detail", entry.pk))
    assert list(own.context["paper_sets"]) == [received]


def test_a_record_made_by_mistake_is_struck_once_and_counts_no_more():
    received = make.paper_sets(make.submitted_entry())
    operations.strike_paper_sets(received=received, by=people.so_officer(), at=make.AT)

    assert list(PaperSets.objects.standing()) == []
    assert PaperSets.objects.get().struck_by == people.so_officer()
    with pytest.raises(Refused):
        operations.strike_paper_sets(received=received, by=people.so_officer(), at=make.AT)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"sets": 0}, "sets"), ({"arrived_on": make.AT.date() + datetime.timedelta(days=2)}, "arrived_on")],
)
def test_impossible_records_are_refused_at_their_field(facts, field):
    entry = make.submitted_entry()

    with pytest.raises(Refused) as refused:
        make.paper_sets(entry, **facts)

    assert refused.value.field == field
    assert not PaperSets.objects.exists()


# Eligibility before the form


def test_a_no_before_the_form_explains_and_begins_nothing(client_of):
    product, round = make.product(), make.open_round()
    browser = client_of(make.owner_of(product.establishment))
    answers = dict.fromkeys(eligibility.STATED, "co")

    page = browser.post(url("entry_start", round.pk), {"product": product.pk} | answers | {"self_made": "khong"})
    assert [question.key for question in page.context["obstacles"]] == ["self_made"]
    assert not Entry.objects.exists()

    browser.post(url("entry_start", round.pk), {"product": product.pk} | answers)
    dossier = Entry.objects.get().dossier
    assert dossier.answers == dict.fromkeys(eligibility.STATED, "1")


# The items of a set


def a_set():
    return make.draft_entry(product_=make.product(items=["Ấm", "Chén"]))


def test_a_photo_shows_one_item_and_keeps_it_when_the_set_is_put_in_another_order():
    entry = a_set()
    product = entry.product
    pot = product.items.get(name="Ấm")
    paper = make.add_paper(entry.dossier, PaperKind.PHOTO_FRONT, item=pot)

    operations.update_product(
        product=product,
        name=product.name,
        group=product.group,
        is_set=True,
        items=["Khay", "Chén", "Ấm"],
        by=make.owner_of(product.establishment),
        at=make.AT,
    )

    assert [item.name for item in product.items.all()] == ["Khay", "Chén", "Ấm"]
    paper.refresh_from_db()
    assert paper.item == pot


def test_the_items_without_a_photo_are_named_and_a_filed_photo_keeps_its_items_name(client_of):
    entry = a_set()
    make.fill_in(entry.dossier)
    browser = client_of(make.owner_of_entry(entry))
    pot = entry.product.items.get(name="Ấm")
    make.add_paper(entry.dossier, PaperKind.PHOTO_OTHER, content=make.photo(7), item=pot)

    bare = browser.get(url("paper_list", entry.pk)).context["bare_items"]
    filed = make.submit(entry)

    assert [item.name for item in bare] == ["Chén"]
    assert [paper.item_name for paper in filed.version.papers.filter(kind=PaperKind.PHOTO_OTHER)] == ["Ấm"]
    assert filed.version.is_intact


def test_an_item_of_another_set_is_refused():
    with pytest.raises(Refused) as refused:
        make.add_paper(a_set().dossier, PaperKind.PHOTO_FRONT, item=a_set().product.items.first())

    assert refused.value.field == "item"


# The same file


def test_the_same_file_is_recognised_in_this_and_in_another_dossier_of_the_house():
    one = make.draft_entry()
    two = make.draft_entry(round=one.round, product_=make.product(one.product.establishment))
    paper = pdf(pages=3)
    make.add_paper(one.dossier, PaperKind.MERIT, content=paper)
    make.add_paper(one.dossier, PaperKind.OTHER, content=paper)
    make.add_paper(two.dossier, PaperKind.MERIT, content=paper)

    found = queries.own_twins(two.dossier, list(two.dossier.papers.select_related("file")))
    here = queries.own_twins(one.dossier, list(one.dossier.papers.select_related("file")))

    assert set(map(tuple, found.values())) == {(f"trong hồ sơ “{one.product}”",) * 2}
    assert {words[0] for words in here.values()} == {
        f"ở ô “{kind.label}” của hồ sơ này" for kind in (PaperKind.MERIT, PaperKind.OTHER)
    }


def test_the_office_sees_the_same_file_in_its_own_dossiers_and_only_counts_others():
    here = make.complete_entry()
    near = make.complete_entry(round=here.round)
    far = make.complete_entry(round=make.open_round(province="Lào Cai"))
    here, near, far = [make.submit(entry) for entry in (here, near, far)]

    found, hidden = queries.twins_filed(here, people.so_officer())

    named = {twin.where for twin in found}
    assert named == {f"{near.product} – {near.product.establishment}"}
    assert hidden == sum(1 for paper in far.version.papers.all() if paper.file.sha256 in _hashes(here))
    assert hidden > 0


def _hashes(entry):
    return {paper.file.sha256 for paper in entry.version.papers.select_related("file")}


# The next dossier


def test_the_next_dossier_says_what_must_be_renewed_and_a_first_one_says_nothing():
    first = make.complete_entry()
    soon = first.round.last_day + datetime.timedelta(days=30)
    make.add_paper(first.dossier, PaperKind.FOOD_SAFETY, content=pdf(pages=4), expires_on=soon)
    assert first.dossier.to_renew(soon) == []
    make.submit(first)
    make.operations.accept(entry=first, by=make.officer_of(first.round), at=make.AT)
    later = make.AT + datetime.timedelta(days=400)
    round = make.open_round(opens_at=later - datetime.timedelta(days=1), closes_at=later + datetime.timedelta(days=9))

    entry = operations.start_entry(product=first.product, round=round, by=make.owner_of_entry(first), at=later)

    lacks = [(lack.part, lack.label) for lack in entry.dossier.to_renew(round.last_day)]
    assert [part for part, _ in lacks].count("eligibility") == 3
    assert ("business", "Doanh thu") in lacks or any("oanh thu" in label for _, label in lacks)
    assert ("papers", PaperKind.FOOD_SAFETY.label) in lacks


# Photos turned and cut


def a_photo():
    entry = make.draft_entry()
    return entry, make.add_paper(entry.dossier, PaperKind.PHOTO_FRONT, content=bitmap((2400, 1600)))


def test_a_photo_is_turned_and_cut_and_the_old_file_goes(client_of):
    entry, paper = a_photo()
    before = paper.file
    address = url("paper_reshape", entry.pk, paper.pk)

    answer = client_of(make.owner_of_entry(entry)).post(
        address, {"turn": "90", "left": "0", "top": "25", "right": "0", "bottom": "0"}
    )

    assert answer.status_code == 302
    paper.refresh_from_db()
    assert (paper.width, paper.height) == (1600, 1800)
    with paper.file.open() as kept:
        assert Image.open(kept).size == (1600, 1800)
    assert not StoredFile.objects.filter(pk=before.pk).exists()


def test_what_would_no_longer_be_sharp_is_refused_and_the_photo_stays(client_of):
    entry, paper = a_photo()

    page = client_of(make.owner_of_entry(entry)).post(
        url("paper_reshape", entry.pk, paper.pk),
        {"turn": "0", "left": "40", "top": "40", "right": "20", "bottom": "20"},
    )

    assert "không còn đủ nét" in str(page.context["form"].errors["left"])
    paper.refresh_from_db()
    assert (paper.width, paper.height) == (2400, 1600)


def test_a_filed_photo_stays_as_it_was_filed_when_the_next_dossier_turns_its_copy():
    entry, paper = a_photo()
    make.fill_in(entry.dossier)
    filed = make.submit(entry).version
    operations.return_for_completion(entry=entry, points=[make.POINT], by=make.officer_of(entry.round), at=make.AT)

    operations.reshape_photo(paper=paper, turn=180, by=make.owner_of_entry(entry), at=make.AT)

    assert filed.is_intact
    assert filed.lost_papers() == []


def test_the_receipt_says_how_many_paper_sets_must_follow_until_they_have_arrived(client_of):
    entry = make.submitted_entry()
    owner, office = make.owner_of_entry(entry), make.officer_of(entry.round)
    address, printed = (url(name, entry.pk) for name in ("receipt", "dossier_print"))
    page = client_of(owner).get(address)
    assert (page.context["sets_to_send"], printed in page.content.decode()) == (2, True)
    assert client_of(office).get(address).context["sets_to_send"] == 0
    make.paper_sets(entry, sets=2)
    assert client_of(owner).get(address).context["sets_to_send"] == 0


def filed_again(entry, *, with_new_photo, day=3):
    """Filed once more, so many days after the first time, with a new photo or with another text."""
    at = make.AT + datetime.timedelta(days=day)
    points = [make.POINT | {"part": part} for part in ("papers", "culture")]
    entry = operations.return_for_completion(entry=entry, points=points, by=make.officer_of(entry.round), at=at)
    owner, dossier = make.owner_of_entry(entry), entry.dossier
    if with_new_photo:
        make.add_paper(dossier, PaperKind.PHOTO_OTHER, content=make.photo(9))
    elif with_new_photo is False:
        operations.save_section(
            dossier=dossier,
            section=SECTION_OF["culture"],
            answers=dict.fromkeys(SECTION_OF["culture"].keys, "Chữ mới"),
            revision=dossier.section_revision("culture"),
            by=owner,
            at=at,
        )
    return operations.complete(entry=entry, is_true_stated=True, unchanged_because="Đã gửi bản giấy.", by=owner, at=at)


def test_after_a_completion_the_receipt_asks_on_paper_for_what_was_mended(client_of):
    """Whoever sent the whole sets already sends the mended parts after them."""
    entry = filed_again(make.submitted_entry(), with_new_photo=True)
    browser, address = client_of(make.owner_of_entry(entry)), url("receipt", entry.pk)
    page = browser.get(address)
    assert page.context["mended"] == ["Ảnh và giấy tờ"]
    assert "không phải in lại cả hồ sơ" in page.content.decode()

    make.paper_sets(entry, sets=2)
    page = browser.get(address)
    assert (page.context["sets_to_send"], page.context["on_paper"]) == (0, 1)
    assert "Cơ quan đã nhận đủ bộ giấy, mới nhất là của lần nộp thứ 1" in page.content.decode()

    office = client_of(make.officer_of(entry.round)).get(address)
    assert (office.context["mended"], office.context["on_paper"]) == ([], 0)
    dossier = client_of(make.officer_of(entry.round)).get(url("entry_detail", entry.pk)).content.decode()
    assert "Đã nhận 2 trên 2 bộ, mới nhất là của lần nộp thứ 1" in dossier
    assert f"{url('version_compare', entry.pk)}?tu=1" in dossier


def test_a_completion_that_mended_nothing_asks_for_no_mended_part(client_of):
    entry = filed_again(make.submitted_entry(), with_new_photo=None)
    page = client_of(make.owner_of_entry(entry)).get(url("receipt", entry.pk))
    assert (page.context["sets_to_send"], page.context["mended"]) == (2, [])
    assert "không phải in lại" not in page.content.decode()


def test_where_some_sets_came_the_receipt_asks_for_the_others_and_for_what_was_mended_in_those(client_of):
    entry = make.submitted_entry()
    make.paper_sets(entry, sets=1)
    entry = filed_again(entry, with_new_photo=True)
    page = " ".join(client_of(make.owner_of_entry(entry)).get(url("receipt", entry.pk)).content.decode().split())
    assert "Chưa gửi bộ giấy nào" not in page
    assert "còn thiếu <strong>1 bộ</strong>" in page
    assert "<strong>Ảnh và giấy tờ</strong>" in page
    assert "mỗi phần <strong>1 bản</strong>" in page


def test_what_was_mended_on_the_day_on_which_the_paper_came_but_after_it_is_asked_for_too(client_of):
    entry = make.submitted_entry()
    make.paper_sets(entry, sets=2)
    entry = filed_again(entry, with_new_photo=True, day=1 / 24)
    page = client_of(make.owner_of_entry(entry)).get(url("receipt", entry.pk))
    assert (page.context["on_paper"], page.context["mended"]) == (1, ["Ảnh và giấy tờ"])
    assert "Cơ quan đã nhận đủ bộ giấy, mới nhất là của lần nộp thứ 1" in page.content.decode()


def test_what_was_mended_since_the_paper_came_is_asked_for_however_often_it_was_filed_since(client_of):
    entry = make.submitted_entry()
    make.paper_sets(entry, sets=2)
    entry = filed_again(entry, with_new_photo=True, day=3)
    entry = filed_again(entry, with_new_photo=False, day=6)
    browser, address = client_of(make.owner_of_entry(entry)), url("receipt", entry.pk)
    page = browser.get(address)
    photos, text = parts.LABELS[parts.PAPERS], parts.LABELS["culture"]
    assert (set(page.context["mended"]), page.context["on_paper"]) == ({photos, text}, 1)
    assert f"{url('version_compare', entry.pk)}?tu=1" in page.content.decode()

    # The second filing came on paper too: only what the third changed is missing.
    later = timezone.localdate(make.AT) + datetime.timedelta(days=4)
    operations.receive_paper_sets(
        entry=entry,
        sets=2,
        way="post",
        arrived_on=later,
        by=make.officer_of(entry.round),
        at=make.AT + datetime.timedelta(days=6),
    )
    page = browser.get(address)
    assert (page.context["mended"], page.context["on_paper"]) == ([text], 2)
