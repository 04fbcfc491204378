from django.apps import AppConfig


class GeographyConfig(AppConfig):
    name = "cnnt_portal.geography"
    verbose_name = "Đơn vị hành chính"
