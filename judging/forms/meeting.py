from django import forms

from cnnt_portal.files.forms import CheckedFileField
from cnnt_portal.files.kinds import ANYTHING
from cnnt_portal.ui.forms import CountField, DayField, PortalForm, RowsField

from ..models import Council, Vote
from ..scoring import vietnamese
from .visits import HourField


class MeetingForm(PortalForm):
    held_on = DayField(label="Ngày họp")
    starts = HourField(
        label="Giờ họp (không bắt buộc)", required=False, max_length=20, help_text="Ghi trong giấy mời. Ví dụ 8:30."
    )
    place = forms.CharField(label="Địa điểm", max_length=200)
    is_secret = forms.BooleanField(
        label="Bỏ phiếu kín",
        required=False,
        help_text="Từng thành viên tự bỏ phiếu trên cổng; không ai biết ai bỏ phiếu thế nào, kể cả thư ký và chủ tịch.",
    )


class MeetingChangeForm(MeetingForm):
    # The mark of the invitation that the page showed.
    shown = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


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
    present = CountField(
        label="Số thành viên bỏ phiếu đề cử",
        required=False,
        max_digits=3,
        help_text="Chỉ ghi khi hội đồng bỏ phiếu lần hai chọn sản phẩm đề cử, cùng số phiếu đồng ý của từng sản phẩm.",
    )

    def __init__(self, data=None, *, outcomes):
        super().__init__(data)
        self.fields["outcomes"].queryset = outcomes
        self.fields["outcomes"].label_from_instance = _nominable_line
        for row in outcomes:
            label = f"{row.entry.code}: số phiếu đồng ý đề cử"
            self.fields[f"dong_y_{row.pk}"] = CountField(label=label, required=False, max_digits=3)

    def decision(self):
        """What `operations.nominate` takes."""
        given = self.cleaned_data
        counted = {row.pk: (given[f"dong_y_{row.pk}"], given["present"]) for row in given["outcomes"]}
        votes = {key: pair for key, pair in counted.items() if pair != (None, None)}
        return {name: given[name] for name in ("outcomes", "decided_on", "ground")} | {"votes": votes}


def _nominable_line(outcome):
    entry = outcome.entry
    name, mean = outcome.recognised_name, vietnamese(outcome.mean)
    return f"{entry.code} – {name} ({entry.product.establishment}), bình quân {mean}"


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


class DiscussionForm(PortalForm):
    text = forms.CharField(
        label="Ý kiến thảo luận",
        max_length=4000,
        help_text="Ghi vào biên bản họp. Không hiện trên màn hình lớn.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


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
        help_text="Mở lại lượt chấm hoặc phiên họp thì chỉ sản phẩm này được chấm hoặc quyết định lại. Lượt chấm sau "
        "lượt mở lại thì tạm dừng cho đến khi thư ký mở tiếp; phiếu và điểm của lượt đó giữ nguyên.",
    )
    judges = forms.MultipleChoiceField(
        label="Khi mở lại lượt chấm: trả phiếu lại cho giám khảo nào?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data=None, *, stages, judges):
        super().__init__(data)
        self.fields["reopens"].choices = [("", "Không mở lại bước nào"), *((one.value, one.label) for one in stages)]
        self.judges = {str(judge.pk): judge for judge in judges}
        self.fields["judges"].choices = [(pk, str(judge)) for pk, judge in self.judges.items()]

    def decision(self):
        return {
            "is_upheld": self.cleaned_data["is_upheld"] == "dung",
            "answer": self.cleaned_data["answer"],
            "reopens": self.cleaned_data["reopens"],
            "judges": [self.judges[pk] for pk in self.cleaned_data["judges"]],
        }
