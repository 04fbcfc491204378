"""What judging tells people. No message carries a score, mean or rank; an outcome goes to its establishment only."""

from dataclasses import dataclass

from django.urls import reverse

from cnnt_portal.notifications.messages import Message

from .models import (
    Complaint,
    Council,
    Meeting,
    Nomination,
    Outcome,
    ScoreSheet,
    ScoringPass,
    Visit,
    VisitParticipant,
)


@dataclass(frozen=True)
class Assigned(Message):
    council: Council

    kind = "judging.assigned"
    template = "emails/judging/assigned.txt"

    @property
    def title(self):
        return f"Bạn được phân công chấm điểm: {self.council.round}"

    @property
    def link(self):
        return reverse("judging:judge_list")


@dataclass(frozen=True)
class PassOpened(Message):
    scoring_pass: ScoringPass
    again: bool = False

    kind = "judging.pass_opened"
    template = "emails/judging/pass_opened.txt"

    @property
    def title(self):
        return f"Đã mở {'tiếp ' if self.again else ''}lượt chấm {self.scoring_pass.number}: {self.scoring_pass.round}"

    @property
    def link(self):
        return reverse("judging:judge_list")


@dataclass(frozen=True)
class PassPaused(Message):
    """To those who were told that it was open. Not why: the reason for reopening is the council's."""

    scoring_pass: ScoringPass

    kind = "judging.pass_paused"
    template = "emails/judging/pass_paused.txt"

    @property
    def title(self):
        return f"Lượt chấm {self.scoring_pass.number} tạm dừng: {self.scoring_pass.round}"

    @property
    def link(self):
        return reverse("judging:judge_list")


@dataclass(frozen=True)
class SheetReopened(Message):
    sheet: ScoreSheet
    reason: str

    kind = "judging.sheet_reopened"
    template = "emails/judging/sheet_reopened.txt"

    @property
    def title(self):
        return f"Phiếu chấm {self.sheet.entry.code} được mở lại"

    @property
    def link(self):
        return reverse("judging:sheet_edit", args=[self.sheet.pk])


@dataclass(frozen=True)
class SheetKeyed(Message):
    """So that a judge notices a paper sheet keyed in wrongly, or one that was never theirs."""

    sheet: ScoreSheet

    kind = "judging.sheet_keyed"
    template = "emails/judging/sheet_keyed.txt"

    @property
    def title(self):
        return f"Thư ký đã nhập phiếu giấy {self.sheet.entry.code} của bạn"

    @property
    def link(self):
        return reverse("judging:sheet_edit", args=[self.sheet.pk])


@dataclass(frozen=True)
class KeyedSheetContested(Message):
    sheet: ScoreSheet
    objection: str

    kind = "judging.keyed_sheet_contested"
    template = "emails/judging/keyed_sheet_contested.txt"

    @property
    def title(self):
        return f"Giám khảo báo phiếu giấy {self.sheet.entry.code} nhập sai"

    @property
    def link(self):
        return reverse("judging:pass_detail", args=[self.sheet.scoring_pass_id])


@dataclass(frozen=True)
class PassClosed(Message):
    """The head of the ledger goes to everybody who could later be told another one."""

    scoring_pass: ScoringPass
    length: int
    head: str

    kind = "judging.pass_closed"
    template = "emails/judging/pass_closed.txt"

    @property
    def title(self):
        return f"Đã khóa điểm lượt {self.scoring_pass.number}: {self.scoring_pass.round}"


@dataclass(frozen=True)
class MeetingPlanned(Message):
    meeting: Meeting

    kind = "judging.meeting_planned"
    template = "emails/judging/meeting_planned.txt"

    @property
    def title(self):
        return f"Mời họp hội đồng {self.meeting.when}"

    @property
    def link(self):
        return reverse("judging:meeting_detail", args=[self.meeting.pk])


@dataclass(frozen=True)
class MeetingMoved(MeetingPlanned):
    """To whoever was invited: what they were told `before`, beside what is said now."""

    before: str

    kind = "judging.meeting_moved"
    template = "emails/judging/meeting_moved.txt"

    @property
    def title(self):
        return f"Đổi lịch họp hội đồng: {self.meeting.when}"


@dataclass(frozen=True)
class ResultPublished(Message):
    outcome: Outcome

    kind = "judging.result_published"
    template = "emails/judging/result_published.txt"

    @property
    def title(self):
        return f"Kết quả bình chọn: {self.outcome.entry.product}"

    @property
    def link(self):
        return reverse("judging:entry_outcome_fragment", args=[self.outcome.entry_id])


@dataclass(frozen=True)
class Nominated(Message):
    nomination: Nomination

    kind = "judging.nominated"
    template = "emails/judging/nominated.txt"

    @property
    def title(self):
        return f"Được đề cử lên cấp trên: {self.nomination.outcome.entry.product}"

    @property
    def link(self):
        return reverse("judging:entry_outcome_fragment", args=[self.nomination.outcome.entry_id])


@dataclass(frozen=True)
class ComplaintFiled(Message):
    complaint: Complaint

    kind = "judging.complaint_filed"
    template = "emails/judging/complaint_filed.txt"

    @property
    def title(self):
        return f"Có khiếu nại về {self.complaint.entry.code}, trả lời trước hết ngày {self.complaint.due_on:%d/%m/%Y}"

    @property
    def link(self):
        return reverse("judging:complaint_detail", args=[self.complaint.pk])


@dataclass(frozen=True)
class ComplaintAnswered(Message):
    complaint: Complaint

    kind = "judging.complaint_answered"
    template = "emails/judging/complaint_answered.txt"

    @property
    def title(self):
        return f"Hội đồng đã trả lời khiếu nại: {self.complaint.entry.product}"

    @property
    def link(self):
        return reverse("judging:complaint_detail", args=[self.complaint.pk])


@dataclass(frozen=True)
class VisitPlanned(Message):
    visit: Visit

    kind = "judging.visit_planned"
    template = "emails/judging/visit_planned.txt"

    @property
    def title(self):
        return f"Đi thẩm định thực tế ngày {self.visit.day:%d/%m/%Y}: {self.visit.establishment}"

    @property
    def link(self):
        return reverse("judging:visit_detail", args=[self.visit.pk])


@dataclass(frozen=True)
class VisitAnnounced(Message):
    """To the establishment, which learns when, where and what for, never who comes."""

    visit: Visit

    kind = "judging.visit_announced"
    template = "emails/judging/visit_announced.txt"

    @property
    def title(self):
        return f"Hội đồng đến thẩm định thực tế ngày {self.visit.day:%d/%m/%Y}"


@dataclass(frozen=True)
class VisitCalledOff(Message):
    visit: Visit

    kind = "judging.visit_called_off"
    template = "emails/judging/visit_called_off.txt"

    @property
    def title(self):
        return f"Hủy chuyến thẩm định thực tế ngày {self.visit.day:%d/%m/%Y}: {self.visit.establishment}"


@dataclass(frozen=True)
class VisitConflict(Message):
    participant: VisitParticipant

    kind = "judging.visit_conflict"
    template = "emails/judging/visit_conflict.txt"

    @property
    def title(self):
        return f"{self.participant} không đi thẩm định được: {self.participant.visit.establishment}"

    @property
    def link(self):
        return reverse("judging:visit_detail", args=[self.participant.visit_id])
