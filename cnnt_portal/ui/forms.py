"""Fields and form bases that read what Vietnamese people type, and answer mistakes in whole sentences."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from cnnt_portal.text import clean_text, nfc

from . import formats

_CHOSEN = SafeString(" selected")
_CHECKED = SafeString(" checked")


class DayField(forms.DateField):
    """A day typed as 5/9/2026, 05-09-2026 or 05092026; years 1900 to 2100."""

    widget = forms.DateInput
    default_error_messages = {
        "required": "Hãy nhập ngày.",
        "invalid": "Hãy gõ ngày theo mẫu ngày/tháng/năm, ví dụ 05/09/2026.",
        "no_such_day": "Ngày %(value)s không có trong lịch. Hãy kiểm tra lại ngày và tháng.",
        "year": "Năm %(year)s không hợp lệ. Hãy gõ đủ bốn chữ số của năm, ví dụ 2026.",
    }
    _TYPED = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{1,4})|(\d{2})(\d{2})(\d{4})")
    _ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")

    def widget_attrs(self, widget):
        return {"inputmode": "numeric", "placeholder": "ngày/tháng/năm", "autocomplete": "off", "class": "field-short"}

    def prepare_value(self, value):
        return formats.day(value) if isinstance(value, date) else value

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        typed = " ".join(str(value).split()).replace(" / ", "/")
        found = self._TYPED.fullmatch(typed)
        if found:
            d, m, y = (int(part) for part in found.groups() if part is not None)
        elif found := self._ISO.fullmatch(typed):
            y, m, d = (int(part) for part in found.groups())
        else:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if not 1900 <= y <= 2100:
            raise ValidationError(self.error_messages["year"], code="year", params={"year": y})
        try:
            return date(y, m, d)
        except ValueError:
            raise ValidationError(
                self.error_messages["no_such_day"], code="no_such_day", params={"value": f"{d:02}/{m:02}/{y}"}
            ) from None

    def has_changed(self, initial, data):
        return formats.day(initial) != data if isinstance(initial, date) else super().has_changed(initial, data)


class _TypedNumber(forms.DecimalField):
    """A decimal read by `parse`; text input, because number inputs refuse the Vietnamese comma."""

    widget = forms.TextInput

    def __init__(self, **options):
        options.setdefault("min_value", 0)
        super().__init__(**options)
        self.localize = False

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, (int, float, Decimal)):
            return Decimal(str(value))
        try:
            number = self.parse(nfc(str(value)).strip().lower().replace("\u00a0", " "))
        except (InvalidOperation, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not number.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        # Before anything computes with it: decimals break beyond 28 digits.
        if number.adjusted() >= 20:
            raise ValidationError("Số này quá lớn. Hãy kiểm tra lại số chữ số.", code="large")
        if self.min_value == 0 and number < 0:
            raise ValidationError(self.error_messages["negative"], code="negative")
        return number

    def parse(self, typed):
        raise NotImplementedError

    def validate(self, value):
        """Django's own sentences for these are clumsy in Vietnamese, so ours come first."""
        super().validate(value)
        if value is None:
            return
        low, high = self.min_value, self.max_value
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = (f"từ {formats.number(low)} " if low is not None else "") + (
                f"đến {formats.number(high)}" if high is not None else "trở lên"
            )
            raise ValidationError(f"Hãy nhập số {bounds}.", code="range")
        places = -value.normalize().as_tuple().exponent
        if self.decimal_places is not None and places > self.decimal_places:
            raise ValidationError(f"Chỉ được có tối đa {self.decimal_places} chữ số sau dấu phẩy.", code="places")
        if self.max_digits is not None and value.adjusted() >= self.max_digits - (self.decimal_places or 0):
            raise ValidationError("Số này quá lớn. Hãy kiểm tra lại số chữ số.", code="large")

    def prepare_value(self, value):
        return formats.number(value) if isinstance(value, (int, float, Decimal)) else value


class MoneyField(_TypedNumber):
    """Đồng: “1.234.567”, “1 234 567 đ”, “1,5 triệu”, “2 tỷ”, “2 tỷ 600 triệu” → Decimal."""

    default_error_messages = {
        "required": "Hãy nhập số tiền.",
        "invalid": "Hãy gõ số tiền bằng đồng, ví dụ 15.000.000 hoặc 15 triệu.",
        "negative": "Số tiền không được nhỏ hơn 0.",
        "part": "Số tiền phải tròn đồng.",
    }
    _UNITS = {
        "": 1, "đ": 1, "đồng": 1, "vnđ": 1, "vnd": 1, "₫": 1,
        "nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tr": 10**6, "tỷ": 10**9, "tỉ": 10**9,
    }  # fmt: skip
    _TYPED = re.compile(r"([−-]?)\s*(\d[\d.,\s]*?)\s*([a-zđ₫]\w*|₫)?(?:\s+(?:đồng|đ|vnđ))?")
    _SPOKEN = re.compile(
        r"(?:(\d{1,6})\s*(?:tỷ|tỉ)\s*)?(\d{1,3})\s*(?:triệu|tr)(?:\s*(\d{1,3})\s*(?:nghìn|ngàn))?(?:\s+(?:đồng|đ|vnđ))?"
    )
    _GROUPS = re.compile(r"\d{1,3}(?:([. ,])\d{3})(?:\1\d{3})*")

    def __init__(self, **options):
        options.setdefault("max_digits", 18)
        options.setdefault("decimal_places", 0)
        super().__init__(**options)

    def widget_attrs(self, widget):
        return {"inputmode": "text", "autocomplete": "off", "class": "field-money", "data-money": ""}

    def parse(self, typed):
        # Long rubbish is not worth the regular expressions' time.
        if len(typed) > 60:
            raise ValueError(typed)
        if spoken := self._SPOKEN.fullmatch(typed):
            billions, millions, thousands = (int(part or 0) for part in spoken.groups())
            return Decimal(billions * 10**9 + millions * 10**6 + thousands * 10**3)
        found = self._TYPED.fullmatch(typed)
        if not found:
            raise ValueError(typed)
        sign, digits, unit = found[1], found[2], found[3] or ""
        if unit not in self._UNITS:
            raise ValueError(typed)
        scale = self._UNITS[unit]
        amount = self._read(digits, grouped_comma=scale == 1) * scale
        return -amount if sign else amount

    def _read(self, digits, grouped_comma):
        """`1.234.567` and `1 234 567` are groups; before a unit word a comma or point is the decimal mark."""
        grouped = self._GROUPS.fullmatch(digits)
        if grouped and (grouped[1] in ". " or grouped_comma):
            return Decimal(re.sub(r"[. ,]", "", digits))
        whole, mark, rest = digits.partition(",")
        if mark and "." in whole and self._GROUPS.fullmatch(whole):
            return Decimal(whole.replace(".", "") + "." + rest)
        return Decimal(digits.replace(",", "."))

    def to_python(self, value):
        amount = super().to_python(value)
        if amount is not None and self.decimal_places == 0 and amount != amount.to_integral_value():
            raise ValidationError(self.error_messages["part"], code="part")
        return amount if amount is None or self.decimal_places else amount.quantize(Decimal(1))


class PointsField(_TypedNumber):
    """Points: 39,5 and 39.5 are the same number; at most two decimals unless told otherwise."""

    default_error_messages = {
        "required": "Hãy nhập điểm.",
        "invalid": "Hãy gõ điểm bằng số, ví dụ 39,5.",
        "negative": "Điểm không được nhỏ hơn 0.",
    }
    _TYPED = re.compile(r"[−-]?\d{1,4}(?:[.,]\d{1,6})?")

    def __init__(self, **options):
        options.setdefault("max_digits", 6)
        options.setdefault("decimal_places", 2)
        super().__init__(**options)

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off", "class": "field-short number"}

    def parse(self, typed):
        if not self._TYPED.fullmatch(typed):
            raise ValueError(typed)
        return Decimal(typed.replace(",", ".").replace("−", "-"))


class CountField(_TypedNumber):
    """A whole number of things: 1.250 or 1250 → int; with `units`, “1.250 chiếc” too."""

    default_error_messages = {
        "required": "Hãy nhập số.",
        "invalid": "Hãy gõ một số nguyên, ví dụ 1.250.",
        "negative": "Số này không được nhỏ hơn 0.",
    }
    _TYPED = re.compile(r"[−-]?(?:\d{1,12}|\d{1,3}(?:([. ])\d{3})(?:\1\d{3}){0,3})")

    def __init__(self, *, units=(), **options):
        options.setdefault("max_digits", 12)
        options.setdefault("decimal_places", 0)
        super().__init__(**options)
        self.units = units

    def widget_attrs(self, widget):
        return {"inputmode": "numeric", "autocomplete": "off", "class": "field-short number"}

    def parse(self, typed):
        unit = next((unit for unit in self.units if unit and typed.endswith(unit)), "")
        typed = typed.removesuffix(unit).rstrip()
        if not self._TYPED.fullmatch(typed):
            raise ValueError(typed)
        return Decimal(re.sub(r"[. ]", "", typed).replace("−", "-"))

    def clean(self, value):
        number = super().clean(value)
        return None if number is None else int(number)


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by their keys; a key longer than any database's is an unknown choice, not a broken query."""

    def clean(self, value):
        wrong = next((key for key in value or () if not re.fullmatch(r"[0-9]{1,18}", str(key))), None)
        if wrong is not None:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(wrong)[:20]}
            )
        return super().clean(value)


class CleanInput:
    """Form mixin: every text that comes in is `clean_text`ed before any field sees it; plain dates become DayFields."""

    # A browser's own bubble speaks the browser's language and stops at the first mistake: our sentences show instead.
    use_required_attribute = False

    def __init__(self, data=None, *args, **options):
        super().__init__(_cleaned(data) if data is not None else None, *args, **options)
        for name, field in self.fields.items():
            if type(field) is forms.DateField:
                self.fields[name] = DayField(
                    required=field.required,
                    label=field.label,
                    initial=field.initial,
                    help_text=field.help_text,
                    disabled=field.disabled,
                )
            attributes = self.fields[name].widget.attrs
            if field.required:
                attributes.setdefault("aria-required", "true")
            # A browser cuts what is pasted beyond maxlength without a word. The page counts, the field refuses.
            if "maxlength" in attributes:
                attributes["data-longest"] = attributes.pop("maxlength")

    def full_clean(self):
        """What one line asks for is one line: a name with a line feed would break the head of a mail."""
        if self.is_bound:
            for name, field in self.fields.items():
                key = self.add_prefix(name)
                if isinstance(field.widget, forms.TextInput) and isinstance(self.data.get(key), str):
                    self.data[key] = " ".join(self.data[key].split())
        super().full_clean()


class PortalForm(CleanInput, forms.Form):
    """The form of the portal's pages."""

    def draw_with(self, **fields):
        """The page is drawn again with what was typed: the next click acts on what it shows then."""
        self.data = self.data.copy()
        for name, value in fields.items():
            self.data[self.add_prefix(name)] = str(value)


class PortalModelForm(CleanInput, forms.ModelForm):
    """The model form of the portal's pages."""


def _cleaned(data):
    if isinstance(data, QueryDict):
        copy = data.copy()
        for key in copy:
            copy.setlist(key, [clean_text(value) if isinstance(value, str) else value for value in copy.getlist(key)])
        return copy
    return {key: clean_text(value) if isinstance(value, str) else value for key, value in data.items()}


@lru_cache(maxsize=4096)
def _option(code, label, is_chosen):
    """Pages repeat the same options in list after list; what is alike is escaped once."""
    return format_html('<option value="{}"{}>{}</option>', code, _CHOSEN if is_chosen else "", label)


class PlainSelect(forms.Select):
    """Its options drawn in one go, without groups: Django draws two templates for each, which tells where there are
    a hundred."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = {str(one) for one in self.format_value(value)}
        # Plain text only: among equal texts the cache could not tell one that was marked safe.
        options = "".join(_option(f"{code}", f"{label}", f"{code}" in chosen) for code, label in self.choices)
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            mark_safe(options),  # noqa: S308  each was escaped
        )


class PlainText(forms.TextInput):
    """A line of text drawn in one go, where a page has many: Django draws two templates for each."""

    def render(self, name, value, attrs=None, renderer=None):
        typed = self.format_value(value)
        return format_html(
            '<input type="text" name="{}"{}{}>',
            name,
            format_html(' value="{}"', typed) if typed is not None else "",
            flatatt(self.build_attrs(self.attrs, attrs)),
        )


class PlainCheckboxes(forms.CheckboxSelectMultiple):
    """Thousands of boxes drawn in one go, for templates that place the field themselves: crispy-forms draws a template
    for each."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = {str(one) for one in value or ()}
        first = escape(self.build_attrs(self.attrs, attrs).get("id", f"id_{name}"))
        named = f'<div class="form-check"><input class="form-check-input" type="checkbox" name="{escape(name)}"'
        # What is the same in thousands of rows is escaped once.
        return mark_safe(  # noqa: S308
            "".join(
                f'{named} value="{escape(code)}" id="{first}_{place}"{_CHECKED if str(code) in chosen else ""}>'
                f'<label class="form-check-label" for="{first}_{place}">{escape(label)}</label></div>'
                for place, (code, label) in enumerate(self.choices)
            )
        )
