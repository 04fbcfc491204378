"""Forms on pages: filled by the unit, here or in Excel; added up by the Cục, each number with where it came from."""

from collections import defaultdict
from typing import NamedTuple

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cnnt_portal.documents import responses
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.documents.values import shown as worded
from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.seen import StaleSave, mark
from cnnt_portal.ui.tables import cells_of_workbook

from . import data_forms, form_paper, operations, queries
from .models import Consolidation, Departure, HalfYearReport
from .permissions import can_follow, can_read_consolidation, can_write
from .table_forms import SheetForm, TableForm, data_of


class Shown(NamedTuple):
    """A form as a page draws it; `rows` is [(Line, [(column, words)])]."""

    form: dict
    rows: list
    head: str


def shown(gathered):
    return [_shown(one.form, one.lines, form_paper.head_of(one.form)) for one in gathered]


def shown_tables(report):
    """[(ReportTable, Shown)]"""
    return [
        (table, _shown(table.form, table.lines(), form_paper.head_of_unit(table.form))) for table in report.tables.all()
    ]


def shown_as_sent(report, version):
    """[(title, Shown or None where nothing was filled in, [Departure])] of a sending."""
    forms = {table.key: table.form for table in report.tables.all()}
    departures = defaultdict(list)
    for key, *cell in version.facts.get("departures", []):
        departures[key].append(Departure(*cell))
    return [
        (
            title,
            _shown(forms[key], data_forms.lines_of(forms[key], rows), form_paper.head_of_unit(forms[key])),
            departures[key],
        )
        if data_forms.is_filled(rows)
        else (title, None, [])
        for key, title, rows in version.facts.get("tables", [])
    ]


def _shown(form, lines, head):
    rows = []
    for line in lines:
        words = [(column, _words(column, line.cells.get(column["key"]))) for column in form["columns"]]
        rows.append((line, words))
    return Shown(form, rows, head)


def _words(column, value):
    kind = column["kind"]
    if value is None:
        return ""
    return worded(data_forms.day_of(value) if kind == "date" else value, form_paper.KINDS.get(kind, "text"))


def report_table(request, pk, key):
    """Fill one form; a sheet that was read is shown here with its mistakes, and kept when it has none."""
    report, table = _to_fill(request, pk, key)
    form = _form_of(table, request.POST or None)
    if form.is_valid():
        with shown_on(form):
            return _keep(request, report, table, form, form.cleaned_data["shown"])
    return _page(request, report, table, form)


def table_sheet(request, pk, key):
    """GET: the form as a sheet to fill. POST: the filled sheet comes back."""
    report, table = _to_fill(request, pk, key)
    if request.method != "POST":
        name = f"{table.title} - {report.organisation}"
        return responses.download(workbook([form_paper.blank(table.form, table.rows)]), name, responses.XLSX)
    upload = SheetForm(request.POST, request.FILES)
    if upload.is_valid():
        try:
            rows = form_paper.read(table.form, *_computed_and_written(upload.cleaned_data["file"]))
        except Refused as refusal:
            upload.add_error("file", refusal.sentence)
        else:
            data = data_of(table.form, rows) | {"shown": upload.cleaned_data["shown"]}
            form = TableForm(data, form=table.form, rows=rows, recorded=table.recorded, departures=table.departures)
            if form.is_valid():
                with shown_on(form):
                    return _keep(request, report, table, form, form.cleaned_data["shown"])
            return _page(request, report, table, form)
    return _page(request, report, table, _form_of(table), upload)


def _computed_and_written(file):
    computed = cells_of_workbook(file)
    file.seek(0)
    return computed, cells_of_workbook(file, formulas=True)


def _to_fill(request, pk, key):
    report = load(HalfYearReport, request.user, pk=pk)
    require(can_write(request.user, report))
    return report, queries.table_of(report, key)


def _form_of(table, data=None):
    initial = {"nothing": table.is_nothing, "shown": mark(table.written)}
    kept = {"rows": table.rows, "recorded": table.recorded, "departures": table.departures}
    return TableForm(data, form=table.form, **kept, initial=initial)


def _keep(request, report, table, form, shown):
    try:
        operations.fill_table(
            report=report,
            key=table.key,
            rows=form.rows(),
            nothing=form.cleaned_data["nothing"],
            reason=form.cleaned_data.get("reason", ""),
            shown=shown,
            by=request.user,
            at=request.at,
        )
    except StaleSave as stale:
        form.say_stored(stale.stored[0], mark(stale.stored))
        raise
    messages.success(request, f"Đã lưu {table.title}.")
    return redirect("reporting:report_detail", pk=report.pk)


def _page(request, report, table, form, upload=None):
    upload = upload or SheetForm(initial={"shown": mark(table.written)})
    return render(
        request,
        "reporting/report_table.html",
        {"report": report, "table": table, "form": form, "upload": upload, "lines": form.lines()},
    )


@require_safe
def table_sources(request, pk):
    """Where a number of a gathered form comes from: `?bieu=` `?dong=` name its line, `?cot=` its column."""
    consolidation = load(Consolidation, request.user, pk=pk)
    require(can_read_consolidation(request.user, consolidation))
    asked = {name: request.GET.get(name, "") for name in ("bieu", "dong", "cot")}
    form, line = queries.gathered_line(consolidation, asked["bieu"], asked["dong"])
    columns = data_forms.filled_columns(form)
    rows = [
        (taken, [(column, _words(column, _value(column, taken.cells))) for column in columns]) for taken in line.sources
    ]
    return render(
        request,
        "reporting/table_sources.html",
        {
            "consolidation": consolidation,
            "form": form,
            "line": line,
            "columns": columns,
            "asked": asked["cot"],
            "rows": rows,
            "totals": [(column, _words(column, line.cells.get(column["key"]))) for column in columns],
            "may_follow": can_follow(request.user),
        },
    )


def _value(column, cells):
    value = data_forms.value_of(column, cells.get(column["key"], ""))
    return value.isoformat() if hasattr(value, "isoformat") else value
