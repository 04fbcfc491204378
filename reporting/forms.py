from django import forms

from cnnt_portal import seen
from cnnt_portal.files.forms import CheckedFileField, CheckedFilesField
from cnnt_portal.files.kinds import ANYTHING, Kind
from cnnt_portal.text import says_something
from cnnt_portal.ui.formats import day, moment
from cnnt_portal.ui.forms import CountField, DayField, MoneyField, PortalForm, RowsField

from . import queries
from .models import HalfYearReport


class ShownMark(forms.TextInput):
    """A mark of what the page showed. Not an input of the type hidden: the draft that a browser keeps takes it along,
    so that an old draft is not saved over what came since."""

    is_hidden = True

    def __init__(self):
        super().__init__({"hidden": True})


class SectionsForm(PortalForm):
    """One text field for each section, with a mark of the text that it showed; `remarks`: {section pk: what is to be
    mended there}."""

    def __init__(self, data=None, *, sections, longest, rows, guidance=None, remarks=None):
        super().__init__(data)
        self.sections, self.stored = list(sections), []
        self.options = {"longest": longest, "rows": rows, "guidance": guidance, "remarks": remarks}
        for section in self.sections:
            self.fields[section.key] = forms.CharField(
                label=section.title,
                help_text=(guidance or {}).get(section.key, ""),
                required=False,
                max_length=longest,
                initial=section.text,
                widget=forms.Textarea(attrs={"rows": rows}),
            )
            self.fields[_shown(section.key)] = forms.CharField(
                required=False, initial=seen.mark(section.text), widget=ShownMark
            )

    @property
    def asked(self):
        """[(bound field of a section, what is to be mended there)]"""
        remarks = self.options["remarks"] or {}
        return [(self[section.key], remarks.get(section.pk, "")) for section in self.sections]

    @property
    def texts(self):
        """Of the sections that the browser sent."""
        return {section.key: self.cleaned_data[section.key] for section in self.sections if section.key in self.data}

    @property
    def shown(self):
        return {section.key: self.cleaned_data[_shown(section.key)] for section in self.sections}

    def beside(self, sections, unread):
        """The page once more: what was typed over words that its writer had not read, beside those words."""
        data = {}
        for section in sections:
            data[section.key] = self.cleaned_data[section.key] if section.key in unread else section.text
            data[_shown(section.key)] = seen.mark(section.text)
        form = SectionsForm(data, sections=sections, **self.options)
        for key in unread:
            form.add_error(key, seen.WORDS)
        form.stored = [(section.title, section.text) for section in sections if section.key in unread]
        return form


def _shown(key):
    return f"{key}-shown"


class LeaveOutForm(PortalForm):
    reason = forms.CharField(
        label="Lý do không đưa vào",
        help_text="Để trống nếu muốn đưa vào lại.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # Which reason the page showed.
    shown = forms.CharField(widget=forms.HiddenInput, required=False)


class AnswerForm(PortalForm):
    reason = forms.CharField(label="Điều cần sửa", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    # Which submission was read.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ReturnForm(PortalForm):
    reason = forms.CharField(
        label="Lý do",
        help_text="Để trống được nếu đã ghi điều cần sửa ở từng mục bên dưới.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    # Which sending was read, and whether it stood accepted.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    step = forms.ChoiceField(choices=[("return", ""), ("reopen", "")], widget=forms.HiddenInput, required=False)

    def __init__(self, *args, report, **options):
        super().__init__(*args, **options)
        self.fields["seen"].initial = report.sha256
        self.fields["step"].initial = "reopen" if "reopen" in report.open_steps else "return"
        self.sections = [section.key for section in report.sections.all()]
        for section in report.sections.all():
            self.fields[section.key] = forms.CharField(
                label=f"Cần sửa ở mục {section.title}",
                help_text="Để trống nếu mục này đã đạt.",
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def remarks(self):
        return {key: self.cleaned_data[key] for key in self.sections}


class NothingForm(PortalForm):
    reason = forms.CharField(
        label="Vì sao trong kỳ không có hoạt động nào", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_reason(self):
        """Told here, before the password is asked for."""
        reason = self.cleaned_data["reason"]
        if not says_something(reason):
            raise forms.ValidationError(HalfYearReport.NIL_NEEDS_REASON)
        return reason


class PapersForm(PortalForm):
    uploads = CheckedFilesField(label="Tài liệu", accept=ANYTHING)


class EditedForm(PortalForm):
    upload = CheckedFileField(label="Tệp Word đã sửa", accept={Kind.DOCX})


class FlagForm(PortalForm):
    sentence = forms.CharField(
        label="Vì sao", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Một câu là đủ."
    )
    shown = forms.CharField(required=False, widget=ShownMark)


# What a column of counts holds.
MOST_SERVED = 1_000_000


class LineForm(PortalForm):
    products = CountField(label="Số sản phẩm", max_value=MOST_SERVED)
    establishments = CountField(label="Số cơ sở", max_value=MOST_SERVED)
    amount = MoneyField(label="Kinh phí")
    reason = forms.CharField(
        label="Lý do khác số đã ghi", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    shown = forms.CharField(required=False, widget=ShownMark)


class ReminderForm(PortalForm):
    obligations = RowsField(
        label="Nhắc đơn vị nào",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một đơn vị."},
    )
    words = forms.CharField(
        label="Lời nhắn thêm",
        help_text="Để trống thì thư chỉ ghi kỳ báo cáo, hạn gửi và cách gửi.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, owing, **options):
        """`owing`: obligations with `reminded_at`."""
        super().__init__(*args, **options)
        self.fields["obligations"].queryset = owing
        self.fields["obligations"].label_from_instance = lambda row: (
            f"{row.organisation.name} – hạn {day(row.due_on)}"
            + (f", đã nhắc {moment(row.reminded_at)}" if row.reminded_at else "")
        )


class ExtensionForm(PortalForm):
    obligation = forms.ModelChoiceField(
        label="Đơn vị", queryset=None, required=False, empty_label="Mọi đơn vị chưa gửi báo cáo"
    )
    due_on = DayField(label="Hạn mới")
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, owing, **options):
        super().__init__(*args, **options)
        self.fields["obligation"].queryset = owing
        self.fields["obligation"].label_from_instance = lambda row: (
            f"{row.organisation.name} – hạn {queries.Due(row.due_on, row.period.due_on).words}"
        )
