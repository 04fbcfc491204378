from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="job_list"),
    path("<int:pk>/", views.job_detail, name="job_detail"),
    path("<int:pk>/tien-do/", views.job_progress, name="job_progress"),
    path("<int:pk>/huy/", views.job_cancel, name="job_cancel"),
    path("<int:pk>/chay-lai/", views.job_retry, name="job_retry"),
]
