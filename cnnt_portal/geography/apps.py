from django.apps import AppConfig
from django.db.backends.signals import connection_created

from cnnt_portal.vendor import teach_sqlite_vietnamese


class GeographyConfig(AppConfig):
    name = "cnnt_portal.geography"
    verbose_name = "Đơn vị hành chính"

    def ready(self):
        connection_created.connect(teach_sqlite_vietnamese)
