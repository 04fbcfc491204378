from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "cnnt_portal.documents"
    verbose_name = "Văn bản"
