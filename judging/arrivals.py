"""Who may send files by pieces to a form of this room."""

from cnnt_portal.files.arriving import takes_files
from cnnt_portal.permissions import refuse

from . import queries, visiting


@takes_files("tham-dinh")
def can_send_visit_photos(user, rest):
    """“tham-dinh:visited product”: photos of a visit into which this person may write now."""
    known = rest.isdecimal() and len(rest) < 10
    visited = queries.readable_visits(user).filter(pk=rest).first() if known else None
    if visited is None:
        return refuse("Không có chuyến thẩm định nào của bạn đang chờ ảnh này. Hãy mở lại trang rồi chọn lại ảnh.")
    return visiting.can_record_visit(user, visited)
