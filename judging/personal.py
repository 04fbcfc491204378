"""What this room keeps about people; see cnnt_portal/privacy/holdings.py."""

from cnnt_portal.privacy.holdings import Holding, keep

keep(
    Holding(
        "Ghế của bạn trong hội đồng, ban giám khảo",
        why="Biết ai được chấm điểm, biểu quyết ở kỳ bình chọn nào.",
        sources=("judging.CouncilMember.user", "judging.Judge.user"),
        stays="Thành phần hội đồng là căn cứ của kết quả đã công bố.",
    ),
    Holding(
        "Lời khai xung đột lợi ích của bạn",
        why="Bảo đảm người có lợi ích liên quan không chấm điểm.",
        sources=("judging.ConflictDeclaration.declared_by",),
        stays="Là căn cứ để tính hoặc không tính điểm của bạn.",
        # The code only: a judge knows no more before declaring.
        shown=lambda declared: f"{declared.entry.code}: {declared.get_kind_display()}",
    ),
    Holding(
        "Các chuyến thẩm định thực tế của bạn",
        why="Biết ai đã đến cơ sở, và không có xung đột lợi ích.",
        sources=("judging.VisitParticipant.user",),
        stays="Là một phần hồ sơ của kỳ bình chọn.",
        shown=lambda going: str(going.visit),
    ),
)
