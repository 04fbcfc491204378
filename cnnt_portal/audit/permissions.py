from cnnt_portal.permissions import ALLOWED, refuse


def can_read_events(user):
    if not user.is_portal_administrator:
        return refuse("Chỉ quản trị cổng được xem nhật ký kiểm tra.")
    return ALLOWED
