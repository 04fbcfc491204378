from django.db import models
from django.db.models import Q


class ReasonQuerySet(models.QuerySet):
    def current(self):
        return self.filter(is_current=True)

    def for_completion(self):
        return self.current().filter(step=Reason.Step.RETURN)

    def for_refusal(self):
        return self.current().filter(step=Reason.Step.REFUSE)


class Reason(models.Model):
    """A cause for which a dossier is returned or refused: one list for all provinces, so that causes can be counted.

    `article` and `bring` are what the officer's form proposes; what was really written stays with the act.
    """

    class Step(models.TextChoices):
        RETURN = "return_for_completion", "Yêu cầu bổ sung"
        REFUSE = "refuse", "Từ chối tiếp nhận"

    code = models.SlugField("mã", max_length=60, unique=True)
    step = models.CharField("dùng khi", max_length=30, choices=Step)
    part = models.CharField("phần hồ sơ", max_length=40, blank=True)
    label = models.CharField("lý do", max_length=200)
    article = models.CharField("căn cứ gợi ý", max_length=200, blank=True)
    bring = models.TextField("câu gợi ý", blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_current = models.BooleanField("đang dùng", default=True)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        verbose_name = "lý do trả hồ sơ"
        verbose_name_plural = "lý do trả hồ sơ"
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="reason_has_words"),
        ]

    def __str__(self):
        return self.label
