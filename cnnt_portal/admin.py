"""/admin is a look for support staff: who wants to change something goes through an operation."""

from django.contrib import admin

admin.site.site_header = "Cổng CNNT – trang xem kỹ thuật"
admin.site.site_title = "Cổng CNNT"
admin.site.index_title = "Chỉ xem"


class ReadOnlyAdmin(admin.ModelAdmin):
    """List and look; nobody adds, changes or deletes here, a superuser neither."""

    actions = None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
