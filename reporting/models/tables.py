from django.db import models

from .. import data_forms
from .reports import HalfYearReport


class ReportTable(models.Model):
    """*Biểu số liệu* of one report: the form as it held when the report was begun, and what the unit filled in.

    `rows` is [{"key", "cells": {column: text}}]; `recorded` {row key: {column: text}} is what the portal knew.
    """

    report = models.ForeignKey(HalfYearReport, models.PROTECT, related_name="tables")
    order = models.PositiveSmallIntegerField("thứ tự")
    key = models.SlugField("khóa")
    form = models.JSONField("mẫu biểu")
    rows = models.JSONField("số liệu", default=list)
    recorded = models.JSONField("số đã ghi trên cổng", default=dict)
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
    def written(self):
        """What two people could write over one another."""
        return [self.rows, self.is_nothing]

    def lines(self):
        return data_forms.lines_of(self.form, self.rows)
