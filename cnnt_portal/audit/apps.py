from django.apps import AppConfig
from django.db.backends.signals import connection_created

from . import sealing


class AuditConfig(AppConfig):
    name = "cnnt_portal.audit"
    verbose_name = "Nhật ký kiểm tra"

    def ready(self):
        connection_created.connect(sealing.tell_sqlite_whose_it_is)
