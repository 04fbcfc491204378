from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import ANYTHING

MOST_FILES = 30


def keep_uploads(kept, uploads, by, at):
    """Add uploads to the files that a row keeps (`kept` is the relation); called inside an operation."""
    if kept.count() + len(uploads) > MOST_FILES:
        raise Refused(f"Mỗi nơi giữ nhiều nhất {MOST_FILES} tệp.", field="uploads")
    for upload in uploads:
        kept.add(files.store(upload=upload, name=upload.name, accept=ANYTHING, field="uploads", by=by, at=at))
