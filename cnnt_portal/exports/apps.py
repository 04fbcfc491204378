from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExportsConfig(AppConfig):
    name = "cnnt_portal.exports"
    verbose_name = "Tệp xuất"

    def ready(self):
        # Each room says in its listings.py which of its lists can be taken along.
        autodiscover_modules("listings")
