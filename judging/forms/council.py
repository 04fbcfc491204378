from django import forms
from django.core.exceptions import ValidationError

from cnnt_portal.accounts.models import User
from cnnt_portal.ui.forms import DayField, PortalForm, PortalModelForm

from ..models import ConflictDeclaration, Council, Seat, StageMark


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
    is_substitute = forms.BooleanField(
        label="Giám khảo dự khuyết",
        required=False,
        help_text="Chưa được phân công; vào thay khi một giám khảo không chấm tiếp được.",
    )

    groups = forms.MultipleChoiceField(
        label="Nhóm sản phẩm được chấm",
        required=False,
        help_text="Không chọn nhóm nào: chấm mọi nhóm.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data=None, *, council, **options):
        super().__init__(data, **options)
        groups = council.round.rule_set.groups
        self.fields["groups"].choices = [(group.code, f"{group.code} – {group.name}") for group in groups]


class SubstituteForm(PortalForm):
    substitute = forms.ModelChoiceField(
        queryset=None, label="Giám khảo dự khuyết vào thay", empty_label="Chọn người thay"
    )
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data=None, *, substitutes):
        super().__init__(data)
        self.fields["substitute"].queryset = substitutes


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
