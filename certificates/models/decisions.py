import re

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.files.models import StoredFile
from registrations.models import Round, VoteLevel


def signs_alone_as_deputy(title):
    """A deputy without a word of whose place he takes: NĐ 30/2020/NĐ-CP wants “KT.” and the head's office above."""
    is_deputy = re.search(r"\bphó\b", title, re.IGNORECASE)
    return bool(is_deputy and not re.search(r"\b(KT|TL|TUQ)\b", title, re.IGNORECASE))


class RecognitionDecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Decisions of the rounds that one's office organises, and of those in whose council one sits."""
        if not user.is_authenticated:
            return self.none()
        offices = user.bodies()
        return self.filter(Q(round__organiser__in=offices) | Q(round__council__members__user=user)).distinct()

    def held(self):
        """Locked until the commit, so that their facts go on paper as they stand now."""
        return self.select_for_update(of=("self",), no_key=True).select_related("round__organiser", "round__unit")


class RecognitionDecision(models.Model):
    """*Quyết định công nhận*: number, date, signer; its list is what the council proposed and was published."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="decisions", verbose_name="kỳ bình chọn")
    number = models.CharField("số", max_length=60, blank=True)
    decided_on = models.DateField("ngày ký", null=True)
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=200, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bản quét")
    entered_at = models.DateTimeField("nhập lúc")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_history = models.BooleanField("nhập từ lịch sử", default=False)

    objects = RecognitionDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định công nhận"
        verbose_name_plural = "quyết định công nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number", "decided_on"], condition=~Q(number=""), name="decision_once"
            ),
            models.CheckConstraint(
                condition=Q(is_history=True)
                | (~Q(number="") & ~Q(signer_name="") & Q(decided_on__isnull=False, entered_by__isnull=False)),
                name="live_decision_is_whole",
            ),
        ]

    @property
    def deputy_signs_alone(self):
        return signs_alone_as_deputy(self.signer_title)

    def __str__(self):
        return f"Quyết định {self.number or '(chưa rõ số)'}"


# [default] “015/GCN-2026”: no text says how certificates are numbered.
USUAL_PATTERN = "{number:03d}/GCN-{year}"


class NumberPattern(models.Model):
    """*Mẫu số giấy chứng nhận* that an office has set for a level; the series of later years begin with it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan cấp")
    level = models.CharField("cấp", max_length=10, choices=VoteLevel)
    pattern = models.CharField("mẫu số", max_length=60, help_text="Gồm {number} và {year}")
    changed_at = models.DateTimeField("đổi lúc")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "mẫu số giấy chứng nhận"
        verbose_name_plural = "mẫu số giấy chứng nhận"
        constraints = [models.UniqueConstraint(fields=["organisation", "level"], name="number_pattern_once")]

    def __str__(self):
        return f"{self.organisation}, {self.get_level_display().lower()}: {self.pattern}"


class NumberSeries(models.Model):
    """The last certificate number given by an office in a year at a level; locked while one is taken.

    `issuer`: as the decision that began the series writes it.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan giữ sổ")
    issuer = models.CharField("cơ quan cấp", max_length=200)
    level = models.CharField("cấp", max_length=10, choices=VoteLevel)
    year = models.PositiveSmallIntegerField("năm")
    pattern = models.CharField("mẫu số", max_length=60, default=USUAL_PATTERN, help_text="Gồm {number} và {year}")
    last = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "dãy số giấy chứng nhận"
        verbose_name_plural = "dãy số giấy chứng nhận"
        constraints = [models.UniqueConstraint(fields=["organisation", "level", "year"], name="series_once")]

    def __str__(self):
        return f"{self.issuer} {self.year}: {self.last}"

    def printed(self, number):
        """“015/GCN-2026”."""
        return self.pattern.format(number=number, year=self.year)

    @property
    def last_printed(self):
        return self.printed(self.last)
