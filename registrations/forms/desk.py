"""The officer's desk: what was found in each part, who looks, and where a dossier really belongs."""

from django import forms

from cnnt_portal.ui.forms import CountField, DayField, PlainSelect, PlainText, PortalForm, RowsField
from registrations.models import Entry, PaperSets, Reason, mark_of

UNCHECKED, MET, FAILED = "unchecked", "met", "failed"
_SELECT = {"class": "form-select form-select-sm"}
# The fields of a part, and the answers for which each is of use; the first is the answer itself.
_SHOWN = {"": "", "_reason": FAILED, "_note": f"{MET} {FAILED}"}


class SeenForm(PortalForm):
    """An act on the version that its page showed; what says of none acts on none."""

    UNSEEN = (
        "Trang gửi về không cho biết bạn đã xem lần nộp nào nên chưa có gì được ghi. Hãy xem lại hồ sơ rồi làm lại."
    )

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("seen") is None:
            self.draw_with(seen=self.initial.get("seen", ""))
            raise forms.ValidationError(self.UNSEEN)
        return cleaned


class ChecklistForm(SeenForm):
    """One answer, one reason and one note for each part of the dossier that the rules ask for."""

    # What the page showed of each part, in their order: two officers at one checklist do not overwrite each other.
    marks = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    def __init__(self, *args, parts, version, **options):
        checks = version.checks.all()
        self.parts = parts
        self.clashing = frozenset()
        found = {check.part: check for check in checks}
        self.marks_now = ",".join(mark_of(found.get(part.code)) for part in parts)
        super().__init__(*args, initial={"seen": version.pk, "marks": self.marks_now}, **options)
        self._reasons = {reason.code: reason for reason in Reason.objects.for_completion()}
        self.found = found
        reasons = [("", "– Lý do –"), *((code, reason.label) for code, reason in self._reasons.items())]
        for part in parts:
            check = self.found.get(part.code)
            self.fields[part.code] = forms.ChoiceField(
                label="Kết quả kiểm tra",
                choices=[(UNCHECKED, "Chưa kiểm"), (MET, "Đạt"), (FAILED, "Không đạt")],
                required=False,
                widget=PlainSelect(attrs=_SELECT),
                initial=UNCHECKED if check is None else MET if check.is_met else FAILED,
            )
            self.fields[f"{part.code}_reason"] = forms.ChoiceField(
                label="Lý do không đạt",
                choices=reasons,
                required=False,
                widget=PlainSelect(attrs=_SELECT),
                initial=check.reason.code if check and check.reason else "",
            )
            self.fields[f"{part.code}_note"] = forms.CharField(
                label="Ghi chú",
                max_length=500,
                required=False,
                widget=PlainText(attrs={"class": "form-control form-control-sm"}),
                initial=check.note if check else "",
            )

    def rows(self, lines):
        """[(checklist line, what was found, whether a colleague has just found it, [(field, the answers for which it
        is shown)], what was typed in words)] for the template; `lines` in the order of the parts."""
        return [
            (
                line,
                self.found.get(part.code),
                part.code in self.clashing,
                [(self[part.code + end], shown) for end, shown in _SHOWN.items()],
                self._typed(part.code) if self.is_bound else "",
            )
            for part, line in zip(self.parts, lines, strict=True)
        ]

    def _typed(self, code):
        """For a page on which nothing can be written any more."""
        if self[code].value() not in (MET, FAILED):
            return ""
        names = [code, f"{code}_note"] if self[code].value() == MET else [code, f"{code}_reason", f"{code}_note"]
        said = [(self.fields[name], self[name].value()) for name in names]
        return " – ".join(str(dict(getattr(field, "choices", ())).get(value, value)) for field, value in said if value)

    def findings(self):
        values = self.cleaned_data
        found = {
            part.code: (
                values[part.code] == MET,
                self._reasons.get(values[f"{part.code}_reason"]),
                values[f"{part.code}_note"],
            )
            for part in self.parts
            if values[part.code] in (MET, FAILED)
        }
        return dict.fromkeys(part.code for part in self.parts if values[part.code] == UNCHECKED) | found

    def shown(self):
        """The keywords of check_parts that say what the page showed."""
        marks = dict(zip((part.code for part in self.parts), self.cleaned_data["marks"].split(","), strict=False))
        return {"seen": self.cleaned_data["seen"], "marks": marks if self.cleaned_data["marks"] else None}


class AssignForm(PortalForm):
    officer = forms.ChoiceField(label="Người xử lý", required=False, widget=PlainSelect(attrs=_SELECT))

    def __init__(self, *args, officers, **options):
        super().__init__(*args, **options)
        self._officers = {str(person.pk): person for person in officers}
        self.fields["officer"].choices = [
            ("", "Chưa giao ai"),
            *((key, person.full_name) for key, person in self._officers.items()),
        ]

    def clean_officer(self):
        return self._officers.get(self.cleaned_data["officer"])


class PaperSetsForm(PortalForm):
    """The paper sets that came."""

    sets = CountField(label="Số bộ", min_value=1, max_value=99)
    way = forms.ChoiceField(label="Cách nộp", choices=PaperSets.Way)
    arrived_on = DayField(label="Ngày nhận")
    note = forms.CharField(label="Ghi chú (không bắt buộc)", max_length=300, required=False)


class TransferForm(SeenForm):
    round = forms.ChoiceField(label="Chuyển đến kỳ bình chọn")
    reason = forms.CharField(
        label="Lý do chuyển",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Cơ sở và cơ quan nhận đọc nguyên văn câu này.",
    )

    def __init__(self, *args, rounds, **options):
        super().__init__(*args, **options)
        self.rounds = {str(round.pk): round for round in rounds}
        self.fields["round"].choices = [
            ("", "– Chọn kỳ –"),
            *((key, f"{round.organiser}: {round.title}") for key, round in self.rounds.items()),
        ]

    def clean_round(self):
        return self.rounds[self.cleaned_data["round"]]


class BulkForm(PortalForm):
    """Which entries, and what shall be done with all of them."""

    ACCEPT, ASSIGN = "tiep-nhan", "giao"
    MOST = 100

    entries = RowsField(
        queryset=Entry.objects.none(),
        error_messages={"required": "Hãy đánh dấu ít nhất một hồ sơ trong danh sách."},
    )
    deed = forms.ChoiceField(choices=[(ACCEPT, "Tiếp nhận"), (ASSIGN, "Giao người xử lý")], required=False)

    def __init__(self, *args, entries, **options):
        super().__init__(*args, **options)
        self.fields["entries"].queryset = entries

    def clean_entries(self):
        chosen = self.cleaned_data["entries"]
        if len(chosen) > self.MOST:
            raise forms.ValidationError(f"Mỗi lần xử lý nhiều nhất {self.MOST} hồ sơ.")
        return chosen

    def clean_deed(self):
        return self.cleaned_data["deed"] or self.ACCEPT
