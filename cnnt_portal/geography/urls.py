from django.urls import path

from . import views

app_name = "geography"
urlpatterns = [
    path("xa/", views.communes, name="communes"),
]
