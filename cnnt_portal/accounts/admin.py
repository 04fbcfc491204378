from django.contrib import admin

from cnnt_portal.admin import ReadOnlyAdmin

from .models import Invitation, Membership, Organisation, OrganisationSuccession, User


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["email", "full_name", "is_active", "is_superuser", "last_login"]
    search_fields = ["email", "full_name"]
    exclude = ["password"]


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "unit", "valid_from", "valid_to"]
    list_filter = ["kind"]
    list_select_related = ["unit"]
    search_fields = ["name", "code"]


@admin.register(OrganisationSuccession)
class OrganisationSuccessionAdmin(ReadOnlyAdmin):
    list_display = ["old", "new", "date", "ground", "is_default"]
    list_select_related = ["old", "new"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["user", "organisation", "role", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["user", "organisation"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "organisation", "role", "invited_at", "accepted_at", "withdrawn_at"]
    list_select_related = ["organisation"]
