from django import forms
from django.core.exceptions import ValidationError

from cnnt_portal.accounts.models import User
from cnnt_portal.files.forms import CheckedFileField
from cnnt_portal.files.kinds import ANYTHING
from cnnt_portal.ui.forms import DayField, PortalForm, PortalModelForm, RowsField

from .models import BY_HAND, MAY_BE_SKIPPED, ConflictDeclaration, Council, Seat, Stage, StageMark, Vote
from .scoring import ScoreError, parse_score, vietnamese


class CouncilForm(PortalModelForm):
    class Meta:
        model = Council
        fields = ["name", "decision_number", "decision_date"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["decision_number"].required = True
        self.fields["decision_date"].required = True


class PersonForm(PortalForm):
    """Somebody who has an account, found by address; `cleaned_data` holds the `user`."""

    email = forms.EmailField(label="Địa chỉ thư của người được mời", max_length=254)

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        self.user = User.objects.filter(email=email, is_active=True).first()
        if self.user is None:
            raise ValidationError("Chưa có tài khoản nào dùng địa chỉ này. Hãy mời người ấy vào cổng trước.")
        return email

    def clean(self):
        cleaned = super().clean()
        if "email" in cleaned:
            cleaned["user"] = self.user
            del cleaned["email"]
        return cleaned


class MemberForm(PersonForm):
    seat = forms.ChoiceField(label="Vị trí", choices=Seat)
    title = forms.CharField(label="Chức danh", max_length=200, required=False)


class JudgeForm(PersonForm):
    title = forms.CharField(label="Chức danh", max_length=200, required=False)


class ShareForm(PortalForm):
    """How many judges each entry gets; empty means all of them."""

    so = forms.IntegerField(
        label="Số giám khảo cho mỗi sản phẩm",
        required=False,
        min_value=1,
        max_value=99,
        help_text="Để trống: mọi giám khảo chấm mọi sản phẩm. Ghi số: cổng chia đều cho các giám khảo.",
        error_messages={
            "invalid": "Hãy ghi một số, ví dụ 5.",
            "min_value": "Hãy ghi số từ 1.",
            "max_value": "Số quá lớn.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "field-short"}),
    )


class PairForm(PortalForm):
    """One more judge for one entry, by hand."""

    judge = forms.ModelChoiceField(queryset=None, label="Giám khảo", empty_label="Chọn giám khảo")
    code = forms.CharField(label="Mã số sản phẩm", max_length=20, help_text="Ví dụ B-012.")

    def __init__(self, data=None, *, judges, entries):
        super().__init__(data)
        self.fields["judge"].queryset = judges
        self.entries = entries

    def clean_code(self):
        entry = self.entries.filter(code__iexact=self.cleaned_data["code"].strip()).first()
        if entry is None:
            raise ValidationError("Không có sản phẩm nào mang mã số này trong danh sách dự bình chọn.")
        return entry


class DeclarationForm(PortalForm):
    kind = forms.ChoiceField(
        label="Bạn có xung đột lợi ích với cơ sở hoặc sản phẩm này không?",
        choices=ConflictDeclaration.Kind,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Giải thích (bắt buộc khi có xung đột)",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RecusalForm(DeclarationForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        kinds = [choice for choice in ConflictDeclaration.Kind.choices if choice[0] != ConflictDeclaration.Kind.NONE]
        self.fields["kind"].choices = kinds
        self.fields["kind"].label = "Xung đột lợi ích nào?"
        self.fields["reason"].label = "Giải thích"


class MemberRecusalForm(RecusalForm):
    """Asks whose conflict it is where the person at the keyboard may speak for several."""

    def __init__(self, data=None, *, members):
        super().__init__(data)
        self.members = {str(member.pk): member for member in members}
        if len(members) > 1:
            who = forms.ChoiceField(
                label="Thành viên nào?", choices=[(pk, str(m.user)) for pk, m in self.members.items()]
            )
            self.fields = {"member": who} | self.fields

    def decision(self):
        chosen = self.cleaned_data.get("member") or next(iter(self.members))
        return {
            "member": self.members[chosen],
            "kind": self.cleaned_data["kind"],
            "reason": self.cleaned_data["reason"],
        }


class ReasonForm(PortalForm):
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class StageReasonForm(PortalForm):
    """Why a stage is skipped or open again; a stage that is done may have a note."""

    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data=None, *, kind):
        super().__init__(data)
        if kind == StageMark.Kind.DONE:
            self.fields["reason"].required = False
            self.fields["reason"].label = "Ghi chú (số, ngày văn bản nếu có)"


class CalendarForm(PortalForm):
    """The planned day of every stage of the round."""

    def __init__(self, data=None, *, rows):
        super().__init__(data)
        for row in rows:
            field = DayField(label=row.stage.label, required=False, initial=row.planned_on)
            field.widget.attrs["class"] = "form-control field-short"
            self.fields[row.stage.value] = field

    def days(self):
        return dict(self.cleaned_data)


class ReviewForm(PortalForm):
    is_conflict = forms.ChoiceField(
        label="Quyết định",
        choices=[
            ("co", "Có xung đột lợi ích: đóng sản phẩm này với giám khảo"),
            ("khong", "Không phải xung đột: giám khảo vẫn chấm"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def decision(self):
        return {"is_conflict": self.cleaned_data["is_conflict"] == "co", "reason": self.cleaned_data["reason"]}


class SettingsForm(PortalForm):
    feedback = forms.ChoiceField(
        label="Cơ sở có sản phẩm không được công nhận được biết gì?",
        choices=Council.Feedback,
        widget=forms.RadioSelect,
    )
    complaint_days = forms.IntegerField(
        label="Số ngày làm việc để trả lời khiếu nại",
        min_value=1,
        max_value=99,
        error_messages={
            "required": "Hãy ghi số ngày.",
            "invalid": "Hãy ghi một số, ví dụ 10.",
            "min_value": "Hãy ghi số từ 1.",
            "max_value": "Số quá lớn.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "field-short"}),
    )


class ComplaintForm(PortalForm):
    subject = forms.CharField(
        label="Nội dung khiếu nại",
        max_length=4000,
        help_text="Nói rõ điều gì chưa đúng và cơ sở đề nghị gì.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    evidence = CheckedFileField(label="Bằng chứng (không bắt buộc)", accept=ANYTHING, required=False)


class AnswerForm(PortalForm):
    is_upheld = forms.ChoiceField(
        label="Kết luận",
        choices=[("dung", "Khiếu nại đúng"), ("khong", "Không có căn cứ để chấp nhận")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label="Nội dung trả lời", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    reopens = forms.ChoiceField(
        label="Bước mở lại (chỉ khi khiếu nại đúng)",
        required=False,
        choices=[("", "Không mở lại bước nào")]
        + [(stage.value, stage.label) for stage in Stage if stage in BY_HAND | MAY_BE_SKIPPED],
    )

    def decision(self):
        return {
            "is_upheld": self.cleaned_data["is_upheld"] == "dung",
            "answer": self.cleaned_data["answer"],
            "reopens": self.cleaned_data["reopens"],
        }


class CloseForm(PortalForm):
    note = forms.CharField(
        label="Ý kiến khi khóa (bắt buộc nếu có sản phẩm chưa đủ số giám khảo)",
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
        stored = {score.criterion: score for score in sheet.scores.all()}
        for criterion in rules.criteria:
            score = stored.get(criterion.code)
            points = PointsField(criterion, rules.digits)
            points.initial = vietnamese(score.value) if score and score.value is not None else ""
            self.fields[f"diem_{criterion.code}"] = points
            self.fields[f"ghi_chu_{criterion.code}"] = forms.CharField(
                label="Ghi chú",
                required=False,
                max_length=1000,
                initial=score.note if score else "",
                widget=forms.Textarea(attrs={"rows": 1}),
            )
        self.fields["nhan_xet"] = forms.CharField(
            label="Nhận xét chung",
            required=False,
            max_length=4000,
            initial=sheet.remarks,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["ly_do_khong_cham"] = forms.CharField(
            label="Lý do không chấm",
            required=False,
            max_length=2000,
            initial=sheet.not_scored_reason,
            help_text="Chỉ ghi khi bạn không chấm sản phẩm này. Không chấm không phải là 0 điểm: phiếu sẽ không tính "
            "vào điểm bình quân.",
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        if only is not None:
            self.fields = {name: field for name, field in self.fields.items() if name == only}

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
        return changes


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


class MeetingForm(PortalForm):
    held_on = DayField(label="Ngày họp")
    place = forms.CharField(label="Địa điểm", max_length=200)


class AttendanceForm(PortalForm):
    present = RowsField(queryset=None, label="Thành viên có mặt", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data=None, *, meeting):
        super().__init__(data)
        self.fields["present"].queryset = meeting.council.members.select_related("user")
        self.fields["present"].initial = [a.member_id for a in meeting.attendances.all() if a.is_present]


class VoteForm(PortalForm):
    choice = forms.ChoiceField(label="Ý kiến của bạn", choices=Vote.Choice, widget=forms.RadioSelect)


class HandsForm(PortalForm):
    """A show of hands: one choice for each voting member who is present."""

    def __init__(self, data=None, *, voters, cast):
        super().__init__(data)
        self.voters = {f"thanh_vien_{voter.pk}": voter for voter in voters}
        for name, voter in self.voters.items():
            self.fields[name] = forms.ChoiceField(
                label=str(voter.user),
                choices=Vote.Choice,
                initial=cast.get(voter.pk),
                widget=forms.RadioSelect,
            )

    def choices(self):
        return {voter: self.cleaned_data[name] for name, voter in self.voters.items()}


class NominationForm(PortalForm):
    outcomes = RowsField(queryset=None, label="Sản phẩm được đề cử", required=True, widget=forms.CheckboxSelectMultiple)
    decided_on = DayField(label="Ngày hội đồng quyết định")
    ground = forms.CharField(
        label="Căn cứ đề cử",
        max_length=250,
        help_text="Biên bản hoặc quyết định, số và ngày. Ví dụ: Biên bản họp Hội đồng số 05/BB-HĐBC ngày 12/10/2026.",
    )

    def __init__(self, data=None, *, outcomes):
        super().__init__(data)
        self.fields["outcomes"].queryset = outcomes
        self.fields["outcomes"].label_from_instance = _nominable_line


def _nominable_line(outcome):
    entry = outcome.entry
    return f"{entry.code} – {entry.product} ({entry.product.establishment}), bình quân {vietnamese(outcome.mean)}"


class EndForm(PortalForm):
    """The end of a meeting; asks for a decision only when entries tie at the last places."""

    def __init__(self, data=None, *, tied):
        super().__init__(data)
        self.tied = {str(entry.pk): entry for entry in tied}
        if not tied:
            return
        self.fields["chosen"] = forms.MultipleChoiceField(
            label="Các sản phẩm bằng điểm được hội đồng chọn",
            choices=[(pk, f"{entry.code} – {entry.product}") for pk, entry in self.tied.items()],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["cut_note"] = forms.CharField(
            label="Quyết định của hội đồng về các sản phẩm bằng điểm",
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def decision(self):
        return {
            "chosen": [self.tied[pk] for pk in self.cleaned_data.get("chosen", [])],
            "cut_note": self.cleaned_data.get("cut_note", ""),
        }
