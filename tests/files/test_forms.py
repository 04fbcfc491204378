import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.files.forms import CheckedFileField, CheckedFilesField
from cnnt_portal.files.kinds import IMAGES, PDF, SCANS
from tests.factories.files import jpeg, pdf, png, upload


class PaperForm(forms.Form):
    paper = CheckedFileField(label="Giấy đăng ký", accept=SCANS)


class PhotosForm(forms.Form):
    photos = CheckedFilesField(label="Ảnh", accept=IMAGES)


def photos(*uploads):
    return PhotosForm({}, MultiValueDict({"photos": list(uploads)}))


def test_a_good_file_passes_and_can_still_be_read():
    content = pdf()
    form = PaperForm({}, {"paper": upload(content, "giấy.pdf")})
    assert form.is_valid()
    assert form.cleaned_data["paper"].read() == content


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "Hãy chọn tệp."),
        ({"paper": upload(b"", "a.pdf")}, "Tệp rỗng (0 byte). Hãy kiểm tra tệp trên máy rồi chọn lại."),
    ],
)
def test_a_missing_and_an_empty_file_get_our_own_words(files, sentence):
    assert PaperForm({}, files).errors == {"paper": [sentence]}


def test_the_sentence_stands_at_the_field():
    form = PaperForm({}, {"paper": upload(b"<script>", "giấy.pdf")})
    assert form.errors["paper"] == [
        "Nội dung tệp không phải là ảnh JPEG, ảnh PNG, ảnh WebP hoặc PDF (tên hay đuôi tệp không quyết định điều "
        "này). Hãy lưu hoặc xuất tệp thành PDF rồi tải lên."
    ]


def test_a_refusal_of_the_operation_lands_at_its_field_too():
    form = PaperForm({}, {"paper": upload(pdf(), "a.pdf")})
    assert form.is_valid()
    with shown_on(form):
        raise Refused("Không được.", field="paper")
    assert form.errors == {"paper": ["Không được."]}


def test_the_field_tells_the_browser_and_the_reader_what_it_takes():
    field = PaperForm()["paper"]
    assert field.help_text == "Nhận ảnh JPEG, ảnh PNG, ảnh WebP hoặc PDF, tối đa 20,0\xa0MB."
    assert 'accept=".jpg,.jpeg,.jfif,.png,.webp,.pdf"' in str(field)
    assert 'data-max-bytes="20971520"' in str(field)


def test_a_use_may_have_a_smaller_limit():
    class SmallForm(forms.Form):
        paper = CheckedFileField(accept=PDF, max_bytes=100)

    assert "vượt quá mức cho phép" in SmallForm({}, {"paper": upload(pdf(), "a.pdf")}).errors["paper"][0]


def test_several_photos_come_as_a_list():
    form = photos(upload(jpeg(), "a.jpg"), upload(png(), "b.png"))
    assert form.is_valid()
    assert [photo.name for photo in form.cleaned_data["photos"]] == ["a.jpg", "b.png"]


def test_each_bad_photo_is_named():
    form = photos(upload(jpeg(), "a.jpg"), upload(b"x", "b.jpg"), upload(b"", "c.jpg"))
    assert [message.partition(":")[0] for message in form.errors["photos"]] == ["b.jpg", "c.jpg"]


def test_no_photo_is_refused_only_where_photos_are_asked_for():
    assert photos().errors == {"photos": ["Hãy chọn tệp."]}
    form = photos()
    form.fields["photos"].required = False
    assert form.is_valid()
    assert form.cleaned_data["photos"] == []
