"""/admin is a look for support staff: who wants to change something goes through an operation."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """List and look; nobody adds, changes or deletes here, a superuser neither."""

    actions = None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class LookOnlySite(admin.AdminSite):
    """Libraries bring admins of their own that write: another's address, second factor or linked VNeID, tasks to run.
    With them an administrator could become the chair of a council, so only our looks are let in."""

    site_header = "Cổng CNNT – trang xem kỹ thuật"
    site_title = "Cổng CNNT"
    index_title = "Chỉ xem"

    def register(self, model_or_iterable, admin_class=None, **options):
        if admin_class is not None and issubclass(admin_class, ReadOnlyAdmin):
            super().register(model_or_iterable, admin_class, **options)
