"""The addresses to which a script sends files by pieces; who is not signed in is told so, not led to a page."""

from django.utils import timezone

from cnnt_portal.files import arriving

from . import Row, answers

NOT_TO_BE_READ = answers(anonymous=405, others=405)


def an_upload(cast):
    upload = arriving.begin(name="a.pdf", size=9, purpose="", by=cast.owner, at=timezone.now())
    return {"token": upload.token}


TABLE = {
    # 412: the test speaks no tus.
    "files:upload_create": Row(get=NOT_TO_BE_READ, post=answers(anonymous=401, others=412)),
    "files:upload_piece": Row(an_upload, get=NOT_TO_BE_READ),
}
