"""Who may do which step now, with the sentence that says why not."""

from cnnt_portal.accounts.models import Role
from cnnt_portal.permissions import ALLOWED, all_of, refuse
from registrations.models import VoteLevel
from registrations.workflow import RoundState

from .models import (
    BY_HAND,
    MAY_BE_SKIPPED,
    PASSES,
    Seat,
    SheetHistory,
    Stage,
    StageMark,
    has_results,
    is_recognised,
    pass_of,
)
from .workflow import MeetingState, PassState


def _works_for_organiser(user, round):
    if user.belongs_to(round.organiser, Role.OFFICER, Role.HEAD):
        return ALLOWED
    return refuse("Chỉ cán bộ của cơ quan thường trực kỳ bình chọn được làm việc này.")


def _keeps(user, council):
    if council.holds(user, Seat.SECRETARY):
        return ALLOWED
    return refuse("Chỉ thư ký hội đồng được làm việc này.")


def can_set_up_council(user, round):
    if round.is_history:
        return refuse("Kỳ này nhập từ lịch sử, không lập hội đồng trên cổng.")
    if not (who := _works_for_organiser(user, round)):
        return who
    if round.state != RoundState.CLOSED:
        return refuse("Hãy chốt danh sách dự bình chọn trước khi lập hội đồng.")
    if hasattr(round, "council"):
        return refuse("Kỳ này đã có hội đồng.")
    return ALLOWED


def can_change_council(user, council):
    """The office appoints, the secretary completes, until scoring begins."""
    who = _keeps(user, council) or _works_for_organiser(user, council.round)
    if not who:
        return refuse("Chỉ thư ký hội đồng hoặc cán bộ của cơ quan thường trực được làm việc này.")
    if council.round.passes.exists():
        return refuse("Đã mở lượt chấm, không đổi được thành viên hội đồng và giám khảo.")
    return ALLOWED


def can_assign(user, council):
    if not (who := _keeps(user, council)):
        return who
    if any(p.is_open for p in council.round.passes.all()):
        return refuse("Đang trong lượt chấm, không phân công thêm được.")
    return ALLOWED


def can_see_assignments(user, council):
    """Who judges what: the council; the appointing office knows the judges, not their work."""
    if council.holds(user):
        return ALLOWED
    return refuse("Chỉ hội đồng xem được phân công chấm.")


def can_substitute(user, judge):
    verdict = can_substitute_in(user, judge.panel.council)
    if verdict and judge.is_substitute:
        return refuse("Người này là dự khuyết, chưa chấm sản phẩm nào.")
    return verdict


def can_substitute_in(user, council):
    if not (who := _keeps(user, council)):
        return who
    if waiting := council.waiting_pass:
        return refuse(f"Lượt chấm {waiting.number} đang tạm dừng. Hãy thay giám khảo khi lượt này đã mở tiếp.")
    if council.is_scored:
        return refuse("Lượt chấm đã khóa. Thay giám khảo khi lượt sau đã mở.")
    return ALLOWED


def can_release(user, assignment):
    council = assignment.judge.panel.council
    if not (who := _keeps(user, council)):
        return who
    if assignment.released_at:
        return refuse("Phân công này đã thôi từ trước.")
    return ALLOWED


def can_declare(user, assignment):
    if assignment.judge.user_id != user.pk:
        return refuse("Mỗi giám khảo tự khai cho mình.")
    if assignment.released_at:
        return refuse("Bạn không còn được phân công chấm sản phẩm này.")
    return ALLOWED


def can_open_dossier(user, assignment, declaration):
    """Nothing of the dossier before the declaration, nothing ever after a conflict."""
    if assignment.judge.user_id != user.pk:
        return refuse("Hồ sơ này không được phân công cho bạn.")
    if declaration is None:
        return refuse("Hãy khai báo xung đột lợi ích trước khi mở hồ sơ này.")
    if declaration.is_conflict:
        return refuse("Bạn đã khai có xung đột lợi ích với sản phẩm này nên không mở được hồ sơ.")
    return ALLOWED


def can_agree_bands(user, council):
    """Agreed before anybody scores: from the first sheet on the yardstick stays."""
    if not (who := _keeps(user, council)):
        return who
    if SheetHistory.objects.filter(subject__scoring_pass__round=council.round_id, step="submit").exists():
        return refuse("Đã có phiếu chấm được nộp nên khung điểm không đổi được nữa.")
    return ALLOWED


def can_see_statistics(user, scoring_pass):
    """Advisory figures about judges: for chair and secretary, once nothing can be changed by them."""
    if not scoring_pass.round.council.holds(user, Seat.CHAIR, Seat.SECRETARY):
        return refuse("Chỉ chủ tịch và thư ký hội đồng xem được phân tích chấm điểm.")
    if not scoring_pass.is_closed:
        return refuse("Phân tích có sau khi lượt chấm đã khóa.")
    return ALLOWED


def can_mark_stage(user, council, stage=None, kind=None):
    """The secretary keeps the calendar; what the portal sees by itself is neither said by hand nor taken back."""
    if not (who := _keeps(user, council)):
        return who
    if kind == StageMark.Kind.DONE and stage not in BY_HAND:
        return refuse("Cổng tự ghi bước này khi việc đã làm xong.")
    if stage in (Stage.SUBMISSION, Stage.RECOGNITION) and is_recognised(council):
        return refuse("Quyết định công nhận đã nhập trên cổng nên bước này đã xong.")
    if kind == StageMark.Kind.SKIPPED and stage not in MAY_BE_SKIPPED:
        return refuse("Bước này không bỏ qua được.")
    if kind == StageMark.Kind.SKIPPED and pass_of(council, stage):
        return refuse("Lượt chấm này đã mở nên không bỏ qua được nữa.")
    if kind == StageMark.Kind.REOPENED and has_results(council, stage):
        return refuse("Bước này mở lại cho từng sản phẩm, ở trang riêng.")
    if kind == StageMark.Kind.REOPENED and stage not in BY_HAND | MAY_BE_SKIPPED:
        return refuse("Bước này không mở lại ở đây được.")
    return ALLOWED


def can_reopen(user, council, stage):
    """Open a pass again, or the meeting: never what is not over. The passes after it wait until it is closed."""
    if not council.holds(user, Seat.SECRETARY, Seat.CHAIR):
        return refuse("Chỉ thư ký hoặc chủ tịch hội đồng được mở lại một bước đã xong.")
    scoring_pass, meeting = pass_of(council, stage), council.meeting
    if meeting and meeting.is_open:
        return refuse("Phiên họp đang mở. Hãy kết thúc phiên họp rồi mới mở lại.")
    if stage == Stage.MEETING:
        if not (meeting and meeting.is_closed and council.is_scored):
            return refuse("Phiên họp chưa kết thúc, hoặc lượt chấm chưa khóa, nên không phải mở lại.")
    elif scoring_pass is None:
        return refuse("Chỉ mở lại được một lượt chấm đã có, hoặc phiên họp.")
    elif not scoring_pass.is_closed:
        return refuse("Lượt chấm chưa khóa nên không phải mở lại.")
    return ALLOWED


def can_review_conflict(user, council):
    return _keeps(user, council)


def can_open_pass(user, council):
    if not (who := _keeps(user, council)):
        return who
    last = council.last_pass
    if last and not last.is_closed:
        return refuse(f"Lượt {last.number} chưa khóa.")
    if council.waiting_pass:
        return ALLOWED
    if last and last.number == len(PASSES):
        return refuse(f"Đã chấm đủ {len(PASSES)} lượt, không mở thêm lượt nữa.")
    if council.meetings.exists():
        return refuse("Hội đồng đã lên lịch họp, không mở thêm lượt chấm.")
    return ALLOWED


def _takes_sheets(scoring_pass, act):
    """A pass that waits is not over: whoever is turned away learns that it goes on."""
    if scoring_pass.waits:
        return refuse(
            "Lượt chấm này đang tạm dừng vì một số sản phẩm được chấm lại ở lượt trước. Các phiếu còn nguyên; hãy "
            f"{act} khi thư ký hội đồng mở tiếp lượt này."
        )
    if scoring_pass.state != PassState.OPEN:
        return refuse(f"Lượt chấm đã khóa, không {act} được nữa.")
    return ALLOWED


def can_score(user, sheet):
    if sheet.judge.user_id != user.pk:
        return refuse("Đây không phải phiếu của bạn.")
    if sheet.voided_at:
        return refuse("Phiếu này không còn được tính.")
    if not (now := _takes_sheets(sheet.scoring_pass, "chấm tiếp")):
        return now
    if sheet.is_submitted:
        return refuse("Phiếu đã nộp. Muốn sửa, hãy đề nghị thư ký hội đồng mở lại.")
    return ALLOWED


def can_key_sheet(user, sheet):
    """The secretary keys in what a judge wrote on paper; a sheet that the judge has begun on the portal is theirs."""
    if not (who := _keeps(user, sheet.scoring_pass.round.council)):
        return who
    if not (now := _takes_sheets(sheet.scoring_pass, "nhập phiếu")):
        return now
    if sheet.is_submitted:
        return refuse("Phiếu này đã nộp.")
    if sheet.saved_at:
        return refuse("Giám khảo đang chấm phiếu này trên cổng nên không nhập thay được.")
    if sheet.keyings.filter(may_key_again=False).exists():
        return refuse("Phiếu này đã nhập rồi được mở lại. Chỉ nhập lại khi giám khảo nhờ thư ký trên cổng.")
    return ALLOWED


def can_answer_for_keyed(user, sheet):
    """The judge whose paper was keyed in confirms or contests it while the pass is open."""
    if sheet.judge.user_id != user.pk:
        return refuse("Đây không phải phiếu của bạn.")
    if not sheet.is_paper:
        return refuse("Phiếu này không phải phiếu giấy do thư ký nhập.")
    if not (now := _takes_sheets(sheet.scoring_pass, "xác nhận hay báo sai")):
        return now
    return ALLOWED


def can_let_key_again(user, sheet):
    if not (may := can_score(user, sheet)):
        return may
    if sheet.saved_at or not sheet.keyings.filter(may_key_again=False).exists():
        return refuse("Chỉ nhờ nhập lại một phiếu giấy đã mở lại mà bạn chưa chấm trên cổng.")
    return ALLOWED


def can_reopen_sheet(user, sheet):
    if not (who := _keeps(user, sheet.scoring_pass.round.council)):
        return who
    if not (now := _takes_sheets(sheet.scoring_pass, "mở lại phiếu")):
        return now
    return is_within_reopening(sheet.scoring_pass, sheet.entry)


def is_within_reopening(scoring_pass, entry):
    """A pass that was opened again is open for the entries that were named, and for no other."""
    last = scoring_pass.last_reopening
    if last and not last.entries.filter(pk=entry.pk).exists():
        return refuse(f"Lượt chấm chỉ mở lại cho một số sản phẩm, không có {entry.code}.")
    return ALLOWED


def can_close_pass(user, scoring_pass):
    if not (who := _keeps(user, scoring_pass.round.council)):
        return who
    if scoring_pass.waits:
        return refuse("Lượt chấm này đang tạm dừng vì lượt trước mở lại. Hãy mở tiếp lượt này rồi mới khóa.")
    return ALLOWED


def can_plan_meeting(user, council):
    if not (who := _keeps(user, council)):
        return who
    if not council.is_scored:
        return refuse("Hội đồng họp sau khi lượt chấm đã khóa.")
    meeting = council.meeting
    if meeting and not council.must_meet_again(meeting):
        return refuse("Hội đồng đã có phiên họp.")
    return ALLOWED


def can_change_meeting(user, meeting):
    """What the invitation says stands from the opening on, for the minutes and the ledger tell of it."""
    if not (who := _keeps(user, meeting.council)):
        return who
    if meeting.council.ended_at:
        return refuse("Kỳ này đã kết thúc nên không đổi lịch họp được.")
    if not meeting.is_planned:
        return refuse(f"Phiên họp ở trạng thái “{meeting.get_state_display().lower()}” nên không đổi lịch được.")
    return ALLOWED


def can_open_meeting(user, meeting, on):
    """From the day on to which everybody was invited, not before: nobody comes to find that all is decided."""
    if not (who := _keeps(user, meeting.council)):
        return who
    if meeting.held_on > on:
        return refuse(f"Phiên họp được mời {meeting.when}. Họp sớm hơn thì hãy đổi lịch họp rồi khai mạc.")
    if not meeting.council.is_scored:
        return refuse("Lượt chấm đang mở lại. Hãy khóa lượt chấm rồi mới khai mạc.")
    return ALLOWED


def can_keep_meeting(user, meeting):
    """Call the roll, record a show of hands."""
    return _keeps(user, meeting.council)


def can_vote(user, meeting):
    member = meeting.council.seat_of(user)
    if member is None:
        return refuse("Chỉ thành viên hội đồng được biểu quyết.")
    if not member.votes:
        return refuse(f"{member.get_seat_display()} ghi biên bản, không biểu quyết.")
    if meeting.state != MeetingState.OPEN:
        return refuse("Phiên họp không trong thời gian biểu quyết.")
    if not any(a.member_id == member.pk and a.is_present for a in meeting.attendances.all()):
        return refuse("Bạn chưa được điểm danh có mặt trong phiên họp này.")
    return ALLOWED


def can_recuse(user, council, member):
    """A member for themselves; the secretary writes down what a member says."""
    if user.pk != member.user_id and not council.holds(user, Seat.SECRETARY):
        return refuse("Mỗi thành viên tự khai cho mình; thư ký ghi thay được.")
    if not member.votes:
        return refuse(f"{member.get_seat_display()} không biểu quyết nên không phải khai.")
    meeting = council.meeting
    if meeting is None:
        return refuse("Hãy khai khi phiên họp đã được lên lịch.")
    if meeting.is_closed:
        return refuse("Phiên họp đã kết thúc, không khai thêm được.")
    return ALLOWED


def can_close_meeting(user, meeting):
    if meeting.council.holds(user, Seat.CHAIR):
        return ALLOWED
    return refuse("Chỉ chủ tịch hội đồng được kết thúc phiên họp.")


def can_publish(user, council):
    if not (who := _keeps(user, council)):
        return who
    if not council.awaits_publication:
        return refuse("Kết quả đã được công bố.")
    meeting = council.meeting
    if meeting is None or not meeting.is_closed:
        return refuse("Công bố sau khi chủ tịch hội đồng đã kết thúc phiên họp.")
    if council.must_meet_again(meeting):
        return refuse("Đã mở lại cho một số sản phẩm. Công bố sau khi hội đồng họp lại và quyết định.")
    return ALLOWED


def can_award(user, council):
    """Grades come with the result: settled between the end of the meeting and publication."""
    if not (who := _keeps(user, council)):
        return who
    if not council.awaits_publication:
        return refuse("Kết quả đã công bố nên không đổi giải thưởng được nữa.")
    meeting = council.meeting
    if meeting is None or not meeting.is_closed:
        return refuse("Xếp giải sau khi chủ tịch hội đồng đã kết thúc phiên họp.")
    return ALLOWED


def can_take_papers(user, council):
    if council.holds(user):
        return ALLOWED
    return refuse("Chỉ hội đồng lấy được văn bản của hội đồng.")


def can_keep_settings(user, council):
    if not (who := _keeps(user, council)):
        return who
    if council.published_at:
        return refuse("Kết quả đã công bố nên không đổi cài đặt được nữa.")
    return ALLOWED


def can_complain(user, entry):
    council = getattr(entry.round, "council", None)
    organisation = entry.product.establishment.organisation_id
    own = organisation is not None and any(m.organisation_id == organisation for m in user.current_memberships)
    if not own and (council is None or not council.holds(user, Seat.SECRETARY)):
        return refuse("Khiếu nại do cơ sở gửi, hoặc thư ký hội đồng nhập khi nhận bản giấy.")
    if council is None or not council.published_at:
        return refuse("Khiếu nại về kết quả gửi được sau khi hội đồng công bố.")
    return ALLOWED


def can_answer_complaint(user, complaint):
    if not complaint.entry.round.council.holds(user, Seat.SECRETARY, Seat.CHAIR):
        return refuse("Chỉ thư ký hoặc chủ tịch hội đồng trả lời khiếu nại.")
    if not complaint.is_open:
        return refuse("Khiếu nại này đã được trả lời.")
    return ALLOWED


def can_nominate(user, council):
    if council.round.level == VoteLevel.NATION:
        return refuse("Cấp quốc gia là cấp cao nhất, không có đề cử lên cấp trên.")
    published = ALLOWED if council.published_at else refuse("Đề cử sau khi đã công bố kết quả.")
    return all_of(_keeps(user, council), published)


def can_export_ledger(user, council):
    """The ledger holds every score and every vote: the council's, and only while neither pass nor meeting is open."""
    if not council.holds(user):
        return refuse("Chỉ hội đồng được tải sổ điểm.")
    if council.round.passes.all() and not council.is_scored:
        return refuse("Sổ điểm tải được sau khi lượt chấm đã khóa.")
    meeting = council.meeting
    if meeting and meeting.is_open:
        return refuse("Sổ điểm ghi cả từng ý kiến biểu quyết nên tải được sau khi phiên họp đã kết thúc.")
    return ALLOWED
