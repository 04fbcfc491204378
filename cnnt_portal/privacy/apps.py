from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PrivacyConfig(AppConfig):
    name = "cnnt_portal.privacy"
    verbose_name = "Dữ liệu cá nhân"

    def ready(self):
        # Each room says in its personal.py what it keeps about people.
        autodiscover_modules("personal")
