from django.contrib.admin.apps import AdminConfig


class LookOnlyAdminConfig(AdminConfig):
    default_site = "cnnt_portal.admin.LookOnlySite"
