"""What everybody may ask at the front door, and what officers write there."""

from django import forms

from cnnt_portal.geography.queries import provinces_on
from cnnt_portal.text import says_something
from cnnt_portal.ui.forms import PortalForm
from registrations.eligibility import QUESTIONS
from registrations.models import VoteLevel

YES, NO = "co", "khong"


class CalendarFilter(PortalForm):
    """The query string of the calendar; nonsense filters nothing."""

    tinh = forms.ModelChoiceField(label="Tỉnh, thành phố", queryset=None, required=False, empty_label="Cả nước")
    cap = forms.ChoiceField(label="Cấp", required=False, choices=[("", "Mọi cấp"), *VoteLevel.choices])

    def __init__(self, *args, on, **options):
        super().__init__(*args, **options)
        self.fields["tinh"].queryset = provinces_on(on)

    def wanted(self):
        self.full_clean()
        return {"province": self.cleaned_data.get("tinh"), "level": self.cleaned_data.get("cap", "")}


class EligibilityForm(PortalForm):
    """One of two answers to each question, the good one first; `keys` leaves out what is known already."""

    def __init__(self, *args, keys=None, **options):
        super().__init__(*args, **options)
        for question in QUESTIONS:
            if keys is None or question.key in keys:
                self.fields[question.key] = forms.ChoiceField(
                    label=question.text,
                    choices=[(YES, question.good), (NO, question.bad)],
                    widget=forms.RadioSelect,
                    help_text=" ".join(filter(None, [question.help, f"({question.article})"])),
                    error_messages={"required": f"Hãy chọn “{question.good}” hoặc “{question.bad}”."},
                )

    def answers(self):
        return {question.key: self.cleaned_data.get(question.key) != NO for question in QUESTIONS}


def _says_something(text):
    if text and not says_something(text):
        raise forms.ValidationError("Hãy ghi bằng chữ, không chỉ dấu.")


class PolicyForm(PortalForm):
    title = forms.CharField(label="Tên trang", max_length=150, validators=[_says_something])
    summary = forms.CharField(label="Tóm tắt một câu", max_length=300, required=False)
    note = forms.CharField(label="Vì sao sửa", max_length=300, help_text="Hiện cạnh bản cũ, để ai cũng biết đã đổi gì.")
    shown = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class StatementForm(PortalForm):
    heading = forms.CharField(
        label="Đề mục", max_length=150, required=False, help_text="Để trống nếu câu này tiếp theo đề mục ở trên."
    )
    text = forms.CharField(
        label="Nội dung", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), validators=[_says_something]
    )
    article = forms.CharField(
        label="Căn cứ", max_length=200, help_text="Điều, khoản, văn bản.", validators=[_says_something]
    )


StatementForms = forms.formset_factory(
    StatementForm, extra=3, min_num=1, max_num=60, absolute_max=60, validate_min=True, can_delete=True,
    can_delete_extra=False,
)  # fmt: skip


class NoticeForm(PortalForm):
    title = forms.CharField(label="Tiêu đề", max_length=200)
    text = forms.CharField(label="Nội dung", max_length=20000, widget=forms.Textarea(attrs={"rows": 8}))
