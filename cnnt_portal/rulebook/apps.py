from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "cnnt_portal.rulebook"
    verbose_name = "Quy định"
