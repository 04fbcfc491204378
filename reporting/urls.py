from django.urls import path, re_path

from . import consolidation_views, paper_views, statistics_views, table_views, views

app_name = "reporting"
urlpatterns = [
    path("viec-cua-toi/", views.home, name="home"),
    path("thong-ke/", statistics_views.statistics, name="statistics"),
    path("thong-ke/luu/", statistics_views.view_save, name="view_save"),
    path("thong-ke/bo/<int:pk>/", statistics_views.view_drop, name="view_drop"),
    path("bao-cao/", views.report_list, name="report_list"),
    path("bao-cao/bat-dau/<int:period_pk>/<int:organisation_pk>/", views.report_start, name="report_start"),
    path("bao-cao/khong-co/<int:period_pk>/<int:organisation_pk>/", views.report_nothing, name="report_nothing"),
    path("bao-cao/che-do/", views.regime_list, name="regime_list"),
    path("bao-cao/che-do/<int:pk>/doi-lich/", views.regime_change, name="regime_change"),
    path("bao-cao/ky/<int:pk>/", views.period_detail, name="period_detail"),
    path("bao-cao/ky/<int:pk>/gia-han/", views.period_extend, name="period_extend"),
    path("bao-cao/ky/<int:period_pk>/tong-hop/", consolidation_views.consolidation_gather, name="consolidation_gather"),
    path("bao-cao/tong-hop/<int:pk>/", consolidation_views.consolidation_detail, name="consolidation_detail"),
    path("bao-cao/tong-hop/<int:pk>/tom-tat/", consolidation_views.consolidation_glance, name="consolidation_glance"),
    path("bao-cao/tong-hop/<int:pk>/nguon/", consolidation_views.consolidation_rows, name="consolidation_rows"),
    path("bao-cao/tong-hop/<int:pk>/viet/", consolidation_views.consolidation_write, name="consolidation_write"),
    path(
        "bao-cao/tong-hop/<int:pk>/nguon/<int:source_pk>/",
        consolidation_views.source_leave_out,
        name="source_leave_out",
    ),
    path("bao-cao/tong-hop/<int:pk>/trinh/", consolidation_views.consolidation_submit, name="consolidation_submit"),
    path(
        "bao-cao/tong-hop/<int:pk>/phe-duyet/", consolidation_views.consolidation_approve, name="consolidation_approve"
    ),
    path("bao-cao/tong-hop/<int:pk>/tra-lai/", consolidation_views.consolidation_return, name="consolidation_return"),
    re_path(
        r"^bao-cao/tong-hop/(?P<pk>\d+)/tai/(?P<form>pdf|docx|xlsx)/$",
        consolidation_views.consolidation_download,
        name="consolidation_download",
    ),
    path("bao-cao/<int:pk>/", views.report_detail, name="report_detail"),
    path("bao-cao/<int:pk>/viet/", views.report_write, name="report_write"),
    path("bao-cao/<int:pk>/soan-lai/", views.report_redraft, name="report_redraft"),
    path("bao-cao/<int:pk>/so-lieu-moi/", views.report_refresh, name="report_refresh"),
    path("bao-cao/<int:pk>/lan-gui/<int:number>/", views.report_version, name="report_version"),
    path("bao-cao/<int:pk>/so-sanh/", views.report_compare, name="report_compare"),
    path("bao-cao/<int:pk>/dong/<int:line_pk>/", views.line_correct, name="line_correct"),
    path("bao-cao/<int:pk>/bieu/<slug:key>/", table_views.report_table, name="report_table"),
    path("bao-cao/<int:pk>/bieu/<slug:key>/excel/", table_views.table_sheet, name="table_sheet"),
    path("bao-cao/tong-hop/<int:pk>/bieu/", table_views.table_sources, name="table_sources"),
    path("bao-cao/<int:pk>/tai-lieu/", paper_views.evidence_attach, name="evidence_attach"),
    path("bao-cao/<int:pk>/tai-lieu/<int:paper_pk>/", paper_views.paper_file, name="paper_file"),
    path("bao-cao/<int:pk>/tai-lieu/<int:paper_pk>/go/", paper_views.evidence_remove, name="evidence_remove"),
    path("bao-cao/<int:pk>/ban-word/", paper_views.edited_return, name="edited_return"),
    path("bao-cao/<int:pk>/giai-trinh/<str:key>/", paper_views.flag_answer, name="flag_answer"),
    path("bao-cao/<int:pk>/ky-va-gui/", views.report_submit, name="report_submit"),
    path("bao-cao/<int:pk>/chap-nhan/", views.report_accept, name="report_accept"),
    path("bao-cao/<int:pk>/tra-lai/", views.report_return, name="report_return"),
    re_path(r"^bao-cao/(?P<pk>\d+)/tai/(?P<form>pdf|docx|xlsx)/$", views.report_download, name="report_download"),
]
