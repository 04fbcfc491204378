"""Who may send files by pieces to a form of this room."""

from cnnt_portal.files import arriving
from cnnt_portal.files.arriving import takes_files
from cnnt_portal.permissions import refuse

from . import parts, permissions, queries
from .models import Entry, PaperKind
from .papers import EVIDENCE_KINDS

_EVIDENCE = "khac"


def purpose_of(entry, kind):
    """The box of the dossier's page to which a file of this kind is sent; papers of evidence share one."""
    return f"giay-to:{entry.pk}:{_EVIDENCE if kind in EVIDENCE_KINDS else kind}"


def waiting_outside(entry, user, at):
    """What this person has sent to the boxes and not yet put into the dossier: [(upload, kind of its box)]."""
    uploads = arriving.waiting_under(user, purpose_of(entry, ""), at)
    boxes = {kind: kind for kind in PaperKind} | {_EVIDENCE: EVIDENCE_KINDS[0]}
    found = [(upload, boxes.get(upload.purpose.rpartition(":")[2])) for upload in uploads]
    return [(upload, kind) for upload, kind in found if kind]


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
