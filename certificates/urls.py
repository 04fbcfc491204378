from django.contrib.auth.decorators import login_not_required
from django.urls import path

from . import views
from .api import api

app_name = "certificates"
API_URLS = api.urls
for _pattern in API_URLS[0]:
    login_not_required(_pattern.callback)

urlpatterns = [
    path("san-pham-tieu-bieu/", views.register, name="register"),
    path("san-pham-tieu-bieu/du-lieu/<slug:form>/", views.register_data, name="register_data"),
    path("du-lieu-mo/", views.open_data, name="open_data"),
    path("api/v1/", API_URLS),
    path("san-pham-tieu-bieu/ban-do/", views.province_map, name="province_map"),
    path("san-pham-tieu-bieu/<int:pk>/", views.product, name="product"),
    path("san-pham-tieu-bieu/<int:pk>/anh/<int:photo>/<int:width>.jpg", views.product_photo, name="product_photo"),
    path("san-pham-tieu-bieu/quyet-dinh/", views.public_decisions, name="public_decisions"),
    path("san-pham-tieu-bieu/quyet-dinh/<int:pk>/", views.public_decision, name="public_decision"),
    path("san-pham-tieu-bieu/nhap/", views.history_import, name="history_import"),
    path("san-pham-tieu-bieu/nhap/mau/", views.history_template, name="history_template"),
    path("san-pham-tieu-bieu/nhap/<int:pk>/", views.history_detail, name="history_detail"),
    path("san-pham-tieu-bieu/nhap/<int:pk>/dong-y/", views.history_enter, name="history_enter"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("kiem-tra/", views.check_form, name="check_form"),
    path("kiem-tra/tep/", views.check_file, name="check_file"),
    path("kiem-tra/<slug:code>/", views.check, name="check"),
    path("kiem-tra/<slug:code>/giay-chung-nhan.pdf", views.paper_download, name="paper_download"),
    path("kiem-tra/<slug:code>/giay-chung-nhan-ky-so.pdf", views.original_download, name="original_download"),
    path("kiem-tra/<slug:code>/json/", views.check_json, name="check_json"),
    path("giay-chung-nhan/", views.certificate_mine, name="certificate_mine"),
    path("giay-chung-nhan/<slug:code>/cong-khai/", views.certificate_show, name="certificate_show"),
    path("bieu-trung/", views.logo, name="logo"),
    path("bieu-trung/<int:pk>/", views.logo_download, name="logo_download"),
    path("bieu-trung/<int:pk>/go/", views.logo_withdraw, name="logo_withdraw"),
    path("quyet-dinh/", views.decision_list, name="decision_list"),
    path("quyet-dinh/ky/<int:round_pk>/nhap/", views.decision_create, name="decision_create"),
    path("quyet-dinh/<int:pk>/", views.decision_detail, name="decision_detail"),
    path("quyet-dinh/<int:pk>/sua/", views.decision_correct, name="decision_correct"),
    path("quyet-dinh/<int:pk>/cap-giay/", views.decision_issue, name="decision_issue"),
    path("quyet-dinh/ky/<int:round_pk>/du-thao/<slug:form>/", views.decision_draft, name="decision_draft"),
    path("quyet-dinh/<int:pk>/van-ban/<slug:form>/", views.decision_paper, name="decision_paper"),
    path("quyet-dinh/<int:pk>/ban-quet/", views.decision_scan, name="decision_scan"),
    path("quyet-dinh/<int:pk>/ban-quet/gui/", views.decision_attach, name="decision_attach"),
    path("quyet-dinh/<int:pk>/ca-tap/<slug:form>/<int:part>/", views.decision_bundle, name="decision_bundle"),
    path("quyet-dinh/<int:pk>/ky-ngoai/", views.outside_sign, name="outside_sign"),
    path("quyet-dinh/<int:pk>/ky-ngoai/tai/<int:part>/", views.outside_take, name="outside_take"),
    path("quyet-dinh/<int:pk>/xem-thu/<int:position>/", views.decision_sample, name="decision_sample"),
    path("danh-sach-dinh-ky/", views.periodic_lists, name="periodic_lists"),
    path("danh-sach-dinh-ky/<int:pk>/<slug:form>/", views.periodic_list_file, name="periodic_list_file"),
    path("mau-giay/", views.template_list, name="template_list"),
    path("mau-giay/<int:office_pk>/<slug:level>/", views.template_edit, name="template_edit"),
    path("mau-giay/<int:office_pk>/<slug:level>/so/", views.template_number, name="template_number"),
    path("mau-giay/<int:office_pk>/<slug:level>/xem-truoc/", views.template_preview, name="template_preview"),
    path("mau-giay/<int:pk>/pdf", views.template_sample, name="template_sample"),
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
