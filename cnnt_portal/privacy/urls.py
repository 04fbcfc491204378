from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("tai-ve/json/", views.export_json, name="export_json"),
    path("tai-ve/xlsx/", views.export_xlsx, name="export_xlsx"),
    path("xoa/", views.ask, name="ask"),
    path("xoa/<int:pk>/rut/", views.take_back, name="take_back"),
    path("yeu-cau/", views.request_list, name="request_list"),
]
