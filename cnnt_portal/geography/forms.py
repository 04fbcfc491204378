"""A field that any form uses to ask for a commune: province first, then commune.

Without JavaScript the form is sent once to list the communes of the province; with it, static/js/commune_select.js
fills the list and searches it without marks.
"""

from django import forms
from django.forms.widgets import Script
from django.utils import timezone

from .models import AdministrativeUnit, Level
from .queries import communes_of, provinces_on, successors_on


class CommuneSelect(forms.Widget):
    """Two selects and a button. Its data is {province, commune, listing}; its initial value a unit's key."""

    template_name = "geography/commune_select.html"
    on = None

    class Media:
        js = [Script("js/commune_select.js", type="module")]

    def value_from_datadict(self, data, files, name):
        return {
            "province": data.get(f"{name}_province", ""),
            "commune": data.get(name, ""),
            "listing": f"{name}_listing" in data,
        }

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_province" not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        on = self.on or timezone.localdate()
        province, commune, former = self._chosen(value, on)
        context["widget"] |= {
            "provinces": provinces_on(on),
            "communes": communes_of(province, on=on) if province else [],
            "province": province,
            "commune": commune,
            "former": former,
        }
        return context

    def _chosen(self, value, on):
        """Primary keys of province and commune, and the unit that has ended since it was chosen."""
        if isinstance(value, dict):
            return _number(value["province"]), _number(value["commune"]), None
        pk = getattr(value, "pk", None) or _number(value)
        unit = pk and AdministrativeUnit.objects.select_related("parent__parent").filter(pk=pk).first()
        if not unit:
            return None, None, None
        if unit.exists_on(on):
            return unit.province_id, unit.pk, None
        now = successors_on(unit, on)
        provinces = {successor.province_id for successor in now}
        return (
            provinces.pop() if len(provinces) == 1 else None,
            now[0].pk if len(now) == 1 and now[0].level == Level.COMMUNE else None,
            unit,
        )


class CommuneField(forms.Field):
    """Cleans to an AdministrativeUnit of commune level that exists `on` the day (today when not given)."""

    widget = CommuneSelect
    default_error_messages = {
        "required": "Hãy chọn tỉnh, thành phố rồi chọn xã, phường.",
        "listing": "Đã có danh sách xã, phường của tỉnh vừa chọn. Hãy chọn một xã, phường rồi gửi lại.",
        "commune": "Hãy chọn xã, phường hoặc đặc khu.",
        "unknown": "Xã, phường này không có trong danh mục hiện nay. Hãy chọn lại.",
        "elsewhere": "%(commune)s không thuộc tỉnh vừa chọn. Hãy chọn lại xã, phường.",
    }

    def __init__(self, *, on=None, label="Tỉnh và xã, phường", **arguments):
        self.on = on
        super().__init__(label=label, **arguments)
        self.widget.on = on

    def clean(self, value):
        value = value or {"province": "", "commune": "", "listing": False}
        if value["listing"]:
            raise self._error("listing" if value["province"] else "required")
        if not value["commune"]:
            if value["province"]:
                raise self._error("commune")
            if self.required:
                raise self._error("required")
            return None
        units = AdministrativeUnit.objects.communes().on(self.on or timezone.localdate()).select_related("province")
        commune = units.filter(pk=_number(value["commune"])).first()
        if commune is None:
            raise self._error("unknown")
        if value["province"] and _number(value["province"]) != commune.province_id:
            raise self._error("elsewhere", commune=commune.full_name)
        self.run_validators(commune)
        return commune

    def has_changed(self, initial, data):
        before = getattr(initial, "pk", initial)
        return str(before or "") != str((data or {}).get("commune", ""))

    def _error(self, code, **words):
        return forms.ValidationError(self.error_messages[code], code=code, params=words)


class ListingForm(forms.Form):
    """What the browser asks when it fills the list."""

    tinh = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    q = forms.CharField(required=False, max_length=100)


def _number(text):
    """A primary key from the browser; anything else is none."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
