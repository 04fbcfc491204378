from allauth.socialaccount.views import login_error
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    # The library forgets to open this page to those who have not signed in: exactly those who need it.
    path("3rdparty/login/error/", login_not_required(login_error), name="login_error"),
    path("thong-tin/", views.profile, name="profile"),
    path("to-chuc/", views.organisation_list, name="organisation_list"),
    path("to-chuc/lap/", views.organisation_create, name="organisation_create"),
    path("to-chuc/<int:pk>/sua/", views.organisation_correct, name="organisation_correct"),
    path("to-chuc/<int:pk>/ket-thuc/", views.organisation_close, name="organisation_close"),
    path("to-chuc/<int:pk>/thanh-vien/", views.organisation_members, name="organisation_members"),
    path("thanh-vien/<int:pk>/cho-thoi/", views.membership_end, name="membership_end"),
    path("loi-moi/<int:pk>/gui-lai/", views.invitation_resend, name="invitation_resend"),
    path("loi-moi/<int:pk>/rut/", views.invitation_withdraw, name="invitation_withdraw"),
    path("loi-moi/<int:pk>/nhan/", views.invitation_accept, name="invitation_accept"),
    path("loi-moi/thu/<str:signature>/", views.invitation_show, name="invitation_show"),
]
