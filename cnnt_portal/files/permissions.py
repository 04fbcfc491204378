"""Who may see a file is decided by the app that owns it; this room only says whether anyone may."""

from cnnt_portal.permissions import ALLOWED, refuse

from .models import StoredFile


def can_open(user, stored_file):
    if stored_file.scan == StoredFile.Scan.INFECTED:
        return refuse("Tệp này có mã độc nên không mở được. Hãy báo người nộp tải lên bản sạch.")
    if stored_file.scan == StoredFile.Scan.WAITING:
        return refuse("Tệp đang chờ quét mã độc. Hãy thử lại sau ít phút.")
    return ALLOWED
