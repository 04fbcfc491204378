from django.contrib import admin

from .models import StoredFile


@admin.register(StoredFile)
class StoredFileAdmin(admin.ModelAdmin):
    """A read-only look for support staff: what was kept, never the bytes."""

    list_display = ["name", "content_type", "size", "scan", "uploaded_by", "uploaded_at"]
    list_filter = ["scan", "content_type"]
    search_fields = ["name", "sha256"]
    list_select_related = ["uploaded_by"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
