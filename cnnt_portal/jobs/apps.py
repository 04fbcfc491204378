from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "cnnt_portal.jobs"
    verbose_name = "Việc chạy nền"
