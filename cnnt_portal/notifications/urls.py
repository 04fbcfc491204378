from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/mo/", views.notice_open, name="notice_open"),
    path("da-doc-het/", views.notice_read_all, name="notice_read_all"),
    path("thu-gui-di/", views.mail_list, name="mail_list"),
    path("thu-gui-di/<int:pk>/", views.mail_detail, name="mail_detail"),
    path("thu-gui-di/<int:pk>/gui-lai/", views.mail_resend, name="mail_resend"),
]
