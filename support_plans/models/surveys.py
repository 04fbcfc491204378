from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.geography.queries import same_territory
from registrations.models import Establishment

from .yearly import reads_all_units


class Channel(models.TextChoices):
    """Through what an establishment sells."""

    OWN_SHOP = "own_shop", "Bán tại cơ sở, cửa hàng của mình"
    MARKET = "market", "Chợ, cửa hàng bán lẻ"
    SUPERMARKET = "supermarket", "Siêu thị, trung tâm thương mại"
    DEALER = "dealer", "Đại lý, nhà phân phối"
    ONLINE = "online", "Sàn thương mại điện tử, mạng xã hội"
    OCOP = "ocop", "Điểm bán OCOP, du lịch"
    ORDER = "order", "Đặt hàng của doanh nghiệp khác"
    EXPORT = "export", "Xuất khẩu trực tiếp hoặc qua đầu mối"


class SurveyCall(models.Model):
    """*Đợt khảo sát hằng năm*: the Cục asks the establishments with products in force about one year."""

    year = models.PositiveSmallIntegerField("khảo sát về năm", unique=True)
    due_on = models.DateField("hạn trả lời")
    remind_before = models.PositiveSmallIntegerField("nhắc trước hạn (ngày)", default=14)
    called_at = models.DateTimeField("mở lúc")
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đợt khảo sát hằng năm"
        verbose_name_plural = "đợt khảo sát hằng năm"
        ordering = ["-year"]

    def __str__(self):
        return f"Khảo sát cơ sở năm {self.year}"


class SurveyAnswerQuerySet(models.QuerySet):
    def standing(self):
        """The latest of each establishment and call: what counts."""
        return self.filter(replaced_at=None)

    def visible_to(self, user):
        """One's own establishment's; a Sở its province's, of then and of now; the Cục, finance and leaders all."""
        if not user.is_authenticated:
            return self.none()
        if reads_all_units(user):
            return self
        seen = Q(establishment__organisation__in=[m.organisation_id for m in user.current_memberships])
        for office in user.organisations_of(OrganisationKind.DEPARTMENT):
            if office.unit:
                seen |= Q(establishment__province__in=same_territory(office.unit))
        return self.filter(seen)


class SurveyAnswer(models.Model):
    """*Phiếu khảo sát*: what an establishment says of its year; the shares are percents of the revenue. Said anew, the
    earlier row stays as it was."""

    call = models.ForeignKey(SurveyCall, models.PROTECT, related_name="answers", verbose_name="đợt")
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, related_name="survey_answers", verbose_name="cơ sở"
    )
    revenue = models.DecimalField("doanh thu (đồng)", max_digits=15, decimal_places=0)
    labour = models.PositiveIntegerField("số lao động")
    local_share = models.PositiveSmallIntegerField("bán trong tỉnh (%)")
    home_share = models.PositiveSmallIntegerField("bán ở tỉnh khác (%)")
    export_share = models.PositiveSmallIntegerField("xuất khẩu (%)")
    note = models.TextField("khó khăn, mong muốn", blank=True)
    answered_at = models.DateTimeField("trả lời lúc")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField("có câu trả lời mới lúc", null=True)

    objects = SurveyAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu khảo sát"
        verbose_name_plural = "phiếu khảo sát"
        constraints = [
            models.UniqueConstraint(
                fields=["call", "establishment"], condition=Q(replaced_at=None), name="one_standing_answer_per_survey"
            ),
            models.CheckConstraint(condition=Q(revenue__gte=0), name="surveyed_revenue_not_negative"),
            models.CheckConstraint(
                condition=Q(local_share=100 - F("home_share") - F("export_share"))
                | Q(revenue=0, local_share=0, home_share=0, export_share=0),
                name="shares_of_markets_make_the_whole",
            ),
        ]

    def __str__(self):
        return f"{self.establishment}, năm {self.call.year}"


class SurveyChannel(models.Model):
    answer = models.ForeignKey(SurveyAnswer, models.CASCADE, related_name="channels")
    channel = models.CharField("kênh bán", max_length=20, choices=Channel)

    class Meta:
        verbose_name = "kênh bán của cơ sở"
        verbose_name_plural = "kênh bán của cơ sở"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "channel"], name="channel_once_per_answer")]

    def __str__(self):
        return self.get_channel_display()
