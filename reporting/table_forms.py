"""The page on which a form is filled: one field for each cell."""

from typing import NamedTuple

from django import forms

from cnnt_portal.documents.values import shown as worded
from cnnt_portal.files.forms import CheckedFileField
from cnnt_portal.files.kinds import SHEETS
from cnnt_portal.text import grouped
from cnnt_portal.ui.forms import CountField, DayField, MoneyField, PortalForm

from . import data_forms, form_paper
from .forms import ShownMark

# Empty rows offered below those of a list.
SPARE = 5
LARGEST = 15


class SheetForm(PortalForm):
    file = CheckedFileField(label="Tệp Excel đã điền", accept=SHEETS)
    shown = forms.CharField(required=False, widget=ShownMark)


class Cell(NamedTuple):
    column: dict
    field: object
    recorded: str
    stored: str = ""


class TableForm(PortalForm):
    """Cells are named `o-<row>-<column>`; `rows` are those kept so far, or those read from a sheet as text."""

    nothing = forms.BooleanField(label="Trong kỳ không phát sinh", required=False)
    reason = forms.CharField(
        label="Lý do khác số đã ghi trên cổng",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Chỉ cần khi số bạn điền khác số đã ghi; báo cáo nêu cả hai số và lý do.",
    )
    shown = forms.CharField(required=False, widget=ShownMark)

    def __init__(self, data=None, *args, form, rows, recorded=None, departures=(), **options):
        super().__init__(data, *args, **options)
        self.form, self.recorded, self.stored = form, recorded or {}, None
        self.reasons = {(cell.row, cell.column): cell.reason for cell in departures}
        if not self.recorded:
            del self.fields["reason"]
        self.keys = _row_keys(form, rows, data)
        for number, key in enumerate(self.keys):
            cells = _cells(form, rows, number, key)
            for column in data_forms.filled_columns(form):
                field = _field(column, self._title(number, key))
                # What a sheet said is bound as text, and may be no value of its kind.
                field.initial = None if data else data_forms.value_of(column, cells.get(column["key"], ""))
                self.fields[_name(number, column)] = field

    def _title(self, number, key):
        return next((row["title"] for row in self.form.get("rows", []) if row["key"] == key), f"Dòng {number + 1}")

    def lines(self):
        """[(title of the row, [Cell])]"""
        columns = data_forms.filled_columns(self.form)
        return [
            (
                self._title(number, key),
                [
                    Cell(column, self[_name(number, column)], self._recorded(key, column), self._stored(number, column))
                    for column in columns
                ],
            )
            for number, key in enumerate(self.keys)
        ]

    def say_stored(self, rows, mark):
        """Somebody saved these rows meanwhile: each cell shows what is stored, and saving again is knowing it."""
        self.stored = [_cells(self.form, rows, number, key) for number, key in enumerate(self.keys)]
        self.data["shown"] = mark

    def _stored(self, number, column):
        """What stands in the portal, in words, where it is not what was typed here."""
        if self.stored is None:
            return ""
        now = self.stored[number].get(column["key"], "")
        if now == _kept(self.cleaned_data.get(_name(number, column)) or ""):
            return ""
        value = data_forms.value_of(column, now)
        return worded(value, form_paper.KINDS.get(column["kind"], "text")) if now else "để trống"

    def _recorded(self, key, column):
        """What the portal knows, in words; empty where it knows nothing."""
        value = self.recorded.get(key, {}).get(column["key"])
        if value is None:
            return ""
        reason = self.reasons.get((key, column["key"]), "")
        return f"{grouped(value)}; lý do khác: {reason}" if reason else grouped(value)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("nothing") and data_forms.is_filled(self.rows()):
            self.add_error("nothing", "Biểu đã có số. Hãy bỏ dấu “không phát sinh” hoặc xóa số.")
        return cleaned

    def rows(self):
        """What is kept: cells as text, empty ones absent, empty rows of a list dropped."""
        columns = data_forms.filled_columns(self.form)
        rows = []
        for number, key in enumerate(self.keys):
            values = {column["key"]: self.cleaned_data.get(_name(number, column)) for column in columns}
            cells = {name: _kept(value) for name, value in values.items() if value not in (None, "")}
            if cells or key:
                rows.append({"key": key, "cells": cells})
        return rows


def data_of(form, rows):
    """What a sheet says as the page would have sent it, so that both are checked alike."""
    data = {}
    keys = _row_keys(form, rows, None)
    for number, key in enumerate(keys):
        cells = _cells(form, rows, number, key)
        for column in data_forms.filled_columns(form):
            data[_name(number, column)] = cells.get(column["key"], "")
    return data


def _cells(form, rows, number, key):
    """{column: text} of one row: by its key where the form fixes its rows, else by its place."""
    if form.get("rows"):
        return next((row["cells"] for row in rows if row["key"] == key), {})
    return rows[number]["cells"] if number < len(rows) else {}


def _row_keys(form, rows, data):
    if form.get("rows"):
        return [row["key"] for row in form["rows"]]
    sent = {
        int(name.split("-")[1]) + 1 for name in data or {} if name.startswith("o-") and name.split("-")[1].isdecimal()
    }
    return [""] * min(max([len(rows) + SPARE, *sent]), data_forms.MOST_ROWS)


def _name(number, column):
    return f"o-{number}-{column['key']}"


def _field(column, row):
    field = _plain_field(column, row)
    field.widget.attrs["class"] = f"form-control {field.widget.attrs.get('class', '')}".strip()
    return field


def _plain_field(column, row):
    options = {"label": f"{row}: {column['title']}", "required": False}
    if column["kind"] == "int":
        return CountField(max_digits=LARGEST, **options)
    if column["kind"] == "money":
        return MoneyField(max_digits=LARGEST, **options)
    if column["kind"] == "date":
        return DayField(**options)
    return forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), **options)


def _kept(value):
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
