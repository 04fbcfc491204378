"""Field visits: planned by the secretary, filled in by those who go."""

from django.utils import timezone

from cnnt_portal.errors import Refused, worded
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import IMAGES
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.workflow import move

from .. import queries
from ..messages import VisitAnnounced, VisitCalledOff, VisitConflict, VisitPlanned
from ..models import (
    Assignment,
    ConflictDeclaration,
    MemberRecusal,
    Stage,
    StagePlan,
    Visit,
    VisitAnswer,
    VisitCheck,
    VisitedEntry,
    VisitNote,
    VisitParticipant,
    VisitPhoto,
)
from ..visiting import (
    MOST_PHOTOS,
    SUGGESTED_CHECKS,
    can_change_visit,
    can_declare_for_visit,
    can_hold_visit,
    can_keep_checks,
    can_plan_visits,
    can_record_visit,
    can_reopen_visit,
)
from .assigning import declare
from .ledger import lock
from .meeting import keep_out

NONE = ConflictDeclaration.Kind.NONE


@operation
def plan_visit(*, council, establishment, day, arrival=None, place, instructions="", entries, people, by, at):
    """Who goes when to which establishment, and which of its products they see. Nobody is sent to a product in which
    the portal knows them to have a conflict. Those who go are told, and the establishment, which learns no names."""
    lock(council)
    require(can_plan_visits(by, council))
    _check(council, establishment, entries, people, at)
    if not council.visit_checks.exists():
        _write_checks(council, SUGGESTED_CHECKS)
    visit = Visit.objects.create(
        council=council, establishment=establishment, day=day, arrival=arrival, place=place, instructions=instructions
    )
    VisitedEntry.objects.bulk_create(VisitedEntry(visit=visit, entry=entry) for entry in entries)
    # A round that was announced without field visits has this stage from now on.
    StagePlan.objects.get_or_create(council=council, stage=Stage.VISITS, defaults={"planned_on": day})
    _send(visit, people, at)
    _tell(visit, by, at)
    return visit


@operation
def change_visit(*, visit, day, arrival=None, place, instructions="", entries, people, by, at):
    """Another day, place, product or person, while the visit is planned. What was written down of a product keeps it
    in the visit; a conflict that somebody declared stays."""
    lock(visit.council)
    visit.refresh_from_db(fields=["state"])
    require(can_change_visit(by, visit))
    _check(visit.council, visit.establishment, entries, people, at)
    for row in visit.visited.exclude(entry__in=entries).select_related("entry"):
        if row.answers.exists() or row.notes.exists() or row.photos.exists():
            raise Refused(f"{row.entry.code} đã có ghi chép của chuyến này nên không bỏ ra được.", field="entries")
        row.delete()
    known = set(visit.visited.values_list("entry", flat=True))
    VisitedEntry.objects.bulk_create(
        VisitedEntry(visit=visit, entry=entry) for entry in entries if entry.pk not in known
    )
    if any(entry.pk not in known for entry in entries):
        # Who declared none did so for other products.
        visit.participants.filter(kind=NONE).update(kind="", declared_at=None)
    visit.participants.exclude(user__in=people).filter(kind__in=["", NONE]).delete()
    going = set(visit.participants.values_list("user", flat=True))
    _send(visit, [one for one in people if one.pk not in going], at)
    Visit.objects.filter(pk=visit.pk).update(day=day, arrival=arrival, place=place, instructions=instructions)
    visit.refresh_from_db()
    _tell(visit, by, at)
    return visit


def _check(council, establishment, entries, people, at):
    if not entries:
        raise Refused("Hãy chọn ít nhất một sản phẩm.", field="entries")
    if not people:
        raise Refused("Hãy chọn ít nhất một người đi.", field="people")
    codes = {entry.pk: entry.code for entry in entries}
    if any(e.round_id != council.round_id or e.product.establishment_id != establishment.pk for e in entries):
        raise Refused("Chỉ chọn sản phẩm của cơ sở này trong kỳ bình chọn này.", field="entries")
    known = queries.known_conflicts(people, entries, at)
    for person in people:
        closed = sorted(codes[entry] for user, entry in known if user == person.pk)
        if closed:
            words = f"{person} có xung đột lợi ích với {', '.join(closed)} nên không đi thẩm định được."
            raise Refused(words, field="people")


def _send(visit, people, at):
    """A judge who has declared none for all these products has nothing more to declare."""
    entries = list(visit.visited.values_list("entry", flat=True))
    for person in people:
        declared = ConflictDeclaration.objects.filter(judge__user=person, entry__in=entries, kind=NONE).count()
        clear = {"kind": NONE, "declared_at": at} if declared == len(entries) else {}
        VisitParticipant.objects.create(visit=visit, user=person, **clear)


def _tell(visit, by, at):
    key = f"visit:{visit.pk}:{at.isoformat()}"
    going = [row.user for row in visit.participants.select_related("user") if not row.has_conflict]
    notify(message=VisitPlanned(visit), recipients=going, key=key, by=by, at=at)
    notify(message=VisitAnnounced(visit), recipients=_house(visit, at), key=key, by=by, at=at)


def _house(visit, at):
    rows = visit.visited.select_related("entry__product__establishment")
    people = queries.people_of_entries([row.entry for row in rows], at)
    return list(dict.fromkeys(person for found in people.values() for person in found))


@operation
def call_off_visit(*, visit, reason, by, at):
    lock(visit.council)
    visit.refresh_from_db(fields=["state"])
    require(can_change_visit(by, visit))
    reason = worded(reason, "Hãy ghi lý do hủy chuyến thẩm định.")
    move(visit, "call_off", by=by, at=at, note=reason)
    going = [row.user for row in visit.participants.select_related("user")]
    people = list(dict.fromkeys([*going, *_house(visit, at)]))
    notify(message=VisitCalledOff(visit), recipients=people, key=f"visit-off:{visit.pk}", by=by, at=at)


@operation
def declare_for_visit(*, participant, kind, reason="", by, at):
    """Before a visit opens. A conflict closes it, and its products wherever else they would come to this person: as a
    judge to whom they are assigned, as a member who votes. The secretary is told to send somebody else."""
    visit = participant.visit
    council = visit.council
    lock(council)
    participant.refresh_from_db(fields=["kind"])
    require(can_declare_for_visit(by, participant))
    entries = [row.entry for row in visit.visited.select_related("entry__product__establishment__organisation")]
    if kind != NONE:
        reason = worded(reason, "Hãy nói rõ xung đột lợi ích là gì.")
    elif queries.known_conflicts([by], entries, at):
        raise Refused("Cổng biết bạn có xung đột lợi ích với cơ sở hoặc sản phẩm này. Hãy khai xung đột.", field="kind")
    VisitParticipant.objects.filter(pk=participant.pk).update(kind=kind, reason=reason, declared_at=at)
    participant.kind, participant.reason, participant.declared_at = kind, reason, at
    own = Assignment.objects.visible_to(by).filter(entry__in=entries).select_related("judge__panel__council", "entry")
    for assignment in own:
        if queries.declaration_of(assignment) is None:
            declare(assignment=assignment, kind=kind, reason=reason, by=by, at=at)
    if kind == NONE:
        return participant
    member = council.seat_of(by)
    if member and member.votes and not (council.meeting and council.meeting.is_closed):
        known = set(MemberRecusal.objects.filter(member=member).values_list("entry", flat=True))
        for entry in entries:
            if entry.pk not in known:
                keep_out(council, member, entry, kind, reason, by, at)
    keepers = queries.secretaries_of(council)
    notify(message=VisitConflict(participant), recipients=keepers, key=f"going:{participant.pk}", by=by, at=at)
    return participant


@operation
def keep_checks(*, council, texts, by, at):
    """The council's checklist, in this order."""
    lock(council)
    require(can_keep_checks(by, council))
    texts = list(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
    if not texts:
        raise Refused("Hãy ghi ít nhất một nội dung kiểm tra.", field="texts")
    council.visit_checks.all().delete()
    _write_checks(council, texts)


def _write_checks(council, texts):
    VisitCheck.objects.bulk_create(
        VisitCheck(council=council, position=place, text=text) for place, text in enumerate(texts, 1)
    )


@operation
def record_findings(*, visited, findings, by, at):
    """{VisitCheck: (finding, remark)} of the questions that this person answered or changed; the others stay as
    somebody else may have answered them meanwhile."""
    visited = _held(visited)
    require(can_record_visit(by, visited))
    for check, (finding, remark) in findings.items():
        if finding != VisitAnswer.Finding.YES:
            remark = worded(remark, f"Hãy ghi rõ: {check.text}.", field=f"ghi_{check.pk}")
        VisitAnswer.objects.update_or_create(
            visited=visited,
            question=check,
            defaults={"finding": finding, "remark": remark, "answered_at": at, "answered_by": by},
        )


@operation
def write_visit_note(*, visited, text, by, at):
    visited = _held(visited)
    require(can_record_visit(by, visited))
    text = worded(text, "Hãy viết ghi chú.", field="text")
    return VisitNote.objects.create(visited=visited, text=text, written_at=at, written_by=by)


@operation
def add_visit_photos(*, visited, uploads, caption="", by, at):
    visited = _held(visited)
    require(can_record_visit(by, visited))
    if visited.photos.count() + len(uploads) > MOST_PHOTOS:
        raise Refused(f"Mỗi sản phẩm nhận nhiều nhất {MOST_PHOTOS} ảnh thẩm định.", field="uploads")
    return [
        VisitPhoto.objects.create(
            visited=visited,
            file=files.store(upload=upload, name=upload.name, accept=IMAGES, field="uploads", by=by, at=at),
            caption=caption,
            added_at=at,
            added_by=by,
        )
        for upload in uploads
    ]


@operation
def remove_visit_photo(*, photo, by, at):
    """One taken by mistake: whoever may write here may take it away while the visit is not closed."""
    visited = _held(photo.visited)
    require(can_record_visit(by, visited))
    stored_file = photo.file
    VisitPhoto.objects.get(pk=photo.pk).delete()
    files.discard(stored_file=stored_file, by=by, at=at)


@operation
def hold_visit(*, visit, by, at):
    """It took place and everything is written down: from now on nothing is changed without reopening."""
    lock(visit.council)
    visit.refresh_from_db(fields=["state"])
    require(can_hold_visit(by, visit))
    if visit.day > timezone.localdate(at):
        raise Refused(f"Chuyến này hẹn ngày {visit.day:%d/%m/%Y}, chưa đến ngày.")
    if missing := queries.missing_before_hold(visit):
        raise Refused(" ".join(missing))
    move(visit, "hold", by=by, at=at, held_at=at, held_by=by)


@operation
def reopen_visit(*, visit, reason, by, at):
    lock(visit.council)
    visit.refresh_from_db(fields=["state"])
    require(can_reopen_visit(by, visit))
    reason = worded(reason, "Hãy ghi lý do mở lại.")
    move(visit, "reopen", by=by, at=at, note=reason, held_at=None, held_by=None)


def _held(visited):
    """As it stands while the visit's row is locked: nobody writes into a visit that is being closed."""
    Visit.objects.select_for_update().get(pk=visited.visit_id)
    return VisitedEntry.objects.select_related("visit__council").get(pk=visited.pk)
