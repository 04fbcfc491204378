from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "cnnt_portal.jobs"
    verbose_name = "Việc chạy nền"

    def ready(self):
        # The web process must know every kind of job, because it shows their labels.
        autodiscover_modules("tasks")
