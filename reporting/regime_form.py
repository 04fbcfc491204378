"""The dates of a report regime, as people write them: “15/07”, “15/01 năm sau”, “7, 1” days before."""

import re
from decimal import Decimal

from django import forms

from cnnt_portal.ui.forms import DayField, PortalForm

from .models.regimes import day_words

# Which days of a calendar's entry may be changed: the period itself begins and ends as the law says.
DAYS = {"cut_off": "chốt số liệu ngày", "due": "hạn gửi", "closes": "nhận đến hết ngày"}
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})( năm sau)?")
_LONGEST = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def _day_read(words):
    found = _DAY.fullmatch(" ".join(words.lower().split()))
    day, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= day <= _LONGEST.get(month, 0):
        raise forms.ValidationError("Hãy ghi ngày và tháng, ví dụ 15/07, hoặc 15/01 năm sau.")
    return f"{'+' if found[3] else ''}{month:02}-{day:02}"


def _numbers_read(words):
    parts = [part for part in re.split(r"[,;\s]+", words.strip()) if part]
    if not all(part.isdecimal() and 1 <= int(part) <= 60 for part in parts):
        raise forms.ValidationError("Hãy ghi số ngày từ 1 đến 60, cách nhau bằng dấu phẩy, ví dụ 7, 1.")
    return [int(part) for part in parts]


class RegimeForm(PortalForm):
    before = forms.CharField(
        label="Nhắc trước hạn mấy ngày", required=False, max_length=60, help_text="Ví dụ 7, 1. Để trống là không nhắc."
    )
    on_day = forms.BooleanField(label="Nhắc đúng ngày hạn", required=False)
    after = forms.CharField(
        label="Nhắc sau hạn mấy ngày", required=False, max_length=60, help_text="Ví dụ 3, 10. Để trống là không nhắc."
    )
    share = forms.IntegerField(
        label="Lưu ý khi tiền lệch quá (%)",
        min_value=1,
        max_value=500,
        help_text="So với kỳ trước và so với kế hoạch năm.",
    )
    valid_from = DayField(
        label="Áp dụng cho các kỳ bắt đầu từ ngày", help_text="Kỳ đã mở giữ nguyên lịch; muốn lùi hạn thì gia hạn."
    )

    def __init__(self, data=None, *, regime):
        super().__init__(data)
        self.regime = regime
        for place, entry in enumerate(regime.calendar):
            name = entry["name"].replace("{year}", "…")
            for key, words in DAYS.items():
                self.fields[f"{key}-{place}"] = forms.CharField(
                    label=f"{name}: {words}", max_length=20, initial=day_words(entry[key])
                )
        late = {
            "before": [-day for day in regime.reminders if day < 0],
            "after": [d for d in regime.reminders if d > 0],
        }
        for name, days in late.items():
            self.fields[name].initial = ", ".join(map(str, days))
        self.fields["on_day"].initial = 0 in regime.reminders
        self.fields["share"].initial = int(regime.flag_share * 100)

    def clean(self):
        cleaned = super().clean()
        for name, words in list(cleaned.items()):
            read = _numbers_read if name in ("before", "after") else _day_read if "-" in name else None
            if read:
                try:
                    cleaned[name] = read(words)
                except forms.ValidationError as wrong:
                    self.add_error(name, wrong)
        return cleaned

    @property
    def facts(self):
        """What `change_regime` is told."""
        given = self.cleaned_data
        return {
            "valid_from": given["valid_from"],
            "calendar": [
                entry | {key: given[f"{key}-{place}"] for key in DAYS}
                for place, entry in enumerate(self.regime.calendar)
            ],
            "reminders": [*(-day for day in given["before"]), *([0] if given["on_day"] else []), *given["after"]],
            "flag_share": Decimal(given["share"]) / 100,
        }
