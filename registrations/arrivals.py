"""Who may send files by pieces to a form of this room."""

from cnnt_portal.files.arriving import takes_files
from cnnt_portal.permissions import refuse

from . import parts, permissions, queries
from .models import Entry


@takes_files("giay-to")
def can_send_papers(user, rest):
    """“giay-to:entry:kind”: the photos and papers of a dossier that this person may change now."""
    number = rest.partition(":")[0]
    known = number.isdecimal() and len(number) < 10
    entry = Entry.objects.visible_to(user).filter(pk=number).first() if known else None
    dossier = queries.own_dossier(entry, user) if entry else None
    if dossier is None:
        return refuse("Không có hồ sơ nào của bạn đang chờ tệp này. Hãy mở lại trang rồi chọn lại tệp.")
    return permissions.can_edit_dossier(user, dossier, parts.PAPERS)
