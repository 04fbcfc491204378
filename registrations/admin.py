from django.contrib import admin

from cnnt_portal.admin import ReadOnlyAdmin

from .models import Dossier, DossierVersion, Entry, Establishment, Product, Round


@admin.register(Establishment)
class EstablishmentAdmin(ReadOnlyAdmin):
    list_display = ["name", "legal_form", "tax_code", "province"]
    list_filter = ["legal_form"]
    search_fields = ["search_key", "tax_code"]
    list_select_related = ["province"]


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ["name", "group", "is_set", "establishment"]
    list_filter = ["group"]
    search_fields = ["search_key"]
    list_select_related = ["establishment"]


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


@admin.register(Dossier)
class DossierAdmin(ReadOnlyAdmin):
    list_display = ["product", "revision", "saved_at", "saved_by"]
    list_select_related = ["product", "saved_by"]


@admin.register(DossierVersion)
class DossierVersionAdmin(ReadOnlyAdmin):
    list_display = ["dossier", "number", "sha256", "frozen_at"]
    list_select_related = ["dossier__product"]
