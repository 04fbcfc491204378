import uuid

from django.db import models


class RegisterStampQuerySet(models.QuerySet):
    def renew(self):
        """Say that what the public register shows has changed, in the transaction that changes it.

        Its row stays locked until the commit: call it last.
        """
        stamp, _ = self.get_or_create(pk=1)
        self.filter(pk=stamp.pk).update(mark=uuid.uuid4().hex)


class RegisterStamp(models.Model):
    """One row whose mark is another one after every change of the public register, so that pages drawn before the
    change are never shown after it. Never the same mark twice, also after a backup was restored."""

    mark = models.CharField("dấu", max_length=32, default="")

    objects = RegisterStampQuerySet.as_manager()

    class Meta:
        verbose_name = "dấu của danh bạ công khai"
        verbose_name_plural = "dấu của danh bạ công khai"

    def __str__(self):
        return self.mark
