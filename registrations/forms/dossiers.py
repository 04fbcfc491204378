"""The dossier, its papers, and its filing."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone

from cnnt_portal.ui.forms import CountField, MoneyField, PortalForm
from registrations.fields import MARKET_SHARES, Kind, shown

# What people write behind a number of pieces or people; a weight stays refused, for it may be another one than asked.
COUNTED = ("chiếc", "cái", "bộ", "sản phẩm", "người", "lao động")
TRUTH = "Cơ sở cam đoan các thông tin trong hồ sơ là đúng sự thật và chịu trách nhiệm trước pháp luật."


class SectionForm(PortalForm):
    """One section of the dossier, drawn from its definition. Nothing is required while it is being written."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, section, years, **options):
        super().__init__(*args, **options)
        self.section, self.years = section, years
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("revision")
        for field in section.fields:
            names = self._names(field)
            for name, label in names:
                self.fields[name] = _form_field(field, label, units=(*COUNTED, self._unit_typed()))
            columns = [Column(name, css_class="col-sm-4") for name, _ in names]
            self.helper.layout.append(Row(*columns) if field.is_yearly else names[0][0])

    def _unit_typed(self):
        return (self.data.get("output_unit") or "").strip().lower()

    def _names(self, field):
        if not field.is_yearly:
            return [(field.key, field.label if field.required else f"{field.label} (không bắt buộc)")]
        return [(f"{field.key}_{year}", f"{field.label} năm {year}") for year in self.years]

    @staticmethod
    def initial_of(section, answers, years, revision):
        found = {"revision": revision}
        for field in section.fields:
            value = answers.get(field.key)
            if field.is_yearly:
                found |= {f"{field.key}_{year}": _number((value or {}).get(str(year))) for year in years}
            elif field.kind in (Kind.NUMBER, Kind.MONEY, Kind.PERCENT):
                found[field.key] = _number(value)
            elif value:
                found[field.key] = value
        return found

    def clean(self):
        cleaned = super().clean()
        shares = [cleaned.get(key) for key in MARKET_SHARES] if MARKET_SHARES[0] in self.fields else []
        given = [share for share in shares if share is not None]
        if sum(given) > 100 or (given and len(given) == len(shares) and sum(given) != 100):
            self.add_error(MARKET_SHARES[0], f"Ba ô thị trường cộng lại phải bằng 100; hiện là {sum(given)}.")
        return cleaned

    def answers(self, stored=None):
        """Canonical texts by field key; what was left empty is left out.

        A field that could not be read keeps what is `stored` of it, so that the good ones can be saved around it.
        """
        found, stored = {}, stored or {}
        for field in self.section.fields:
            if field.is_yearly:
                value = self._by_year(field.key, stored.get(field.key) or {})
            elif any(name in self.errors for name, _ in self._names(field)):
                value = stored.get(field.key)
            else:
                value = self._canonical(self.cleaned_data.get(field.key))
            if value:
                found[field.key] = value
        return found

    def _by_year(self, key, stored):
        found = {}
        for year in map(str, self.years):
            number = stored.get(year) if f"{key}_{year}" in self.errors else self.cleaned_data.get(f"{key}_{year}")
            if number is not None:
                found[year] = str(number)
        return found

    @property
    def wrong(self):
        """The labels of the fields that could not be read."""
        return ", ".join(f"“{self[name].label}”" for name in self.errors if name in self.fields)

    @property
    def has_good_fields(self):
        return "revision" in self.cleaned_data and not self.non_field_errors()

    def stand_at(self, revision):
        """The page is drawn again with what was typed: the next save is one over this revision."""
        self.data = self.data.copy()
        self.data["revision"] = str(revision)

    @staticmethod
    def _canonical(value):
        if value is None or value is False or value == "":
            return ""
        return "1" if value is True else str(value)

    def stored(self, answers):
        """[(label, text)] of what stands in the portal, for comparing with what was typed."""
        rows = []
        for field in self.section.fields:
            text = shown(field, answers)
            if field.is_yearly:
                rows += [(f"{field.label} năm {year}", value) for year, value in text]
            else:
                rows.append((field.label, text))
        return rows


def _number(text):
    return int(text) if text else None


def _form_field(field, label, units):
    help_text = " ".join(part for part in (field.help, f"({field.article})" if field.article else "") if part)
    label = f"{label}, {field.unit}" if field.unit else label
    common = {"label": label, "required": False, "help_text": help_text}
    match field.kind:
        case Kind.LONG_TEXT:
            return forms.CharField(max_length=field.longest, widget=forms.Textarea(attrs={"rows": 4}), **common)
        case Kind.NUMBER | Kind.YEARLY_NUMBER:
            return CountField(units=units, **common)
        case Kind.MONEY | Kind.YEARLY_MONEY:
            return MoneyField(**common)
        case Kind.PERCENT:
            return CountField(max_value=100, units=("%",), **common)
        case Kind.YEAR:
            year = forms.IntegerField(min_value=1900, max_value=timezone.localdate().year, **common)
            year.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "field-short"})
            return year
        case Kind.CHOICE:
            return forms.ChoiceField(choices=field.choices, widget=forms.RadioSelect, **common)
        case Kind.CONFIRM:
            return forms.BooleanField(**common)
    return forms.CharField(max_length=field.longest, **common)


class FilingForm(PortalForm):
    """The statement under which a dossier is filed."""

    is_true_stated = forms.BooleanField(label=TRUTH, required=False)


class CompletionForm(FilingForm):
    """What is filed on request; why nothing was mended is asked only of those who mended nothing."""

    unchanged_because = forms.CharField(
        label="Vì sao không sửa", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def without_idle_question(self):
        if not self.errors.get("unchanged_because") and not self.data.get("unchanged_because"):
            del self.fields["unchanged_because"]
        return self


class WithdrawForm(PortalForm):
    reason = forms.CharField(
        label="Lý do rút", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
