from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "cnnt_portal.notifications"
    verbose_name = "Thông báo"
