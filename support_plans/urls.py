from django.urls import path

from . import views

app_name = "support_plans"
urlpatterns = [
    path("ke-hoach/", views.plan_list, name="plan_list"),
    path("ke-hoach/<int:pk>/", views.plan_detail, name="plan_detail"),
    path("ke-hoach/<int:pk>/san-pham/", views.plan_products, name="plan_products"),
    path("hoat-dong/", views.activity_list, name="activity_list"),
    path("hoat-dong/ghi/", views.activity_create, name="activity_create"),
    path("hoat-dong/<int:pk>/", views.activity_detail, name="activity_detail"),
    path("hoat-dong/<int:pk>/sua/", views.activity_change, name="activity_change"),
    path("hoat-dong/<int:pk>/da-thuc-hien/", views.activity_complete, name="activity_complete"),
    path("hoat-dong/<int:pk>/khong-thuc-hien/", views.activity_cancel, name="activity_cancel"),
    path("hoat-dong/<int:pk>/mo-lai/", views.activity_correct, name="activity_correct"),
]
