"""The header's entries and groups; cnnt_portal/ui/navigation.py says who is an audience."""

_OFFICES = ("commune", "province", "department", "agency")
_SUPPORTERS = ("agency", "ministry_unit", "press", "leaders", "department")
_ADMINISTRATORS = "cnnt_portal.accounts.permissions.can_administer_bodies"
NAVIGATION = [
    ("Việc của tôi", "reporting:home", "signed_in"),
    ("Sản phẩm của tôi", "registrations:product_list", ("establishment",)),
    ("Hồ sơ", "registrations:my_entries", ("establishment",)),
    ("Giấy chứng nhận", "certificates:certificate_mine", ("establishment",)),
    ("Được hỗ trợ", "support_plans:support_mine", ("establishment",)),
    (
        "Bình chọn",
        [
            ("Kỳ bình chọn", "registrations:round_list", "public"),
            ("Tiếp nhận", "registrations:entry_list", "registrations.permissions.can_see_desk"),
            ("Hội đồng", "judging:council_list", "judging.queries.meets_councils"),
            ("Quyết định", "certificates:decision_list", _OFFICES),
            ("Thống kê", "reporting:statistics", ("province", "department", "agency", "ministry_unit", "leaders")),
        ],
    ),
    (
        "Hỗ trợ",
        [
            ("Toàn cảnh", "support_plans:overview", "support_plans.permissions.can_see_whole"),
            ("Kế hoạch", "support_plans:plan_list", _SUPPORTERS),
            ("Danh sách định kỳ", "support_plans:list_receipts", _SUPPORTERS),
            ("Kế hoạch năm", "support_plans:year_plan_list", _SUPPORTERS),
            ("Hoạt động", "support_plans:activity_list", _SUPPORTERS),
            ("Đề án khuyến công", "support_plans:project_list", ("agency", "leaders", "department", "ministry_unit")),
            ("Khảo sát cơ sở", "support_plans:survey_list", "support_plans.permissions.can_see_whole"),
            ("Báo cáo", "reporting:report_list", _SUPPORTERS),
        ],
    ),
    ("Sản phẩm tiêu biểu", "certificates:register", "public"),
    ("Quy định", "rulebook:rule_sets", "public"),
    (
        "Quản trị",
        [
            ("Tổ chức", "accounts:organisation_list", _ADMINISTRATORS),
            ("Nhật ký kiểm tra", "audit:event_list", _ADMINISTRATORS),
            ("Thư gửi đi", "notifications:mail_list", _ADMINISTRATORS),
            ("Việc chạy nền", "jobs:job_list", _ADMINISTRATORS),
            ("Sản phẩm các năm trước", "certificates:history_import", _ADMINISTRATORS),
            ("Yêu cầu xóa dữ liệu", "privacy:request_list", _ADMINISTRATORS),
        ],
    ),
]

# Where the page of a body's members stands, for the people of a kind of body: the kernel knows no app's pages.
MEMBERS_STAND_UNDER = {
    "establishment": [
        ("Cơ sở của tôi", "registrations:establishment_detail", "registrations.permissions.can_enter"),
        ("Người của cơ sở", "registrations:people", "registrations.permissions.can_enter"),
    ],
}
