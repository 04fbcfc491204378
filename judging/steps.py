"""The round's life after its list is fixed, as one stepper for the council's pages."""

from cnnt_portal.ui.components import StepperStep

from .models import Seat
from .queries import rules_of


def stepper_of(council):
    last, meeting = council.last_pass, council.meeting
    seats = {member.seat for member in council.members.all()}
    enough = council.panel.judges.count() >= rules_of(council.round).minimum_judges
    complete = enough and {Seat.CHAIR, Seat.SECRETARY} <= seats
    done = [
        ("Lập hội đồng, ban giám khảo", complete or last is not None, ""),
        ("Phân công, khai xung đột", last is not None, ""),
        ("Chấm điểm", last is not None and last.is_closed, f"Lượt {last.number}" if last else ""),
        ("Họp hội đồng", meeting is not None and meeting.is_closed, f"{meeting.held_on:%d/%m/%Y}" if meeting else ""),
        ("Công bố", council.published_at is not None, ""),
    ]
    current = next((place for place, (_, is_done, _) in enumerate(done) if not is_done), None)
    return [
        StepperStep(label, "done" if is_done else "current" if place == current else "todo", note)
        for place, (label, is_done, note) in enumerate(done)
    ]
