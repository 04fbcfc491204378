"""What the portal keeps about a person, why, and what must stay when they ask for deletion.

Each room's `personal.py` says it of its own tables:

    keep(
        Holding(
            "Hồ sơ bạn đã ký nộp",
            why="Biết ai đã nộp hồ sơ thay mặt cơ sở.",
            sources=("registrations.Entry.submitted_by",),
            stays="Hồ sơ đã nộp là tài liệu của kỳ bình chọn, phải lưu trữ.",
        )
    )

A column that names a user and stands in none of them belongs to the last holding, so that nothing is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model


@dataclass(frozen=True)
class Holding:
    """`sources`: "app.Model.path", where the path leads from the row to the user. `stays` is the reason why the rows
    outlive the account; without it they go with the account. `bears_name`: is it a paper that must go on naming its
    signer? `shown`: a row as the person reads it."""

    label: str
    why: str
    sources: tuple[str, ...]
    stays: str = ""
    bears_name: bool = True
    shown: Callable = str

    def querysets(self, user):
        """One queryset for each source."""
        for source in self.sources:
            app, model, path = source.split(".")
            yield apps.get_model(app, model)._default_manager.filter(**{path: user}).distinct().order_by("pk")

    def count(self, user):
        return sum(rows.count() for rows in self.querysets(user))

    def rows(self, user):
        """(kind of row, words) for every row."""
        for rows in self.querysets(user):
            for row in rows.iterator():
                yield str(rows.model._meta.verbose_name), str(self.shown(row))


_holdings = []


def keep(*holdings):
    _holdings.extend(holdings)


def holdings():
    """All of them, the last being what no room has named."""
    named = {source for holding in _holdings for source in holding.sources}
    unnamed = tuple(sorted(columns_that_name_people() - named))
    others = Holding(
        "Việc khác mang tên bạn",
        why="Biết ai đã làm việc ấy: nhập quyết định, ghi hoạt động hỗ trợ, gửi báo cáo.",
        sources=unnamed,
        stays="Là phần của hồ sơ, văn bản phải lưu.",
    )
    return (*_holdings, others)


def columns_that_name_people():
    """{"app.Model.field"} of every foreign key to a user in the whole house, the libraries included."""
    return {
        f"{model._meta.app_label}.{model._meta.object_name}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if field.related_model is get_user_model()
    }
