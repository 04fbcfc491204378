from django.urls import path

from . import views

app_name = "certificates"
urlpatterns = [
    path("san-pham-tieu-bieu/", views.register, name="register"),
    path("san-pham-tieu-bieu/du-lieu/<slug:form>/", views.register_data, name="register_data"),
    path("san-pham-tieu-bieu/ban-do/", views.province_map, name="province_map"),
    path("san-pham-tieu-bieu/<int:pk>/", views.product, name="product"),
    path("san-pham-tieu-bieu/<int:pk>/anh/<int:photo>/<int:width>.jpg", views.product_photo, name="product_photo"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("kiem-tra/", views.check_form, name="check_form"),
    path("kiem-tra/tep/", views.check_file, name="check_file"),
    path("kiem-tra/<slug:code>/", views.check, name="check"),
    path("kiem-tra/<slug:code>/giay-chung-nhan.pdf", views.paper_download, name="paper_download"),
    path("kiem-tra/<slug:code>/giay-chung-nhan-ky-so.pdf", views.original_download, name="original_download"),
    path("kiem-tra/<slug:code>/json/", views.check_json, name="check_json"),
    path("giay-chung-nhan/", views.certificate_mine, name="certificate_mine"),
    path("quyet-dinh/", views.decision_list, name="decision_list"),
    path("quyet-dinh/ky/<int:round_pk>/nhap/", views.decision_create, name="decision_create"),
    path("quyet-dinh/<int:pk>/", views.decision_detail, name="decision_detail"),
    path("quyet-dinh/<int:pk>/sua/", views.decision_correct, name="decision_correct"),
    path("quyet-dinh/<int:pk>/cap-giay/", views.decision_issue, name="decision_issue"),
    path("quyet-dinh/ky/<int:round_pk>/du-thao/<slug:form>/", views.decision_draft, name="decision_draft"),
    path("quyet-dinh/<int:pk>/van-ban/<slug:form>/", views.decision_paper, name="decision_paper"),
    path("quyet-dinh/<int:pk>/xem-thu/<int:position>/", views.decision_sample, name="decision_sample"),
    path("giay-chung-nhan/<slug:code>/lap/<slug:kind>/", views.act_create, name="act_create"),
    path("giay-chung-nhan/viec/<int:pk>/", views.act_detail, name="act_detail"),
    path("giay-chung-nhan/viec/<int:pk>/giai-trinh/", views.act_reply, name="act_reply"),
    path("giay-chung-nhan/viec/<int:pk>/xac-nhan/", views.act_confirm, name="act_confirm"),
    path("giay-chung-nhan/viec/<int:pk>/khong-thuc-hien/", views.act_dismiss, name="act_dismiss"),
    path("giay-chung-nhan/viec/<int:pk>/tai-lieu/", views.act_evidence, name="act_evidence"),
    path("de-cu/ky/<int:round_pk>/", views.climb, name="climb"),
    path("de-cu/ky/<int:round_pk>/len/<int:upper_pk>/gui/", views.climb_send, name="climb_send"),
    path("de-cu/ky/<int:round_pk>/len/<int:upper_pk>/tai/<slug:form>/", views.climb_download, name="climb_download"),
]
