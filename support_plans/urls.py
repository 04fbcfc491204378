from django.urls import path

from .views import activities, importing, plans, support

app_name = "support_plans"
urlpatterns = [
    path("ke-hoach/", plans.plan_list, name="plan_list"),
    path("ke-hoach/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("ke-hoach/<int:pk>/san-pham/", plans.plan_products, name="plan_products"),
    path("ke-hoach/<int:pk>/bang-phan-cong/", plans.plan_matrix, name="plan_matrix"),
    path("ke-hoach/<int:pk>/sua-doi/", plans.plan_amend, name="plan_amend"),
    path("ke-hoach/<int:pk>/sua-doi/<int:amendment_pk>/nhiem-vu/", plans.task_create, name="task_create"),
    path("ke-hoach/<int:pk>/pham-vi/", plans.plan_widen, name="plan_widen"),
    path("nhiem-vu/", activities.task_list, name="task_list"),
    path("hoat-dong/", activities.activity_list, name="activity_list"),
    path("hoat-dong/ghi/", activities.activity_create, name="activity_create"),
    path("hoat-dong/nhap-bang/", importing.import_create, name="import_create"),
    path("hoat-dong/nhap-bang/mau/", importing.import_template, name="import_template"),
    path("hoat-dong/nhap-bang/<int:pk>/", importing.import_detail, name="import_detail"),
    path("hoat-dong/nhap-bang/<int:pk>/nhap/", importing.import_enter, name="import_enter"),
    path("hoat-dong/<int:pk>/tai-lieu/", activities.evidence_attach, name="evidence_attach"),
    path("hoat-dong/<int:pk>/tai-lieu/<int:file_pk>/", activities.evidence, name="evidence"),
    path("hoat-dong/<int:pk>/tai-lieu/<int:file_pk>/go/", activities.evidence_remove, name="evidence_remove"),
    path("cua-co-so/", support.support_mine, name="support_mine"),
    path("cua-co-so/<int:pk>/tra-loi/", support.support_answer, name="support_answer"),
    path("hoat-dong/<int:pk>/", activities.activity_detail, name="activity_detail"),
    path("hoat-dong/<int:pk>/sua/", activities.activity_change, name="activity_change"),
    path("hoat-dong/<int:pk>/da-thuc-hien/", activities.activity_complete, name="activity_complete"),
    path("hoat-dong/<int:pk>/khong-thuc-hien/", activities.activity_cancel, name="activity_cancel"),
    path("hoat-dong/<int:pk>/mo-lai/", activities.activity_correct, name="activity_correct"),
]
