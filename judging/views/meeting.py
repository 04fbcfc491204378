"""The council's meeting: roll, votes, end, minutes."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.forms import model_to_dict
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.documents import responses
from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.seen import StaleSave, mark

from .. import operations, papers, permissions, queries
from ..forms import (
    AttendanceForm,
    DiscussionForm,
    EndForm,
    HandsForm,
    MeetingChangeForm,
    MeetingForm,
    MemberRecusalForm,
    VoteForm,
)
from ..models import Council, Meeting


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_plan(request, pk):
    council = load(Council, request.user, pk=pk)
    require(permissions.can_plan_meeting(request.user, council))
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            meeting = operations.plan_meeting(council=council, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, "Đã lên lịch họp. Các thành viên đã được báo.")
            return redirect("judging:meeting_detail", pk=meeting.pk)
    return render(request, "judging/meeting_plan.html", {"council": council, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_change(request, pk):
    meeting = load(Meeting, request.user, pk=pk)
    require(permissions.can_change_meeting(request.user, meeting))
    initial = model_to_dict(meeting, MeetingForm.base_fields) | {"shown": mark(meeting.invitation)}
    form = MeetingChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            try:
                told = operations.change_meeting(meeting=meeting, by=request.user, at=request.at, **form.cleaned_data)
            except StaleSave as newer:
                form.draw_with(shown=mark(newer.stored))
                raise
            if told:
                messages.success(request, "Đã đổi lịch họp. Người được mời đã được báo.")
            else:
                messages.info(request, "Lịch họp vẫn như cũ, không ai được báo.")
            return redirect("judging:meeting_detail", pk=meeting.pk)
    context = {"council": meeting.council, "meeting": meeting, "form": form}
    return render(request, "judging/meeting_plan.html", context)


@require_safe
def meeting_detail(request, pk):
    return _meeting_page(request, load(Meeting, request.user, pk=pk))


def _meeting_page(request, meeting, attendance_form=None, end_form=None):
    council = meeting.council
    prefetch_related_objects([council], "round__passes", "meetings")
    tied = queries.tied_entries(meeting) if meeting.is_open else []
    context = {
        "meeting": meeting,
        "council": council,
        "reader": queries.reader_of(request.user, council),
        "agenda": queries.agenda_for(meeting, request.user),
        "missing": queries.missing_before_end(meeting) if meeting.is_open else [],
        "voters": queries.present_voters(meeting),
        "attendance_form": attendance_form or AttendanceForm(meeting=meeting),
        "end_form": end_form or EndForm(tied=tied),
        "choices": VoteForm().fields["choice"].choices,
        "may_change": permissions.can_change_meeting(request.user, meeting),
        "may_open": permissions.can_open_meeting(request.user, meeting, timezone.localdate(request.at)),
        "may_keep": permissions.can_keep_meeting(request.user, meeting),
        "may_vote": permissions.can_vote(request.user, meeting),
        "may_close": permissions.can_close_meeting(request.user, meeting),
    }
    return render(request, "judging/meeting_detail.html", context)


@require_safe
def meeting_screen(request, pk):
    """For the wall of the room: it asks again by itself. The rows alone for htmx, a page otherwise."""
    meeting = load(Meeting, request.user, pk=pk)
    context = {
        "meeting": meeting,
        "council": meeting.council,
        "voters": queries.present_voters(meeting),
        "rows": queries.screen_of(meeting),
    }
    return render(
        request, "judging/meeting_screen_rows.html" if request.htmx else "judging/meeting_screen.html", context
    )


@require_POST
def meeting_open(request, pk):
    meeting = load(Meeting, request.user, pk=pk)
    operations.open_meeting(meeting=meeting, by=request.user, at=request.at)
    messages.success(request, "Phiên họp đã khai mạc. Hãy điểm danh.")
    return redirect("judging:meeting_detail", pk=meeting.pk)


@require_POST
def attendance_record(request, pk):
    meeting = load(Meeting, request.user, pk=pk)
    require(permissions.can_keep_meeting(request.user, meeting))
    form = AttendanceForm(request.POST, meeting=meeting)
    if form.is_valid():
        with shown_on(form):
            too_late = operations.record_attendance(
                meeting=meeting, by=request.user, at=request.at, **form.cleaned_data
            )
            messages.success(request, "Đã điểm danh.")
            for member, entry in too_late:
                sentence = f"{member.user} đã bỏ phiếu kín về {entry.code} trước khi cổng biết có xung đột lợi ích."
                messages.warning(request, f"{sentence} Phiếu kín không rút lại được: hãy ghi việc này vào biên bản.")
            return redirect("judging:meeting_detail", pk=meeting.pk)
    return _meeting_page(request, meeting, attendance_form=form)


def _on_agenda(meeting, pk):
    return get_object_or_404(queries.agenda(meeting.council, meeting), entry=pk).entry


@require_POST
def vote_cast(request, pk, entry):
    meeting = load(Meeting, request.user, pk=pk)
    entry = _on_agenda(meeting, entry)
    form = VoteForm(request.POST)
    if not form.is_valid():
        raise Refused("Hãy chọn đồng ý, không đồng ý hoặc không biểu quyết.")
    operations.cast_vote(meeting=meeting, entry=entry, by=request.user, at=request.at, **form.cleaned_data)
    messages.success(request, f"Đã ghi ý kiến của bạn về {entry.code}.")
    return redirect("judging:meeting_detail", pk=meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def hands_record(request, pk, entry):
    meeting = load(Meeting, request.user, pk=pk)
    require(permissions.can_keep_meeting(request.user, meeting))
    entry = _on_agenda(meeting, entry)
    cast = dict(meeting.votes.filter(entry=entry).values_list("member", "choice"))
    voters = queries.ballots(meeting, entry=entry)[entry.pk].present
    form = HandsForm(request.POST or None, voters=voters, cast=cast)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            choices = form.choices()
            operations.record_hands(meeting=meeting, entry=entry, choices=choices, by=request.user, at=request.at)
            messages.success(request, f"Đã ghi biểu quyết {entry.code}.")
            return redirect("judging:meeting_detail", pk=meeting.pk)
    return render(request, "judging/hands_record.html", {"meeting": meeting, "entry": entry, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def discussion_note(request, pk, entry):
    meeting = load(Meeting, request.user, pk=pk)
    require(permissions.can_keep_meeting(request.user, meeting))
    entry = _on_agenda(meeting, entry)
    said = meeting.discussions.filter(entry=entry).values_list("text", flat=True).first()
    form = DiscussionForm(request.POST or None, initial={"text": said})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.note_discussion(
                meeting=meeting, entry=entry, by=request.user, at=request.at, **form.cleaned_data
            )
            messages.success(request, f"Đã ghi ý kiến thảo luận về {entry.code}.")
            return redirect("judging:meeting_detail", pk=meeting.pk)
    return render(request, "judging/discussion_note.html", {"meeting": meeting, "entry": entry, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def member_recuse(request, pk, entry):
    """A member says that they have a conflict of interest; the secretary may write it down for any member."""
    meeting = load(Meeting, request.user, pk=pk)
    entry = _on_agenda(meeting, entry)
    members = queries.members_who_may_recuse(meeting, request.user)
    if not members:
        require(permissions.can_recuse(request.user, meeting.council, meeting.council.seat_of(request.user)))
    form = MemberRecusalForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            row = operations.recuse_member(
                council=meeting.council, entry=entry, by=request.user, at=request.at, **form.decision()
            )
            messages.success(request, f"{row.member.user} không biểu quyết {entry.code}.")
            return redirect("judging:meeting_detail", pk=meeting.pk)
    return render(request, "judging/member_recuse.html", {"meeting": meeting, "entry": entry, "form": form})


@require_POST
def meeting_close(request, pk):
    meeting = load(Meeting, request.user, pk=pk)
    require(permissions.can_close_meeting(request.user, meeting))
    form = EndForm(request.POST, tied=queries.tied_entries(meeting) if meeting.is_open else [])
    if form.is_valid():
        with shown_on(form):
            operations.close_meeting(meeting=meeting, by=request.user, at=request.at, **form.decision())
            messages.success(request, "Phiên họp đã kết thúc. Kết quả chờ công bố.")
            return redirect("judging:outcome_list", pk=meeting.council_id)
    return _meeting_page(request, meeting, end_form=form)


@require_safe
def minutes_export(request, pk, ending):
    meeting = load(Meeting, request.user, pk=pk)
    writers = {"pdf": responses.as_pdf, "docx": responses.as_docx}
    if ending not in writers:
        raise Http404
    if not meeting.is_closed:
        raise Refused("Biên bản có sau khi chủ tịch hội đồng kết thúc phiên họp.")
    return writers[ending](papers.minutes(meeting), "bien-ban-hop-hoi-dong")
