from cnnt_portal.errors import Refused, worded
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import ANYTHING
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.workflow import move

from .. import queries
from ..messages import ComplaintAnswered, ComplaintFiled
from ..models import BY_HAND, Complaint, Council, StageMark
from ..permissions import can_answer_complaint, can_complain, can_keep_settings, can_reopen
from .ledger import append, lock
from .reopening import open_again
from .stages import write_mark


@operation
def keep_settings(*, council, feedback, complaint_days, by, at):
    """What those who failed are told, and how many working days a complaint may take; settled before publication."""
    lock(council)
    require(can_keep_settings(by, council))
    Council.objects.filter(pk=council.pk).update(feedback=feedback, complaint_days=complaint_days)
    council.feedback, council.complaint_days = feedback, complaint_days


@operation
def file_complaint(*, entry, subject, evidence=None, evidence_name="", by, at):
    """The establishment complains on the portal, or the secretary keys in what came on paper. The clock starts."""
    council = entry.round.council
    lock(council)
    require(can_complain(by, entry))
    subject = worded(subject, "Hãy ghi nội dung khiếu nại.", field="subject")
    if Complaint.objects.open().filter(entry=entry).exists():
        raise Refused("Khiếu nại về sản phẩm này đang được giải quyết.")
    stored = evidence and files.store(
        upload=evidence, name=evidence_name, accept=ANYTHING, field="evidence", by=by, at=at
    )
    complaint = Complaint.objects.create(
        entry=entry,
        subject=subject.strip(),
        evidence=stored or None,
        filed_at=at,
        filed_by=by,
        is_paper=council.holds(by),
        due_on=Complaint.due_after(council, at),
    )
    append(council, "complaint_filed", by=by, at=at, entry=entry.code, due_on=complaint.due_on.isoformat())
    notify(
        message=ComplaintFiled(complaint),
        recipients=queries.people_who_answer(council),
        key=f"complaint:{complaint.pk}",
        by=by,
        at=at,
    )
    return complaint


@operation
def answer_complaint(*, complaint, is_upheld, answer, reopens="", judges=(), by, at):
    """The council's answer. Where the complaint is right, the step that it opens again may be named: it is opened, a
    pass or a decision for this entry alone, with the sheets of `judges` given back."""
    council = complaint.entry.round.council
    lock(council)
    complaint.refresh_from_db(fields=["state"])  # somebody else may have answered while we waited
    require(can_answer_complaint(by, complaint))
    answer = worded(answer, "Hãy ghi nội dung trả lời.", field="answer")
    if reopens and not is_upheld:
        raise Refused("Chỉ mở lại một bước khi khiếu nại đúng.", field="reopens")
    if reopens and reopens not in BY_HAND:
        require(can_reopen(by, council, reopens))
    reason = f"Khiếu nại về {complaint.entry.code} được chấp nhận."
    if reopens in BY_HAND:
        write_mark(council, reopens, StageMark.Kind.REOPENED, reason, by, at)
    elif reopens:
        open_again(council, reopens, [complaint.entry], judges, reason, by, at, complaint)
    # Last: whatever is refused above leaves the complaint as it is, on the page too.
    move(
        complaint,
        "answer",
        by=by,
        at=at,
        is_upheld=is_upheld,
        answer=answer.strip(),
        reopens=reopens,
        answered_at=at,
        answered_by=by,
    )
    append(council, "complaint_answered", by=by, at=at, entry=complaint.entry.code, is_upheld=is_upheld)
    people = queries.people_of_entries([complaint.entry], at)[complaint.entry_id]
    notify(message=ComplaintAnswered(complaint), recipients=people, key=f"complaint:{complaint.pk}", by=by, at=at)
    return complaint
