"""What people lay beside a report: evidence, the version edited in Word, a sentence for a flag."""

from cnnt_portal import seen
from cnnt_portal.errors import Refused, worded
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import ANYTHING, Kind
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..models import FlagAnswer, ReportPaper
from ..permissions import can_return_edited, can_write
from .reports import lock

MOST = 30


@operation
def add_evidence(*, report, uploads, by, at):
    """Papers that are sent with the report."""
    lock(report)
    require(can_write(by, report))
    _require_room(report, len(uploads))
    for upload in uploads:
        file = files.store(upload=upload, name=upload.name, accept=ANYTHING, field="uploads", by=by, at=at)
        ReportPaper.objects.create(report=report, kind=ReportPaper.Kind.EVIDENCE, file=file, added_by=by, added_at=at)


@operation
def remove_evidence(*, paper, by, at):
    """Take a wrong file away while the report is written; what was once sent stays."""
    lock(paper.report)
    require(can_write(by, paper.report))
    if paper.kind != ReportPaper.Kind.EVIDENCE or queries.was_sent(paper):
        raise Refused("Tài liệu đã gửi kèm báo cáo thì không gỡ được nữa.")
    file = paper.file
    paper.delete()
    files.discard(stored_file=file, by=by, at=at)


@operation
def keep_edited(*, report, upload, by, at):
    """The Word file that somebody edited after the sending, beside the version that it was made from."""
    lock(report)
    require(can_return_edited(by, report))
    _require_room(report, 1)
    file = files.store(upload=upload, name=upload.name, accept={Kind.DOCX}, field="upload", by=by, at=at)
    return ReportPaper.objects.create(
        report=report,
        kind=ReportPaper.Kind.EDITED,
        version=report.versions.last(),
        file=file,
        added_by=by,
        added_at=at,
    )


@operation
def answer_flag(*, report, flag, sentence, by, at, shown=None):
    """One sentence to a flag; the last one counts. `shown`: the mark of the one on the page, as for `fill_table`."""
    lock(report)
    require(can_write(by, report))
    sentence = worded(sentence, "Hãy ghi một câu giải trình.", field="sentence")
    seen.require_read(queries.sentence_to(report, flag.key), shown)
    answer, _ = FlagAnswer.objects.update_or_create(
        report=report, flag=flag.key, defaults={"sentence": sentence, "by": by, "at": at}
    )
    return answer


def _require_room(report, more):
    if report.papers.count() + more > MOST:
        raise Refused(f"Mỗi báo cáo giữ nhiều nhất {MOST} tệp.", field="uploads")
