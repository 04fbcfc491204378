from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "cnnt_portal.files"
    verbose_name = "Tệp"
