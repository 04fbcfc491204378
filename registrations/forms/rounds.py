"""Rounds."""

import datetime
import re

from django import forms
from django.utils import timezone

from cnnt_portal.files.forms import CheckedFileField
from cnnt_portal.files.kinds import ANYTHING, PDF, SHEETS
from cnnt_portal.ui.forms import CountField, DayField, PortalForm
from registrations.models import VoteLevel


class SentListForm(PortalForm):
    """The list in Excel, and what was certified."""

    upload = CheckedFileField(label="Danh sách (Excel, theo tệp mẫu)", accept=SHEETS)
    copies = CheckedFileField(
        label="Bản sao có chứng thực quyết định và giấy chứng nhận, quét thành một tệp PDF (nếu có)",
        accept=PDF,
        required=False,
    )


class DayCountsField(forms.CharField):
    """“7, 2” → [7, 2]: numbers of days before a date."""

    def __init__(self, **options):
        super().__init__(max_length=60, widget=forms.TextInput(attrs={"class": "field-short"}), **options)

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value):
        typed = re.split(r"[,;\s]+", super().clean(value))
        days = [text for text in typed if text]
        if not all(re.fullmatch(r"[0-9]{1,2}", text) for text in days):
            raise forms.ValidationError("Hãy gõ các số ngày từ 0 đến 99, cách nhau bằng dấu phẩy. Ví dụ: 7, 2.")
        if len(days) > 5:
            raise forms.ValidationError("Nhắc nhiều nhất năm lần.")
        return [int(text) for text in days]


class RoundForm(PortalForm):
    title = forms.CharField(label="Tên kỳ bình chọn", max_length=250)
    year = forms.IntegerField(label="Năm", min_value=2015, max_value=2100)
    opens_on = DayField(label="Nhận hồ sơ từ ngày", help_text="Từ 8 giờ sáng.")
    closes_on = DayField(label="Nhận hồ sơ đến ngày")
    closes_time = forms.TimeField(
        label="Đến giờ",
        input_formats=["%H:%M", "%Hh%M", "%Hh", "%H"],
        initial=datetime.time(17, 0),
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "field-short"}),
    )
    places = CountField(label="Số sản phẩm dự kiến công nhận", required=False, max_value=9999)
    answer_days = CountField(label="Số ngày làm việc để trả lời một hồ sơ", min_value=1, max_value=60, initial=10)
    requires_lower_level = forms.BooleanField(
        label="Chỉ nhận sản phẩm đã được cấp dưới công nhận",
        required=False,
        help_text="Cấp khu vực và cấp quốc gia luôn như vậy.",
    )
    takes_refused_again = forms.BooleanField(
        label="Nhận lại sản phẩm đã bị từ chối, nếu cơ sở sửa và nộp lại trước hạn",
        required=False,
        initial=True,
        help_text="Quy định không nói rõ, nên mỗi kỳ tự quyết. Bỏ đánh dấu thì từ chối là xong trong kỳ này.",
    )
    reminder_days = DayCountsField(
        label="Nhắc cơ sở còn hồ sơ chưa nộp trước hạn (ngày)",
        required=False,
        help_text="Ví dụ: 7, 2. Để trống nếu không nhắc.",
    )
    has_field_visits = forms.BooleanField(label="Hội đồng thẩm định thực tế tại cơ sở", required=False)
    intended_list_days = CountField(
        label="Lấy ý kiến về danh sách dự kiến công nhận (ngày)",
        required=False,
        min_value=1,
        max_value=60,
        help_text="Để trống nếu không lấy ý kiến.",
    )
    prizes = forms.CharField(
        label="Giải và mức thưởng",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi giải một dòng, ví dụ: Giải A: 5.000.000 đồng một sản phẩm.",
    )
    announcement = forms.CharField(
        label="Thông báo", required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 6})
    )

    OPENING = datetime.time(8, 0)
    # Fields that bear the operation's own names.
    PLAIN = (
        "title",
        "year",
        "places",
        "requires_lower_level",
        "takes_refused_again",
        "announcement",
        "answer_days",
        "reminder_days",
        "has_field_visits",
        "intended_list_days",
        "prizes",
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["year"].widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "field-short"})

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "Hạn nhận hồ sơ phải từ ngày bắt đầu trở đi.")
        return cleaned

    def facts(self):
        """The keywords of create_round and update_round."""
        values = self.cleaned_data
        facts = {key: values[key] for key in RoundForm.PLAIN if key in values}
        return facts | {
            "opens_at": moment_of(values["opens_on"], self.OPENING),
            "closes_at": moment_of(values["closes_on"], values["closes_time"]),
        }

    @staticmethod
    def initial_of(round):
        found = {key: getattr(round, key) for key in RoundForm.PLAIN}
        if round.opens_at:
            found["opens_on"] = timezone.localdate(round.opens_at)
        if round.closes_at:
            closes = timezone.localtime(round.closes_at)
            found |= {"closes_on": closes.date(), "closes_time": closes.time()}
        return found


def initial_like(round, year):
    """What a new round takes over from an earlier one: everything but its year; the days move with it."""
    found = RoundForm.initial_of(round)
    later = year - round.year
    for key in ("opens_on", "closes_on"):
        if key in found:
            found[key] = _years_later(found[key], later)
    title = round.title.replace(str(round.year), str(year))
    return found | {
        "title": title,
        "year": year,
        "organiser": round.organiser_id,
        "level": round.level,
        "region": round.region_id,
    }


def _years_later(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # 29 February.
        return day.replace(year=day.year + years, day=28)


def moment_of(day, time):
    """That time of that day in Vietnam."""
    return timezone.make_aware(datetime.datetime.combine(day, time))


class NewRoundForm(RoundForm):
    organiser = forms.ModelChoiceField(label="Cơ quan thường trực", queryset=None, empty_label=None)
    level = forms.ChoiceField(label="Cấp", choices=VoteLevel)
    region = forms.ModelChoiceField(label="Khu vực (chỉ cấp khu vực)", queryset=None, required=False)

    field_order = ["title", "organiser", "level", "region"]

    def __init__(self, *args, organisers, levels, regions, **options):
        super().__init__(*args, **options)
        self.fields["organiser"].queryset = organisers
        self.fields["level"].choices = [(level.value, level.label) for level in levels]
        if regions is None:
            del self.fields["region"]
        else:
            self.fields["region"].queryset = regions


class ReopenForm(PortalForm):
    reason = forms.CharField(label="Lý do mở lại", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    closes_on = DayField(
        label="Hạn mới: đến 17 giờ ngày", required=False, help_text="Để trống nếu giữ hạn cũ (chỉ sửa danh sách)."
    )

    def closes_at(self):
        day = self.cleaned_data["closes_on"]
        return moment_of(day, datetime.time(17, 0)) if day else None


class ExtendForm(PortalForm):
    closes_on = DayField(label="Nhận hồ sơ đến hết ngày")
    closes_time = forms.TimeField(
        label="Đến giờ",
        input_formats=["%H:%M", "%Hh%M", "%Hh", "%H"],
        initial=datetime.time(17, 0),
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "field-short"}),
    )
    reason = forms.CharField(
        label="Lý do gia hạn",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Hiện trên trang công khai của kỳ và gửi cho các cơ sở còn hồ sơ chưa nộp.",
    )

    def facts(self):
        values = self.cleaned_data
        return {"closes_at": moment_of(values["closes_on"], values["closes_time"]), "reason": values["reason"]}


class AttachmentForm(PortalForm):
    title = forms.CharField(label="Tên tài liệu", max_length=200, required=False)
    upload = CheckedFileField(label="Tệp", accept=ANYTHING)


class OutageForm(PortalForm):
    """An outage that the server could not notice itself."""

    day = DayField(label="Ngày")
    started = forms.TimeField(label="Ngừng từ lúc", input_formats=["%H:%M", "%Hh%M"])
    ended_at = forms.TimeField(label="Hoạt động lại lúc", input_formats=["%H:%M", "%Hh%M"])
    note = forms.CharField(label="Vì sao", max_length=300)

    def facts(self):
        values = self.cleaned_data
        return {
            "started_at": moment_of(values["day"], values["started"]),
            "ended_at": moment_of(values["day"], values["ended_at"]),
            "note": values["note"],
        }
