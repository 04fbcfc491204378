from django.contrib import admin

from cnnt_portal.admin import ReadOnlyAdmin

from .models import StoredFile


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    """What was kept, never the bytes."""

    list_display = ["name", "content_type", "size", "scan", "uploaded_by", "uploaded_at"]
    list_filter = ["scan", "content_type"]
    search_fields = ["name", "sha256"]
    list_select_related = ["uploaded_by"]
