"""What support staff may look at. What an establishment has not filed is its own: drafts, living dossiers and products
that no office has received appear nowhere here."""

from django.contrib import admin
from django.db.models import Q

from cnnt_portal.admin import ReadOnlyAdmin

from .models import DossierVersion, Entry, Establishment, Product, Round


@admin.register(Establishment)
class EstablishmentAdmin(ReadOnlyAdmin):
    list_display = ["name", "legal_form", "tax_code", "province"]
    list_filter = ["legal_form"]
    search_fields = ["search_key", "tax_code", "tax_code_changes__old"]
    list_select_related = ["province"]


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ["name", "group", "is_set", "establishment"]
    list_filter = ["group"]
    search_fields = ["search_key"]
    list_select_related = ["establishment"]

    def get_queryset(self, request):
        filed = Entry.objects.filter(submitted_at__isnull=False).values("product")
        return super().get_queryset(request).filter(Q(pk__in=filed) | Q(establishment__organisation__isnull=True))


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    list_display = ["title", "level", "year", "state", "is_history"]
    list_filter = ["level", "state", "is_history"]
    search_fields = ["title"]


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["product", "round", "state", "code", "tracking_code", "submitted_at"]
    list_filter = ["state"]
    search_fields = ["search_key", "tracking_code"]
    list_select_related = ["product", "round"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(submitted_at__isnull=False)


@admin.register(DossierVersion)
class DossierVersionAdmin(ReadOnlyAdmin):
    list_display = ["dossier", "number", "sha256", "frozen_at"]
    list_select_related = ["dossier__product"]
