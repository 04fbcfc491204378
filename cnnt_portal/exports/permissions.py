from cnnt_portal.permissions import ALLOWED, refuse

from .models import standing_of


def can_download(user, export, at):
    """Asked at the moment of download, not only when the file was made."""
    if export.made_at is None:
        return refuse("Tệp đang được tạo. Hãy đợi thông báo.")
    if not export.is_kept_at(at):
        return refuse("Tệp đã quá hạn giữ nên đã bị xóa. Hãy xuất lại từ trang danh sách.")
    if export.standing != standing_of(user):
        return refuse("Từ lúc xuất đến nay vai trò của bạn đã đổi. Hãy xuất lại từ trang danh sách.")
    return ALLOWED
