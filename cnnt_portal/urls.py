"""The composition root: the only module that names all rooms."""

from django.contrib import admin
from django.urls import include, path

from .health import health

urlpatterns = [
    path("tai-khoan/", include("cnnt_portal.accounts.urls")),
    path("tai-khoan/du-lieu-cua-toi/", include("cnnt_portal.privacy.urls")),
    path("tai-khoan/", include("allauth.urls")),
    path("dia-ban/", include("cnnt_portal.geography.urls")),
    path("quy-dinh/", include("cnnt_portal.rulebook.urls")),
    path("tai-len/", include("cnnt_portal.files.urls")),
    path("xuat/", include("cnnt_portal.exports.urls")),
    path("viec/", include("cnnt_portal.jobs.urls")),
    path("thong-bao/", include("cnnt_portal.notifications.urls")),
    path("nhat-ky/", include("cnnt_portal.audit.urls")),
    path("", include("cnnt_portal.ui.urls")),
    path("", include("registrations.urls")),
    path("binh-chon/", include("judging.urls")),
    path("", include("certificates.urls")),
    path("ho-tro/", include("support_plans.urls")),
    path("", include("reporting.urls")),
    path("suc-khoe/", health, name="health"),
    path("admin/", admin.site.urls),
]
