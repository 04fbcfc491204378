"""What the kernel itself keeps about people."""

from cnnt_portal.workflow import stateful_models

from .holdings import Holding, keep
from .models import ErasureRequest


def histories():
    """The column that names the actor in every history of states but the requests' own."""
    for model in stateful_models():
        if model is ErasureRequest:
            continue
        history = model._meta.get_field("history").related_model
        yield f"{history._meta.app_label}.{history._meta.object_name}.by"


keep(
    Holding(
        "Cách đăng nhập",
        why="Nhận ra bạn khi đăng nhập: địa chỉ thư đã xác nhận, ứng dụng xác thực, khóa bảo mật, VNeID.",
        sources=("account.EmailAddress.user", "mfa.Authenticator.user", "socialaccount.SocialAccount.user"),
        shown=lambda row: getattr(row, "email", None) or row._meta.verbose_name,
    ),
    Holding(
        "Thông báo trong hộp thư của bạn",
        why="Báo cho bạn những việc liên quan đến bạn.",
        sources=("notifications.Notice.recipient",),
    ),
    Holding(
        "Vai trò của bạn ở các tổ chức",
        why="Biết bạn được làm gì trên cổng và từ ngày nào đến ngày nào.",
        sources=("accounts.Membership.user",),
        stays="Cho biết ai có thẩm quyền khi một văn bản được ký, một hồ sơ được nộp.",
        bears_name=False,
    ),
    Holding(
        "Lời mời bạn đã gửi hoặc đã nhận",
        why="Biết ai đã đưa ai vào tổ chức.",
        sources=("accounts.Invitation.invited_by", "accounts.Invitation.accepted_by"),
        stays="Cho biết vai trò được trao từ đâu; địa chỉ thư của bạn trong đó được xóa.",
        bears_name=False,
    ),
    Holding(
        "Các bước xử lý mang tên bạn",
        why="Lịch sử của hồ sơ, kỳ bình chọn, quyết định, báo cáo: ai làm bước nào, lúc nào.",
        sources=tuple(histories()),
        stays="Là căn cứ của kết quả bình chọn và công nhận, phải lưu cùng hồ sơ.",
    ),
    Holding(
        "Tệp bạn đã tải lên",
        why="Biết tệp do ai gửi.",
        sources=("files.StoredFile.uploaded_by",),
        stays="Tệp thuộc hồ sơ của tổ chức; xóa hồ sơ nháp thì tệp mất theo.",
        bears_name=False,
    ),
    Holding(
        "Tệp bạn đang tải lên",
        why="Giữ phần đã đến để tải tiếp khi đứt mạng; bỏ sau vài ngày nếu không đưa vào hồ sơ.",
        sources=("files.Upload.owner",),
    ),
    Holding(
        "Việc chạy nền bạn đã yêu cầu",
        why="Báo cho bạn khi việc xong.",
        sources=("jobs.Job.requested_by",),
        stays="Kết quả của việc, ví dụ giấy chứng nhận đã in, dẫn về lần chạy này.",
        bears_name=False,
    ),
    Holding(
        "Nhật ký kiểm tra",
        why="Điều tra khi có sai phạm: ai đã làm gì. Nhật ký chỉ ghi mã của bạn, không ghi tên.",
        sources=("audit.Event.by",),
        stays="Nhật ký chỉ được ghi thêm; xóa một dòng là làm mất giá trị chứng cứ.",
        bears_name=False,
    ),
    Holding(
        "Yêu cầu xóa dữ liệu của bạn",
        why="Chứng minh rằng cổng đã làm theo yêu cầu.",
        sources=("privacy.ErasureRequest.person", "privacy.ErasureRequestHistory.by"),
        stays="Là bằng chứng của chính yêu cầu ấy.",
        bears_name=False,
    ),
)
