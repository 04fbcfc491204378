"""What this room keeps about people; see cnnt_portal/privacy/holdings.py."""

from cnnt_portal.privacy.holdings import Holding, keep

keep(
    Holding(
        "Cơ sở nơi bạn có vai trò",
        why="Xét hồ sơ bình chọn và liên lạc: tên cơ sở, người đại diện, điện thoại, thư điện tử.",
        sources=(
            "registrations.Establishment.organisation__memberships__user",
            "registrations.TaxCodeChange.recorded_by",
            "registrations.Establishment.saved_by",
            "registrations.Product.saved_by",
        ),
        stays="Là dữ liệu của cơ sở, không của riêng bạn; chủ cơ sở sửa được ở trang cơ sở.",
    ),
    Holding(
        "Hồ sơ bạn đã soạn hoặc nộp",
        why="Biết ai đã soạn, nộp và gửi từng giấy tờ thay mặt cơ sở.",
        sources=(
            "registrations.Dossier.saved_by",
            "registrations.Paper.added_by",
            "registrations.DossierVersion.frozen_by",
            "registrations.Entry.submitted_by",
        ),
        stays="Hồ sơ đã nộp là tài liệu của kỳ bình chọn, phải lưu trữ.",
    ),
    Holding(
        "Hồ sơ bạn đã tiếp nhận hoặc yêu cầu bổ sung",
        why="Biết cán bộ nào đã xử lý hồ sơ.",
        sources=("registrations.Entry.accepted_by", "registrations.CompletionRequest.asked_by"),
        stays="Là phần của hồ sơ giải quyết thủ tục hành chính.",
    ),
)
