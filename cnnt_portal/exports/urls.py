from django.urls import path, re_path

from . import views

app_name = "exports"
urlpatterns = [
    path("", views.export_list, name="export_list"),
    path("<int:pk>/", views.export_detail, name="export_detail"),
    path("<int:pk>/tai/", views.export_download, name="export_download"),
    re_path(r"^danh-sach/(?P<name>[\w.]+)/(?P<form>xlsx|csv)/$", views.export_make, name="export_make"),
]
