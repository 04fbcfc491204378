"""What later rooms and home pages ask of judging. They pull; nothing here knows them."""

from collections import Counter

from django.db.models import F, Q
from django.urls import reverse

from cnnt_portal.ui.components import Todo
from registrations.models import Round
from registrations.workflow import RoundState

from ..models import Complaint, Council, CouncilMember, Nomination, Outcome, Seat
from ..workflow import MeetingState
from .assigning import judge_list
from .visits import own_planned_visits


def published_outcomes(round):
    return Outcome.objects.published().filter(entry__round=round).select_related("entry__product__establishment")


def published_recognised_outcomes(round):
    """What the council proposed to recognise and what has been published: the list of the recognition decision."""
    return published_outcomes(round).recognised().order_by("entry__code")


def rounds_awaiting_decision():
    """Rounds with a published list of products to recognise; whether a decision has come, the asking room knows."""
    recognised = Outcome.objects.published().recognised().filter(is_history=False)
    return Round.objects.filter(pk__in=recognised.values("entry__round"))


def nominations(round):
    """The products that the council of this round sends to the next level, as a *danh sách trích ngang* orders them.

    Rows are Nominations: `decided_on` and `ground` (the council's decision), `outcome.mean`, `outcome.entry.code`,
    `outcome.entry.version` (the frozen dossier that was judged), `outcome.entry.product` and its `establishment` with
    commune and province. Groups in order, the best mean of each first. One query; whether a certificate is in force,
    the asking room knows.
    """
    return _nominations().filter(outcome__entry__round=round)


def nominations_of_offices(offices, year=None):
    """The same rows for every round that these organisations (or their ids) keep: what a unit can send upwards."""
    rows = _nominations().filter(outcome__entry__round__organiser__in=offices)
    return rows.filter(outcome__entry__round__year=year) if year else rows


def _nominations():
    return Nomination.objects.select_related(
        "outcome__entry__round",
        "outcome__entry__version",
        "outcome__entry__product__establishment__commune",
        "outcome__entry__product__establishment__province",
    ).order_by(
        "-outcome__entry__round__year",
        "outcome__entry__round",
        "outcome__entry__product__group",
        F("outcome__mean").desc(nulls_last=True),
        "outcome__entry__code",
    )


def todo_for(user, on):
    """What waits for this person in judging: as a judge, an officer who appoints, a secretary, a member, a chair."""
    return [*_as_judge(user), *_as_office(user), *_in_council(user), *_complaints(user)]


def _complaints(user):
    seats = CouncilMember.objects.of(user).filter(seat__in=(Seat.SECRETARY, Seat.CHAIR)).values("council__round")
    for complaint in Complaint.objects.open().filter(entry__round__in=seats).select_related("entry"):
        url = reverse("judging:complaint_detail", args=[complaint.pk])
        yield Todo(f"Trả lời khiếu nại về {complaint.entry.code}", url, due=complaint.due_on)


def _as_judge(user):
    undeclared, drafts = Counter(), Counter()  # by round: a judge may sit in several
    for row in judge_list(user):
        for sheet in row.entry.own_sheets:
            if sheet.scoring_pass.is_open and sheet.is_paper and not sheet.is_confirmed:
                sheet_url = reverse("judging:sheet_edit", args=[sheet.pk])
                yield Todo(f"Đối chiếu và xác nhận phiếu giấy {row.entry.code} do thư ký nhập", sheet_url)
        if not row.entry.own_declarations:
            undeclared[row.entry.round] += 1
        elif any(sheet.scoring_pass.is_open and not sheet.is_submitted for sheet in row.entry.own_sheets):
            drafts[row.entry.round] += 1
    url = reverse("judging:judge_list")
    for round, number in undeclared.items():
        yield Todo(f"Khai báo xung đột lợi ích cho {number} sản phẩm – {round}", url)
    for round, number in drafts.items():
        yield Todo(f"Chấm và nộp {number} phiếu – {round}", url)


def _as_office(user):
    offices = user.bodies()
    for round in Round.objects.filter(
        state=RoundState.CLOSED, is_history=False, council__isnull=True, organiser__in=offices
    ):
        yield Todo(f"Lập hội đồng – {round}", reverse("judging:council_create", args=[round.pk]))


def _in_council(user):
    seats = CouncilMember.objects.filter(user=user).values("council")
    sent = own_planned_visits(user)
    councils = Council.objects.filter(Q(pk__in=seats) | Q(pk__in=sent.values("visit__council")))
    councils = councils.filter(Q(published_at__isnull=True) | Q(reopened_at__isnull=False))
    councils = list(councils.select_related("round").prefetch_related("members", "meetings", "round__passes"))
    # Nobody else is asked for visits: this is on everybody's home.
    for row in sent if councils else ():
        act = "Đi thẩm định thực tế" if row.is_cleared else "Khai báo xung đột trước khi đi thẩm định"
        url = reverse("judging:visit_detail", args=[row.visit_id])
        yield Todo(f"{act}: {row.visit.establishment}", url, due=row.visit.day)
    for council in councils:
        if not council.holds(user):
            continue
        url = reverse("judging:council_room", args=[council.pk])
        meeting = next(iter(council.meetings.all()), None)
        session = reverse("judging:meeting_detail", args=[meeting.pk]) if meeting else url
        if council.holds(user, Seat.SECRETARY):
            step_url = url if meeting is None or meeting.is_closed else session
            yield Todo(f"{_secretary_step(council, meeting)} – {council.round}", step_url)
        if meeting and meeting.state == MeetingState.OPEN:
            if council.holds(user, Seat.CHAIR):
                yield Todo(f"Điều hành và kết thúc phiên họp – {council.round}", session)
            elif not council.holds(user, Seat.SECRETARY):
                yield Todo(f"Biểu quyết – {council.round}", session)
        elif meeting and meeting.state == MeetingState.PLANNED:
            hour = f" lúc {meeting.starts.hour}:{meeting.starts:%M}" if meeting.starts else ""
            yield Todo(f"Dự họp hội đồng{hour} – {council.round}", session, due=meeting.held_on)


def _secretary_step(council, meeting):
    last, waiting = council.last_pass, council.waiting_pass
    if council.reopened_at and last.is_open:
        return "Theo dõi và khóa lượt chấm mở lại"
    if waiting:
        return f"Mở tiếp lượt chấm {waiting.number}"
    if council.must_meet_again(meeting):
        return "Lên lịch họp lại hội đồng"
    if meeting:
        return {
            MeetingState.PLANNED: "Khai mạc phiên họp",
            MeetingState.OPEN: "Ghi phiên họp",
            MeetingState.CLOSED: "Công bố kết quả",
        }[meeting.state]
    if last is None:
        return "Phân công và mở lượt chấm"
    return "Theo dõi và khóa lượt chấm" if last.is_open else "Lên lịch họp hội đồng"
