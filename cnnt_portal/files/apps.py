from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FilesConfig(AppConfig):
    name = "cnnt_portal.files"
    verbose_name = "Tệp"

    def ready(self):
        from .inspection import limit_pdf_reading

        limit_pdf_reading()
        autodiscover_modules("arrivals")
