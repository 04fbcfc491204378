from typing import NamedTuple

from django.db import models

from .. import data_forms
from .reports import HalfYearReport


class Departure(NamedTuple):
    """A cell that the unit filled otherwise than the portal knew it; `value` is empty where it took the number away."""

    row: str
    column: str
    row_title: str
    column_title: str
    recorded: str
    value: str
    reason: str


class ReportTable(models.Model):
    """*Biểu số liệu* of one report: the form as it held when the report was begun, and what the unit filled in.

    `rows` is [{"key", "cells": {column: text}}]; `recorded` {row key: {column: text}} is what the portal knew;
    `reasons` {row key: {column: {"value", "reason"}}} is why the unit states another value.
    """

    report = models.ForeignKey(HalfYearReport, models.PROTECT, related_name="tables")
    order = models.PositiveSmallIntegerField("thứ tự")
    key = models.SlugField("khóa")
    form = models.JSONField("mẫu biểu")
    rows = models.JSONField("số liệu", default=list)
    recorded = models.JSONField("số đã ghi trên cổng", default=dict)
    reasons = models.JSONField("lý do khác số đã ghi", default=dict)
    is_nothing = models.BooleanField("không phát sinh", default=False)

    class Meta:
        verbose_name = "biểu số liệu của báo cáo"
        verbose_name_plural = "biểu số liệu của báo cáo"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="table_once_per_report")]

    def __str__(self):
        return self.title

    @property
    def title(self):
        return self.form["title"]

    @property
    def is_filled(self):
        return data_forms.is_filled(self.rows)

    @property
    def standing(self):
        """What a table without numbers says: none is no statement that there is nothing."""
        if self.is_filled:
            return ""
        return "Trong kỳ không phát sinh" if self.is_nothing else "Chưa điền"

    @property
    def departures(self):
        """[Departure]; a reason holds for the value that it was given for."""
        rows, columns = data_forms.titles_of(self.form), {one["key"]: one["title"] for one in self.form["columns"]}
        return [
            Departure(row, column, rows[row], columns[column], recorded, value, self._reason(row, column, value))
            for row, column, recorded, value in data_forms.departing(self.rows, self.recorded)
        ]

    def _reason(self, row, column, value):
        given = self.reasons.get(row, {}).get(column, {})
        return given["reason"] if given.get("value") == value else ""

    @property
    def written(self):
        """What two people could write over one another."""
        return [self.rows, self.is_nothing]

    def lines(self):
        return data_forms.lines_of(self.form, self.rows)
