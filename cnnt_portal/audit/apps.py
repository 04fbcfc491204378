from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cnnt_portal.audit"
    verbose_name = "Nhật ký kiểm tra"
