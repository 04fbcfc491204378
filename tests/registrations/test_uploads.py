"""Photos and papers that came by pieces before their form: added together, or named one by one and kept for the next
try."""

from io import BytesIO

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.files import arriving
from cnnt_portal.files.models import Upload
from cnnt_portal.rulebook.models import Parameter
from registrations import operations
from tests.factories import registrations as make
from tests.factories.files import bitmap, pdf, upload

pytestmark = pytest.mark.django_db


def _address(entry):
    return reverse("registrations:paper_list", args=[entry.pk])


def _arrived(entry, name, content, by=None, kind="photo_other"):
    at, by = timezone.now(), by or make.owner_of_entry(entry)
    begun = arriving.begin(name=name, size=len(content), purpose=f"giay-to:{entry.pk}:{kind}", by=by, at=at)
    arriving.receive(upload=begun, offset=0, body=BytesIO(content), at=at)
    return begun.token


def _send(browser, entry, *tokens, **facts):
    return browser.post(_address(entry), {"kind": "photo_other", "upload-arrived": tokens} | facts)


def test_files_that_arrived_are_added_together_with_those_of_the_form_and_are_spent(client_of):
    entry = make.draft_entry()
    browser = client_of(make.owner_of_entry(entry))
    tokens = [_arrived(entry, f"{number}.png", make.photo(number)) for number in (1, 2)]
    page = browser.get(_address(entry), {"loai": "photo_other"}).content.decode()
    assert [token in page for token in tokens] == [True, True]
    with_the_form = upload(make.photo(3), "3.png")
    answer = _send(browser, entry, *tokens, upload=with_the_form, caption="Hộp 500 g")
    assert answer.status_code == 302
    papers = entry.dossier.papers.order_by("pk")
    assert [(paper.file.name, paper.caption) for paper in papers] == [
        ("3.png", "Hộp 500 g"),
        ("1.png", "Hộp 500 g"),
        ("2.png", "Hộp 500 g"),
    ]
    assert Upload.objects.count() == 0


def test_of_several_files_the_bad_ones_are_named_and_the_good_ones_wait_for_the_next_try(client_of):
    entry = make.draft_entry()
    browser = client_of(make.owner_of_entry(entry))
    good = _arrived(entry, "ro.png", make.photo())
    small, torn = _arrived(entry, "nho.png", bitmap((200, 150))), _arrived(entry, "hong.png", make.photo(1)[:90])

    page = _send(browser, entry, good, small, torn, caption="Hộp 500 g")
    assert [error.split(":")[0] for error in page.context["form"].errors["upload"]] == ["hong.png"]
    page = _send(browser, entry, good, small, caption="Hộp 500 g")
    assert page.context["form"].errors["upload"][0].startswith("nho.png: Ảnh chỉ có 200 × 150 điểm ảnh")
    assert (entry.dossier.papers.count(), list(Upload.objects.values_list("token", flat=True))) == (0, [good])
    assert "Hộp 500 g" in page.content.decode()

    assert _send(browser, entry, good).status_code == 302
    assert entry.dossier.papers.get().file.name == "ro.png"


def test_neither_anothers_file_nor_one_sent_to_another_form_nor_half_a_file_is_taken(client_of, cast):
    entry = make.draft_entry()
    anothers = _arrived(entry, "cua-nguoi-khac.png", make.photo(), by=cast.outsider)
    for_another_form = _arrived(entry, "mat-truoc.png", make.photo(), kind="photo_front")
    half = arriving.begin(
        name="nua.png",
        size=99,
        purpose=f"giay-to:{entry.pk}:photo_other",
        by=make.owner_of_entry(entry),
        at=timezone.now(),
    )
    page = _send(client_of(make.owner_of_entry(entry)), entry, anothers, for_another_form, half.token)
    assert page.context["form"].errors["upload"] == ["Hãy chọn tệp."]
    assert "Chọn lại đúng tệp này ở trên để tải tiếp phần còn lại" in page.content.decode()
    assert Upload.objects.count() == 3


def _originals():
    return sorted(path for path in (settings.MEDIA_ROOT / "originals").rglob("*") if path.is_file())


def test_refused_files_leave_no_bytes_behind_however_often_they_are_sent(client_of):
    entry = make.draft_entry()
    browser = client_of(make.owner_of_entry(entry))
    make.add_paper(entry.dossier, "photo_top", content=make.photo(5))
    good = _arrived(entry, "ro.png", make.photo())
    before = _originals()
    for _ in range(2):
        page = _send(browser, entry, good, upload=upload(make.photo(5), "co-roi.png"))
        assert "co-roi.png: Ảnh này đã dùng cho một góc chụp khác" in page.context["form"].errors["upload"][0]
    assert _originals() == before != []


def test_files_are_not_put_together_for_a_form_that_is_refused_without_them(client_of, monkeypatch):
    entry = make.draft_entry()
    token = _arrived(entry, "ro.png", make.photo())
    put_together = []
    monkeypatch.setattr(arriving, "Arrived", lambda upload: put_together.append(upload))
    page = _send(client_of(make.owner_of_entry(entry)), entry, token, caption="ạ" * 201)
    assert (list(page.context["form"].errors), put_together) == (["caption"], [])
    assert f'value="{token}" checked' in page.content.decode()


def test_no_more_is_put_together_than_the_dossier_has_room_for(client_of):
    entry = make.draft_entry()
    browser, limits = client_of(make.owner_of_entry(entry)), Parameter.objects.filter(rule_set=entry.round.rule_set)
    tokens = [_arrived(entry, f"{number}.png", make.photo(number)) for number in range(3)]
    for key, words in (("papers_max", "đã có 0 ảnh"), ("papers_max_mb", "tổng cộng 0 MB")):
        before = limits.get(key=key).value
        limits.filter(key=key).update(value=0)
        page = _send(browser, entry, *tokens)
        assert words in page.context["form"].errors["upload"][0]
        limits.filter(key=key).update(value=before)
    # Each time the first was looked at, refused and forgotten; the last still waits.
    assert [upload.token for upload in Upload.objects.all()] == tokens[2:]


def test_only_a_dossier_that_can_be_changed_takes_files(cast):
    entry = make.draft_entry()
    owner, filed = make.owner_of_entry(entry), make.submitted_entry()
    wishes = [
        (owner, f"giay-to:{entry.pk}:photo_top"),
        (cast.outsider, f"giay-to:{entry.pk}:photo_top"),
        (make.owner_of_entry(filed), f"giay-to:{filed.pk}:photo_top"),
        (owner, "giay-to:x:photo_top"),
    ]
    assert [bool(arriving.can_send(*wish)) for wish in wishes] == [True, False, False, False]


def test_a_file_sent_and_not_put_into_the_dossier_is_named_where_the_dossier_is_filed(client_of, cast):
    """With the way to its box, there and when nothing was mended; nobody else's file, and none of another dossier."""
    entry = make.submitted_entry()
    operations.return_for_completion(entry=entry, points=[make.POINT], by=make.officer_of(entry.round), at=make.AT)
    browser = client_of(make.owner_of_entry(entry))
    _arrived(entry, "chup-lai.png", make.photo(8), kind="photo_front")
    _arrived(entry, "giay-moi.pdf", pdf(), kind="khac")
    _arrived(entry, "cua-nguoi-khac.png", make.photo(7), by=cast.outsider)
    _arrived(make.draft_entry(), "ho-so-khac.png", make.photo(6), by=make.owner_of_entry(entry))

    submit = reverse("registrations:entry_submit", args=[entry.pk])
    refused = browser.post(submit, {"is_true_stated": "on"})
    assert "Bạn chưa sửa phần nào" in refused.content.decode()
    for page in (refused, browser.get(submit), browser.get(reverse("registrations:entry_detail", args=[entry.pk]))):
        assert [(upload.name, url) for upload, _, url in page.context["waiting_files"]] == [
            ("chup-lai.png", f"{_address(entry)}?loai=photo_front#tai-len"),
            ("giay-moi.pdf", f"{_address(entry)}?loai=standard#tai-len"),
        ]
        assert [box for _, box, _ in page.context["waiting_files"]] == [
            "Ảnh chụp mặt trước",
            "Giấy tờ khác còn hiệu lực",
        ]
        assert "chup-lai.png" in page.content.decode()
        assert "bấm “Thay ảnh này” hoặc “Thay giấy này” bên cạnh tệp cũ" in page.content.decode()
    at_its_box = browser.get(_address(entry), {"loai": "photo_front"}).content.decode()
    assert "chup-lai.png" in at_its_box
    old = entry.dossier.papers.get(kind="photo_front").file_id
    assert "chup-lai.png" in browser.get(_address(entry), {"thay": old}).content.decode()


def test_no_file_waits_for_photos_and_papers_that_are_closed(client_of):
    entry = make.submitted_entry()
    point = make.POINT | {"part": "culture"}
    operations.return_for_completion(entry=entry, points=[point], by=make.officer_of(entry.round), at=make.AT)
    _arrived(entry, "chup-lai.png", make.photo(8))
    page = client_of(make.owner_of_entry(entry)).get(reverse("registrations:entry_submit", args=[entry.pk]))
    assert page.context["waiting_files"] == []
