from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cnnt_portal.accounts"
    verbose_name = "Tài khoản"
