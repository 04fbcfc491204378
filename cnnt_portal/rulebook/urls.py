from django.urls import path

from . import views

app_name = "rulebook"
urlpatterns = [
    path("", views.rule_sets, name="rule_sets"),
    path("<slug:code>/", views.rule_set, name="rule_set"),
]
