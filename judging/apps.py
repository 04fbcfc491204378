from django.apps import AppConfig


class JudgingConfig(AppConfig):
    name = "judging"
    verbose_name = "Bình chọn"

    def ready(self):
        # listings.py is found by itself; what stands beside it is named here.
        from . import visit_listings  # noqa: F401
