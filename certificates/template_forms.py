"""The form in which an office changes the design of its paper: one part for each box of words."""

from django import forms
from django.core.validators import RegexValidator

from cnnt_portal.files.forms import CheckedFileField
from cnnt_portal.ui.forms import PortalForm

from .design import HEIGHT, SIZES, WIDTH, Box, Design, Picture
from .numbering import DIGITS
from .operations.templates import PICTURES

ALIGN = [("left", "Trái"), ("center", "Giữa"), ("right", "Phải")]


def _number(label, smallest, largest, **options):
    return forms.FloatField(
        label=label,
        min_value=smallest,
        max_value=largest,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "field-short"}),
        **options,
    )


class _PlaceForm(PortalForm):
    x = _number("Cách mép trái (mm)", 0, WIDTH)
    y = _number("Cách mép trên (mm)", 0, HEIGHT)
    width = _number("Rộng (mm)", 1, WIDTH)
    height = _number("Cao (mm)", 1, HEIGHT)

    PLACE = ("x", "y", "width", "height")

    @property
    def what(self):
        """What stands there, before where it stands."""
        return [field for field in self if field.name not in self.PLACE]

    @property
    def place(self):
        return [self[name] for name in self.PLACE]

    @property
    def place_is_wrong(self):
        return any(field.errors for field in self.place)


class BoxForm(_PlaceForm):
    text = forms.CharField(
        label="Chữ", max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mục trong ngoặc nhọn được thay bằng dữ liệu của từng giấy. Bỏ trống thì ô này không in.",
    )  # fmt: skip
    size = _number("Cỡ chữ lớn nhất", *SIZES, help_text="Chữ dài quá thì tự nhỏ lại cho vừa ô.")
    color = forms.CharField(
        label="Màu",
        widget=forms.TextInput(attrs={"type": "color", "class": "form-control-color"}),
        validators=[RegexValidator(r"^#[0-9a-f]{6}\Z", "Hãy chọn màu trong bảng màu.")],
    )
    align = forms.ChoiceField(label="Canh", choices=ALIGN)
    bold = forms.BooleanField(label="Đậm", required=False)
    italic = forms.BooleanField(label="Nghiêng", required=False)
    capitals = forms.BooleanField(label="Chữ hoa", required=False)
    middle = forms.BooleanField(label="Đứng giữa ô theo chiều cao", required=False)


class PictureForm(_PlaceForm):
    upload = CheckedFileField(label="Hình (ảnh JPEG, PNG)", accept=PICTURES, required=False, max_bytes=2_000_000)
    is_removed = forms.BooleanField(label="Bỏ hình đang dùng", required=False)

    def __init__(self, *args, picture, **options):
        super().__init__(*args, **options)
        if picture.is_code:
            del self.fields["upload"]
        if not picture.file:
            del self.fields["is_removed"]


class NumberForm(PortalForm):
    """How certificates of an office and a level are numbered."""

    text = forms.CharField(
        label="Mẫu số",
        max_length=50,
        help_text="Gõ {số} ở chỗ số thứ tự và {năm} ở chỗ năm, ví dụ {số}/GCN-{năm} hoặc {số}/{năm}/CNNT-UBND.",
    )
    digits = forms.TypedChoiceField(
        label="Số thứ tự viết ít nhất",
        coerce=int,
        choices=[(count, f"{count} chữ số: {1:0{count}d}") for count in range(DIGITS[0], DIGITS[1] + 1)],
    )


class SheetForm(PortalForm):
    border = forms.BooleanField(label="Khung hoa văn của cổng", required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput)


class DesignForm:
    """All parts of a design together: its own sheet, every box, every picture."""

    def __init__(self, design, version, data=None, files=None):
        self._design = design
        self.sheet = SheetForm(data, initial={"border": design.border, "based_on": version})
        self.boxes = [
            (box, BoxForm(data, prefix=f"o{place}", initial=vars(box))) for place, box in enumerate(design.boxes)
        ]
        self.pictures = [
            (picture, PictureForm(data, files, prefix=f"h{place}", initial=vars(picture), picture=picture))
            for place, picture in enumerate(design.pictures)
        ]

    @property
    def _forms(self):
        return [self.sheet, *(form for _, form in (*self.boxes, *self.pictures))]

    @property
    def errors(self):
        return any(form.is_bound and form.errors for form in self._forms)

    def is_valid(self):
        # Every part is asked, so that every mistake is shown.
        answers = [form.is_valid() for form in self._forms]
        return all(answers)

    @property
    def design(self):
        """What was typed, without pictures that are still to be kept."""
        boxes = (Box(**{**vars(box), **form.cleaned_data}) for box, form in self.boxes)
        return Design(
            border=self.sheet.cleaned_data["border"],
            boxes=tuple(boxes),
            pictures=tuple(self._picture(picture, form.cleaned_data) for picture, form in self.pictures),
            rules=self._design.rules,
        )

    @staticmethod
    def _picture(picture, typed):
        place = {name: typed[name] for name in PictureForm.PLACE}
        return Picture(picture.name, **place, file=None if typed.get("is_removed") else picture.file)

    @property
    def uploads(self):
        """{name of the place: upload}."""
        found = {picture.name: form.cleaned_data.get("upload") for picture, form in self.pictures}
        return {name: upload for name, upload in found.items() if upload}
