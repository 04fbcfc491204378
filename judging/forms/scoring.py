from django import forms
from django.core.exceptions import ValidationError

from cnnt_portal.files.forms import CheckedFileField
from cnnt_portal.files.kinds import ANYTHING
from cnnt_portal.ui.forms import PortalForm

from ..scoring import ScoreError, mark_of, parse_score, vietnamese


class CloseForm(PortalForm):
    note = forms.CharField(
        label="Ý kiến khi khóa (bắt buộc nếu có sản phẩm chưa đủ số giám khảo, phiếu giấy chưa được xác nhận)",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PointsField(forms.CharField):
    """Points as typed; reading them needs the criterion."""

    def __init__(self, criterion, digits):
        self.criterion, self.digits = criterion, digits
        super().__init__(
            label=f"{criterion.name} (tối đa {vietnamese(criterion.maximum)})", required=False, max_length=40
        )

    def widget_attrs(self, widget):
        return {
            "inputmode": "decimal",
            "autocomplete": "off",
            "class": "field-short number",
            "data-points": str(self.criterion.maximum),
        }

    def clean(self, value):
        try:
            return parse_score(super().clean(value), maximum=self.criterion.maximum, digits=self.digits)
        except ScoreError as error:
            raise ValidationError(str(error)) from None


class SheetForm(PortalForm):
    """The score sheet of Phụ lục 4: points and a note for each criterion of the round's rule set, then remarks.

    `only` keeps a single field: what a page sends when one field has changed.
    """

    def __init__(self, data=None, *, sheet, rules, only=None):
        super().__init__(data)
        self.sheet, self.rules = sheet, rules
        stands = {} if only else sheet.standing()
        # A field that is not asked for is not made: two hundred judges save theirs in the same minute.
        for criterion in rules.criteria:
            self._add(only, f"diem_{criterion.code}", self._points, criterion, stands)
            self._add(only, f"ghi_chu_{criterion.code}", self._note, criterion, stands)
        self._add(only, "nhan_xet", self._remarks)
        self._add(only, "ly_do_khong_cham", self._not_scored)
        for name, field in self.fields.items():
            field.mark = self._seen(name) or mark_of(stands.get(name))

    def _add(self, only, name, make, *of):
        if only in (None, name):
            self.fields[name] = make(*of)

    def _points(self, criterion, stands):
        value = stands.get(f"diem_{criterion.code}")
        points = PointsField(criterion, self.rules.digits)
        points.initial = "" if value is None else vietnamese(value)
        return points

    def _note(self, criterion, stands):
        return forms.CharField(
            label="Ghi chú",
            required=False,
            max_length=1000,
            initial=stands.get(f"ghi_chu_{criterion.code}", ""),
            widget=forms.Textarea(attrs={"rows": 1}),
        )

    def _remarks(self):
        return forms.CharField(
            label="Nhận xét chung",
            required=False,
            max_length=4000,
            initial=self.sheet.remarks,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def _not_scored(self):
        return forms.CharField(
            label="Lý do không chấm",
            required=False,
            max_length=2000,
            initial=self.sheet.not_scored_reason,
            help_text="Chỉ ghi khi bạn không chấm sản phẩm này. Không chấm không phải là 0 điểm: phiếu sẽ không tính "
            "vào điểm bình quân.",
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _seen(self, name):
        return self.data.get(f"da_thay_{name}", "")

    def show_newer(self, field, mark):
        """Whoever saves again has now read what stands in this field."""
        self.fields[field].mark = mark

    def criteria(self):
        """(criterion, points field, note field) as the page lays them out."""
        return [(c, self[f"diem_{c.code}"], self[f"ghi_chu_{c.code}"]) for c in self.rules.criteria]

    def rows(self, bands):
        """`criteria` with the agreed band of each, or None; `bands` are {criterion code: Band}."""
        return [(*row, bands.get(row[0].code)) for row in self.criteria()]

    def changes(self):
        """What `operations.save_sheet` takes."""
        cleaned, changes = self.cleaned_data, {"values": {}, "notes": {}}
        for criterion in self.rules.criteria:
            if f"diem_{criterion.code}" in cleaned:
                changes["values"][criterion.code] = cleaned[f"diem_{criterion.code}"]
            if f"ghi_chu_{criterion.code}" in cleaned:
                changes["notes"][criterion.code] = cleaned[f"ghi_chu_{criterion.code}"]
        if "nhan_xet" in cleaned:
            changes["remarks"] = cleaned["nhan_xet"]
        if "ly_do_khong_cham" in cleaned:
            changes["not_scored_reason"] = cleaned["ly_do_khong_cham"]
        changes["seen"] = {name: self._seen(name) for name in self.fields if self._seen(name)}
        return changes


class PaperSheetForm(SheetForm):
    """The same sheet as the secretary keys it in from paper: blank, with the scan. What the judge may have typed on the
    portal is never shown to the secretary."""

    scan = CheckedFileField(label="Bản quét phiếu giấy có chữ ký của giám khảo", accept=ANYTHING)

    def __init__(self, data=None, files=None, *, sheet, rules):
        super().__init__(data, sheet=sheet, rules=rules)
        self.files = files or {}
        self.order_fields([name for name in self.fields if name != "scan"])
        for field in self.fields.values():
            field.initial = ""

    def changes(self):
        """What `operations.key_sheet` takes."""
        scan, changes = self.cleaned_data["scan"], super().changes()
        del changes["seen"]  # nothing stood on a sheet that nobody has begun
        return changes | {"scan": scan, "scan_name": scan.name}


class ContestForm(PortalForm):
    """The judge says where a keyed sheet is not what they wrote, and who mends it."""

    objection = forms.CharField(
        label="Phiếu nhập sai ở chỗ nào", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    may_key_again = forms.TypedChoiceField(
        label="Ai sửa",
        choices=[("khong", "Tôi tự sửa trên cổng rồi nộp lại"), ("co", "Nhờ thư ký nhập lại từ phiếu giấy")],
        coerce=lambda answer: answer == "co",
        widget=forms.RadioSelect,
    )


class BandsForm(PortalForm):
    """The agreed bands of one product group: from, to and what that means, for each criterion of the rule set."""

    def __init__(self, data=None, *, rows, digits):
        super().__init__(data)
        self.rows = rows
        for criterion, band in rows:
            for name, label in (("tu", "Từ điểm"), ("den", "Đến điểm")):
                field = PointsField(criterion, digits)
                field.label = label
                field.initial = vietnamese(band.lowest if name == "tu" else band.highest) if band else ""
                self.fields[f"{name}_{criterion.code}"] = field
            self.fields[f"loi_{criterion.code}"] = forms.CharField(
                label="Hướng dẫn chấm",
                max_length=1000,
                required=False,
                initial=band.wording if band else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def criteria(self):
        """(criterion, from, to, wording) as the page lays them out."""
        return [(c, *(self[f"{name}_{c.code}"] for name in ("tu", "den", "loi"))) for c, _ in self.rows]

    def clean(self):
        cleaned = super().clean()
        for criterion, _ in self.rows:
            ends = [cleaned.get(f"{name}_{criterion.code}") for name in ("tu", "den")]
            if (ends[0] is None) != (ends[1] is None) and not self.errors:
                self.add_error(
                    f"tu_{criterion.code}", "Hãy ghi cả điểm đầu và điểm cuối của khung, hoặc để trống cả hai."
                )
        return cleaned

    def bands(self):
        """What `operations.agree_bands` takes."""
        cleaned = self.cleaned_data
        return {
            c.code: (cleaned[f"tu_{c.code}"], cleaned[f"den_{c.code}"], cleaned[f"loi_{c.code}"])
            for c, _ in self.rows
            if cleaned[f"tu_{c.code}"] is not None
        }
