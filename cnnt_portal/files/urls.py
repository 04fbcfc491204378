from django.urls import path

from . import views

app_name = "files"
urlpatterns = [
    path("", views.upload_create, name="upload_create"),
    path("<slug:token>/", views.upload_piece, name="upload_piece"),
]
