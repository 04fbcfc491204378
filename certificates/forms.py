from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.files.forms import CheckedFileField, CheckedFilesField
from cnnt_portal.files.kinds import ANYTHING, PDF, SCANS
from cnnt_portal.text import nfc
from cnnt_portal.ui.forms import DayField, PortalForm
from cnnt_portal.ui.tables import cells_of_text, cells_of_workbook
from registrations.models import ProductGroup, VoteLevel

from . import queries
from .models import AGAINST_HOLDER, NEW_PAPER, CertificateAct, signs_alone_as_deputy
from .operations.logo import FORMS


class SignerTitleField(forms.CharField):
    def __init__(self):
        super().__init__(
            label="Chức vụ người ký",
            max_length=200,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=(
                "Viết như trên quyết định. Cấp phó ký thay thì ghi hai dòng: “KT. CHỦ TỊCH” rồi “PHÓ CHỦ TỊCH”."
            ),
        )


class DecisionForm(PortalForm):
    number = forms.CharField(label="Số quyết định", max_length=60, help_text="Ví dụ: 1234/QĐ-UBND")
    decided_on = DayField(label="Ngày ký", help_text="Ngày ghi trên quyết định; giấy chứng nhận mang ngày này.")
    issuer = forms.ChoiceField(label="Cơ quan ban hành")
    signer_title = SignerTitleField()
    signer_name = forms.CharField(label="Họ tên người ký", max_length=120)
    scan = CheckedFileField(label="Bản quét quyết định đã ký và đóng dấu", accept=SCANS, required=False)

    def __init__(self, *args, issuers, **options):
        super().__init__(*args, **options)
        self.fields["issuer"].choices = [(name, name) for name in issuers]

    @classmethod
    def to_correct(cls, decision, data=None, *, issuers):
        """Without the scan, which has a place of its own once the decision is entered."""
        form = cls(data, initial=cls.initial_of(decision), issuers=issuers)
        del form.fields["scan"]
        return form

    @staticmethod
    def initial_of(decision):
        names = ("number", "decided_on", "issuer", "signer_title", "signer_name")
        return {name: getattr(decision, name) for name in names}


class PlainSelect(forms.Select):
    """A select drawn without a template for each option: the register offers a hundred provinces on every page."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) == chosen else "", label)  # noqa: S308
                for key, label in self.choices
            ),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


class SignedForm(PortalForm):
    files = CheckedFilesField(label="Các tệp PDF đã ký số", accept=PDF)


class LogoForm(PortalForm):
    label = forms.CharField(
        label="Tên gọi", max_length=120, help_text="Ví dụ: Bản màu để in bao bì, Bản một màu, Quy cách sử dụng."
    )
    upload = CheckedFileField(label="Tệp", accept=FORMS)


class ScanForm(PortalForm):
    scan = CheckedFileField(label="Bản quét quyết định đã ký và đóng dấu", accept=SCANS)


class RegisterFilter(PortalForm):
    """Filters of the public register; a wrong value filters nothing."""

    q = forms.CharField(label="Tên sản phẩm hoặc cơ sở", required=False, max_length=100)
    hieu_luc = forms.ChoiceField(label="Hiệu lực", required=False, widget=PlainSelect)
    tinh = forms.TypedChoiceField(
        label="Tỉnh, thành phố (nay)", required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    nhom = forms.ChoiceField(label="Nhóm", required=False, widget=PlainSelect)
    cap = forms.ChoiceField(label="Cấp", required=False, widget=PlainSelect)
    nam = forms.TypedChoiceField(label="Năm", required=False, coerce=int, empty_value=None, widget=PlainSelect)
    tinh_cu = forms.TypedChoiceField(
        label="Tỉnh lúc công nhận (tên cũ)", required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    khu_vuc = forms.TypedChoiceField(label="Khu vực", required=False, coerce=int, empty_value=None, widget=PlainSelect)
    ngay = DayField(label="Hiệu lực tính vào ngày", required=False, help_text="Để trống là hôm nay.")

    # On a telephone all but the words are folded away, so that the list begins on the first screen.
    USUAL = ("hieu_luc", "tinh", "nhom")
    LEVELS = (
        (VoteLevel.NATION, "Quốc gia"),
        (VoteLevel.REGION, "Khu vực"),
        (VoteLevel.PROVINCE, "Tỉnh"),
        (VoteLevel.LOWEST, "Huyện, xã"),
    )

    def __init__(self, data, *, today):
        super().__init__(data)
        known = queries.register_choices(today)
        for name, all_of_them, choices in (
            ("hieu_luc", "Tất cả, giấy còn hiệu lực xếp trước", queries.Force.choices),
            ("tinh", "Cả nước", known["provinces"]),
            ("nhom", "Tất cả các nhóm", ProductGroup.choices),
            ("cap", "Tất cả các cấp", self.LEVELS),
            ("nam", "Tất cả các năm", known["years"]),
            ("tinh_cu", "Mọi tỉnh", known["former_provinces"]),
            ("khu_vuc", "Cả ba khu vực", known["regions"]),
        ):
            self.fields[name].choices = [("", all_of_them), *choices]

    @property
    def usual_fields(self):
        return [self[name] for name in self.USUAL]

    @property
    def further_fields(self):
        return [field for field in self if field.name not in ("q", *self.USUAL)]

    @property
    def is_narrowed(self):
        """Was anything chosen beside the words, be it nonsense?"""
        return any(self.data.get(name) for name in self.fields if name != "q")

    def usual_is_used(self):
        return any(self.cleaned_data.get(name) for name in self.USUAL)

    def further_is_used(self):
        return any(self.cleaned_data.get(field.name) for field in self.further_fields)

    def chosen(self, today):
        """What `queries.register` takes."""
        chosen = self.cleaned_data
        return {
            "on": chosen.get("ngay") or today,
            "words": chosen.get("q", ""),
            "level": chosen.get("cap", ""),
            "year": chosen.get("nam"),
            "group": chosen.get("nhom", ""),
            "territory": queries.territory(chosen["tinh"]) if chosen.get("tinh") else None,
            "province": chosen.get("tinh_cu"),
            "region": chosen.get("khu_vuc"),
            # A day without a wish for force means: what was in force on that day.
            "force": chosen.get("hieu_luc") or (queries.Force.IN_FORCE if chosen.get("ngay") else ""),
        }


class CodeForm(PortalForm):
    code = forms.CharField(
        label="Mã kiểm tra trên giấy chứng nhận",
        max_length=200,
        help_text="Mười chữ và số, ví dụ K7MNP2QRST. Chữ hoa, chữ thường, dấu cách đều được.",
        error_messages={"required": "Hãy gõ mã kiểm tra in cạnh mã QR trên giấy."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "field-short"}),
    )

    def clean_code(self):
        """The code however it is typed; also out of the whole address that a phone copies from the QR code."""
        typed = self.cleaned_data["code"].rstrip("/ ").rpartition("/")[2]
        return "".join(letter for letter in typed if letter.isalnum()).upper()


class PaperForm(PortalForm):
    """A file that is only compared: nothing in it is read beyond its first bytes."""

    file = forms.FileField(
        label="Tệp giấy chứng nhận (PDF)",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        error_messages={"required": "Hãy chọn tệp.", "empty": "Tệp rỗng (0 byte). Hãy chọn lại."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.FILES_MAX_BYTES:
            raise forms.ValidationError(
                f"Tệp nặng {filesizeformat(file.size)}: lớn hơn mọi tệp mà cổng cấp. Hãy chọn lại tệp."
            )
        is_pdf = b"%PDF-" in file.read(1024)
        file.seek(0)
        if not is_pdf:
            raise forms.ValidationError(
                "Tệp này không phải PDF. Nếu chỉ có ảnh chụp hay bản quét, hãy gõ mã in trên giấy."
            )
        return file


class HistoryForm(PortalForm):
    """A table of products recognised before the portal, as xlsx or CSV."""

    file = forms.FileField(
        label="Bảng sản phẩm (Excel .xlsx hoặc CSV)",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Hãy chọn tệp.", "empty": "Tệp rỗng (0 byte). Hãy chọn lại."},
    )

    def clean(self):
        cleaned = super().clean()
        file = cleaned.pop("file", None)
        if file is not None:
            with shown_on(self):
                cleaned |= {"name": file.name, "cells": _cells(file)}
        return cleaned


def _cells(file):
    beginning = file.read(2)
    file.seek(0)
    if beginning == b"PK":
        return cells_of_workbook(file)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "Tệp này không phải Excel (.xlsx) và cũng không phải CSV mã UTF-8. Trong Excel hãy chọn “Lưu thành” .xlsx.",
            field="file",
        ) from error
    first = text.partition("\n")[0]
    return cells_of_text(text, max(",;\t", key=first.count))


class ActForm(PortalForm):
    """What an officer writes to prepare a decision about a certificate."""

    ground = forms.CharField(
        label="Căn cứ, lý do",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Khi quyết định có hiệu lực, câu này hiện ở trang kiểm tra công khai: không ghi thông tin cá nhân.",
    )
    evidence = CheckedFileField(label="Tài liệu kèm theo (biên bản, đơn đề nghị)", accept=SCANS, required=False)
    reply_until = DayField(
        label="Cơ sở giải trình đến hết ngày",
        help_text="Cơ sở được báo ngay và có quyền giải trình đến hết ngày này. Ghi sẵn là ngày sớm nhất.",
    )
    product_name = forms.CharField(label="Tên sản phẩm ghi trên giấy mới", max_length=300)
    establishment_name = forms.CharField(label="Tên cơ sở ghi trên giấy mới", max_length=300)
    address = forms.CharField(label="Địa chỉ ghi trên giấy mới", max_length=600)

    NAMES = ("product_name", "establishment_name", "address")

    def __init__(self, *args, kind, certificate, on, **options):
        super().__init__(*args, **options)
        self.fields["reply_until"].initial = CertificateAct.earliest_reply(on)
        if kind not in AGAINST_HOLDER:
            del self.fields["reply_until"]
        for name in self.NAMES:
            if kind == CertificateAct.Kind.REPLACE:
                self.fields[name].initial = getattr(certificate, name)
            else:
                del self.fields[name]

    @property
    def facts(self):
        """What the operation takes."""
        facts = {name: value for name, value in self.cleaned_data.items() if name not in self.NAMES}
        names = {name: self.cleaned_data[name] for name in self.NAMES if name in self.fields}
        return facts | ({"new_names": names} if names else {})


class ConfirmForm(PortalForm):
    """The signed decision, as its paper says it."""

    number = forms.CharField(label="Số quyết định", max_length=60)
    decided_on = DayField(label="Ngày ký")
    effective_on = DayField(label="Có hiệu lực từ ngày")
    ends_on = DayField(label="Đến hết ngày", required=False, help_text="Để trống nếu chưa định ngày.")
    signer_title = SignerTitleField()
    title_is_as_signed = forms.BooleanField(label="Bản đã ký ghi đúng như vậy, không có dòng “KT.”", required=False)
    signer_name = forms.CharField(label="Họ tên người ký", max_length=120)
    scan = CheckedFileField(
        label="Bản quét quyết định đã ký và đóng dấu",
        accept=SCANS,
        required=False,
        help_text="Chưa có thì để trống, gửi sau ở trang này. Cơ sở xem được, trang công khai không hiện.",
    )

    def __init__(self, *args, kind, **options):
        super().__init__(*args, **options)
        if kind != CertificateAct.Kind.SUSPEND:
            del self.fields["ends_on"]
        # The new paper is printed at once and bears the title for good.
        if kind not in NEW_PAPER or not signs_alone_as_deputy(nfc(self.data.get("signer_title", ""))):
            del self.fields["title_is_as_signed"]

    def clean(self):
        facts = super().clean()
        if facts.pop("title_is_as_signed", None) is False:
            self.add_error(
                "signer_title",
                "Cấp phó ký thay thì Nghị định 30/2020/NĐ-CP ghi “KT.” và chức vụ của người đứng đầu ở dòng trên. "
                "Hãy đối chiếu bản đã ký: thiếu thì thêm dòng ấy, đúng là không có thì đánh dấu ô bên dưới.",
            )
        return facts


class ReasonForm(PortalForm):
    reason = forms.CharField(label="Lý do không thực hiện", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReplyForm(PortalForm):
    reply = forms.CharField(label="Ý kiến giải trình", max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    uploads = CheckedFilesField(
        label="Tài liệu kèm theo (chọn được nhiều tệp một lúc)",
        accept=ANYTHING,
        required=False,
        help_text="Nếu có: ảnh chụp, phiếu kiểm nghiệm, giấy xác nhận. Nhận ảnh, PDF, Word, Excel.",
    )
