from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("thanh-phan/", views.gallery, name="gallery"),
]
