from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "cnnt_portal.ui"
    verbose_name = "Giao diện"
