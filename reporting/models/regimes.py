import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.dated import DatedQuerySet


class Reporters(models.TextChoices):
    """Who owes the reports of a regime."""

    TASKS = "tasks", "Đơn vị có nhiệm vụ trong kế hoạch hỗ trợ"
    DEPARTMENTS = "departments", "Sở Công Thương các tỉnh và Cục (phần ngoài các tỉnh)"


def day_words(text):
    """“+01-15” → “15/01 năm sau”."""
    month, day = text.removeprefix("+").split("-")
    return f"{day}/{month}{' năm sau' if text.startswith('+') else ''}"


class ReportRegime(models.Model):
    """*Chế độ báo cáo* (NĐ 09/2019) as it holds between two dates: who reports what to whom, when, under which outline.

    `outline` is a list of {key, title, guidance}; `calendar` a list of {name, starts, ends, cut_off, due, closes}, days
    of the year as “MM-DD”, “+MM-DD” in the year after; `forms` are described in `reporting/data_forms.py`;
    `reminders` are days from the day it is due (−7 is a week before). The periods that began before `kept_from` were
    reported before the portal.
    """

    code = models.SlugField("mã")
    name = models.CharField("tên báo cáo", max_length=250)
    basis = models.TextField("căn cứ")
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="nơi nhận")
    who = models.CharField("đơn vị báo cáo", max_length=12, choices=Reporters, default=Reporters.TASKS)
    outline = models.JSONField("đề cương")
    forms = models.JSONField("biểu số liệu", default=list, blank=True)
    calendar = models.JSONField("lịch các kỳ", default=list)
    reminders = models.JSONField("nhắc hạn (số ngày so với hạn gửi)", default=list)
    flag_share = models.DecimalField(
        "tỷ lệ chênh lệch phải lưu ý",
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.50"),
        help_text="0,50 là: tiền lệch quá một nửa so với kỳ trước hoặc so với kế hoạch năm",
    )
    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("đến hết", null=True, blank=True)
    kept_from = models.DateField("cổng theo dõi các kỳ bắt đầu từ", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "chế độ báo cáo"
        verbose_name_plural = "chế độ báo cáo"
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="regime_version_once")]

    def __str__(self):
        return self.name

    @property
    def counts_activities(self):
        """The Sở's yearly report has forms of its own: what they did for products stands in the half-yearly ones."""
        return self.who == Reporters.TASKS

    @property
    def reminder_words(self):
        """“trước hạn 7 ngày, 1 ngày; đúng hạn; sau hạn 3 ngày”, for people."""
        before, after = ([f"{abs(day)} ngày" for day in days] for days in self._reminders_apart())
        parts = [f"trước hạn {', '.join(before)}"] if before else []
        parts += ["đúng ngày hạn"] if 0 in self.reminders else []
        return "; ".join(parts + ([f"sau hạn {', '.join(after)}"] if after else []))

    def _reminders_apart(self):
        return [day for day in self.reminders if day < 0], [day for day in self.reminders if day > 0]

    def filled_forms(self):
        """Forms that the units fill; the others show the same numbers from another side."""
        return [form for form in self.forms if "of" not in form]

    @property
    def calendar_words(self):
        """“Báo cáo 6 tháng cuối năm …: chốt số liệu 31/12, hạn gửi 15/01 năm sau”, for people."""
        return [
            f"{entry['name'].replace('{year}', '…')}: chốt số liệu {day_words(entry['cut_off'])}, "
            f"hạn gửi {day_words(entry['due'])}"
            for entry in self.calendar
        ]

    def holds_on(self, day):
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class ReportingPeriodQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who owes what is read by the Cục and the leaders."""
        if not user.is_authenticated or not user.works_at(OrganisationKind.AGENCY, OrganisationKind.LEADERS):
            return self.none()
        return self


class ReportingPeriod(models.Model):
    """Half a year to report on; what was recorded up to `cut_off_on` counts; due by `due_on`.

    `opened_at` is when the obligations were made; after `closes_on` nothing is sent without an extension.
    """

    regime = models.ForeignKey(ReportRegime, models.PROTECT, related_name="periods")
    name = models.CharField("tên kỳ", max_length=80)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    cut_off_on = models.DateField("ngày chốt số liệu")
    due_on = models.DateField("hạn gửi")
    closes_on = models.DateField("nhận đến hết ngày", null=True, blank=True)
    opened_at = models.DateTimeField("giao nhiệm vụ báo cáo lúc", null=True)

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["regime", "starts_on"], name="period_once_per_regime"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on"), cut_off_on__gte=F("ends_on"), due_on__gte=F("cut_off_on")),
                name="period_dates_in_order",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def signable_on(self):
        """The first day on which nothing can be added to the period any more."""
        return self.cut_off_on + datetime.timedelta(days=1)


class ObligationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit's own; the Cục and the leaders see all."""
        if not user.is_authenticated:
            return self.none()
        if user.works_at(OrganisationKind.AGENCY, OrganisationKind.LEADERS):
            return self
        return self.filter(organisation__in=user.bodies())


class Obligation(models.Model):
    """One unit owes one report: made on the day after the cut-off for the units then in being."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="obligations", verbose_name="kỳ báo cáo")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="report_obligations", verbose_name="đơn vị"
    )
    due_on = models.DateField("hạn gửi")
    made_at = models.DateTimeField("giao lúc")

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ báo cáo"
        verbose_name_plural = "nhiệm vụ báo cáo"
        ordering = ["organisation__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["period", "organisation"], name="obligation_once")]

    def __str__(self):
        return f"{self.period} – {self.organisation}"


class Reminder(models.Model):
    """The receiver's own word to a unit that has not sent; those of the calendar go beside it and are not kept here."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="reminders")
    words = models.TextField("lời nhắn", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhắc")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "lời nhắc báo cáo"
        verbose_name_plural = "lời nhắc báo cáo"
        ordering = ["at", "pk"]

    def __str__(self):
        return str(self.obligation)


class Extension(models.Model):
    """More time for one unit's report, with the reason."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="extensions")
    due_before = models.DateField("hạn cũ")
    due_on = models.DateField("hạn mới")
    reason = models.TextField("lý do")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gia hạn")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "gia hạn báo cáo"
        verbose_name_plural = "gia hạn báo cáo"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=F("due_before")), name="extension_gives_time"),
        ]

    def __str__(self):
        return f"{self.obligation}: {self.due_on}"
