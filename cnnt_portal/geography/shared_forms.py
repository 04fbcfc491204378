"""A form over what several people write: it carries marks of what it showed, and lays a clash open."""

from datetime import date
from decimal import Decimal

from django import forms

from cnnt_portal import seen
from cnnt_portal.ui import formats
from cnnt_portal.ui.forms import PortalForm

from .forms import CommuneField


class SharedForm(PortalForm):
    """Begun from `initial_of(values)`, it knows on its return what its reader had before their eyes."""

    shown = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(values):
        """`values`: {field: value} as they stand."""
        texts = {name: seen.as_text(value) for name, value in values.items()}
        lines = {name: seen.as_text(value) for name, value in values.items() if isinstance(value, list)}
        return values | lines | {"shown": seen.marks(texts)}

    def clean_shown(self):
        return seen.read_marks(self.cleaned_data["shown"])

    def labels(self, names):
        return ", ".join(f"“{self.fields[name].label}”" for name in names)

    def lay_open(self, values, unread, *, who):
        """Somebody wrote since: `values` are what stands, `unread` the fields that both wrote. What was typed in these
        stays, with the other's words beside; the other fields of that somebody are taken over. Saving again from here
        means: I have seen them."""
        who = who or "Người khác"
        shown, typed, taken = self.cleaned_data["shown"], self.cleaned_data, []
        for name, value in values.items():
            text = seen.as_text(value)
            if name in unread:
                self.add_error(
                    name, f"{who} vừa lưu ô này là {_words(self.fields[name], value)}. Bạn gõ khác: hãy so lại."
                )
            elif seen.as_text(typed.get(name)) != text and shown.get(name) == seen.mark(seen.as_text(typed.get(name))):
                self._take_over(name, value)
                taken.append(name)
        self.data["shown"] = seen.marks({name: seen.as_text(value) for name, value in values.items()})
        also = f" Các ô sau đã lấy theo lần lưu ấy: {self.labels(taken)}." if taken else ""
        self.add_error(
            None,
            f"{who} vừa lưu trang này trong lúc bạn đang soạn, nên chưa lưu gì của bạn. Chữ bạn gõ vẫn còn; ở ô hai "
            f"người cùng sửa có ghi chữ đang lưu. Hãy so lại rồi lưu lần nữa.{also}",
        )

    def _take_over(self, name, value):
        field = self.fields[name]
        if isinstance(field, CommuneField):
            self.data |= {name: str(value.pk), f"{name}_province": str(value.province_id)}
        elif isinstance(field, forms.BooleanField):
            self.data.pop(name, None)
            if value:
                self.data[name] = "on"
        else:
            self.data[name] = field.prepare_value(seen.as_text(value) if isinstance(value, list) else value) or ""


def _words(field, value):
    """A value inside a sentence, as people write it."""
    if value in (None, "", []):
        return "để trống"
    match value:
        case bool():
            return "có đánh dấu" if value else "không đánh dấu"
        case date():
            text = formats.day(value)
        case int() if isinstance(field, forms.IntegerField):
            # A year; what is counted has a field of its own.
            text = str(value)
        case int() | Decimal():
            text = formats.number(value)
        case list():
            text = "; ".join(value)
        case _:
            text = dict(getattr(field, "choices", ())).get(value) or getattr(value, "address", value)
    return f"“{text}”"
