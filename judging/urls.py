from django.urls import path

from .views import bands, council, judge, ledger, meeting, printing, results, scoring, stages

app_name = "judging"
urlpatterns = [
    # A judge's own pages
    path("cham/", judge.judge_list, name="judge_list"),
    path("cham/<int:pk>/khai/", judge.assignment_declare, name="assignment_declare"),
    path("cham/<int:pk>/xung-dot/", judge.assignment_recuse, name="assignment_recuse"),
    path("cham/<int:pk>/ho-so/", judge.dossier_detail, name="dossier_detail"),
    path("cham/<int:pk>/ho-so/<int:paper>/", judge.paper_download, name="paper_download"),
    path("cham/<int:pk>/anh/<int:paper>/<int:width>/", judge.photo_show, name="photo_show"),
    path("cham/tiep/", judge.sheet_next, name="sheet_next"),
    path("phieu/<int:pk>/", judge.sheet_edit, name="sheet_edit"),
    path("phieu/<int:pk>/nop/", judge.sheet_submit, name="sheet_submit"),
    path("phieu/<int:pk>/in.<str:ending>", printing.sheet_print, name="sheet_print"),
    path("phieu/<int:pk>/o/<slug:field>/", judge.sheet_save_field, name="sheet_save_field"),
    # The council
    path("hoi-dong/", council.council_list, name="council_list"),
    path("hoi-dong/lap/<int:round>/", council.council_create, name="council_create"),
    path("hoi-dong/<int:pk>/", council.council_room, name="council_room"),
    path("hoi-dong/<int:pk>/thanh-vien/", council.council_members, name="council_members"),
    path("hoi-dong/<int:pk>/thanh-vien/them/", council.member_add, name="member_add"),
    path("hoi-dong/<int:pk>/giam-khao/them/", council.judge_add, name="judge_add"),
    path("hoi-dong/<int:pk>/thanh-vien/<int:member>/bo/", council.member_remove, name="member_remove"),
    path("hoi-dong/<int:pk>/giam-khao/<int:judge>/bo/", council.judge_remove, name="judge_remove"),
    path("hoi-dong/<int:pk>/phan-cong/", council.assignment_plan, name="assignment_plan"),
    path("hoi-dong/<int:pk>/phan-cong/them/", council.assignment_add, name="assignment_add"),
    path("hoi-dong/<int:pk>/phan-cong/<int:assignment>/thoi/", council.assignment_release, name="assignment_release"),
    path("hoi-dong/<int:pk>/lich/", stages.calendar, name="calendar"),
    path("hoi-dong/<int:pk>/lich/<slug:stage>/<slug:kind>/", stages.stage_mark, name="stage_mark"),
    path("hoi-dong/<int:pk>/xung-dot/", stages.conflict_list, name="conflict_list"),
    path("hoi-dong/<int:pk>/xung-dot/<int:assignment>/", stages.conflict_review, name="conflict_review"),
    path("hoi-dong/<int:pk>/khung-diem/", bands.band_list, name="band_list"),
    path("hoi-dong/<int:pk>/khung-diem/<slug:group>/", bands.band_edit, name="band_edit"),
    path("hoi-dong/<int:pk>/van-ban/<slug:paper>.<str:ending>", results.paper_export, name="paper_export"),
    path("hoi-dong/<int:pk>/mo-luot/", scoring.pass_open, name="pass_open"),
    path("hoi-dong/<int:pk>/so-diem.jsonl", ledger.ledger_export, name="ledger_export"),
    path("hoi-dong/<int:pk>/kiem-tra-so/", ledger.ledger_check, name="ledger_check"),
    path("hoi-dong/<int:pk>/hop/", meeting.meeting_plan, name="meeting_plan"),
    path("hoi-dong/<int:pk>/ket-qua/", results.outcome_list, name="outcome_list"),
    path("hoi-dong/<int:pk>/cong-bo/", results.publish, name="publish"),
    path("hoi-dong/<int:pk>/de-cu/", results.nomination_list, name="nomination_list"),
    # Scoring
    path("luot/<int:pk>/", scoring.pass_detail, name="pass_detail"),
    path("luot/<int:pk>/khoa/", scoring.pass_close, name="pass_close"),
    path("luot/<int:pk>/phan-tich/", scoring.pass_statistics, name="pass_statistics"),
    path("luot/<int:pk>/bang-diem.<str:ending>", scoring.pass_export, name="pass_export"),
    path("phieu/<int:pk>/mo-lai/", scoring.sheet_reopen, name="sheet_reopen"),
    path("luot/<int:pk>/phieu/<int:judge>.<str:ending>", printing.judge_sheets_print, name="judge_sheets_print"),
    # The meeting
    path("hop/<int:pk>/", meeting.meeting_detail, name="meeting_detail"),
    path("hop/<int:pk>/khai-mac/", meeting.meeting_open, name="meeting_open"),
    path("hop/<int:pk>/diem-danh/", meeting.attendance_record, name="attendance_record"),
    path("hop/<int:pk>/bieu-quyet/<int:entry>/", meeting.vote_cast, name="vote_cast"),
    path("hop/<int:pk>/gio-tay/<int:entry>/", meeting.hands_record, name="hands_record"),
    path("hop/<int:pk>/xung-dot/<int:entry>/", meeting.member_recuse, name="member_recuse"),
    path("hop/<int:pk>/ket-thuc/", meeting.meeting_close, name="meeting_close"),
    path("hop/<int:pk>/bien-ban.<str:ending>", meeting.minutes_export, name="minutes_export"),
    # Results
    path("ket-qua/ho-so/<int:pk>/", results.entry_outcome_fragment, name="entry_outcome_fragment"),
]
